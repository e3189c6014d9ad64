"""Row 11: a thousand phrases of a codebook, against one compiled alternation of regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import mediakit as mk

from .corpora import read_store, write_store
from .pairs import time_pairs
from .tables import INFORMATION, Goal, Question, Row, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from .corpora import Articles
    from .plan import Plan

N_PHRASES: Final = 1000
PEER: Final = "re, one alternation"


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """Counting alone, on tokens that are there, and together with the tokenizing that other stages need as well."""
    corpus = read_store(write_store(source, plan.usual, part_size=plan.part_size))
    codebook, expression = choose_phrases(), compile_phrases(choose_phrases()["phrase"].tolist())
    texts, tokens = corpus["text"].tolist(), mk.tokenize(corpus)

    def with_expressions() -> int:
        return count_with_expressions(texts, expression)

    n_ours, n_theirs = mk.count_frames(tokens, codebook)["n_matches"].sum(), with_expressions()
    note = f"{n_ours:,} matches against {n_theirs:,}, which finds parts of hyphenated words as well."
    articles = f"{plan.usual:,} resampled {source.name}"
    task = f"find {len(codebook):,} phrases"
    pairs = time_pairs(lambda: mk.count_frames(tokens, codebook), with_expressions, plan.n_long_pairs, warm_up=False)
    yield answer(Question("11", f"{task} in tokens", articles, PEER, Goal(at_least=10)), pairs, note=note)
    pairs = time_pairs(
        lambda: mk.count_frames(mk.tokenize(corpus), codebook), with_expressions, plan.n_long_pairs, warm_up=False
    )
    yield answer(Question("11b", f"tokenize, {task}", articles, PEER, INFORMATION), pairs, note=note)


def choose_phrases() -> pd.DataFrame:
    """English phrases of the shipped codebook that a regular expression can say in the same way."""
    codebook = mk.load_codebook("security").query("lang == 'en' and near == '' and without == ''")
    is_plain = codebook["phrase"].str.fullmatch(r"[a-z' -]+\*?(?: [a-z' -]+\*?)*", case=False)
    return codebook[is_plain].drop_duplicates("phrase").iloc[:N_PHRASES]


def compile_phrases(phrases: list[str]) -> re.Pattern[str]:
    """
    Compile phrases into one alternation, those of most words and letters first, for texts in lower case.

    Lower-casing the texts and leaving ``re.IGNORECASE`` out is nearly three times as fast, so the peer may.
    """
    in_order = sorted(map(str.lower, phrases), key=lambda phrase: (-len(phrase.split()), -len(phrase)))
    parts = [re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in in_order]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def count_with_expressions(texts: list[str], expression: re.Pattern[str]) -> int:
    """Matches in all texts."""
    return sum(len(expression.findall(text.lower())) for text in texts)
