/** The catalogue as a reference: rules as they are written, what is derived from them, their sources, their last check. */
import checks from "../rules/checks.json" with { type: "json" };
import { formulasOf, type Equation } from "./print/formulas.js";
import { deriveProgram, type Derivation } from "./calculus/derivation.js";
import { conditionsText, programOf } from "./check/rules/rule-as-program.js";
import { varyingCases } from "./check/rules/check-rule.js";
import { deriveSource } from "./derive.js";
import type { Catalogue } from "./expression/catalogue/catalogue.js";
import { chapters } from "./expression/catalogue/reference.generated.js";
import { sources } from "./expression/catalogue/sources.generated.js";
import type { RuleKind, WrittenRule } from "./expression/rulefile/reference.js";

export { chapters, sources };

/** The figures of a rule's last check, the largest of its trials. Figures that its kind does not have are absent. */
export interface CheckRecord {
  readonly verdict: string;
  readonly trials: number;
  readonly adjoint?: number;
  readonly finiteDifference?: number;
  /** In how many trials the adjoint matches the variation in exact arithmetic. */
  readonly exact?: number;
  readonly difference?: number;
  /** The rules that a function without a variation of its own is checked through. */
  readonly through?: readonly string[];
}

/** The recorded check of a rule; undefined for a rule that was added since. */
export function lastCheck(kind: RuleKind, name: string): CheckRecord | undefined {
  return (checks.rules as Readonly<Record<string, CheckRecord>>)[`${kind} ${name}`];
}

/** The seed of the recorded checks. */
export const checkSeed: number = checks.seed;

/** All rules in the order of the files. */
const writtenRules = (): WrittenRule[] => chapters.flatMap((c) => c.rules);

/** How a user writes the function of a rule: `inv`, `norm`; none for operators. */
function spellings(catalogue: Catalogue, rule: WrittenRule): string[] {
  if (rule.kind !== "function") return [];
  const heads = catalogue.data.functions.filter((f) => f.rule === rule.name).flatMap((f) => f.heads);
  return [...new Set(heads.map((head) => head.split("/")[0]!))].filter((head) => head !== "");
}

/** The rules with a name, or whose function is written so; all kinds of them. */
export function rulesNamed(catalogue: Catalogue, name: string): WrittenRule[] {
  const rules = writtenRules();
  const exact = rules.filter((r) => r.name === name);
  return exact.length > 0 ? exact : rules.filter((r) => spellings(catalogue, r).includes(name));
}

/** Everything that `rulesNamed` knows. */
export function ruleNames(catalogue: Catalogue): string[] {
  return [...new Set(writtenRules().flatMap((r) => [r.name, ...spellings(catalogue, r)]))];
}

/** What is derived from one case of a rule. */
export interface DerivedCase {
  /** What the arguments are, `X symmetric`; empty where the rule has one case. */
  readonly conditions: string;
  readonly outputs: readonly Equation[];
  readonly variations: readonly Equation[];
  readonly adjoints: readonly Equation[];
  readonly where: readonly Equation[];
}

/** The variation and the adjoint of each case of a rule, as derived; none for what does not vary. */
export function derivedCases(catalogue: Catalogue, rule: WrittenRule): DerivedCase[] {
  // The last of a sequence of derivatives has none.
  if (catalogue.data.scalars.some((s) => s.name === rule.name && s.last)) return [];
  if (rule.kind === "scalar") return [derivedCase("", deriveSource(`t: scalar; ${rule.name}(t)`, { catalogue }))];
  if (rule.kind !== "function") return [];
  const outputs = catalogue.data.functions.filter((f) => f.rule === rule.name);
  const [first] = outputs;
  return varyingCases(first!).map((c) => {
    const takesFunction = first!.parameters.some((p) => p.kind === "function");
    const [only] = c.functions;
    const f = only ? ({ kind: "named", name: only.name } as const) : takesFunction ? ANY : NONE;
    return derivedCase(conditionsText(catalogue, first!, c, f), deriveProgram(programOf(catalogue, outputs, c, f)));
  });
}

const ANY = { kind: "any" } as const;
const NONE = { kind: "none" } as const;

function derivedCase(conditions: string, derivation: Derivation): DerivedCase {
  const { program, variations, gradients, where } = formulasOf(derivation);
  return { conditions, outputs: program, variations, adjoints: gradients, where };
}
