/**
 * The exact test, tolerance 0: over the prime field with p = 2⁶¹ − 1 elements, at random points, the adjoint must
 * match the variation, ⟨Ȳ, 𝓛(dX)⟩ = ⟨𝓛*(Ȳ), dX⟩, and each step of the derivation must preserve values. Where the two
 * sides differ as rational functions of degree d, a random point shows it but for a chance of d/p ≈ 10⁻¹⁵.
 */
import type { ExactReport } from "../../print/check-report.js";
import type { Derivation } from "../../calculus/derivation.js";
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import type { Node, Store } from "../../expression/node/node.js";
import { ExactChecking, atGoodPoint, tangentsOf, type Comparison, type ExactOptions, type Sides } from "./compare.js";
import { NoRoot } from "./draws.js";
import { DualEvaluator } from "./dual.js";
import type { ExactModel } from "./evaluate.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import { equal } from "./matrix.js";

/** ⟨Ȳ, dY⟩ over the outputs, ⟨X̄, dX⟩ over the inputs. */
function identityOf(derivation: Derivation): Sides {
  return [
    derivation.outputs.map((o, i): [Node, Node] => [o.cotangent, derivation.variations[i]!.node]),
    derivation.gradients.map((g): [Node, Node] => [
      g.riemannian?.paired ?? g.value,
      derivation.differentialOf(g.input.node),
    ]),
  ];
}

/** The variation against the derivative of the program, as it is written, by dual numbers; or why they are not compared. */
function compareVariation(
  derivation: Derivation,
  model: ExactModel,
): "equal" | "different" | { readonly reason: string } {
  const { store, program, variations, gradients } = derivation;
  const uses = model.draws.independentUses;
  const varying = new Set<Node>(gradients.map((g) => g.input.node));
  const evaluator = new DualEvaluator(store, model, (input) =>
    varying.has(input) ? derivation.differentialOf(input) : undefined,
  );
  try {
    const same = program.outputs.every((o, i) =>
      equal(evaluator.tangent(o.node), model.value(store, variations[i]!.node)),
    );
    if (same) return "equal";
  } catch (error) {
    if (error instanceof NotApplicable || error instanceof Unlucky || error instanceof NoRoot)
      return { reason: error.message };
    throw error;
  }
  const free = variations.some((v) => model.isIndependent(store, v.node)) || model.draws.independentUses > uses;
  if (free) return { reason: undecidedReason(model) };
  const functions = [...model.draws.uninterpreted].sort().join(", ");
  return functions === "" ? "different" : { reason: `the two may differ by a relation of ${functions}` };
}

/** A claim that a step of the derivation makes. */
interface Claim {
  readonly what: string;
  readonly check: (checking: ExactChecking) => Comparison;
  readonly nodes: readonly Node[];
}

function claimsOf(derivation: Derivation): Claim[] {
  const claims: Claim[] = [];
  const values = (what: string, before: Node, after: Node): void => {
    claims.push({ what, nodes: [before, after], check: (c) => c.values(before, after) });
  };
  const pairings = (what: string, sides: Sides): void => {
    claims.push({ what, nodes: sides.flat(2), check: (c) => c.pairings(sides) });
  };
  for (const step of derivation.steps) {
    if (step.kind === "adjoint") {
      for (const move of step.moves) {
        const after = move.after.map((p): [Node, Node] => [p.cotangent, p.linear]);
        pairings(move.rule, [[[move.before.cotangent, move.before.linear]], after]);
      }
    } else if (step.kind === "rewrite" && step.phase === "structure") {
      // A projection changes the value, but not what it is to directions in the structure.
      const d = derivation.differentialOf(step.about);
      pairings("projection onto the structure", [[[step.before, d]], [[step.after, d]]]);
    } else if (step.kind === "rewrite" && step.phase === "riemannian") {
      const d = derivation.differentialOf(step.about);
      const { paired } = derivation.gradients.find((g) => g.input.node === step.about)!.riemannian!;
      pairings("gradient in the tangent space", [[[step.before, d]], [[paired, d]]]);
    } else if (step.kind === "rewrite" && step.phase !== "riemannian") {
      values(step.phase === "forward" ? "simplification of the program" : "collection", step.before, step.after);
    }
  }
  for (const { rule, before, after } of derivation.simplifier.steps) {
    if (!before.open && !after.open) values(rule, before, after);
  }
  return claims;
}

