"""
Counts of terms in documents: two passes over the tokens, straight into compressed rows.

The first pass counts documents, which says how many entries each part of the matrix has, so that the second can write
every entry to its place. The columns of a row are put in order by a set of bits instead of by sorting.
"""

from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from .ascii cimport first_bit

# Some documents and the column that each term is counted in. Of `n_columns`, the last one gathers what is left out.
cdef struct Part:
    const int32_t *ids
    int64_t n_tokens
    const int64_t *starts  # shape (n_docs + 1,)
    int64_t n_docs
    const int32_t *column_of  # shape (n_terms,)
    int64_t n_terms
    int64_t n_columns

cdef struct Frequency:
    int32_t last_doc  # that holds the term, counted from 1
    int32_t n_docs

# The counts of one document: a set of columns, with a bit for each, and above it one for each word that is not empty.
cdef struct Row:
    int32_t *counts  # by column
    uint64_t *bits
    uint64_t *words
    int64_t n_words  # in the upper level


cdef bint is_sound(const Part *part) noexcept nogil:
    """Whether documents lie within the tokens, tokens within the terms and terms within the columns."""
    cdef int64_t z, before = 0
    cdef uint32_t highest = 0  # a number below 0 is a very high one
    for z in range(part.n_docs + 1):
        if part.starts[z] < before:
            return False
        before = part.starts[z]
    if before > part.n_tokens:
        return False
    for z in range(part.n_terms):
        highest = max(highest, <uint32_t> part.column_of[z])
    if part.n_terms and highest >= part.n_columns:
        return False
    highest = 0
    for z in range(part.starts[0], before):
        highest = max(highest, <uint32_t> part.ids[z])
    return part.starts[0] == before or highest < part.n_terms


cdef void count_frequencies(const Part *part, Frequency *frequencies) noexcept nogil:
    """Count the documents of each column. Nothing branches on what no processor can foresee."""
    cdef int64_t d, z
    cdef Frequency *column
    for d in range(part.n_docs):
        for z in range(part.starts[d], part.starts[d + 1]):
            column = frequencies + part.column_of[part.ids[z]]
            column.n_docs += column.last_doc != d + 1
            column.last_doc = <int32_t> (d + 1)


cdef inline void gather(const Part *part, int64_t d, Row *row) noexcept nogil:
    """Count the terms of document `d`."""
    cdef int64_t z, column
    for z in range(part.starts[d], part.starts[d + 1]):
        column = part.column_of[part.ids[z]]
        row.counts[column] += 1
        row.bits[column >> 6] |= 1ULL << (column & 63)
        row.words[column >> 12] |= 1ULL << ((column >> 6) & 63)


cdef inline int64_t release(Row *row, int64_t n_columns, int32_t *data, int32_t *indices, int64_t room) noexcept nogil:
    """Write the counts in the order of the columns and empty the row; give their number, -1 where there is no room."""
    cdef int64_t n = 0, upper, lower, column
    for upper in range(row.n_words):
        while row.words[upper]:
            lower = 64 * upper + first_bit(row.words[upper])
            row.words[upper] &= row.words[upper] - 1
            while row.bits[lower]:
                column = 64 * lower + first_bit(row.bits[lower])
                row.bits[lower] &= row.bits[lower] - 1
                if column == n_columns - 1:
                    row.counts[column] = 0
                    return n
                if n == room:
                    return -1
                indices[n] = <int32_t> column
                data[n] = row.counts[column]
                row.counts[column] = 0
                n += 1
    return n


cdef int fill_rows(
    const Part *part, Row *row, int32_t *data, int32_t *indices, int64_t room, int64_t *ends
) noexcept nogil:
    """Count all documents; -1 where the entries do not fill the room."""
    cdef int64_t d, n, used = 0
    for d in range(part.n_docs):
        gather(part, d, row)
        n = release(row, part.n_columns, data + used, indices + used, room - used)
        if n < 0:
            return -1
        used += n
        ends[d] = used
    return 0 if used == room else -1


