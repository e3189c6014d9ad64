"""Frames learned from examples: what was planted comes back, and each decision is the sum of its sentences."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import (
    check_get_params_invariance,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
)

from mediakit.framing.classifier import FrameClassifier
from mediakit.framing.codebook import load_codebook
from mediakit.framing.decisions import (
    PULL,
    STRENGTH,
    calibrate,
    choose_thresholds,
    decide_out_of_sample,
    draw_folds,
    scale_n_grams,
)
from mediakit.framing.examples import find_codebook, read_codes, read_texts
from mediakit.framing.language_space import WORTH_OF_STATEMENTS, begin_centres, find_statement_centres
from mediakit.framing.next_codes import propose_codings
from mediakit.framing.views import look_at
from mediakit.trust.sheets import write_sheet

WORDS = {
    "law": ["police", "arrest", "raid", "court", "judge", "trial"],
    "economy": ["budget", "exports", "prices", "trade", "tax", "wages"],
    "health": ["hospital", "virus", "nurse", "vaccine", "clinic", "fever"],
}
CODEBOOK = pd.DataFrame(
    [("law", "police", 1.0, ""), ("law", "court", 2.0, ""), ("money", "budget", 1.0, "")],
    columns=["category", "phrase", "weight", "lang"],
)


def write_texts(n, random_state=0):
    """Texts of two sentences, each of one frame or, in both sentences, of one."""
    rng = np.random.default_rng(random_state)
    names = list(WORDS)
    pairs = rng.integers(0, 3, (n, 2))
    texts = [" ".join(f"The {' and the '.join(rng.choice(WORDS[names[f]], 3))} came." for f in pair) for pair in pairs]
    index = pd.Index([f"d{i:03}" for i in range(n)], name="doc_id")
    frames = pd.DataFrame({name: (pairs == f).any(axis=1) for f, name in enumerate(names)}, index=index)
    return pd.Series(texts, index=index), frames


def encode_words(texts):
    """Encoder of a test: one dimension a word, and one that is never 0."""
    words = sorted(word for group in WORDS.values() for word in group)
    return np.array([[float(word in text) for word in words] + [0.5] for text in texts])


FRENCH = {
    "law": ["police", "arrestation", "descente", "tribunal", "juge", "verdict"],
    "economy": ["budget", "exportations", "prix", "commerce", "impôt", "salaires"],
    "health": ["hôpital", "virus", "infirmier", "vaccin", "clinique", "fièvre"],
}


def write_french(n, random_state=0):
    """French texts of one sentence and one frame each."""
    rng = np.random.default_rng(random_state)
    frames = rng.choice(list(FRENCH), n)
    texts = [f"Selon le journal, {' et '.join(rng.choice(FRENCH[f], 3))} sont arrivés hier soir." for f in frames]
    return pd.Series(texts, index=[f"f{i:03}" for i in range(n)]), pd.Series(frames)


def encode_two_languages(texts):
    """Encoder of a test that tells languages apart far better than frames."""
    rows = []
    for text in texts:
        of_frames = [float(any(word in text for word in [*WORDS[f], *FRENCH[f]])) for f in WORDS]
        rows.append([*of_frames, 8.0 if " le " in text.lower() or "sont" in text else 0.0, 1.0])
    return np.array(rows)


TEXTS, FRAMES = write_texts(90)
OTHERS, GOLD = write_texts(60, random_state=1)
ONE_EACH = FRAMES.idxmax(axis=1)
OPTIONS = [
    {"encoder": None},
    {"encoder": encode_words, "across_languages": False},
    {"encoder": encode_words, "across_languages": False, "codebook": CODEBOOK},
    {"encoder": None, "codebook": CODEBOOK},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_planted_frames_come_back_in_new_texts(options):
    model = FrameClassifier(**options).fit(TEXTS, FRAMES)
    assert model.classes_.tolist() == list(WORDS)
    assert (model.predict(OTHERS) == GOLD.to_numpy()).mean() > 0.95


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("frames", [FRAMES, ONE_EACH])
def test_contributions_of_sentences_and_the_intercept_sum_to_the_decision(options, frames):
    model = FrameClassifier(**options).fit(TEXTS, frames)
    parts = model.explain_frames(OTHERS)
    sums = parts.pivot_table(index="doc_id", columns="frame", values="contribution", aggfunc="sum")
    sums = sums.loc[OTHERS.index, model.classes_] + model.intercept_
    np.testing.assert_allclose(sums, model.decision_function(OTHERS), atol=1e-10)


def test_explanations_name_the_sentence_that_holds_the_frame_and_its_place():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    text = "The hospital and the nurse came. The budget and the tax came."
    parts = model.explain_frames(pd.Series([text], index=["x"]))
    assert parts.columns.tolist() == ["doc_id", "frame", "sentence", "start", "end", "contribution"]
    assert (parts["doc_id"] == "x").all()
    assert all(text[row.start : row.end] == row.sentence for row in parts.itertuples())
    strongest = parts.loc[parts.groupby("frame")["contribution"].idxmax()].set_index("frame")["sentence"]
    assert strongest["health"].startswith("The hospital")
    assert strongest["economy"].startswith("The budget")


def test_machines_equal_those_of_scikit_learn_on_the_same_features():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    features = model.transform_texts(TEXTS)
    scale = scale_n_grams(features, FRAMES["law"].to_numpy(), slice(0, features.shape[1]))
    machine = LinearSVC(C=STRENGTH, class_weight="balanced", dual=True, max_iter=20000, random_state=0)
    machine.fit(features * scale, FRAMES["law"])
    np.testing.assert_array_equal(model.coef_[0], machine.coef_[0] * scale)
    np.testing.assert_allclose(
        model.decision_function(TEXTS)[:, 0], machine.decision_function(features * scale), atol=1e-12
    )


def test_n_grams_count_by_how_unevenly_the_two_sides_hold_them():
    features = sparse.csr_array([[9.0, 1.0, 1.0], [9.0, 1.0, 0.0], [9.0, 0.0, 1.0], [9.0, 0.0, 0.0]])
    scale = scale_n_grams(features, np.array([True, True, False, False]), slice(1, 3))
    np.testing.assert_allclose(scale, [1.0, 2**0.5, 0.0], atol=1e-12)  # the first speaks for the frame, the second not
    same = scale_n_grams(features, np.array([True, False, False, True]), slice(1, 3))
    np.testing.assert_array_equal(same, 1.0)


def test_one_frame_a_text_gives_names_and_probabilities_that_sum_to_one():
    model = FrameClassifier(encoder=None).fit(TEXTS, ONE_EACH)
    assert model.classes_.tolist() == sorted(WORDS)
    probabilities = model.predict_proba(OTHERS)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (model.predict(OTHERS) == model.classes_[probabilities.argmax(axis=1)]).all()
    assert np.isnan(model.thresholds_).all()


def test_several_frames_a_text_are_given_from_the_threshold_on():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    predicted = model.predict(OTHERS)
    assert predicted.shape == (len(OTHERS), 3)
    assert predicted.dtype == bool
    np.testing.assert_array_equal(predicted, model.predict_proba(OTHERS) >= model.thresholds_)


def test_lists_of_frames_and_arrays_mean_the_same_as_a_table():
    by_table = FrameClassifier(encoder=None).fit(TEXTS, FRAMES[sorted(WORDS)])
    lists = [[name for name in WORDS if row[name]] for _, row in FRAMES.iterrows()]
    by_lists = FrameClassifier(encoder=None).fit(TEXTS.tolist(), lists)
    by_array = FrameClassifier(encoder=None).fit(TEXTS.tolist(), FRAMES[sorted(WORDS)].to_numpy().astype(int))
    assert by_lists.classes_.tolist() == sorted(WORDS)
    assert by_array.classes_.tolist() == [0, 1, 2]
    for other in (by_lists, by_array):
        np.testing.assert_array_equal(other.predict_proba(OTHERS), by_table.predict_proba(OTHERS))


def test_rows_meet_by_doc_id_whatever_their_order():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    shuffled = FrameClassifier(encoder=None).fit(TEXTS, FRAMES.sample(frac=1, random_state=3))
    np.testing.assert_array_equal(model.predict_proba(OTHERS), shuffled.predict_proba(OTHERS))


@pytest.mark.parametrize("options", OPTIONS)
def test_a_text_gets_the_same_decision_alone_as_in_company_and_on_every_run(options):
    model = FrameClassifier(**options).fit(TEXTS, FRAMES)
    together = model.decision_function(OTHERS)
    alone = np.vstack([model.decision_function([text]) for text in OTHERS[:5]])
    np.testing.assert_allclose(alone, together[:5], atol=1e-12)
    again = clone(model).fit(TEXTS, FRAMES)
    np.testing.assert_array_equal(again.decision_function(OTHERS), together)


def test_codes_without_any_relation_to_the_texts_give_probabilities_near_their_share():
    codes = pd.DataFrame({"chance": np.random.default_rng(5).random(len(TEXTS)) < 0.3}, index=TEXTS.index)
    probabilities = FrameClassifier(encoder=None).fit(TEXTS, codes).predict_proba(TEXTS)
    assert np.abs(probabilities - codes["chance"].mean()).mean() < 0.15  # the machine itself fits the codes well


def test_decisions_out_of_sample_do_not_change_with_the_code_of_the_text_itself():
    seen = look_at(TEXTS, encoder=None, codebook=None)
    codes = read_codes(FRAMES, TEXTS, has_ids=True)
    folds = draw_folds(codes.has, 0)
    taught_without = decide_out_of_sample(seen, codes, 0)
    assert set(folds) == set(range(5))
    assert taught_without.shape == FRAMES.shape
    assert ((taught_without > 0) == FRAMES.to_numpy()).mean() > 0.9


def test_folds_deal_rare_frames_out_evenly():
    has = np.zeros((50, 2), bool)
    has[:5, 0] = True
    has[5:, 1] = True
    folds = draw_folds(has, 0)
    assert sorted(folds[:5]) == [0, 1, 2, 3, 4]
    assert np.bincount(folds).tolist() == [10] * 5


def test_thresholds_part_the_decisions_and_stay_near_zero_where_examples_are_few():
    decisions = np.array([[2.0], [1.5], [1.0], [-1.0]])
    has = np.array([[True], [True], [False], [False]])
    assert choose_thresholds(decisions, has) == pytest.approx(1.25 * 2 / (2 + PULL))
    many = choose_thresholds(np.repeat(decisions, 5000, axis=0), np.repeat(has, 5000, axis=0))
    assert many == pytest.approx(1.25, abs=0.02)


def test_probabilities_rise_with_the_decision():
    codes = read_codes(FRAMES, TEXTS, has_ids=True)
    decisions = np.where(codes.has, 1.0, -1.0) * np.linspace(-0.5, 2, len(TEXTS))[:, None]
    probabilities = calibrate(decisions, codes)(np.linspace(-2, 2, 9)[:, None] + np.zeros(3))
    assert (np.diff(probabilities, axis=0) > 0).all()


def test_texts_without_known_n_grams_have_short_rows():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    lengths = sparse.linalg.norm(
        model.transform_texts(["The police and the court came.", "زار الوزير المدينة."]), axis=1
    )
    assert lengths[0] > 0.9
    assert lengths[1] < 0.1


def test_texts_that_share_no_n_gram_are_told_nothing_apart():
    model = FrameClassifier(encoder=None).fit(["abcdef", "ghijkl", "mnopqr", "stuvwx"], ["x", "x", "y", "y"])
    np.testing.assert_allclose(model.predict_proba(["abcdef"]), 0.5)


def test_taught_in_english_it_reads_french_and_arabic():
    texts = [
        *["Police raided a flat.", "The court jailed him.", "Officers arrested a man.", "The judge opened the trial."],
        *["Exports fell again.", "The budget was cut.", "Prices rose in May.", "Wages will not grow this year."],
    ]
    model = FrameClassifier().fit(texts, ["law"] * 4 + ["economy"] * 4)
    others = [
        "La police a arrêté deux hommes.",
        "Les prix ont augmenté.",
        "حكمت المحكمة عليه بالسجن.",
        "ارتفعت الأسعار.",
    ]
    assert model.predict(others).tolist() == ["law", "economy"] * 2


def test_a_language_that_nobody_coded_is_read_about_its_own_centre():
    texts, frames = write_french(60)
    apart = FrameClassifier(encoder=encode_two_languages).fit(TEXTS, ONE_EACH)
    assert (apart.predict(texts) == frames.to_numpy()).mean() > 0.95
    mixed = FrameClassifier(encoder=encode_two_languages, across_languages=False).fit(TEXTS, ONE_EACH)
    assert (mixed.predict(texts) == frames.to_numpy()).mean() < 0.7


def test_texts_without_codes_settle_a_language_so_that_company_no_longer_matters():
    texts, _ = write_french(40)
    unlabelled, _ = write_french(30, random_state=1)
    settled = FrameClassifier(encoder=encode_two_languages).fit(TEXTS, ONE_EACH, unlabelled=[*TEXTS[:5], *unlabelled])
    together = settled.decision_function(texts)
    np.testing.assert_allclose(settled.decision_function(texts[:3]), together[:3], atol=1e-12)
    open_ = FrameClassifier(encoder=encode_two_languages).fit(TEXTS, ONE_EACH)
    assert np.abs(open_.decision_function(texts[:3]) - open_.decision_function(texts)[:3]).max() > 1e-3


def test_in_the_language_of_the_examples_company_never_matters():
    french, _ = write_french(40)
    model = FrameClassifier(encoder=encode_two_languages).fit(TEXTS, ONE_EACH)
    mixed = model.decision_function([*french, *OTHERS])
    np.testing.assert_allclose(model.decision_function(OTHERS), mixed[len(french) :], atol=1e-12)


def test_centres_are_means_drawn_to_the_statements_that_ship():
    def encode(texts):
        return [[0.0, 1.0] if any(letter in text for letter in "éèàçù") else [1.0, 0.0] for text in texts]

    stated = find_statement_centres(encode)
    assert list(stated) == ["en", "fr", "ar"]
    centres = begin_centres(encode).join(np.array([[3.0, 0.0], [5.0, 0.0]]), np.array(["en", "en"], object))
    np.testing.assert_array_equal(centres.place("en"), [4.0, 0.0])
    start = stated["fr"] + np.array([4.0, 0.0]) - stated["en"]
    np.testing.assert_allclose(centres.place("fr"), start)
    more = centres.join(np.array([[0.0, 9.0]] * 30), np.array(["fr"] * 30, object))
    away = (2 * (np.array([4.0, 0.0]) - stated["en"]) + 30 * (np.array([0.0, 9.0]) - stated["fr"])) / 32
    expected = (30 * np.array([0.0, 9.0]) + WORTH_OF_STATEMENTS * (stated["fr"] + away)) / (30 + WORTH_OF_STATEMENTS)
    np.testing.assert_allclose(more.place("fr"), expected)
    np.testing.assert_allclose(centres.place("sv"), [4.0, 0.0])  # no statement ships in Swedish


def test_the_codebook_of_the_frames_is_found_by_their_names():
    security = load_codebook("security")
    found = find_codebook(np.array(["Threat", "accountability", "something else"]))
    pd.testing.assert_frame_equal(found, security)
    pd.testing.assert_frame_equal(find_codebook(np.array(["morality", "conflict"])), load_codebook("generic"))
    assert find_codebook(np.array(["threat", "sport"])) is None
    assert find_codebook(np.arange(9)) is None
    texts = ["A threat of attacks.", "Threats of violence grew.", "The treaty was signed.", "A summit of allies."]
    frames = ["threat", "threat", "diplomacy and prestige", "diplomacy and prestige"]
    pd.testing.assert_frame_equal(FrameClassifier(encoder=None).fit(texts, frames).codebook_, security)
    assert FrameClassifier(encoder=None, codebook=None).fit(texts, frames).codebook_ is None


def test_unlabelled_texts_may_be_given_and_change_nothing_of_n_grams():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES, unlabelled=OTHERS)
    np.testing.assert_array_equal(
        model.decision_function(OTHERS), FrameClassifier(encoder=None).fit(TEXTS, FRAMES).decision_function(OTHERS)
    )


def test_it_is_an_estimator_of_scikit_learn():
    model = FrameClassifier(encoder=None)
    for check in (check_get_params_invariance, check_set_params, check_no_attributes_set_in_init):
        check("FrameClassifier", model)
    check_parameters_default_constructible("FrameClassifier", model)
    assert model.__sklearn_tags__().input_tags.string
    assert cross_val_score(model, TEXTS, ONE_EACH, cv=3).mean() > 0.6
    with pytest.raises(NotFittedError):
        model.predict(TEXTS)


def test_proposals_are_new_differ_and_can_be_written_as_a_sheet(tmp_path):
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    corpus = pd.DataFrame({"text": OTHERS, "outlet": "X"})
    proposal = propose_codings(model, corpus, 12)
    assert proposal.columns.tolist() == ["text", "outlet", "proposed_for", "probability_of_frame"]
    assert proposal.index.is_unique
    assert proposal["probability_of_frame"].between(0, 1).all()
    path = write_sheet(proposal.assign(coder="Ana"), tmp_path / "next.csv", codes=list(WORDS))
    assert "proposed_for" not in path.read_text(encoding="utf-8-sig").splitlines()[0]


def test_the_frame_with_the_fewest_examples_has_the_first_turn():
    few = FRAMES["health"] & (FRAMES["health"].cumsum() > 4)
    model = FrameClassifier(encoder=None).fit(TEXTS[~few], FRAMES[~few])
    assert propose_codings(model, pd.DataFrame({"text": OTHERS}), 1)["proposed_for"].tolist() == ["health"]


def test_copies_of_a_proposed_article_wait():
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    corpus = pd.DataFrame({"text": [*OTHERS[:20], *OTHERS[:20]]}, index=[f"c{i}" for i in range(40)])
    assert propose_codings(model, corpus, 6)["text"].is_unique


REFUSALS = [
    (["a b", " "], ["x", "y"], ValueError, "1 of 2 texts are empty, such as"),
    (["a b", None], ["x", "y"], TypeError, "1 of 2 texts are no str, such as a NoneType"),
    ("a b", ["x"], TypeError, "texts is a single str"),
    (FRAMES, ["x"], TypeError, "texts is a DataFrame"),
    (["a", "b"], ["x"], ValueError, "There are 2 texts but frames for 1"),
    (["a", "b"], None, ValueError, "frames is missing"),
    (["a", "b"], ["x", None], ValueError, "1 of 2 frames are missing"),
    (["a", "b"], ["x", 1], ValueError, "mixes str and other types"),
    (["a", "b"], [0.5, 1.5], ValueError, "Unknown label type"),
    (["a", "b"], ["x", "x"], ValueError, "All 2 texts have one class"),
    (["a", "b"], np.array([[1, 2], [0, 1]]), ValueError, "1 cells of frames are neither True nor False"),
    (["a", "b", "c", "d"], [["x"], ["x"], [], ["y"]], ValueError, "1 of 2 frames have too few texts .*'y': 1"),
    (TEXTS, FRAMES[:80], ValueError, "10 of 90 texts have no row in frames, such as"),
    (TEXTS, pd.concat([FRAMES, FRAMES[:2]]), ValueError, "2 identifiers stand more than once"),
]


@pytest.mark.parametrize(("texts", "frames", "error", "message"), REFUSALS)
def test_examples_that_cannot_be_learned_are_refused_with_the_way_out(texts, frames, error, message):
    with pytest.raises(error, match=message):
        FrameClassifier(encoder=None).fit(texts, frames)


@pytest.mark.parametrize(
    ("corpus", "n", "message"),
    [
        (pd.DataFrame({"title": ["a"]}), 1, "no column 'text'"),
        (pd.DataFrame({"text": ["a"]}), 2, "n is 2, but the corpus has 1 rows"),
        (pd.DataFrame({"text": ["a"], "proposed_for": "x"}), 1, "has the columns"),
        (pd.DataFrame({"text": ["a", "b"]}, index=["x", "x"]), 1, "1 doc_ids stand more than once"),
    ],
)
def test_a_corpus_from_which_nothing_can_be_proposed_is_refused(corpus, n, message):
    model = FrameClassifier(encoder=None).fit(TEXTS, FRAMES)
    with pytest.raises(ValueError, match=message):
        propose_codings(model, corpus, n)


def test_texts_keep_their_index():
    assert read_texts(TEXTS).index.equals(TEXTS.index)
    assert read_texts(["a"]).index.tolist() == [0]
