"""
The token kernel: UTF-8 bytes in, term numbers out, one pass, no Python object per token.

A token is a run of letters and digits, with what may stand inside it: an apostrophe between letters (``don't``,
``aujourd'hui``), a hyphen (``counter-terrorism``), dots of an acronym (``U.S.``), separators of a number (``1,900.5``),
a whole web or mail address. A French elision (``l'``, ``qu'``) is a token of its own, an English possessive ``'s`` is
none. The folded bytes of each token are looked up in an open-addressing hash table, whose new entries are appended to
an arena of bytes. Whatever is looked at ahead of the token has a limit, so that the time grows with the text and no
faster.
"""

# Array kernels: long by nature, and compiled, so that a call more or less costs nothing.
# ruff: noqa: C901, PLR0911, PLR0912, PLR0913, PLR0915, PLR0917, PLR1714, SIM109
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc"

from __future__ import annotations

import numpy as np
from numba import njit

from .characters import (
    APOSTROPHE,
    AT,
    BREAK,
    COLON,
    COMMA,
    DIGIT,
    DOT,
    HYPHEN,
    LAST_IDEOGRAPH,
    LETTER,
    MARK,
    MULTIBYTE,
    N_TABLED,
    SILENT,
    THIN_SPACE,
)

ADDRESS_REACH = 64  # bytes that are searched for the @ of a mail address with dots in its first part
LONGEST_ACRONYM = 16  # letters
LONGEST_NUMBER = 18  # digits of a number whose thousands are grouped by no-break spaces


@njit(nogil=True, cache=True)
def _width(byte):
    """Bytes of the UTF-8 sequence that begins with `byte`."""
    if byte < 0x80:
        return 1
    if byte < 0xE0:
        return 2
    if byte < 0xF0:
        return 3
    return 4


@njit(nogil=True, cache=True)
def _decode(buffer, i):
    """Code point at byte `i` of valid UTF-8."""
    first = np.int64(buffer[i])
    if first < 0x80:
        return first
    if first < 0xE0:
        return ((first & 0x1F) << 6) | (np.int64(buffer[i + 1]) & 0x3F)
    if first < 0xF0:
        return ((first & 0x0F) << 12) | ((np.int64(buffer[i + 1]) & 0x3F) << 6) | (np.int64(buffer[i + 2]) & 0x3F)
    return (
        ((first & 0x07) << 18)
        | ((np.int64(buffer[i + 1]) & 0x3F) << 12)
        | ((np.int64(buffer[i + 2]) & 0x3F) << 6)
        | (np.int64(buffer[i + 3]) & 0x3F)
    )


@njit(nogil=True, cache=True)
def _class_at(buffer, i, end, of_byte, classes):
    """Class of the character at byte `i`; BREAK at the end of the text."""
    if i >= end:
        return np.uint8(BREAK)
    class_ = of_byte[buffer[i]]
    if class_ != MULTIBYTE:
        return class_
    code = _decode(buffer, i)
    if code < N_TABLED:
        return classes[code]
    return np.uint8(LETTER) if code <= LAST_IDEOGRAPH else np.uint8(BREAK)


@njit(nogil=True, cache=True)
def _is_word(class_):
    return class_ == LETTER or class_ == DIGIT


@njit(nogil=True, cache=True)
def _skip_silent(buffer, i, end, of_byte, classes):
    """First byte from `i` on whose character is not silent."""
    while i < end and _class_at(buffer, i, end, of_byte, classes) == SILENT:
        i += _width(buffer[i])
    return i


@njit(nogil=True, cache=True)
def _put(arena, q, code):
    """Write a code point as UTF-8 at `arena[q]`; give the next place."""
    if code < 0x80:
        arena[q] = code
        return q + 1
    if code < 0x800:
        arena[q] = 0xC0 | (code >> 6)
        arena[q + 1] = 0x80 | (code & 0x3F)
        return q + 2
    if code < 0x10000:
        arena[q] = 0xE0 | (code >> 12)
        arena[q + 1] = 0x80 | ((code >> 6) & 0x3F)
        arena[q + 2] = 0x80 | (code & 0x3F)
        return q + 3
    arena[q] = 0xF0 | (code >> 18)
    arena[q + 1] = 0x80 | ((code >> 12) & 0x3F)
    arena[q + 2] = 0x80 | ((code >> 6) & 0x3F)
    arena[q + 3] = 0x80 | (code & 0x3F)
    return q + 4


