"""The report: every notebook run on a corpus, a page each, and an index that says what was read."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mediakit.corpus.languages import detect_language
from mediakit.corpus.loading import load_parts, refuse_empty
from mediakit.corpus.rejects import list_rejects
from mediakit.corpus.sample import find_shipped, load_sample

from .manifest import SAMPLE, make_manifest, render_manifest, write_manifest
from .notebooks import RunNotebook, run_notebook
from .pages import make_page, render_notebook, render_table

if TYPE_CHECKING:
    from collections.abc import Mapping

ANALYSED: Final = ("en", "fr", "ar")
MOST_EMPTY: Final = 0.1  # share of rows without text that a crawl leaves behind; more are a mistake in the source


def write_report(source: str, out: Path, *, columns: Mapping[str, str] | None = None) -> Path:
    """
    Run the notebooks on a corpus and write their pages; the folder appears whole or not at all.

    Parameters
    ----------
    source : str
        ``"sample"``, or a path that `load_corpus` takes.
    out : Path
        Folder to write; an earlier report there is replaced.
    columns : mapping of str to str, optional
        Names of the source's columns and what they are here.

    Returns
    -------
    index : Path
        The page to open first.

    Raises
    ------
    FileNotFoundError, ValueError
        If the corpus cannot be loaded.
    FileExistsError
        If something else than a report stands at `out`.

    """
    is_sample = source == SAMPLE
    _refuse_other_content(out)
    corpus, empty = (load_sample(), pd.Index([])) if is_sample else load_parts(source, columns=columns)
    as_read = _storable(corpus)
    if len(empty) > MOST_EMPTY * (len(corpus) + len(empty)):
        refuse_empty(source, empty, len(corpus) + len(empty))
    if "lang" not in corpus.columns or corpus["lang"].isna().any():
        found = detect_language(corpus["text"])
        corpus = corpus.assign(lang=corpus["lang"].fillna(found) if "lang" in corpus.columns else found)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mediakit-", dir=out.parent) as scratch:
        stored, listed = Path(scratch, "corpus.parquet"), Path(scratch, "rejected.jsonl")
        _storable(corpus).to_parquet(stored)
        if not is_sample:
            _write_rejects(source, empty, listed)
        parameters: dict[str, object] = {"corpus_path": str(stored), "rejects_path": str(listed)}
        runs = _run_all({} if is_sample else parameters, is_sample=is_sample)
        pages = Path(scratch, "pages")
        pages.mkdir()
        manifest = make_manifest(as_read, runs, source=source, out=out, columns=columns or {})
        _write_pages(runs, corpus, pages, manifest, n_empty=len(empty))
        _put_in_place(pages, out)
    return out / "index.html"


def _storable(corpus: pd.DataFrame) -> pd.DataFrame:
    """Corpus with only the columns that the notebooks read, so that any other type of column may stand in a source."""
    return corpus[[name for name in ("text", "title", "outlet", "date", "lang", "url", "author") if name in corpus]]


def _write_rejects(source: str, empty: pd.Index, listed: Path) -> None:
    """Write the list of what was put aside, in the store of the source or here, for the notebook that shows it."""
    rows = pd.DataFrame({"source": Path(source).name, "place": [f"row {number}" for number in empty]})
    rejects = pd.concat([list_rejects(source), rows.assign(reason="The text is empty.")])
    rejects[["source", "place", "reason"]].to_json(listed, orient="records", lines=True, force_ascii=False)


def _refuse_other_content(out: Path) -> None:
    """Refuse to replace what is not a report."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        msg = f"{out}: is not a folder. Name another folder with --out."
        raise FileExistsError(msg)
    if out.is_dir() and any(out.iterdir()):
        index = out / "index.html"
        if not (index.is_file() and b'name="generator" content="mediakit' in index.read_bytes()[:2000]):
            msg = f"{out}: holds files that are no report of mediakit. Name an empty or a new folder with --out."
            raise FileExistsError(msg)


def _run_all(parameters: dict[str, object], *, is_sample: bool) -> list[RunNotebook]:
    """Run every notebook, one a processor at a time, with a progress bar where someone watches."""
    from tqdm import tqdm  # noqa: PLC0415

    paths = sorted(find_shipped("notebooks").glob("[0-9][0-9]-*.ipynb"))

    def run(path: Path) -> RunNotebook:
        return run_notebook(path, parameters, is_sample=is_sample)

    with (
        ThreadPoolExecutor(os.cpu_count() or 1) as pool,
        tqdm(total=len(paths), unit="page", disable=not sys.stderr.isatty(), leave=False) as bar,
    ):
        runs = []
        for finished in pool.map(run, paths):
            runs.append(finished)
            bar.update()
        return runs


