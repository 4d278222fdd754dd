/**
 * The helper functions of emitted Python modules, of which each has those it uses; a library that has a better way has a helper of
 * that name of its own. `xp.` stands for the module of array functions, `T(x)` for a transpose.
 */
import { DIFFERENCES } from "./differences.js";
import { SECOND_HELPERS } from "./second-differences.js";
import { STRUCTURE_HELPERS } from "./structure.js";

export const SHARED_HELPERS: Readonly<Record<string, string>> = {
  ...DIFFERENCES,
  ...STRUCTURE_HELPERS,
  ...SECOND_HELPERS,
  sym: `
def _sym(A):
    return (A + T(A)) / 2
`,
  skew: `
def _skew(A):
    return (A - T(A)) / 2
`,
  kron: `
def _kron(A, B):
    K = A[..., :, None, :, None] * B[..., None, :, None, :]
    rows, cols = A.shape[-2] * B.shape[-2], A.shape[-1] * B.shape[-1]
    return K.reshape(K.shape[:-4] + (rows, cols))
`,
  kron_blocks: `
def _kron_blocks(G, B):
    """R_ij = <block i, j of G, B>"""
    p, q = B.shape[-2:]
    blocks = G.reshape(G.shape[:-2] + (G.shape[-2] // p, p, G.shape[-1] // q, q))
    return xp.sum(xp.sum(blocks * B[..., None, :, None, :], -1), -2)
`,
  kron_sum: `
def _kron_sum(A, G):
    """R = sum over i, j of A_ij (block i, j of G)"""
    m, n = A.shape[-2:]
    blocks = G.reshape(G.shape[:-2] + (m, G.shape[-2] // m, n, G.shape[-1] // n))
    return xp.sum(xp.sum(blocks * A[..., :, None, :, None], -2), -3)
`,
  toeplitz_of: `
def _toeplitz_of(w, n):
    """T_ij = w at i - j, 0 where w has no such entry"""
    at, k = ARANGE(n, w), w.shape[-2]
    lag = at[:, None] - at[None, :]
    return xp.where((lag >= 0) & (lag < k), w[..., 0][..., xp.clip(lag, 0, k - 1)], 0)
`,
  diagonal_sums: `
def _diagonal_sums(A, k):
    """The sums of the entries with i - j = 0, 1, ..., k - 1."""
    n = A.shape[-1]
    sums = [xp.diagonal(A, -l, -2, -1).sum(-1) if l < n else 0 * A[..., 0, 0] for l in range(k)]
    return xp.stack(sums, -1)[..., None]
`,
  softmax: `
def _softmax(A):
    """The softmax of each row; zeros where a row is -inf throughout."""
    top = xp.max(A, -1, keepdims=True)
    E = xp.exp(A - xp.where(xp.isneginf(top), 0, top))
    total = xp.sum(E, -1, keepdims=True)
    return E / xp.where(total == 0, 1, total)
`,
  argmax: `
def _argmax(A):
    """1 at the first largest entry, else 0."""
    flat = A.reshape(A.shape[:-2] + (-1,))
    first = xp.arange(flat.shape[-1]) == xp.argmax(flat, -1)[..., None]
    return first.astype(A.dtype).reshape(A.shape)
`,
  argmax_rows: `
def _argmax_rows(A):
    """1 at the first largest entry of each row, else 0."""
    return (xp.arange(A.shape[-1]) == xp.argmax(A, -1)[..., None]).astype(A.dtype)
`,
  embed: `
def _embed(A, row, column, rows, cols):
    """A as a block of zeros."""
    m, n = A.shape[-2:]
    around = [(row, rows - row - m), (column, cols - column - n)]
    return xp.pad(A, [(0, 0)] * (A.ndim - 2) + around)
`,
  vech: `
def _vech(A):
    """The lower triangle by columns."""
    i, j = xp.triu_indices(A.shape[-1])
    return A[..., j, i][..., None]
`,
  log_det_cholesky: `
def _log_det_cholesky(L):
    return 2 * xp.sum(xp.log(xp.diagonal(L, 0, -2, -1)), -1)[..., None, None]
`,
  signs: `
def _signs(U):
    """The sign of the entry of each column that is the first largest in size."""
    at = xp.argmax(xp.abs(U), -2)[..., None, :]
    return xp.where(xp.take_along_axis(U, at, -2) < 0, -1, 1).astype(U.dtype)
`,
  pinv: `
def _pinv(A):
    return xp.linalg.pinv(A, max(A.shape[-2:]) * xp.finfo(A.dtype).eps)
`,
  lu_det: `
def _lu_det(LU, pivots):
    odd = xp.sum(pivots[..., 0] != xp.arange(LU.shape[-1]), -1) % 2
    product = xp.prod(xp.diagonal(LU, 0, -2, -1), -1)
    return (product * (1 - 2 * odd).astype(LU.dtype))[..., None, None]
`,
  softplus: `
def _softplus(a):
    return xp.logaddexp(a, 0)
`,
  check: `
def _check(name, A, rows, cols):
    if A.shape[-2:] != (rows, cols):
        raise ValueError(f"{name} is {A.shape[-2]}x{A.shape[-1]}, expected {rows}x{cols}")
`,
  reshape: `
def _reshape(A, rows, cols):
    """The entries of A, read and written by columns."""
    return T(T(A).reshape(A.shape[:-2] + (cols, rows)))
`,
  odd_loewner: `
def _odd_loewner(f, df, sigma):
    """(f(s_i) + f(s_j)) / (s_i + s_j), f'(0) where both are zero"""
    y, s = f(sigma), sigma + T(sigma)
    zero = s <= NEGLIGIBLE * _greatest(sigma)
    return xp.where(zero, _at_zero(f, df, sigma), (y + T(y)) / xp.where(zero, 1, s))
`,
  odd_ratio: `
def _odd_ratio(f, df, sigma):
    """f(s_i) / s_i, f'(0) at zero"""
    zero = sigma <= NEGLIGIBLE * _greatest(sigma)
    return xp.where(zero, _at_zero(f, df, sigma), f(sigma) / xp.where(zero, 1, sigma))
`,
  at_zero: `
def _at_zero(f, df, sigma):
    """f'(0) of an odd f; not a number where f(0) is not zero"""
    zero = 0 * sigma[..., :1, :]
    return xp.where(f(zero) == 0, df(zero), xp.nan)
`,
  projector: `
def _projector(A):
    """Onto the columns of A, on an orthonormal basis."""
    U, sigma, _ = xp.linalg.svd(A, full_matrices=False)
    least = max(A.shape[-2:]) * xp.finfo(A.dtype).eps * sigma[..., :1]
    U = U * (sigma > least)[..., None, :]
    return U @ T(U)
`,
  adjugate_variation: `
def _adjugate_variation(A, E):
    """Of adj(A) along E, by products of singular values that leave two out: right for singular matrices, too."""
    U, sigma, Vt = xp.linalg.svd(A)
    one = xp.eye(A.shape[-1], dtype=A.dtype)
    others = xp.where(one == 1, 1, sigma[..., None, :])
    edge = xp.ones_like(others[..., :1])
    before = xp.cumprod(xp.concatenate([edge, others[..., :-1]], -1), -1)
    after = xp.flip(xp.cumprod(xp.concatenate([edge, xp.flip(others, (-1,))[..., :-1]], -1), -1), (-1,))
    K = (xp.linalg.det(U) * xp.linalg.det(Vt))[..., None, None] * (1 - one) * before * after
    F = T(U) @ E @ T(Vt)
    sums = K @ xp.sum(one * F, -1)[..., None]
    return T(Vt) @ (one * sums - K * F) @ T(U)
`,
  flush_rounding: `
def _flush_rounding(lam):
    """Eigenvalues of a semidefinite matrix, zero where they are but rounding"""
    size = xp.abs(lam)
    least = lam.shape[-2] * xp.finfo(lam.dtype).eps * _greatest(size)
    return xp.where(size <= least, 0 * lam, lam)
`,
  greatest: `
def _greatest(A):
    return GREATEST
`,
  largest: `
def _largest(A):
    """The size of the largest entry."""
    return LARGEST
`,
  gram_ratio: `
def _gram_ratio(f, sigma, count):
    """f(s_i^2) / s_i; a zero s_i counts where there are fewer of them than count"""
    zero = sigma <= NEGLIGIBLE * _greatest(sigma)
    at_zero = f(0 * sigma)
    if sigma.shape[-2] < count:
        at_zero = xp.where(at_zero == 0, at_zero, xp.nan)
    else:
        at_zero = 0 * at_zero
    return xp.where(zero, at_zero, f(sigma * sigma) / xp.where(zero, 1, sigma))
`,
};

/** Which helpers a text may name. */
export const namedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\b_([A-Za-z]\w*)\b/g)].map((m) => m[1]!)),
];
