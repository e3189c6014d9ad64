"""Quotes and their speakers: on PolNeAR, on the sample corpus by language, and in articles a minute."""

from __future__ import annotations

import hashlib
import re
import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

import mediakit as mk
from mediakit.voices.attributions import find_attributions
from mediakit.voices.cues import load_lexicon

from .scores import Score, bootstrap_score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

MARKED: Final = re.compile(r"(?s)(?:[“\"]|'').*(?:[”\"]|'')[.,]?")
MARKS: Final = re.compile(r"[“”\"«»]|''")
WORDS: Final = re.compile(r"[^\W_]+")
HALF: Final = "half B of PolNeAR (odd md5 of doc_id)"
FOUND: Final = "found: quotes of the kind cover at least half of the content"
RIGHT: Final = "speaker right: the mention overlaps a source of the coders, or the last words of the names are equal"
NOTE: Final = "the rules are written by hand; earlier versions were mended with all of PolNeAR in view"


class Hit(NamedTuple):
    """A content of the coders: its article, whether it is marked words, hangs on a cue of ours, is found, is right."""

    group: int
    direct: bool
    said: bool
    found: bool
    right: bool


def measure() -> Iterator[Score]:
    """All rows of quotes."""
    yield from measure_polnear()
    yield from measure_sample()
    yield measure_speed()


def in_half_b(doc_id: str) -> bool:
    """Tell if an article belongs to the half that no choice was made on."""
    return hashlib.md5(doc_id.encode(), usedforsecurity=False).digest()[0] % 2 == 1


def measure_polnear() -> Iterator[Score]:
    """Contents of the coders that are found, and precision of what is found."""
    articles = read_labelled("polnear")
    articles = articles[articles["doc_id"].map(in_half_b)].set_index("doc_id")
    by_doc = _by_doc(mk.find_quotes(articles[["text"]].assign(lang="en")))
    hits = _judge(articles, by_doc)
    direct = [h for h in hits if h.direct]
    indirect = [h for h in hits if not h.direct]
    said = [h for h in indirect if h.said]
    rows = f"{HALF}, contents wholly between quotation marks; {FOUND}; {RIGHT}; those not found count as wrong"
    yield _recall("direct quotes of polnear found", rows, direct, "found", 0.97, "ten-line pattern .99")
    yield _recall(
        "direct quotes of polnear with the right speaker", rows, direct, "right", 0.88, "ten-line pattern .58"
    )
    rows = f"{HALF}, contents without a quotation mark, with a source; {FOUND}; {RIGHT}; those not found count as wrong"
    yield _recall("indirect of polnear with the right speaker, all", rows, indirect, "right", 0.60)
    yield from _measure_attributions(articles, rows)
    rows = f"{rows}; only those whose cue has a reporting verb or phrase of our list"
    yield _recall("indirect of polnear found, cues of saying", rows, said, "found")
    yield _recall("indirect of polnear with the right speaker, cues of saying", rows, said, "right")
    yield from _precision(articles, by_doc)


def _by_doc(found: pd.DataFrame) -> dict[str, list[Any]]:
    """Rows of a table by article."""
    return {str(doc): list(rows.itertuples()) for doc, rows in found.groupby("doc_id")}


def _judge(articles: pd.DataFrame, by_doc: dict[str, list[Any]]) -> list[Hit]:
    """Judge the contents of all articles."""
    columns = zip(articles.index, articles["text"], articles["attributions"], strict=True)
    return [
        hit
        for group, (doc, text, attributions) in enumerate(columns)
        for hit in _read_article(group, text, attributions, by_doc.get(doc, []))
    ]


def _measure_attributions(articles: pd.DataFrame, rows: str) -> Iterator[Score]:
    """The same contents with acts and positions counted as found, and what part of these the coders have."""
    found = find_attributions(articles[["text"]].assign(lang="en"))
    acts = _by_doc(found[found["kind"] == "act"])
    by_doc = _by_doc(found.assign(kind=found["kind"].replace("act", "indirect")))
    hits = [h for h in _judge(articles, by_doc) if not h.direct]
    rows = f"{rows}; acts and positions of find_attributions count too"
    yield _recall("indirect of polnear with the right source, attributions", rows, hits, "right")
    inside = _inside(articles, acts)
    rows = f"{HALF}, rows of kind act of find_attributions, n = {len(inside):,}; right: at least half lies in a content"
    yield Score("quotes, acts in polnear", f"{rows}; {NOTE}", "precision", float(np.mean(inside)))


def _read_article(group: int, text: str, attributions: list[dict[str, Any]], rows: list[Any]) -> Iterator[Hit]:
    """Judge every content with a source that is wholly marked or wholly unmarked."""
    for attribution in attributions:
        sources = attribution.get("source") or []
        for start, end in attribution.get("content") or []:
            direct = MARKED.fullmatch(text[start:end]) is not None
            if not sources or (not direct and MARKS.search(text[start:end])):
                continue
            kind = "direct" if direct else "indirect"
            near = [q for q in rows if q.kind == kind and _overlap((q.start, q.end), (start, end))]
            covered = sum(_overlap((q.start, q.end), (start, end)) for q in near)
            is_found = covered * 2 >= end - start
            best = max(near, key=lambda q: _overlap((q.start, q.end), (start, end)), default=None)
            right = is_found and best is not None and _is_speaker(text, best, sources)
            yield Hit(group, direct, _is_said(text, attribution), is_found, right)


