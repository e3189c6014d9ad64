# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""
Coordinate descent for non-negative least squares, over rows of a sparse matrix: the array kernels of the solver.

Every kernel works on a range of rows that the caller fixes, so that sums do not depend on the number of threads.
Matrices of topics have as many columns as topics, rounded up to a multiple of eight; the columns beyond stay zero.
"""

from cython cimport floating
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport calloc, free


cdef inline void _dot_eight(
    floating* total, const floating* values, const int32_t* columns, Py_ssize_t n, const floating* matrix, Py_ssize_t width
) noexcept nogil:
    """Give eight columns of ``values @ matrix[columns]``; the sums stay in registers."""
    cdef floating[8] sums
    cdef const floating* row
    cdef floating value
    cdef Py_ssize_t z
    cdef int t
    for t in range(8):
        sums[t] = 0
    for z in range(n):
        row = matrix + columns[z] * width
        value = values[z]
        for t in range(8):
            sums[t] += value * row[t]
    for t in range(8):
        total[t] = sums[t]


cdef inline void _dot_sixteen(
    floating* total, const floating* values, const int32_t* columns, Py_ssize_t n, const floating* matrix, Py_ssize_t width
) noexcept nogil:
    """Give sixteen columns, as many as a line of the cache holds."""
    cdef floating[16] sums
    cdef const floating* row
    cdef floating value
    cdef Py_ssize_t z
    cdef int t
    for t in range(16):
        sums[t] = 0
    for z in range(n):
        row = matrix + columns[z] * width
        value = values[z]
        for t in range(16):
            sums[t] += value * row[t]
    for t in range(16):
        total[t] = sums[t]


cdef inline void _dot_rows(
    floating* total, const floating* values, const int32_t* columns, Py_ssize_t n, const floating* matrix, Py_ssize_t width
) noexcept nogil:
    """Give ``values @ matrix[columns]``."""
    cdef Py_ssize_t t = 0
    while t + 16 <= width:
        _dot_sixteen(total + t, values, columns, n, matrix + t, width)
        t += 16
    if t < width:
        _dot_eight(total + t, values, columns, n, matrix + t, width)


cdef inline void _add_scaled(floating* total, floating value, const floating* row, Py_ssize_t width) noexcept nogil:
    """Add a row times a value."""
    cdef floating[8] part
    cdef Py_ssize_t first = 0
    cdef int t
    while first < width:
        for t in range(8):
            part[t] = total[first + t] + value * row[first + t]
        for t in range(8):
            total[first + t] = part[t]
        first += 8


cdef void _descend(
    floating* x, floating* gradient, const floating* gram, const floating* inverse, Py_ssize_t width, int n_sweeps,
    double tolerance,
) noexcept nogil:
    """
    Lower ``x' gram x / 2 - linear' x`` over ``x >= 0`` by sweeps over the coordinates, in place.

    `gradient` holds ``-linear`` when called. `inverse` holds one over the diagonal of `gram`, and zero where that is
    zero. The end comes when a sweep gains no more than `tolerance` times the first.
    """
    cdef double gain, first_gain = 0
    cdef floating before, after, step
    cdef Py_ssize_t j
    cdef int sweep
    for j in range(width):
        if x[j] != 0:
            _add_scaled(gradient, x[j], gram + j * width, width)
    for sweep in range(n_sweeps):
        gain = 0
        for j in range(width):
            before = x[j]
            if before == 0 and gradient[j] >= 0:
                continue
            after = before - gradient[j] * inverse[j]
            if after < 0 or inverse[j] == 0:
                after = 0
            step = after - before
            if step != 0:
                x[j] = after
                gain += step * step * gram[j * width + j]
                _add_scaled(gradient, step, gram + j * width, width)
        if sweep == 0:
            first_gain = gain
        if gain <= tolerance * first_gain:
            break


cdef inline Py_ssize_t _find_active(const floating* x, Py_ssize_t width, int32_t* active, double* total) noexcept nogil:
    """List the coordinates that are not zero, and add up their values."""
    cdef Py_ssize_t t, n = 0
    for t in range(width):
        if x[t] != 0:
            active[n] = <int32_t> t
            n += 1
            total[0] += x[t]
    return n


cdef inline void _add_document(
    const floating* values, const int32_t* columns, Py_ssize_t n, const floating* x, const int32_t* active,
    Py_ssize_t n_active, Py_ssize_t width, floating* cross, floating* square,
) noexcept nogil:
    """Add one document's part of ``X.T @ weights`` and ``weights.T @ weights``."""
    cdef floating* row
    cdef Py_ssize_t z, a
    if 4 * n_active < width:
        for z in range(n):
            row = cross + columns[z] * width
            for a in range(n_active):
                row[active[a]] += values[z] * x[active[a]]
    else:
        for z in range(n):
            _add_scaled(cross + columns[z] * width, values[z], x, width)
    for a in range(n_active):
        _add_scaled(square + active[a] * width, x[active[a]], x, width)