def _write_pages(
    runs: list[RunNotebook], corpus: pd.DataFrame, folder: Path, manifest: dict[str, Any], *, n_empty: int
) -> None:
    """Write one page a notebook, the index and the manifest."""
    links = {"index.html": "Report", **{f"{run.name}.html": run.title for run in runs}}
    source = manifest["source"]
    shown = "the sample corpus" if source == SAMPLE else Path(source).name
    for run in runs:
        file = f"{run.name}.html"
        page = make_page(run.title, render_notebook(run), links=links, here=file, source=shown)
        (folder / file).write_text(page, encoding="utf-8")
    body = _describe(corpus, shown, n_empty) + _list_pages(runs) + render_manifest(manifest)
    page = make_page(f"Report on {shown}", body, links=links, here="index.html", source=shown)
    (folder / "index.html").write_text(page, encoding="utf-8")
    write_manifest(manifest, folder)


def _describe(corpus: pd.DataFrame, shown: str, n_empty: int) -> str:
    """What was read, as HTML."""
    dates = corpus["date"].dropna() if "date" in corpus.columns else pd.Series(dtype="datetime64[us]")
    period = f"{dates.min():%d %B %Y} to {dates.max():%d %B %Y}" if len(dates) else "not given"
    n_words = corpus["text"].str.count(r"\S+").sum()
    facts = pd.DataFrame(
        {
            "what": ["articles", "words", "dates", "outlets", "languages"],
            "read": [
                f"{len(corpus):,}",
                f"{n_words:,}",
                period,
                _count_values(corpus, "outlet"),
                _count_values(corpus, "lang"),
            ],
        }
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in _note_put_aside(corpus, n_empty))
    return (
        f"<h1>Report on {escape(shown)}</h1><h2>What was read</h2>{render_table(facts)}"
        f"<h2>What was put aside</h2><ul>{notes or '<li>Nothing.</li>'}</ul>"
    )


def _count_values(corpus: pd.DataFrame, column: str) -> str:
    """Values of a column with their counts, the largest first."""
    if column not in corpus.columns or corpus[column].isna().all():
        return "not given"
    counts = corpus[column].value_counts()
    listed = ", ".join(f"{name} ({n:,})" for name, n in counts.head(12).items())
    return listed if len(counts) <= 12 else f"{listed} and {len(counts) - 12:,} more"


def _note_put_aside(corpus: pd.DataFrame, n_empty: int) -> list[str]:
    """What some pages leave out, and why."""
    notes = [f"{n_empty:,} rows of the source have an empty text: not read."] if n_empty else []
    n_other = int((~corpus["lang"].isin(ANALYSED)).sum())
    if n_other:
        notes.append(f"{n_other:,} articles in other languages than {', '.join(ANALYSED)}: not in framing and tone.")
    for column in ("date", "outlet"):
        n_without = int(corpus[column].isna().sum()) if column in corpus.columns else len(corpus)
        if n_without:
            notes.append(f"{n_without:,} articles without {column}: not where articles are compared by {column}.")
    n_copies = int(corpus["text"].duplicated().sum())
    if n_copies:
        notes.append(f"{n_copies:,} articles repeat the text of another word for word: kept, and counted each time.")
    return notes


def _list_pages(runs: list[RunNotebook]) -> str:
    """Links to the pages with what each put aside, as HTML."""
    items = []
    for run in runs:
        notes = "".join(f"<li>{escape(heading)}: {escape(reason)}</li>" for heading, reason in run.put_aside)
        items.append(
            f'<li><a href="{escape(run.name)}.html">{escape(run.title)}</a>{f"<ul>{notes}</ul>" if notes else ""}</li>'
        )
    return f"<h2>Pages</h2><ul>{''.join(items)}</ul>"


def _put_in_place(pages: Path, out: Path) -> None:
    """Move the finished folder to where it belongs, an earlier report aside first."""
    pages.chmod(0o755)
    if not out.exists():
        pages.rename(out)
        return
    earlier = pages.parent / "earlier"
    out.rename(earlier)
    try:
        pages.rename(out)
    except OSError:
        earlier.rename(out)
        raise
    shutil.rmtree(earlier, ignore_errors=True)
