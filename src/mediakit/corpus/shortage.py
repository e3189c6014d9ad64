"""What is missing from a corpus for one step, told apart from what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


class ShortCorpusError(ValueError):
    """
    A corpus is sound, but too small or too poor in columns for one step.

    A report catches it, says on the page what the step would need, and goes on with the next section.
    """


def require_articles(
    corpus: pd.DataFrame, *, columns: Sequence[str] = (), n_docs: int = 1, n_groups: int = 1
) -> pd.DataFrame:
    """
    Give the articles that a step can use, or say what it would need.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows
        Articles.
    columns : sequence of str, optional
        Columns in which an article must have a value.
    n_docs : int, default 1
        Fewest articles.
    n_groups : int, default 1
        Fewest different values in the last of `columns`.

    Returns
    -------
    usable : DataFrame
        The rows that have a value in each of the columns.

    Raises
    ------
    ShortCorpusError
        If too few articles are left.

    Examples
    --------
    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"text": ["Talks began."]}, index=["a"])
    >>> require_articles(corpus, columns=["date"])
    Traceback (most recent call last):
    mediakit.corpus.shortage.ShortCorpusError: This step needs at least 1 article with a date; 0 of 1 have one. ...

    """
    usable = corpus
    for name in columns:
        usable = usable[usable[name].notna()] if name in usable.columns else usable.iloc[:0]
    having = " and ".join(f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in columns)
    if len(usable) < n_docs:
        plural = "article" if n_docs == 1 else "articles"
        found = f"{len(usable)} of {len(corpus)} have one" if columns else f"there {_are(len(corpus))}"
        msg = (
            f"This step needs at least {n_docs} {plural}{f' with {having}' if having else ''}; {found}. "
            "Add articles, or the column to their source."
        )
        raise ShortCorpusError(msg)
    found_groups = usable[columns[-1]].nunique() if columns else 1
    if found_groups < n_groups:
        msg = (
            f"This step compares and needs at least {n_groups} different values of {columns[-1]!r}; there "
            f"{_are(found_groups)}. Add articles of others."
        )
        raise ShortCorpusError(msg)
    return usable


def _are(n: int) -> str:
    """Such as ``is 1`` or ``are 3``."""
    return f"is {n}" if n == 1 else f"are {n}"
