/** `identity` blocks (moves across an inner product) and `simplify` blocks (rewrite rules). */
import type { Catalogue, IdentityRule, Parameter, RewriteRule, Sample } from "../catalogue/catalogue.js";
import { isScalar } from "../node/node.js";
import type { Template } from "../catalogue/template.js";
import type { Term } from "../elaborate/typed-syntax.js";
import { RuleError, sampleOf, splitDeclarations, trialsOf, type Block, type RuleLine } from "./blocks.js";
import { RuleScope } from "./scope.js";
import { templateOf } from "./templates.js";

/** Of a simplification that is not one where more must be computed afterwards. */
const UNLESS_DEARER = "unless dearer";

function onlyLine(block: Block): RuleLine {
  const [line, ...more] = block.lines.filter((l) => !/^(cite|check|sample) /.test(l.text) && l.text !== UNLESS_DEARER);
  if (!line || more.length > 0) throw new RuleError(block.head, `${block.keyword} ${block.name} needs one formula`);
  return line;
}

const samplesOf = (catalogue: Catalogue, block: Block): Sample[] =>
  block.lines.flatMap((l) => sampleOf(catalogue, l) ?? []);

function parameters(scope: RuleScope): Parameter[] {
  return [...scope.declared].map(([name, d]) => ({
    name,
    kind: d.kind,
    rows: d.rows,
    cols: d.cols,
    requires: d.properties,
  }));
}

/** Both sides of `left = right`, typed and of one shape. */
function sides(scope: RuleScope, line: RuleLine, formula: string): readonly [Term, Term] {
  const [left, right] = scope.equation(formula);
  const same = scope.unifier.unify(left.rows, right.rows) && scope.unifier.unify(left.cols, right.cols);
  if (!same) throw new RuleError(line, "the two sides have different shapes");
  return [left, right];
}

export function compileRewrite(catalogue: Catalogue, heads: readonly string[], block: Block): RewriteRule {
  const line = onlyLine(block);
  const { formula, declarations } = splitDeclarations(line.text);
  const scope = new RuleScope(catalogue, heads, line);
  scope.declare(declarations);
  const [left, right] = sides(scope, line, formula);
  const before = templateOf(scope, left);
  const after = templateOf(scope, right);
  const bound = new Set(before.flatMap((s) => (s.op === "symbol" ? [s.name] : [])));
  for (const s of after) {
    if (s.op === "symbol" && !bound.has(s.name)) throw new RuleError(line, `${s.name} stands only on the right`);
  }
  const samples = samplesOf(catalogue, block);
  const unlessDearer = block.lines.some((l) => l.text === UNLESS_DEARER);
  const trials = trialsOf(block.lines);
  return { name: block.name, before, after, parameters: parameters(scope), samples, unlessDearer, trials };
}

/** `G : f(A, E) = h(G, A) : E`, where E (or the scalar e) is what varies. */
export function compileIdentity(catalogue: Catalogue, heads: readonly string[], block: Block): IdentityRule {
  const line = onlyLine(block);
  const { formula, declarations } = splitDeclarations(line.text);
  const scope = new RuleScope(catalogue, heads, line);
  scope.declare(declarations);
  const varying = scope.declared.has("E") ? "E" : "e";
  scope.declareCotangent(formula);
  const [left, right] = scope.equation(formula);
  const linear = innerPart(line, left, 1);
  const root = templateOf(scope, linear);
  const step = root[root.length - 1]!;
  if (step.op !== "apply") throw new RuleError(line, "the left-hand side must be G : f(…)");
  const args = step.args.map((i) => root[i]!);
  const argument = args.findIndex((a) => a.op === "symbol" && a.name === varying);
  if (argument < 0) throw new RuleError(line, `${varying} must be an argument of the function itself`);
  const adjoint = templateOf(scope, innerPart(line, right, 0));
  refuseLeak(line, adjoint, varying);
  const known = parameters(scope);
  const ordered = args.map((a) => {
    const p = a.op === "symbol" ? known.find((q) => q.name === a.name) : undefined;
    if (!p) throw new RuleError(line, "every argument of the function must be a name");
    return p;
  });
  const sizes = step.dims.map((d) => ({ name: d.key, kind: "dimension" as const, rows: d, cols: d, requires: 0 }));
  const scalar = step.fn === "product" && ordered.some((p) => isScalar(p));
  return {
    name: block.name,
    fn: scalar ? "scale" : step.fn,
    argument,
    parameters: [...ordered, ...sizes],
    adjoint,
    samples: samplesOf(catalogue, block),
    trials: trialsOf(block.lines),
  };
}

function innerPart(line: RuleLine, term: Term, index: 0 | 1): Term {
  if (term.kind !== "apply" || term.fn !== "inner") throw new RuleError(line, "both sides must be inner products");
  return term.args[index]!;
}

/** What varies may stand in the adjoint only through its size; otherwise the differential would leak. */
function refuseLeak(line: RuleLine, adjoint: Template, varying: string): void {
  if (adjoint.some((s) => s.op === "symbol" && s.name === varying)) {
    throw new RuleError(line, `${varying} may not stand on the left of the inner product on the right-hand side`);
  }
}
