"""
Terms by number: a hash table over byte strings that lie end to end in one arena.

Terms are numbered in the order in which they are added, so the numbers do not depend on the hash. Its seed is drawn
anew in each process, lest someone write texts whose terms all fall into one place.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from .ascii cimport load_word

cdef enum:
    SLACK = 32  # bytes that may be read and written behind the last term

# One place of the table; free where the length is 0.
cdef struct Place:
    uint64_t hashed
    int32_t term
    int32_t length

# One term, which ends where the next one begins.
cdef struct Term:
    uint64_t hashed
    int64_t start

cdef struct Vocabulary:
    Place *places
    int64_t n_places  # a power of two
    Term *terms  # shape (n_terms + 1,)
    int64_t terms_size
    uint8_t *arena
    int64_t arena_size
    int64_t used  # bytes of the arena that hold terms
    int32_t n_terms


cdef inline int enlarge(void **block, int64_t *size, int64_t n, size_t width) noexcept nogil:
    """Make room for `n` entries of `width` bytes, or for half as many again as before; -1 where there is no memory."""
    cdef void *larger
    if size[0] >= n:
        return 0
    n = max(n, size[0] + size[0] // 2)
    larger = realloc(block[0], n * width)
    if larger == NULL:
        return -1
    block[0] = larger
    size[0] = n
    return 0


cdef inline int reserve(Vocabulary *vocabulary, int64_t length) noexcept nogil:
    """Make room for one more term of so many bytes; -1 where there is no memory."""
    if enlarge(<void **> &vocabulary.terms, &vocabulary.terms_size, vocabulary.n_terms + 2, sizeof(Term)) < 0:
        return -1
    return enlarge(<void **> &vocabulary.arena, &vocabulary.arena_size, vocabulary.used + length + SLACK, 1)


cdef inline int open_vocabulary(Vocabulary *vocabulary) noexcept nogil:
    """Begin an empty vocabulary; -1 where there is no memory."""
    memset(vocabulary, 0, sizeof(Vocabulary))
    vocabulary.n_places = 1 << 10
    vocabulary.places = <Place *> calloc(vocabulary.n_places, sizeof(Place))
    if vocabulary.places == NULL or reserve(vocabulary, 1 << 14) < 0:
        return -1
    vocabulary.terms[0].start = 0
    return 0


cdef inline void close_vocabulary(Vocabulary *vocabulary) noexcept nogil:
    """Give the memory back."""
    free(vocabulary.places)
    free(vocabulary.terms)
    free(vocabulary.arena)
    memset(vocabulary, 0, sizeof(Vocabulary))


cdef inline uint64_t mix(uint64_t hashed, uint64_t word) noexcept nogil:
    """One step of the hash. For a given `hashed`, two words never give the same."""
    hashed = (hashed ^ word) * 0x9E3779B97F4A7C15ULL
    return hashed ^ (hashed >> 32)


cdef inline uint64_t hash_bytes(const uint8_t *at, int64_t length, uint64_t seed) noexcept nogil:
    """Hash of `length` bytes, `SLACK` more of which may be read. Up to eight bytes of one length never collide."""
    cdef uint64_t hashed = seed ^ <uint64_t> length
    while length > 8:
        hashed = mix(hashed, load_word(at))
        at += 8
        length -= 8
    return mix(hashed, load_word(at) & (0xFFFFFFFFFFFFFFFFULL >> (64 - 8 * length)))


cdef inline int spread(Vocabulary *vocabulary) noexcept nogil:
    """Move the table into one of four times as many places; -1 where there is no memory."""
    cdef int64_t size = 4 * vocabulary.n_places, z, s
    cdef Place *places = <Place *> calloc(size, sizeof(Place))
    if places == NULL:
        return -1
    for z in range(vocabulary.n_places):
        if vocabulary.places[z].length:
            s = vocabulary.places[z].hashed & <uint64_t> (size - 1)
            while places[s].length:
                s = (s + 1) & (size - 1)
            places[s] = vocabulary.places[z]
    free(vocabulary.places)
    vocabulary.places = places
    vocabulary.n_places = size
    return 0


cdef inline int32_t number_term(
    Vocabulary *vocabulary, const uint8_t *at, int64_t length, uint64_t hashed
) noexcept nogil:
    """Number of a term of one or more bytes, which is added where it is new; -1 where there is no memory."""
    cdef Place *places = vocabulary.places
    cdef uint64_t mask = vocabulary.n_places - 1
    cdef uint64_t s = hashed & mask
    while places[s].length:
        if places[s].hashed == hashed and places[s].length == length:
            if length <= 8 or memcmp(vocabulary.arena + vocabulary.terms[places[s].term].start, at, length) == 0:
                return places[s].term
        s = (s + 1) & mask
    if reserve(vocabulary, length) < 0:
        return -1
    places[s] = Place(hashed, vocabulary.n_terms, <int32_t> length)
    memcpy(vocabulary.arena + vocabulary.used, at, length)
    vocabulary.terms[vocabulary.n_terms].hashed = hashed
    vocabulary.n_terms += 1
    vocabulary.used += length
    vocabulary.terms[vocabulary.n_terms].start = vocabulary.used
    if 2 * vocabulary.n_terms + 2 > vocabulary.n_places and spread(vocabulary) < 0:
        return -1
    return vocabulary.n_terms - 1
