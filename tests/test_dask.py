"""A cluster finds what a stream finds, with any number of workers, and outlives the death of one."""

import os
import warnings

import pytest
from test_stream import N_TOPICS, OPTIONS, articles, write_store

from mediakit.topics import fitting, store
from mediakit.topics.dask import _send, stream_topics_dask
from mediakit.topics.stream import stream_shares, stream_topics

distributed = pytest.importorskip("distributed", reason="dask.distributed is an extra")
__all__ = ["articles"]

# What distributed leaves open when it ends is not ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def parts():
    """Parts of one row group each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "WORKER_DOCS", 1)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory, articles):
    """240 articles in three files of row groups of 50."""
    return write_store(tmp_path_factory.mktemp("store"), articles, 100)


def start_cluster(n_workers):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return distributed.LocalCluster(n_workers=n_workers, threads_per_worker=1, dashboard_address=None)


@pytest.fixture(scope="module")
def expected(folder):
    """What one worker of this process finds."""
    with distributed.Client(processes=False, n_workers=1, dashboard_address=None) as client:
        return stream_topics_dask(folder, N_TOPICS, client=client, **OPTIONS)


def test_a_cluster_finds_what_a_stream_finds(folder, expected):
    model = stream_topics(folder, N_TOPICS, **OPTIONS)
    assert model.terms_.tolist() == expected.terms_.tolist()
    assert expected.components_ == pytest.approx(model.components_, abs=1e-3)
    assert expected.reconstruction_err_ == pytest.approx(model.reconstruction_err_, rel=1e-4)
    assert sum(map(len, stream_shares(folder, expected))) == 240


def test_a_sample_first_is_drawn_where_the_documents_are(folder, monkeypatch):
    monkeypatch.setattr(fitting, "SAMPLE_SIZE", 60)
    model = stream_topics(folder, N_TOPICS, **OPTIONS)
    with distributed.Client(processes=False, n_workers=1, dashboard_address=None) as client:
        found = stream_topics_dask(folder, N_TOPICS, client=client, **OPTIONS)
    assert found.components_ == pytest.approx(model.components_, abs=1e-3)


def test_without_a_client_it_starts_its_own_and_ends_it(folder, expected):
    model = stream_topics_dask(folder, N_TOPICS, **OPTIONS)
    assert (model.components_ == expected.components_).all()
    with pytest.raises(ValueError, match="No global client"):
        distributed.get_client()


class DieOnce(distributed.WorkerPlugin):
    """Ends its worker's process, without a word, after so many tasks; of all workers and their successors, one."""

    def __init__(self, mark, n_tasks):
        self.mark, self.n_tasks = str(mark), n_tasks

    def setup(self, worker):
        self.n_left = self.n_tasks

    def transition(self, key, start, finish, **kwargs):
        self.n_left -= finish == "memory"
        if self.n_left <= 0:
            try:
                os.close(os.open(self.mark, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
            os._exit(1)


@pytest.mark.parametrize("n_tasks", [4, 60])
def test_a_worker_that_dies_costs_its_parts_and_changes_no_bit(folder, expected, tmp_path, n_tasks):
    mark = tmp_path / "died"
    with start_cluster(2) as cluster, distributed.Client(cluster) as client:
        client.register_plugin(DieOnce(mark, n_tasks))
        model = stream_topics_dask(folder, N_TOPICS, client=client, **OPTIONS)
    assert mark.exists()
    assert (model.components_ == expected.components_).all()
    assert model.reconstruction_err_ == expected.reconstruction_err_


def test_large_topics_are_sent_without_a_warning(folder):
    size = 20_000_000  # above the size at which Dask takes what is sent for a mistake
    with distributed.Client(processes=False, n_workers=1, dashboard_address=None) as client:
        assert len(_send(client, b"0" * size).result()) == size


def test_errors_of_a_worker_come_back_as_they_are(tmp_path, articles):
    folder = write_store(tmp_path, articles, 100)
    with distributed.Client(processes=False, n_workers=1, dashboard_address=None) as client:
        with pytest.raises(ValueError, match="No term is held by as many of the 240 documents as min_df=300 asks for"):
            stream_topics_dask(folder, N_TOPICS, client=client, min_df=300)
        with pytest.raises(
            ValueError, match=r"After pruning, none of the 40 terms .*Try a lower min_df, a higher max_df"
        ):
            stream_topics_dask(folder, N_TOPICS, client=client, max_df=2)
        with pytest.raises(ValueError, match=r"`min_df` is 5\.0, but must be a float from"):
            stream_topics_dask(folder, N_TOPICS, client=client, min_df=5.0)
        (folder / "001.parquet").write_bytes(b"PAR1")
        with pytest.raises(ValueError, match=r"001\.parquet: cannot be read as Parquet"):
            stream_topics_dask(folder, N_TOPICS, client=client, **OPTIONS)


def test_a_missing_library_names_the_extra(folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ImportError, match=r"needs dask\.distributed\. Install it with: pip install 'mediakit\[dask\]'"):
        stream_topics_dask(folder, N_TOPICS, **OPTIONS)