@njit(nogil=True, cache=True)
def _equals_one_of(arena, begin, q, words, word_starts):
    """Whether ``arena[begin:q]`` is one of the byte strings in `words`."""
    for w in range(word_starts.shape[0] - 1):
        first = word_starts[w]
        length = word_starts[w + 1] - first
        if length != q - begin:
            continue
        same = True
        for z in range(length):
            if arena[begin + z] != words[first + z]:
                same = False
                break
        if same:
            return True
    return False


@njit(nogil=True, cache=True)
def _ends_address(byte):
    """Whether an ASCII byte cannot stand inside a web or mail address."""
    return byte <= 0x20 or byte == 0x22 or byte == 0x3C or byte == 0x3E or byte == 0x5C or byte == 0x60


@njit(nogil=True, cache=True)
def _address_end(buffer, i, end, of_byte, classes):
    """End of the address that goes on at `i`: up to white space or quotation marks, less final stops."""
    while i < end:
        byte = buffer[i]
        if byte < 0x80:
            if _ends_address(byte):
                break
        else:
            class_ = _class_at(buffer, i, end, of_byte, classes)
            if class_ not in (LETTER, DIGIT, MARK, SILENT):
                break
        i += _width(byte)
    while True:
        last = buffer[i - 1]
        if last in (0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x5D, 0x7D, 0x27, 0x2A, 0x5F):
            i -= 1
        else:
            return i


@njit(nogil=True, cache=True)
def _begins_host(buffer, i, end, of_byte, classes):
    """Whether a letter or digit stands at byte `i`, as after the @ of a mail address."""
    return _is_word(_class_at(buffer, i, end, of_byte, classes)) and buffer[i] != 0x5F


@njit(nogil=True, cache=True)
def _at_ahead(buffer, i, end, of_byte, classes):
    """Whether a mail address' @ follows byte `i`, with only letters, digits and ``. _ % + -`` before it."""
    for z in range(i, min(end - 1, i + ADDRESS_REACH)):
        b = buffer[z]
        if b == 0x40:
            return z > i and _begins_host(buffer, z + 1, end, of_byte, classes)
        is_alphanumeric = 48 <= b <= 57 or 65 <= b <= 90 or 97 <= b <= 122
        if not (is_alphanumeric or b == 0x2E or b == 0x5F or b == 0x25 or b == 0x2B or b == 0x2D):
            return False
    return False


@njit(nogil=True, cache=True)
def _groups_digits(buffer, i, after, end, arena, begin, q, of_byte, classes):
    """Whether byte `i` groups digits as in ``1 900 000``: at most three before it, exactly three after."""
    if q - begin > LONGEST_NUMBER:
        return False
    for z in range(begin, q):
        if not 0x30 <= arena[z] <= 0x39:
            return False
    n_before = 0
    while n_before < q - begin:
        i -= 1
        while buffer[i] & 0xC0 == 0x80:
            i -= 1
        if _class_at(buffer, i, end, of_byte, classes) != DIGIT:
            break
        n_before += 1
    if n_before > 3:
        return False
    for _ in range(3):
        if _class_at(buffer, after, end, of_byte, classes) != DIGIT:
            return False
        after += _width(buffer[after])
    return _class_at(buffer, after, end, of_byte, classes) != DIGIT


@njit(nogil=True, cache=True)
def _possessive_end(buffer, i, end, of_byte, classes):
    """End of an English possessive ``'s`` whose apostrophe stands at byte `i`; `i` where there is none."""
    if _class_at(buffer, i, end, of_byte, classes) != APOSTROPHE:
        return i
    s = _skip_silent(buffer, i + _width(buffer[i]), end, of_byte, classes)
    if s >= end or (buffer[s] != 0x73 and buffer[s] != 0x53):
        return i
    goes_on = _class_at(buffer, s + 1, end, of_byte, classes) in (LETTER, DIGIT, MARK, SILENT)
    return i if goes_on else s + 1


