/** What tells most rules for products and sums from those that may apply to one, before anything is matched. */
import { isApply, type ApplyNode, type Node, type PropertySet } from "../expression/node/node.js";
import type { CompiledRewrite } from "./pattern.js";

/** What is soon told of the factors of a product. */
export interface Factors {
  readonly factors: readonly Node[];
  /** The functions of those that are applications. */
  readonly functions: readonly string[];
  /** The properties that any of them has. */
  readonly properties: PropertySet;
}

export function factorsOf(node: ApplyNode): Factors {
  if (node.fn === "product") return summaryOf(node.args);
  if (node.fn !== "sum" && node.fn !== "hadamard") return NO_FACTORS;
  // Terms are matched as they stand; properties are no matter of the terms alone.
  const functions = node.args.flatMap((a) => (a.kind === "apply" ? [a.fn] : []));
  return { factors: NO_FACTORS.factors, functions, properties: 0 };
}

const NO_FACTORS: Factors = { factors: [], functions: [], properties: 0 };

export function summaryOf(factors: readonly Node[]): Factors {
  const functions: string[] = [];
  let properties = 0;
  for (const f of factors) {
    properties |= f.properties;
    const base = isApply(f, "transpose") ? f.args[0]! : f;
    if (base.kind === "apply" && base.fn !== "product") functions.push(base.fn);
  }
  return { factors, functions, properties };
}

/** Whether factors or terms have what a rule speaks of besides its functions. */
function has(rule: CompiledRewrite, of: Factors): boolean {
  for (const fn of rule.repeated) if (of.functions.indexOf(fn) === of.functions.lastIndexOf(fn)) return false;
  for (const set of rule.properties) {
    if ((of.properties & set) !== set || !of.factors.some((f) => (f.properties & set) === set)) return false;
  }
  return true;
}

/** The rules for one function, found by the functions that stand among factors or terms. */
export class RuleSet {
  readonly #asked: ReadonlySet<string>;
  readonly #byFunctions = new Map<string, readonly CompiledRewrite[]>();

  constructor(private readonly rules: readonly CompiledRewrite[]) {
    this.#asked = new Set(rules.flatMap((r) => r.functions));
  }

  /** The rules that may apply, in their order. */
  candidates(of: Factors): readonly CompiledRewrite[] {
    const functions = [...new Set(of.functions)].filter((fn) => this.#asked.has(fn)).sort();
    const key = functions.join(" ");
    let rules = this.#byFunctions.get(key);
    if (!rules) {
      rules = this.rules.filter((r) => r.functions.every((fn) => functions.includes(fn)));
      this.#byFunctions.set(key, rules);
    }
    return rules.some((r) => r.repeated.length + r.properties.length > 0) ? rules.filter((r) => has(r, of)) : rules;
  }
}

export type RulesByFunction = ReadonlyMap<string, RuleSet>;

/** The rules that may apply to an application. */
export const candidates = (rules: RulesByFunction, fn: string, of: Factors): readonly CompiledRewrite[] =>
  rules.get(fn)?.candidates(of) ?? NO_RULES;

const NO_RULES: readonly CompiledRewrite[] = [];
