/** The checks of all rules of a catalogue in one form: what was compared, at which sizes, with which figures. */
import { NoIdentity } from "../../calculus/adjoint.js";
import { NoVariation } from "../../calculus/variation.js";
import { NoKernel } from "../../plan/lowering.js";
import type { CheckReport, ExactReport } from "../../print/check-report.js";
import type { Catalogue, RewriteRule, FunctionRule } from "../../expression/catalogue/catalogue.js";
import type { RuleKind } from "../../expression/rulefile/reference.js";
import { checkFacts } from "./results.js";
import { checkImplications, checkScalarFacts } from "./implications.js";
import { checkProperty } from "./projections.js";
import { checkFunction, checkIdentity, checkRewrite, type RuleCheck, type SidesCheck } from "./check-rule.js";
import { checkScalar } from "./scalars.js";

export type Verdict = CheckReport["verdict"];

/** One comparison. Figures that the kind of rule does not have are absent. */
export interface RuleTrial {
  /** What the arguments are, where the rule has several cases: `X symmetric, f = exp`; of several outputs which. */
  readonly conditions: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
  readonly reason: string;
  /** The adjoint against the variation, by inner products. */
  readonly adjoint?: number;
  /** The variation against differences of the kernel. */
  readonly finiteDifference?: number;
  /** The adjoint against the variation in exact arithmetic. */
  readonly exact?: ExactReport["verdict"];
  /** One side of an identity or of a rewrite rule against the other. */
  readonly difference?: number;
}

export interface CheckedRule {
  readonly kind: RuleKind;
  readonly name: string;
  /** The worst of the trials; a rule without trials passes. */
  readonly verdict: Verdict;
  readonly trials: readonly RuleTrial[];
  /** The rules whose variations are made of this function, where it has no variation of its own. */
  readonly through: readonly string[];
}

/** Both sides of an equation are rounded differently; nothing else may tell them apart. */
const SIDES_TOLERANCE = 1e-12;

/** A rule by its kind and name, with the way to check it. */
interface Checkable {
  readonly kind: RuleKind;
  readonly name: string;
  readonly check: (seed: number) => readonly RuleTrial[];
  readonly through: readonly string[];
}

/** Is told which rule comes next, by its place among all that are checked. */
export type TellRule = (rule: string, place: number, count: number) => void;

/** Checks the rules that `wanted` asks for, one after the other. */
export function* checkRules(
  catalogue: Catalogue,
  seed: number,
  wanted: (kind: RuleKind, name: string) => boolean,
  tell: TellRule = () => undefined,
): Generator<CheckedRule> {
  const all = checkables(catalogue).filter(({ kind, name }) => wanted(kind, name));
  for (const [index, { kind, name, check, through }] of all.entries()) {
    tell(`${kind} ${name}`, index + 1, all.length);
    const trials = triedWith(check, seed);
    yield { kind, name, verdict: worst(trials), trials, through };
  }
}

/** A function that lacks a rule or a kernel fails, with what it lacks. */
function triedWith(check: Checkable["check"], seed: number): readonly RuleTrial[] {
  try {
    return check(seed);
  } catch (error) {
    if (!(error instanceof NoIdentity || error instanceof NoVariation || error instanceof NoKernel)) throw error;
    return [{ conditions: "", sizes: {}, verdict: "failed", reason: error.message }];
  }
}

export function worst(trials: readonly { readonly verdict: Verdict }[]): Verdict {
  if (trials.some((t) => t.verdict === "failed")) return "failed";
  return trials.some((t) => t.verdict === "inconclusive") ? "inconclusive" : "passed";
}

function checkables(catalogue: Catalogue): Checkable[] {
  const { functions, scalars, identities, rewrites, recognitions, expansions, presentations, properties } =
    catalogue.data;
  const plain = { through: [] };
  const rewritings = (kind: RuleKind, rules: readonly RewriteRule[]): Checkable[] =>
    rules.map((r) => ({
      kind,
      name: r.name,
      check: (seed: number) => ofSides(checkRewrite(catalogue, r, seed)),
      ...plain,
    }));
  return [
    ...rulesOf(functions).map(([name, outputs]) => ({
      kind: outputs[0]!.heads.length === 0 ? ("infer" as const) : ("function" as const),
      name,
      check: (seed: number) => outputs.flatMap((f) => trialsOf(catalogue, f, seed)),
      through: usersOf(catalogue, name),
    })),
    ...scalars.map((s) => ({
      kind: "scalar" as const,
      name: s.name,
      check: (seed: number) => [
        ...(s.last ? [] : checkScalar(catalogue, s, seed)).map((c) => ofReport(undefined, c)),
        ...checkScalarFacts(catalogue, s, seed).flatMap((c) => ofSides(c)),
      ],
      ...plain,
    })),
    ...identities.map((i) => ({
      kind: "identity" as const,
      name: i.name,
      check: (seed: number) => ofSides(checkIdentity(catalogue, i, seed)),
      ...plain,
    })),
    ...rewritings("simplify", rewrites),
    ...rewritings("recognize", recognitions),
    ...rewritings("expand", expansions),
    ...rewritings("present", presentations),
    ...properties.map((p) => ({
      kind: "property" as const,
      name: p.name,
      check: (seed: number) =>
        [...checkProperty(catalogue, p, seed), ...checkImplications(catalogue, p, seed)].flatMap((c) => ofSides(c)),
      ...plain,
    })),
  ];
}

/** How one output varies, and what else the rule says of it. */
function trialsOf(catalogue: Catalogue, f: FunctionRule, seed: number): RuleTrial[] {
  const variations = checkFunction(catalogue, f, seed).map((c) => ofReport(f, c));
  return [...variations, ...checkFacts(catalogue, f, seed).flatMap((c) => ofSides(c))];
}

/** The outputs of each rule together. */
function rulesOf(functions: readonly FunctionRule[]): [string, FunctionRule[]][] {
  const rules = new Map<string, FunctionRule[]>();
  for (const f of functions) rules.set(f.rule, [...(rules.get(f.rule) ?? []), f]);
  return [...rules];
}

function ofReport(rule: FunctionRule | undefined, { what, report }: RuleCheck): RuleTrial {
  const output = rule && rule.outputs.length > 1 ? [`output ${rule.outputs[rule.output]!}`] : [];
  const { sizes, verdict, reason, adjoint, finiteDifference, exact } = report;
  return {
    conditions: [...output, ...(what === "" ? [] : [what])].join(", "),
    sizes,
    verdict,
    reason,
    adjoint,
    finiteDifference,
    exact: exact.verdict,
  };
}

/** Shapes at which no value meets the conditions, such as more orthonormal columns than rows, are left out. */
function ofSides({ what, shapes, trials }: SidesCheck): RuleTrial[] {
  const tried = trials === 0 ? shapes : shapes.filter((s) => !Number.isNaN(s.difference));
  return tried.map(({ sizes, difference }) => {
    const figures = { conditions: what, sizes, difference };
    if (difference <= SIDES_TOLERANCE) return { ...figures, verdict: "passed", reason: "" };
    return Number.isNaN(difference)
      ? { ...figures, verdict: "inconclusive", reason: "no random value meets the conditions" }
      : { ...figures, verdict: "failed", reason: "the two sides differ" };
  });
}

/** The rules that vary through a function. */
function usersOf(catalogue: Catalogue, name: string): string[] {
  const users = catalogue.data.functions.filter((f) =>
    f.cases.some((c) => c.variation?.some((step) => step.op === "apply" && step.fn === name)),
  );
  return [...new Set(users.map((f) => f.rule))].filter((user) => user !== name);
}
