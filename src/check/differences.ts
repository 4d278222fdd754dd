/**
 * The derivative of g at 0 from differences, with an estimate of its error: central differences with shrinking
 * steps, extrapolated to step 0 (Ridders 1982). An error of 1e-10 of `scale` is good enough.
 */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

const SHRINK = 1.4;
const ROWS = 12;

export function derivativeAtZero(g: (t: number) => number, scale: number): Estimate {
  let best: Estimate = { value: NaN, error: Infinity };
  for (const step of STEPS) {
    const estimate = extrapolate(g, step);
    if (estimate.error < best.error) best = estimate;
    if (best.error <= 1e-10 * scale) break;
  }
  return best;
}

/** Where a large first step meets a kink or a crossing, a smaller one does not. */
const STEPS = [2 ** -6, 2 ** -10, 2 ** -14, 2 ** -18];

function extrapolate(g: (t: number) => number, step: number): Estimate {
  const slope = (h: number): number => (g(h) - g(-h)) / (2 * h);
  let best: Estimate = { value: NaN, error: Infinity };
  let previous: number[] = [];
  let h = step;
  for (let i = 0; i < ROWS; i++, h /= SHRINK) {
    const row = [slope(h)];
    let factor = SHRINK * SHRINK;
    for (let j = 1; j <= i; j++, factor *= SHRINK * SHRINK) {
      row.push((row[j - 1]! * factor - previous[j - 1]!) / (factor - 1));
      const error = Math.max(Math.abs(row[j]! - row[j - 1]!), Math.abs(row[j]! - previous[j - 1]!));
      if (error <= best.error) best = { value: row[j]!, error };
    }
    if (i > 0 && Math.abs(row[i]! - previous[i - 1]!) >= 4 * best.error) break;
    previous = row;
  }
  return best;
}
