"""Tokens are where readers see words, and a term does not depend on how its text was encoded, folded or cut up."""

import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from mediakit.text import kernel
from mediakit.text import tokens as module
from mediakit.text.characters import N_BLOCKS, character_tables
from mediakit.text.tokens import keep_tokens, tokenize

ENGLISH = [
    ("The minister’s visit, the ministers' plan.", "the minister visit the ministers plan"),
    ("Don't say we won’t; it's over.", "don't say we won't it over"),
    ("O'Brien's rock'n'roll", "o'brien rock'n'roll"),
    ("JAMES'S MINISTER'S", "james minister"),
    ("counter-terrorism and anti‑terror", "counter-terrorism and anti-terror"),
    ("wait--no - really -", "wait no really"),
    ("well-\nknown re- elected", "well known re elected"),
    ("snake_case and/or A&B", "snake_case and or a b"),
    ("“Quoted” ‘words’ (here) [there]…", "quoted words here there"),
    ("naïve Café ÉTÉ", "naïve café été"),
    ("", ""),
    (" \n\t…—–!?", ""),
]
ACRONYMS = [
    ("the U.S. and the E.U.", "the u.s. and the e.u."),
    ("the U.S, then U.S; U.S: U.S) U.S", "the u.s. then u.s. u.s. u.s. u.s."),
    ("the U.S.'s plan, the C.I.A.’s man, the U.S’s", "the u.s. plan the c.i.a. man the u.s."),
    ("U.S.-led and anti-U.S. and non-E.U.", "u.s. led and anti u.s. and non e.u."),
    ("J. Smith and J.K. Hald, plan B. It", "j smith and j.k. hald plan b it"),
    ("at 5 p.m., e.g. here", "at 5 p.m. e.g. here"),
    ("a.bc ab.c a.b.cd", "a bc ab c a b cd"),
    ("Ph.D. Mr.Rekke", "ph d mr rekke"),
    ("É.U. et l'O.N.U.", "é.u. et l' o.n.u."),
    ("E\u0301.U.", "é.u."),
    ("ص.ب 12", "ص.ب. 12"),
    ("A.B." * 8, "a.b." * 8),
]
NUMBERS = [
    ("1,900.5 and 1.900,5 and 3.5%", "1,900.5 and 1.900,5 and 3.5"),
    ("in 2024, 5,", "in 2024 5"),
    ("1\u00a0900\u00a0000 et 12\u202f345", "1900000 et 12345"),
    ("1 900 000", "1 900 000"),
    ("en 2024\u00a0300 personnes", "en 2024 300 personnes"),
    ("le G20\u00a0500 fois", "le g20 500 fois"),
    ("10\u00a0000€, 10\u00a01000, 10\u00a0ans", "10000 10 1000 10 ans"),
    ("2024-05-27 10:30", "2024-05-27 10 30"),
    ("the 1990's, 5G's, 3rd, covid-19", "the 1990 5g 3rd covid-19"),
    ("٣٫٥ ١٬٩٠٠ ٢٠٢٤", "3.5 1,900 2024"),
    ("٢٠٢٤\u00a0٣٠٠ و١\u00a0٣٠٠", "2024 300 و1 300"),
    ("۱۲۳ १२", "123 12"),
    ("Ⅳ ½ m²", "iv m"),
]
FRENCH = [
    ("L’État n'a pas cédé.", "l' état n' a pas cédé"),
    ("aujourd'hui aujourd’hui AUJOURD’HUI", "aujourd'hui aujourd'hui aujourd'hui"),
    ("qu’il, jusqu'à, lorsqu’on, puisqu'elle", "qu' il jusqu' à lorsqu' on puisqu' elle"),
    ("C'est-à-dire d’abord", "c' est-à-dire d' abord"),
    ("quelqu'un, presqu’île, prud'hommes", "quelqu'un presqu'île prud'hommes"),
    ("l' avion ; l'\navion ; d’", "l' avion l' avion d'"),
    ("« L'1er »", "l' 1er"),
    ("Port-Lavigne, vis-à-vis, a-t-il", "port-lavigne vis-à-vis a-t-il"),
    ("Œuvre, ÇA, Noël", "œuvre ça noël"),
    ("s’il l’＇a", "s' il l' a"),
]
ARABIC = [
    ("مُحَمَّدٌ", "محمد"),
    ("محــــمد", "محمد"),
    ("أحمد إلى آخر ٱلله", "احمد الي اخر الله"),
    ("مدرسة على", "مدرسه علي"),
    ("مسؤول رئيس ماء", "مسؤول رئيس ماء"),
    ("قال: «نعم»، ثم غادر؟", "قال نعم ثم غادر"),
    ("والأمن، وبالأمن", "والامن وبالامن"),
    ("ﻼ ﺃﻣﻦ ﻣﺪﺭﺳﺔ", "لا امن مدرسه"),
    ("کتاب یوم", "كتاب يوم"),
    ("\u200fنعم\u200e لا\u200cشيء", "نعم لاشيء"),
    ("ﹶ َ", ""),
    ("الوكالة DGNT قالت", "الوكاله dgnt قالت"),
]
OTHERS = [
    ("soft\u00adhyphen zero\u200dwidth \ufeffmark", "softhyphen zerowidth mark"),
    ("İstanbul I\u0307stanbul", "istanbul istanbul"),
    ("STRASSE Straße ﬁn", "strasse straße fin"),
    ("Привет, ΜΙΑ", "привет μια"),
    ("𠀀𠀁 a😀b 👩‍👩‍👧 𝐁𝐨𝐥𝐝", "𠀀𠀁 a b bold"),
    ("a\x00b\x7fc\u2028d\u0085e", "a b c d e"),
    ("\u0301a b\u0301", "a b\u0301"),
]
ADDRESSES = [
    ("see https://www.a.org/b?c=d#e, now", "see https://www.a.org/b?c=d#e now"),
    ("(www.a.org/b_).", "www.a.org/b _"),
    ("Write to J.P.Smith-Lee+x@Mail.a.org.", "write to j.p.smith-lee+x@mail.a.org"),
    ('<http://a.org> "ftp://b.org/"', "http://a.org ftp://b.org/"),
    ("https://ar.a.org/wiki/نوران، ثم", "https://ar.a.org/wiki/نوران ثم"),
    ("http://a.org/Été!", "http://a.org/été"),
    ("@rekke said: @ you, a @ b, 5@", "rekke said you a b 5"),
    ("www. http:// www... http://...", "www http www http"),
    ("no:address a:/b", "no address a b"),
    ("x.y@_a", "x y _a"),
]


