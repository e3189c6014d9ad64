"""Cleaning and language: outlet lines, places of datelines, languages of headlines and first lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.corpus.furniture import clean_corpus, list_furniture
from mediakit.corpus.languages import detect_language
from mediakit.corpus.sample import load_sample, load_sample_labels

from .scores import Score, bootstrap_score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTLET: Final = re.compile(r"ahdath[. ]?inf", re.IGNORECASE)
N_OPENING: Final = 90  # characters in which the outlet's name makes an outlet line
FEWEST_LETTERS: Final = 100  # Arabic ones, of an article with a text of its own
DATED_PLACE: Final = re.compile(
    r"\W*(?P<place>[^\W\d][^,]*?)\s*,.*?\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d",
    re.IGNORECASE | re.DOTALL,
)


def measure() -> Iterator[Score]:
    """Languages, outlet lines, datelines, and the furniture of the sample."""
    yield from measure_languages()
    yield from measure_outlet_lines()
    yield measure_datelines()
    yield from measure_sample()


def measure_languages() -> Iterator[Score]:
    """English, French and Arabic told from a headline or a first line."""
    chosen = (
        "the weights of words and endings were fitted on every second headline of headlines_fr and of reuters, and "
        "rounded with both halves in view; the word lists were written after reading what py3langid missed in all"
    )
    for name, lang, known in (("headlines_fr", "fr", "py3langid told three languages: 1.0"), ("reuters", "en", ".984")):
        titles = read_labelled(name)["title"].drop_duplicates()
        for part, rows in (("not fitted on", titles[1::2]), ("all", titles)):
            rows_text = f"{len(rows):,} different titles of {name}, {part}; {chosen}"
            yield _score_share(f"language, {name}", rows_text, "share", detect_language(rows) == lang, 0.99, known)
    corpus = _read_arabic()
    first = clean_corpus(corpus)["clean"].str.strip().str.split("\n").str[0]
    is_text = corpus["text"].str.count("[\u0621-\u064a]") > FEWEST_LETTERS
    rows_text = f"{is_text.sum()} first lines of ahdath_ar after cleaning, of articles with {FEWEST_LETTERS} letters"
    yield _score_share("language, ahdath_ar", rows_text, "share", detect_language(first[is_text]) == "ar", 0.99)


def measure_outlet_lines() -> Iterator[Score]:
    """The outlet's line cut and recorded, and nothing recorded as one where there is none."""
    corpus = _read_arabic()
    has_line = corpus["text"].str.strip().str[:N_OPENING].str.contains(OUTLET)
    furniture = list_furniture(corpus)
    recorded = set(furniture["doc_id"][(furniture["kind"] == "outlet") & furniture["words"].str.contains(OUTLET)])
    is_recorded = corpus.index.isin(recorded)
    without = clean_corpus(corpus)["clean"]
    is_cut = ~without.str[:N_OPENING].str.contains(OUTLET)
    is_alone = has_line & (corpus["text"].str.strip().str.len() < N_OPENING)  # cleaning gives such an article its text
    is_cut |= is_alone
    rows = (
        f"{has_line.sum()} of {len(corpus)} articles of ahdath_ar that open with the outlet's name; {is_alone.sum()} "
        "of them have no other line: there it is only recorded"
    )
    yield _score_share(
        "outlet line, ahdath_ar", rows, "cut and recorded, share", (is_recorded & is_cut)[has_line], 0.99
    )
    rows = f"the other {(~has_line).sum()} articles of ahdath_ar"
    wrong = corpus.index.isin(furniture["doc_id"][furniture["kind"] == "outlet"])[~has_line]
    yield Score("outlet line, ahdath_ar", rows, "articles in which nothing is taken for one", 1 - wrong.mean())


def measure_datelines() -> Score:
    """The place, where the dateline is put back before the text as it was printed."""
    news = read_labelled("reuters").set_index("doc_id")
    gold = news["dateline"].str.extract(DATED_PLACE)["place"].str.strip()
    printed = news["dateline"].str.strip() + " " + news["text"].str.strip()
    found = clean_corpus(pd.DataFrame({"text": printed, "lang": "en"}))["dateline"]
    is_dated = gold.notna()
    rows = (
        f"{is_dated.sum():,} of {len(news):,} stories of reuters, whose dateline has a place, a comma and a day; it "
        "was put back before the text. The others are mostly rows of tables that stand in the field. The rule for "
        "months that are misspelt was written after reading what was missed here"
    )
    return _score_share("dateline place, reuters", rows, "exactly the place, share", (found == gold)[is_dated], 0.97)


def measure_sample() -> Iterator[Score]:
    """Pieces of the sample corpus with the kind, start and end of the gold labels."""
    found, gold = list_furniture(load_sample()), load_sample_labels("furniture")
    n_both = len(found.merge(gold, on=["doc_id", "start", "end", "kind"]))
    rows = f"{len(gold)} pieces of the sample corpus, with which in view the rules were written"
    yield Score("furniture, sample", rows, "precision", n_both / len(found))
    yield Score("furniture, sample", rows, "recall", n_both / len(gold))


def _read_arabic() -> pd.DataFrame:
    """The articles of ahdath_ar, without their outlet, so that it can only be found in the text."""
    return read_labelled("ahdath_ar").set_index("doc_id")[["text", "lang"]]


def _score_share(task: str, rows: str, measure: str, is_right: pd.Series[bool], goal: float, known: str = "") -> Score:
    """A share with its interval."""
    right = is_right.to_numpy(dtype=float)
    low, high = bootstrap_score(lambda drawn: float(right[drawn].mean()), np.arange(len(right)))
    return Score(task, rows, measure, float(right.mean()), goal, low, high, known)
