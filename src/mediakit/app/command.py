"""The command line: ``mediakit ingest``, ``mediakit report``, ``mediakit sheet`` and ``mediakit check``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .checking import add_check
from .columns import read_columns
from .ingest import add_ingest
from .sheet import add_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSABLE, FAILED, INTERRUPTED = 2, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the command's name; those of the process by default.

    Returns
    -------
    status : int
        0 when done, 1 when a notebook failed or a check found something, 2 when the input cannot be used, 130 when
        interrupted.

    """
    options = _make_parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (ValueError, OSError, ImportError) as error:
        return _fail(_in_one_line(error), UNUSABLE)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was written.", INTERRUPTED)
    except RuntimeError as error:
        return _fail(_in_one_line(error), FAILED)
    return status


def _make_parser() -> argparse.ArgumentParser:
    """Options of the command."""
    from mediakit import __version__  # noqa: PLC0415 - the face is above this room

    parser = argparse.ArgumentParser(prog="mediakit", description="Computational analysis of news coverage.")
    parser.add_argument("--version", action="version", version=f"mediakit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_ingest(commands)
    _add_report(commands)
    add_sheet(commands)
    add_check(commands)
    return parser


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand ``report``."""
    report = commands.add_parser("report", help="run the notebooks on a corpus into HTML pages")
    report.add_argument(
        "corpus",
        help="a csv, jsonl, jsonl.gz or parquet file, a folder of txt files, a store, or 'sample'",
    )
    report.add_argument("--out", type=Path, required=True, help="folder to write; an earlier report is replaced")
    report.add_argument(
        "--columns",
        nargs="+",
        default=[],
        metavar="THEIRS=OURS",
        help="rename columns, such as body=text source=outlet",
    )
    report.set_defaults(run=_run_report)


def _run_report(options: argparse.Namespace) -> int:
    """Write a report and print where it is."""
    from .report import write_report  # noqa: PLC0415 - pandas loads on first use

    index = write_report(options.corpus, options.out, columns=read_columns(options.columns))
    sys.stdout.write(f"{index}\n")
    return 0


def _in_one_line(error: BaseException) -> str:
    """Message of an error, with the way out where a part of mediakit is not installed."""
    if isinstance(error, ImportError) and error.name is not None:
        return f"the package {error.name!r} is not installed. Run: pip install 'mediakit[notebooks]'"
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror.lower()}. Choose another path or free its disk."
    return " ".join(str(error).split())


def _fail(message: str, status: int) -> int:
    """Say on stderr what went wrong."""
    sys.stderr.write(f"mediakit: {message}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
