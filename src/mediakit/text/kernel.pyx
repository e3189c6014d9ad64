"""
The token kernel: UTF-8 bytes in, term numbers out, one pass, no Python object per token.

A token is a run of letters and digits, with what may stand inside it: an apostrophe between letters (``don't``,
``aujourd'hui``), a hyphen (``counter-terrorism``), dots of an acronym (``U.S.``), separators of a number (``1,900.5``),
a whole web or mail address. A French elision (``l'``, ``qu'``) is a token of its own, an English possessive ``'s`` is
none. Texts are scanned in chunks, side by side, each into a vocabulary of its own; these are then merged in the order
of the texts, so that the numbers are those of one pass over all of them.
"""

import os

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

from .ascii cimport every, load_rest, load_word
from .joints cimport Reading
from .scanning cimport Position, find_token, move, read_token
from .utf8 cimport Text, decode
from .vocabulary cimport (
    SLACK, Term, Vocabulary, close_vocabulary, enlarge, hash_bytes, number_term, open_vocabulary,
)

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)

cdef uint64_t SEED = int.from_bytes(os.urandom(8), "little")


cdef class Chunk:
    """Tokens of some texts, numbered by the chunk's own vocabulary."""

    cdef Vocabulary vocabulary
    cdef uint8_t *folded  # form of one token, which is at most twice as long as the text
    cdef int64_t folded_size
    cdef int32_t *ids
    cdef int64_t ids_size
    cdef int32_t *spans
    cdef int64_t spans_size
    cdef int64_t *starts  # of the texts' tokens, shape (n_docs + 1,)
    cdef int32_t *numbers  # of the terms in the merged vocabulary, shape (n_terms,)
    cdef readonly int64_t n_docs
    cdef readonly int64_t n_tokens
    cdef bint with_spans
    cdef bint with_addresses

    def __cinit__(self, int64_t n_docs, int64_t n_bytes, bint with_spans, bint with_addresses):
        self.n_docs = n_docs
        self.with_spans = with_spans
        self.with_addresses = with_addresses
        self.starts = <int64_t *> malloc((n_docs + 1) * sizeof(int64_t))
        if self.starts == NULL or open_vocabulary(&self.vocabulary) < 0:
            raise MemoryError
        if self.make_room(n_bytes // 6 + 16) < 0:
            raise MemoryError

    def __dealloc__(self):
        close_vocabulary(&self.vocabulary)
        free(self.folded)
        free(self.ids)
        free(self.spans)
        free(self.starts)
        free(self.numbers)

    cdef inline int make_room(self, int64_t n) noexcept nogil:
        """Make room for `n` tokens; -1 where there is no memory."""
        if self.with_spans and enlarge(<void **> &self.spans, &self.spans_size, 2 * n, sizeof(int32_t)) < 0:
            return -1
        return enlarge(<void **> &self.ids, &self.ids_size, n, sizeof(int32_t))

    cdef int scan(self, Text *text, const int64_t *text_starts) noexcept nogil:
        """Tokenize all texts; -1 where there is no memory."""
        cdef int64_t d
        for d in range(self.n_docs):
            self.starts[d] = self.n_tokens
            text.end = text_starts[d + 1]
            if enlarge(<void **> &self.folded, &self.folded_size, 2 * (text.end - text_starts[d]) + SLACK, 1) < 0:
                return -1
            if self.scan_text(text, text_starts[d]) < 0:
                return -1
        self.starts[self.n_docs] = self.n_tokens
        return 0

    cdef int scan_text(self, const Text *text, int64_t i) noexcept nogil:
        """Tokenize one text from byte `i` on; -1 where there is no memory."""
        cdef Reading token
        cdef Position position = Position(i, i)
        cdef uint64_t hashed
        cdef int32_t term
        while True:
            i = find_token(text, i)
            if i >= text.end:
                return 0
            token = read_token(text, i, self.folded)
            if not token.is_address or self.with_addresses:
                hashed = hash_bytes(self.folded, token.length, SEED)
                term = number_term(&self.vocabulary, self.folded, token.length, hashed)
                if term < 0 or (self.n_tokens == self.ids_size and self.make_room(self.n_tokens + 16) < 0):
                    return -1
                self.ids[self.n_tokens] = term
                if self.with_spans:
                    self.spans[2 * self.n_tokens] = <int32_t> move(text, &position, i)
                    self.spans[2 * self.n_tokens + 1] = <int32_t> move(text, &position, token.stop)
                self.n_tokens += 1
            i = token.after

    def write(self, int32_t[::1] ids, int64_t[::1] starts, int32_t[:, ::1] spans):
        """
        Write the tokens with their merged numbers; `merge_terms` comes before.

        Parameters
        ----------
        ids : int32 array of shape (n_tokens,)
        starts : int64 array of shape (n_docs + 1,)
            The first and the last entry, which the chunks next to it share, are known already.
        spans : int32 array of shape (n_tokens, 2), or None
            Start and end of each token, in characters from the start of its text.

        """
        if ids.shape[0] != self.n_tokens or starts.shape[0] != self.n_docs + 1 or self.numbers == NULL:
            raise ValueError("The arrays do not have the shape of the chunk, or its terms were not merged.")
        if self.with_spans and self.n_tokens:
            if spans is None or spans.shape[0] != self.n_tokens or spans.shape[1] != 2:
                raise ValueError("The array of spans does not have the shape of the chunk.")
            memcpy(&spans[0, 0], self.spans, 2 * self.n_tokens * sizeof(int32_t))
        cdef int32_t *ids_to = &ids[0] if self.n_tokens else NULL
        cdef int64_t *starts_to = &starts[0]
        cdef int64_t z
        with nogil:
            for z in range(self.n_tokens):
                ids_to[z] = self.numbers[self.ids[z]]
            for z in range(1, self.n_docs):
                starts_to[z] = starts_to[0] + self.starts[z]


def scan_texts(
    const uint8_t[::1] buffer not None,
    const int64_t[::1] text_starts not None,
    tables not None,
    elisions not None,
    *,
    bint spans,
    bint addresses,
):
    """
    Tokenize texts that lie end to end in one buffer.

    Parameters
    ----------
    buffer : uint8 array
        UTF-8 bytes of all texts; must be valid.
    text_starts : int64 array of shape (n_docs + 1,)
        Byte at which each text begins.
    tables : tuple of arrays
        What `character_tables` gives.
    elisions : tuple of a uint8 and an int64 array
        Folded words that an apostrophe cuts off, end to end, and where each begins.
    spans, addresses : bool
        Whether to note where each token stands, and to count web and mail addresses as tokens.

    Returns
    -------
    chunk : Chunk
        The tokens, for `merge_terms`.

    """
    cdef const uint8_t[::1] of_byte = tables[0], classes = tables[1], words = elisions[0]
    cdef const uint32_t[::1] folds = tables[2]
    cdef const int64_t[::1] word_starts = elisions[1]
    cdef int64_t n_docs = text_starts.shape[0] - 1, d, before = 0
    cdef int status
    for d in range(n_docs + 1):
        if not before <= text_starts[d] <= buffer.shape[0]:
            raise ValueError("The starts of the texts are not in order or lie outside of the buffer.")
        before = text_starts[d]
    if n_docs < 0 or buffer.shape[0] == 0:
        raise ValueError("There is no start of the first text, or the buffer is empty.")
    cdef Text text = Text(
        &buffer[0], buffer.shape[0], 0, &of_byte[0], &classes[0], &folds[0],
        &words[0], &word_starts[0], word_starts.shape[0] - 1,
    )
    cdef Chunk chunk = Chunk(n_docs, text_starts[n_docs] - text_starts[0], spans, addresses)
    cdef const int64_t *starts = &text_starts[0]
    with nogil:
        status = chunk.scan(&text, starts)
    if status < 0:
        raise MemoryError
    return chunk


def merge_terms(list chunks not None, unify not None):
    """
    Number the terms of all chunks as one, in the order of the chunks.

    Parameters
    ----------
    chunks : list of Chunk
        What `scan_texts` gave for consecutive parts of the texts. Each notes the numbers of its terms, for `write`.
    unify : callable of str
        Gives the one form of a term that is not all ASCII.

    Returns
    -------
    terms : list of str
        The distinct terms, in the order of their first occurrence.

    """
    cdef Vocabulary merged
    cdef Chunk chunk
    cdef int status
    try:
        status = open_vocabulary(&merged)
        for chunk in chunks:
            if status == 0:
                with nogil:
                    status = number_chunk(&merged, chunk)
        if status < 0:
            raise MemoryError
        return unify_terms(&merged, chunks, unify)
    finally:
        close_vocabulary(&merged)


cdef int number_chunk(Vocabulary *merged, Chunk chunk) noexcept nogil:
    """Give the terms of a chunk numbers of the merged vocabulary; -1 where there is no memory."""
    cdef Vocabulary *own = &chunk.vocabulary
    cdef Term *term = own.terms
    cdef int64_t t
    free(chunk.numbers)
    chunk.numbers = <int32_t *> malloc((own.n_terms + 1) * sizeof(int32_t))
    if chunk.numbers == NULL:
        return -1
    for t in range(own.n_terms):
        chunk.numbers[t] = number_term(merged, own.arena + term[0].start, term[1].start - term[0].start, term[0].hashed)
        if chunk.numbers[t] < 0:
            return -1
        term += 1
    return 0


cdef list unify_terms(Vocabulary *merged, list chunks, unify):
    """Decode the terms, join those of one form, and pass the new numbers on to the chunks."""
    cdef int64_t n_terms = merged.n_terms, t
    cdef int32_t *numbers = <int32_t *> malloc((3 * n_terms + 1) * sizeof(int32_t))
    cdef int32_t *number_of = numbers + n_terms  # by key: the term itself, or its form, which may be new to `merged`
    cdef int32_t key
    cdef Term *entry
    cdef list terms = []
    cdef Chunk chunk
    if numbers == NULL:
        raise MemoryError
    try:
        memset(number_of, 0xFF, 2 * n_terms * sizeof(int32_t))
        for t in range(n_terms):
            key = t
            entry = merged.terms + t
            term = PyUnicode_DecodeUTF8(<char *> merged.arena + entry[0].start, entry[1].start - entry[0].start, NULL)
            if not PyUnicode_IS_ASCII(term):
                form = unify(term)
                if form and form != term:
                    term = form
                    key = find_form(merged, form.encode())
            if number_of[key] < 0:
                number_of[key] = <int32_t> len(terms)
                terms.append(term)
            numbers[t] = number_of[key]
        for chunk in chunks:
            for t in range(chunk.vocabulary.n_terms):
                chunk.numbers[t] = numbers[chunk.numbers[t]]
    finally:
        free(numbers)
    return terms


cdef int32_t find_form(Vocabulary *merged, bytes form) except -1:
    """Number of a term in the merged vocabulary, which is added where it is new."""
    cdef bytes padded = form + bytes(SLACK)
    cdef const uint8_t *at = <const uint8_t *> <char *> padded
    cdef int32_t number = number_term(merged, at, len(form), hash_bytes(at, len(form), SEED))
    if number < 0:
        raise MemoryError
    return number


def mark_blocks(const uint8_t[::1] buffer not None, int64_t first, int64_t stop, uint8_t[::1] is_used not None):
    """
    Mark the blocks of 256 code points that occur in some bytes.

    Parameters
    ----------
    buffer : uint8 array
        UTF-8 bytes; must be valid.
    first, stop : int
        Range of bytes.
    is_used : uint8 array of shape (4352,)
        Set to 1 for each block from U+0080 on that occurs.

    """
    if not (0 <= first <= stop <= buffer.shape[0]) or is_used.shape[0] < 0x1100:
        raise ValueError("The range is outside of the buffer, or there is no room for all blocks.")
    cdef const uint8_t *at = &buffer[0]
    cdef uint8_t *to = &is_used[0]
    cdef uint8_t is_there[256]  # by byte
    cdef uint64_t word
    cdef int64_t z, n
    memset(is_there, 0, 256)
    with nogil:
        while first < stop:
            n = min(stop - first, 8)
            word = load_word(at + first) if n == 8 else load_rest(at + first, n)
            if word & every(0x80):
                for z in range(first, first + n):
                    is_there[at[z]] = 1
            if word & word << 1 & word << 2 & every(0x80):  # a character of three or four bytes begins
                for z in range(first, first + n):
                    if at[z] >= 0xE0:
                        to[decode(at + z) >> 8] = 1
            first += n
        for z in range(0xC0, 0xE0):  # of two bytes, the first says the block
            if is_there[z]:
                to[(z & 0x1F) >> 2] = 1
