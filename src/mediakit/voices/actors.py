"""Who is named: persons, agencies, states and alliances, in English, French and Arabic, under one name each."""

from typing import NamedTuple

import pandas as pd

from .arabic_people import find_people_arabic
from .directory import Directory, compile_directory
from .grammar import Grammar, load_grammar
from .institutions import Found, find_institutions
from .merging import Register, link_names
from .people import Named, find_people
from .pronouns import Known, find_pronouns, find_titles, gather_roles
from .quotes import check_corpus, read_articles
from .scanning import Scan

_COLUMNS = {
    "doc_id": "str",
    "actor": "str",
    "start": "int64",
    "end": "int64",
    "mention": "str",
    "type": "str",
    "country": "str",
    "how": "str",
    "sentence": "int64",
}


class _Row(NamedTuple):
    """A mention before its actor is named: `who` is a whole name, "?" and a last word, or an actor of the directory."""

    doc_id: str
    who: str
    start: int
    end: int
    mention: str
    type: str
    country: str
    how: str
    sentence: int


def find_actors(corpus: pd.DataFrame, *, actors: pd.DataFrame | None = None, column: str = "text") -> pd.DataFrame:
    """
    Find who is named in each text, and under which name the corpus knows them.

    Institutions, states and alliances come from a directory that can be added to; persons and further bodies are
    found by how they are written and what stands beside them. The forms of one person are drawn together: last name
    alone, with a title, with other spellings, in Latin and in Arabic letters [1]_; a title with an article and a
    pronoun are resolved only where one person alone can be meant.

    Parameters
    ----------
    corpus : DataFrame of shape (n_docs, any), indexed by unique ``doc_id``
        Its texts are in `column`. Where there is a column ``lang`` with ``en``, ``fr`` or ``ar`` it is used; the
        language of all other rows is guessed.
    actors : DataFrame of shape (n_aliases, any) or None
        Actors of your own that are looked for before those of the directory, with the columns of
        `load_directory`: ``actor``, ``alias`` and ``type``, and where wanted ``lang``, ``country`` and ``use``.
    column : str
        The column to read, by default ``text``.

    Returns
    -------
    mentions : DataFrame of shape (n_mentions, 9), in the order of the documents, then of the text
        ``doc_id``; ``actor``, the name of the directory, else the longest common form of the whole name in the
        corpus, in Latin letters where there is one; ``start`` and ``end``, character offsets in the text;
        ``mention``, the words between; ``type`` (``person``, ``state``, ``intelligence`` ..., ``organisation`` for
        a body that the directory does not know, empty for a name that only a reporting verb shows); ``country``,
        where the directory gives one; ``how``: ``directory``, ``acronym``, ``capital``, ``name``, ``title`` or
        ``pronoun``; ``sentence``, its number in the text, from 0. Mentions never overlap.

    Raises
    ------
    ValueError
        If `column` is missing, a ``doc_id`` is there twice, a text is not a string, or `actors` has a wrong row.

    Notes
    -----
    Measured by ``python -m benchmarks.reach actors``: 89 % of the sources with a whole name in PolNeAR and the main
    person of 91 to 100 % of the articles of PerSenT are found; of mentions drawn at random 90 to 92 % were judged right
    in three languages. A last name alone in a single sentence is often missed (NewsMTSC: 70 % of the targets), as are
    Arabic names without title, verb or known given name. Names that nothing shows to be a person are kept only if
    another text of the corpus does, so that more texts give more mentions.

    References
    ----------
    .. [1] Freeman, A. T., Condon, S. L., Ackerman, C. M. (2006). Cross linguistic name matching in English and
       Arabic. Proceedings of HLT-NAACL 2006, 471-478. doi:10.3115/1220835.1220895

    Examples
    --------
    >>> text = "Director Ada Brook met the FBI. Ms. Brook spoke; she said that Rabat and Madrid agreed."
    >>> mentions = find_actors(pd.DataFrame({"text": [text]}, index=["a"]))
    >>> mentions[["actor", "mention", "how"]].to_dict("split")["data"][:4]
    [['Ada Brook', 'Ada Brook', 'name'], ['Federal Bureau of Investigation', 'FBI', 'acronym'],
    ['Ada Brook', 'Brook', 'name'], ['Ada Brook', 'she', 'pronoun']]

    """
    check_corpus(corpus, column)
    directory = compile_directory(actors)
    register = Register(directory)
    rows: list[_Row] = []
    for doc_id, text, lang in read_articles(corpus, column):
        rows += _read(doc_id, Scan(text, lang), directory, register)
    register.close()
    return _name_rows(rows, register, directory)


