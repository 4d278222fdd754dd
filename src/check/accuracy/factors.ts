/** Factorizations and functions of matrices with many digits, by the algorithms of a first course. */
import { eigenOver, singularOver } from "./eigenvalues.js";
import { rootsOver, seriesOver, symmetricOver } from "./matrix-functions.js";
import type { Numbers } from "./numbers.js";
import { toolsWith } from "./tools.js";
import { choleskyOver, luOver, qrOver } from "./triangles.js";

export { rowsOf, type Matrix } from "./tools.js";
export type Factors = ReturnType<typeof factorsWith>;

export function factorsWith(numbers: Numbers) {
  const tools = toolsWith(numbers);
  const { eigen } = eigenOver(tools);
  const series = seriesOver(tools);
  return {
    algebra: tools.algebra,
    norm: tools.norm,
    eigen,
    ...singularOver(tools, eigen),
    ...choleskyOver(tools, eigen),
    ...qrOver(tools),
    ...luOver(tools),
    ...symmetricOver(tools, eigen),
    ...series,
    ...rootsOver(tools, series.exponential),
  };
}