def _is_said(text: str, attribution: dict[str, Any]) -> bool:
    """Tell if a cue of the coders holds a reporting verb or phrase of the English list."""
    forms = load_lexicon("en").forms
    words = {word for start, end in attribution.get("cue") or [] for word in WORDS.findall(text[start:end].lower())}
    return not words.isdisjoint(forms)


def _is_speaker(text: str, quote: Any, sources: list[list[int]]) -> bool:
    """Tell if the mention overlaps a source, or the last word of the speaker is that of a source."""
    if any(_overlap((quote.speaker_start, quote.speaker_end), (start, end)) for start, end in sources):
        return True
    last = WORDS.findall(quote.speaker)[-1:]
    return bool(last) and last[0][0].isupper() and any(WORDS.findall(text[s:e])[-1:] == last for s, e in sources)


def _precision(articles: pd.DataFrame, by_doc: dict[str, list[Any]]) -> Iterator[Score]:
    """Share of the quotes found that lie in a content of the coders, by kind."""
    for kind in ("direct", "indirect"):
        inside = _inside(articles, {doc: [q for q in rows if q.kind == kind] for doc, rows in by_doc.items()})
        rows = f"{HALF}, {kind} quotes found, n = {len(inside):,}; right: at least half lies in a content; {NOTE}"
        yield Score(f"quotes, {kind} in polnear", rows, "precision", float(np.mean(inside)))


def _inside(articles: pd.DataFrame, by_doc: dict[str, list[Any]]) -> list[bool]:
    """Tell of each row found if at least half of it lies in a content of the coders."""
    inside: list[bool] = []
    for doc, attributions in zip(articles.index, articles["attributions"], strict=True):
        contents = [(s, e) for a in attributions for s, e in a.get("content") or []]
        quotes = [(q.start, q.end) for q in by_doc.get(str(doc), [])]
        inside += [any(_overlap(q, c) * 2 >= q[1] - q[0] for c in contents) for q in quotes]
    return inside


def _recall(task: str, rows: str, hits: list[Hit], what: str, goal: float | None = None, known: str = "") -> Score:
    """Share of the hits that are found or right, with an interval over whole articles."""
    values = np.array([getattr(h, what) for h in hits], dtype=float)
    groups = np.array([h.group for h in hits], dtype=np.int64)
    low, high = bootstrap_score(lambda drawn: float(values[drawn].mean()), groups, n_draws=300)
    rows = f"{rows}, n = {len(hits):,}; {NOTE}"
    return Score(f"quotes, {task}", rows, "recall", float(values.mean()), goal, low, high, known)


def _overlap(a: tuple[int, int], b: tuple[int, int] | list[int]) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def measure_sample() -> Iterator[Score]:
    """Gold quotes of the sample corpus found, and their speakers, by language."""
    corpus, gold = mk.load_sample(), mk.load_sample_labels("quotes")
    by_doc = {str(doc): list(rows.itertuples()) for doc, rows in mk.find_quotes(corpus).groupby("doc_id")}
    labels: list[Any] = list(gold.itertuples())
    pairs = [(g, _best(g, by_doc.get(g.doc_id, []))) for g in labels]
    for lang in ("en", "fr", "ar"):
        here = [(g, q) for g, q in pairs if corpus["lang"][g.doc_id] == lang]
        found = [q is not None for _, q in here]
        right = [q.speaker.lower() == g.speaker.lower() for g, q in here if q is not None]
        direct = [q.speaker.lower() == g.speaker.lower() for g, q in here if q is not None and g.kind == "direct"]
        rows = f"sample corpus, {lang}, gold quotes of both kinds; the gold was in view when the rules were written"
        same = "of one kind, and overlap of at least half of the longer"
        yield Score(f"quotes of the sample, {lang}", f"{rows}; {same}, n = {len(found)}", "recall", _mean(found), 0.95)
        n_found = sum(corpus["lang"][doc] == lang for doc, quotes in by_doc.items() for _ in quotes)
        yield Score(
            f"quotes of the sample, {lang}",
            f"{rows}; {same}, n = {n_found}",
            "precision",
            sum(found) / n_found,
        )
        rows = f"{rows}; of those found, the whole name is equal, capitals aside, n = {len(right)}"
        yield Score(f"speakers of the sample, {lang}", rows, "share", _mean(right), 0.88)
        rows = f"{rows}, direct quotes alone, n = {len(direct)}"
        yield Score(f"speakers of direct quotes of the sample, {lang}", rows, "share", _mean(direct))


def _best(gold: Any, rows: list[Any]) -> Any:
    """Give the quote of the same kind that overlaps a gold quote by half of the longer, or None."""
    near = [
        (shared, q)
        for q in rows
        if q.kind == gold.kind
        and (shared := _overlap((q.start, q.end), (gold.start, gold.end))) * 2
        >= max(q.end - q.start, gold.end - gold.start)
    ]
    return max(near, key=lambda pair: pair[0])[1] if near else None


def _mean(hits: list[bool]) -> float:
    """Share of true among hits."""
    return float(np.mean(hits))


def measure_speed() -> Score:
    """Articles a minute through quotes alone, on one core."""
    corpus = read_labelled("polnear").set_index("doc_id")[["text"]].iloc[::4].assign(lang="en")
    start = time.perf_counter()
    mk.find_quotes(corpus)
    per_minute = 60 * len(corpus) / (time.perf_counter() - start)
    rows = f"every fourth article of PolNeAR, n = {len(corpus)}, one process; the machine may be shared"
    return Score("quotes, speed", rows, "articles a minute", per_minute)