/** Checks a derivation exactly. */
export function checkExactly(derivation: Derivation, options: ExactOptions): ExactReport {
  const identity = identityOf(derivation);
  const claims = claimsOf(derivation);
  const outputs = [...derivation.outputs, ...derivation.program.outputs].map((o) => o.node);
  const roots = [...identity.flat(2), ...outputs, ...claims.flatMap((c) => c.nodes)];
  const tangents = tangentsOf(derivation);
  const wanted = options.points ?? 2;
  const uninterpreted = new Set<string>();
  let [points, steps, allSteps] = [0, 0, 0];
  let variation = "";
  const report = (verdict: ExactReport["verdict"], reason: string): ExactReport => ({
    verdict,
    reason,
    variation,
    points,
    steps,
    allSteps,
    uninterpreted: [...uninterpreted].sort(),
    sizes: Object.fromEntries(options.sizes),
    seed: options.seed,
  });
  for (let point = 0; point < wanted; point++) {
    const seed = options.seed + 104_729 * point;
    const result = atGoodPoint(derivation.catalogue, { sizes: options.sizes, roots, tangents }, seed, (model) => {
      const checking = new ExactChecking(derivation.store, model);
      const outcome = checking.pairings(identity);
      const outcomes = point > 0 ? [] : claims.map((c) => c.check(checking));
      return { model, outcome, outcomes, derivative: compareVariation(derivation, model) };
    });
    if (typeof result === "string") return report("not applicable", result);
    for (const f of result.model.draws.uninterpreted) uninterpreted.add(f);
    allSteps += result.outcomes.length;
    steps += result.outcomes.filter((o) => o === "equal").length;
    const wrong = result.outcomes.indexOf("different");
    if (result.outcome === "different") return report("failed", "the adjoint does not match the variation");
    if (result.derivative === "different")
      return report("failed", "the variation is not the derivative of the program");
    if (typeof result.derivative === "object") variation ||= result.derivative.reason;
    if (wrong >= 0) return report("failed", `a step changes the value: ${claims[wrong]!.what}`);
    if (result.outcome === "undecided") return report("not applicable", undecidedReason(result.model));
    points += 1;
  }
  return report("passed", "");
}

const undecidedReason = (model: ExactModel): string =>
  `it takes more of ${[...model.draws.independent].join(" and ")} than numbers of the field can give`;

export interface ExactExpression {
  readonly store: Store;
  readonly node: Node;
}

export interface ExactComparison {
  readonly outcome: "equal" | "different" | "undecided";
  /** Why it is undecided. */
  readonly reason: string;
  /** Functions of which only the derivative rule was used. */
  readonly uninterpreted: readonly string[];
}

/**
 * Whether two expressions of one shape are the same function of their symbols (inputs, cotangents, differentials,
 * matched by name), at random points. The expressions may belong to different stores. `equal` and `different` are
 * certain but for a chance of about 10⁻¹⁵; `undecided` where a difference may come from a relation that the field does
 * not have, such as exp(x + y) = exp(x) exp(y).
 */
export function compareExactly(
  catalogue: Catalogue,
  a: ExactExpression,
  b: ExactExpression,
  options: ExactOptions & { readonly tangents?: ReadonlyMap<string, Node> },
): ExactComparison {
  const uninterpreted = new Set<string>();
  const answer = (outcome: ExactComparison["outcome"], reason = ""): ExactComparison => ({
    outcome,
    reason,
    uninterpreted: [...uninterpreted].sort(),
  });
  const { sizes } = options;
  const model = { sizes, roots: [a.node, b.node], tangents: options.tangents ?? new Map<string, Node>() };
  for (let point = 0; point < (options.points ?? 2); point++) {
    const result = atGoodPoint(catalogue, model, options.seed + 104_729 * point, (m) => {
      const same = equal(m.value(a.store, a.node), m.value(b.store, b.node));
      return { m, same, free: m.isIndependent(a.store, a.node) || m.isIndependent(b.store, b.node) };
    });
    if (typeof result === "string") return answer("undecided", result);
    for (const f of result.m.draws.uninterpreted) uninterpreted.add(f);
    if (result.same) continue;
    if (result.free) return answer("undecided", undecidedReason(result.m));
    if (uninterpreted.size === 0) return answer("different");
    return answer("undecided", `they may differ by a relation of ${[...uninterpreted].sort().join(", ")}`);
  }
  return answer("equal");
}
