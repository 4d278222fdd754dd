/**
 * Divided differences f[a, b] = (f(a) − f(b))/(a − b) in closed form, f′(a) where the nodes coincide: nothing cancels and
 * no threshold says when they are close. `where` guards the denominator, too, for both branches are computed.
 */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  dd_negate: `
def _dd_negate(a, b):
    return 0 * (a + b) - 1
`,
  dd_square: `
def _dd_square(a, b):
    return a + b
`,
  dd_cube: `
def _dd_cube(a, b):
    return a * a + a * b + b * b
`,
  dd_recip: `
def _dd_recip(a, b):
    return -1 / (a * b)
`,
  dd_sqrt: `
def _dd_sqrt(a, b):
    return 1 / (xp.sqrt(a) + xp.sqrt(b))
`,
  dd_rsqrt: `
def _dd_rsqrt(a, b):
    x, y = xp.sqrt(a), xp.sqrt(b)
    return -1 / (x * y * (x + y))
`,
  dd_cbrt: `
def _dd_cbrt(a, b):
    x, y = CBRT(a), CBRT(b)
    return 1 / (x * x + x * y + y * y)
`,
  dd_abs: `
def _dd_abs(a, b):
    tie = a == b
    return xp.where(tie, xp.sign(a), (xp.abs(a) - xp.abs(b)) / xp.where(tie, 1, a - b))
`,
  dd_sign: `
def _dd_sign(a, b):
    return (xp.sign(a) - xp.sign(b)) / xp.where(a == b, 1, a - b)
`,
  dd_relu: `
def _dd_relu(a, b):
    return (1 + _dd_abs(a, b)) / 2
`,
  dd_step: `
def _dd_step(a, b):
    x, y = xp.sign(xp.where(a > 0, a, 0 * a)), xp.sign(xp.where(b > 0, b, 0 * b))
    return (x - y) / xp.where(a == b, 1, a - b)
`,
  dd_exp: `
def _dd_exp(a, b):
    h = xp.abs(a - b)
    tie = h == 0
    return xp.exp(xp.maximum(a, b)) * xp.where(tie, 1, -xp.expm1(-h) / xp.where(tie, 1, h))
`,
  dd_expm1: `
def _dd_expm1(a, b):
    return _dd_exp(a, b)
`,
  dd_log: `
def _dd_log(a, b):
    low = xp.minimum(a, b)
    r = xp.abs(a - b) / low
    tie = r == 0
    return xp.where(tie, 1, xp.log1p(r) / xp.where(tie, 1, r)) / low
`,
  dd_log1p: `
def _dd_log1p(a, b):
    low = 1 + xp.minimum(a, b)
    r = xp.abs(a - b) / low
    tie = r == 0
    return xp.where(tie, 1, xp.log1p(r) / xp.where(tie, 1, r)) / low
`,
  sinc: `
def _sinc(h):
    """sin(h) / h"""
    tie = h == 0
    return xp.where(tie, 1, xp.sin(h) / xp.where(tie, 1, h))
`,
  sinhc: `
def _sinhc(h):
    """sinh(h) / h"""
    tie = h == 0
    return xp.where(tie, 1, xp.sinh(h) / xp.where(tie, 1, h))
`,
  dd_sin: `
def _dd_sin(a, b):
    return xp.cos((a + b) / 2) * _sinc((a - b) / 2)
`,
  dd_cos: `
def _dd_cos(a, b):
    return -xp.sin((a + b) / 2) * _sinc((a - b) / 2)
`,
  dd_tan: `
def _dd_tan(a, b):
    return _sinc(a - b) / (xp.cos(a) * xp.cos(b))
`,
  dd_asin: `
def _dd_asin(a, b):
    x, y = xp.sqrt((1 - a) * (1 + a)), xp.sqrt((1 - b) * (1 + b))
    same, tie = a * b > 0, a == b
    sine = xp.where(same, (a - b) * (a + b) / xp.where(same, a * y + b * x, 1), a * y - b * x)
    angle = xp.arctan2(sine, x * y + a * b)
    return xp.where(tie, 1 / xp.where(tie, x, 1), angle / xp.where(tie, 1, a - b))
`,
  dd_acos: `
def _dd_acos(a, b):
    return -_dd_asin(a, b)
`,
  dd_atan: `
def _dd_atan(a, b):
    h = a - b
    tie = h == 0
    return xp.where(tie, 1 / (1 + a * b), xp.arctan2(h, 1 + a * b) / xp.where(tie, 1, h))
`,
  dd_sinh: `
def _dd_sinh(a, b):
    return xp.cosh((a + b) / 2) * _sinhc((a - b) / 2)
`,
  dd_cosh: `
def _dd_cosh(a, b):
    return xp.sinh((a + b) / 2) * _sinhc((a - b) / 2)
`,
  dd_tanh: `
def _dd_tanh(a, b):
    """sinh(h) / (h cosh(a) cosh(b)) for h = a - b, by decaying exponentials"""
    h, x, y = xp.abs(a - b), xp.abs(a), xp.abs(b)
    tie = h == 0
    ratio = xp.where(tie, 2, -xp.expm1(-2 * h) / xp.where(tie, 1, h))
    return 2 * xp.exp(h - x - y) * ratio / ((1 + xp.exp(-2 * x)) * (1 + xp.exp(-2 * y)))
`,
  dd_sigmoid: `
def _dd_sigmoid(a, b):
    return _dd_tanh(a / 2, b / 2) / 4
`,
  dd_softplus: `
def _dd_softplus(a, b):
    low, h = xp.minimum(a, b), xp.abs(a - b)
    tie, near = h == 0, h < 500
    close = xp.log1p(xp.expm1(xp.where(near, h, 1)) * SIGMOID(low)) / xp.where(tie, 1, h)
    far = (_softplus(xp.maximum(a, b)) - _softplus(low)) / xp.where(tie, 1, h)
    return xp.where(tie, SIGMOID(low), xp.where(near, close, far))
`,
  dd_silu: `
def _dd_silu(a, b):
    x, y = SIGMOID(a), SIGMOID(b)
    return (x + y) / 2 + (a + b) / 2 * _dd_sigmoid(a, b)
`,
  dd_gelu: `
def _dd_gelu(a, b):
    r = 0.5**0.5
    x, y = ERFC(-r * a) / 2, ERFC(-r * b) / 2
    return (x + y) / 2 + (a + b) / 4 * r * _dd_erf(r * a, r * b)
`,
  dd_erf: `
def _dd_erf(a, b):
    """By ten Gauss-Legendre points where the nodes are near, else by what does not cancel."""
    h, m = a - b, (a + b) / 2
    near = xp.abs(h) < 0.5
    points = (0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717)
    weights = (0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814)
    k = xp.where(near, h, 0) / 2
    mean = sum(
        w * (xp.exp(-((m - x * k) ** 2)) + xp.exp(-((m + x * k) ** 2)))
        for x, w in zip(points, weights)
    )
    x, y = xp.abs(a), xp.abs(b)
    tails = xp.where(a * b > 0, xp.sign(a) * (ERFC(y) - ERFC(x)), ERF(a) - ERF(b))
    return xp.where(near, mean / 1.7724538509055159, tails / xp.where(near, 1, h))
`,
  dd_normalcdf: `
def _dd_normalcdf(a, b):
    r = 0.5**0.5
    return r / 2 * _dd_erf(r * a, r * b)
`,
  dd_lgamma: `
def _dd_lgamma(a, b):
    return _difference(lambda t: ENTRY_lgamma(t), lambda t: ENTRY_digamma(t), a, b)
`,
  dd_digamma: `
def _dd_digamma(a, b):
    return _difference(lambda t: ENTRY_digamma(t), lambda t: ENTRY_trigamma(t), a, b)
`,
  dd_trigamma: `
def _dd_trigamma(a, b):
    return _difference(lambda t: ENTRY_trigamma(t), lambda t: ENTRY_tetragamma(t), a, b)
`,
  dd_tetragamma: `
def _dd_tetragamma(a, b):
    return _difference(lambda t: ENTRY_tetragamma(t), lambda t: ENTRY_pentagamma(t), a, b)
`,
  difference: `
def _difference(f, df, a, b):
    """f[a, b] of a function with a pole at 0: by ten Gauss-Legendre points where the nodes are near, else the quotient."""
    h, m = a - b, (a + b) / 2
    near = (2 * xp.abs(h) < xp.minimum(a, b)) | (h == 0)
    points = (0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717)
    weights = (0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814)
    k = xp.where(near, h, 0) / 2
    mean = sum(w * (df(m - x * k) + df(m + x * k)) for x, w in zip(points, weights)) / 2
    return xp.where(near, mean, (f(a) - f(b)) / xp.where(near, 1, h))
`,
  dd_power: `
def _dd_power(a, b, p):
    """Of t^p: a sum of products for small whole p, else by the larger base."""
    if isinstance(p, int) and 0 <= p <= 32:
        return sum((a**k * b ** (p - 1 - k) for k in range(p)), 0 * (a + b))
    if isinstance(p, int) and -32 <= p < 0:
        return -_dd_power(a, b, -p) * a**p * b**p
    p = p + 0 * (a + b)
    base, low = xp.maximum(a, b), xp.minimum(a, b)
    zero = base == 0
    base = xp.where(zero, 1, base)
    r = xp.where(zero, 0, (low - base) / base)
    tie = r == 0
    far = r == -1
    ratio = xp.expm1(p * xp.log1p(xp.where(far, 0, r))) / xp.where(tie | far, 1, r)
    value = base ** (p - 1) * xp.where(tie, p, xp.where(far, 1, ratio))
    at_zero = xp.where(p > 1, 0, xp.where(p == 1, 1, xp.inf))
    return xp.where(zero, at_zero, value)
`,
};
