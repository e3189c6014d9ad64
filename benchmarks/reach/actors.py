"""Actors found: on the sample corpus against its gold, on real news against annotated names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

import mediakit as mk
from mediakit.voices.actors import find_actors

from .scores import Score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGS: Final = ("en", "fr", "ar")
NAME: Final = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*)* [A-Z][\w'’-]+")
PRONOUNS: Final = frozenset(["he", "she", "his", "her", "him", "they", "their", "it", "its", "i", "we", "you", "who"])


def measure() -> Iterator[Score]:
    """All rows of actors."""
    yield from measure_sample()
    yield measure_newsmtsc()
    yield from measure_persent()
    yield from measure_polnear()
    yield measure_basil()


def share(hits: list[bool]) -> float:
    """Share of true among hits."""
    return sum(hits) / max(1, len(hits))


def _score(task: str, rows: str, what: str, hits: list[bool], goal: float | None = None) -> Score:
    return Score(f"actors, {task}", f"{rows}, n = {len(hits):,}; nothing is learned", what, share(hits), goal)


def measure_sample() -> Iterator[Score]:
    """The main actor and the speakers of the sample corpus, by language."""
    corpus = mk.load_sample()
    found = find_actors(corpus)
    articles = mk.load_sample_labels("articles").set_index("doc_id")["main_actor"]
    articles = articles[articles != ""]
    quotes = mk.load_sample_labels("quotes")
    counts = found.groupby(["doc_id", "actor"]).size()
    names = {str(doc): rows.droplevel(0) for doc, rows in counts.groupby(level=0)}
    merged = _merged(found, quotes)
    for lang in LANGS:
        docs = [doc for doc in articles.index if corpus["lang"][doc] == lang]
        ranks = [_rank(names, doc, articles[doc]) for doc in docs]
        rows = f"sample corpus, {lang}, articles"
        yield _score(f"main actor found, {lang}", rows, "recall", [rank < 10_000 for rank in ranks])
        yield _score(f"main actor among the three most named, {lang}", rows, "share", [rank < 3 for rank in ranks])
        rows = f"sample corpus, {lang}, named speakers of quotes"
        yield _score(f"speaker found as one actor, {lang}", rows, "recall", [m for g, m in merged if g == lang])


def _rank(names: dict[str, pd.Series[int]], doc: str, actor: str) -> int:
    """Rank of an actor among those of its text, in the order of mentions; 10,000 where it is not found."""
    if doc not in names or actor not in names[doc].index:
        return 10_000
    return int((names[doc] > names[doc][actor]).sum())


def _merged(found: pd.DataFrame, quotes: pd.DataFrame) -> list[tuple[str, bool]]:
    """Tell of each speaker with a name of two words, by language, if the text has it as an actor."""
    corpus = mk.load_sample()
    by_doc = found.groupby("doc_id")
    result = []
    for doc, speaker in sorted(set(zip(quotes["doc_id"], quotes["speaker"], strict=True))):
        words = speaker.split(" ")
        lang = corpus["lang"][doc]
        if not 2 <= len(words) <= 3 or not (lang == "ar" or (words[0].istitle() and words[-1].istitle())):
            continue
        here = by_doc.get_group(doc) if doc in by_doc.groups else found.iloc[:0]
        where = here[here["mention"] == speaker]
        one = len(where) > 0 and where["actor"].nunique() == 1
        result.append((lang, one or bool(here["actor"].eq(speaker).any())))
    return result


def measure_newsmtsc() -> Score:
    """Targets of single sentences."""
    rows = read_labelled("newsmtsc_dev").reset_index(drop=True)
    texts = pd.DataFrame({"text": rows["sentence"], "lang": "en"}).set_axis([f"s{i}" for i in rows.index])
    spans = _spans(find_actors(texts))
    hits = [
        _overlaps(spans.get(f"s{i}", []), int(start), int(end))
        for i, start, end, target in zip(rows.index, rows["start"], rows["end"], rows["target"], strict=True)
        if str(target).lower() not in PRONOUNS
    ]
    return _score("targets of newsmtsc_dev, pronouns left out", "NewsMTSC dev, targets", "recall", hits)


def _spans(found: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Spans of the mentions by text."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for doc, start, end in zip(found["doc_id"], found["start"], found["end"], strict=True):
        spans.setdefault(doc, []).append((start, end))
    return spans


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(low < end and start < high for low, high in spans)


def measure_persent() -> Iterator[Score]:
    """The main person of an article and the places where the last name stands."""
    for name in ("persent_dev", "persent_frequent"):
        rows = read_labelled(name)
        rows.index = pd.Index([f"p{i}" for i in range(len(rows))])
        found = find_actors(rows[["text"]].assign(lang="en"))
        by_doc = found.groupby("doc_id")["actor"].agg(lambda actors: actors.value_counts().index.tolist()).to_dict()
        spans, places, hits, top = _spans(found), [], [], []
        for doc, target, text in zip(rows.index, rows["target"], rows["text"], strict=True):
            last = target.split(" ")[-1]
            if last not in text:
                continue
            ranked = by_doc.get(doc, [])
            at = [i for i, actor in enumerate(ranked) if actor.lower().split(" ")[-1] == last.lower()]
            hits.append(bool(at))
            top.append(bool(at) and at[0] < 3)
            places += [_overlaps(spans.get(doc, []), *m.span()) for m in re.finditer(rf"\b{re.escape(last)}\b", text)]
        yield _score(f"main person of {name}", "PerSenT, articles that hold the last name", "recall", hits)
        yield _score(f"main person of {name} among the three most named", "the same", "share", top)
        yield _score(f"places of the last name, {name}", "the same, places", "recall", places)


def measure_polnear() -> Iterator[Score]:
    """Sources of attributions that hold a name of two words."""
    rows = read_labelled("polnear").set_index("doc_id")
    spans = _spans(find_actors(rows[["text"]].assign(lang="en")))
    hits, bodies = [], []
    for doc, text, attributions in zip(rows.index, rows["text"], rows["attributions"], strict=True):
        for attribution in attributions:
            for start, end in attribution.get("source", []):
                name = NAME.search(text, start, end)
                if name:
                    hits.append(_overlaps(spans.get(doc, []), *name.span()))
                elif (
                    text[start:end].istitle() and " " not in text[start:end] and text[start:end].lower() not in PRONOUNS
                ):
                    bodies.append(_overlaps(spans.get(doc, []), start, end))
    yield _score("sources of polnear with a name of two words or more", "PolNeAR, sources", "recall", hits)
    yield _score("sources of polnear of one word with a capital", "PolNeAR, sources", "recall", bodies)


def measure_basil() -> Score:
    """Entities that the annotators of BASIL named."""
    rows = read_labelled("basil").set_index("doc_id")
    found = find_actors(rows[["text"]].assign(lang="en"))
    actors = found.groupby("doc_id")["actor"].agg(lambda names: " ".join(names).lower()).to_dict()
    hits = [
        entity.lower().rstrip(".").split(" ")[-1] in actors.get(doc, "")
        for doc, text, entities in zip(rows.index, rows["text"], rows["entities"], strict=True)
        for entity in entities
        if entity in text
    ]
    return _score("entities of basil that stand in the text", "BASIL, entities", "recall", hits)
