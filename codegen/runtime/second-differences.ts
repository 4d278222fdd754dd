/**
 * Second divided differences f[x, y, z], and the second derivative of a spectral function that they make:
 * T_ij = Σ_k f[λ_i, λ_k, λ_j] (A_ik B_kj + B_ik A_kj). (Daleckiĭ and Kreĭn 1965)
 *
 * f[x, y, z] = (f[y, z] − f[x, y]) / (z − x) loses accuracy where the outer nodes are close. There it is the integral
 * ∫₀¹ v ∫₀¹ f″(y + v (x − y + s (z − x))) ds dv (Hermite and Genocchi), by the Gauss–Legendre rules of first differences.
 */
import type { Block } from "./block.js";
import { agreement, rules, type Rule } from "./differences.js";
import type { LinearAlgebra } from "./interface/index.js";

type ScalarFunction = (t: number) => number;

/** Nodes this close, relative to their size, make differences of first differences lose digits. */
const CLOSE = 1 / 64;

/** The relative error of first differences. */
const FIRST = 2 ** -44;

function integrate(d2f: ScalarFunction, x: number, y: number, z: number, rule: Rule): number {
  const { offsets, weights } = rule;
  let sum = 0;
  for (let i = 0; i < 2 * offsets.length; i++) {
    const v = pointOf(offsets, i);
    let inner = 0;
    for (let j = 0; j < 2 * offsets.length; j++) {
      inner += weights[j >> 1]! * d2f(y + v * (x - y + pointOf(offsets, j) * (z - x)));
    }
    sum += weights[i >> 1]! * v * inner;
  }
  return sum;
}

const pointOf = (offsets: readonly number[], i: number): number => 0.5 + (i % 2 === 0 ? -1 : 1) * offsets[i >> 1]!;

/**
 * f[x, y, z] for x ≤ y ≤ z; f″(x)/2 where the three coincide. At a kink between close nodes the quotient is used.
 * @param d2f the second derivative of f
 * @param below f[x, y]
 * @param above f[y, z]
 */
export function secondDifference(
  d2f: ScalarFunction,
  x: number,
  y: number,
  z: number,
  below: number,
  above: number,
): number {
  const gap = z - x;
  if (gap === 0) return d2f(x) / 2;
  const quotient = (above - below) / gap;
  const size = Math.abs(above) + Math.abs(below);
  const apart = gap >= Math.max(1, Math.abs(x), Math.abs(z)) * CLOSE;
  if (apart && Math.abs(above - below) >= size * CLOSE) return quotient;
  let previous = integrate(d2f, x, y, z, rules[0]!);
  let spread = Infinity;
  const noise = (FIRST * size) / gap;
  for (const rule of rules.slice(1)) {
    const value = integrate(d2f, x, y, z, rule);
    spread = Math.abs(value - previous);
    previous = value;
    if (spread > agreement * Math.abs(value)) continue;
    // The rules may agree by symmetry on a function with a kink.
    return Math.abs(value - quotient) <= noise + agreement * Math.abs(value) ? value : quotient;
  }
  return spread <= noise ? previous : quotient;
}

/** Where the eigenvalues are, which of them f is on (it is 0 on the others), and its first differences. */
interface Spectrum {
  readonly d2f: ScalarFunction;
  readonly lambda: Float64Array;
  readonly first: Float64Array;
  readonly from: number;
  readonly to: number;
}

const isOn = (s: Spectrum, i: number): boolean => s.from <= i && i <= s.to;

