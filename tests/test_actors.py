"""Actors: who is named, under one name, and who appears with whom."""

import json
import math
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mediakit as mk
from mediakit.voices.actors import find_actors
from mediakit.voices.directory import load_directory
from mediakit.voices.names import name_key, skeleton
from mediakit.voices.network import link_actors
from mediakit.voices.scanning import split_words


def find(text: str, lang: str = "en", **more: str) -> list[tuple[str, str, str]]:
    """Actor, mention and how of each mention of one text."""
    corpus = pd.DataFrame({"text": [text, *more.values()], "lang": lang}, index=["a", *more])
    found = find_actors(corpus)
    found = found[found["doc_id"] == "a"]
    return list(zip(found["actor"], found["mention"], found["how"], strict=True))


@pytest.mark.parametrize(
    ("lang", "text", "actor", "mention"),
    [
        ("en", "Agents of the FBI came.", "Federal Bureau of Investigation", "FBI"),
        ("en", "The U.S. sent envoys.", "United States", "U.S."),
        ("en", "The Moroccan interior ministry agreed.", "Ministry of Interior (Morocco)",
         "Moroccan interior ministry"),
        ("en", "They met Spain's foreign ministry.", "Ministry of Foreign Affairs (Spain)", "Spain's foreign ministry"),
        ("fr", "La Direction générale de la sûreté nationale l'annonce.", "General Directorate for National Security",
         "Direction générale de la sûreté nationale"),
        ("fr", "Un membre de l'OTAN a parlé.", "NATO", "OTAN"),
        ("fr", "Le ministère de l'Intérieur algérien refuse.", "Ministry of Interior (Algeria)",
         "ministère de l'Intérieur algérien"),
        ("ar", "وقالت المديرية العامة للأمن الوطني إن التحقيق مستمر.", "General Directorate for National Security",
         "المديرية العامة للأمن الوطني"),
        ("ar", "تعاون بين إسبانيا والمغرب.", "Morocco", "المغرب"),
        ("ar", "أعلنت وزارة الداخلية المغربية ذلك.", "Ministry of Interior (Morocco)", "وزارة الداخلية المغربية"),
    ],
)  # fmt: skip
def test_institutions_are_found_in_three_languages(lang: str, text: str, actor: str, mention: str) -> None:
    assert (actor, mention) in [row[:2] for row in find(text, lang)]


def test_one_person_has_one_name_in_two_scripts() -> None:
    english = "Mr. Abdellatif Hammouchi spoke. Mr. Hammouchi left."
    arabic = "قال عبد اللطيف حموشي إن التعاون مستمر."
    corpus = pd.DataFrame({"text": [english, arabic], "lang": ["en", "ar"]}, index=["a", "b"])
    assert find_actors(corpus)["actor"].tolist() == ["Abdellatif Hammouchi"] * 3


def test_persons_that_no_directory_knows_meet_across_scripts() -> None:
    corpus = pd.DataFrame(
        {"text": ["Karim Beniaz spoke to us.", "وقال كريم بنياز إن الأمر انتهى."], "lang": ["en", "ar"]},
        index=["a", "b"],
    )
    assert find_actors(corpus)["actor"].unique().tolist() == ["Karim Beniaz"]


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Abdellatif Hammouchi", "عبد اللطيف حموشي"),
        ("Abdul Latif al-Hammouchi", "عبد اللطيف الحموشي"),
        ("Abdelaziz Bouteflika", "عبد العزيز بوتفليقة"),
        ("Tarek Chraibi", "طارق الشرايبي"),
        ("Emmanuel Macron", "إيمانويل ماكرون"),
        ("Khalid Rachidi", "خالد الرشيدي"),
    ],
)
def test_a_name_has_the_same_consonants_in_both_scripts(latin: str, arabic: str) -> None:
    assert name_key(tuple(split_words(latin))) == name_key(tuple(split_words(arabic)))


def test_a_last_name_alone_takes_the_whole_name_of_its_text() -> None:
    text = "Ann Lee and Tom Kerr met. Kerr said no. Mrs. Lee agreed."
    assert [row[0] for row in find(text)] == ["Ann Lee", "Tom Kerr", "Tom Kerr", "Ann Lee"]


def test_a_last_name_alone_takes_the_whole_name_of_the_corpus() -> None:
    assert find("Mr. Venngard said no.", b="Oskar Venngard spoke.")[0][:2] == ("Oskar Venngard", "Venngard")


def test_a_name_that_nothing_shows_to_be_a_person_needs_another_place() -> None:
    assert find("They saw Ilvra Quenby there.") == []
    assert find("They saw Ilvra Quenby there.", b="“No,” said Ilvra Quenby.")[0][:2] == ("Ilvra Quenby", "Ilvra Quenby")