cdef Part as_part(
    const int32_t[::1] ids, const int64_t[::1] starts, const int32_t[::1] column_of, int64_t n_columns
) except *:
    """Raw arrays, once their numbers are known to be in range."""
    cdef Part part = Part(NULL, ids.shape[0], NULL, starts.shape[0] - 1, NULL, column_of.shape[0], n_columns + 1)
    cdef bint sound = False
    if part.n_tokens:
        part.ids = &ids[0]
    if part.n_terms:
        part.column_of = &column_of[0]
    if part.n_docs >= 0:
        part.starts = &starts[0]
        with nogil:
            sound = is_sound(&part)
    if not sound:
        raise ValueError("A document lies behind the last token, a token has no term, or a term no column.")
    return part


def count_documents(
    const int32_t[::1] ids not None,
    const int64_t[::1] starts not None,
    const int32_t[::1] column_of not None,
    int32_t[::1] doc_freq not None,
):
    """
    Count the documents that hold each term.

    Parameters
    ----------
    ids : int32 array of shape (n_tokens,)
        Terms of all tokens.
    starts : int64 array of shape (n_docs + 1,)
        Document ``d`` has the tokens ``ids[starts[d]:starts[d + 1]]``.
    column_of : int32 array of shape (n_terms,)
        Column that each term is counted in; `n_columns` for none.
    doc_freq : int32 array of shape (n_columns,)
        Written to: the number of documents of each column.

    """
    cdef Part part = as_part(ids, starts, column_of, doc_freq.shape[0])
    cdef Frequency *frequencies = <Frequency *> calloc(part.n_columns, sizeof(Frequency))
    cdef int32_t *to = NULL
    cdef int64_t column
    if frequencies == NULL:
        raise MemoryError
    if part.n_columns > 1:
        to = &doc_freq[0]
    with nogil:
        count_frequencies(&part, frequencies)
        for column in range(part.n_columns - 1):
            to[column] = frequencies[column].n_docs
        free(frequencies)


def count_rows(
    const int32_t[::1] ids not None,
    const int64_t[::1] starts not None,
    const int32_t[::1] column_of not None,
    int64_t n_columns,
    int32_t[::1] data not None,
    int32_t[::1] indices not None,
    int64_t[::1] ends not None,
):
    """
    Count the terms of each document: a matrix in compressed rows, the columns of a row in rising order.

    Parameters
    ----------
    ids, starts, column_of : arrays
        As for `count_documents`.
    n_columns : int
        Columns of the matrix.
    data, indices : int32 arrays of shape (n_entries,)
        Written to: counts and their columns. The document frequencies sum up to their number.
    ends : int64 array of shape (n_docs,)
        Written to: where each row ends.

    """
    cdef Part part = as_part(ids, starts, column_of, n_columns)
    cdef int64_t room = data.shape[0]
    cdef int32_t *data_to = NULL
    cdef int32_t *indices_to = NULL
    cdef int64_t *ends_to
    cdef Row row
    cdef int status
    if indices.shape[0] != room or ends.shape[0] != part.n_docs:
        raise ValueError("The arrays do not have the shape of the matrix.")
    row.n_words = (n_columns >> 12) + 1
    row.counts = <int32_t *> calloc(part.n_columns, sizeof(int32_t))
    row.bits = <uint64_t *> calloc((n_columns >> 6) + 1, sizeof(uint64_t))
    row.words = <uint64_t *> calloc(row.n_words, sizeof(uint64_t))
    try:
        if row.counts == NULL or row.bits == NULL or row.words == NULL:
            raise MemoryError
        if part.n_docs == 0:
            return
        ends_to = &ends[0]
        if room:
            data_to, indices_to = &data[0], &indices[0]
        with nogil:
            status = fill_rows(&part, &row, data_to, indices_to, room, ends_to)
        if status < 0:
            raise ValueError("There is not room for exactly all entries.")
    finally:
        free(row.counts)
        free(row.bits)
        free(row.words)
