/** `identity` blocks (moves across an inner product) and `simplify` blocks (rewrite rules). */
import type { Catalogue, IdentityRule, Parameter, RewriteRule, Sample } from "../catalogue/catalogue.js";
import { isScalar } from "../node/node.js";
import type { Term } from "../elaborate/typed-syntax.js";
import type { Equation, LawLine } from "../../../grammar/rule-lines.js";
import { linesOf, type LawBlock, type Said } from "./read.js";
import { RuleScope } from "./scope.js";
import { sampleOf, trialOf } from "./sizes.js";
import { templateOf } from "./templates.js";

const samplesOf = (catalogue: Catalogue, lines: readonly Said<LawLine>[]): Sample[] =>
  linesOf(lines, "sample").map((l) => sampleOf(catalogue, l));

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
function sides(scope: RuleScope, equation: Equation): readonly [Term, Term] {
  const [left, right] = scope.equation(equation);
  const same = scope.unifier.unify(left.rows, right.rows) && scope.unifier.unify(left.cols, right.cols);
  if (!same) throw scope.error("shapes", "the two sides have different shapes", equation.right);
  return [left, right];
}

export function compileRewrite(catalogue: Catalogue, heads: readonly string[], block: LawBlock): RewriteRule {
  const { equation, declarations, at } = block.formula;
  const scope = new RuleScope(catalogue, heads, at);
  scope.declare(declarations);
  const [left, right] = sides(scope, equation);
  const before = templateOf(scope, left);
  const after = templateOf(scope, right);
  const bound = new Set(before.flatMap((s) => (s.op === "symbol" ? [s.name] : [])));
  for (const s of after) {
    if (s.op === "symbol" && !bound.has(s.name))
      throw scope.error("unbound", `${s.name} stands only on the right`, equation.right);
  }
  const samples = samplesOf(catalogue, block.lines);
  const unlessDearer = linesOf(block.lines, "unless").length > 0;
  const trials = linesOf(block.lines, "check").map(trialOf);
  return { name: block.name, before, after, parameters: parameters(scope), samples, unlessDearer, trials };
}

/** `G : f(A, E) = h(G, A) : E`, where E (or the scalar e) is what varies. */
export function compileIdentity(catalogue: Catalogue, heads: readonly string[], block: LawBlock): IdentityRule {
  const { equation, declarations, at } = block.formula;
  const scope = new RuleScope(catalogue, heads, at);
  scope.declare(declarations);
  const varying = scope.declared.has("E") ? "E" : "e";
  scope.declareCotangent(equation);
  const [left, right] = scope.equation(equation);
  const error = (message: string, side: "left" | "right"): Error => scope.error("identity", message, equation[side]);
  const innerPart = (term: Term, index: 0 | 1, side: "left" | "right"): Term => {
    if (term.kind !== "apply" || term.fn !== "inner") throw error("both sides must be inner products", side);
    return term.args[index]!;
  };
  const linear = innerPart(left, 1, "left");
  const root = templateOf(scope, linear);
  const step = root[root.length - 1]!;
  if (step.op !== "apply") throw error("the left-hand side must be G : f(…)", "left");
  const args = step.args.map((i) => root[i]!);
  const argument = args.findIndex((a) => a.op === "symbol" && a.name === varying);
  if (argument < 0) throw error(`${varying} must be an argument of the function itself`, "left");
  const adjoint = templateOf(scope, innerPart(right, 0, "right"));
  // What varies may stand in the adjoint only through its size; otherwise the differential would leak.
  if (adjoint.some((s) => s.op === "symbol" && s.name === varying))
    throw error(`${varying} may not stand on the left of the inner product on the right-hand side`, "right");
  const known = parameters(scope);
  const ordered = args.map((a) => {
    const p = a.op === "symbol" ? known.find((q) => q.name === a.name) : undefined;
    if (!p) throw error("every argument of the function must be a name", "left");
    return p;
  });
  const sizes = (step.dims ?? []).map((d) => ({
    name: d.key,
    kind: "dimension" as const,
    rows: d,
    cols: d,
    requires: 0,
  }));
  const scalar = step.fn === "product" && ordered.some((p) => isScalar(p));
  return {
    name: block.name,
    fn: scalar ? "scale" : step.fn,
    argument,
    parameters: [...ordered, ...sizes],
    adjoint,
    samples: samplesOf(catalogue, block.lines),
    trials: linesOf(block.lines, "check").map(trialOf),
  };
}
