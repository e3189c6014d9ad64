"""Codebooks: tables of phrases that stand for a frame, which a domain expert edits in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .reading import PHRASE, TEXT_KINDS, read_entries

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

COLUMNS: Final = ("category", "phrase", "weight", "lang", "near", "without")


def load_codebook(name_or_path: str | Path) -> pd.DataFrame:
    """
    Load a codebook: one phrase in each row, with the frame that it stands for.

    ``"security"`` ships with the package: frames of the coverage of security and intelligence, each with phrases in
    English, French and Arabic. ``"generic"`` holds frames of any news (conflict, human interest, consequences,
    morality, responsibility), ``"functions"`` what a frame does (problem, cause, judgement, remedy). To make one
    yours, save it with ``load_codebook("security").to_csv("mine.csv", index=False)``, edit it, and load ``"mine.csv"``.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a codebook that ships with the package, or the path of a CSV file as a spreadsheet saves it:
        separated by commas, semicolons or tabs, in UTF-8 with or without a byte order mark, headings in any case, blank
        rows anywhere. It needs the columns ``category`` and ``phrase``; ``weight`` (a number, 1 where empty), ``lang``
        ("en", "fr", "ar", or empty for all), ``near``, ``without`` and ``kind`` may be left out; other columns, for
        notes say, are ignored. A lexicon for `score_valence` has the same form.

        A phrase is one word or several. A ``*`` at the end, the start or inside of a word stands for any letters or
        none; a gap, ``...`` as a word of its own, for up to three words between its neighbours, ``...5`` for up to
        five (10 at most). ``near`` and ``without`` hold words or phrases with ``|`` between them, perhaps with ``*``
        but without gaps: the phrase counts only where one of ``near`` stands, and none of ``without``, among the 10
        tokens before its first word or the 10 after its last. ``kind`` is empty or "phrase"; "definition", "example" or
        "counter-example" mark a row whose ``phrase`` is such a text, which `describe_codebook` shows.

    Returns
    -------
    codebook : DataFrame of shape (n_phrases, 6)
        ``category``, ``phrase``, ``weight`` (float), ``lang``, ``near`` and ``without`` (empty where there is no such
        rule), in the order of the file. Rows of other kinds are left out.

    Raises
    ------
    FileNotFoundError
        If there is no file of that path.
    ValueError
        If no codebook ships under that name, if a heading is missing or there twice, or if a row is incomplete, holds
        a weight that is no number, an unknown language or kind, a phrase, ``near`` or ``without`` that cannot be read,
        the same phrase (or a second text of one kind) of the same category and language as another row, or a text on a
        category without phrases. The message names file, row and column.

    See Also
    --------
    describe_codebook : What the categories mean.

    Examples
    --------
    >>> codebook = load_codebook("security")
    >>> codebook.columns.tolist()
    ['category', 'phrase', 'weight', 'lang', 'near', 'without']

    """
    entries = read_entries(name_or_path)
    return entries.loc[entries["kind"] == PHRASE, list(COLUMNS)].reset_index(drop=True)


def describe_codebook(name_or_path: str | Path) -> pd.DataFrame:
    """
    List the categories of a codebook with what they mean.

    Parameters
    ----------
    name_or_path : str or Path
        As for `load_codebook`.

    Returns
    -------
    categories : DataFrame of one row a category and language, in the order in which they first stand in the file
        ``category``; ``lang``; ``definition``, ``example`` and ``counter_example``, empty where the codebook has none;
        ``n_phrases``.

    Raises
    ------
    FileNotFoundError, ValueError
        As `load_codebook` does.

    Examples
    --------
    >>> describe_codebook("security").columns.tolist()
    ['category', 'lang', 'definition', 'example', 'counter_example', 'n_phrases']

    """
    entries = read_entries(name_or_path)
    keys = ["category", "lang"]
    by_key = entries.set_index(keys)
    described = entries[keys].drop_duplicates().set_index(keys)
    for kind in TEXT_KINDS:
        texts = by_key.loc[by_key["kind"] == kind, "phrase"]
        described[kind.replace("-", "_")] = texts.reindex(described.index).fillna("")
    n_phrases = (by_key["kind"] == PHRASE).groupby(level=keys, sort=False).sum()
    described["n_phrases"] = n_phrases.reindex(described.index)
    return described.reset_index()