def test_titles_before_a_name_do_not_belong_to_it() -> None:
    assert ("Ruth Amsel", "Ruth Amsel", "name") in find("Privacy Commissioner Ruth Amsel spoke.")
    assert ("Ada Brook", "Ada Brook", "name") in find("Russian Foreign Minister Ada Brook spoke.")


def test_a_title_is_its_only_bearers() -> None:
    text = "Mr. Omar Rifi, Director-General of Customs, arrived. The Director-General spoke."
    assert ("Omar Rifi", "The Director-General", "title") in find(text)


def test_a_title_that_two_bear_is_no_ones() -> None:
    text = "President Ann Lee met President Tom Kerr. The president spoke."
    assert "title" not in [row[2] for row in find(text)]


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("Ann Lee came. She said no.", ["Ann Lee"]),
        ("Ann Lee met Tom Kerr. She said no.", ["Ann Lee"]),
        ("Bob Lee met Tom Kerr. He said no.", []),
        ("Ann Lee came. He said no.", []),
        ("Ann Lee came. It rained. The road was wet. She said no.", []),
        ("Ann Lee came. “She is late,” said Tom Kerr.", []),
    ],
)
def test_a_pronoun_is_resolved_only_where_one_person_can_be_meant(text: str, resolved: list[str]) -> None:
    assert [actor for actor, _, how in find(text) if how == "pronoun"] == resolved


def test_a_french_pronoun_needs_a_reporting_verb() -> None:
    assert [row[0] for row in find("Paul Desrives arrive. Il a déclaré que tout va bien.", "fr")] == [
        "Paul Desrives"
    ] * 2
    assert [row[0] for row in find("Paul Desrives arrive. Il pleut.", "fr")] == ["Paul Desrives"]


def test_a_capital_stands_for_its_state_only_beside_a_verb_or_another_capital() -> None:
    assert find("Rabat said no.") == [("Morocco", "Rabat", "capital")]
    assert [row[0] for row in find("Talks between Rabat and Madrid began.")] == ["Morocco", "Spain"]
    assert find("They walked to Rabat yesterday.") == []


def test_adjectives_are_no_actors() -> None:
    assert find("A Moroccan driver met French tourists.") == []


def test_a_given_name_is_no_state() -> None:
    assert "Chad" not in [row[0] for row in find("Acting secretary Chad Wolfe said no.")]


def test_a_preposition_is_no_ali() -> None:
    assert find("حصل على الرصيف هدوء.", "ar") == []


def test_own_actors_come_before_those_of_the_directory() -> None:
    own = pd.DataFrame({"actor": ["Our Bureau"], "alias": ["FBI"], "type": ["police"]})
    corpus = pd.DataFrame({"text": ["The FBI came."]}, index=["a"])
    assert find_actors(corpus, actors=own)["actor"].tolist() == ["Our Bureau"]


def test_offsets_give_the_mention_and_never_overlap() -> None:
    corpus = mk.load_sample()
    found = find_actors(corpus)
    for doc, start, end, mention in zip(found["doc_id"], found["start"], found["end"], found["mention"], strict=True):
        assert corpus["text"][doc][start:end] == mention
    after = found.groupby("doc_id")["start"].shift(-1)
    assert (after.isna() | (found["end"] <= after)).all()


def test_the_order_of_the_documents_changes_no_actor() -> None:
    corpus = mk.load_sample().head(30)
    there, back = find_actors(corpus), find_actors(corpus.iloc[::-1])
    key = ["doc_id", "start"]
    pd.testing.assert_frame_equal(there.sort_values(key, ignore_index=True), back.sort_values(key, ignore_index=True))


def test_main_actors_of_the_sample_are_found() -> None:
    found = find_actors(mk.load_sample())
    gold = mk.load_sample_labels("articles").set_index("doc_id")["main_actor"]
    gold = gold[gold != ""]
    pairs = set(zip(found["doc_id"], found["actor"], strict=True))
    assert sum(pair in pairs for pair in gold.items()) / len(gold) > 0.9


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("Aa Bb.,\"“”«»'’\n\0\u200f-و لاقعبد محمدMr He said"), max_size=200),
    st.sampled_from(["en", "fr", "ar"]),
)
def test_any_text_gives_ordered_mentions_of_its_own_words(text: str, lang: str) -> None:
    found = find_actors(pd.DataFrame({"text": [text], "lang": lang}, index=["a"]))
    assert [text[s:e] for s, e in zip(found["start"], found["end"], strict=True)] == found["mention"].tolist()
    assert found["start"].is_monotonic_increasing


