"""Labels are terms that set topics apart: worked out by hand, never shared, never two forms of one word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.exceptions import NotFittedError

from mediakit.topics.labels import label_topics
from mediakit.topics.model import NMFTopics

COMPONENTS = st.tuples(st.integers(1, 4), st.integers(1, 9)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 5))
)


def model_of(components) -> NMFTopics:
    model = NMFTopics(len(components))
    model.components_ = np.array(components, float)
    return model


def label(components, terms, **options):
    return label_topics(model_of(components), terms, **options)["label"].tolist()


def test_relevance_is_that_of_the_formula():
    shares = np.array([[0.5, 0.3, 0.2, 0.0], [0.5, 0.0, 0.1, 0.4]])
    terms = ["people", "border", "guard", "budget"]
    for balance in (0.0, 0.3, 0.6, 1.0):
        relevance = {
            term: balance * np.log(p) + (1 - balance) * np.log(p / mean)
            for term, p, mean in zip(terms, shares[0], shares.mean(axis=0), strict=True)
            if p > 0
        }
        expected = sorted(relevance, key=lambda term: -relevance[term])
        assert label(shares, terms, balance=balance)[0].split(", ") == expected
        assert label(7 * shares, terms, balance=balance)[0].split(", ") == expected


def test_a_term_that_weighs_the_same_everywhere_names_no_topic_before_its_own_terms():
    components = [[6, 5, 4, 0, 0], [6, 0, 0, 5, 4]]
    terms = ["government", "border", "guard", "budget", "tax"]
    assert label(components, terms, n_words=2) == ["border, guard", "budget, tax"]
    assert label(components, terms, n_words=2, balance=1)[0] == "government, border"


def test_a_topic_without_terms_of_its_own_borrows_those_that_name_none():
    components = [[5, 4, 3, 0], [5, 4, 3, 0.001]]
    terms = ["alpha", "beta", "gamma", "delta"]
    assert label(components, terms, n_words=2) == ["alpha, beta", "delta, gamma"]


def test_forms_and_parts_of_a_term_do_not_stand_beside_it():
    terms = ["film", "films", "white house", "house", "house of lords", "tax"]
    assert label([[6, 5, 4, 3, 2, 1]], terms, n_words=6) == ["film, white house, house of lords, tax"]
    assert label([[2, 1]], ["web", "website"]) == ["web, website"]


def test_a_topic_without_weight_is_said_to_have_no_terms():
    assert label([[1, 0], [0, 0]], ["a", "b"]) == ["a", "(no terms)"]


@given(COMPONENTS, st.integers(1, 4))
def test_labels_hold_terms_of_their_topic_and_no_term_names_two(components, n_words):
    terms = [f"{chr(97 + column)}term" for column in range(components.shape[1])]
    labels = label(components, terms, n_words=n_words)
    named = [set(name.split(", ")) - {"(no terms)"} for name in labels]
    assert len(set().union(*named)) == sum(map(len, named))
    for topic, words in enumerate(named):
        held = {term for term, weight in zip(terms, components[topic], strict=True) if weight > 0}
        assert words <= held
        assert len(words) <= n_words


@given(COMPONENTS, st.randoms(use_true_random=False))
def test_the_order_of_topics_changes_no_label_when_each_has_its_own_terms(components, random):
    own = np.hstack([components, 9 * np.eye(len(components))])
    terms = [f"{chr(97 + column)}term" for column in range(own.shape[1])]
    order = random.sample(range(len(own)), len(own))
    assert [label(own, terms, n_words=1)[topic] for topic in order] == label(own[order], terms, n_words=1)


def test_what_cannot_be_labelled_is_refused():
    with pytest.raises(NotFittedError, match="not fitted yet"):
        label_topics(NMFTopics(2), ["a"])
    with pytest.raises(ValueError, match=r"`terms` holds 1 terms, but the model was fitted on 2\. Pass the terms"):
        label([[1, 2]], ["a"])
    with pytest.raises(ValueError, match=r"`n_words` is 0, but must be an int of 1 or more"):
        label([[1]], ["a"], n_words=0)
    with pytest.raises(ValueError, match=r"`balance` is 2, but must lie between 0 and 1"):
        label([[1]], ["a"], balance=2)