@njit(nogil=True, cache=True)
def _read_acronym(buffer, i, end, arena, q, of_byte, classes, folds):
    """
    Read single letters with dots, such as ``U.S.``; give (q, i) unchanged where none stands at byte `i`.

    The term ends with a dot, whether the surface does or not.
    """
    first, n_letters = q, 0
    at, stop = i, i
    while n_letters < LONGEST_ACRONYM and _class_at(buffer, at, end, of_byte, classes) == LETTER:
        code = _decode(buffer, at)
        z = _put(arena, q, np.int64(folds[code]) if code < N_TABLED else code)
        dot = at + _width(buffer[at])
        class_ = _class_at(buffer, dot, end, of_byte, classes)
        while class_ == MARK:
            z = _put(arena, z, np.int64(folds[_decode(buffer, dot)]))
            dot += _width(buffer[dot])
            class_ = _class_at(buffer, dot, end, of_byte, classes)
        if class_ != DOT and (n_letters == 0 or class_ not in (BREAK, COMMA, COLON, APOSTROPHE, HYPHEN, THIN_SPACE)):
            break
        arena[z] = 0x2E
        q = z + 1
        n_letters += 1
        stop = dot
        if class_ != DOT:
            break
        stop = at = dot + 1
    if n_letters < 2 or _class_at(buffer, stop, end, of_byte, classes) in (LETTER, DIGIT, MARK):
        return first, i
    return q, stop


# What a character that is no letter does to the token before it.
_END, _JOIN, _ELISION, _POSSESSIVE, _ADDRESS = 0, 1, 2, 3, 4


@njit(nogil=True, cache=True)
def _judge_joint(buffer, i, end, arena, begin, q, tables):
    """
    Decide what the character at byte `i`, no letter and no mark, does to the token ``arena[begin:q]`` before it.

    Returns the verdict, the byte that it writes (0 for none) and the byte to go on from.
    """
    of_byte, classes, folds, elisions, elision_starts = tables
    class_ = _class_at(buffer, i, end, of_byte, classes)
    after = _skip_silent(buffer, i + _width(buffer[i]), end, of_byte, classes)
    next_ = _class_at(buffer, after, end, of_byte, classes)
    is_after_digit = 0x30 <= arena[q - 1] <= 0x39
    if class_ == APOSTROPHE:
        if _equals_one_of(arena, begin, q, elisions, elision_starts):
            return _ELISION, 0x27, after
        if next_ == LETTER:
            beyond = _possessive_end(buffer, i, end, of_byte, classes)
            return (_POSSESSIVE, 0, beyond) if beyond > i else (_JOIN, 0x27, after)
    elif class_ == HYPHEN and _is_word(next_):
        if _read_acronym(buffer, after, end, arena, q, of_byte, classes, folds)[1] == after:
            return _JOIN, 0x2D, after
    elif class_ == DOT:
        is_www = q - begin == 3 and arena[begin] == 0x77 and arena[begin + 1] == 0x77 and arena[begin + 2] == 0x77
        if is_www or _at_ahead(buffer, i, end, of_byte, classes):
            beyond = _address_end(buffer, i, end, of_byte, classes)
            if beyond > i + 1:
                return _ADDRESS, 0, beyond
        if is_after_digit and next_ == DIGIT:
            return _JOIN, 0x2E, after
    elif class_ == COMMA and is_after_digit and next_ == DIGIT:
        return _JOIN, 0x2E if _decode(buffer, i) == 0x066B else 0x2C, after
    elif class_ == THIN_SPACE and _groups_digits(buffer, i, after, end, arena, begin, q, of_byte, classes):
        return _JOIN, 0, after
    elif class_ == COLON and i + 3 < end and buffer[i + 1] == 0x2F and buffer[i + 2] == 0x2F:
        beyond = _address_end(buffer, i, end, of_byte, classes)
        if beyond > i + 3:
            return _ADDRESS, 0, beyond
    elif class_ == AT and _begins_host(buffer, i + 1, end, of_byte, classes):
        return _ADDRESS, 0, _address_end(buffer, i, end, of_byte, classes)
    return _END, 0, i


