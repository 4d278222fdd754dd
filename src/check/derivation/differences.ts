/**
 * The derivative of g at 0 from differences, with an estimate of its error: central differences with shrinking
 * steps, extrapolated to step 0 (Ridders 1982).
 *
 * No step suits every function: rounding spoils short ones, and long ones leave the neighbourhood in which g is
 * smooth, which is as small as 1e-8 where a matrix of condition 1e8 is inverted. So the extrapolation is made from
 * several first steps, the longest first, until its own estimate is good; else the best of all is taken.
 */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

const SHRINK = 1.4;
const ROWS = 12;
/** An estimate with this relative error ends the search. */
const GOOD = 1e-9;
/** One with this relative error can contradict another. */
const FAIR = 1e-7;
const STEPS = [-6, -10, -14, -18, -22, -26, -30, -34, -38].map((e) => 2 ** e);

/** The part of a value's size below which its changes are not looked at. */
export const NEGLIGIBLE = 1e-4;
const EPSILON = 2 ** -52;

/**
 * `size` is that of the numbers that g is computed from: their rounding is noise, and a derivative far below `size`
 * counts as zero. Errors are compared relative to the value itself: seen from far away, a pole is nearly flat, so that
 * a long step gives a small value with a small error that is larger than the value. `g` may be NaN where it is not
 * defined: a shorter step is then tried.
 *
 * Beyond a jump on both sides of 0 (the sign of an eigenvector turns) g may be another function, smooth as well. An
 * estimate that differs from what is `expected` therefore has to hold at shorter steps: one that is good enough by
 * itself and contradicts it takes its place. Where that is not what is expected either, nothing is known.
 */
export function derivativeAtZero(g: (t: number) => number, size: number, expected?: number): Estimate {
  const floor = NEGLIGIBLE * size;
  const isExpected = (e: Estimate): boolean =>
    expected === undefined || agree(e, { value: expected, error: 0 }, GOOD * floor);
  let best: Estimate = { value: NaN, error: Infinity };
  let quality = Infinity;
  let contradiction = 0;
  for (const step of STEPS) {
    const estimate = extrapolate(g, step, size);
    const own = estimate.error === 0 ? 0 : estimate.error / Math.max(Math.abs(estimate.value), floor);
    const contradicts = quality <= FAIR && own <= FAIR && !agree(best, estimate, FAIR * floor);
    if (contradicts) contradiction = Math.max(contradiction, Math.abs(best.value - estimate.value));
    if (own < quality || contradicts) [best, quality] = [estimate, own];
    if (quality <= GOOD && isExpected(best)) break;
  }
  return isExpected(best) ? best : { ...best, error: Math.max(best.error, contradiction) };
}

/** Whether two estimates are the same within their errors; estimates of errors are rough. */
const agree = (a: Estimate, b: Estimate, negligible: number): boolean =>
  Math.abs(a.value - b.value) <= 100 * (a.error + b.error) + negligible;

function extrapolate(g: (t: number) => number, step: number, size: number): Estimate {
  const slope = (h: number): number => (g(h) - g(-h)) / (2 * h);
  let best: Estimate = { value: NaN, error: Infinity };
  let previous: number[] = [];
  let h = step;
  for (let i = 0; i < ROWS; i++, h /= SHRINK) {
    const row = [slope(h)];
    let factor = SHRINK * SHRINK;
    for (let j = 1; j <= i; j++, factor *= SHRINK * SHRINK) {
      row.push((row[j - 1]! * factor - previous[j - 1]!) / (factor - 1));
      const spread = Math.max(Math.abs(row[j]! - row[j - 1]!), Math.abs(row[j]! - previous[j - 1]!));
      // Slopes may agree because their differences are rounded alike.
      const error = Math.max(spread, (EPSILON * size) / h);
      if (error <= best.error) best = { value: row[j]!, error };
    }
    if (i > 0 && Math.abs(row[i]! - previous[i - 1]!) >= 4 * best.error) break;
    previous = row;
  }
  return best;
}
