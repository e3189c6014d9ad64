"""The sample corpus that ships with the package, and what coders said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, get_args

import pandas as pd

from .loading import load_corpus

LabelTable = Literal["articles", "frames", "quotes", "furniture"]
LABEL_TABLES: Final = get_args(LabelTable)


def find_shipped(name: str) -> Path:
    """
    Find a folder that ships with the package.

    Parameters
    ----------
    name : str
        ``"data"`` or ``"notebooks"``.

    Returns
    -------
    folder : Path
        Inside the installed package, or at the top of a checkout.

    Raises
    ------
    FileNotFoundError
        If neither is there.

    """
    package = Path(__file__).parents[1]
    for folder in (package / "shipped" / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    msg = f"The folder {name!r} that ships with mediakit is missing. Install mediakit again."
    raise FileNotFoundError(msg)


def load_sample() -> pd.DataFrame:
    """
    Load the sample corpus: invented coverage of security and intelligence in English, French and Arabic.

    Returns
    -------
    corpus : DataFrame of 136 rows, indexed by ``doc_id``
        Columns ``text title outlet date lang url author``, by date. Its outlets, people and countries do not exist.

    Examples
    --------
    >>> corpus = load_sample()
    >>> corpus["lang"].value_counts().to_dict()
    {'en': 88, 'fr': 24, 'ar': 24}

    """
    return load_corpus(find_shipped("data") / "articles.jsonl")


def load_sample_labels(name: LabelTable) -> pd.DataFrame:
    """
    Load what human coders said of the sample corpus.

    Parameters
    ----------
    name : {"articles", "frames", "quotes", "furniture"}
        ``articles``: ``doc_id subject event copy_of main_actor stance``, one row an article, stance -1, 0 or 1;
        ``frames``: ``doc_id coder frame``, one row for each frame that a coder saw;
        ``quotes``: ``doc_id start end quote kind speaker cue``, character offsets in ``text``;
        ``furniture``: ``doc_id start end kind words``, the datelines, bylines and tails.

    Returns
    -------
    labels : DataFrame
        The table; an empty cell is an empty string.

    Raises
    ------
    ValueError
        If there is no table of that name.

    """
    if name not in LABEL_TABLES:
        msg = f"There are no labels called {name!r}. Allowed are {', '.join(LABEL_TABLES)}."
        raise ValueError(msg)
    labels = pd.read_csv(find_shipped("data") / f"gold_{name}.csv", keep_default_na=False, encoding="utf-8")
    if name == "articles":
        labels["stance"] = labels["stance"].map({"negative": -1, "neutral": 0, "positive": 1})
    return labels
