"""Who says what: direct and indirect quotes with their speakers, in English, French and Arabic."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from . import arabic, latin
from .cues import LANGUAGES, load_lexicon
from .direct import DirectFinder, Saying
from .reading import Cue, Reading

COLUMNS = {
    "doc_id": "str",
    "start": "int64",
    "end": "int64",
    "quote": "str",
    "kind": "str",
    "speaker": "str",
    "speaker_start": "int64",
    "speaker_end": "int64",
    "cue": "str",
}
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_FRENCH = re.compile(r"\b(?:les|des|est|une|dans|que|qui|du|pour|sur|au|par)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|is|was|that|with|for|by|from|has|said)\b")

Row = tuple[int, int, str, str, str, int, int, str]
"""start, end, quote, kind, speaker, speaker_start, speaker_end, cue."""


def find_quotes(corpus: pd.DataFrame, *, column: str = "text") -> pd.DataFrame:
    """
    Find direct and indirect quotes and say who speaks.

    Marked words are found first (all common quotation marks, nested and over paragraphs); sieves then look for a
    reporting verb and its subject, the surest place first, and a second stage turns the mention into a person, as in
    [1]_; clauses after a reporting verb, questions, promises and demands are indirect quotes, as in [2]_. Only words
    and word order are used, no trained model. Titles of works, scare quotes and terms of one to three words without a
    reporting verb are left out.

    Parameters
    ----------
    corpus : DataFrame of shape (n_docs, any), indexed by unique ``doc_id``
        Its texts are in `column`. Where there is a column ``lang`` with ``en``, ``fr`` or ``ar`` it is used; the
        language of all other rows is guessed from their script and commonest words, English in doubt.
    column : str
        The column to read, by default ``text``.

    Returns
    -------
    quotes : DataFrame of shape (n_quotes, 9), in the order of the documents, then of the text
        ``doc_id``; ``start`` and ``end``, character offsets in the text, quotation marks excluded; ``quote``, the
        words between; ``kind``, ``direct`` or ``indirect`` (the reported clause without "that" and without its
        final stop; two rows where ", she said," interrupts it); ``speaker``, the name at its fullest in the article
        without titles, else the words that name a role or body, else ``""``; ``speaker_start`` and ``speaker_end``,
        the mention that is attributed ("He", "who", "Mr. Rekke"; in Arabic the verb where it holds the pronoun), -1
        where there is none; ``cue``, the reporting verb or phrase as it stands, ``""`` where there is none. Rows
        never overlap: a clause that runs into marked words ends before them. A speech of several paragraphs gives
        one row a paragraph, an interrupted quote two.

    Raises
    ------
    ValueError
        If `column` is missing, a ``doc_id`` is there twice, or a text is not a string.

    Notes
    -----
    Measured by ``python -m benchmarks.reach quotes`` on half of the 840 United States articles of PolNeAR [3]_, by
    overlap of at least half: 98 % of the contents wholly in quotation marks are found, 93 % with the right speaker;
    96 % of the direct quotes found lie in an annotated content. Of the indirect quotes 88 % do. Of the contents
    without marks 28 % are found with the right speaker, since PolNeAR annotates acts, wishes and praise too, for which
    see `find_attributions`; of those with a verb such as "said" 44 %. On the invented articles of the sample corpus,
    whose labels were in view when the rules were written, 96 % of the quotes are found in English, French and Arabic,
    and the whole name of the speaker is right for 89, 93 and 89 % of these. Expect less on other texts, most of all in
    French and Arabic, and check speakers by hand before counting voices.

    References
    ----------
    .. [1] Muzny, G., Fang, M., Chang, A., Jurafsky, D. (2017). A two-stage sieve approach for quote attribution.
       Proceedings of EACL 2017, 460-470.
    .. [2] Pareti, S., O'Keefe, T., Konstas, I., Curran, J. R., Koprinska, I. (2013). Automatically detecting and
       attributing indirect quotations. Proceedings of EMNLP 2013, 989-999.
    .. [3] Newell, E., Margolin, D., Ruths, D. (2018). An attribution relations corpus for political news.
       Proceedings of LREC 2018.

    Examples
    --------
    >>> text = "Interior Minister Ada Brook spoke. “We will wait,” Ms. Brook said. She added that no date was set."
    >>> quotes = find_quotes(pd.DataFrame({"text": [text]}, index=["a"]))
    >>> quotes[["quote", "kind", "speaker", "cue"]].to_dict("split")["data"]
    [['We will wait,', 'direct', 'Ada Brook', 'said'], ['no date was set', 'indirect', 'Ada Brook', 'added']]

    """
    rows = [(doc_id, *row) for doc_id, text, lang in read_articles(corpus, column) for row in read_quotes(text, lang)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def read_articles(corpus: pd.DataFrame, column: str) -> Iterator[tuple[str, str, str]]:
    """Give each doc_id with its text and its language, which is guessed where it is not known; check all first."""
    check_corpus(corpus, column)
    langs = corpus["lang"] if "lang" in corpus.columns else pd.Series("", index=corpus.index)
    for doc_id, text, lang in zip(corpus.index, corpus[column], langs, strict=True):
        yield str(doc_id), text, lang if lang in LANGUAGES else guess_language(text)


def check_corpus(corpus: pd.DataFrame, column: str) -> None:
    """Refuse a corpus that cannot be read."""
    if column not in corpus.columns:
        msg = f"The corpus has no column {column!r}. Its columns are {corpus.columns.tolist()}; name one with column=."
        raise ValueError(msg)
    twice = corpus.index[corpus.index.duplicated()].unique()
    if len(twice):
        msg = f"{len(twice)} doc_ids are there more than once, such as {twice[:3].tolist()}. Make the index unique."
        raise ValueError(msg)
    missing = ~corpus[column].map(lambda text: isinstance(text, str))
    if missing.any():
        msg = (
            f"{missing.sum()} of {len(corpus)} texts in {column!r} are not strings, such as doc_id "
            f"{corpus.index[missing][:3].tolist()}. Remove these rows first."
        )
        raise ValueError(msg)


def guess_language(text: str) -> str:
    """Guess the language of a text from its script and its commonest words; English where nothing says otherwise."""
    head = text[:4000]
    if len(_ARABIC.findall(head)) > len(_LATIN.findall(head)):
        return "ar"
    french = len(_FRENCH.findall(head)) + 2 * head.count("« ")
    return "fr" if french > len(_ENGLISH.findall(head)) else "en"


def read_quotes(text: str, lang: str) -> list[Row]:
    """Give the quotes of one text in ``en``, ``fr`` or ``ar``."""
    found = find_sayings(text, lang)
    return name_speakers(found.r, found.direct, found.indirect)


class Sayings(NamedTuple):
    """The quotes of one text before their speakers are named, and the tokens that reported clauses take."""

    r: Reading
    finder: DirectFinder
    direct: list[Saying]
    indirect: list[Saying]
    taken: bytearray


def find_sayings(text: str, lang: str) -> Sayings:
    """Find the direct and the indirect quotes of one text."""
    r = Reading(text, load_lexicon(lang))
    grammar = arabic if lang == "ar" else latin
    finder = DirectFinder(r, grammar.find_subject, grammar.find_after)
    direct = finder.find()
    taken = bytearray(len(r.words))
    return Sayings(r, finder, direct, grammar.find_indirect(r, finder, direct, taken), taken)


def name_speakers(r: Reading, direct: Sequence[Saying], indirect: Sequence[Saying]) -> list[Row]:
    """Name the speakers in the order of the text, then those of quotes that go on from another."""
    people = (arabic if r.lexicon.lang == "ar" else latin).People(r)
    rows: list[Row] = []
    voices: dict[int, tuple[str, int, int]] = {}
    for saying in sorted([*direct, *indirect], key=lambda s: s.start):
        if saying.mention is None:
            continue
        speaker = people.resolve(saying.mention, saying.sentence)
        if not speaker and saying.kind != "direct":
            continue
        if speaker:
            people.note(speaker, saying.mention, saying.sentence)
        voice = (speaker, *_mention_span(r, saying)) if speaker else ("", -1, -1)
        if saying.span is not None:
            voices[saying.span] = voice
        rows.append(_row(r, saying, voice))
    rows += [_row(r, s, _follow(direct, s, voices)) for s in direct if s.mention is None]
    return sorted(rows)


def _row(r: Reading, saying: Saying, voice: tuple[str, int, int]) -> Row:
    """Write a quote as a row."""
    words = r.text[saying.start : saying.end]
    return (saying.start, saying.end, words, saying.kind, *voice, _write_cue(r, saying.cue))


def _follow(direct: Sequence[Saying], saying: Saying, voices: dict[int, tuple[str, int, int]]) -> tuple[str, int, int]:
    """Give the voice of the quote that `saying` goes on from, over a chain of quotes without attribution."""
    source: int | None = saying.follows
    for _ in range(len(direct)):
        if source is None:
            break
        span = direct[source].span
        if span in voices:
            return voices[span]
        source = direct[source].follows
    return "", -1, -1


def _mention_span(r: Reading, saying: Saying) -> tuple[int, int]:
    """Give the characters of a mention, without the hyphens of « -t-il »."""
    mention = saying.mention
    if mention is None:
        return -1, -1
    if mention.shown >= 0:
        return r.starts[mention.shown], r.ends[mention.shown]
    word = r.words[mention.first]
    joined = len(word) - len(word.lstrip("-").removeprefix("t-")) if word.startswith("-") else 0
    owner = 2 * r.words[mention.last - 1].endswith("'s")
    return r.starts[mention.first] + joined, r.ends[mention.last - 1] - owner


def _write_cue(r: Reading, cue: Cue | None) -> str:
    """Give a cue as it stands: with its French auxiliary, with "reporters" after "told", without an Arabic "and"."""
    if cue is None:
        return ""
    first, last = cue.first, cue.last
    if r.lexicon.lang == "fr" and cue.form.tense == "participle":
        near = [k for k in range(max(0, first - 4), first) if r.plain[k] in r.lexicon["auxiliary"]]
        first = near[-1] if near else first
    if cue.form.use == "tell" and last < len(r.words) and r.plain[last] in ("reporters", "journalists"):
        last += 1
    plain = r.plain[cue.first]
    joined = r.lexicon.lang == "ar" and plain[0] in "وف" and plain[1:] in r.lexicon.forms
    return r.text[r.starts[first] + joined : r.ends[last - 1]]
