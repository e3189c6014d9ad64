from .corpus.cleaning import clean_text
from .corpus.furniture import clean_corpus, list_furniture
from .corpus.languages import detect_language
from .corpus.loading import load_corpus
from .corpus.sample import load_sample, load_sample_labels
from .corpus.sentences import split_sentences
from .corpus.shortage import ShortCorpusError, require_articles
from .framing.codebook import load_codebook
from .framing.frames import count_frames
from .plots.coverage import plot_coverage
from .plots.frames import plot_frames
from .plots.keyness import plot_keyness
from .plots.tone import plot_tone
from .plots.topics import plot_topic_trends, plot_topics
from .text.context import find_in_context
from .text.dtm import DocumentTermMatrix, build_dtm, weight_dtm
from .text.keyness import measure_keyness
from .text.stems import stem_tokens
from .text.stop_words import load_stop_words
from .text.tokens import Tokens, tokenize
from .tone.valence import score_valence
from .topics.model import NMFTopics
from .topics.reading import share_topics, top_documents, top_terms
from .trust.resampling import bootstrap_groups
from .voices.quotes import find_quotes

__version__: str
__all__ = [
    "DocumentTermMatrix",
    "NMFTopics",
    "ShortCorpusError",
    "Tokens",
    "bootstrap_groups",
    "build_dtm",
    "clean_corpus",
    "clean_text",
    "count_frames",
    "detect_language",
    "find_in_context",
    "find_quotes",
    "list_furniture",
    "load_codebook",
    "load_corpus",
    "load_sample",
    "load_sample_labels",
    "load_stop_words",
    "measure_keyness",
    "plot_coverage",
    "plot_frames",
    "plot_keyness",
    "plot_tone",
    "plot_topic_trends",
    "plot_topics",
    "require_articles",
    "score_valence",
    "share_topics",
    "split_sentences",
    "stem_tokens",
    "tokenize",
    "top_documents",
    "top_terms",
    "weight_dtm",
]
