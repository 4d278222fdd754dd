/**
 * The second variation of every function of the catalogue: the Hessian of W : f(X) for a constant W is compared with
 * differences of its gradient, and must be symmetric.
 */
import type { Catalogue, FunctionRule, VariationCase } from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { isScalar, type Node } from "../../expression/node/node.js";
import type { ElaboratedProgram } from "../../expression/elaborate/program.js";
import { NoIdentity } from "../../calculus/adjoint.js";
import { deriveProgram } from "../../calculus/derivation.js";
import { hessianAsDerivation, varyGradients } from "../../calculus/second.js";
import { NoVariation } from "../../calculus/variation.js";
import { NoKernel } from "../../plan/lowering.js";
import { checkDerivation } from "../derivation/check.js";
import { SIZES, sizesFit, varyingCases, type RuleCheck } from "./check-rule.js";
import { conditionsText, functionsToTry, programOf, type FunctionChoice } from "./rule-as-program.js";

/** A check of the second variation in one case of a rule, or why there is no second variation. */
export type SecondCheck =
  | ({ readonly kind: "checked" } & RuleCheck)
  | { readonly kind: "none"; readonly rule: string; readonly what: string; readonly reason: string };

/** Every case of a function that varies, at the largest shape of its checks: small ones may vary only once. */
export function checkSecondVariation(catalogue: Catalogue, rule: FunctionRule, seed = 1): SecondCheck[] {
  return varyingCases(rule).flatMap((c) => {
    const all = rule.trials.length > 0 ? [...rule.trials].sort((a, b) => entriesAt(b) - entriesAt(a)) : SIZES;
    const sizes = all.find((s) => sizesFit(rule, s));
    return sizes ? functionsToTry(rule, c).map((f) => checkOne(catalogue, rule, c, f, sizes, seed)) : [];
  });
}

const entriesAt = (sizes: Readonly<Record<string, number>>): number => Object.values(sizes).reduce((n, s) => n * s, 1);

function checkOne(
  catalogue: Catalogue,
  rule: FunctionRule,
  c: VariationCase,
  f: FunctionChoice,
  sizes: Readonly<Record<string, number>>,
  seed: number,
): SecondCheck {
  const what = conditionsText(catalogue, rule, c, f);
  try {
    const first = deriveProgram(paired(programOf(catalogue, [rule], c, f)));
    const hessian = hessianAsDerivation(varyGradients(first));
    return { kind: "checked", rule: rule.name, what, report: checkDerivation(hessian, { sizes, seed, trials: 1 }) };
  } catch (error) {
    if (!(error instanceof NoVariation || error instanceof NoIdentity || error instanceof NoKernel)) throw error;
    return { kind: "none", rule: rule.name, what, reason: error.message };
  }
}

/** The program of W : Y for the output Y of a program. */
function paired(program: ElaboratedProgram): ElaboratedProgram {
  const { store, catalogue } = program;
  const [output] = program.outputs;
  const y = output!.node;
  const node = store.symbol("W#", "input", y, catalogue.bit("constant"));
  const weight = { name: "W#", spelling: "W#", node, inferred: false, matrix: !isScalar(y) };
  const loss: Node = construct(store, isScalar(y) ? "product" : "inner-product", [node, y]);
  return {
    ...program,
    inputs: [...program.inputs, weight],
    outputs: [{ name: "L#", spelling: "L#", node: loss }],
  };
}
