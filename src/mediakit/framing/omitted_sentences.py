"""Sentences of an event that other outlets tell, and one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.corpus.sentences import split_sentences
from mediakit.text.encoder import encode_texts
from mediakit.text.stop_words import load_stop_words
from mediakit.text.tokens import tokenize

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

SHORTEST: Final = 6  # words of a sentence that can be told or left out
MOST_WORDS: Final = 0.5  # share of its words, stop words aside, that the silent outlet may use on the event
ROWS: Final = 512  # sentences compared with all others of an event at once
LANGUAGES: Final = ("en", "fr", "ar")  # whose stop words do not count


def find_omitted_sentences(  # noqa: PLR0913 - the column, the encoder, and from when on it counts
    corpus: pd.DataFrame,
    events: pd.DataFrame,
    *,
    column: str = "text",
    encoder: Encoder = "e5",
    min_tellers: int = 2,
    silent_below: float = 0.25,
    told_from: float = 0.6,
) -> pd.DataFrame:
    """
    Sentences that other outlets of an event tell, and to which one outlet has none that is near.

    Sentences are compared by the cosine of their vectors without the mean vector of their language, so that one event
    in two languages can be compared. An outlet tells a sentence if one of its own on the event is at least `told_from`
    like it, and is silent if none reaches `silent_below` and it uses no more than half of the sentence's words on the
    event, stop words aside; in between it is not counted. Of the sentences that tell the same, the one to which the
    silent outlet comes least near stands for all.

    Parameters
    ----------
    corpus : DataFrame indexed by ``doc_id``
        ``outlet`` and `column`; and ``lang``, without which all are taken for one language.
    events : DataFrame
        ``doc_id`` and ``event``, such as that of `group_events`; an empty event is none. Give many events at once: the
        mean vectors are those of their sentences.
    column : str, default "text"
        Column that is read.
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.
    min_tellers : int, default 2
        Outlets that must tell a sentence, the one that it is taken from among them. 1 also gives what one alone tells.
    silent_below : float, default 0.25
        Likeness that no sentence of the silent outlet reaches.
    told_from : float, default 0.6
        Likeness from which two sentences tell the same.

    Returns
    -------
    omissions : DataFrame, sorted by event, silent outlet, ``n_tellers`` (most first) and ``likeness``
        ``event``; ``outlet`` that is silent; ``sentence``, of at least 6 words, with ``source`` (its ``doc_id``) and
        ``source_outlet``; ``n_tellers``, outlets that tell it, of ``n_others`` that tell the event; ``likeness`` of
        ``nearest``, the sentence of the silent outlet that comes nearest, to check with, and its ``doc_id``.

    Raises
    ------
    ValueError
        If a column is missing, an article of an event is not in `corpus`, `min_tellers` is below 1, `silent_below` is
        above `told_from`, or no event is told by more than `min_tellers` outlets.

    Examples
    --------
    >>> texts = ["Two men were held at the port. The mayor spoke of an error.", "Two men were held at the port."]
    >>> corpus = pd.DataFrame({"text": texts, "outlet": ["A", "B"]}, index=["a1", "b1"])
    >>> events = pd.DataFrame({"doc_id": ["a1", "b1"], "event": "port"})
    >>> encoder = lambda sentences: [["men" in sentence, "mayor" in sentence] for sentence in sentences]
    >>> find_omitted_sentences(corpus, events, encoder=encoder, min_tellers=1)[["outlet", "sentence"]]
      outlet                       sentence
    0      B  The mayor spoke of an error.

    """
    _check(corpus, events, column, min_tellers, (silent_below, told_from))
    told = events.dropna(subset=["doc_id", "event"]).set_index("doc_id")["event"]
    chosen = corpus.loc[told.index[told != ""]]
    chosen = chosen.assign(event=told).dropna(subset=["outlet", column]).sort_index()
    chosen = chosen[chosen.groupby("event")["outlet"].transform("nunique") > min_tellers]
    if not len(chosen):
        msg = (
            f"None of {told.nunique()} events is told by more than {min_tellers} outlets, so none can be silent. "
            "Lower `min_tellers`, or widen the events."
        )
        raise ValueError(msg)
    sentences = split_sentences(chosen, column=column).join(chosen[["outlet", "event"]], on="doc_id")
    vectors, words = _encode(sentences, encoder), _find_words(sentences)
    parts = []
    for _, places in sorted(sentences.groupby("event").indices.items()):
        part = sentences.iloc[places]
        omissions = _find_silent(part, vectors[places], min_tellers, silent_below, told_from)
        is_new = _share_words(part, words[places], omissions) <= MOST_WORDS
        parts.append(_describe(part, vectors[places], omissions[is_new]))
    return pd.concat(parts, ignore_index=True)


def _check(
    corpus: pd.DataFrame, events: pd.DataFrame, column: str, min_tellers: int, levels: tuple[float, float]
) -> None:
    """Refuse tables without the columns or articles, and options that choose nothing."""
    for name, table, needed in (("corpus", corpus, ["outlet", column]), ("events", events, ["doc_id", "event"])):
        missing = [one for one in needed if one not in table.columns]
        if missing:
            msg = f"`{name}` has no columns {missing}, only {list(table.columns)}. Rename those that hold them."
            raise ValueError(msg)
    doc_ids = pd.Index(events["doc_id"].dropna())
    lost, twice = doc_ids.difference(corpus.index), doc_ids[doc_ids.duplicated()]
    for which, said in ((lost, "are not in `corpus`"), (twice, "stand there twice")):
        if len(which):
            msg = f"{len(which)} of {len(doc_ids)} articles of `events` {said}, such as doc_id {which[:3].tolist()}."
            raise ValueError(msg + " Give each article of the corpus one event.")
    if min_tellers < 1:
        msg = f"`min_tellers` is {min_tellers}, but at least 1 outlet must tell what another leaves out."
        raise ValueError(msg)
    if levels[0] > levels[1]:
        msg = f"`silent_below` is {levels[0]} and `told_from` {levels[1]}: a sentence would be told and left out."
        raise ValueError(msg + " Set the first at most as high as the second.")


def _encode(sentences: pd.DataFrame, encoder: Encoder) -> Floats:
    """Vectors of length 1, shape (n_sentences, n_dimensions), without the mean of each language."""
    vectors = encode_texts(sentences["text"].tolist(), encoder=encoder)
    langs = sentences["lang"].fillna("") if "lang" in sentences.columns else pd.Series("", index=sentences.index)
    for places in langs.groupby(langs).indices.values():
        vectors[places] -= vectors[places].mean(axis=0)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1), np.float32)


def _find_words(sentences: pd.DataFrame) -> csr_array:
    """Whether a word stands in a sentence, 0 or 1, shape (n_sentences, n_terms); without stop words."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    tokens = tokenize(sentences)
    stops = frozenset[str]().union(*map(load_stop_words, LANGUAGES))
    is_content = np.fromiter((term not in stops for term in tokens.terms), bool, tokens.n_terms)
    row = np.repeat(np.arange(len(sentences)), np.diff(tokens.starts))
    kept = is_content[tokens.ids]
    shape = (len(sentences), tokens.n_terms)
    counts = csr_array((np.ones(kept.sum(), np.float64), (row[kept], tokens.ids[kept])), shape=shape)
    counts.sum_duplicates()
    counts.data[:] = 1
    return counts


