/** Helper functions that JAX's modules have. */
export const JAX_HELPERS: Readonly<Record<string, string>> = {
  gaps: `
def _gaps(lam):
    """1 / (lam_j - lam_i), 0 on the diagonal; not a number where values coincide."""
    return _gaps_to(lam, 0, lam.shape[-2])
`,
  gaps_to: `
def _gaps_to(lam, start, stop):
    """1 / (lam_j - lam_i) for the columns j from start to stop; not a number where values coincide."""
    apart = lam[..., start:stop, :].mT - lam
    own = jnp.eye(lam.shape[-2], dtype=bool)[:, start:stop]
    close = jnp.abs(apart) <= DISTINCT * jnp.max(jnp.abs(lam), -2, keepdims=True)
    return jnp.where(own, 0, jnp.where(close, jnp.nan, 1 / jnp.where(own, 1, apart)))
`,
  band_loewner: `
def _band_loewner(f, dd, lam, start, stop):
    """Divided differences of the function that is f on the values start to stop, else 0."""
    at = jnp.arange(lam.shape[-2])[:, None]
    inside = (at >= start) & (at < stop)
    apart, mixed = lam - lam.mT, inside != inside.mT
    close = jnp.abs(apart) <= DISTINCT * jnp.max(jnp.abs(lam), -2, keepdims=True)
    near = jnp.where(inside, lam, lam[..., start : start + 1, :])
    y = jnp.where(inside, f(near), 0)
    across = jnp.where(close, jnp.nan, (y - y.mT) / jnp.where(mixed, apart, 1))
    return jnp.where(inside & inside.mT, dd(near, near.mT), jnp.where(mixed, across, 0))
`,
  sylvester: `
def _sylvester(A, B, C):
    """A X + X B = C by the Kronecker form, for small matrices."""
    m, n = C.shape[-2:]
    if m * n > 1024:
        raise ValueError("this equation is solved for at most 1024 unknowns")
    one_m = jnp.eye(m, dtype=C.dtype)
    one_n = jnp.eye(n, dtype=C.dtype)
    K = _kron(A, one_n) + _kron(one_m, B.mT)
    return jnp.linalg.solve(K, C.reshape(C.shape[:-2] + (m * n, 1))).reshape(C.shape)
`,
  lyapunov: `
def _lyapunov(A, C):
    """A X + X A' = C"""
    return _sylvester(A, A.mT, C)
`,
  root_derivative: `
def _root_derivative(X, E):
    """X L + L X = E, where X is the root."""
    return _sylvester(X, X, E)
`,
  sqrtm: `
def _sqrtm(A):
    """The principal root by Denman and Beavers' products, scaled by determinants."""
    n = A.shape[-1]
    one = jnp.eye(n, dtype=A.dtype)
    M, X = A, A
    for k in range(20):
        scale = jnp.ones_like(M[..., :1, :1])
        if k < 8:
            scale = jnp.exp(-jnp.linalg.slogdet(M)[1] / (2 * n))[..., None, None]
        inverse = jnp.linalg.inv(M) / scale**2
        X = scale * X @ (one + inverse) / 2
        M = (one + (scale**2 * M + inverse) / 2) / 2
    return X
`,
  logm: `
def _logm(A):
    """The principal logarithm: roots until A is near 1, then Gauss and Legendre's rule."""
    one = jnp.eye(A.shape[-1], dtype=A.dtype)
    for _ in range(6):
        A = _sqrtm(A)
    points = (0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717)
    weights = (0.2955242247147529, 0.2692667193099963, 0.2190863625159821, 0.1494513491505806, 0.0666713443086881)
    E, total = A - one, 0
    for x, w in zip(points, weights):
        for t in ((1 - x) / 2, (1 + x) / 2):
            total = total + w / 2 * jnp.linalg.solve(one + t * E, E)
    return 64 * total
`,
  power: `
def _power(A, p):
    if isinstance(p, int):
        return jnp.linalg.matrix_power(A, p)
    return jax.scipy.linalg.expm(p * _logm(A))
`,
  block: `
def _block(A, E):
    """[[A, E], [0, A]]: a function of it has the derivative in the direction E in its corner."""
    A, E = jnp.broadcast_arrays(A, E)
    return jnp.concatenate([jnp.concatenate([A, E], -1), jnp.concatenate([jnp.zeros_like(A), A], -1)], -2)
`,
  frechet: `
def _frechet(f, A, E):
    """The derivative of f at A in the direction E."""
    n = A.shape[-1]
    return f(_block(A, E))[..., :n, n:]
`,
  power_derivative: `
def _power_derivative(A, p, E):
    n = A.shape[-1]
    return _power(_block(A, E), p)[..., :n, n:]
`,
  cos_sin: `
def _cos_sin(A):
    """By the exponential of [[0, -A], [A, 0]]."""
    n, zero = A.shape[-1], jnp.zeros_like(A)
    F = jax.scipy.linalg.expm(jnp.concatenate([jnp.concatenate([zero, -A], -1), jnp.concatenate([A, zero], -1)], -2))
    return F[..., :n, :n], F[..., n:, :n]
`,
  cos_sin_derivative: `
def _cos_sin_derivative(A, E):
    n = A.shape[-1]
    cos, sin = _cos_sin(_block(A, E))
    return cos[..., :n, n:], sin[..., :n, n:]
`,
  reciprocals: `
def _reciprocals(sigma):
    """Not a number where a singular value is zero: its vectors are not determined."""
    zero = sigma <= DISTINCT * jnp.max(sigma, -2, keepdims=True)
    return jnp.where(zero, jnp.nan, 1 / sigma)
`,
  polar: `
def _polar(A):
    """A = Q H."""
    U, sigma, Vt = jnp.linalg.svd(A, full_matrices=False)
    U, Vt = _distinct(U, sigma), _distinct(Vt.mT, sigma).mT
    return U @ Vt, Vt.mT @ (sigma[..., None] * Vt)
`,
  adjugate: `
def _adjugate(A):
    """By products of singular values that leave one out: right for singular matrices, too."""
    U, sigma, Vt = jnp.linalg.svd(A)
    ones = jnp.ones_like(sigma[..., :1])
    before = jnp.cumprod(jnp.concatenate([ones, sigma[..., :-1]], -1), -1)
    after = jnp.cumprod(jnp.concatenate([ones, sigma[..., :0:-1]], -1), -1)[..., ::-1]
    sign = (jnp.linalg.det(U) * jnp.linalg.det(Vt))[..., None, None]
    return sign * Vt.mT @ ((before * after)[..., None] * U.mT)
`,
  unmoved: `
def _unmoved(direction):
    """Zero; not a number where a constant moves."""
    return jnp.sum(jnp.where(direction == 0, 0, jnp.nan))
`,
  norm: `
def _norm(A):
    return jnp.sqrt(jnp.sum(A * A, (-2, -1), keepdims=True))
`,
  unvech: `
def _unvech(v, n):
    """The lower triangular matrix with these entries by columns."""
    j = jnp.arange(n)
    return jnp.tril(v[..., 0][..., j * n - j * (j + 1) // 2 + j[:, None]])
`,
  eigh: `
def _eigh(S):
    """S = U diag(lam) U', lam ascending, the largest entry of each column of U positive."""
    lam, U = jnp.linalg.eigh(S)
    return lam[..., None], _distinct(U * _signs(U), lam)
`,
  distinct: `
@jax.custom_jvp
def _distinct(U, values):
    """U; its tangent where values coincide is not a number."""
    return U


@_distinct.defjvp
def _distinct_jvp(primals, tangents):
    U, values = primals
    apart = jnp.abs(values[..., :, None] - values[..., None, :])
    close = apart <= DISTINCT * jnp.max(jnp.abs(values), -1)[..., None, None]
    close = jnp.any(close & ~jnp.eye(values.shape[-1], dtype=bool), (-2, -1), keepdims=True)
    return U, tangents[0] * jnp.where(close, jnp.nan, 1)
`,
  eigh_generalised: `
def _eigh_generalised(S, B):
    """S V = B V diag(lam), V' B V = 1."""
    L = jnp.linalg.cholesky(B)
    C = _solve_triangular(L, S, lower=True)
    C = _solve_triangular(L, C.mT, lower=True)
    lam, Y = jnp.linalg.eigh((C + C.mT) / 2)
    V = _solve_triangular(L, Y, lower=True, trans=1)
    return lam[..., None], _distinct(V * _signs(V), lam)
`,
  svd: `
def _svd(A):
    """A = U diag(sigma) V', the largest entry of each column of U positive."""
    U, sigma, Vt = jnp.linalg.svd(A, full_matrices=False)
    signs = _signs(U)
    return _distinct(U * signs, sigma), sigma[..., None], _distinct(Vt.mT * signs, sigma)
`,
  each: `
def _each(f, *arrays):
    """f of matrices, for each of a batch."""
    batch = jnp.broadcast_shapes(*(A.shape[:-2] for A in arrays))
    if batch == ():
        return f(*arrays)
    flat = [jnp.broadcast_to(A, batch + A.shape[-2:]).reshape((-1,) + A.shape[-2:]) for A in arrays]
    result = jax.vmap(f)(*flat)
    return result.reshape(batch + result.shape[1:])
`,
  solve_cholesky: `
def _solve_cholesky(L, B):
    """L L' X = B"""
    return _each(lambda L, B: jax.scipy.linalg.cho_solve((L, True), B), L, B)
`,
  solve_triangular: `
def _solve_triangular(A, B, **options):
    return _each(lambda A, B: jax.scipy.linalg.solve_triangular(A, B, **options), A, B)
`,
  lu_factor: `
def _lu_factor(A):
    """P A = L U, packed, and the row exchanges as a column."""
    LU, pivots = jax.scipy.linalg.lu_factor(A)
    return LU, pivots[..., None]
`,
  lu_solve: `
def _lu_solve(LU, pivots, B, trans=0):
    def solve(LU, p, B):
        return jax.scipy.linalg.lu_solve((LU, p[:, 0]), B, trans)

    return _each(solve, LU, pivots, B)
`,
  lu_unpack: `
def _lu_unpack(LU, pivots):
    """L, U and P with P A = L U."""
    n = LU.shape[-1]
    rows = jax.lax.linalg.lu_pivots_to_permutation(pivots[..., 0], n)
    P = (rows[..., :, None] == jnp.arange(n)).astype(LU.dtype)
    return jnp.tril(LU, -1) + jnp.eye(n, dtype=LU.dtype), jnp.triu(LU), P
`,
  log_det: `
def _log_det(LU, pivots):
    """Not a number where the determinant is not positive."""
    d = jnp.diagonal(LU, 0, -2, -1)
    odd = jnp.sum(pivots[..., 0] != jnp.arange(LU.shape[-1]), -1) % 2
    sign = jnp.prod(jnp.sign(d), -1) * (1 - 2 * odd)
    return jnp.where(sign > 0, jnp.sum(jnp.log(jnp.abs(d)), -1), jnp.nan)[..., None, None]
`,
  fit: `
def _fit(G, shape):
    """A gradient in the shape of its input, summed over batches that the input has not."""
    G = jnp.broadcast_to(G, jnp.broadcast_shapes(G.shape, shape))
    G = jnp.sum(G, tuple(range(G.ndim - len(shape))))
    axes = tuple(i for i, size in enumerate(shape) if size == 1 != G.shape[i])
    return jnp.sum(G, axes, keepdims=True)
`,
  read: `
def _read(*inputs):
    """Arrays of one kind; numbers of Python take the kind of the others."""
    kinds = [x.dtype for x in inputs if hasattr(x, "dtype")]
    if any(kind in (jnp.float16, jnp.bfloat16) for kind in kinds):
        raise TypeError("half precision is not supported; give float32 arrays: x.astype(jnp.float32)")
    dtype = jnp.result_type(jnp.float32, *kinds) if kinds else jnp.result_type(float)
    return [jnp.asarray(x, dtype) for x in inputs]
`,
};
