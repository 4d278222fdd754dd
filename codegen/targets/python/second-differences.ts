/** Helpers of second order that Python's modules share: second divided differences, and derivatives column by column. */
export const SECOND_HELPERS: Readonly<Record<string, string>> = {
  loewner2: `
def _loewner2(d2f, lam, G, A, B, inside=None):
    """T_ij = sum over k of f[l_i, l_k, l_j] (A_ik B_kj + B_ik A_kj), from f'' and f[l_i, l_j]

    By the differences over the largest gap; where all three are close, by the mean of f''.
    """
    a, b, c = lam[..., :, :, None], lam[..., None, :, :], T(lam[..., None, :, :])
    zero = 0 * (a + b + c)
    a, b, c = a + zero, b + zero, c + zero
    Gik, Gkj, Gij = G[..., :, :, None] + zero, G[..., None, :, :] + zero, G[..., :, None, :] + zero
    ij, ik, kj = xp.abs(c - a), xp.abs(b - a), xp.abs(c - b)
    gap = xp.maximum(ij, xp.maximum(ik, kj))
    over = xp.where(gap == ij, c - a, xp.where(gap == ik, b - a, c - b))
    quotient = xp.where(gap == ij, Gkj - Gik, xp.where(gap == ik, Gkj - Gij, Gij - Gik))
    size = xp.maximum(xp.abs(a), xp.maximum(xp.abs(b), xp.abs(c)))
    near = gap * 64 < xp.where(size > 1, 1.0, size)
    mean = _mean_second(d2f, a, xp.where(near, b, a), xp.where(near, c, a))
    F = xp.where(near, mean, quotient / xp.where(near, 1, over))
    F = xp.where(gap == 0, d2f(a) / 2, F)
    if inside is not None:
        F = xp.where(inside[..., :, :, None] | inside[..., None, :, :] | T(inside[..., None, :, :]), F, 0)
    AB = A[..., :, :, None] * B[..., None, :, :] + B[..., :, :, None] * A[..., None, :, :]
    return xp.sum(F * AB, -2)
`,
  band_loewner2: `
def _band_loewner2(d2f, lam, G, A, B, start, stop):
    """The same of the function that is f on the values start to stop, else 0."""
    at = xp.cumsum(xp.ones_like(lam), -2) - 1
    return _loewner2(d2f, lam, G, A, B, (at >= start) & (at < stop))
`,
  mean_second: `
def _mean_second(d2f, x, y, z):
    """f[x, y, z] as an integral of f'', by four by four Gauss-Legendre points."""
    points = (0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970262)
    weights = (0.17392742256872692, 0.32607257743127307, 0.32607257743127307, 0.17392742256872692)
    total = 0
    for v, p in zip(points, weights):
        for s, q in zip(points, weights):
            total = total + p * v * q * d2f(y + v * (x - y + s * (z - x)))
    return total
`,
  columns: `
def _columns(f, inputs, axes, moved, results, place):
    """The derivatives of what f gives in directions of the inputs, by the entries of those that move, as vec orders them.

    axes and results say how many last axes a value has, the others are batches; place is the axis of the entries.
    """
    inputs = _read(*inputs)
    batch = max(x.ndim - k for x, k in zip(inputs, axes))
    table = []
    for at in moved:
        units = _units(inputs[at], axes[at], batch)
        still = [(1,) * (batch - inputs[i].ndim + axes[i]) + tuple(inputs[i].shape) for i in moved]
        still = [xp.broadcast_to(0 * inputs[i], (len(units),) + s) for i, s in zip(moved, still)]
        given = f(*inputs, *(units if i == at else z for i, z in zip(moved, still)))
        given = given if isinstance(given, tuple) else (given,)
        derivatives = [_vec(y, k, len(units), batch) for y, k in zip(given, results)]
        table.append([xp.moveaxis(d, 0, place) for d in derivatives])
    rows = [column[0] if len(column) == 1 else tuple(column) for column in zip(*table)]
    return rows[0] if len(rows) == 1 else tuple(rows)
`,
  units: `
def _units(x, axes, batch):
    """The matrices with a single entry 1, by columns, in the shape of x; axes of length 1 for batches."""
    core, count = tuple(x.shape[x.ndim - axes :]), 1
    for size in core:
        count = count * size
    E = EYE(count, x)
    E = E.reshape((count,) + core[::-1])
    E = T(E) if axes == 2 else E
    return E.reshape((count,) + (1,) * batch + core)
`,
  vec: `
def _vec(y, axes, count, batch):
    """The entries by columns as the last axis, for each of the directions."""
    y = T(y) if axes == 2 else y
    lead = tuple(y.shape[: y.ndim - axes])
    y = y.reshape((1,) * (1 + batch - len(lead)) + lead + (-1,))
    return xp.broadcast_to(y, (count,) + tuple(y.shape[1:]))
`,
};
