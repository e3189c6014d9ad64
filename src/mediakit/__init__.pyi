from .corpus.boilerplate import learn_boilerplate
from .corpus.cleaning import clean_text
from .corpus.copies import count_copies
from .corpus.dates import parse_date
from .corpus.duplicates import find_duplicates
from .corpus.furniture import clean_corpus, list_furniture, name_outlets
from .corpus.ingesting import ingest
from .corpus.languages import detect_language, detect_paragraph_languages
from .corpus.loading import load_corpus
from .corpus.outlets import find_domain, load_outlet_names, name_outlet
from .corpus.rejects import list_rejects
from .corpus.sample import load_sample, load_sample_labels
from .corpus.sentences import split_sentences
from .corpus.shortage import ShortCorpusError, require_articles
from .corpus.sources.pages import read_page
from .framing.assignment import assign_frames
from .framing.axes import find_axis_ends, measure_axes, place_on_axes, summarize_axes
from .framing.classifier import FrameClassifier
from .framing.codebook import describe_codebook, load_codebook
from .framing.element_choice import choose_n_clusters, measure_cluster_stability
from .framing.element_profiles import describe_clusters, top_cluster_documents
from .framing.elements import cluster_elements
from .framing.events import group_events
from .framing.frames import count_frames, count_frames_by_voice
from .framing.links import measure_frame_links
from .framing.next_codes import propose_codings
from .framing.omissions import find_omissions
from .framing.omitted_sentences import find_omitted_sentences
from .framing.outlet_words import compare_words, find_word_sentences
from .framing.outlets import compare_outlet_pairs, compare_outlets
from .framing.places import find_frames, find_frames_by_voice
from .plots.agreement import plot_agreement
from .plots.calendar import plot_calendar
from .plots.copies import plot_copies
from .plots.coverage import plot_coverage
from .plots.frame_network import plot_frame_network
from .plots.frame_trends import plot_frame_trends
from .plots.frame_voices import plot_frame_voices
from .plots.frames import plot_frame_differences, plot_frames
from .plots.keyness import plot_keyness
from .plots.marked import MarkedTexts, mark_texts
from .plots.speakers import plot_speakers
from .plots.stance import plot_stance
from .plots.tone import plot_tone, plot_tone_trends
from .plots.topics import plot_topic_trends, plot_topics
from .text.context import find_in_context
from .text.dtm import DocumentTermMatrix, build_dtm, weight_dtm
from .text.encoder import encode_texts
from .text.joining import join_phrases
from .text.keyness import measure_keyness
from .text.phrases import find_phrases
from .text.stems import stem_tokens
from .text.stop_words import load_stop_words
from .text.tokens import Tokens, tokenize
from .tone.classifier import StanceClassifier
from .tone.mentions import list_mentions
from .tone.stance import measure_stance, score_stance
from .tone.valence import score_valence
from .topics.choice import choose_n_topics
from .topics.coherence import measure_coherence
from .topics.dask import stream_topics_dask
from .topics.labels import label_topics
from .topics.model import NMFTopics
from .topics.reading import share_topics, top_documents, top_terms
from .topics.stability import measure_stability
from .topics.stream import stream_shares, stream_topics
from .topics.time import track_topics
from .trust.agreement import compare_coders, compare_codes, measure_agreement
from .trust.calibration import measure_calibration, tabulate_reliability
from .trust.comparison import compare_shares, correct_p_values
from .trust.confusion import tabulate_confusion
from .trust.estimation import estimate_share
from .trust.evaluation import GroupErrorWarning, evaluate_codes
from .trust.permutation import permute_groups
from .trust.provenance import compare_runs, describe_run, hash_corpus
from .trust.relatives import list_coefficients
from .trust.resampling import bootstrap_groups
from .trust.sampling import draw_coding_sample
from .trust.sheets import read_sheet, write_sheet
from .trust.sizes import plan_overlap, plan_sample
from .voices.actors import find_actors
from .voices.attributions import find_attributions
from .voices.directory import load_directory
from .voices.network import link_actors
from .voices.quotes import find_quotes

__version__: str
__all__ = [
    "DocumentTermMatrix",
    "FrameClassifier",
    "GroupErrorWarning",
    "MarkedTexts",
    "NMFTopics",
    "ShortCorpusError",
    "StanceClassifier",
    "Tokens",
    "assign_frames",
    "bootstrap_groups",
    "build_dtm",
    "choose_n_clusters",
    "choose_n_topics",
    "clean_corpus",
    "clean_text",
    "cluster_elements",
    "compare_coders",
    "compare_codes",
    "compare_outlet_pairs",
    "compare_outlets",
    "compare_runs",
    "compare_shares",
    "compare_words",
    "correct_p_values",
    "count_copies",
    "count_frames",
    "count_frames_by_voice",
    "describe_clusters",
    "describe_codebook",
    "describe_run",
    "detect_language",
    "detect_paragraph_languages",
    "draw_coding_sample",
    "encode_texts",
    "estimate_share",
    "evaluate_codes",
    "find_actors",
    "find_attributions",
    "find_axis_ends",
    "find_domain",
    "find_duplicates",
    "find_frames",
    "find_frames_by_voice",
    "find_in_context",
    "find_omissions",
    "find_omitted_sentences",
    "find_phrases",
    "find_quotes",
    "find_word_sentences",
    "group_events",
    "hash_corpus",
    "ingest",
    "join_phrases",
    "label_topics",
    "learn_boilerplate",
    "link_actors",
    "list_coefficients",
    "list_furniture",
    "list_mentions",
    "list_rejects",
    "load_codebook",
    "load_corpus",
    "load_directory",
    "load_outlet_names",
    "load_sample",
    "load_sample_labels",
    "load_stop_words",
    "mark_texts",
    "measure_agreement",
    "measure_axes",
    "measure_calibration",
    "measure_cluster_stability",
    "measure_coherence",
    "measure_frame_links",
    "measure_keyness",
    "measure_stability",
    "measure_stance",
    "name_outlet",
    "name_outlets",
    "parse_date",
    "permute_groups",
    "place_on_axes",
    "plan_overlap",
    "plan_sample",
    "plot_agreement",
    "plot_calendar",
    "plot_copies",
    "plot_coverage",
    "plot_frame_differences",
    "plot_frame_network",
    "plot_frame_trends",
    "plot_frame_voices",
    "plot_frames",
    "plot_keyness",
    "plot_speakers",
    "plot_stance",
    "plot_tone",
    "plot_tone_trends",
    "plot_topic_trends",
    "plot_topics",
    "propose_codings",
    "read_page",
    "read_sheet",
    "require_articles",
    "score_stance",
    "score_valence",
    "share_topics",
    "split_sentences",
    "stem_tokens",
    "stream_shares",
    "stream_topics",
    "stream_topics_dask",
    "summarize_axes",
    "tabulate_confusion",
    "tabulate_reliability",
    "tokenize",
    "top_cluster_documents",
    "top_documents",
    "top_terms",
    "track_topics",
    "weight_dtm",
    "write_sheet",
]