def update_documents(
    documents, Py_ssize_t first, Py_ssize_t last, const floating[:, ::1] topics, const floating[:, ::1] gram,
    const floating[::1] inverse, double l1, const floating[:, ::1] start, floating[:, ::1] weights, sweeps,
    floating[:, ::1] cross, floating[:, ::1] square,
):
    """
    Fit the topic weights of some documents, and add up what the update of the topics needs.

    Parameters
    ----------
    documents : (int64 array, int32 array, array)
        Where each row begins, columns and values of the weighted documents.
    first, last : int
        The documents to fit.
    topics : array of shape (n_terms, width)
        Weight of each term in each topic.
    gram, inverse : arrays of shape (width, width) and (width,)
        ``topics.T @ topics`` with the L2 penalty on its diagonal, and one over its diagonal.
    l1 : float
        The L1 penalty.
    start, weights : arrays of shape (n_docs, width)
        Where to start from, and where the result goes (they may be one).
    sweeps : (int, float)
        Most sweeps over the coordinates of a document, and the share of the first one's gain at which it is left.
    cross : array of shape (n_terms, width)
        To which ``X.T @ weights`` of these rows is added; not touched if it has no rows.
    square : array of shape (width, width)
        To which ``weights.T @ weights`` is added.

    Returns
    -------
    total : float
        Sum of these weights.

    """
    cdef const int64_t[::1] starts = documents[0]
    cdef const int32_t[::1] columns = documents[1]
    cdef const floating[::1] values = documents[2]
    cdef Py_ssize_t width = topics.shape[1], r, t, n, n_active
    cdef int64_t z
    cdef int n_sweeps = sweeps[0]
    cdef double tolerance = sweeps[1], total = 0
    cdef bint is_adding = cross.shape[0] > 0
    cdef floating* gradient = <floating*> calloc(width, sizeof(floating))
    cdef int32_t* active = <int32_t*> calloc(width, sizeof(int32_t))
    cdef floating* x
    if gradient == NULL or active == NULL:
        free(gradient)
        free(active)
        raise MemoryError
    with nogil:
        for r in range(first, last):
            z = starts[r]
            n = starts[r + 1] - z
            x = &weights[r, 0]
            if n == 0:
                for t in range(width):
                    x[t] = 0
                continue
            _dot_rows(gradient, &values[z], &columns[z], n, &topics[0, 0], width)
            for t in range(width):
                gradient[t] = <floating> l1 - gradient[t]
                x[t] = start[r, t]
            _descend(x, gradient, &gram[0, 0], &inverse[0], width, n_sweeps, tolerance)
            n_active = _find_active(x, width, active, &total)
            if is_adding:
                _add_document(
                    &values[z], &columns[z], n, x, active, n_active, width, &cross[0, 0], &square[0, 0]
                )
    free(gradient)
    free(active)
    return total


def project_documents(
    documents, Py_ssize_t first, Py_ssize_t last, const floating[:, ::1] basis, floating[:, ::1] cross,
    double[:, ::1] squares,
):
    """
    Add ``X.T @ (X @ basis)`` of some documents to `cross`, shape (n_terms, width).

    The squares of the positive and of the negative cells of ``X @ basis`` are added to the two rows of `squares`.
    """
    cdef const int64_t[::1] starts = documents[0]
    cdef const int32_t[::1] columns = documents[1]
    cdef const floating[::1] values = documents[2]
    cdef Py_ssize_t width = basis.shape[1], r, t, n
    cdef int64_t z, c
    cdef floating* x = <floating*> calloc(width, sizeof(floating))
    if x == NULL:
        raise MemoryError
    with nogil:
        for r in range(first, last):
            z = starts[r]
            n = starts[r + 1] - z
            if n == 0:
                continue
            _dot_rows(x, &values[z], &columns[z], n, &basis[0, 0], width)
            for c in range(z, z + n):
                _add_scaled(&cross[columns[c], 0], values[c], x, width)
            for t in range(width):
                squares[x[t] < 0, t] += <double> x[t] * <double> x[t]
    free(x)


