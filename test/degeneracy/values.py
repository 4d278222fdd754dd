#!/usr/bin/env python3
"""Gradients of smooth composites of factorizations at repeated, clustered and zero spectra, in high precision.

Nothing here knows a derivative: each composite is evaluated in 100 digits by mpmath's eigenvalue and singular value
decompositions, and each entry of the gradient is a central difference with step 1e-30, whose error is about 1e-60.
Inputs are doubles, made with orthogonal matrices whose entries are 0 and ±1/2, so that repeated values are exact.

    python3 test/degeneracy/values.py > test/degeneracy/values.json
"""
import json
from mpmath import mp, mpf, matrix, eigsy, svd_r, log, exp, sqrt, tanh, diag

mp.dps = 100
STEP = mpf(10) ** -30

H = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
Q = matrix([[mpf(h) / 2 for h in row] for row in H])
# Another one: the rows in another order, one of them negated.
R = matrix([[mpf(h) / 2 for h in H[i]] for i in (2, 0, 3, 1)])
for j in range(4):
    R[1, j] = -R[1, j]
# Four orthonormal columns of eight entries.
T = matrix(8, 4)
for i in range(4):
    for j in range(4):
        T[2 * i + (j % 2), j] = Q[i, j]


def doubles(a):
    """The matrix rounded to doubles, as mpmath numbers."""
    return matrix([[mpf(float(a[i, j])) for j in range(a.cols)] for i in range(a.rows)])


def of_symmetric(f, s):
    """f(S) through the eigenvalues, which come in ascending order."""
    values, vectors = eigsy(s)
    return vectors * diag([f(x) for x in values]) * vectors.T


def of_singular(f, x):
    u, s, v = svd_r(x)
    return u * diag([f(t) for t in s]) * v


def top(s, k):
    values, vectors = eigsy(s)
    order = sorted(range(s.rows), key=lambda i: values[i])[-k:]
    v = matrix([[vectors[i, j] for j in order] for i in range(s.rows)])
    return v * v.T


def largest(f, g, x, k):
    """U_k f(Σ_k) V_kᵀ, or with `g` one of U_k U_kᵀ and V_k V_kᵀ, of the k largest singular values."""
    u, s, v = svd_r(x)
    order = sorted(range(len(s)), key=lambda i: -s[i])[:k]
    left = matrix([[u[i, j] for j in order] for i in range(u.rows)])
    right = matrix([[v[j, i] for j in order] for i in range(v.cols)])
    if g == "left":
        return left * left.T
    if g == "right":
        return right * right.T
    return left * diag([f(s[j]) for j in order]) * right.T


def frobenius(a):
    return sqrt(sum(x * x for x in a))


def trace(a):
    return sum(a[i, i] for i in range(a.rows))


def identity(n):
    return mp.eye(n)


def row_function(x, epsilon):
    """V log(Σ² + εI) Vᵀ of the thin decomposition."""
    _, s, v = svd_r(x)
    return v.T * diag([log(t * t + epsilon) for t in s]) * v


