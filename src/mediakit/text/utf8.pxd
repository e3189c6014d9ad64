"""Characters in UTF-8: what each is, where it ends, how it is written. The bytes must be valid."""

from libc.stdint cimport int64_t, uint8_t, uint32_t

# The classes of `characters`, the same numbers.
cdef enum CharacterClass:
    BREAK = 0
    LETTER = 1
    DIGIT = 2
    MARK = 3
    SILENT = 4
    APOSTROPHE = 5
    HYPHEN = 6
    DOT = 7
    COMMA = 8
    THIN_SPACE = 9
    COLON = 10
    AT = 11
    MULTIBYTE = 12

cdef enum:
    N_TABLED = 0x20000
    LAST_IDEOGRAPH = 0x323AF

# One text and the tables that say what its characters are.
cdef struct Text:
    const uint8_t *buffer
    int64_t readable  # bytes of the buffer
    int64_t end  # of the text
    const uint8_t *of_byte  # class by byte (256)
    const uint8_t *classes  # class by code point (N_TABLED)
    const uint32_t *folds  # folded code point by code point (N_TABLED)
    const uint8_t *elisions  # folded words that an apostrophe cuts off, end to end
    const int64_t *elision_starts
    int64_t n_elisions


cdef inline int64_t width(uint8_t byte) noexcept nogil:
    """Bytes of the sequence that begins with `byte`."""
    if byte < 0x80:
        return 1
    if byte < 0xE0:
        return 2
    return 3 if byte < 0xF0 else 4


cdef inline uint32_t decode(const uint8_t *at) noexcept nogil:
    """Code point that begins at a byte."""
    cdef uint32_t first = at[0]
    if first < 0x80:
        return first
    if first < 0xE0:
        return ((first & 0x1F) << 6) | (at[1] & 0x3F)
    if first < 0xF0:
        return ((first & 0x0F) << 12) | ((at[1] & 0x3F) << 6) | (at[2] & 0x3F)
    return ((first & 0x07) << 18) | ((at[1] & 0x3F) << 12) | ((at[2] & 0x3F) << 6) | (at[3] & 0x3F)


cdef inline int64_t put(uint8_t *folded, int64_t q, uint32_t code) noexcept nogil:
    """Write a code point at ``folded[q]``; give the next place."""
    if code < 0x80:
        folded[q] = code
        return q + 1
    if code < 0x800:
        folded[q] = 0xC0 | (code >> 6)
        folded[q + 1] = 0x80 | (code & 0x3F)
        return q + 2
    if code < 0x10000:
        folded[q] = 0xE0 | (code >> 12)
        folded[q + 1] = 0x80 | ((code >> 6) & 0x3F)
        folded[q + 2] = 0x80 | (code & 0x3F)
        return q + 3
    folded[q] = 0xF0 | (code >> 18)
    folded[q + 1] = 0x80 | ((code >> 12) & 0x3F)
    folded[q + 2] = 0x80 | ((code >> 6) & 0x3F)
    folded[q + 3] = 0x80 | (code & 0x3F)
    return q + 4


cdef inline int class_beyond(uint32_t code) noexcept nogil:
    """Class of a character beyond the tables."""
    return LETTER if code <= LAST_IDEOGRAPH else BREAK


cdef inline int class_at(const Text *text, int64_t i) noexcept nogil:
    """Class of the character at byte `i`; BREAK at the end of the text."""
    if i >= text.end:
        return BREAK
    cdef int class_ = text.of_byte[text.buffer[i]]
    if class_ != MULTIBYTE:
        return class_
    cdef uint32_t code = decode(text.buffer + i)
    return text.classes[code] if code < N_TABLED else class_beyond(code)


cdef inline int64_t put_folded(const Text *text, uint8_t *folded, int64_t q, int64_t i) noexcept nogil:
    """Write the folded form of the character at byte `i`."""
    cdef uint32_t code = decode(text.buffer + i)
    return put(folded, q, text.folds[code] if code < N_TABLED else code)


cdef inline bint is_word(int class_) noexcept nogil:
    """Whether a character of this class begins a token."""
    return class_ == LETTER or class_ == DIGIT


cdef inline int64_t skip_silent(const Text *text, int64_t i) noexcept nogil:
    """First byte from `i` on whose character is not silent."""
    while class_at(text, i) == SILENT:
        i += width(text.buffer[i])
    return i
