/** What a derivation takes for granted, in words with formulas. */
import type { Derivation } from "../calculus/derivation.js";
import { express, name } from "../expression/express.js";
import type { Node } from "../expression/node/node.js";
import type { Syntax } from "../language/syntax.js";
import type { Formulas } from "./formulas.js";

/** One sentence each, without a full stop; `print` writes a formula into it. */
export function assumptionsOf(derivation: Derivation, formulas: Formulas, print: (s: Syntax) => string): string[] {
  const { program, catalogue, conditions } = derivation;
  const formula = (node: Node): string => print(express(catalogue, formulas.naming, node, true));
  const told = (properties: number): string =>
    catalogue
      .strongest(properties)
      .map((p) => p.name)
      .join(" and ");
  const presumed = program.presumed.map(
    (p) =>
      `${print(name(p.name))} is ${told(p.properties)} (nothing is declared of it; declare its shape for a general matrix)`,
  );
  const required = program.assumptions.map((a) => `${formula(a.node)} is ${told(a.properties)}`);
  const needs = conditions.map((c) => `${formula(c.node)}: ${c.needs}`);
  return [...new Set([...presumed, ...required, ...needs])];
}
