"""
What holds a token together where its letters end: apostrophes, hyphens, dots, separators of numbers, addresses.

Whatever is looked at ahead of the token has a limit, so that the time grows with the text and no faster.
"""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memcmp

from .utf8 cimport (
    APOSTROPHE, AT, BREAK, COLON, COMMA, DIGIT, DOT, HYPHEN, LETTER, MARK, SILENT, THIN_SPACE,
    N_TABLED, Text, class_at, class_beyond, decode, is_word, put, put_folded, skip_silent, width,
)

cdef enum:
    ADDRESS_REACH = 64  # bytes that are searched for the @ of a mail address with dots in its first part
    LONGEST_ACRONYM = 16  # letters
    LONGEST_NUMBER = 18  # digits of a number whose thousands are grouped by no-break spaces

# What a character that is no letter does to the token before it.
cdef enum Verdict:
    END
    JOIN
    ELISION
    POSSESSIVE
    ADDRESS

cdef struct Joint:
    Verdict verdict
    uint8_t written  # byte that it adds to the term, 0 for none
    int64_t after  # byte to go on from

# A token read from its first byte on.
cdef struct Reading:
    int64_t length  # of its folded form, in bytes
    int64_t stop  # end of its surface
    int64_t after  # byte to go on from
    bint is_address


cdef inline int64_t address_end(const Text *text, int64_t i) noexcept nogil:
    """End of the address that goes on at `i`: up to white space or quotation marks, less final stops."""
    cdef uint8_t byte
    cdef int class_
    while i < text.end:
        byte = text.buffer[i]
        if byte < 0x80:
            if byte <= 0x20 or byte in (0x22, 0x3C, 0x3E, 0x5C, 0x60):
                break
        else:
            class_ = class_at(text, i)
            if not (is_word(class_) or class_ == MARK or class_ == SILENT):
                break
        i += width(byte)
    while text.buffer[i - 1] in (0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x5D, 0x7D, 0x27, 0x2A, 0x5F):
        i -= 1
    return i


cdef inline bint begins_host(const Text *text, int64_t i) noexcept nogil:
    """Whether a letter or digit stands at byte `i`, as after the @ of a mail address."""
    return is_word(class_at(text, i)) and text.buffer[i] != 0x5F


cdef inline bint at_ahead(const Text *text, int64_t i) noexcept nogil:
    """Whether a mail address' @ follows byte `i`, with only letters, digits and ``. _ % + -`` before it."""
    cdef int64_t z
    cdef uint8_t byte
    for z in range(i, min(text.end - 1, i + ADDRESS_REACH)):
        byte = text.buffer[z]
        if byte == 0x40:
            return z > i and begins_host(text, z + 1)
        if not (48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte in (0x2E, 0x5F, 0x25, 0x2B, 0x2D)):
            return False
    return False


cdef inline bint groups_digits(
    const Text *text, int64_t i, int64_t after, const uint8_t *folded, int64_t length
) noexcept nogil:
    """Whether byte `i` groups digits as in ``1 900 000``: at most three before it, exactly three after."""
    cdef int64_t z
    cdef int n_before = 0
    if length > LONGEST_NUMBER:
        return False
    for z in range(length):
        if not 0x30 <= folded[z] <= 0x39:
            return False
    while n_before < length:
        i -= 1
        while text.buffer[i] & 0xC0 == 0x80:
            i -= 1
        if class_at(text, i) != DIGIT:
            break
        n_before += 1
    if n_before > 3:
        return False
    for _ in range(3):
        if class_at(text, after) != DIGIT:
            return False
        after += width(text.buffer[after])
    return class_at(text, after) != DIGIT


cdef inline int64_t possessive_end(const Text *text, int64_t i) noexcept nogil:
    """End of an English possessive ``'s`` whose apostrophe stands at byte `i`; `i` where there is none."""
    if class_at(text, i) != APOSTROPHE:
        return i
    cdef int64_t s = skip_silent(text, i + width(text.buffer[i]))
    if s >= text.end or (text.buffer[s] != 0x73 and text.buffer[s] != 0x53):
        return i
    return i if class_at(text, s + 1) in (LETTER, DIGIT, MARK, SILENT) else s + 1


cdef inline int64_t read_acronym(const Text *text, int64_t i, uint8_t *folded, int64_t *q) noexcept nogil:
    """
    Read single letters with dots, such as ``U.S.``; move `q` and give the end of the surface.

    Gives `i`, and leaves `q`, where no acronym stands at byte `i`. The term ends with a dot, whether the surface does
    or not.
    """
    cdef int64_t written = q[0], z, at = i, stop = i, dot
    cdef int class_, n_letters = 0
    while n_letters < LONGEST_ACRONYM and class_at(text, at) == LETTER:
        z = put_folded(text, folded, written, at)
        dot = at + width(text.buffer[at])
        class_ = class_at(text, dot)
        while class_ == MARK:
            z = put_folded(text, folded, z, dot)
            dot += width(text.buffer[dot])
            class_ = class_at(text, dot)
        if class_ != DOT and (
            n_letters == 0 or class_ not in (BREAK, COMMA, COLON, APOSTROPHE, HYPHEN, THIN_SPACE)
        ):
            break
        folded[z] = 0x2E
        written = z + 1
        n_letters += 1
        stop = dot
        if class_ != DOT:
            break
        stop = at = dot + 1
    if n_letters < 2 or class_at(text, stop) in (LETTER, DIGIT, MARK):
        return i
    q[0] = written
    return stop