EIG = "S: n×n symmetric\nU, Λ = eig(S)\n"
SVD = "X: m×n\nU, Σ, V = svd(X)\n"
SYMMETRIC = [
    ("log", EIG + "U log(Λ) Uᵀ", lambda s: of_symmetric(log, s), "positive"),
    ("exp", EIG + "U exp(Λ) Uᵀ", lambda s: of_symmetric(exp, s), "any"),
    ("inverse-root", EIG + "U Λ^(-1/2) Uᵀ", lambda s: of_symmetric(lambda t: 1 / sqrt(t), s), "positive"),
    ("own-function", "f(t) = t tanh(log(1 + t^2))\n" + EIG + "U f(Λ) Uᵀ",
     lambda s: of_symmetric(lambda t: t * tanh(log(1 + t * t)), s), "any"),
    ("log-of", "S: n×n spd\nlog(S)", lambda s: of_symmetric(log, s), "positive"),
    ("root-of", "S: n×n spd\nsqrt(S)", lambda s: of_symmetric(sqrt, s), "positive"),
    ("top-two", "S: n×n symmetric\nU, Λ = eig(S, 2)\nU Uᵀ", lambda s: top(s, 2), "split"),
    ("trace-of-exp", EIG + "tr(U exp(Λ) Uᵀ S)", lambda s: trace(of_symmetric(exp, s) * s), "any"),
    ("norm-of-log", "S: n×n spd\nnorm(log(S))", lambda s: frobenius(of_symmetric(log, s)), "positive"),
    ("cyclic-trace", "f(t) = tanh(t)\n" + EIG + "tr(f(Λ) Uᵀ S² U)", lambda s: trace(of_symmetric(tanh, s) * s * s), "any"),
    ("trace-in-space", "S: n×n symmetric\nU, Λ = eig(S, 2)\ntr(Uᵀ S S U)", lambda s: trace(top(s, 2) * s * s), "split"),
    ("log-determinant", EIG + "tr(log(Λ))", lambda s: trace(of_symmetric(log, s)), "positive"),
]
TOP = "X: m×n\nU, Σ, V = svd(X, 2)\n"
GENERAL = [
    ("truncated", TOP + "U Σ Vᵀ", lambda x: largest(lambda t: t, "", x, 2), "split"),
    ("truncated-tanh", TOP + "U tanh(Σ) Vᵀ", lambda x: largest(tanh, "", x, 2), "split"),
    ("truncated-vectors", TOP + "U Vᵀ", lambda x: largest(lambda t: mpf(1), "", x, 2), "split"),
    ("left-space", TOP + "U Uᵀ", lambda x: largest(None, "left", x, 2), "split"),
    ("right-space", TOP + "V Vᵀ", lambda x: largest(None, "right", x, 2), "split"),
    ("polar", SVD + "U Vᵀ", lambda x: of_singular(lambda t: mpf(1), x), "positive"),
    ("tanh", SVD + "U tanh(Σ) Vᵀ", lambda x: of_singular(tanh, x), "any"),
    ("not-odd", "f(t) = t log(1 + t)\n" + SVD + "U f(Σ) Vᵀ", lambda x: of_singular(lambda t: t * log(1 + t), x), "positive"),
    ("log-of-squares", SVD + "V log(ΣᵀΣ + 0.125 I) Vᵀ", lambda x: row_function(x, mpf(1) / 8), "tall or positive"),
    ("log-of-gram", "X: m×n\nlog(XᵀX + 0.125 I)",
     lambda x: of_symmetric(log, x.T * x + identity(x.cols) / 8), "any"),
    ("whitening", "X: m×n\nC = XᵀX + 0.125 I\nX C^(-1/2)",
     lambda x: x * of_symmetric(lambda t: 1 / sqrt(t), x.T * x + identity(x.cols) / 8), "any"),
    ("root-of-gram", "X: m×n\nsqrt(XᵀX)", lambda x: of_symmetric(sqrt, x.T * x), "tall positive"),
    ("nuclear-norm", "X: m×n\nnucnorm(X)", lambda x: sum(svd_r(x, compute_uv=False)), "positive"),
    ("schatten", "X: m×n\nschatten(X, 3)",
     lambda x: sum(t**3 for t in svd_r(x, compute_uv=False)) ** (mpf(1) / 3), "positive"),
]
SPECTRA = {
    "repeated": [1, 1, 3, 3],
    "all-equal": [2, 2, 2, 2],
    "gap-1e-4": [1, 1 + mpf("1e-4"), 3, 3 + mpf("1e-4")],
    "gap-1e-8": [1, 1 + mpf("1e-8"), 3, 3 + mpf("1e-8")],
    "gap-1e-12": [1, 1 + mpf("1e-12"), 3, 3 + mpf("1e-12")],
    "zeros": [0, 0, 1, 1],
    "one-zero": [0, 1, 1, 3],
}


def cotangent(rows, cols):
    """Dyadic numbers without a pattern that a formula could profit from."""
    return matrix([[mpf(((7 * i + 5 * j + 3 * i * j) % 11) - 5) / 8 for j in range(cols)] for i in range(rows)])


def loss(function, x, bar):
    y = function(x)
    return y if bar is None else sum(y[i, j] * bar[i, j] for i in range(y.rows) for j in range(y.cols))


def difference(function, x, bar, entries):
    plus, minus = x.copy(), x.copy()
    for i, j, c in entries:
        plus[i, j] += c * STEP
        minus[i, j] -= c * STEP
    return (loss(function, plus, bar) - loss(function, minus, bar)) / (2 * STEP)


def gradient(function, x, bar, symmetric):
    g = matrix(x.rows, x.cols)
    for i in range(x.rows):
        for j in range(x.cols):
            if symmetric and j > i:
                continue
            half = mpf(1) / 2
            entries = [(i, j, half), (j, i, half)] if symmetric else [(i, j, mpf(1))]
            g[i, j] = difference(function, x, bar, entries)
            if symmetric:
                g[j, i] = g[i, j]
    return g


def numbers(a):
    return [[float(a[i, j]) for j in range(a.cols)] for i in range(a.rows)]


def case(name, program, function, spectrum, x, symmetric):
    y = function(x)
    bar = None if not hasattr(y, "rows") else cotangent(y.rows, y.cols)
    g = gradient(function, x, bar, symmetric)
    return {
        "id": f"{name} {x.rows}×{x.cols} {spectrum}",
        "program": program,
        "spectrum": spectrum,
        "inputs": {"S" if symmetric else "X": numbers(x)},
        "cotangents": {} if bar is None else {"Y": numbers(bar)},
        "gradient": numbers(g),
    }


def allowed(domain, spectrum, wide):
    zero = "zero" in spectrum
    if domain == "split":
        return spectrum not in ("all-equal", "one-zero")
    if domain == "tall or positive":
        return not (zero and wide)
    if domain == "tall positive":
        return not zero and not wide
    return domain == "any" or not zero


cases = []
for spectrum, values in SPECTRA.items():
    values = [mpf(v) for v in values]
    for name, program, function, domain in SYMMETRIC:
        if allowed(domain, spectrum, False):
            x = doubles(Q * diag(values) * Q.T)
            cases.append(case(name, program, function, spectrum, x, True))
    for name, program, function, domain in GENERAL:
        shapes = [(Q, R, False), (T, R, False), (R, T, True)]
        for left, right, wide in shapes:
            if allowed(domain, spectrum, wide):
                x = doubles(left * diag(values) * right.T)
                cases.append(case(name, program, function, spectrum, x, False))
print(json.dumps({"digits": mp.dps, "cases": cases}, ensure_ascii=False, indent=0))
