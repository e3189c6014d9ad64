"""Learn the weights that ship with ``mediakit.tone``: ``python -m benchmarks.train_tone`` writes them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import Ridge

from benchmarks.reach.scores import read_labelled
from mediakit.text.encoder import encode_texts
from mediakit.tone.classifier import StanceClassifier
from mediakit.tone.mentions import check_mentions
from mediakit.tone.valence import join_features, score_valence
from mediakit.tone.views import encode_views

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

WEIGHTS: Final = Path(__file__).parents[1] / "src" / "mediakit" / "tone" / "weights"


def learn_valence(texts: pd.Series[str], rating: NDArray[np.float64], vectors: NDArray[np.float32]) -> Ridge:
    """Ridge regression of ratings from -1 to 1 on vectors and the lexicon's score."""
    return Ridge(alpha=1.0).fit(join_features(vectors, score_valence(texts).to_numpy()), rating)


def main() -> None:
    """Train on NewsMTSC train and on all rated editorials, and write both files."""
    rated = read_labelled("nyt_editorials")
    model = learn_valence(rated["text"], rated["valence"].to_numpy() / 4, encode_texts(rated["text"].tolist()))
    np.save(WEIGHTS / "valence.npy", np.concatenate([[model.intercept_], model.coef_]).astype(np.float32))
    rows = read_labelled("newsmtsc_train")
    mentions = check_mentions(rows.rename(columns={"polarity": "stance"}).assign(lang="en"))
    vectors = encode_views(mentions, "e5")
    StanceClassifier().fit_vectors(mentions, vectors, rows["polarity"].to_numpy()).save(WEIGHTS / "stance.npz")


if __name__ == "__main__":
    main()
