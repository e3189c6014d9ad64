"""The whole form of a codebook: texts beside phrases, and words that must or must not be near."""

from importlib import resources

import pandas as pd
import pytest

from mediakit.framing.codebook import describe_codebook, load_codebook
from mediakit.framing.frames import count_frames
from mediakit.text.tokens import tokenize

FULL = (
    "kind,category,phrase,weight,lang,near,without\n"
    "definition,threat,Danger that someone will do harm.,,en,,\n"
    "example,threat,A bomb * was … found.,,en,,\n"
    "Counter_Example,threat,—,,en,,\n"
    ",threat,attack*,1,en,terror* | bomb plot,heart\n"
    "phrase,threat,danger ... public,2,en,,\n"
    ",rights,privacy,1,,,\n"
    "definition,rights,Ce que la loi garantit.,,fr,,\n"
)


def written(folder, text):
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def tokens_of(*texts):
    return tokenize(pd.DataFrame({"text": list(texts)}, index=[f"d{i}" for i in range(len(texts))], dtype="str"))


def n_matches(text, near="", without="", phrase="agent"):
    row = ["spying", phrase, 1.0, "en", near, without]
    codebook = pd.DataFrame([row], columns=["category", "phrase", "weight", "lang", "near", "without"])
    return count_frames(tokens_of(text), codebook)["n_matches"].tolist()[0]


def test_a_codebook_loads_its_phrases_and_leaves_out_its_texts(tmp_path):
    codebook = load_codebook(written(tmp_path, FULL))
    assert codebook.to_dict("split")["data"] == [
        ["threat", "attack*", 1.0, "en", "terror* | bomb plot", "heart"],
        ["threat", "danger ... public", 2.0, "en", "", ""],
        ["rights", "privacy", 1.0, "", "", ""],
    ]


def test_a_codebook_is_described_by_its_texts(tmp_path):
    described = describe_codebook(written(tmp_path, FULL))
    assert described.columns.tolist() == ["category", "lang", "definition", "example", "counter_example", "n_phrases"]
    assert described.to_numpy().tolist() == [
        ["threat", "en", "Danger that someone will do harm.", "A bomb * was … found.", "—", 2],
        ["rights", "", "", "", "", 1],
        ["rights", "fr", "Ce que la loi garantit.", "", "", 0],
    ]


def test_a_codebook_without_texts_is_described_by_its_sizes(tmp_path):
    described = describe_codebook(written(tmp_path, "category,phrase\nthreat,attack\nthreat,bomb\n"))
    assert described.to_numpy().tolist() == [["threat", "", "", "", "", 2]]


HEAD = "category,phrase,near,without,kind\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("threat,terror *,,,\n", r"row 2, column 'phrase' holds 'terror \*': a \* stands alone"),
        ("threat,... bomb,,,\n", r"row 2, column 'phrase' holds '... bomb': a gap does not stand between two words"),
        ("threat,agent,spy | ,,\n", r"row 2, column 'near' holds 'spy \|': '' has no word.*with \| between them"),
        ("threat,agent,,a ... b,\n", r"row 2, column 'without' holds 'a \.\.\. b': .* has a gap"),
        ("threat,agent,,,remark\n", r"row 2, column 'kind' holds 'remark'. Allowed are 'phrase' or nothing"),
        (
            "threat,agent,,,\nthreat,One.,,,example\nthreat,Two.,,,example\n",
            "row 4, column 'kind' holds 'example'.*row 3",
        ),
        (
            "threat,agent,,,\nthraet,One.,,,example\n",
            r"row 3, column 'category' holds 'thraet'.*no phrase.*\['threat'\]",
        ),
        (
            "threat,agent,spy,,\nthreat,Agent,tax,,\n",
            "row 3, column 'phrase' holds 'Agent', which stands already in row 2",
        ),
        ("threat,One.,,,example\n", "no rows below them that hold a phrase"),
    ],
)
def test_a_mistake_is_named_with_its_row_and_column(tmp_path, rows, message):
    with pytest.raises(ValueError, match=message):
        load_codebook(written(tmp_path, HEAD + rows))


