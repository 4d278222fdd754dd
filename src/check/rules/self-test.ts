/**
 * The check of the checks: one rule is made wrong, and they must see it. The compiled rules are edited; the catalogue in
 * use stays as it is.
 */
import { Catalogue, type CatalogueData } from "../../expression/catalogue/catalogue.js";
import type { RuleKind } from "../../expression/rulefile/reference.js";
import type { Template } from "../../expression/catalogue/template.js";
import { checkRules, worst, type RuleTrial, type Verdict } from "./whole-catalogue.js";

export interface SelfTest {
  readonly kind: RuleKind;
  readonly rule: string;
  /** What was made wrong. */
  readonly mistake: string;
  /** The verdict on the rule as it is, and on the wrong one. */
  readonly right: Verdict;
  readonly wrong: Verdict;
  /** The first comparison that failed. */
  readonly seenBy: RuleTrial | undefined;
  /** Whether the rule as it is passed and the wrong one failed. */
  readonly passed: boolean;
  readonly seed: number;
}

type Edit = (template: Template) => Template;

/** k times the value of a template. */
const times =
  (k: string): Edit =>
  (template) => {
    const root = template[template.length - 1]!;
    const isScalar = root.op === "apply" ? root.scalar === true : root.op === "number";
    const n = template.length;
    return [
      ...template,
      { op: "number", value: k },
      { op: "apply", fn: "product", args: [n, n - 1], ...(isScalar ? { scalar: true as const } : {}) },
    ];
  };

const MISTAKES: readonly (readonly [string, Edit])[] = [
  ["a factor 2", times("2")],
  ["the opposite sign", times("-1")],
];

interface Candidate {
  readonly kind: RuleKind;
  readonly rule: string;
  /** What is edited, in words. */
  readonly what: string;
  readonly edit: (mistake: Edit) => CatalogueData;
}

/** Injects one mistake, which the seed chooses, and checks the rule before and after. */
export function selfTest(catalogue: Catalogue, seed: number): SelfTest {
  const candidates = candidatesOf(catalogue.data);
  const { kind, rule, what, edit } = candidates[seed % candidates.length]!;
  const [mistake, wrong] = MISTAKES[Math.floor(seed / candidates.length) % MISTAKES.length]!;
  const before = trialsOf(catalogue, kind, rule, seed);
  const after = trialsOf(new Catalogue(edit(wrong)), kind, rule, seed);
  const verdicts = { right: worst(before), wrong: worst(after) };
  return {
    kind,
    rule,
    mistake: `${mistake} in ${what}`,
    ...verdicts,
    seenBy: after.find((t) => t.verdict === "failed"),
    passed: before.length > 0 && verdicts.right === "passed" && verdicts.wrong === "failed",
    seed,
  };
}

const trialsOf = (catalogue: Catalogue, kind: RuleKind, rule: string, seed: number): RuleTrial[] =>
  [...checkRules(catalogue, seed, (k, name) => k === kind && name === rule)].flatMap((r) => r.trials);

/** Every variation in which a differential occurs, every identity, every equation of the simplifier. */
function candidatesOf(data: CatalogueData): Candidate[] {
  const at = <R>(list: readonly R[], r: R, by: R): R[] => list.map((other) => (other === r ? by : other));
  const { functions, identities, rewrites } = data;
  return [
    ...functions.flatMap((f) => {
      const index = f.cases.findIndex((c) => c.variation && varies(c.variation, f.parameters));
      const first = f.cases[index];
      if (!first?.variation) return [];
      return [
        {
          kind: "function" as const,
          rule: f.rule,
          what: `d${f.outputs[f.output]!} = …`,
          edit: (mistake: Edit) => {
            const cases = at(f.cases, first, { ...first, variation: mistake(first.variation!) });
            return { ...data, functions: at(functions, f, { ...f, cases }) };
          },
        },
      ];
    }),
    ...identities.map((i) => ({
      kind: "identity" as const,
      rule: i.name,
      what: `the adjoint of ${i.fn}`,
      edit: (mistake: Edit) => ({ ...data, identities: at(identities, i, { ...i, adjoint: mistake(i.adjoint) }) }),
    })),
    // No multiple of zero is wrong.
    ...rewrites
      .filter((r) => !isZero(r.after))
      .map((r) => ({
        kind: "simplify" as const,
        rule: r.name,
        what: "the right-hand side",
        edit: (mistake: Edit) => ({ ...data, rewrites: at(rewrites, r, { ...r, after: mistake(r.after) }) }),
      })),
  ];
}

/** Whether a differential of a parameter occurs, and not as the whole times 0. */
function varies(template: Template, parameters: readonly { readonly name: string }[]): boolean {
  const names = new Set(parameters.map((p) => `d${p.name}`));
  return !isZero(template) && template.some((step) => step.op === "symbol" && names.has(step.name));
}

/** Whether a template is written as zero, or as zero times something. */
function isZero(template: Template): boolean {
  const isNumberZero = (step: Template[number] | undefined): boolean => step?.op === "number" && step.value === "0";
  const root = template[template.length - 1]!;
  if (root.op !== "apply") return isNumberZero(root);
  return root.fn === "zeros" || (root.fn === "product" && root.args.some((i) => isNumberZero(template[i])));
}
