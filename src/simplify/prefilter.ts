/** What tells most rules for products from those that may apply to a product, before anything is matched. */
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
  return node.fn === "product" ? summaryOf(node.args) : NO_FACTORS;
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

/** Whether a product has the functions and properties among its factors that a rule for products speaks of. */
export function mayMatch(rule: CompiledRewrite, of: Factors): boolean {
  if (rule.functions.length > of.functions.length) return false;
  for (const fn of rule.functions) if (!of.functions.includes(fn)) return false;
  for (const set of rule.properties) {
    if ((of.properties & set) !== set || !of.factors.some((f) => (f.properties & set) === set)) return false;
  }
  return true;
}
