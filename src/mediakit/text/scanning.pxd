"""Where a token begins, and the way from its first byte to its folded form."""

from libc.stdint cimport int64_t, uint8_t

from .ascii cimport copy_run
from .joints cimport Reading, possessive_end, read_acronym, read_on
from .utf8 cimport AT, BREAK, COMMA, DOT, HYPHEN, MARK, MULTIBYTE, Text, class_at, is_word, put_folded, width

# How far characters are counted.
cdef struct Position:
    int64_t i
    int64_t n_followers  # bytes before it that begin no character, and those before the text


cdef inline int64_t find_token(const Text *text, int64_t i) noexcept nogil:
    """First byte from `i` on at which a letter or digit stands; the end of the text where there is none."""
    cdef const uint8_t *buffer = text.buffer
    cdef const uint8_t *of_byte = text.of_byte
    cdef int64_t end = text.end
    cdef int class_
    while i < end:
        class_ = of_byte[buffer[i]]
        if is_word(class_):
            return i
        if class_ == MULTIBYTE:
            if is_word(class_at(text, i)):
                return i
            i += width(buffer[i])
        else:
            i += 1
    return i


cdef inline Reading read_token(const Text *text, int64_t first, uint8_t *folded) noexcept nogil:
    """Write the folded form of the token at byte `first` to `folded`."""
    # The way of nearly every token: ASCII letters, then a character after which no word goes on.
    cdef int64_t i = first + copy_run(folded, text.buffer + first, text.end - first, text.readable - first)
    cdef int64_t q = i - first, stop, acronym_q = 0
    cdef int class_ = text.of_byte[text.buffer[i]] if i < text.end else BREAK
    cdef int next_ = text.of_byte[text.buffer[i + 1]] if i + 1 < text.end else BREAK
    if class_ == BREAK or (next_ == BREAK and class_ in (DOT, COMMA, HYPHEN, AT)):
        return Reading(q, i, i, False)
    if i == first or (i == first + 1 and (class_ == DOT or class_at(text, i) == MARK)):
        stop = read_acronym(text, first, folded, &acronym_q)
        if stop > first:
            return Reading(acronym_q, stop, possessive_end(text, stop), False)
        if i > first:
            put_folded(text, folded, 0, first)  # where the try of an acronym wrote
    return read_on(text, i, folded, q)


cdef inline int64_t move(const Text *text, Position *position, int64_t i) noexcept nogil:
    """Characters of the text before byte `i`, which must not lie before the last one asked for."""
    cdef int64_t z
    for z in range(position.i, i):
        position.n_followers += (text.buffer[z] & 0xC0) == 0x80
    position.i = i
    return i - position.n_followers