cdef inline bint is_elision(const Text *text, const uint8_t *folded, int64_t length) noexcept nogil:
    """Whether a folded word is one that a French apostrophe cuts off."""
    cdef int64_t w, first
    for w in range(text.n_elisions):
        first = text.elision_starts[w]
        if text.elision_starts[w + 1] - first == length and memcmp(folded, text.elisions + first, length) == 0:
            return True
    return False


cdef inline Joint judge_joint(const Text *text, int64_t i, uint8_t *folded, int64_t q) noexcept nogil:
    """Decide what the character at byte `i`, no letter and no mark, does to the token ``folded[:q]`` before it."""
    cdef int class_ = class_at(text, i)
    cdef int64_t after = skip_silent(text, i + width(text.buffer[i]))
    cdef int64_t beyond, scratch = q
    cdef int next_ = class_at(text, after)
    cdef bint is_in_number = 0x30 <= folded[q - 1] <= 0x39 and next_ == DIGIT
    if class_ == APOSTROPHE:
        if is_elision(text, folded, q):
            return Joint(ELISION, 0x27, after)
        if next_ == LETTER:
            beyond = possessive_end(text, i)
            return Joint(POSSESSIVE, 0, beyond) if beyond > i else Joint(JOIN, 0x27, after)
    elif class_ == HYPHEN:
        if is_word(next_) and read_acronym(text, after, folded, &scratch) == after:
            return Joint(JOIN, 0x2D, after)
    elif class_ == DOT:
        if (q == 3 and memcmp(folded, b"www", 3) == 0) or at_ahead(text, i):
            beyond = address_end(text, i)
            if beyond > i + 1:
                return Joint(ADDRESS, 0, beyond)
        if is_in_number:
            return Joint(JOIN, 0x2E, after)
    elif class_ == COMMA:
        if is_in_number:
            return Joint(JOIN, 0x2E if decode(text.buffer + i) == 0x066B else 0x2C, after)
    elif class_ == THIN_SPACE:
        if groups_digits(text, i, after, folded, q):
            return Joint(JOIN, 0, after)
    elif class_ == COLON:
        if i + 3 < text.end and text.buffer[i + 1] == 0x2F and text.buffer[i + 2] == 0x2F:
            beyond = address_end(text, i)
            if beyond > i + 3:
                return Joint(ADDRESS, 0, beyond)
    elif class_ == AT:
        if begins_host(text, i + 1):
            return Joint(ADDRESS, 0, address_end(text, i))
    return Joint(END, 0, i)


cdef inline int64_t copy_letters(const Text *text, int64_t i, uint8_t *folded, int64_t *length) noexcept nogil:
    """Copy letters, digits and marks of any script from byte `i` on, less what is silent; give where they end."""
    cdef const uint8_t *buffer = text.buffer
    cdef const uint8_t *classes = text.classes
    cdef const uint32_t *folds = text.folds
    cdef int64_t end = text.end, q = length[0]
    cdef uint32_t code
    cdef int class_
    while i < end:
        code = decode(buffer + i)
        class_ = classes[code] if code < N_TABLED else class_beyond(code)
        if is_word(class_) or class_ == MARK:
            q = put(folded, q, folds[code] if code < N_TABLED else code)
        elif class_ != SILENT:
            break
        i += width(buffer[i])
    length[0] = q
    return i


cdef inline Reading read_on(const Text *text, int64_t i, uint8_t *folded, int64_t q) noexcept nogil:
    """Read the rest of the token ``folded[:q]`` from byte `i` on, where no ASCII letter stands."""
    cdef Joint joint
    while True:
        i = copy_letters(text, i, folded, &q)
        if class_at(text, i) == BREAK:
            break
        joint = judge_joint(text, i, folded, q)
        if joint.verdict == END:
            break
        if joint.verdict == POSSESSIVE:
            return Reading(q, i, joint.after, False)
        if joint.verdict == ADDRESS:
            while i < joint.after:
                if class_at(text, i) != SILENT:
                    q = put_folded(text, folded, q, i)
                i += width(text.buffer[i])
            return Reading(q, i, i, True)
        if joint.written:
            folded[q] = joint.written
            q += 1
        if joint.verdict == ELISION:
            return Reading(q, i + width(text.buffer[i]), joint.after, False)
        i = joint.after
    return Reading(q, i, i, False)
