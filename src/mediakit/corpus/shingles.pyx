"""
Runs of words as numbers, and which texts hold the sketches of others.

A word is a run of letters and digits; marks that are written onto letters, and the Arabic stretcher, are left out. Its
number has 64 bits and depends on its characters alone, so that it is the same in every process.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t

import numpy as np

cdef uint64_t FIRST = 0xcbf29ce484222325  # offset and prime of FNV-1a
cdef uint64_t PRIME = 0x100000001b3
cdef uint64_t NONE = <uint64_t> -1


cdef inline uint64_t mix(uint64_t value) noexcept nogil:
    """Spread every bit over all others (the finalizer of SplitMix64)."""
    value = (value ^ (value >> 30)) * <uint64_t> 0xbf58476d1ce4e5b9
    value = (value ^ (value >> 27)) * <uint64_t> 0x94d049bb133111eb
    return value ^ (value >> 31)


cdef inline bint is_mark(Py_UCS4 character) noexcept:
    """Whether it is written onto a letter, or stretches one, and says nothing by itself."""
    return (
        0x300 <= character <= 0x36f or 0x64b <= character <= 0x65f or character == 0x670
        or 0x610 <= character <= 0x61a or 0x6d6 <= character <= 0x6ed or character == 0x640
    )


def hash_shingles(str text, Py_ssize_t width):
    """Numbers of all runs of `width` words, in the order of the text; of all its words, if there are fewer."""
    cdef uint64_t[::1] words = np.empty(len(text) // 2 + 1, np.uint64)
    cdef Py_ssize_t n_words = 0, z, k
    cdef uint64_t value = FIRST
    cdef bint is_inside = False
    cdef Py_UCS4 character
    for character in text:
        if is_mark(character):
            continue
        if character.isalnum():
            value = (value ^ <uint64_t> character) * PRIME
            is_inside = True
        elif is_inside:
            words[n_words] = mix(value)
            n_words += 1
            value = FIRST
            is_inside = False
    if is_inside:
        words[n_words] = mix(value)
        n_words += 1
    width = min(width, n_words)
    shingles = np.empty(n_words - width + 1 if n_words else 0, np.uint64)
    cdef uint64_t[::1] target = shingles
    for z in range(len(shingles)):
        value = 0
        for k in range(width):
            value = mix(value * PRIME + words[z + k])
        target[z] = value if value != NONE else 0
    return shingles


cdef inline int64_t find_slot(const uint64_t *slots, uint64_t mask, uint64_t key) noexcept nogil:
    """Where the key stands in a table with open addresses, or the empty slot where it would."""
    cdef uint64_t slot = (key * <uint64_t> 0x9e3779b97f4a7c15) & mask
    while slots[slot] != NONE and slots[slot] != key:
        slot = (slot + 1) & mask
    return <int64_t> slot


cdef class SketchIndex:
    """Which documents have a shingle in their sketch."""

    cdef uint64_t[::1] slots
    cdef int64_t[::1] row_of_slot
    cdef const int64_t[::1] starts
    cdef const int32_t[::1] docs
    cdef int32_t[::1] n_probed
    cdef uint8_t[::1] n_hits
    cdef int32_t[::1] touched
    cdef uint64_t mask
    cdef int64_t cap

    def __init__(self, const uint64_t[::1] keys, const int64_t[::1] starts, const int32_t[::1] docs, int64_t n_docs,
                 int64_t cap):
        """Keys of shape (n_keys,), the documents of key z at ``docs[starts[z]:starts[z + 1]]``, in order."""
        cdef int64_t size = 16, z, slot
        while size < 3 * len(keys):
            size *= 2
        self.slots = np.full(size, NONE, np.uint64)
        self.row_of_slot = np.zeros(size, np.int64)
        self.mask = size - 1
        for z in range(len(keys)):
            slot = find_slot(&self.slots[0], self.mask, keys[z])
            self.slots[slot] = keys[z]
            self.row_of_slot[slot] = z
        self.starts = starts
        self.docs = docs
        self.n_probed = np.zeros(len(keys) + 1, np.int32)
        self.n_hits = np.zeros(n_docs + 1, np.uint8)
        self.touched = np.zeros(n_docs + 1, np.int32)
        self.cap = cap

    def probe(self, const uint64_t[::1] shingles, int32_t doc, const uint8_t[::1] n_needed):
        """
        Documents of whose sketch enough is among the distinct shingles of `doc`.

        Documents must come in order. Of a shingle that many hold, the first `cap` that hold it are compared with all,
        the others with the first `cap` alone: enough to find the first of a large family, in linear time.
        """
        cdef int64_t z, slot, row, place, end, n_touched = 0, n_found = 0
        cdef int32_t other
        for z in range(len(shingles)):
            slot = find_slot(&self.slots[0], self.mask, shingles[z])
            if self.slots[slot] == NONE:
                continue
            row = self.row_of_slot[slot]
            end = self.starts[row + 1]
            if self.n_probed[row] >= self.cap:
                end = min(end, self.starts[row] + self.cap)
            else:
                self.n_probed[row] += 1
            for place in range(self.starts[row], end):
                other = self.docs[place]
                if other == doc:
                    continue
                if self.n_hits[other] == 0:
                    self.touched[n_touched] = other
                    n_touched += 1
                self.n_hits[other] += 1
        found = np.empty(n_touched, np.int32)
        cdef int32_t[::1] target = found
        for z in range(n_touched):
            other = self.touched[z]
            if self.n_hits[other] >= n_needed[other]:
                target[n_found] = other
                n_found += 1
            self.n_hits[other] = 0
        return found[:n_found]


def count_common(const uint64_t[::1] left, const uint64_t[::1] right):
    """How many numbers two sorted arrays of distinct numbers share."""
    cdef Py_ssize_t a = 0, b = 0
    cdef int64_t n_common = 0
    with nogil:
        while a < left.shape[0] and b < right.shape[0]:
            if left[a] == right[b]:
                n_common += 1
                a += 1
                b += 1
            elif left[a] < right[b]:
                a += 1
            else:
                b += 1
    return n_common
