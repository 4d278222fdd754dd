/**
 * Divided differences f[x, y] = (f(x) − f(y)) / (x − y) of functions known only by their values and derivatives.
 *
 * The quotient loses |f| ε / |f(x) − f(y)| of relative accuracy to cancellation, and more when f itself is a cancelling
 * formula. Close nodes therefore use f[x, y] = ∫₀¹ f′(y + t (x − y)) dt, by Gauss–Legendre rules of 2, 4, 8, 16 points.
 * For a function analytic within distance ρ of the middle of the nodes, the error of k points falls like (2ρ/|x − y|)^−2k
 * (Trefethen 2013, Thm 19.3), so that the error of one rule is about the square of that of the rule before.
 */

/** Two rules agree to δ: the better one has an error of about δ². */
export const agreement = 1e-7;

/** Nodes on [0, 1], of pairs symmetric about ½, and weights of the two together. */
export interface Rule {
  readonly offsets: readonly number[];
  readonly weights: readonly number[];
}

export const rules: readonly Rule[] = [2, 4, 8, 16].map(gaussLegendre);

/** The rule with `points` points (an even number): ∫₀¹ g ≈ Σ w (g(½ − o) + g(½ + o)). */
function gaussLegendre(points: number): Rule {
  const offsets: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < points / 2; i++) {
    // Newton's iteration for a root of the Legendre polynomial on [−1, 1].
    let x = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let [previous, p] = [0, 1];
      for (let k = 1; k <= points; k++) [previous, p] = [p, ((2 * k - 1) * x * p - (k - 1) * previous) / k];
      slope = (points * (x * p - previous)) / (x * x - 1);
      x -= p / slope;
    }
    offsets.push(x / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { offsets, weights };
}

function integrate(df: (t: number) => number, x: number, y: number, { offsets, weights }: Rule): number {
  const middle = x / 2 + y / 2;
  const length = x - y;
  let sum = 0;
  for (let i = 0; i < offsets.length; i++)
    sum += weights[i]! * (df(middle - offsets[i]! * length) + df(middle + offsets[i]! * length));
  return sum;
}

/** Where a segment is parted: not where the points of a rule on the whole are symmetric. */
const PART = 0.38;

function inParts(df: (t: number) => number, x: number, y: number, rule: Rule): number {
  const between = y + PART * (x - y);
  return (1 - PART) * integrate(df, x, between, rule) + PART * integrate(df, between, y, rule);
}

/**
 * f[x, y], f′(x) when the nodes coincide. Relative error about 1e-13 for smooth f at any gap, if f and f′ are accurate
 * where they are called; at a kink (|x| around 0) the quotient is used.
 * @param df the derivative of f
 * @param fx f(x), if known
 * @param fy f(y), if known
 */
export function dividedDifference(
  f: (t: number) => number,
  df: (t: number) => number,
  x: number,
  y: number,
  fx = f(x),
  fy = f(y),
): number {
  if (x === y) return withLimit(df, x);
  const quotient = (fx - fy) / (x - y);
  const size = Math.abs(fx) + Math.abs(fy);
  const gap = Math.abs(x - y);
  // No cancellation to speak of, neither seen in the values nor hidden in the formula of f.
  if (Math.abs(fx - fy) >= size / 64 && gap >= Math.max(1, Math.abs(x), Math.abs(y)) / 64) return quotient;
  let previous = integrate(df, x, y, rules[0]!);
  let spread = Infinity;
  for (const rule of rules.slice(1)) {
    const value = integrate(df, x, y, rule);
    spread = Math.abs(value - previous);
    previous = value;
    if (spread > agreement * Math.abs(value)) continue;
    // The quotient differs by more than its rounding where f has a kink on which the rules agree by symmetry, and where f
    // has lost terms that cancel in it. Parts of other lengths tell the two apart at any scale.
    const noise = (8 * 2 ** -52 * (size + (Math.abs(x) + Math.abs(y)) * Math.abs(value))) / gap;
    const off = Math.abs(value - quotient);
    if (off <= noise) return value;
    // f′ says nothing of a jump of f between the nodes.
    if (off * gap > FALL * size && jumpsBetween(f, df, x, y, off * gap)) return quotient;
    const isSmooth = Math.abs(value - inParts(df, x, y, rule)) <= LOST * off;
    return isSmooth && !bendsBeside(df, x, y) && !bendsBeside(df, y, x) ? value : quotient;
  }
  // Not smooth on this segment: what has the smaller relative error, as far as can be seen. NaN compares as false.
  return spread / Math.abs(previous) < (2 ** -52 * size) / Math.abs(fx - fy) ? previous : quotient;
}

