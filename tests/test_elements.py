"""Planted frames come back from their elements, whatever the order of the documents."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score, silhouette_score

from mediakit.framing.element_choice import choose_n_clusters, measure_cluster_stability, pick_n_clusters
from mediakit.framing.element_profiles import describe_clusters, top_cluster_documents
from mediakit.framing.elements import cluster_elements
from mediakit.framing.links import measure_frame_links

NAMES = ["problem: crime", "cause: poverty", "remedy: police", "problem: cost", "cause: state", "remedy: cuts"]
TINY = pd.DataFrame({"crime": [1, 1, 1, 0, 0], "treaty": [0, 0, 0, 1, 1]}, index=list("abcde"))


def plant(n_docs=120, high=0.9, low=0.05, seed=0):
    """Two frames of three elements each; gives elements and true frames."""
    rng = np.random.default_rng(seed)
    truth = (rng.random(n_docs) < 0.4).astype(int)
    chance = np.where(np.arange(6) // 3 == truth[:, None], high, low)
    index = pd.Index([f"d{i:03}" for i in range(n_docs)], name="doc_id")
    return pd.DataFrame(rng.random((n_docs, 6)) < chance, columns=NAMES, index=index), pd.Series(truth, index=index)


def test_planted_frames_come_back_and_their_number_too():
    elements, truth = plant()
    clusters = cluster_elements(elements)
    assert clusters["cluster"].nunique() == 2
    assert adjusted_rand_score(truth, clusters["cluster"]) > 0.9
    assert clusters["cluster"].value_counts().idxmax() == 1  # the largest comes first


def test_elements_that_meet_by_chance_make_one_cluster():
    elements, _ = plant(high=0.4, low=0.4)
    assert pick_n_clusters(choose_n_clusters(elements)) == 1


def test_well_parted_clusters_are_those_of_scipy():
    elements, _ = plant(high=1.0, low=0.0)
    ward = fcluster(linkage(elements.to_numpy(float), "ward"), 2, "maxclust")
    assert adjusted_rand_score(ward, cluster_elements(elements, n_clusters=2)["cluster"]) == 1


def test_moving_documents_to_the_nearest_centre_never_loosens_the_clusters_of_ward():
    elements, _ = plant(high=0.7, low=0.2)
    values = elements.to_numpy(float)

    def spread(labels):
        return sum(((part - part.mean(axis=0)) ** 2).sum() for part in (values[labels == k] for k in np.unique(labels)))

    for n in (2, 3, 5):
        ward = fcluster(linkage(values, "ward"), n, "maxclust")
        assert spread(cluster_elements(elements, n_clusters=n)["cluster"].to_numpy()) <= spread(ward) + 1e-9


def test_the_silhouette_is_that_of_scikit_learn():
    elements, _ = plant()
    table = choose_n_clusters(elements)
    labels = cluster_elements(elements, n_clusters=2)["cluster"]
    assert table["silhouette"].tolist()[1] == pytest.approx(silhouette_score(elements.to_numpy(float), labels))
    assert np.isnan(table["silhouette"][0])


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_documents_changes_no_cluster(seed):
    elements, _ = plant()
    straight = cluster_elements(elements, n_clusters=2).set_index("doc_id")
    shuffled = cluster_elements(elements.sample(frac=1, random_state=seed), n_clusters=2).set_index("doc_id")
    pd.testing.assert_frame_equal(shuffled.loc[straight.index], straight)


def test_the_order_of_documents_changes_neither_the_number_nor_the_stability():
    elements, _ = plant(n_docs=60, high=0.7, low=0.2)
    other = elements.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(choose_n_clusters(elements), choose_n_clusters(other))
    one, two = (
        measure_cluster_stability(table, cluster_elements(table, n_clusters=3), n_resamples=5)
        for table in (elements, other)
    )
    pd.testing.assert_frame_equal(one, two)


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=2, max_size=25), st.integers(1, 4))
def test_any_codes_give_clusters_that_are_full_or_a_refusal(rows, n_clusters):
    elements = pd.DataFrame(rows, columns=list("xyz"))
    try:
        clusters = cluster_elements(elements, n_clusters=n_clusters)
    except ValueError as error:
        assert "different combinations" in str(error) or "None of 3 elements" in str(error)  # noqa: PT017
    else:
        assert sorted(clusters["cluster"].unique()) == list(range(1, n_clusters + 1))
        assert (clusters["distance"] >= 0).all()


def test_a_number_is_as_good_as_a_code_whatever_its_unit():
    elements, truth = plant(high=1.0, low=0.0)
    rates = elements * np.array([1000.0, 0.001, 5, 1, 1, 1])
    assert adjusted_rand_score(truth, cluster_elements(rates, n_clusters=2)["cluster"]) == 1


def test_rare_elements_make_no_cluster():
    elements, _ = plant()
    odd = elements.assign(rare=[True] * 3 + [False] * (len(elements) - 3))
    pd.testing.assert_frame_equal(cluster_elements(odd, n_clusters=2), cluster_elements(elements, n_clusters=2))


def test_more_documents_than_a_tree_holds_are_put_to_the_nearest_centre():
    elements, truth = plant(n_docs=4000)
    clusters = cluster_elements(elements, n_clusters=2)
    assert len(clusters) == 4000
    assert adjusted_rand_score(truth, clusters["cluster"]) > 0.9


def test_steady_clusters_come_back_and_those_of_noise_do_not():
    elements, _ = plant()
    noise, _ = plant(high=0.4, low=0.4)
    steady = measure_cluster_stability(elements, cluster_elements(elements, n_clusters=2), n_resamples=20)
    loose = measure_cluster_stability(noise, cluster_elements(noise, n_clusters=4), n_resamples=20)
    assert (steady["stability"] > 0.9).all()
    assert (loose["stability"] < 0.75).any()
    assert ((steady["low"] >= 0) & (steady["low"] <= steady["high"]) & (steady["high"] <= 1)).all()
    assert steady["n"].sum() == len(elements)


def test_a_profile_holds_the_shares_in_and_out_of_each_cluster_by_doc_id():
    clusters = pd.DataFrame({"doc_id": list("edcba"), "cluster": [2, 2, 1, 1, 1]})
    profile = describe_clusters(TINY, clusters).set_index(["cluster", "element"])
    assert profile.loc[(1, "crime"), ["share", "share_outside", "difference"]].tolist() == [1, 0, 1]
    assert profile.loc[(2, "crime"), ["share", "share_outside", "difference"]].tolist() == [0, 1, -1]
    # Wilson's interval of 3 in 3: 3 / (3 + 1.96 ** 2)
    assert profile.loc[(1, "crime"), "low"] == pytest.approx(3 / (3 + 1.959964**2), abs=1e-6)
    assert profile.groupby("cluster")["n"].first().tolist() == [3, 2]


def test_one_cluster_has_no_outside():
    profile = describe_clusters(TINY, pd.DataFrame({"doc_id": list("abcde"), "cluster": 1}))
    assert profile[["share_outside", "low_outside", "difference"]].isna().all(axis=None)
    assert profile["share"].tolist() == [0.6, 0.4]


def test_typical_documents_are_the_nearest_to_the_centre():
    clusters = pd.DataFrame({"doc_id": list("dcba"), "cluster": [1, 1, 1, 2], "distance": [0.3, 0.1, 0.1, 0.0]})
    table = top_cluster_documents(clusters, n=2)
    assert table["doc_id"].tolist() == ["b", "c", "a"]
    assert table["rank"].tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("elements", "options", "error", "match"),
    [
        (TINY, {"n_clusters": 3}, ValueError, "only 2 different combinations"),
        (TINY, {"n_clusters": 0}, ValueError, "`n_clusters` is 0, but must be an int of 1 or more"),
        (TINY, {"n_clusters": True}, ValueError, "`n_clusters` is True"),
        (TINY, {"min_share": 1.5}, ValueError, "`min_share` is 1.5"),
        (TINY.iloc[:0], {}, ValueError, "elements has 0 rows and 2 columns"),
        (TINY.loc[["a", "a", "b"]], {}, ValueError, r"1 doc_ids stand twice in elements, such as \['a'\]"),
        (TINY.assign(name="x"), {}, TypeError, "1 of 3 columns of elements hold neither numbers nor booleans"),
        (TINY.assign(crime=np.nan), {}, ValueError, "5 of 5 rows of elements have a number that is missing"),
        (TINY.assign(crime=1, treaty=1), {}, ValueError, "None of 2 elements differs"),
    ],
)
def test_what_cannot_be_clustered_is_refused(elements, options, error, match):
    with pytest.raises(error, match=match):
        cluster_elements(elements, **options)


def test_options_and_clusters_that_do_not_fit_are_refused():
    clusters = pd.DataFrame({"doc_id": list("abcde"), "cluster": [1, 1, 1, 2, 2]})
    with pytest.raises(ValueError, match="`n_resamples` is 1, but must be 19 or more"):
        choose_n_clusters(TINY, n_resamples=1)
    with pytest.raises(ValueError, match="`most` is 0, but must be 1 or more"):
        choose_n_clusters(TINY, most=0)
    with pytest.raises(ValueError, match="`n_resamples` is 0, but must be 1 or more"):
        measure_cluster_stability(TINY, clusters, n_resamples=0)
    with pytest.raises(ValueError, match=r"clusters has no columns \['cluster'\]"):
        describe_clusters(TINY, clusters.drop(columns="cluster"))
    with pytest.raises(ValueError, match=r"1 of 5 are not there and 0 rows repeat one, such as doc_id \['a'\]"):
        describe_clusters(TINY, clusters.iloc[1:])
    with pytest.raises(ValueError, match="`confidence` is 95"):
        describe_clusters(TINY, clusters, confidence=95)
    with pytest.raises(ValueError, match=r"clusters has no columns \['distance'\]"):
        top_cluster_documents(clusters)
    with pytest.raises(ValueError, match="`n` is 0"):
        top_cluster_documents(clusters.assign(distance=0.0), n=0)


def spread_frames(seed=0, n_docs=300):
    """Codes of two frames that go together, and of a third that does not care."""
    rng = np.random.default_rng(seed)
    first = rng.random(n_docs) < 0.3
    second = np.where(first, rng.random(n_docs) < 0.7, rng.random(n_docs) < 0.1)
    wide = pd.DataFrame({"threat": first, "law": second, "cost": rng.random(n_docs) < 0.3})
    return wide.rename_axis("doc_id").melt(ignore_index=False, var_name="frame", value_name="n_matches").reset_index()


def test_links_tell_friends_from_strangers_in_any_order_of_rows():
    frames = spread_frames()
    links = measure_frame_links(frames)
    first = links.iloc[0]
    assert {first["frame"], first["other"]} == {"threat", "law"}
    assert first["low"] > 0
    assert ((links["low"] < 0) & (links["high"] > 0)).tolist() == [False, True, True]
    pd.testing.assert_frame_equal(measure_frame_links(frames.sample(frac=1, random_state=1)), links)


def test_phi_is_the_correlation_and_the_odds_are_those_of_counts_plus_a_half():
    frames = spread_frames()
    wide = frames.pivot(index="doc_id", columns="frame", values="n_matches").astype(int)
    row = measure_frame_links(frames).set_index(["frame", "other"]).loc[("law", "threat")]
    assert row["phi"] == pytest.approx(np.corrcoef(wide["law"], wide["threat"])[0, 1])
    a, b, c, d = (((wide["law"] == x) & (wide["threat"] == y)).sum() + 0.5 for x, y in ((1, 1), (1, 0), (0, 1), (0, 0)))
    assert row["log_odds"] == pytest.approx(np.log(a * d / b / c))
    assert row["high"] - row["low"] == pytest.approx(2 * 1.959964 * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), abs=1e-5)


def test_two_frames_of_one_document_each_are_neither_friends_nor_foes():
    frames = pd.DataFrame({"doc_id": range(500), "frame": ["rare", "odd", *["common"] * 498], "n_matches": 1})
    links = measure_frame_links(frames).set_index(["frame", "other"])
    assert links.loc[("odd", "rare"), "low"] < 0 < links.loc[("odd", "rare"), "high"]
    assert abs(links.loc[("odd", "rare"), "log_odds"]) < 1.5


def test_a_frame_of_all_documents_has_no_link():
    frames = pd.DataFrame({"doc_id": [1, 2, 3, 1], "frame": ["all", "all", "all", "one"], "n_matches": 1})
    link = measure_frame_links(frames).iloc[0]
    assert link["log_odds"] == 0
    assert np.isnan(link["phi"])
    assert (link["low"], link["high"], link["p_value"]) == (-np.inf, np.inf, 1)


def test_frames_that_cannot_be_linked_are_refused():
    frames = spread_frames()
    with pytest.raises(ValueError, match=r"frames has no columns \['n_matches'\]"):
        measure_frame_links(frames.drop(columns="n_matches"))
    with pytest.raises(ValueError, match="900 of 1800 rows repeat a document and frame"):
        measure_frame_links(pd.concat([frames, frames]))
    with pytest.raises(ValueError, match=r"frames holds 1 frames, \['law'\]"):
        measure_frame_links(frames[frames["frame"] == "law"])
    with pytest.raises(ValueError, match="`confidence` is 2"):
        measure_frame_links(frames, confidence=2)
