/** Helper functions that PyTorch's modules have: what the library lacks, and what does not depend on gauges. */
export const TORCH_HELPERS: Readonly<Record<string, string>> = {
  maximum: `
def _maximum(a, b):
    like = a if isinstance(a, Tensor) else b
    return torch.maximum(a + 0 * like, b + 0 * like)
`,
  minimum: `
def _minimum(a, b):
    like = a if isinstance(a, Tensor) else b
    return torch.minimum(a + 0 * like, b + 0 * like)
`,
  cbrt: `
def _cbrt(a):
    return torch.sign(a) * torch.abs(a) ** (1 / 3)
`,
  softplus: `
def _softplus(a):
    return torch.logaddexp(a, torch.zeros_like(a))
`,
  softmax: `
def _softmax(A):
    """The softmax of each row; zeros where a row is -inf throughout."""
    return torch.softmax(A, -1).masked_fill(torch.isneginf(torch.amax(A, -1, True)), 0)
`,
  argmax: `
def _argmax(A):
    """1 at the first largest entry, else 0."""
    flat = A.flatten(-2)
    first = torch.argmax(flat, -1, keepdim=True)
    return (torch.arange(flat.shape[-1], device=A.device) == first).to(A.dtype).reshape(A.shape)
`,
  argmax_rows: `
def _argmax_rows(A):
    """1 at the first largest entry of each row, else 0."""
    return (torch.arange(A.shape[-1], device=A.device) == torch.argmax(A, -1)[..., None]).to(A.dtype)
`,
  embed: `
def _embed(A, row, column, rows, cols):
    """A as a block of zeros."""
    m, n = A.shape[-2:]
    return torch.nn.functional.pad(A, (column, cols - column - n, row, rows - row - m))
`,
  vech: `
def _vech(A):
    """The lower triangle by columns."""
    i, j = torch.triu_indices(A.shape[-1], A.shape[-1], device=A.device)
    return A[..., j, i][..., None]
`,
  unvech: `
def _unvech(v, n):
    """The lower triangular matrix with these entries by columns."""
    j = torch.arange(n, device=v.device)
    return torch.tril(v[..., 0][..., j * n - j * (j + 1) // 2 + j[:, None]])
`,
  log_det_cholesky: `
def _log_det_cholesky(L):
    return 2 * torch.log(torch.diagonal(L, 0, -2, -1)).sum(-1)[..., None, None]
`,
  signs: `
def _signs(U):
    """The sign of the entry of each column that is the first largest in size."""
    at = torch.argmax(torch.abs(U), -2, keepdim=True)
    return torch.where(torch.gather(U, -2, at) < 0, -1, 1).to(U.dtype)
`,
  eigh: `
def _eigh(S):
    """S = U diag(lam) U', lam ascending, the largest entry of each column of U positive."""
    lam, U = torch.linalg.eigh(S)
    return lam[..., None], DIFFERENTIABLE(U * _signs(U), lam)
`,
  distinct: `
def _distinct(U, values):
    """U; what differentiates it where values coincide gets what is not a number."""
    if not torch.is_grad_enabled():
        return U
    close = torch.abs(values[..., :, None] - values[..., None, :]) <= DISTINCT * torch.abs(
        values
    ).amax(-1)[..., None, None]
    close = close & ~torch.eye(values.shape[-1], dtype=torch.bool, device=values.device)
    return _Distinct.apply(U, close.any(-1).any(-1)[..., None, None])
`,
  Distinct: `
class _Distinct(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(U, close):
        return U.clone()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[1])

    @staticmethod
    def backward(ctx, G):
        (close,) = ctx.saved_tensors
        return torch.where(close, torch.nan, G), None
`,
  eigh_generalised: `
def _eigh_generalised(S, B):
    """S V = B V diag(lam), V' B V = 1."""
    L = torch.linalg.cholesky(B)
    C = torch.linalg.solve_triangular(L, S, upper=False)
    C = torch.linalg.solve_triangular(L, C.mT, upper=False)
    lam, Y = torch.linalg.eigh((C + C.mT) / 2)
    V = torch.linalg.solve_triangular(L.mT, Y, upper=True)
    return lam[..., None], DIFFERENTIABLE(V * _signs(V), lam)
`,
  svd: `
def _svd(A):
    """A = U diag(sigma) V', the largest entry of each column of U positive."""
    U, sigma, Vt = torch.linalg.svd(A, full_matrices=False)
    signs = _signs(U)
    return DIFFERENTIABLE(U * signs, sigma), sigma[..., None], DIFFERENTIABLE(Vt.mT * signs, sigma)
`,
  polar: `
def _polar(A):
    """A = Q H."""
    U, sigma, Vt = torch.linalg.svd(A, full_matrices=False)
    DISTINCT_FACTORS
    return U @ Vt, Vt.mT @ (sigma[..., None] * Vt)
`,
  adjugate: `
def _adjugate(A):
    """By products of singular values that leave one out: right for singular matrices, too."""
    U, sigma, Vt = torch.linalg.svd(A)
    DISTINCT_FACTORS
    ones = torch.ones_like(sigma[..., :1])
    before = torch.cumprod(torch.cat([ones, sigma[..., :-1]], -1), -1)
    after = torch.cumprod(torch.cat([ones, sigma.flip(-1)[..., :-1]], -1), -1).flip(-1)
    sign = (torch.linalg.det(U) * torch.linalg.det(Vt))[..., None, None]
    return sign * Vt.mT @ ((before * after)[..., None] * U.mT)
`,
  lu_factor: `
def _lu_factor(A):
    """P A = L U, packed, and the row exchanges as a column."""
    LU, pivots, _ = torch.linalg.lu_factor_ex(A)
    return LU, pivots[..., None]
`,
  lu_solve: `
def _lu_solve(LU, pivots, B, adjoint=False):
    return torch.linalg.lu_solve(LU, pivots[..., 0], B, adjoint=adjoint)
`,
  lu_unpack: `
def _lu_unpack(LU, pivots):
    """L, U and P with P A = L U."""
    P, L, U = torch.lu_unpack(LU, pivots[..., 0])
    return L, U, P.mT
`,
  lu_sign: `
def _lu_sign(LU, pivots):
    """-1 for an odd number of row exchanges, else 1."""
    rows = torch.arange(1, LU.shape[-1] + 1, device=LU.device)
    return 1 - 2 * ((pivots[..., 0] != rows).sum(-1) % 2).to(LU.dtype)
`,
  lu_det: `
def _lu_det(LU, pivots):
    return (torch.diagonal(LU, 0, -2, -1).prod(-1) * _lu_sign(LU, pivots))[..., None, None]
`,
  log_det: `
def _log_det(LU, pivots):
    """Not a number where the determinant is not positive."""
    d = torch.diagonal(LU, 0, -2, -1)
    sign = torch.sign(d).prod(-1) * _lu_sign(LU, pivots)
    return torch.where(sign > 0, torch.log(torch.abs(d)).sum(-1), torch.nan)[..., None, None]
`,
  reciprocals: `
def _reciprocals(sigma):
    """Not a number where a singular value is zero: its vectors are not determined."""
    zero = sigma <= DISTINCT * torch.amax(sigma, -2, keepdim=True)
    return torch.where(zero, torch.nan, 1 / sigma)
`,
  gaps: `
def _gaps(lam):
    """1 / (lam_j - lam_i), 0 on the diagonal; not a number where values coincide."""
    return _gaps_to(lam, 0, lam.shape[-2])
`,
  gaps_to: `
def _gaps_to(lam, start, stop):
    """1 / (lam_j - lam_i) for the columns j from start to stop; not a number where values coincide."""
    apart = lam[..., start:stop, :].mT - lam
    own = torch.eye(lam.shape[-2], dtype=torch.bool, device=lam.device)[:, start:stop]
    close = torch.abs(apart) <= DISTINCT * torch.amax(torch.abs(lam), -2, keepdim=True)
    return torch.where(own, 0, torch.where(close, torch.nan, 1 / torch.where(own, 1, apart)))
`,
  band_loewner: `
def _band_loewner(f, dd, lam, start, stop):
    """Divided differences of the function that is f on the values start to stop, else 0."""
    at = torch.arange(lam.shape[-2], device=lam.device)[:, None]
    inside = (at >= start) & (at < stop)
    apart, mixed = lam - lam.mT, inside != inside.mT
    close = torch.abs(apart) <= DISTINCT * torch.amax(torch.abs(lam), -2, keepdim=True)
    near = torch.where(inside, lam, lam[..., start : start + 1, :])
    y = torch.where(inside, f(near), 0)
    across = torch.where(close, torch.nan, (y - y.mT) / torch.where(mixed, apart, 1))
    return torch.where(inside & inside.mT, dd(near, near.mT), torch.where(mixed, across, 0))
`,
  sylvester: `
def _sylvester(A, B, C):
    """A X + X B = C by the Kronecker form, for small matrices."""
    m, n = C.shape[-2:]
    if m * n > 1024:
        raise ValueError("this equation is solved for at most 1024 unknowns")
    one_m = torch.eye(m, dtype=C.dtype, device=C.device)
    one_n = torch.eye(n, dtype=C.dtype, device=C.device)
    K = _kron(A, one_n) + _kron(one_m, B.mT)
    return torch.linalg.solve(K, C.reshape(C.shape[:-2] + (m * n, 1))).reshape(C.shape)
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
    one = torch.eye(n, dtype=A.dtype, device=A.device)
    M, X = A, A
    for k in range(20):
        scale = torch.ones_like(M[..., :1, :1])
        if k < 8:
            scale = torch.exp(-torch.linalg.slogdet(M)[1] / (2 * n))[..., None, None]
        inverse = torch.linalg.inv(M) / scale**2
        X = scale * X @ (one + inverse) / 2
        M = (one + (scale**2 * M + inverse) / 2) / 2
    return X
`,
  logm: `
def _logm(A):
    """The principal logarithm: roots until A is near 1, then Gauss and Legendre's rule."""
    one = torch.eye(A.shape[-1], dtype=A.dtype, device=A.device)
    for _ in range(6):
        A = _sqrtm(A)
    points = (0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717)
    weights = (0.2955242247147529, 0.2692667193099963, 0.2190863625159821, 0.1494513491505806, 0.0666713443086881)
    E, total = A - one, 0
    for x, w in zip(points, weights):
        for t in ((1 - x) / 2, (1 + x) / 2):
            total = total + w / 2 * torch.linalg.solve(one + t * E, E)
    return 64 * total
`,
  power: `
def _power(A, p):
    if isinstance(p, int):
        return torch.linalg.matrix_power(A, p)
    return torch.matrix_exp(p * _logm(A))
`,
  block: `
def _block(A, E):
    """[[A, E], [0, A]]: a function of it has the derivative in the direction E in its corner."""
    shape = torch.broadcast_shapes(A.shape, E.shape)
    A, E = A.expand(shape), E.expand(shape)
    return torch.cat([torch.cat([A, E], -1), torch.cat([torch.zeros_like(A), A], -1)], -2)
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
    n, zero = A.shape[-1], torch.zeros_like(A)
    F = torch.matrix_exp(torch.cat([torch.cat([zero, -A], -1), torch.cat([A, zero], -1)], -2))
    return F[..., :n, :n], F[..., n:, :n]
`,
  cos_sin_derivative: `
def _cos_sin_derivative(A, E):
    n = A.shape[-1]
    cos, sin = _cos_sin(_block(A, E))
    return cos[..., :n, n:], sin[..., :n, n:]
`,
  fit: `
def _fit(G, shape):
    """A gradient in the shape of its input, summed over batches that the input has not."""
    if G.shape == shape:
        return G
    return G.expand(torch.broadcast_shapes(G.shape, shape)).sum_to_size(shape)
`,
  read: `
def _read(*inputs):
    """Tensors of one kind; numbers of Python take the kind of the others."""
    given = [x for x in inputs if isinstance(x, Tensor)]
    kinds = {(x.dtype, x.device) for x in given}
    if len(given) == len(inputs) and len(kinds) == 1 and given[0].dtype in (torch.float32, torch.float64):
        return inputs
    if any(x.dtype in (torch.float16, torch.bfloat16) for x in given):
        raise TypeError("half precision is not supported; give float32 tensors: x.float()")
    dtype = torch.float32 if given else torch.float64
    for x in given:
        dtype = torch.promote_types(dtype, x.dtype)
    device = given[0].device if given else None
    return [torch.as_tensor(x, dtype=dtype, device=device) for x in inputs]
`,
};
