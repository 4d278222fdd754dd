/**
 * The lines of a derivation as it is printed, each against the line before it, over the prime field. Names of the
 * derivation have the values that it gives them: a cotangent that of its definition, the differential of an
 * intermediate that of its variation.
 */
import type { Derivation } from "../../calculus/derivation.js";
import type { Pairing } from "../../calculus/adjoint.js";
import type { Exposition, ExpositionPassage } from "../../calculus/passages.js";
import type { Node } from "../../expression/node/node.js";
import type { LinesReport } from "../../print/check-report.js";
import { ExactChecking, atGoodPoint, tangentsOf, type Comparison, type ExactOptions } from "./compare.js";
import type { ExactModel } from "./evaluate.js";

/** Derivations with more steps than this have no printed form that is looked at here. */
const MOST_STEPS = 1_000;

/** A value, or a sum of inner products. */
type Formula = Node | readonly Pairing[];

interface Equality {
  readonly before: Formula;
  readonly after: Formula;
  /** The reason that is printed. */
  readonly reason: string;
}

const isValue = (f: Formula): f is Node => !Array.isArray(f);

const formulasIn = (p: ExpositionPassage): readonly { formula: Formula; reason: string }[] =>
  p.kind === "variation"
    ? p.lines.map((l) => ({ formula: l.terms, reason: reasonText(l.reason) }))
    : p.lines.map((l) => ({ formula: l.value, reason: reasonText(l.reason) }));

const reasonText = (reason: { readonly kind: string; readonly names: readonly string[] } | undefined): string =>
  reason ? `${reason.kind} ${reason.names.join(", ")}`.trim() : "";

const nodesOf = (f: Formula): readonly Node[] => (isValue(f) ? [f] : f.flatMap((t) => [t.cotangent, t.linear]));

/** The equalities of a passage; lines that are the same expression are printed once. */
function equalitiesOf(passage: ExpositionPassage): Equality[] {
  const lines = formulasIn(passage);
  return lines.slice(1).flatMap(({ formula: after, reason }, i) => {
    const before = lines[i]!.formula;
    return isValue(before) && before === after ? [] : [{ before, after, reason }];
  });
}

/** Compares every line of the exposition with the one before it, at a random point. */
export function checkLines(derivation: Derivation, expose: () => Exposition, options: ExactOptions): LinesReport {
  const report = (verdict: LinesReport["verdict"], reason: string, equal = 0, all = 0): LinesReport => ({
    verdict,
    reason,
    equal,
    all,
  });
  if (derivation.steps.length > MOST_STEPS)
    return report("not applicable", `the derivation has more than ${MOST_STEPS} steps`);
  const { passages } = expose();
  const variations = derivation.steps.filter((s) => s.kind === "variation");
  const roots = [
    ...variations.map((s) => s.start.linear),
    ...passages.flatMap((p) => formulasIn(p).flatMap((l) => nodesOf(l.formula))),
  ];
  const model = { sizes: options.sizes, roots, tangents: tangentsOf(derivation) };
  const result = atGoodPoint(derivation.catalogue, model, options.seed, (m) => compareAll(derivation, passages, m));
  if (typeof result === "string") return report("not applicable", result);
  const wrong = result.find((r) => r.outcome === "different");
  const equal = result.filter((r) => r.outcome === "equal").length;
  if (wrong)
    return report("failed", `a printed line differs from the one before it: ${wrong.reason}`, equal, result.length);
  return report("passed", "", equal, result.length);
}

interface Outcome {
  readonly outcome: Comparison;
  readonly reason: string;
}

function compareAll(derivation: Derivation, passages: readonly ExpositionPassage[], model: ExactModel): Outcome[] {
  const { store } = derivation;
  const checking = new ExactChecking(store, model);
  // From the inputs on: a variation is written with the differentials of what its expression is made of.
  for (const step of derivation.steps.filter((s) => s.kind === "variation").reverse())
    model.bind(step.differential, model.value(store, step.start.linear));
  const outcomes: Outcome[] = [];
  for (const passage of passages) {
    if (passage.kind === "cotangent") model.bind(passage.symbol, model.value(store, passage.lines[0]!.value));
    for (const { before, after, reason } of equalitiesOf(passage))
      outcomes.push({ outcome: compare(checking, before, after), reason });
  }
  return outcomes;
}

function compare(checking: ExactChecking, before: Formula, after: Formula): Comparison {
  if (isValue(before) && isValue(after)) return checking.values(before, after);
  const pairs = (f: Formula): [Node, Node][] =>
    isValue(f) ? [] : f.map(({ cotangent, linear }): [Node, Node] => [cotangent, linear]);
  return checking.pairings([pairs(before), pairs(after)]);
}