def test_a_heading_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"more than one column \['phrase'\]"):
        load_codebook(written(tmp_path, "category,phrase,Phrase\nthreat,bomb,attack\n"))


SHIPPED = sorted(
    file.name.removesuffix(".csv")
    for file in (resources.files("mediakit.framing") / "codebooks").iterdir()
    if file.name.endswith(".csv")
)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_codebook_survives_a_round_trip(tmp_path, name):
    codebook = load_codebook(name)
    codebook.to_csv(tmp_path / "mine.csv", index=False)
    pd.testing.assert_frame_equal(load_codebook(tmp_path / "mine.csv"), codebook)


@pytest.mark.parametrize(
    ("text", "near", "without", "expected"),
    [
        ("the agent was a spy", "spy", "", 1),
        ("the spy was an agent", "spy", "", 1),
        ("the agent was a clerk", "spy", "", 0),
        ("agent 1 2 3 4 5 6 7 8 9 spy", "spy", "", 1),
        ("agent 1 2 3 4 5 6 7 8 9 10 spy", "spy", "", 0),
        ("spy 1 2 3 4 5 6 7 8 9 agent", "spy", "", 1),
        ("spy 1 2 3 4 5 6 7 8 9 10 agent", "spy", "", 0),
        ("agent 1 2 3 4 5 6 7 8 9 secret service", "secret service", "", 0),
        ("agent 1 2 3 4 5 6 7 8 secret service", "Secret Service", "", 1),
        ("the agent of espionage", "spy | espion*", "", 1),
        ("the estate agent", "", "estate", 0),
        ("the agent", "", "estate", 1),
        ("a spy and estate agent", "spy", "estate", 0),
        ("agent agent", "agent", "", 2),
        ("agent", "agent", "", 0),
    ],
)
def test_a_phrase_counts_by_the_words_around_it(text, near, without, expected):
    assert n_matches(text, near, without) == expected


def test_words_of_the_phrase_and_of_its_gap_are_not_near_it():
    assert n_matches("the secret agent", "secret", phrase="secret agent") == 0
    assert n_matches("secret spy agent", "spy", phrase="secret ... agent") == 0
    assert n_matches("spy secret double agent", "spy", phrase="secret ... agent") == 1


def test_words_of_another_document_are_not_near():
    row = ["spying", "agent", 1.0, "en", "spy", ""]
    codebook = pd.DataFrame([row], columns=["category", "phrase", "weight", "lang", "near", "without"])
    assert count_frames(tokens_of("spy", "agent", "spy"), codebook)["n_matches"].tolist() == [0, 0, 0]


def test_a_phrase_that_may_not_count_gives_way_to_a_shorter_one():
    rows = [["a", "secret agent", 1.0, "en", "spy", ""], ["b", "agent", 1.0, "en", "", ""]]
    codebook = pd.DataFrame(rows, columns=["category", "phrase", "weight", "lang", "near", "without"])
    assert count_frames(tokens_of("a secret agent"), codebook)["n_matches"].tolist() == [0, 1]
    assert count_frames(tokens_of("a secret agent and spy"), codebook)["n_matches"].tolist() == [1, 0]


def test_one_phrase_may_ask_for_other_neighbours_in_another_frame():
    rows = [["tax", "agent", 1.0, "en", "tax", ""], ["spying", "agent", 1.0, "en", "spy", ""]]
    codebook = pd.DataFrame(rows, columns=["category", "phrase", "weight", "lang", "near", "without"])
    table = count_frames(tokens_of("tax agent", "spy agent", "tax spy agent", "agent"), codebook)
    assert table["n_matches"].tolist() == [1, 0, 0, 1, 1, 1, 0, 0]


def test_neighbours_that_cannot_be_read_are_refused_when_counting():
    with pytest.raises(ValueError, match=r"1 of 1 cells of near or without cannot be read, such as 'a \.\.\. b'"):
        n_matches("agent", near="a ... b")