def read(text: str, **options: bool) -> list[str]:
    tokens = tokenize(pd.DataFrame({"text": pd.Series([text], dtype=object)}), **options)
    return tokens.terms[tokens.ids].tolist()


def read_all(texts: list[str]) -> list[list[str]]:
    tokens = tokenize(pd.DataFrame({"text": pd.Series(texts, dtype=object)}), keep_addresses=True)
    return [tokens.terms[tokens.ids[a:b]].tolist() for a, b in pairwise(tokens.starts)]


@pytest.mark.parametrize(("text", "terms"), [*ENGLISH, *ACRONYMS, *NUMBERS, *FRENCH, *ARABIC, *OTHERS])
def test_a_text_has_the_terms_that_a_reader_sees(text, terms):
    assert read(text) == terms.split()


@pytest.mark.parametrize(("text", "terms"), ADDRESSES)
def test_an_address_is_one_token_where_addresses_are_kept(text, terms):
    assert read(text, keep_addresses=True) == terms.split()


@pytest.mark.parametrize(("text", "terms"), ADDRESSES)
def test_an_address_leaves_nothing_behind_where_addresses_are_left_out(text, terms):
    words = [term for term in terms.split() if not ("@" in term or "://" in term or term.startswith("www."))]
    tokens = tokenize(pd.DataFrame({"text": [text]}))
    assert tokens.terms[tokens.ids].tolist() == words
    assert set(tokens.terms) == set(words)


PLAIN = st.text(alphabet='abcXYZ019_ \n\t!?;()"/&%$#', max_size=60)


@given(st.lists(PLAIN, min_size=1, max_size=8))
def test_plain_words_are_counted_as_scikit_learn_counts_them(texts):
    vectorizer = CountVectorizer(token_pattern=r"[A-Za-z0-9_]+")
    assume(any(vectorizer.build_analyzer()(text) for text in texts))
    counts = vectorizer.fit_transform(texts).toarray()
    names = vectorizer.get_feature_names_out()
    expected = [Counter(dict(zip(names, row.tolist(), strict=True))) for row in counts]
    assert [Counter(terms) for terms in read_all(texts)] == [+counter for counter in expected]


