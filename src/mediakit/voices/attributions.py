"""All that is attributed to someone: quotes, and beyond them acts of speech, positions and views, in English."""

import pandas as pd

from .acts import find_nouns, find_object
from .clauses import Piece
from .cues import ACTS
from .direct import DirectFinder, Saying
from .indirect import MARKED_ONLY, order_cues, report, take_piece
from .quotes import COLUMNS, Row, find_sayings, name_speakers, read_articles
from .reading import Cue, Reading

_PHRASED = frozenset(("clause", "thought", *ACTS, *MARKED_ONLY))


def find_attributions(corpus: pd.DataFrame, *, column: str = "text") -> pd.DataFrame:
    """
    Find all that a text attributes to someone: the quotes, and in English acts of speech, positions and views too.

    The rows of `find_quotes`, and beyond these what someone calls for, criticises, supports, wants, knows or shows
    ("opposed the treaty", "his fear of delay"), each with its source, as in the attribution relations of [1]_.
    They are no words of the source and no quotes; they tell whose view it is that the outlet reports.

    Parameters
    ----------
    corpus : DataFrame of shape (n_docs, any), indexed by unique ``doc_id``
        As for `find_quotes`.
    column : str
        The column to read, by default ``text``.

    Returns
    -------
    attributions : DataFrame of shape (n_attributions, 9), in the order of the documents, then of the text
        The columns of `find_quotes`; ``kind`` is ``direct``, ``indirect`` or ``act``, whose ``quote`` is the object of
        the verb or noun in ``cue``. French and Arabic texts have no rows of the kind ``act``.

    Raises
    ------
    ValueError
        If `column` is missing, a ``doc_id`` is there twice, or a text is not a string.

    References
    ----------
    .. [1] Newell, E., Margolin, D., Ruths, D. (2018). An attribution relations corpus for political news.
       Proceedings of LREC 2018.

    Examples
    --------
    >>> text = "Ada Brook said the bridge was safe. She opposed a second inspection of the cables."
    >>> found = find_attributions(pd.DataFrame({"text": [text]}, index=["a"]))
    >>> found[["quote", "kind", "speaker", "cue"]].to_dict("split")["data"]
    [['the bridge was safe', 'indirect', 'Ada Brook', 'said'],
    ['a second inspection of the cables', 'act', 'Ada Brook', 'opposed']]

    """
    rows = [
        (doc_id, *row) for doc_id, text, lang in read_articles(corpus, column) for row in _read_attributions(text, lang)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _read_attributions(text: str, lang: str) -> list[Row]:
    """Give the attributions of one text."""
    found = find_sayings(text, lang)
    acts = _find_acts(found.r, found.finder, found.taken) if lang == "en" else []
    return name_speakers(found.r, found.direct, [*found.indirect, *acts])


def _find_acts(r: Reading, finder: DirectFinder, taken: bytearray) -> list[Saying]:
    """Give the objects of acts and positions, and what hangs on a noun, outside the tokens that are `taken`."""
    cues = order_cues(r, ACTS)
    sayings: list[Saying] = []
    for number, sentence in enumerate(r.sentences):
        for cue in cues.get(number, ()):
            piece = _object(r, cue) if cue.form.use in _PHRASED else None
            sayings += report(r, finder, cue, [piece], taken) if piece else []
        for owner, cue, piece in find_nouns(r, sentence):
            sayings += take_piece(r, cue, owner, piece, taken)
    return [Saying(s.start, s.end, "act", s.sentence, s.cue, s.mention) for s in sayings]


def _object(r: Reading, cue: Cue) -> Piece | None:
    """Give the tokens of the object of a cue."""
    return find_object(r, cue, r.sentences[cue.sentence])
