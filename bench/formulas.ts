/**
 * The derived adjoints against formulas that authors wrote (test/oracle): verdict, flops and size of each, as a table; and the
 * derived backward passes against those by hand of layers of papers (test/corpus).
 *
 *   npm run bench:formulas
 */
import { figuresOf, LAYERS } from "../test/corpus/layers.js";
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

console.log("\nlayer                                backward, ours : by hand");
const ratios = LAYERS.map((layer) => {
  const { derived, byHand, ratio: r } = figuresOf(layer);
  console.log(
    `${layer.id.padEnd(36)} ${derived.toFixed(0)} : ${byHand.toFixed(0)}`.padEnd(66),
    r.toFixed(2).padStart(6),
  );
  return r;
});
const mean = Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
console.log(
  `${ratios.length} layers: ${ratios.filter((r) => r <= 1.25).length} within 1.25 of what is written by hand, ` +
    `geometric mean ${mean.toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}`,
);