/** Where f has lost terms, the integral over parts differs by so much less from that over the whole than from the quotient. */
const LOST = 2 ** -8;

/** Values of f are not so wrong, relative to their size: where they differ by more than f′ says, f jumps. */
const FALL = 2 ** -20;

/** How far from the nodes f is looked at, in gaps. */
const BESIDE = [0.3, 0.7, 1.1, 1.9, 3.1];

/** Whether f goes beside the nodes as f′ says, to a part of the jump between them; rounding of a formula that cancels is everywhere. */
function jumpsBetween(
  f: (t: number) => number,
  df: (t: number) => number,
  x: number,
  y: number,
  jump: number,
): boolean {
  const follows = (from: number, to: number): boolean =>
    Math.abs(f(to) - f(from) - ((df(from) + df(to)) / 2) * (to - from)) <= jump / 8;
  return BESIDE.every((s) => follows(x, x + s * (x - y)) && follows(y, y + s * (y - x)));
}

/** How many points towards an end are looked at, each four times as close as the last, and what counts as a jump. */
const CLOSER = 26;
const JUMP = 2 ** -20;

/** Whether f′ jumps nearer to an end x than any node of the rules lies: towards it the steps of a smooth f′ become smaller. */
function bendsBeside(df: (t: number) => number, x: number, y: number): boolean {
  const slopes = Array.from({ length: CLOSER }, (_, k) => df(x + (y - x) * 4 ** -(k + 1)));
  const steps = [...slopes, df(x)].slice(1).map((slope, k) => Math.abs(slope - slopes[k]!));
  const most = 2 * steps[0]! + JUMP * Math.abs(slopes[0]!);
  return steps.some((step) => step > most);
}

/** Two points so close to zero that a function with a limit there has the same value at both. */
const NEXT_TO_ZERO = [2 ** -1000, 2 ** -900] as const;

/** f′(x); at 0, where the formula may divide zero by zero, the limit if there is one: sinh(√t)/√t has 1. */
function withLimit(df: (t: number) => number, x: number): number {
  const value = df(x);
  if (x !== 0 || !Number.isNaN(value)) return value;
  const [near, further] = NEXT_TO_ZERO.map(df) as [number, number];
  return Math.abs(near - further) <= agreement * Math.abs(near) ? near : value;
}

/**
 * The matrix f[xᵢ, yⱼ], row by row; for one set of nodes (no y) it is exactly symmetric with f′ on the diagonal.
 * @param df the derivative of f
 * @param result where to write it
 */
export function dividedDifferences(
  f: (t: number) => number,
  df: (t: number) => number,
  x: ArrayLike<number>,
  y?: ArrayLike<number>,
  result: Float64Array = new Float64Array(x.length * (y ?? x).length),
): Float64Array {
  const fx = Float64Array.from(x, f);
  if (y) {
    const fy = Float64Array.from(y, f);
    for (let i = 0; i < x.length; i++)
      for (let j = 0; j < y.length; j++)
        result[i * y.length + j] = dividedDifference(f, df, x[i]!, y[j]!, fx[i]!, fy[j]!);
    return result;
  }
  const n = x.length;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      result[i * n + j] = result[j * n + i] = dividedDifference(f, df, x[i]!, x[j]!, fx[i]!, fx[j]!);
  return result;
}
