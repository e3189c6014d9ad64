"""The language of a text: by its script where that settles it, else by its letters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

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
_EVIDENT = 0.02  # another language is named only where the expected ones together keep less than this share
_FOREIGN_LETTERS = 0.01  # share of letters that Arabic lacks, above which Persian, Urdu and others are weighed
_N_CHARACTERS = 250

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
    for a neighbouring language.

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
    return pd.Series([_detect_one(text) for text in given], index=texts.index, name="lang", dtype="str")


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
    code = _choose(_weigh(text), home=_HOME, among=_NEWS_LANGUAGES)
    return "und" if code in _HOME and _LATIN_LETTER.search(text) is None else code


def _choose(weights: Mapping[str, float], *, home: tuple[str, ...], among: tuple[str, ...]) -> str:
    """Return the heaviest of `home`, or of `among` where `home` has next to no weight."""
    total = sum(weights[code] for code in among)
    at_home = sum(weights[code] for code in home)
    return max(home if at_home >= _EVIDENT * total else among, key=weights.__getitem__)


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
