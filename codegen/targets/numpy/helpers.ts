/** Helper functions that NumPy's modules have: what the library lacks, batches that SciPy does not take, named errors. */
export const NUMPY_HELPERS: Readonly<Record<string, string>> = {
  T: `
def _T(A):
    return np.swapaxes(A, -1, -2)
`,
  each: `
def _each(f, *arrays):
    """f of matrices, for each of a batch."""
    batch = np.broadcast_shapes(*(A.shape[:-2] for A in arrays))
    if batch == ():
        return f(*arrays)
    flat = [np.broadcast_to(A, batch + A.shape[-2:]).reshape((-1,) + A.shape[-2:]) for A in arrays]
    if 0 in batch:
        one = f(*(np.eye(*A.shape[-2:], dtype=A.dtype) for A in arrays))
        return np.zeros(batch + one.shape, one.dtype)
    results = [f(*one) for one in zip(*flat)]
    return np.stack(results).reshape(batch + results[0].shape)
`,
  norm: `
def _norm(A):
    scale = np.max(np.abs(A), (-2, -1), keepdims=True)
    scale = np.where(scale == 0, 1, scale)
    return scale * np.sqrt(np.sum((A / scale) ** 2, (-2, -1), keepdims=True))
`,
  unvech: `
def _unvech(v, n):
    """The lower triangular matrix with these entries by columns."""
    C = np.zeros(v.shape[:-2] + (n, n), v.dtype)
    i, j = np.triu_indices(n)
    C[..., j, i] = v[..., 0]
    return C
`,
  eigh: `
def _eigh(S):
    """S = U diag(lam) U', lam ascending, the largest entry of each column of U positive."""
    lam, U = np.linalg.eigh(S)
    return lam[..., None], U * _signs(U)
`,
  eigh_generalised: `
def _eigh_generalised(S, B):
    """S V = B V diag(lam), V' B V = 1."""
    L = np.linalg.cholesky(B)
    C = np.linalg.solve(L, _T(np.linalg.solve(L, S)))
    lam, Y = np.linalg.eigh((C + _T(C)) / 2)
    V = np.linalg.solve(_T(L), Y)
    return lam[..., None], V * _signs(V)
`,
  svd: `
def _svd(A):
    """A = U diag(sigma) V', the largest entry of each column of U positive."""
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    signs = _signs(U)
    return U * signs, sigma[..., None], _T(Vt) * signs
`,
  polar: `
def _polar(A):
    """A = Q H."""
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U @ Vt, _T(Vt) @ (sigma[..., None] * Vt)
`,
  adjugate: `
def _adjugate(A):
    """By products of singular values that leave one out: right for singular matrices, too."""
    U, sigma, Vt = np.linalg.svd(A)
    ones = np.ones_like(sigma[..., :1])
    before = np.cumprod(np.concatenate([ones, sigma[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([ones, sigma[..., :0:-1]], -1), -1)[..., ::-1]
    sign = (np.linalg.det(U) * np.linalg.det(Vt))[..., None, None]
    return sign * _T(Vt) @ ((before * after)[..., None] * _T(U))
`,
  solve_cholesky: `
def _solve_cholesky(L, B):
    """L L' X = B"""
    return _each(lambda L, B: linalg.cho_solve((L, True), B, check_finite=False), L, B)
`,
  solve_triangular: `
def _solve_triangular(A, B, **options):
    return _each(lambda A, B: linalg.solve_triangular(A, B, check_finite=False, **options), A, B)
`,
  lu_factor: `
def _lu_factor(A):
    """P A = L U, packed, and the row exchanges as a column."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        both = [linalg.lu_factor(one) for one in A.reshape((-1,) + A.shape[-2:])]
    LU = np.stack([one for one, _ in both]) if both else A
    pivots = np.stack([one for _, one in both]) if both else np.zeros(A.shape[:-1], int)
    return LU.reshape(A.shape), pivots.reshape(A.shape[:-1] + (1,))
`,
  lu_solve: `
def _lu_solve(LU, pivots, B, trans=0):
    if np.any(np.diagonal(LU, 0, -2, -1) == 0):
        raise np.linalg.LinAlgError("inverse: the matrix is singular")
    return _each(lambda LU, p, B: linalg.lu_solve((LU, p[:, 0]), B, trans), LU, pivots, B)
`,
  lu_unpack: `
def _lu_unpack(LU, pivots):
    """L, U and P with P A = L U."""
    n = LU.shape[-1]
    rows = np.broadcast_to(np.arange(n), LU.shape[:-1]).copy()
    for k in range(n):
        at = pivots[..., k, :]
        chosen = np.take_along_axis(rows, at, -1)
        np.put_along_axis(rows, at, rows[..., k : k + 1].copy(), -1)
        rows[..., k : k + 1] = chosen
    P = (rows[..., :, None] == np.arange(n)).astype(LU.dtype)
    return np.tril(LU, -1) + np.eye(n, dtype=LU.dtype), np.triu(LU), P
`,
  lu_det_sign: `
def _lu_det_sign(LU, pivots):
    odd = np.sum(pivots[..., 0] != np.arange(LU.shape[-1]), -1) % 2
    return np.prod(np.sign(np.diagonal(LU, 0, -2, -1)), -1) * (1 - 2 * odd)
`,
  reciprocals: `
def _reciprocals(d, tolerance, message):
    if np.any(np.abs(d) <= tolerance * np.max(np.abs(d), -2, keepdims=True)):
        raise np.linalg.LinAlgError(message)
    return 1 / d
`,
  gaps: `
def _gaps(lam):
    """1 / (lam_j - lam_i), 0 on the diagonal; the values must be distinct."""
    return _gaps_to(lam, 0, lam.shape[-2])
`,
  gaps_to: `
def _gaps_to(lam, start, stop):
    """1 / (lam_j - lam_i) for the columns j from start to stop, 0 where i = j."""
    apart = _T(lam[..., start:stop, :]) - lam
    own = np.eye(lam.shape[-2], dtype=bool)[:, start:stop]
    least = DISTINCT * np.max(np.abs(lam), -2, keepdims=True)
    if np.any((np.abs(apart) <= least) & ~own):
        raise np.linalg.LinAlgError("eigenvectors: a simple spectrum is needed")
    return np.where(own, 0, 1 / np.where(own, 1, apart))
`,
  band_loewner: `
def _band_loewner(f, dd, lam, start, stop):
    """Divided differences of the function that is f on the values start to stop, else 0."""
    n = lam.shape[-2]
    inside = ((np.arange(n) >= start) & (np.arange(n) < stop))[:, None]
    apart = lam - _T(lam)
    mixed = inside != inside.T
    least = DISTINCT * np.max(np.abs(lam), -2, keepdims=True)
    if np.any(mixed & (np.abs(apart) <= least)):
        raise np.linalg.LinAlgError("eigenvectors: these eigenvalues are not apart from the others")
    near = np.where(inside, lam, lam[..., start : start + 1, :])
    y = np.where(inside, f(near), 0)
    across = np.where(mixed, (y - _T(y)) / np.where(mixed, apart, 1), 0)
    return np.where(inside & inside.T, dd(near, _T(near)), across)
`,
  lyapunov: `
def _lyapunov(A, C):
    """A X + X A' = C"""
    return _each(lambda A, C: linalg.solve_sylvester(A, A.T, C), A, C)
`,
  real: `
def _real(F, A):
    """A function of a real matrix that is real; there is none where it is not."""
    if np.iscomplexobj(F):
        if np.max(np.abs(F.imag)) > 1e-8 * np.max(np.abs(F)):
            raise np.linalg.LinAlgError("an eigenvalue is zero or negative")
        F = F.real
    return F.astype(A.dtype)
`,
  logm: `
def _logm(A):
    return _real(linalg.logm(A), A)
`,
  sqrtm: `
def _sqrtm(A):
    return _real(linalg.sqrtm(A), A)
`,
  power_of: `
def _power_of(A, p):
    p = float(np.squeeze(p))
    if p == int(p):
        return np.linalg.matrix_power(A, int(p))
    return _real(linalg.fractional_matrix_power(A, p), A)
`,
  power: `
def _power(A, p):
    return _each(_power_of, A, np.atleast_2d(p))
`,
  block: `
def _block(A, E):
    """[[A, E], [0, A]]: a function of it has the derivative in the direction E in its corner."""
    return np.block([[A, E], [np.zeros_like(A), A]])
`,
  frechet: `
def _frechet(f, A, E):
    """The derivative of f at A in the direction E."""
    n = A.shape[-1]
    return _each(lambda A, E: f(_block(A, E))[:n, n:], A, E)
`,
  power_derivative: `
def _power_derivative(A, p, E):
    n = A.shape[-1]
    return _each(lambda A, p, E: _power_of(_block(A, E), p)[:n, n:], A, np.atleast_2d(p), E)
`,
  root_derivative: `
def _root_derivative(X, E):
    """X L + L X = E, where X is the root."""
    return linalg.solve_sylvester(X, X, E)
`,
  cos_sin: `
def _cos_sin(A):
    return _each(linalg.cosm, A), _each(linalg.sinm, A)
`,
  cos_sin_derivative: `
def _cos_sin_derivative(A, E):
    return _frechet(linalg.cosm, A, E), _frechet(linalg.sinm, A, E)
`,
  fit: `
def _fit(G, shape):
    """A gradient in the shape of its input, summed over batches that the input has not."""
    if G.ndim > len(shape):
        G = np.sum(G, tuple(range(G.ndim - len(shape))))
    ours = shape[len(shape) - G.ndim :]
    axes = tuple(i for i in range(G.ndim) if ours[i] == 1 != G.shape[i])
    return np.broadcast_to(np.sum(G, axes, keepdims=True) if axes else G, shape)
`,
  read: `
def _read(*inputs):
    """Arrays of one kind of real numbers; numbers of Python take the kind of the others."""
    arrays = [np.asarray(x) for x in inputs]
    kinds = [A.dtype for A, x in zip(arrays, inputs) if not isinstance(x, (int, float))]
    dtype = np.result_type(np.float32, *kinds) if kinds else np.float64
    return [A.astype(dtype, copy=False) for A in arrays]
`,
};