def test_english_articles_are_cut_as_a_regular_expression_cuts_them(sample):
    """Without acronyms, addresses and possessives, a term is a run of letters with hyphens and apostrophes in it."""
    texts = (
        sample.loc[sample["lang"].eq("en"), "text"].str.replace("’", "'").str.replace(r"'s\b|[.:,@]", " ", regex=True)
    )
    pattern = r"(?:\b(?:[ldjmtscn]|qu)'|[^\W]+(?:['-][^\W]+)*)"
    own = tokenize(texts.to_frame())
    sklearn = CountVectorizer(token_pattern=pattern).fit(texts)
    arabic = re.compile("[ء-ي]")  # some tails are Arabic, whose letters are folded
    expected = {term for term in sklearn.get_feature_names_out() if not arabic.search(term)}
    assert {term for term in own.terms if not arabic.search(term)} == expected


# Pieces that meet at every joint of the kernel, with any other character between them.
WRITTEN = """
a b s S w www l qu L U é É ß İ Ⱥ ſ ŉ ﬁ ﷺ ﹶ ـ َ ٔ ٓ ا أ إ آ ى ئ ة ک ی ٣ ٫ ٬ 1 12 000 1234 ' ’ ʼ - ‑ . , : :// / @ _ ! )
" < > = * 😀 𠀀 𝟎 가 ᄀ ᅡ क़ Ⅳ ½ http U.S. a.b x@y.z
"""
PIECES = st.one_of(
    st.sampled_from(WRITTEN.split()),
    st.sampled_from(
        ["\u0301", "\u0307", "I\u0307", "e\u0301", "\u00a0", "\u202f", " ", "\n", "\u00ad", "\u200d", "\x00"]
    ),
    st.characters(exclude_categories=["Cs"]),
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS)
@example("x@y.z\u064e\u0301")
@example("Éa.b@_")
@example("\u0815@\u200d_")
def test_spans_are_in_order_and_their_surface_alone_gives_the_same_term(text):
    tokens = tokenize(pd.DataFrame({"text": [text]}), spans=True, keep_addresses=True)
    edges = tokens.spans.ravel()
    assert (np.diff(edges) >= 0).all()
    assert (np.diff(tokens.spans, axis=1) > 0).all()
    assert not edges.size or (edges[0] >= 0 and edges[-1] <= len(text))
    surfaces = [text[start:end] for start, end in tokens.spans]
    assert read_all(surfaces or [""]) == ([[term] for term in tokens.terms[tokens.ids]] or [[]])


@given(TEXTS)
@example("أٔ")
@example("İ\u0307")
@example("E\u0301.U.")
@example("http://aé")
@example("a@é")
def test_composed_and_decomposed_texts_have_the_same_terms(text):
    decomposed = unicodedata.normalize("NFD", text)
    assume("\u0338" not in decomposed)  # turns "=", which may stand in an address, into a sign that may not
    assert read(unicodedata.normalize("NFC", text), keep_addresses=True) == read(decomposed, keep_addresses=True)


NEITHER = ("@", "://", "www")  # in an address, whose characters are kept as they are


@given(TEXTS)
def test_curly_and_straight_apostrophes_and_hyphens_are_one(text):
    assume(not any(sign in text for sign in NEITHER))
    straight = text.translate(str.maketrans("\u2019\u02bc\uff07\u2010\u2011", "'''--"))
    assert read(text) == read(straight)


@given(TEXTS)
def test_digits_of_any_script_are_one(text):
    values = {ord(sign): unicodedata.decimal(sign, None) for sign in text}
    ascii_ = text.translate({code: str(value) for code, value in values.items() if value is not None})
    assert read(text, keep_addresses=True) == read(ascii_, keep_addresses=True)


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", max_size=40), st.data())
def test_vowel_signs_and_tatweel_change_no_arabic_term(text, data):
    signs = st.text(alphabet="\u064b\u064e\u0650\u0651\u0652\u0670\u0640", max_size=3)
    vowelled = "".join(letter + (data.draw(signs) if letter != " " else "") for letter in text)
    assert read(vowelled) == read(text) == text.split()


@given(st.lists(st.text(alphabet="aßé𠀀𝐀ا", min_size=1, max_size=5), min_size=1, max_size=8))
def test_characters_beyond_the_basic_plane_count_as_one_in_a_span(words):
    tokens = tokenize(pd.DataFrame({"text": ["😀 ".join(words)]}), spans=True)
    lengths = np.diff(tokens.spans, axis=1).ravel()
    gaps = tokens.spans[1:, 0] - tokens.spans[:-1, 1]
    assert lengths.tolist() == [len(word) for word in words]
    assert (gaps == 2).all()


