"""What most other outlets of an event tell, and one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_omissions(  # noqa: PLR0913 - the columns, and from when on it counts
    table: pd.DataFrame,
    *,
    told: str,
    item: str = "frame",
    by: str = "outlet",
    within: str = "event",
    min_share: float = 0.5,
    min_others: int = 2,
) -> pd.DataFrame:
    """
    For each event and outlet, what most other outlets of the event tell and this one does not.

    An outlet tells an item if one of its articles on the event does.

    Parameters
    ----------
    table : DataFrame
        One row an article and item, also where the article does not tell it. With a column ``doc_id`` and perhaps
        ``sentence``, an example from the others is shown.
    told : str
        Column of numbers, above 0 where the article tells the item, or of True and False.
    item : str, default "frame"
        Column of what can be told: frames, terms, actors.
    by : str, default "outlet"
        Column of the outlets.
    within : str, default "event"
        Column of the events; an empty text is no event.
    min_share : float, default 0.5
        Share of the other outlets that must be exceeded.
    min_others : int, default 2
        Other outlets that an event needs.

    Returns
    -------
    omissions : DataFrame, sorted by event, outlet and share
        The columns `within`, `by` and `item`; ``n_others``, other outlets of the event; ``share``, how many of them
        tell the item; and ``doc_id`` and ``sentence``, where the table has them, of the article that tells it most.

    Raises
    ------
    ValueError
        If a column is missing, `min_share` is not between 0 and 1, or `min_others` is below 1.

    Examples
    --------
    >>> table = pd.DataFrame({"event": "summit", "outlet": list("ABC"), "frame": "victims", "rate": [1.0, 2.0, 0.0]})
    >>> find_omissions(table, told="rate")
        event outlet    frame  n_others  share
    0  summit      C  victims         2    1.0

    """
    _check(table, [told, item, by, within], min_share, min_others)
    rows = table.dropna(subset=[told, item, by, within])
    rows = rows[rows[within] != ""]
    tells = rows[told].astype(float).gt(0).groupby([rows[within], rows[item], rows[by]]).any().unstack(fill_value=False)
    present = rows.assign(here=True).pivot_table(index=within, columns=by, values="here", aggfunc="any").notna()
    there = present.loc[tells.index.get_level_values(0), tells.columns].to_numpy()
    n_others = there.sum(axis=1, keepdims=True) - there
    share = (tells.sum(axis=1).to_numpy()[:, None] - tells.to_numpy()) / n_others.clip(min=1)
    is_left_out = there & ~tells.to_numpy() & (n_others >= min_others) & (share > min_share)
    places, outlets = is_left_out.nonzero()
    found = pd.DataFrame(
        {
            within: tells.index.get_level_values(0)[places],
            by: tells.columns[outlets],
            item: tells.index.get_level_values(1)[places],
            "n_others": n_others[places, outlets],
            "share": share[places, outlets],
        }
    )
    found = found.sort_values([within, by, "share", item], ascending=[True, True, False, True], ignore_index=True)
    shown = [name for name in ("doc_id", "sentence") if name in rows.columns]
    if not shown:
        return found
    best = rows.sort_values([told, shown[0]], ascending=[False, True]).drop_duplicates([within, item])
    return found.merge(best[[within, item, *shown]], on=[within, item], how="left")


def _check(table: pd.DataFrame, names: Sequence[str], min_share: float, min_others: int) -> None:
    """Refuse a table without the columns, and options that choose nothing."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        msg = f"The table has no columns {missing}, only {list(table.columns)}. Name its columns in the options."
        raise ValueError(msg)
    if not 0 <= min_share < 1:
        msg = f"`min_share` is {min_share}, but must lie between 0 and 1, such as 0.5 for most of the others."
        raise ValueError(msg)
    if min_others < 1:
        msg = f"`min_others` is {min_others}, but at least 1 other outlet is needed."
        raise ValueError(msg)
