"""Learn the weights that ship with the tone room: ``python -m benchmarks.train_tone [folder]`` writes them again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import Ridge
from threadpoolctl import threadpool_limits

from benchmarks.reach.scores import read_labelled
from benchmarks.tune_reader import STRENGTH, Tuner, read_frozen
from mediakit.text.encoder import encode_texts
from mediakit.tone.classifier import StanceClassifier
from mediakit.tone.mentions import check_mentions
from mediakit.tone.modelfile import open_model
from mediakit.tone.valence import join_features, score_valence
from mediakit.tone.views import list_places

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

WEIGHTS: Final = Path(__file__).parents[1] / "src" / "mediakit" / "tone" / "weights"


def learn_valence(texts: pd.Series[str], rating: NDArray[np.float64], vectors: NDArray[np.float32]) -> Ridge:
    """Ridge regression of ratings from -1 to 1 on vectors and the lexicon's score."""
    return Ridge(alpha=1.0).fit(join_features(vectors, score_valence(texts).to_numpy()), rating)


def learn_stance(
    mentions: pd.DataFrame, codes: NDArray[np.int64], *, random_state: int = 0
) -> tuple[Tuner, StanceClassifier]:
    """Tune the reader, learn n-grams, and put the reader's last layer beside them."""
    tuner = Tuner(open_model(), random_state=random_state)
    tuner.tune(read_frozen(tuner.model, list_places(mentions)), codes + 1)
    model = StanceClassifier(encoder=None).fit_vectors(mentions, None, codes)
    head = tuner.learned["head"]
    valence = np.zeros((len(model.weights_["grams"]) - len(model.terms_), head.shape[1]))
    model.weights_ |= {"mean": np.zeros(len(head)), "scale": np.ones(1)}
    model.weights_ |= {"linear": np.vstack([head, valence]), "linear bias": tuner.learned["head bias"]}
    return tuner, model


def save_reader(tuner: Tuner, path: Path) -> None:
    """Write the small matrices, which `TargetReader` adds to those of the encoder."""
    names = [name for name in tuner.learned if not name.startswith("head")]
    factors = {name: STRENGTH if name.endswith(".up") else np.float32(1) for name in names}
    np.savez_compressed(path, **{name: (factors[name] * tuner.learned[name]).astype(np.float16) for name in names})


def main() -> None:
    """Train on NewsMTSC train and on all rated editorials, and write three files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS
    with threadpool_limits(1, user_api="blas"):  # whose threads could change a bit
        rated = read_labelled("nyt_editorials")
        valence = learn_valence(rated["text"], rated["valence"].to_numpy() / 4, encode_texts(rated["text"].tolist()))
        np.save(folder / "valence.npy", np.concatenate([[valence.intercept_], valence.coef_]).astype(np.float32))
        rows = read_labelled("newsmtsc_train")
        tuner, model = learn_stance(check_mentions(rows.assign(lang="en")), rows["polarity"].to_numpy())
        save_reader(tuner, folder / "reader.npz")
        model.save(folder / "stance.npz")


if __name__ == "__main__":
    main()