@njit(nogil=True, cache=True)
def _read_on(buffer, i, end, arena, begin, q, tables):
    """
    Read the rest of the token ``arena[begin:q]`` from byte `i` on, where something other than an ASCII letter stands.

    Returns the end of the folded bytes, the end of the surface, and the byte to go on from.
    """
    of_byte, classes, folds, _, _ = tables
    while i < end:
        byte = buffer[i]
        class_ = of_byte[byte]
        if _is_word(class_):
            arena[q] = folds[byte]
            q += 1
            i += 1
            continue
        if class_ == MULTIBYTE:
            code = _decode(buffer, i)
            class_ = _class_at(buffer, i, end, of_byte, classes)
            if _is_word(class_) or class_ == MARK:
                q = _put(arena, q, np.int64(folds[code]) if code < N_TABLED else code)
                i += _width(byte)
                continue
            if class_ == SILENT:
                i += _width(byte)
                continue
        if class_ == BREAK:
            break
        verdict, written, after = _judge_joint(buffer, i, end, arena, begin, q, tables)
        if verdict == _END:
            break
        if verdict == _POSSESSIVE:
            return q, i, after
        if verdict == _ADDRESS:
            while i < after:
                code = _decode(buffer, i)
                if _class_at(buffer, i, end, of_byte, classes) != SILENT:
                    q = _put(arena, q, np.int64(folds[code]) if code < N_TABLED else code)
                i += _width(buffer[i])
            return q, after, after
        if written:
            arena[q] = written
            q += 1
        if verdict == _ELISION:
            return q, i + _width(byte), after
        i = after
    return q, i, i


@njit(nogil=True, cache=True)
def _rehash(hashes, slots, size):
    """Move a hash table into one of `size` places (a power of two)."""
    mask = np.uint64(size - 1)
    new_hashes = np.zeros(size, np.uint64)
    new_slots = np.full(size, -1, np.int32)
    for z in range(slots.shape[0]):
        if slots[z] >= 0:
            s = hashes[z] & mask
            while new_slots[s] >= 0:
                s = (s + np.uint64(1)) & mask
            new_slots[s] = slots[z]
            new_hashes[s] = hashes[z]
    return new_hashes, new_slots


