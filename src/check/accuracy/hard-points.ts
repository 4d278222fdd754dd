/** Points at which double precision hurts, made of random ones so that the declared structure stays. */
import type { Matrix } from "../../../codegen/runtime/matrix.js";
import type { Random } from "../random.js";

/** One kind of such points. */
export interface HardKind {
  readonly name: string;
  /** The input moved there, or undefined where its structure does not allow it: it stays where it is. */
  readonly move: (x: Matrix, has: (property: string) => boolean, random: Random) => Matrix | undefined;
}

type Has = (property: string) => boolean;

const mapped = (x: Matrix, f: (t: number, i: number, j: number) => number): Matrix => ({
  ...x,
  data: x.data.map((t, k) => f(t, Math.floor(k / x.cols), k % x.cols)),
});

/** Structure that is lost when entries are scaled. */
const rigid = (has: Has): boolean => ["orthonormal", "projector", "rowstochastic", "unit"].some(has);
/** Structure that is lost when a number is added to all entries. */
const shaped = (has: Has): boolean => rigid(has) || ["diagonal", "lower", "upper", "skew"].some(has);
const positive = (has: Has): boolean => has("positive") || has("nonnegative");
const definite = (has: Has): boolean => has("psd") || has("spd");

const scaled = (exponent: number): HardKind => ({
  name: `scale 1e${exponent}`,
  move: (x, has) => (rigid(has) ? undefined : mapped(x, (t) => t * 10 ** exponent)),
});

/** Entries about a mean, as measurements with an offset are; scalars are the mean. */
const mean = (exponent: number): HardKind => ({
  name: `mean 1e${exponent}`,
  move: (x, has) => (shaped(has) ? undefined : mapped(x, (t) => t + 10 ** exponent)),
});

/** c I + d X, or c 𝟏𝟏ᵀ + d X where X is not square. */
function near(x: Matrix, has: Has, distance: number): Matrix | undefined {
  if (rigid(has) || has("skew")) return undefined;
  const center = (i: number, j: number): number => (x.rows === x.cols && x.cols > 1 ? (i === j ? 1 : 0) : 1);
  return mapped(x, (t, i, j) => 2 * center(i, j) + distance * t);
}

/** A matrix of rank 1 with small whole numbers, so that none of it is rounded. */
function deficient(x: Matrix, has: Has): Matrix | undefined {
  if (x.rows === 1 || x.cols === 1 || shaped(has)) return undefined;
  const whole = (t: number): number => Math.round(2 * t) || 1;
  const column = Array.from({ length: x.rows }, (_, i) => whole(x.data[i * x.cols]!));
  const row = has("symmetric") ? column : Array.from({ length: x.cols }, (_, j) => whole(x.data[j]!));
  const sign = positive(has) ? Math.abs : (t: number): number => t;
  const regular = has("invertible") || has("fullrank");
  // What is declared regular is so by a little.
  const least = definite(has) || x.rows === x.cols ? (i: number, j: number) => (i === j ? 2 ** -20 : 0) : undefined;
  return mapped(x, (t, i, j) => sign(column[i]! * row[j]!) + (regular ? (least?.(i, j) ?? 2 ** -20 * t) : 0));
}

export const HARD_KINDS: readonly HardKind[] = [
  mean(8),
  mean(4),
  scaled(-3),
  scaled(3),
  scaled(-60),
  scaled(60),
  scaled(-150),
  scaled(150),
  { name: "cluster", move: (x, has) => near(x, has, 1e-8) },
  { name: "tie", move: (x, has) => near(x, has, 0) },
  { name: "deficient rank", move: deficient },
  {
    name: "tail",
    move: (x, has, random) => {
      if (shaped(has) || definite(has) || has("symmetric")) return undefined;
      const side = random.uniform() < 0.5 || positive(has) ? 1 : -1;
      return mapped(x, (t) => side * (30 + 10 * Math.tanh(Math.abs(t))));
    },
  },
  {
    name: "zero",
    move: (x, has) =>
      rigid(has) || has("positive") || has("invertible") || has("fullrank") ? undefined : mapped(x, () => 0),
  },
];
