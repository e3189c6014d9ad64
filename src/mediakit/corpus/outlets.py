"""Which outlet an article is of: told by its address or its header, from a table that a researcher can extend."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from .word_lists import read_table

COLUMNS: Final = ("domain", "outlet", "country", "lang", "also")

# Addresses of archives and of copies made for telephones hold the address of the page itself.
_WRAPPED: Final = re.compile(
    r"https?://(?:web\.archive\.org/(?:web|save)/(?:\d[\w*]{0,20}/)?|archive\.[a-z]{2,5}/(?:o/\w+/|\d{4,14}/)"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?|[\w.-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?)(?=\S)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/?#@\s]*@)?(?P<host>[^/?#:@\s]+\.[^/?#:@\s]+)(?::\d*)?(?P<path>/[^?#\s]*)?",
    re.IGNORECASE,
)
_SAME_SITE: Final = re.compile(r"\A(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_DOMAIN: Final = re.compile(r"[^\W_](?:[\w-]*\.)+[^\W\d_]{2,}(?:/[\w./-]*)?")
_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ARTICLE: Final = re.compile(r"(?:the|le|la|les) |l(?=')")
_SEPARATOR: Final = re.compile(
    r"\s+[-–—|•·]\s+|\s*[-–—_]+\s+|\s+[-–—_]+|[-–—]+(?=[_\u0600-\u06ff])|[;|:]|[\u202a-\u202e]+"
)
_LONGEST_HEADER: Final = 200
_LONGEST_ADDRESS: Final = 2000
_MOST_LABELS: Final = 6  # between the dots of a host
_MOST_SECTIONS: Final = 3  # of the path of an address


class _Names(NamedTuple):
    """What the table says: the outlet of a domain, and of a name folded for comparing."""

    by_domain: dict[str, str]
    by_name: dict[str, str]


def name_outlet(url: str | None, *, header: str | None = None, names: str | Path | None = None) -> str | None:
    """
    Name the outlet of an article by its address, else by the header that its source gives.

    The most precise domain of the table wins: ``bbc.com/arabic`` before ``bbc.com``, ``fr.hespress.com`` before
    ``hespress.com``. Web archives and copies for telephones are seen through. A header counts only as a whole name,
    an other name, or a domain of the table, whatever its capitals and brackets, or where it begins or ends with one
    beside a dash or stroke.

    Parameters
    ----------
    url : str or None
        Address of the article.
    header : str, optional
        What the source says about the outlet, such as ``"Le Monde (site web)"`` or ``"AHDATH.INFO"``.
    names : str or Path, optional
        Own table, a csv file with ``domain outlet`` and where known ``country lang also``: its rows come before those
        of the library.

    Returns
    -------
    outlet : str or None
        The outlet, under one name whatever its domain; None where the table knows neither address nor header.

    Raises
    ------
    FileNotFoundError
        If `names` is not there.
    ValueError
        If `names` has no columns ``domain`` and ``outlet``, or a row without one of them or with no domain.

    Examples
    --------
    >>> name_outlet("https://www.lemonde.fr/international/article.html"), name_outlet(None, header="AHDATH.INFO")
    ('Le Monde', 'Al Ahdath Al Maghribia')
    >>> print(name_outlet("https://harbour-times.example/pact"))
    None

    """
    known = _read_names(*_stamp(names))
    return (_find_by_address(url, known) if url else None) or (_find_by_header(header, known) if header else None)


def find_domain(url: str) -> str | None:
    """
    Give the host of an address without ``www.``, ``m.`` and the archive or copy that it stands in.

    Parameters
    ----------
    url : str
        An address, with or without ``https://``.

    Returns
    -------
    domain : str or None
        In lower case; None where `url` is no address.

    Examples
    --------
    >>> find_domain("https://web.archive.org/web/20190501000000/http://www.harbour-times.example:80/pact")
    'harbour-times.example'

    """
    split = _split_address(url)
    return None if split is None else split[0]


def load_outlet_names(*, names: str | Path | None = None) -> pd.DataFrame:
    """
    Give the table of outlets and their domains, with your own rows on top.

    Parameters
    ----------
    names : str or Path, optional
        Own table, a csv file with ``domain outlet`` and where known ``country lang also``.

    Returns
    -------
    table : DataFrame of n_domains rows
        ``domain`` (of a site, or of a part of one such as ``bbc.com/arabic``), ``outlet``, ``country`` (two letters),
        ``lang``, ``also`` (other names in headers, with ``|`` between them). A domain of `names` replaces the
        library's row.

    Raises
    ------
    FileNotFoundError
        If `names` is not there.
    ValueError
        If `names` has no columns ``domain`` and ``outlet``, or a row without one of them or with no domain.

    Examples
    --------
    >>> table = load_outlet_names().set_index("domain")
    >>> table.loc["hespress.com", ["outlet", "country", "lang"]].tolist()
    ['Hespress', 'MA', 'ar']

    """
    return pd.DataFrame(list(_merge_rows(names)), columns=list(COLUMNS), dtype="str")


def _stamp(names: str | Path | None) -> tuple[str | None, int]:
    """Return the path of an own table and when it was changed, so that an edit is seen."""
    if names is None:
        return None, 0
    _check_there(names)
    return str(names), Path(names).stat().st_mtime_ns


def _check_there(path: str | Path) -> None:
    """Refuse a table that does not exist."""
    if not Path(path).is_file():
        msg = f"names is {str(path)!r}, but there is no such file. Give a csv file with the columns domain and outlet."
        raise FileNotFoundError(msg)


@lru_cache(maxsize=8)
def _read_names(path: str | None, _: int) -> _Names:
    """Index the merged table; a name that two outlets share tells neither, unless an own row gives it."""
    own, rows = [] if path is None else _read_own(path), _merge_rows(path)
    by_domain = {row["domain"]: row["outlet"] for row in rows}
    return _Names(by_domain, _index_names(rows) | _index_names(own))


def _index_names(rows: list[dict[str, str]]) -> dict[str, str]:
    """Return the outlet of each folded name that only one outlet bears."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        for name in filter(None, map(_fold_name, (row["outlet"], *row["also"].split("|"), row["domain"]))):
            owners.setdefault(name, set()).add(row["outlet"])
    return {name: min(outlets) for name, outlets in owners.items() if len(outlets) == 1}


