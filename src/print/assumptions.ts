/** What a derivation takes for granted, in words with formulas. */
import type { Derivation } from "../calculus/derivation.js";
import { express, name } from "../expression/express.js";
import type { Node, PropertySet } from "../expression/node/node.js";
import type { Syntax } from "../language/syntax.js";
import type { Formulas } from "./formulas.js";

/** What is taken for granted, as a sentence; of an input, with the properties that are. */
export interface Assumption {
  readonly text: string;
  readonly input?: string;
  readonly properties?: PropertySet;
}

/** One sentence each, without a full stop; `print` writes a formula into it. */
export const assumptionsOf = (
  derivation: Derivation,
  formulas: Formulas,
  print: (s: Syntax) => string,
): readonly string[] => assumptionList(derivation, formulas, print).map((a) => a.text);

export function assumptionList(
  derivation: Derivation,
  formulas: Formulas,
  print: (s: Syntax) => string,
): readonly Assumption[] {
  const { program, catalogue, conditions } = derivation;
  const formula = (node: Node): string => print(express(catalogue, formulas.naming, node, true));
  const told = (properties: number): string =>
    catalogue
      .strongest(properties)
      .map((p) => p.name)
      .join(" and ");
  const presumed = program.presumed.map((p): Assumption => ({
    text: `${print(name(p.name))} is ${told(p.properties)} (nothing is declared of it; declare its shape for a general matrix)`,
    input: p.name,
    properties: p.properties,
  }));
  const required = program.assumptions.map((a): Assumption => {
    const input = program.inputs.find((i) => i.node === a.node)?.name;
    const text = `${formula(a.node)} is ${told(a.properties)}`;
    return input === undefined ? { text } : { text, input, properties: a.properties };
  });
  const needs = conditions.map((c): Assumption => ({ text: `${formula(c.node)}: ${c.needs}` }));
  return [...new Map([...presumed, ...required, ...needs].map((a) => [a.text, a])).values()];
}