@given(st.lists(TEXTS, max_size=6), st.integers(1, 60))
def test_chunks_change_nothing(texts, chunk_bytes):
    corpus = pd.DataFrame({"text": pd.Series(texts, dtype="str")})
    whole = tokenize(corpus, spans=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_BYTES", chunk_bytes)
        cut = tokenize(corpus, spans=True)
    assert cut.terms.tolist() == whole.terms.tolist()
    assert np.array_equal(cut.ids, whole.ids)
    assert np.array_equal(cut.starts, whole.starts)
    assert np.array_equal(cut.spans, whole.spans)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_text_has_the_same_terms_alone_and_among_others(texts):
    assert read_all(texts) == [read(text, keep_addresses=True) for text in texts]


def test_terms_are_numbered_by_first_occurrence(sample):
    tokens = tokenize(sample)
    _, first = np.unique(tokens.ids, return_index=True)
    assert (np.diff(first) > 0).all()
    assert len(set(tokens.terms)) == tokens.n_terms
    assert tokens.starts[0] == 0
    assert tokens.starts[-1] == len(tokens) == len(tokens.ids)
    assert tokens.doc_ids.equals(sample.index)


def test_a_row_without_text_has_no_tokens():
    corpus = pd.DataFrame({"text": ["a b", None, "", "b"]}, index=["w", "x", "y", "z"])
    tokens = tokenize(corpus)
    assert np.diff(tokens.starts).tolist() == [2, 0, 0, 1]


def test_no_rows_give_no_tokens():
    tokens = tokenize(pd.DataFrame({"text": pd.Series([], dtype="str")}), spans=True)
    assert (tokens.n_docs, len(tokens), tokens.n_terms, tokens.spans.shape) == (0, 0, 0, (0, 2))


@pytest.mark.parametrize("dtype", ["str", object, "string[python]", "string[pyarrow]", "category"])
def test_the_type_of_the_column_does_not_matter(dtype):
    corpus = pd.DataFrame({"text": pd.Series(["none", "été à", "b", "une fin"], dtype=dtype)}).iloc[1:]
    tokens = tokenize(corpus)
    assert tokens.terms[tokens.ids].tolist() == ["été", "à", "b", "une", "fin"]


def test_another_column_can_be_tokenized():
    corpus = pd.DataFrame({"text": ["a"], "title": ["Talks began"]})
    assert tokenize(corpus, column="title").terms.tolist() == ["talks", "began"]


def test_lone_surrogates_end_a_token_and_keep_the_spans():
    corpus = pd.DataFrame({"text": pd.Series(["é\ud83dabc \udc00d", "x"], dtype=object)})
    tokens = tokenize(corpus, spans=True)
    assert tokens.terms[tokens.ids].tolist() == ["é", "abc", "d", "x"]
    assert tokens.spans.tolist() == [[0, 1], [2, 5], [7, 8], [0, 1]]


def test_the_corpus_stays_as_it_is():
    corpus = pd.DataFrame({"text": ["A", None]}, index=["x", "y"])
    before = corpus.copy()
    tokenize(corpus)
    pd.testing.assert_frame_equal(corpus, before)


def test_kept_tokens_stay_in_their_documents():
    tokens = tokenize(pd.DataFrame({"text": ["a b c", "b", "c a"]}), spans=True)
    kept = keep_tokens(tokens, tokens.terms[tokens.ids] != "b")
    assert kept.terms[kept.ids].tolist() == ["a", "c", "c", "a"]
    assert kept.starts.tolist() == [0, 2, 2, 4]
    assert kept.spans.tolist() == [[0, 1], [4, 5], [0, 1], [2, 3]]


RUNS = [
    ("a", "ـ", ""),
    ("", "a.b.c.", "xy"),
    ("", "a.b.c.", "x@"),
    ("", "a-b.c.", ""),
    ("1", "\u00a0000", ""),
    ("a", "\u0301", ".b"),
    ("a", "\u0301\u0323", ""),
    ("a-", "\u00ad", "-"),
    ("", "a'", ""),
    ("", "l'", ""),
    ("", "a@", ""),
    ("", "www.", ""),
    ("", "a://,", ""),
]


@pytest.mark.parametrize(("head", "run", "tail"), RUNS)
def test_the_work_grows_with_the_text_and_no_faster(head, run, tail, growth):
    small, large = (pd.DataFrame({"text": [head + run * n + tail]}) for n in (8_000, 64_000))
    tokenize(small)
    assert (
        growth(lambda: tokenize(small), lambda: tokenize(large), allowed=30) < 30
    )  # 8 times the text; 64 by its square


GUARDED = """
import ctypes, mmap, random, sys
import numpy as np
from mediakit.text import kernel, tokens
from mediakit.text.characters import N_BLOCKS, character_tables

libc = ctypes.CDLL(None, use_errno=True)
size = 16 * mmap.PAGESIZE
room = mmap.mmap(-1, size + 2 * mmap.PAGESIZE)
first = ctypes.addressof(ctypes.c_char.from_buffer(room)) + mmap.PAGESIZE
for guard in (first - mmap.PAGESIZE, first + size):
    if libc.mprotect(ctypes.c_void_p(guard), ctypes.c_size_t(mmap.PAGESIZE), 0) != 0:
        sys.exit("mprotect")
pages = np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(first))
tables, elisions = character_tables(np.ones(N_BLOCKS, np.uint8)), tokens._as_table(tokens.ELISIONS)
draw = random.Random(1)
pieces = sys.argv[1].split(" ") + ["\u00a0", "\u00ad", "\u0301", " ", "\U0010ffff"]
texts = ["".join(draw.choices([*pieces, chr(draw.randrange(0xd800))], k=draw.randrange(1, 12))) for _ in range(5000)]
texts += ["".join(pair) for pair in zip(pieces * len(pieces), sorted(pieces * len(pieces)))]
texts += [piece * (size // len(piece.encode())) for piece in pieces]
n_tokens = 0
for text in texts:
    data = np.frombuffer(text.encode(), np.uint8)
    for part in (pages[: len(data)], pages[len(pages) - len(data) :]):
        part[:] = data
        bounds = np.array([0, len(data)])
        kernel.mark_blocks(part, 0, len(data), np.zeros(N_BLOCKS, np.uint8))
        n_tokens += kernel.scan_texts(part, bounds, tables, elisions, spans=True, addresses=True).n_tokens
print(n_tokens)
"""
GUARDED_PIECES = "a é ا َ ـ ß Ⱥ ⱥ 𠀀 😀 1 ٣ 000 . , ' ’ - : :// / @ _ www U.S. x@y qu l s S ﷺ İ Ⅳ ٫ \u202f abcdefgh"


@pytest.mark.skipif(os.name != "posix", reason="pages are guarded by mprotect")
def test_no_byte_before_or_behind_the_texts_is_read():
    """The texts lie between two pages that end the process when they are touched."""
    run = subprocess.run([sys.executable, "-c", GUARDED, GUARDED_PIECES], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) > 10_000


DIGEST = """
import hashlib, os, sys
os.cpu_count = lambda: int(sys.argv[1])
os.sched_getaffinity = lambda _: range(int(sys.argv[1]))
import numpy as np
import mediakit as mk
from mediakit.text import counts, tokens
tokens.CHUNK_BYTES, counts.PART_TOKENS = 10_000, 1_000
corpus = mk.load_sample()
read = mk.tokenize(corpus, spans=True)
dtm = mk.build_dtm(read, min_df=2, stop_words="en")
arrays = [read.ids, read.starts, read.spans, dtm.counts.data, dtm.counts.indices, dtm.counts.indptr]
arrays += [np.frombuffer(" ".join(terms).encode(), np.uint8) for terms in (read.terms, dtm.terms)]
print(*[hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest() for array in arrays])
"""


def test_neither_threads_nor_the_seed_of_hashes_change_a_bit():
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST, n_threads],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n_threads, seed in [("1", "1"), ("2", "2"), ("3", "1")]
    }
    assert len(digests) == 1
    assert len(digests.pop().split()) == 8