@njit(nogil=True, cache=True)
def _enlarge(array, n):
    """Copy of a one-dimensional array with room for at least `n` entries."""
    bigger = np.empty(max(n, array.shape[0] + array.shape[0] // 2), array.dtype)
    bigger[: array.shape[0]] = array
    return bigger


@njit(nogil=True, cache=True)
def scan_texts(buffer, text_starts, of_byte, classes, folds, elisions, elision_starts, with_spans):
    """
    Tokenize texts that lie end to end in one buffer.

    Parameters
    ----------
    buffer : uint8 array
        UTF-8 bytes of all texts; must be valid.
    text_starts : int64 array of shape (n_docs + 1,)
        Byte at which each text begins.
    of_byte, classes, folds : arrays
        What `character_tables` gives.
    elisions, elision_starts : uint8 and int64 arrays
        Folded words that an apostrophe cuts off, end to end.
    with_spans : bool
        Whether to note where each token stands.

    Returns
    -------
    ids : int32 array of shape (n_tokens,)
    token_starts : int64 array of shape (n_docs + 1,)
    spans : int32 array of shape (2 * n_tokens,), empty without `with_spans`
        Start and end of each token, in characters from the start of its text.
    arena : uint8 array
        Folded bytes of the terms, in the order of their first occurrence.
    term_starts : int64 array of shape (n_terms + 1,)

    """
    n_docs = text_starts.shape[0] - 1
    n_bytes = text_starts[n_docs] - text_starts[0]
    tables = (of_byte, classes, folds, elisions, elision_starts)
    ascii_folds = folds[:128].astype(np.uint8)
    hashes = np.zeros(1 << 10, np.uint64)
    slots = np.full(1 << 10, -1, np.int32)
    arena = np.empty(n_bytes // 8 + 1024, np.uint8)
    term_starts = np.zeros(1 << 10, np.int64)
    ids = np.empty(n_bytes // 5 + 16, np.int32)
    spans = np.empty(2 * ids.shape[0] if with_spans else 0, np.int32)
    token_starts = np.zeros(n_docs + 1, np.int64)
    n_terms = 0
    n_tokens = 0
    used = np.int64(0)
    for d in range(n_docs):
        i = text_starts[d]
        end = text_starts[d + 1]
        n_followers = text_starts[d]  # bytes that begin no character, plus the text's own start
        counted = i  # byte up to which they are counted
        if arena.shape[0] < used + 2 * (end - i) + 16:
            arena = _enlarge(arena, used + 2 * (end - i) + 16)
        while i < end:
            first = i
            q = used
            byte = buffer[i]
            class_ = of_byte[byte]
            if class_ == MULTIBYTE:
                class_ = _class_at(buffer, i, end, of_byte, classes)
                if class_ != LETTER and class_ != DIGIT:
                    i += _width(byte)
                    continue
            elif class_ != LETTER and class_ != DIGIT:
                i += 1
                continue
            # The way of nearly every token: ASCII letters, then a character after which no word goes on.
            while i < end:
                byte = buffer[i]
                class_ = of_byte[byte]
                if class_ != LETTER and class_ != DIGIT:
                    break
                arena[q] = ascii_folds[byte]
                q += 1
                i += 1
            stop = after = i
            if i < end and class_ != BREAK:
                follower = of_byte[buffer[i + 1]] if i + 1 < end else np.uint8(BREAK)
                if class_ == MULTIBYTE or class_ == COLON or class_ == APOSTROPHE or follower != BREAK:
                    stop = first
                    if i == first or (
                        i == first + 1 and (class_ == DOT or _class_at(buffer, i, end, of_byte, classes) == MARK)
                    ):
                        q, stop = _read_acronym(buffer, first, end, arena, used, of_byte, classes, folds)
                    if stop > first:
                        after = _possessive_end(buffer, stop, end, of_byte, classes)
                    else:
                        q = used + i - first
                        if i > first:
                            arena[used] = ascii_folds[buffer[first]]  # where the try of an acronym wrote
                        q, stop, after = _read_on(buffer, i, end, arena, used, q, tables)
            # Look the folded bytes up; a new term stays where it was written.
            h = np.uint64(0xCBF29CE484222325)
            for z in range(used, q):
                h = (h ^ np.uint64(arena[z])) * np.uint64(0x100000001B3)
            h ^= h >> np.uint64(29)
            h *= np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(32)
            mask = np.uint64(slots.shape[0] - 1)
            s = h & mask
            term = np.int64(slots[s])
            while term >= 0:
                if hashes[s] == h and term_starts[term + 1] - term_starts[term] == q - used:
                    known = term_starts[term]
                    z = 0
                    while z < q - used and arena[known + z] == arena[used + z]:
                        z += 1
                    if z == q - used:
                        break
                s = (s + np.uint64(1)) & mask
                term = np.int64(slots[s])
            if term < 0:
                term = np.int64(n_terms)
                slots[s] = n_terms
                hashes[s] = h
                n_terms += 1
                used = q
                term_starts[n_terms] = used
                if slots.shape[0] < 2 * n_terms + 2:
                    hashes, slots = _rehash(hashes, slots, 4 * slots.shape[0])
                if term_starts.shape[0] < n_terms + 3:
                    term_starts = _enlarge(term_starts, n_terms + 3)
                if arena.shape[0] < used + 2 * (end - i) + 16:
                    arena = _enlarge(arena, used + 2 * (end - i) + 16)
            if ids.shape[0] == n_tokens:
                ids = _enlarge(ids, n_tokens + 16)
                if with_spans:
                    spans = _enlarge(spans, 2 * ids.shape[0])
            ids[n_tokens] = term
            if with_spans:
                for z in range(counted, first):
                    n_followers += (buffer[z] & 0xC0) == 0x80
                spans[2 * n_tokens] = first - n_followers
                for z in range(first, stop):
                    n_followers += (buffer[z] & 0xC0) == 0x80
                spans[2 * n_tokens + 1] = stop - n_followers
                counted = stop
            n_tokens += 1
            i = after
        token_starts[d + 1] = n_tokens
    return (
        ids[:n_tokens].copy(),
        token_starts,
        spans[: 2 * n_tokens].copy(),
        arena[:used].copy(),
        term_starts[: n_terms + 1].copy(),
    )


@njit(nogil=True, cache=True)
def count_terms(ids, token_starts, n_terms):
    """
    Count the terms of each document: a matrix in compressed rows, the terms of a row in rising order.

    Returns
    -------
    data, indices : int32 arrays
    indptr : int64 array of shape (n_docs + 1,)

    """
    n_docs = token_starts.shape[0] - 1
    seen = np.zeros(n_terms, np.int32)
    indices = np.empty(ids.shape[0], np.int32)
    data = np.empty(ids.shape[0], np.int32)
    indptr = np.zeros(n_docs + 1, np.int64)
    n = 0
    for d in range(n_docs):
        first = n
        for z in range(token_starts[d], token_starts[d + 1]):
            term = ids[z]
            if term >= 0:
                if seen[term] == 0:
                    indices[n] = term
                    n += 1
                seen[term] += 1
        indices[first:n].sort()
        for z in range(first, n):
            data[z] = seen[indices[z]]
            seen[indices[z]] = 0
        indptr[d + 1] = n
    return data[:n].copy(), indices[:n].copy(), indptr