def _read(doc_id: str, scan: Scan, d: Directory, register: Register) -> list[_Row]:
    """Find the mentions of one text and count its whole names."""
    g = load_grammar(scan.lang)
    institutions = find_institutions(scan, d)
    taken = bytearray(len(scan.words))
    for f in institutions:
        taken[f.first : f.last] = b"\x01" * (f.last - f.first)
    find = find_people_arabic if scan.lang == "ar" else find_people
    linked = link_names(scan, find(scan, g, d, taken), d)
    for n, who in linked:
        if not who.startswith(("~", "??")):
            taken[n.first : n.last] = b"\x01" * (n.last - n.first)
        if n.kind == "person" and n.last - n.first > 1 and n.sure:
            register.counts[who] += 1
    rows = [_row(doc_id, scan, f, f.actor, f.type, f.how) for f in institutions]
    rows += [_row(doc_id, scan, n, who, n.kind or "person", "name") for n, who in linked]
    titles, pronouns = _refer(scan, g, [(n, who) for n, who in linked if n.kind != "organisation"], taken)
    rows += [_row(doc_id, scan, k, k.who, "person", "title") for k in titles]
    rows += [_row(doc_id, scan, k, k.who, "person", "pronoun") for k in pronouns]
    return _part(sorted(rows, key=lambda row: (row.start, -row.end)))


def _refer(scan: Scan, g: Grammar, named: list[tuple[Named, str]], taken: bytearray) -> tuple[list[Known], list[Known]]:
    """Give the titles and the pronouns that stand for persons named in the text."""
    named = [(n, who) for n, who in named if not who.startswith(("??", "~"))]
    genders: dict[str, str] = {}
    for n, who in named:
        if n.gender:
            genders.setdefault(who, n.gender)
    roles = gather_roles([(n, who) for n, who in named if not who.startswith("?")])
    titles = [
        Known(k.first, k.last, k.who, genders.get(k.who, ""))
        for k in find_titles(scan, g, roles)
        if not any(taken[k.first : k.last])
    ]
    known = [Known(n.first, n.last, who, genders.get(who, "")) for n, who in named]
    return titles, find_pronouns(scan, g, sorted([*known, *titles], key=lambda k: k.first))


def _part(rows: list[_Row]) -> list[_Row]:
    """Leave out what lies in a mention that begins before it or is longer."""
    kept: list[_Row] = []
    for row in rows:
        if not kept or row.start >= kept[-1].end:
            kept.append(row)
    return kept


def _row(doc_id: str, scan: Scan, at: Found | Known | Named, who: str, kind: str, how: str) -> _Row:
    """Write the words `first` to `last` as a row, without a joined Arabic "and" or the hyphens of « -t-il »."""
    start, end = scan.starts[at.first] + at.cut, scan.ends[at.last - 1]
    start += len(scan.text[start:end]) - len(scan.text[start:end].lstrip("-").removeprefix("t-"))
    return _Row(doc_id, who, start, end, scan.text[start:end], kind, at.country, how, scan.sentence[at.first])


def _name_rows(rows: list[_Row], register: Register, d: Directory) -> pd.DataFrame:
    """Give each row its actor, and leave out the names alone that no one is known by."""
    named = []
    for row in rows:
        if row.how in ("directory", "acronym", "capital") or row.type == "organisation":
            named.append(row)
            continue
        actor = register.name(row.who)
        if not actor:
            continue
        whole = not row.who.startswith("?") or actor != row.who.lstrip("?")
        kind = "person" if whole or row.type != "speaker" else ""
        kind, country = d.persons.get(actor, (kind, ""))
        named.append(row._replace(who=actor, type=kind, country=country))
    return pd.DataFrame(named, columns=list(_COLUMNS)).astype(_COLUMNS)
