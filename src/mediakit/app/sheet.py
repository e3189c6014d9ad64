"""The subcommand ``sheet``: spreadsheets for coders, and how many articles they should code."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .columns import read_columns

if TYPE_CHECKING:
    import argparse

    import pandas as pd

SAMPLE_FILE: Final = "sample.csv"
NOT_IN_NAMES: Final = re.compile(r"[^\w-]+")
HEADINGS: Final = ("code", "codes", "category", "frame")
ALPHA_WITHIN: Final = 0.1


def add_sheet(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand ``sheet``.

    Parameters
    ----------
    commands : subparsers
        Of the command.

    """
    parser = commands.add_parser("sheet", help="draw articles into spreadsheets for coders, or say how many are needed")
    parser.add_argument("corpus", help="as for report")
    parser.add_argument(
        "--size", type=float, metavar="HALF_WIDTH", help="say how many articles this needs, such as 0.05"
    )
    parser.add_argument("--share", type=float, default=0.5, help="with --size: the expected share of a code (0.5)")
    parser.add_argument("--out", type=Path, help="folder to write, which must not exist")
    parser.add_argument("--n", type=int, help="articles to draw")
    parser.add_argument("--codes", nargs="+", help="the codes, or a csv whose first columns are code and definition")
    parser.add_argument("--by", nargs="+", metavar="COLUMN", help="strata: outlet, lang, month, or any column")
    parser.add_argument("--equal", action="store_true", help="draw the same number from each stratum")
    parser.add_argument("--coders", nargs="+", default=["A"], metavar="NAME", help="who codes (A)")
    parser.add_argument("--overlap", type=float, default=1.0, help="share of the articles that all code (1.0)")
    parser.add_argument("--n-codes", type=int, default=1, help="codes that an article may get (1)")
    parser.add_argument("--instructions", type=Path, help="text file that coders read first")
    parser.add_argument("--csv", action="store_true", help="write csv instead of xlsx")
    parser.add_argument("--seed", type=int, default=0, help="of the draw (0)")
    parser.add_argument("--columns", nargs="+", default=[], metavar="THEIRS=OURS", help="as for report")
    parser.set_defaults(run=run_sheet)


def run_sheet(options: argparse.Namespace) -> int:
    """
    Write the sheets and print their paths, or print how many articles are needed.

    Parameters
    ----------
    options : Namespace
        Of the command line.

    Returns
    -------
    status : int
        0.

    Raises
    ------
    ValueError
        If an option is missing or cannot be used.

    """
    corpus = _load(options.corpus, read_columns(options.columns))
    if options.size is not None:
        sys.stdout.write(_tell_size(options, len(corpus)))
        return 0
    missing = [f"--{name}" for name in ("out", "n", "codes") if getattr(options, name) is None]
    if missing:
        msg = f"sheet needs {' '.join(missing)}, such as --out sheets --n 200 --codes threat other; or --size 0.05."
        raise ValueError(msg)
    for path in _write_sheets(options, corpus):
        sys.stdout.write(f"{path}\n")
    return 0


def _load(source: str, columns: dict[str, str]) -> pd.DataFrame:
    """Corpus of a path, or the sample; articles without text are left out, and said to be on stderr."""
    from mediakit.corpus.loading import load_parts, refuse_empty  # noqa: PLC0415 - pandas loads on first use
    from mediakit.corpus.sample import load_sample  # noqa: PLC0415

    if source == "sample":
        return load_sample()
    corpus, empty = load_parts(source, columns=columns)
    if corpus.empty:
        refuse_empty(source, empty, len(empty))
    if len(empty):
        sys.stderr.write(f"mediakit: {len(empty):,} rows have an empty text and are left out.\n")
    return corpus


def _tell_size(options: argparse.Namespace, n_docs: int) -> str:
    """How many articles are needed, for shares and for agreement."""
    from mediakit.trust.sizes import plan_overlap, plan_sample  # noqa: PLC0415

    half_width, share = options.size, options.share
    n = plan_sample(half_width, share=share, n_docs=n_docs)
    n_shared = plan_overlap(ALPHA_WITHIN, shares=(share, 1 - share))
    more = ": more than there are, so code all" if n_shared > n_docs else ""
    return (
        f"{n:,} of {n_docs:,} articles, for a share of about {share:.0%} within {half_width:.1%} either way "
        "(95% interval); in each group, if you want the share of each.\n"
        f"{n_shared:,} articles coded by two coders, for an alpha of about 0.8 within {ALPHA_WITHIN}{more}.\n"
    )


def _write_sheets(options: argparse.Namespace, corpus: pd.DataFrame) -> list[Path]:
    """Write one sheet a coder, and the sample with its probabilities; all of them or none."""
    from mediakit.trust.sampling import draw_coding_sample  # noqa: PLC0415
    from mediakit.trust.sheets import write_sheet  # noqa: PLC0415

    out: Path = options.out
    if out.exists():
        msg = f"{out} exists already and may hold codes: nothing was written. Name another folder in --out."
        raise ValueError(msg)
    sample = draw_coding_sample(
        corpus,
        options.n,
        by=options.by,
        allocation="equal" if options.equal else "proportional",
        coders=options.coders,
        overlap=options.overlap,
        random_state=options.seed,
    )
    instructions = options.instructions.read_text(encoding="utf-8-sig") if options.instructions else None
    codes = _read_codes(options.codes)
    files = _name_files(options.coders, "csv" if options.csv else "xlsx")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".sheet-") as folder:
        pages = Path(folder, "sheets")
        pages.mkdir()
        for coder, file in files.items():
            write_sheet(
                sample, pages / file, codes=codes, coder=coder, n_codes=options.n_codes, instructions=instructions
            )
        sample[["stratum", "probability", "coder"]].rename_axis("doc_id").to_csv(pages / SAMPLE_FILE)
        pages.chmod(0o755)
        pages.rename(out)
    return sorted(out.iterdir())


def _name_files(coders: list[str], suffix: str) -> dict[str, str]:
    """File of each coder, such as ``coding-Ana.xlsx``."""
    files = {coder: f"coding-{NOT_IN_NAMES.sub('_', coder)}.{suffix}" for coder in coders}
    if len({file.casefold() for file in files.values()}) < len(coders):
        msg = f"--coders {' '.join(coders)} give some sheets the same file name. Name them apart by letters or digits."
        raise ValueError(msg)
    return files


def _read_codes(given: list[str]) -> dict[str, str]:
    """Codes with their definitions, from the command line or from a csv file."""
    from mediakit.trust.sheets import read_csv_rows  # noqa: PLC0415

    if len(given) > 1 or not given[0].lower().endswith(".csv"):
        rows = [[code] for code in given]
    else:
        rows = [row for row in read_csv_rows(Path(given[0])) if any(cell.strip() for cell in row)]
        rows = rows[1:] if rows and rows[0][0].strip().casefold() in HEADINGS else rows
    codes = {row[0].strip(): row[1].strip() if len(row) > 1 else "" for row in rows}
    if len(codes) < len(rows):
        msg = f"--codes: {len(rows) - len(codes)} of {len(rows)} codes stand twice. Give each one row."
        raise ValueError(msg)
    return codes
