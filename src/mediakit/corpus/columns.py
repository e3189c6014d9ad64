"""Columns of a source by their usual names in English, French and Arabic."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Final = ("doc_id", "text", "title", "outlet", "date", "lang", "url", "author")

# What a column is called elsewhere, the likeliest first; written small, without accents, spaces and underscores.
_USUAL: Final[dict[str, str]] = {
    "doc_id": "docid id articleid storyid storiesid uid guid identifiant numero المعرف رقم الرقم معرف",
    "text": "text body fulltext articletext maintext content contents article articlebody texte textecomplet corps "
    "contenu النص نص المحتوى محتوى المتن متن المقال نصالمقال",
    "title": "title headline heading titre intitule العنوان عنوان",
    "outlet": "outlet source sourcename medianame media newspaper publication publisher site journal medium mediums "
    "الصحيفة صحيفة المصدر مصدر الجريدة جريدة الوسيلة الموقع",
    "date": "date publishdate publicationdate datepublished published publishedat pubdate publishedon datetime day "
    "datedepublication datepublication datedeparution dateparution jour التاريخ تاريخ تاريخالنشر",
    "lang": "lang language langue اللغة لغة",
    "url": "url link uri webaddress href permalink lien adresse الرابط رابط",
    "author": "author authors byline creator writer auteur auteurs journaliste الكاتب كاتب المؤلف المحرر",
}
_RANK: Final = {name: (ours, rank) for ours, names in _USUAL.items() for rank, name in enumerate(names.split())}


def name_columns(names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """
    Tell what the columns of a source are here.

    Parameters
    ----------
    names : iterable of str
        The columns of the source.
    given : mapping of str to str
        Those that the caller named: names of the source and what they are here.

    Returns
    -------
    columns : dict of str to str
        For each column of the source its name here; its own where it is none of a corpus. Where two columns could be
        the same, the likelier one is it and the other keeps its name.

    Examples
    --------
    >>> name_columns(["Titre", "texte", "Date de parution", "rubrique"], {})
    {'Titre': 'title', 'texte': 'text', 'Date de parution': 'date', 'rubrique': 'rubrique'}
    >>> name_columns(["text", "body"], {"body": "text"})
    {'text': 'text (2)', 'body': 'text'}

    """
    names = list(names)
    taken = {ours: theirs for theirs, ours in given.items() if theirs in names}
    likely: dict[str, list[tuple[int, int, str]]] = {}
    for place, name in enumerate(names):
        if name not in given and (known := _RANK.get(_fold(name))):
            likely.setdefault(known[0], []).append((-1 if name == known[0] else known[1], place, name))
    for ours, candidates in likely.items():
        taken.setdefault(ours, min(candidates)[2])
    ours_of = {theirs: ours for ours, theirs in taken.items()}
    return {name: ours_of.get(name) or (f"{name} (2)" if name in taken else name) for name in names}


def _fold(name: str) -> str:
    """A name as it is compared."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())