def count_steps(text: str, lang: str) -> int:
    """Calls of Python functions, built-in ones too, that one text costs."""
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    corpus = pd.DataFrame({"text": [text], "lang": lang}, index=["a"])
    find_actors(corpus)
    sys.setprofile(count)
    try:
        find_actors(corpus)
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    "part",
    ['"', "“He said ", "Ann Lee ", "محمد علي ", "\u200f\0", "\n \n", "Mr. ", "A.", "a-", "the president ", "he ",
     "Ann Lee he said ", "President Bob Lee the president ", "the FBI ", "قال محمد الفاسي "],
)  # fmt: skip
def test_bad_input_costs_steps_in_proportion_to_its_length(part: str, lang: str) -> None:
    assert count_steps(part * 2000, lang) < 2.4 * count_steps(part * 1000, lang) + 2000


def test_ten_thousand_quotation_marks_give_no_actor() -> None:
    assert find("“" * 10_000) == find("no end " * 10_000) == []


def test_marks_of_direction_and_null_bytes_do_not_part_a_name() -> None:
    assert find("The United\u200f Nations\0 met.")[0][0] == "United Nations"


def test_an_empty_corpus_gives_an_empty_table() -> None:
    found = find_actors(pd.DataFrame({"text": []}, dtype="str"))
    assert found.columns[:5].tolist() == ["doc_id", "actor", "start", "end", "mention"]
    assert link_actors(found).empty


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        (pd.DataFrame({"body": ["x"]}), "no column 'text'"),
        (pd.DataFrame({"text": ["x", "y"]}, index=["a", "a"]), "1 doc_ids are there more than once"),
        (pd.DataFrame({"text": ["x", None]}), "1 of 2 texts in 'text' are not strings"),
    ],
)
def test_a_corpus_that_cannot_be_read_is_refused(corpus: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_actors(corpus)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Bureau,,en,police,,", r"have no alias.*row \[2\]"),
        ("Bureau,BRO,de,police,,", "have a lang other than"),
        ("Bureau,BRO,en,police,,maybe", "have a use other than"),
        ("Bureau,B,en,police,,", "fewer than two letters"),
    ],
)
def test_a_wrong_row_of_a_directory_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"actor,alias,lang,type,country,use\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        load_directory(path=path)


def test_a_directory_without_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lacks the columns \['type'\]"):
        find_actors(pd.DataFrame({"text": ["x"]}, index=["a"]), actors=pd.DataFrame({"actor": ["x"], "alias": ["y"]}))


def test_no_alias_of_the_directory_names_two_actors() -> None:
    directory = load_directory()
    whole = directory[directory["use"].isin(["", "common", "bound"])]
    assert whole.groupby(["alias", "lang"])["actor"].nunique().max() == 1


def test_the_log_odds_of_a_pair_are_those_of_its_table() -> None:
    mentions = pd.DataFrame(
        [(f"d{i}", actor) for i, actors in enumerate(["AB", "AB", "A", "B", "C", "C", "C"]) for actor in actors],
        columns=["doc_id", "actor"],
    )
    row = link_actors(mentions, by="document").iloc[0]
    assert (row["actor_a"], row["actor_b"], row["n"], row["n_a"], row["n_b"]) == ("A", "B", 2, 3, 3)
    assert math.isclose(row["log_odds"], math.log(2.5 * 3.5 / (1.5 * 1.5)))
    margin = 1.959963984540054 * math.sqrt(1 / 2.5 + 1 / 3.5 + 2 / 1.5)
    assert math.isclose(row["high"] - row["log_odds"], margin)


def test_shuffled_mentions_give_the_same_network() -> None:
    found = find_actors(mk.load_sample().head(40))
    pd.testing.assert_frame_equal(link_actors(found), link_actors(found.sample(frac=1, random_state=1)))


def test_a_network_needs_to_know_what_counts_as_together() -> None:
    mentions = pd.DataFrame({"doc_id": ["a"], "actor": ["x"]})
    with pytest.raises(ValueError, match=r"no column \['sentence'\]"):
        link_actors(mentions)
    with pytest.raises(ValueError, match="by='page' is unknown"):
        link_actors(mentions, by="page")  # type: ignore[arg-type]


def test_actors_of_an_article_on_security_are_those_of_a_careful_reader() -> None:
    reading = Path(__file__).parents[2] / "shared" / "seed-reading" / "reading.json"
    if not reading.is_file():
        pytest.skip("The article and its reading do not lie beside the repository.")
    read = json.loads(reading.read_text(encoding="utf-8"))
    text = (reading.parents[1] / "seed" / read["file"]).read_text(encoding="utf-8")
    actors = set(find_actors(pd.DataFrame({"text": [text]}, index=["a"]))["actor"])
    same = {"Russian Security Council": "Security Council of Russia"}
    same["Russian National Security Council"] = "Security Council of Russia"
    same["Russian Federal Security Service (FSB)"] = "Federal Security Service"
    assert {same.get(actor, actor) for actor in read["actors"]} <= actors


def test_skeletons_keep_consonants() -> None:
    assert skeleton("Strakov") == skeleton("ستراكوف") == "strkf"
