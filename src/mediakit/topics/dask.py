"""Topics of a corpus that is larger than one machine."""

from __future__ import annotations

import contextlib
import functools
import operator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse

from mediakit.text.dtm import Pruning

from .documents import COLD_SWEEPS, LAST_SWEEPS, Documents
from .fitting import factorize
from .model import NMFTopics
from .rare import fill_buckets
from .store import cut_store, list_files, list_terms, merge_vocabularies, read_articles
from .stream import MAX_DF, MIN_DF
from .team import Team

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from distributed import Client, Future

    from .documents import Factor, Projection, Sums
    from .rare import Buckets
    from .store import Place, Vocabulary
    from .team import Floats

# Results that are added up at a time: fewer make more tasks, more have to be in the memory of one worker together.
N_ADDED: Final = 4


class RemoteDocuments:
    """
    Weighted documents on the workers of a cluster: a `Source` whose passes send topics there and fetch their sum.

    Every result is a task that can be made again from the store, so that a worker that dies costs its parts and
    nothing else. Sums of neighbours are added, whoever made them, so that the workers change no bit. A sample stays
    where it was drawn, too: nothing of a document leaves its worker.

    Parameters
    ----------
    client : Client
        The cluster.
    parts : list of Future of csr_array
        The parts' weights.
    n_docs, n_terms : int
        Size of the whole.

    """

    def __init__(self, client: Client, parts: list[Future], n_docs: int, n_terms: int) -> None:
        self.n_docs, self.n_terms = n_docs, n_terms
        self.dtype = np.dtype(np.float32)
        self._client = client
        self._parts = parts
        self.squared: float = self._add(_square, None)

    def draw(self, share: float, seed: int) -> RemoteDocuments:
        """Give a sample of about such a share of each part, where it is."""
        drawn = self._client.map(_draw, self._parts, share=share, seed=seed, pure=False)
        n_docs = sum(self._client.gather(self._client.map(_count, drawn, pure=False)))
        return RemoteDocuments(self._client, drawn, n_docs, self.n_terms)

    def project(self, basis: Floats) -> Projection:
        """Multiply the documents with a basis, and the result with the documents."""
        projection: Projection = self._add(_project, basis)
        return projection

    def add_up(self, topics: Factor) -> Sums:
        """Fit the weights from zero and give the sums."""
        sums: Sums = self._add(_fit, (topics, COLD_SWEEPS))
        return sums

    def keep(self) -> None:
        """Do nothing: weights are not kept."""

    def refit(self, topics: Factor) -> Sums:
        """Fit the weights until they stay, and give the sums."""
        sums: Sums = self._add(_fit, (topics, LAST_SWEEPS))
        return sums

    def _add(self, task: Callable[[sparse.csr_array, Any], Any], given: Any) -> Any:
        """Sum of a task's results over the parts."""
        sent = _send(self._client, given)
        results = self._client.map(task, self._parts, [sent] * len(self._parts), pure=False)
        return _reduce(self._client, _add_all, results).result()


def stream_topics_dask(  # noqa: PLR0913 - those of stream_topics
    store: str | Path,
    n_topics: int,
    *,
    client: Client | None = None,
    column: str = "text",
    min_df: float = MIN_DF,
    max_df: float = MAX_DF,
    stop_words: str | Collection[str] | None = None,
    keep_numbers: bool = True,
    tol: float = 1e-4,
    random_state: Any = 0,
) -> NMFTopics:
    """
    Find the topics of articles in Parquet files on the workers of a Dask cluster.

    As `stream_topics`, but the files are cut into parts, each of which is read, weighted and kept by a worker: row
    groups that follow each other, 50,000 articles together or a 512th of the corpus, whichever is more. A worker sends
    its vocabulary once, and in each pass sums of n_topics x (n_topics + n_terms) numbers, and never an article or what
    it holds: the passes over the sample from which the topics start are made where its articles are. Equal files give
    equal bits, whatever the number of workers. One that dies costs the parts that it held, which others read again.

    Parameters
    ----------
    store : str or Path
        Folder of Parquet files with the columns ``doc_id`` and ``text``, at the same path on all machines. A row group
        (``DataFrame.to_parquet(..., row_group_size=50_000)``) is the least that a worker can take.
    n_topics : int
        Number of topics.
    client : distributed.Client, optional
        The cluster; by default the current client or, where there is none, threads of this process.
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

    Returns
    -------
    model : NMFTopics
        Fitted; ``terms_`` names the columns of ``components_``.

    Raises
    ------
    ImportError
        If dask.distributed is not installed.
    FileNotFoundError, ValueError, ShortCorpusError
        As for `stream_topics`.

    """
    model = NMFTopics(n_topics, tol=tol, random_state=random_state)
    settings = model._settle()
    places = cut_store(list_files(store), column)
    pruning = Pruning(min_df, max_df, stop_words, keep_numbers=keep_numbers)
    with _reach(client) as cluster, Team() as team:
        vocabulary = _find_terms(cluster, places, pruning)
        model._check_size(vocabulary.n_docs, len(vocabulary.terms))
        known = _send(cluster, vocabulary)
        parts = cluster.map(_weigh, places, [known] * len(places), pure=False)
        documents = RemoteDocuments(cluster, parts, vocabulary.n_docs, len(vocabulary.terms))
        model._adopt(factorize(documents, settings, team), vocabulary)
    return model


