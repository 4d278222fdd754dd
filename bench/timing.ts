/** Medians of repeated calls. */

/** One repetition lasts at least this long (ms), so that the clock's resolution and cost do not count. */
const SHORTEST = 0.03;

/**
 * Microseconds of one call: the median of repetitions for `budget` milliseconds, at least five, after a warm-up of a
 * third of the budget.
 */
export function medianMicroseconds(call: () => void, budget: number): number {
  const start = performance.now();
  let calls = 0;
  do {
    call();
    calls++;
  } while (performance.now() - start < budget / 3 && calls < 3000);
  const each = (performance.now() - start) / calls;
  const group = Math.max(1, Math.ceil(SHORTEST / each));
  const times: number[] = [];
  for (const begin = performance.now(); times.length < 5 || performance.now() - begin < budget;) {
    const t = performance.now();
    for (let i = 0; i < group; i++) call();
    times.push((performance.now() - t) / group);
    if (performance.now() - begin > 10 * budget) break;
  }
  return 1000 * times.sort((a, b) => a - b)[times.length >> 1]!;
}
