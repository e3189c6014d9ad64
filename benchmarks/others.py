"""Topic models of other houses on the same weights or counts: seconds of the fit, and the topics."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import tomotopy
from gensim.models.nmf import Nmf
from scipy.sparse import csc_matrix

from .pairs import measure_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    import mediakit as mk

R_SCRIPT: Final = Path(__file__).parent / "scripts" / "rcppml_topics.R"
LDA_PASSES: Final = 100
MISSING_PACKAGE: Final = 3  # what the R script says when RcppML is not installed


class NotInstalledError(RuntimeError):
    """A peer is absent, and its row is left out."""


def fit_gensim(weights: Any, n_topics: int) -> tuple[float, NDArray[Any]]:
    """One pass of gensim's online factorization, its default, over weights of shape (n_docs, n_terms)."""
    columns = csc_matrix(weights.T)  # gensim knows no sparse arrays
    names = {term: str(term) for term in range(weights.shape[1])}
    models = []
    seconds = measure_seconds(lambda: models.append(Nmf(columns, num_topics=n_topics, id2word=names, random_state=0)))
    return seconds, np.asarray(models[0]._W).T  # what get_topics gives is scaled to sums of 1


def fit_tomotopy(documents: list[list[str]], n_topics: int) -> float:
    """Seconds of `LDA_PASSES` passes of collapsed Gibbs sampling on all cores; adding the documents is not timed."""
    model = tomotopy.LDAModel(k=n_topics, seed=0)
    for document in documents:
        model.add_doc(document)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The training result may differ", RuntimeWarning)  # its price for threads
        model.train(0)
        return measure_seconds(lambda: model.train(LDA_PASSES, workers=0))


def list_documents(dtm: mk.DocumentTermMatrix) -> list[list[str]]:
    """Documents as lists of their terms, each as often as it is counted; those without terms are left out."""
    counts = dtm.counts
    terms = np.repeat(dtm.terms[counts.indices], counts.data)
    ends = np.concatenate([[0], np.cumsum(counts.data)])[counts.indptr]
    return [terms[a:b].tolist() for a, b in itertools.pairwise(ends) if a < b]


def fit_rcppml(weights: Any, n_topics: int) -> tuple[float, NDArray[Any]]:
    """Seconds of RcppML's fit with its defaults inside an R process, and the topics."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        msg = "R is not installed here."
        raise NotInstalledError(msg)
    with tempfile.TemporaryDirectory() as folder:
        for name, values in (("p", weights.indptr), ("i", weights.indices)):
            values.astype(np.int32).tofile(f"{folder}/{name}")
        weights.data.astype(np.float64).tofile(f"{folder}/x")
        command = [rscript, str(R_SCRIPT), folder, *map(str, (*weights.shape, weights.nnz, n_topics))]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode == MISSING_PACKAGE:
            msg = "The R package RcppML is not installed here."
            raise NotInstalledError(msg)
        run.check_returncode()
        topics = np.fromfile(f"{folder}/topics").reshape(n_topics, weights.shape[1])
    return float(run.stdout.split()[-1]), topics