def test_terms_that_are_long_or_many_are_told_apart():
    """The hash of up to eight bytes is exact, that of more is not, and the table grows."""
    words = [f"{stem}{number:x}" for stem in ("", "abcdefg", "abcdefgh", "é" * 40) for number in range(3000)]
    tokens = tokenize(pd.DataFrame({"text": [" ".join([*words, *reversed(words)])]}))
    distinct = list(dict.fromkeys(words))
    assert tokens.terms.tolist() == distinct
    assert tokens.terms[tokens.ids].tolist() == [*words, *reversed(words)]


def scan(buffer, text_starts):
    tables, elisions = character_tables(np.zeros(N_BLOCKS, np.uint8)), module._as_table(module.ELISIONS)
    starts = np.array(text_starts, np.int64)
    return kernel.scan_texts(np.frombuffer(buffer, np.uint8), starts, tables, elisions, spans=True, addresses=True)


@pytest.mark.parametrize("text_starts", [[-1, 1], [0, 6], [0, 3, 2], [6]])
def test_the_kernel_refuses_texts_outside_of_its_buffer(text_starts):
    with pytest.raises(ValueError, match=r"not in order or lie outside of the buffer"):
        scan(b"a b c", text_starts)


@pytest.mark.parametrize(("buffer", "text_starts"), [(b"", [0]), (b"a", [])])
def test_the_kernel_refuses_to_read_nothing(buffer, text_starts):
    with pytest.raises(ValueError, match=r"no start of the first text, or the buffer is empty"):
        scan(buffer, text_starts)


