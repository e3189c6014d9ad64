"""Topics of a corpus that is larger than memory."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse
from tqdm import tqdm

from mediakit.text.dtm import Pruning

from .documents import COLD_SWEEPS, LAST_SWEEPS, Documents, add_in_pairs
from .fitting import factorize
from .model import NMFTopics
from .reading import share_topics
from .store import Place, list_files, list_terms, merge_vocabularies, read_articles
from .team import Team

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import pandas as pd

    from .documents import Factor, Projection, Sums
    from .store import Vocabulary
    from .team import Floats

MIN_DF: Final = 5
MAX_DF: Final = 0.5


class StoredDocuments:
    """
    Weighted documents in files, one for each part of a corpus: a `Source` that holds one part in memory.

    Parameters
    ----------
    n_terms : int
        Number of terms.
    team : Team
        Who works.

    """

    def __init__(self, n_terms: int, team: Team) -> None:
        self.n_docs, self.n_terms = 0, n_terms
        self.dtype = np.dtype(np.float32)
        self.squared = 0.0
        self._team = team
        self._files: list[Path] = []

    def write(self, file: Path, weights: sparse.csr_array) -> None:
        """Add a part."""
        np.savez(file, data=weights.data, indices=weights.indices, indptr=weights.indptr)
        self._files.append(file)
        self.n_docs += weights.shape[0]
        self.squared += Documents(weights, self._team).squared

    def draw(self, share: float, seed: int) -> Documents:
        """Give a sample of about such a share, in memory."""
        drawn = [part.draw(share, seed).matrix for part in self._read()]
        return Documents(sparse.vstack(drawn, "csr"), self._team)

    def project(self, basis: Floats) -> Projection:
        """Multiply the documents with a basis, and the result with the documents."""
        return add_in_pairs(part.project(basis) for part in self._read())

    def add_up(self, topics: Factor) -> Sums:
        """Fit the weights from zero and give the sums."""
        return add_in_pairs(part.refit(topics, COLD_SWEEPS) for part in self._read())

    def keep(self) -> None:
        """Do nothing: weights are not kept."""

    def refit(self, topics: Factor) -> Sums:
        """Fit the weights until they stay, and give the sums."""
        return add_in_pairs(part.refit(topics, LAST_SWEEPS) for part in self._read())

    def _read(self) -> Iterator[Documents]:
        for file in _watch(self._files, "part"):
            with np.load(file) as arrays:
                parts = arrays["data"], arrays["indices"], arrays["indptr"]
            yield Documents(sparse.csr_array(parts, shape=(len(parts[2]) - 1, self.n_terms)), self._team)


def stream_topics(  # noqa: PLR0913 - the options of build_dtm and NMFTopics, by their names
    store: str | Path,
    n_topics: int,
    *,
    column: str = "text",
    min_df: float = MIN_DF,
    max_df: float = MAX_DF,
    stop_words: str | Collection[str] | None = None,
    keep_numbers: bool = True,
    tol: float = 1e-4,
    random_state: Any = 0,
    scratch: str | Path | None = None,
) -> NMFTopics:
    """
    Find the topics of articles in Parquet files, some thousand articles in memory at a time.

    The files are read twice, once for the vocabulary and once for the weights, as `tokenize`, `build_dtm` and
    `weight_dtm` give them; the weights are kept in a folder of their own until the end. Then the topics are fitted as
    `NMFTopics` fits them, by passes over these parts: a pass leaves sums of n_topics x (n_topics + n_terms) numbers,
    and nothing of a document. The peak of memory depends on the number of terms and topics, not on that of articles.

    Parameters
    ----------
    store : str or Path
        Folder of Parquet files with the columns ``doc_id`` and ``text``, read in the order of their names.
    n_topics : int
        Number of topics.
    column : str, default "text"
        The column of texts.
    min_df : int or float, default 5
        Leave out terms that fewer articles hold: a number of articles, or as a float a share of them.
    max_df : float or int, default 0.5
        Leave out terms that more articles hold: a share of them, or as an int a number of articles.
    stop_words : str, collection of str, or None
        Terms to leave out, as for `build_dtm`.
    keep_numbers : bool, default True
        Whether terms that begin with something other than a letter are counted.
    tol : float, default 1e-4
        The fit has converged when a pass lowers the objective by no more than this share of what the topics explain.
    random_state : int, RandomState or None, default 0
        As for `NMFTopics`.
    scratch : str or Path, optional
        Where the folder of weights is made, about 1 kB an article of 400 words; by default where the system keeps such
        files. It is removed at the end, also after an error.

    Returns
    -------
    model : NMFTopics
        Fitted; ``terms_`` names the columns of ``components_``.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If it holds no Parquet file, a file cannot be read or lacks a column, an option is out of range or no term is
        left.
    ShortCorpusError
        If there are fewer articles or terms than topics.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["Border talks.", "Border pact.", "Port strike."]})
    >>> with TemporaryDirectory() as folder:
    ...     articles.to_parquet(f"{folder}/2024-01.parquet")
    ...     model = stream_topics(folder, 2, min_df=1, max_df=1.0)
    >>> model.terms_.tolist()
    ['border', 'talks', 'pact', 'port', 'strike']

    """
    model = NMFTopics(n_topics, tol=tol, random_state=random_state)
    settings = model._settle()
    places = [Place(file, column) for file in list_files(store)]
    pruning = Pruning(min_df, max_df, stop_words, keep_numbers=keep_numbers)
    vocabulary = merge_vocabularies(map(list_terms, _watch(places, "file"))).prune(pruning)
    model._check_size(vocabulary.n_docs, len(vocabulary.terms))
    with Team() as team, TemporaryDirectory(prefix="mediakit-", dir=scratch) as folder:
        documents = StoredDocuments(len(vocabulary.terms), team)
        for number, weights in enumerate(_weigh(places, vocabulary)):
            documents.write(Path(folder) / f"{number}.npz", weights)
        model._adopt(factorize(documents, settings, team), vocabulary)
    return model


def stream_shares(store: str | Path, model: NMFTopics, *, column: str = "text") -> Iterator[pd.DataFrame]:
    """
    Give the topics' shares in the articles of a store, some thousand articles at a time.

    Parameters
    ----------
    store : str or Path
        Folder of Parquet files with the columns ``doc_id`` and ``text``; that of the fit, or another.
    model : NMFTopics
        What `stream_topics` or `stream_topics_dask` gave.
    column : str, default "text"
        The column of texts.

    Yields
    ------
    shares : DataFrame of shape (n, n_topics), indexed by ``doc_id``
        As `share_topics` gives them.

    Raises
    ------
    ValueError
        If `model` was fitted to a matrix, whose terms it does not know, or a file cannot be read.

    """
    vocabulary: Vocabulary | None = getattr(model, "_vocabulary", None)
    if vocabulary is None:
        msg = "`model` was not fitted by stream_topics, so its terms are not known. Use transform or share_topics."
        raise ValueError(msg)
    column_of = vocabulary.number()
    for file in list_files(store):
        for articles in read_articles(Place(file, column)):
            yield share_topics(model, vocabulary.weigh(articles, column, column_of), articles.index)


def _weigh(places: list[Place], vocabulary: Vocabulary) -> Iterator[sparse.csr_array]:
    """Weights of each part."""
    column_of = vocabulary.number()
    for place in _watch(places, "file"):
        for articles in read_articles(place):
            yield vocabulary.weigh(articles, place.column, column_of)


def _watch(parts: Iterable[Any], unit: str) -> Iterable[Any]:
    """Parts with a bar that shows how many are done, where someone watches."""
    bar: Iterable[Any] = tqdm(parts, unit=unit, disable=not sys.stderr.isatty(), leave=False)
    return bar
