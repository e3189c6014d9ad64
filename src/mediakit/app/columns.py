"""The option ``--columns``, which renames columns of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_columns(pairs: Sequence[str]) -> dict[str, str]:
    """
    Read pairs of names.

    Parameters
    ----------
    pairs : sequence of str
        Such as ``body=text``.

    Returns
    -------
    columns : dict of str to str
        Names of the source and what they are here.

    Raises
    ------
    ValueError
        If one is no pair.

    """
    parts = [pair.partition("=") for pair in pairs]
    wrong = [theirs for theirs, sign, ours in parts if not (theirs and sign and ours)]
    if wrong:
        msg = f"--columns {wrong[0]!r} is not of the form THEIRS=OURS, such as body=text."
        raise ValueError(msg)
    return {theirs: ours for theirs, _, ours in parts}