def _share_words(sentences: pd.DataFrame, words: csr_array, omissions: pd.DataFrame) -> NDArray[np.float64]:
    """Share of the words of each omitted sentence that the silent outlet uses on the event, shape (n_omissions,)."""
    outlets, names = pd.factorize(sentences["outlet"], sort=True)
    uses = np.array([words[np.flatnonzero(outlets == number)].sum(axis=0) > 0 for number in range(len(names))])
    own = words[omissions["place"].to_numpy(np.int64)]
    shared = (own @ uses.T.astype(np.float64))[np.arange(len(omissions)), omissions["silent"].to_numpy(np.int64)]
    return np.asarray(shared / np.maximum(own.sum(axis=1), 1))


def _find_silent(
    sentences: pd.DataFrame, vectors: Floats, min_tellers: int, silent_below: float, told_from: float
) -> pd.DataFrame:
    """Columns ``silent place n_tellers likeness`` of an event; of sentences that tell the same, the first alone."""
    outlets, names = pd.factorize(sentences["outlet"], sort=True)
    best = _find_best(vectors, outlets, len(names))
    n_tellers = ((best >= told_from) | (outlets[:, None] == np.arange(len(names)))).sum(axis=1)
    is_long = sentences["text"].str.count(r"\S+").to_numpy() >= SHORTEST
    found = []
    for silent in range(len(names)):
        is_left = (best[:, silent] < silent_below) & is_long & (n_tellers >= min_tellers) & (outlets != silent)
        places = np.flatnonzero(is_left)
        taken: list[int] = []
        for place in places[np.lexsort((best[places, silent], -n_tellers[places]))].tolist():
            if not (vectors[taken] @ vectors[place] >= told_from).any():
                taken.append(place)
                found.append((silent, place, n_tellers[place], best[place, silent]))
    return pd.DataFrame(found, columns=["silent", "place", "n_tellers", "likeness"])


def _find_best(vectors: Floats, outlets: Places, n_outlets: int) -> Floats:
    """Likeness of the nearest sentence of each outlet, shape (n_sentences, n_outlets), some rows at a time."""
    best = np.empty((len(vectors), n_outlets), np.float32)
    members = [np.flatnonzero(outlets == number) for number in range(n_outlets)]
    for start in range(0, len(vectors), ROWS):
        like = vectors[start : start + ROWS] @ vectors.T
        for number, places in enumerate(members):
            best[start : start + ROWS, number] = like[:, places].max(axis=1)
    return best


def _describe(sentences: pd.DataFrame, vectors: Floats, omissions: pd.DataFrame) -> pd.DataFrame:
    """The documented columns of the omissions of an event."""
    outlets, names = pd.factorize(sentences["outlet"], sort=True)
    places, silent = omissions["place"].to_numpy(np.int64), omissions["silent"].to_numpy(np.int64)
    members = [np.flatnonzero(outlets == number) for number in range(len(names))]
    nearest = np.array(
        [
            members[own][(vectors[members[own]] @ vectors[place]).argmax()]
            for own, place in zip(silent, places, strict=True)
        ],
        np.int64,
    )
    column = {name: sentences[name].to_numpy() for name in ("event", "doc_id", "outlet", "text")}
    return pd.DataFrame(
        {
            "event": column["event"][places],
            "outlet": names.to_numpy()[silent],
            "sentence": column["text"][places],
            "source": column["doc_id"][places],
            "source_outlet": column["outlet"][places],
            "n_tellers": omissions["n_tellers"].to_numpy(np.int64),
            "n_others": len(names) - 1,
            "likeness": omissions["likeness"].to_numpy(np.float64),
            "nearest": column["text"][nearest],
            "doc_id": column["doc_id"][nearest],
        }
    )
