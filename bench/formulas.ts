/**
 * The derived adjoints against formulas that authors wrote (test/oracle): verdict, flops and size of each, as a table.
 *
 *   npm run bench:formulas
 */
import { formulaComparisons, type FormulaComparison } from "../test/oracle/formulas.js";

const ratio = (derived: number, claimed: number): string => (claimed === 0 ? "–" : (derived / claimed).toFixed(2));

const row = ({ id, input, result: { verdict, relativeError, cost, size } }: FormulaComparison): string =>
  [
    id.padEnd(22),
    input.padEnd(4),
    verdict.padEnd(12),
    relativeError.toExponential(1).padStart(8),
    `${cost.derived} : ${cost.claimed}`.padStart(16),
    ratio(cost.derived, cost.claimed).padStart(6),
    `${size.derived} : ${size.claimed}`.padStart(9),
    ratio(size.derived, size.claimed).padStart(6),
  ].join(" ");

const all = formulaComparisons();
const count = (test: (c: FormulaComparison) => boolean): number => all.filter(test).length;
console.log("case                   in   verdict      error    flops, ours : author's   size, ours : author's");
for (const c of all) console.log(row(c));
console.log(
  `${all.length} formulas: ${count((c) => c.result.verdict === "right")} right, ` +
    `${count((c) => c.result.cost.derived <= c.result.cost.claimed)} at no more flops, ` +
    `${count((c) => c.result.size.derived <= 1.25 * c.result.size.claimed)} of at most 1.25 times the size`,
);
