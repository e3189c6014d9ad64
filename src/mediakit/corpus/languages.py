"""The language of a text: by its script where that settles it, else by its letters and small words."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from .cleaning import find_blocks
from .word_lists import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

# What is expected in a corpus, and what else a text may evidently be. Small languages close to English and French
# (Luxembourgish, Occitan, Pidgin, Latin) are left out: short headlines are taken for them, real texts in them are rare.
_HOME = ("en", "fr", "ar")
_ARABIC_SCRIPT = ("fa", "ps", "ug", "ur")
_NEWS_LANGUAGES = (
    *_HOME, *_ARABIC_SCRIPT, "am", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "et", "fi", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr",
    "sv", "sw", "ta", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
# Another language is named only where the expected ones together keep less than this share of the weight; less where
# small words of that language stand in the text and none of the expected ones.
_EVIDENT = 0.02
_LIKELY = 0.5
_FEWEST_WORDS = 2
_FOREIGN_LETTERS = 0.01  # share of letters that Arabic lacks, above which Persian, Urdu and others are weighed
_N_CHARACTERS = 250

# English or French: how much the log-odds of py3langid, a word and an ending count. Fitted on half of the headlines
# that docs/method/languages.md names. Short English is taken for French more often than the reverse.
_FOR_ENGLISH = 0.5
_ENGLISH_ENDING, _FRENCH_ENDING = 0.3, 0.5
_MOST_LOG_ODDS = 12.0
_SURE_LETTERS = 25  # of a paragraph; a shorter one has the language of its article

_ENGLISH_LETTERS = re.compile(
    r"th|sh|gh|ck|wh|ow|ew|aw|oo|ee|ay\b|ey\b|oa|kn|tch|ings?\b|ly\b|ity\b|ies\b|[^é]ed\b|ry\b|ty\b|'s\b|ness\b|ship\b"
    r"|[kw]s?\b|y\b"
)
_FRENCH_LETTERS = re.compile(
    r"[éèêëàâçùûîïôœ]|\b[ldjnmtsc]'(?=[aeiouyhéèê])|\bqu['eio]|eux\b|eaux?\b|aux\b|iques?\b|euses?\b|elles?\b|ettes?\b"
    r"|ées?\b|[^r]ez\b|ois\b|oires?\b|ait\b|eurs?\b|ements?\b|ille\b|onne\b"
)
_TICKER = re.compile(r"<[^<>\s]{1,12}>")
_WORD = re.compile(r"[^\W\d_]+")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06fc\ufb50-\ufdff\ufe70-\ufefc]")
_NOT_IN_ARABIC = re.compile("[پچژگکیےٹڈڑںہھۆۇېۋښټځڼ]")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")


def detect_language(texts: pd.Series[str]) -> pd.Series[str]:
    """
    Name the language of each text from its first 250 characters.

    A text mostly in Arabic script is Arabic, unless letters that Arabic lacks point to Persian, Pashto, Urdu or
    Uyghur. All others are weighed by py3langid [1]_ among some 50 languages of the press; English, French or Arabic
    wins unless the three together keep less than 2% of the weight, because headlines of a few words are often mistaken
    for a neighbouring language; half of the weight is asked of them where two small words speak for Spanish, German,
    Italian, Portuguese or Dutch. Between English and French the words of a list and typical endings count as well.

    Parameters
    ----------
    texts : Series of str of shape (n_docs,)
        Addresses of web pages in them are not looked at.

    Returns
    -------
    lang : Series of str of shape (n_docs,), named ``lang``
        ISO 639-1 codes under the index of `texts`: ``en``, ``fr``, ``ar``, or another where the text is evidently
        something else; ``und`` for a text that is missing, empty or without letters.

    Raises
    ------
    TypeError
        If `texts` is not a Series, or a value in it is neither a str nor missing.

    References
    ----------
    .. [1] Lui, M. and Baldwin, T. (2012). langid.py: an off-the-shelf language identification tool.
       Proceedings of the ACL 2012 System Demonstrations, 25-30.

    Examples
    --------
    >>> headlines = pd.Series(["The pact is signed", "Le pacte est signé", "توقيع الميثاق", "1,200"])
    >>> detect_language(headlines).tolist()
    ['en', 'fr', 'ar', 'und']

    """
    given = _check_texts(texts)
    return pd.Series([_detect_one(text) for text in given], index=texts.index, name="lang", dtype="str")


def detect_paragraph_languages(corpus: pd.DataFrame) -> pd.DataFrame:
    r"""
    Name the language of each paragraph of the articles, for those that quote or repeat in another one.

    A paragraph of fewer than 25 letters, such as a name, has the language of its article unless its script says
    otherwise.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text``.

    Returns
    -------
    paragraphs : DataFrame of n_paragraphs rows, in the order of `corpus`
        ``doc_id start end lang``: characters of ``text``, and a code as `detect_language` gives.

    Raises
    ------
    TypeError
        If a value of ``text`` is neither a str nor missing.

    Examples
    --------
    >>> text = "The envoy spoke to the press on the quay.\n\nLe pacte tient, a dit la ministre à son retour."
    >>> detect_paragraph_languages(pd.DataFrame({"text": [text]}, index=["a"])).values.tolist()
    [['a', 0, 41, 'en'], ['a', 43, 90, 'fr']]

    """
    rows = []
    for doc_id, text in zip(corpus.index, _check_texts(corpus["text"]), strict=True):
        whole = _detect_one(text)
        for start, end in find_blocks(text):
            words = text[start:end]
            is_short = len(_LETTER.findall(words)) < _SURE_LETTERS and _is_in_script_of(whole, words)
            rows.append((doc_id, start, end, whole if is_short else _detect_one(words)))
    table = pd.DataFrame(rows, columns=["doc_id", "start", "end", "lang"])
    return table.astype({"doc_id": "str", "start": "int64", "end": "int64", "lang": "str"})


def _is_in_script_of(lang: str, words: str) -> bool:
    """Tell whether words have a letter of Arabic script where the language does, and none where it does not."""
    return (_ARABIC_LETTER.search(words) is not None) == (lang in {"ar", *_ARABIC_SCRIPT})


def _check_texts(texts: pd.Series[str]) -> list[str]:
    """Return the texts, blank where missing; refuse what is no text."""
    if not isinstance(texts, pd.Series):
        msg = f"texts is a {type(texts).__name__}, not a Series. Give pd.Series([text]) for a single text."
        raise TypeError(msg)
    given = texts.astype(object).where(texts.notna(), "").tolist()
    is_wrong = [not isinstance(text, str) for text in given]
    if any(is_wrong):
        msg = (
            f"{sum(is_wrong)} of {len(given)} texts are not str, such as {given[is_wrong.index(True)]!r}. "
            "Convert them first, for example with texts.astype(str)."
        )
        raise TypeError(msg)
    return given


def _detect_one(text: str) -> str:
    """Return the code of one text."""
    text = _URL.sub(" ", text.lstrip()[: 2 * _N_CHARACTERS])[:_N_CHARACTERS]
    if _LETTER.search(text) is None:
        return "und"
    n_arabic = len(_ARABIC_LETTER.findall(text))
    if n_arabic and n_arabic >= len(_LATIN_LETTER.findall(text)):
        if len(_NOT_IN_ARABIC.findall(text)) <= _FOREIGN_LETTERS * n_arabic:
            return "ar"
        return _choose(_weigh(text), home=("ar",), among=("ar", *_ARABIC_SCRIPT))
    words = _count_words(text)
    weights = _weigh(text)
    abroad = max((words[code] for code in words if code not in _HOME), default=0)
    is_abroad = abroad >= words.get("en", 0) + words.get("fr", 0) + _FEWEST_WORDS
    code = _choose(weights, home=_HOME, among=_NEWS_LANGUAGES, least=_LIKELY if is_abroad else _EVIDENT)
    if code not in _HOME:
        return code
    if _LATIN_LETTER.search(text) is None:
        return "und"
    return "en" if _weigh_english(text, weights, words) > 0 else "fr"


def _choose(
    weights: Mapping[str, float], *, home: tuple[str, ...], among: tuple[str, ...], least: float = _EVIDENT
) -> str:
    """Return the heaviest of `home`, or of `among` where `home` has less than a share of the weight."""
    total = sum(weights[code] for code in among)
    at_home = sum(weights[code] for code in home)
    return max(home if at_home >= least * total else among, key=weights.__getitem__)


def _weigh_english(text: str, weights: Mapping[str, float], words: Mapping[str, float]) -> float:
    """Return what speaks for English and against French: above 0 it is English."""
    odds = math.log(weights["en"] + 1e-12) - math.log(weights["fr"] + 1e-12)
    plain = _TICKER.sub(" ", text).replace("’", "'").lower()
    endings = _ENGLISH_ENDING * len(_ENGLISH_LETTERS.findall(plain)) - _FRENCH_ENDING * len(
        _FRENCH_LETTERS.findall(plain)
    )
    bounded = max(-_MOST_LOG_ODDS, min(_MOST_LOG_ODDS, odds))
    return _FOR_ENGLISH + bounded + words.get("en", 0) - words.get("fr", 0) + endings


def _count_words(text: str) -> dict[str, float]:
    """Return the weight of the listed words of each language in a text."""
    listed, found = _read_word_weights(), dict[str, float]()
    for word in _WORD.findall(text.replace("’", "'").lower()):
        for code, weight in listed.get(word, ()):
            found[code] = found.get(code, 0) + weight
    return found


@lru_cache(maxsize=1)
def _read_word_weights() -> dict[str, list[tuple[str, float]]]:
    """Return the languages of each listed word, and how much it says."""
    listed: dict[str, list[tuple[str, float]]] = {}
    for row in read_table("language_words.csv"):
        listed.setdefault(row["word"], []).append((row["lang"], float(row["weight"])))
    return listed


def _weigh(text: str) -> dict[str, float]:
    """Return the weight of each language of the press, summing to 1."""
    return dict(_load_identifier().rank(text))


@lru_cache(maxsize=1)
def _load_identifier() -> Any:
    """Read the model once; an own identifier, so that nobody's restriction of languages touches ours."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - takes a second to load

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_NEWS_LANGUAGES)
    return identifier