def _find_terms(client: Client, parts: list[list[Place]], pruning: Pruning) -> Vocabulary:
    """Terms to be counted; those that are surely rare are left out where they were found."""
    found = client.map(_list_terms, parts, pure=False)
    buckets = _reduce(client, _add_all, client.map(fill_buckets, found, pure=False))
    fewest = [pruning.min_df] * len(parts)
    frequent = client.map(_drop_rare, found, [buckets] * len(parts), fewest, pure=False)
    merged: Vocabulary = _reduce(client, merge_vocabularies, frequent).result()
    if not len(merged.terms):
        msg = (
            f"No term is held by as many of the {merged.n_docs} documents as min_df={pruning.min_df} asks for. Try a "
            "lower min_df."
        )
        raise ValueError(msg)
    return merged.prune(pruning)


@contextlib.contextmanager
def _reach(client: Client | None) -> Iterator[Client]:
    """The client given, else the current one, else one of threads that ends with the fit."""
    try:
        import distributed  # noqa: PLC0415
    except ImportError as error:
        msg = "stream_topics_dask needs dask.distributed. Install it with: pip install 'mediakit[dask]'"
        raise ImportError(msg) from error
    if client is not None:
        yield client
        return
    try:
        current = distributed.get_client()
    except ValueError:
        with distributed.Client(processes=False, dashboard_address=None) as own:
            yield own
    else:
        yield current


def _reduce(client: Client, add: Callable[[list[Any]], Any], parts: list[Future]) -> Future:
    """Sum of some results, made by the workers from neighbours."""
    while len(parts) > 1:
        parts = [client.submit(add, parts[at : at + N_ADDED], pure=False) for at in range(0, len(parts), N_ADDED)]
    return parts[0]


def _send(client: Client, given: Any) -> Future:
    """Give the workers something, as a task: what a task holds can be sent again after a worker died."""
    import dask  # noqa: PLC0415

    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):  # which is meant for mistakes
        return client.submit(_hold, given, pure=False)


def _hold(given: Any) -> Any:
    return given


def _add_all(parts: list[Any]) -> Any:
    return functools.reduce(operator.add, parts)


def _list_terms(part: list[Place]) -> Vocabulary:
    """Terms of a part."""
    return merge_vocabularies(map(list_terms, part))


def _drop_rare(vocabulary: Vocabulary, buckets: Buckets, min_df: float) -> Vocabulary:
    return buckets.drop_rare(vocabulary, min_df)


def _weigh(part: list[Place], vocabulary: Vocabulary) -> sparse.csr_array:
    """Weights of the articles of a part."""
    column_of = vocabulary.number()
    weights = [vocabulary.weigh(articles, each.column, column_of) for each in part for articles in read_articles(each)]
    empty = sparse.csr_array((0, len(column_of)), dtype=np.float32)
    return sparse.csr_array(sparse.vstack([empty, *weights], "csr"))


def _square(weights: sparse.csr_array, _: None) -> float:
    with Team(1) as team:
        return Documents(weights, team).squared


def _count(weights: sparse.csr_array) -> int:
    return int(weights.shape[0])


def _draw(weights: sparse.csr_array, share: float, seed: int) -> sparse.csr_array:
    with Team(1) as team:
        return Documents(weights, team).draw(share, seed).matrix


def _project(weights: sparse.csr_array, basis: Floats) -> Projection:
    with Team(1) as team:
        return Documents(weights, team).project(basis)


def _fit(weights: sparse.csr_array, given: tuple[Factor, tuple[int, float]]) -> Sums:
    with Team(1) as team:
        return Documents(weights, team).refit(*given)