/** f[λ_i, λ_k, λ_j] of the function that is f on some eigenvalues and 0 on the others. */
function differenceAt(s: Spectrum, i: number, k: number, j: number): number {
  const { lambda, first } = s;
  const n = lambda.length;
  const [on, off] = [i, k, j].some((a) => isOn(s, a)) ? split(s, i, k, j) : [-1, -1];
  if (on < 0) return 0;
  if (off >= 0) {
    // Between an eigenvalue of each kind there is a gap.
    const third = i + k + j - on - off;
    return (first[on * n + third]! - first[third * n + off]!) / (lambda[on]! - lambda[off]!);
  }
  const low = lambda[i]! <= lambda[j]! ? (lambda[k]! < lambda[i]! ? k : i) : lambda[k]! < lambda[j]! ? k : j;
  const high = lambda[i]! > lambda[j]! ? (lambda[k]! > lambda[i]! ? k : i) : lambda[k]! > lambda[j]! ? k : j;
  const middle = i + k + j - low - high;
  const [below, above] = [first[low * n + middle]!, first[middle * n + high]!];
  return secondDifference(s.d2f, lambda[low]!, lambda[middle]!, lambda[high]!, below, above);
}

/** One of three on which f is, and one on which it is 0, −1 where there is none. */
function split(s: Spectrum, i: number, k: number, j: number): [on: number, off: number] {
  const on = isOn(s, i) ? i : isOn(s, j) ? j : k;
  const off = !isOn(s, i) ? i : !isOn(s, j) ? j : !isOn(s, k) ? k : -1;
  return [on, off];
}

/**
 * T_ij = Σ_k f[λ_i, λ_k, λ_j] (A_ik B_kj + B_ik A_kj). No n³ numbers are kept: where λ_i and λ_j are apart T_ij is
 * ((Γ∘A)B − A(Γ∘B) + (Γ∘B)A − B(Γ∘A))_ij / (λ_i − λ_j); the sum is taken for close pairs alone.
 * @param d2f the second derivative of f
 * @param G the first divided differences Γ
 */
export function loewner2(
  la: LinearAlgebra,
  d2f: ScalarFunction,
  lambda: Block,
  G: Block,
  A: Block,
  B: Block,
  T: Block,
): void {
  bandLoewner2(la, d2f, lambda, G, A, B, 1, lambda.size, T);
}

/** The same of the function that is f on the eigenvalues from…to (counted from 1) and 0 on the others. */
export function bandLoewner2(
  la: LinearAlgebra,
  d2f: ScalarFunction,
  lambda: Block,
  G: Block,
  A: Block,
  B: Block,
  from: number,
  to: number,
  T: Block,
): void {
  const n = lambda.size;
  const scaled = la.allocate(n, n);
  la.multiply(G, A, scaled);
  la.product(scaled, B, T);
  la.product(B, scaled, T, 0, -1, 1);
  la.multiply(G, B, scaled);
  la.product(scaled, A, T, 0, 1, 1);
  la.product(A, scaled, T, 0, -1, 1);
  la.free(scaled);
  const [a, b, t] = [la.view(A), la.view(B), la.view(T)];
  const spectrum: Spectrum = { d2f, lambda: la.view(lambda), first: la.view(G), from: from - 1, to: to - 1 };
  const differences = new Float64Array(n);
  const sum = (i: number, j: number): number => {
    let value = 0;
    for (let k = 0; k < n; k++)
      value += differences[k]! * (a[i * n + k]! * b[k * n + j]! + b[i * n + k]! * a[k * n + j]!);
    return value;
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const gap = spectrum.lambda[i]! - spectrum.lambda[j]!;
      if (isApart(spectrum, i, j)) {
        t[i * n + j]! /= gap;
        t[j * n + i]! /= -gap;
        continue;
      }
      for (let k = 0; k < n; k++) differences[k] = differenceAt(spectrum, i, k, j);
      t[i * n + j] = sum(i, j);
      t[j * n + i] = sum(j, i);
    }
  }
}

/** Whether differences of Γ over λ_i − λ_j keep their digits. */
function isApart({ lambda }: Spectrum, i: number, j: number): boolean {
  const [x, y] = [lambda[i]!, lambda[j]!];
  return Math.abs(x - y) >= 2 * CLOSE * Math.max(Math.abs(x), Math.abs(y)) && x !== y;
}
