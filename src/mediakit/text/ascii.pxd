"""Runs of ASCII letters, digits and underscores, eight bytes at a time."""

from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #if defined(_MSC_VER)
    #include <intrin.h>
    static __inline int first_bit(unsigned __int64 word) {
        unsigned long place;
        _BitScanForward64(&place, word);
        return (int)place;
    }
    #else
    #define first_bit __builtin_ctzll
    #endif
    """
    int first_bit(uint64_t word) noexcept nogil


cdef inline uint64_t load_word(const uint8_t *at) noexcept nogil:
    """Eight bytes, the first in the lowest bits on any machine; compilers make one load of it."""
    return (
        <uint64_t> at[0] | <uint64_t> at[1] << 8 | <uint64_t> at[2] << 16 | <uint64_t> at[3] << 24
        | <uint64_t> at[4] << 32 | <uint64_t> at[5] << 40 | <uint64_t> at[6] << 48 | <uint64_t> at[7] << 56
    )


cdef inline void store_word(uint8_t *at, uint64_t word) noexcept nogil:
    """Write what `load_word` reads; compilers make one store of it."""
    at[0] = word & 0xFF
    at[1] = (word >> 8) & 0xFF
    at[2] = (word >> 16) & 0xFF
    at[3] = (word >> 24) & 0xFF
    at[4] = (word >> 32) & 0xFF
    at[5] = (word >> 40) & 0xFF
    at[6] = (word >> 48) & 0xFF
    at[7] = (word >> 56) & 0xFF


cdef inline uint64_t every(uint64_t byte) noexcept nogil:
    """Eight times the same byte."""
    return byte * 0x0101010101010101ULL


cdef inline uint64_t mark_between(uint64_t word, uint64_t first, uint64_t last) noexcept nogil:
    """Set the highest bit of the bytes from `first` to `last`; all bytes must be below 0x80."""
    return ((word + every(0x80 - first)) ^ (word + every(0x7F - last))) & every(0x80)


cdef inline uint64_t load_rest(const uint8_t *at, int64_t n) noexcept nogil:
    """The last `n` bytes of a buffer, fewer than eight, and zeros."""
    cdef uint8_t rest[8]
    memset(rest, 0, 8)
    memcpy(rest, at, n)
    return load_word(rest)


cdef inline int64_t copy_run(uint8_t *to, const uint8_t *at, int64_t n, int64_t readable) noexcept nogil:
    """
    Copy ASCII letters, digits and underscores in lower case, at most `n`; give their number.

    Up to eight bytes behind the copy are overwritten. Of what lies at `at`, no more than `readable` bytes are read.
    """
    cdef uint64_t word, plain, letters, others, ends
    cdef int64_t copied = 0, run
    while True:
        word = load_word(at + copied) if copied + 8 <= readable else load_rest(at + copied, readable - copied)
        plain = word & every(0x7F)
        letters = mark_between(plain | every(0x20), 0x61, 0x7A) & ~word
        others = (mark_between(plain, 0x30, 0x39) | mark_between(plain, 0x5F, 0x5F)) & ~word
        store_word(to + copied, word | letters >> 2)
        ends = ~(letters | others) & every(0x80)
        run = first_bit(ends) >> 3 if ends else 8
        copied += run
        if run < 8 or copied >= n:
            return min(copied, n)