@pytest.mark.parametrize(
    ("is_merged", "n_tokens", "n_starts", "n_spans", "match"),
    [
        (False, 3, 2, 3, "not have the shape of the chunk, or its terms were not merged"),
        (True, 2, 2, 3, "not have the shape of the chunk"),
        (True, 3, 1, 3, "not have the shape of the chunk"),
        (True, 3, 2, 2, "array of spans does not have the shape"),
    ],
)
def test_the_kernel_refuses_to_write_into_other_shapes(is_merged, n_tokens, n_starts, n_spans, match):
    chunk = scan(b"a b c", [0, 5])
    if is_merged:
        assert kernel.merge_terms([chunk], str) == ["a", "b", "c"]
    with pytest.raises(ValueError, match=match):
        chunk.write(np.zeros(n_tokens, np.int32), np.zeros(n_starts, np.int64), np.zeros((n_spans, 2), np.int32))


@pytest.mark.parametrize(
    ("first", "stop", "n_blocks"), [(0, 9, N_BLOCKS), (-1, 1, N_BLOCKS), (2, 1, N_BLOCKS), (0, 1, 8)]
)
def test_the_kernel_refuses_to_mark_blocks_outside_of_its_arrays(first, stop, n_blocks):
    with pytest.raises(ValueError, match="range is outside of the buffer, or there is no room"):
        kernel.mark_blocks(np.zeros(8, np.uint8), first, stop, np.zeros(n_blocks, np.uint8))


def test_a_text_that_is_too_long_for_its_spans_is_refused(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_TEXT", 5)
    corpus = pd.DataFrame({"text": ["abc", "abcdef"]}, index=["x", "y"])
    with pytest.raises(ValueError, match=r"1 of 2 texts are longer than 5 bytes, such as doc_id \['y'\]\. Cut them"):
        tokenize(corpus)


def test_a_missing_column_is_refused():
    with pytest.raises(KeyError, match=r"no column 'body', only \['text'\]\. Name one of these"):
        tokenize(pd.DataFrame({"text": ["a"]}), column="body")


@pytest.mark.parametrize("values", [[1, 2], ["a", 3], [b"\xff", "a"]])
def test_a_column_of_anything_else_than_texts_is_refused(values):
    corpus = pd.DataFrame({"text": values}, index=["x", "y"], dtype=object)
    with pytest.raises(TypeError, match=r"\d of 2 values of 'text' are no text but, for one, .* \(doc_id \['"):
        tokenize(corpus)


def test_bytes_that_are_no_text_are_refused_before_they_reach_the_kernel():
    broken = pa.Array.from_buffers(
        pa.large_string(), 1, [None, pa.py_buffer(np.array([0, 4]).tobytes()), pa.py_buffer(b"ab\xf0\xff")]
    )
    corpus = pd.DataFrame({"text": pd.arrays.ArrowStringArray(pa.chunked_array([broken]))})
    with pytest.raises(UnicodeDecodeError, match="can't decode byte 0xf0"):
        tokenize(corpus)


def test_the_sample_has_terms_of_three_languages(sample):
    terms = set(tokenize(sample).terms)
    assert {"border", "counter-terrorism", "l'", "sûreté", "الامن"} <= terms
    assert not any(term.strip() != term or term == "" for term in terms)
