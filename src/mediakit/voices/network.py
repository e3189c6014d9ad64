"""Who appears with whom: pairs of actors in the same sentence or article, and how much oftener than by chance."""

from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

_COLUMNS = ["actor_a", "actor_b", "n", "n_a", "n_b", "expected", "log_odds", "low", "high"]
_Z = 1.959963984540054
_MOST_ACTORS = 200


def link_actors(mentions: pd.DataFrame, *, by: Literal["sentence", "document"] = "sentence") -> pd.DataFrame:
    r"""
    Count which actors appear together, and measure how strongly.

    A unit is a sentence, or an article, in which at least one actor is mentioned; an actor counts once in a unit.
    The strength of a pair is the logarithm of the odds ratio of its 2 x 2 table of units, with one half added to each
    cell [1]_, so that a pair seen once in a small corpus is not taken for a strong one:

    .. math:: \ln \frac{(n_{ab} + .5)(n_{\bar a \bar b} + .5)}{(n_{a \bar b} + .5)(n_{\bar a b} + .5)}

    Parameters
    ----------
    mentions : DataFrame of shape (n_mentions, any)
        The table of `find_actors`, or any with ``doc_id`` and ``actor``, and ``sentence`` for `by` sentence.
    by : {"sentence", "document"}
        What counts as together.

    Returns
    -------
    pairs : DataFrame of shape (n_pairs, 9), the strongest first by ``low``
        ``actor_a`` and ``actor_b``, in alphabetical order; ``n``, the units with both; ``n_a`` and ``n_b``, those with
        each; ``expected``, the units with both if the two did not know each other; ``log_odds``; ``low`` and ``high``,
        the ends of its 95% interval, too narrow where one article gives many sentences. Units of more than 200
        actors, such as lists, are left out.

    Raises
    ------
    ValueError
        If `by` is neither, or a column is missing.

    References
    ----------
    .. [1] Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of frequencies.
       Annals of Human Genetics 20(4), 309-311. doi:10.1111/j.1469-1809.1955.tb01285.x

    Examples
    --------
    >>> mentions = pd.DataFrame({"doc_id": ["a", "a", "b", "c"], "actor": ["Lee", "Kerr", "Lee", "Dorn"]})
    >>> link_actors(mentions, by="document")[["actor_a", "actor_b", "n", "expected"]].round(2).to_dict("split")["data"]
    [['Kerr', 'Lee', 1, 0.67]]

    """
    if by not in ("sentence", "document"):
        msg = f"by={by!r} is unknown; it is 'sentence' or 'document'."
        raise ValueError(msg)
    unit = ["doc_id", "sentence"] if by == "sentence" else ["doc_id"]
    missing = [column for column in (*unit, "actor") if column not in mentions.columns]
    if missing:
        have = mentions.columns.tolist()
        msg = f"The mentions have no column {missing}; they have {have}. Use find_actors, or by='document'."
        raise ValueError(msg)
    seen = mentions[[*unit, "actor"]].drop_duplicates()
    units = [sorted(actors) for _, actors in seen.groupby(unit, sort=False)["actor"] if len(actors) <= _MOST_ACTORS]
    singles = pd.Series([actor for actors in units for actor in actors], dtype="str").value_counts()
    pairs = pd.Series([pair for actors in units for pair in combinations(actors, 2)], dtype="object").value_counts()
    return _measure(pairs, singles, len(units))


def _measure(pairs: "pd.Series[int]", singles: "pd.Series[int]", n_units: int) -> pd.DataFrame:
    """Give the table of counted pairs with its log odds."""
    table = pd.DataFrame(pairs.index.tolist(), columns=["actor_a", "actor_b"], dtype="str")
    both = pairs.to_numpy(dtype="float64")
    first = table["actor_a"].map(singles).to_numpy(dtype="float64")
    second = table["actor_b"].map(singles).to_numpy(dtype="float64")
    cells = np.stack([both, n_units - first - second + both, first - both, second - both]) + 0.5
    table["n"], table["n_a"], table["n_b"] = both.astype("int64"), first.astype("int64"), second.astype("int64")
    table["expected"] = first * second / max(1, n_units)
    table["log_odds"] = np.log(cells[0]) + np.log(cells[1]) - np.log(cells[2]) - np.log(cells[3])
    margin = _Z * np.sqrt((1 / cells).sum(axis=0))
    table["low"], table["high"] = table["log_odds"] - margin, table["log_odds"] + margin
    order = ["low", "n", "actor_a", "actor_b"]
    return table[_COLUMNS].sort_values(order, ascending=[False, False, True, True], ignore_index=True)
