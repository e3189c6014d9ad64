"""What databases and pages call a language, and its code of two letters."""

from __future__ import annotations

import functools
import re
from typing import Final

_CODE: Final = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,8})*", re.IGNORECASE)
_NAMES: Final = {
    "en": "english anglais eng الإنجليزية إنجليزي الانجليزية",
    "fr": "french français francais fra fre الفرنسية فرنسي",
    "ar": "arabic arabe ara العربية عربي",
    "de": "german allemand deutsch ger deu الألمانية",
    "es": "spanish espagnol español spa الإسبانية",
    "it": "italian italien italiano ita الإيطالية",
    "nl": "dutch néerlandais nederlands dut nld",
    "pt": "portuguese portugais português por البرتغالية",
    "ru": "russian russe русский rus الروسية",
    "tr": "turkish turc türkçe tur التركية",
    "fa": "persian persan farsi per fas الفارسية",
    "he": "hebrew hébreu heb العبرية",
    "zh": "chinese chinois chi zho الصينية",
}
_CODE_OF: Final = {name: code for code, names in _NAMES.items() for name in names.split()}


@functools.lru_cache(1 << 10)
def name_language(lang: str) -> str | None:
    """
    Give the two-letter code of a language; None where it is not told.

    Parameters
    ----------
    lang : str
        A code, or a name in English, French, Arabic or the language itself.

    Returns
    -------
    code : str or None
        In lower case, without the country.

    Examples
    --------
    >>> name_language("fr-MA"), name_language("Arabic"), name_language("Allemand"), name_language("?")
    ('fr', 'ar', 'de', None)

    """
    code = _CODE.fullmatch(lang.strip())
    return code[1].lower() if code else _CODE_OF.get(lang.strip().casefold())