def _merge_rows(path: str | Path | None) -> list[dict[str, str]]:
    """Return the rows of the library, those of `path` first and in place of the library's."""
    own = [] if path is None else _read_own(path)
    named = {row["domain"] for row in own}
    return own + [row for row in read_table("outlet_names.csv") if row["domain"] not in named]


def _read_own(path: str | Path) -> list[dict[str, str]]:
    """Read and check a researcher's table."""
    _check_there(path)
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        msg = f"The table {str(path)!r} is not in UTF-8. Save it as CSV UTF-8."
        raise ValueError(msg) from None
    is_semicolon = bool(lines) and "," not in lines[0] and ";" in lines[0]  # as spreadsheets set to French write
    rows = csv.DictReader(lines, delimiter=";" if is_semicolon else ",")
    if not {"domain", "outlet"} <= set(rows.fieldnames or ()):
        msg = f"The table {str(path)!r} has the columns {list(rows.fieldnames or ())}; it needs domain and outlet."
        raise ValueError(msg)
    return _check_rows(path, list(rows))


def _check_rows(path: str | Path, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows with the domain as addresses are compared, the last of those with the same domain."""
    merged = {}
    for number, row in enumerate(rows, 2):
        found = {name: (row.get(name) or "").strip() for name in COLUMNS}
        split = _split_address(found["domain"])
        if split is None or not found["outlet"]:
            msg = (
                f"Row {number} of {str(path)!r} has the domain {found['domain']!r} and the outlet {found['outlet']!r}. "
                "Give both, such as hespress.com and Hespress."
            )
            raise ValueError(msg)
        found["domain"] = (split[0] + split[1].casefold()).rstrip("/")
        merged[found["domain"]] = found
    return list(merged.values())


def _split_address(url: str) -> tuple[str, str] | None:
    """Return host and path of the page itself."""
    url = url.strip()[:_LONGEST_ADDRESS]
    while (wrapped := _WRAPPED.match(url)) is not None:
        url = url[wrapped.end() :]
    found = _ADDRESS.match(url)
    if found is None:
        return None
    host = found["host"].casefold().strip(".")
    return _SAME_SITE.sub("", host, count=1), found["path"] or ""


def _find_by_address(url: str, known: _Names) -> str | None:
    """Return the outlet of the most precise domain that the address lies under."""
    split = _split_address(url)
    if split is None:
        return None
    host, path = split
    sections = path.casefold().strip("/").split("/")[:_MOST_SECTIONS]
    labels = host.split(".")[-_MOST_LABELS:]
    for n_cut in range(len(labels) - 1):
        domain = ".".join(labels[n_cut:])
        for n_kept in range(len(sections), -1, -1):
            outlet = known.by_domain.get("/".join([domain, *sections[:n_kept]]))
            if outlet is not None:
                return outlet
    return None


def _find_by_header(header: str, known: _Names) -> str | None:
    """Return the outlet whose name or domain the header is, or begins or ends with beside a dash or stroke."""
    line = header.strip()[:_LONGEST_HEADER]
    parts = _SEPARATOR.split(line)
    ends = [part for part in (parts[0], parts[-1]) if _is_telling(part)]
    for name in (line, _BRACKETS.sub(" ", line), *ends):
        found = known.by_name.get(_fold_name(name))
        if found is None and _DOMAIN.fullmatch(name.strip()) is not None:
            found = _find_by_address(name, known)
        if found is not None:
            return found
    return None


def _is_telling(part: str) -> bool:
    """Tell whether a part of a header is more than one word that may mean anything: a site, letters, two words."""
    return len(part.split()) > 1 or "." in part or part.strip().isupper() or not part.isascii()


@lru_cache(maxsize=1 << 14)
def _fold_name(name: str) -> str:
    """Return a name without capitals, accents, vowel signs, leading article, hyphens and blanks."""
    marked = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    plain = "".join(mark for mark in marked if not unicodedata.combining(mark))
    plain = _ARTICLE.sub("", " ".join(plain.replace("-", " ").split()), count=1) if plain else plain
    return "".join(letter for letter in plain if letter.isalnum() or letter in "()+")