def rotate_rows(
    const floating[:, ::1] matrix, const floating[:, ::1] rotation, floating[:, ::1] rotated, Py_ssize_t first,
    Py_ssize_t last,
):
    """Write ``matrix @ rotation`` for the rows from `first` to `last`; no library whose threads could change a bit."""
    cdef Py_ssize_t n = rotation.shape[0], v, t
    cdef int32_t* columns = <int32_t*> calloc(n, sizeof(int32_t))
    if columns == NULL:
        raise MemoryError
    with nogil:
        for t in range(n):
            columns[t] = <int32_t> t
        for v in range(first, last):
            _dot_rows(&rotated[v, 0], &matrix[v, 0], columns, n, &rotation[0, 0], rotation.shape[1])
    free(columns)


def update_topics(
    const floating[:, ::1] cross, const floating[:, ::1] gram, const floating[::1] inverse, double l1,
    floating[:, ::1] topics, Py_ssize_t first, Py_ssize_t last, sweeps,
):
    """Fit the terms from `first` to `last` of the topics, in place, to the sums over all documents."""
    cdef Py_ssize_t width = topics.shape[1], v, t
    cdef int n_sweeps = sweeps[0]
    cdef double tolerance = sweeps[1]
    cdef floating* gradient = <floating*> calloc(width, sizeof(floating))
    if gradient == NULL:
        raise MemoryError
    with nogil:
        for v in range(first, last):
            for t in range(width):
                gradient[t] = <floating> l1 - cross[v, t]
            _descend(&topics[v, 0], gradient, &gram[0, 0], &inverse[0], width, n_sweeps, tolerance)
    free(gradient)


def add_gram(
    const floating[:, ::1] left, const floating[:, ::1] right, Py_ssize_t first, Py_ssize_t last, double[:, ::1] total
):
    """Add ``left.T @ right`` of the rows from `first` to `last`, in double precision between rows of 256."""
    cdef Py_ssize_t width = right.shape[1], v, j, t
    cdef floating* part = <floating*> calloc(left.shape[1] * width, sizeof(floating))
    if part == NULL:
        raise MemoryError
    with nogil:
        for v in range(first, last):
            for j in range(left.shape[1]):
                if left[v, j] != 0:
                    _add_scaled(part + j * width, left[v, j], &right[v, 0], width)
            if (v - first) % 256 == 255 or v == last - 1:
                for j in range(left.shape[1]):
                    for t in range(width):
                        total[j, t] += part[j * width + t]
                        part[j * width + t] = 0
    free(part)


def add_products(const floating[:, ::1] left, const floating[:, ::1] right, Py_ssize_t first, Py_ssize_t last):
    """Sum of the products of two matrices' cells over the rows from `first` to `last`, in double precision."""
    cdef double total = 0
    cdef Py_ssize_t v, t
    with nogil:
        for v in range(first, last):
            for t in range(left.shape[1]):
                total += <double> left[v, t] * <double> right[v, t]
    return total


def mix_rows(const int64_t[::1] starts, const int32_t[::1] columns, uint64_t seed, uint64_t[::1] numbers):
    """Write a number for each row that depends on its columns and the seed alone, so that no order of rows matters."""
    cdef uint64_t h
    cdef Py_ssize_t r
    cdef int64_t z
    with nogil:
        for r in range(starts.shape[0] - 1):
            h = (seed + 1) * <uint64_t> 0x9E3779B97F4A7C15
            for z in range(starts[r], starts[r + 1]):
                h = (h ^ <uint64_t> columns[z]) * <uint64_t> 0x100000001B3
                h ^= h >> 29
            h ^= h >> 32
            h *= <uint64_t> 0x9E3779B97F4A7C15
            numbers[r] = h ^ (h >> 29)
