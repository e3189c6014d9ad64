"""The subcommand ``ingest``: articles of all sources into one store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    import pandas as pd

OURS: Final = ("text", "title", "outlet", "date", "lang", "url", "author", "doc_id")
MOST_SHOWN: Final = 50
INTERRUPTED: Final = 130


def add_ingest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand ``ingest``.

    Parameters
    ----------
    commands : subparsers
        Of the command.

    """
    parser = commands.add_parser("ingest", help="read articles of any format into a store; can be stopped and resumed")
    parser.add_argument("sources", nargs="+", help="files, folders, patterns, addresses of feeds or pages")
    parser.add_argument("--into", required=True, metavar="STORE", help="folder of the store")
    parser.add_argument(
        "--column", action="append", default=[], metavar="OURS=THEIRS", help="such as text=body; as often as needed"
    )
    parser.add_argument("--dated-only", action="store_true", help="put articles without a date aside")
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", help="03/04/2024 is in April; without this it is put aside")
    order.add_argument("--month-first", action="store_true", help="03/04/2024 is in March")
    parser.add_argument("--fetch-pages", action="store_true", help="fetch pages of which only the address is given")
    parser.add_argument("--allow-local", action="store_true", help="fetch from this machine and its network too")
    parser.add_argument("--outlet-names", metavar="FILE", help="own csv of outlets: domain,outlet")
    parser.set_defaults(run=run_ingest)


def run_ingest(options: argparse.Namespace) -> int:
    """
    Ingest, and print what was kept of each source.

    Parameters
    ----------
    options : Namespace
        Of the command line.

    Returns
    -------
    status : int
        0, or 130 when interrupted.

    """
    try:
        table = _ingest(options)
    except KeyboardInterrupt:
        sys.stderr.write("mediakit: interrupted; what was stored stays, and the same command goes on where it was.\n")
        return INTERRUPTED
    counts = table.drop(columns="source").sum()
    shown = table.head(MOST_SHOWN).to_string(index=False)
    more = f"\n... and {len(table) - MOST_SHOWN:,} more sources" if len(table) > MOST_SHOWN else ""
    sys.stdout.write(f"{shown}{more}\n")
    sys.stdout.write(
        f"{counts['n_kept']:,} articles added, {counts['n_duplicates']:,} known already, "
        f"{counts['n_rejected']:,} put aside (reasons in {Path(options.into, 'rejected.jsonl')}).\n"
    )
    return 0


def _ingest(options: argparse.Namespace) -> pd.DataFrame:
    """What came of each source."""
    from mediakit.corpus.ingesting import ingest  # noqa: PLC0415 - pandas loads on first use

    return ingest(
        options.sources,
        options.into,
        columns=_read_pairs(options.column),
        undated="reject" if options.dated_only else "keep",
        dayfirst=True if options.day_first else False if options.month_first else None,
        fetch_pages=options.fetch_pages,
        allow_local=options.allow_local,
        outlet_names=options.outlet_names,
    )


def _read_pairs(pairs: Sequence[str]) -> dict[str, str]:
    """Names of the source and what they are here, of pairs such as ``text=body`` (``body=text`` is understood)."""
    columns: dict[str, str] = {}
    for pair in pairs:
        ours, sign, theirs = pair.partition("=")
        if ours not in OURS and theirs in OURS:
            ours, theirs = theirs, ours
        if not (sign and ours and theirs):
            msg = f"--column {pair!r} is not of the form OURS=THEIRS, such as text=body."
            raise ValueError(msg)
        columns[theirs] = ours
    return columns
