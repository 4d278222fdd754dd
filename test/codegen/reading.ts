/** Reading printed formulas back in the scope of the derivation that they belong to. */
import { formulasOf, type Equation, type Formulas } from "../../src/print/formulas.js";
import { compareExactly } from "../../src/check/exact/check.js";
import { SIZE_ORDERS, assignSizes } from "../../src/check/derivation/random-point.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { functionWords } from "../../src/expression/catalogue/load.js";
import type { Node } from "../../src/expression/node/node.js";
import { elaborateWithin, type Surroundings } from "../../src/expression/elaborate/elaborate-in-context.js";
import { differentialName } from "../../grammar/names.js";
import { parseExpression, type ParseScope } from "../../src/language/parse/parse.js";
import { printExpression, type NotationName } from "../../src/language/print/print.js";
import { sameSyntax } from "../../src/language/traverse.js";

/** The formulas of a derivation and what the names in them stand for. */
export interface Readable {
  readonly derivation: Derivation;
  readonly formulas: Formulas;
  readonly surroundings: Surroundings;
  readonly scope: ParseScope;
}

export function readable(derivation: Derivation): Readable {
  const { catalogue, store, program } = derivation;
  const formulas = formulasOf(derivation);
  const names = new Map<string, Node>();
  const functions = new Map<string, Node>(program.functions.map((f) => [f.name, f.node]));
  for (const input of program.inputs) {
    names.set(input.name, input.node);
    names.set(differentialName(input.name), derivation.differentialOf(input.node));
  }
  for (const { cotangent } of derivation.outputs) {
    if (cotangent.kind === "symbol") names.set(cotangent.name, cotangent);
  }
  for (const entry of formulas.naming.entries) {
    if (entry.kind === "definition") names.set(entry.name, entry.node);
    if (entry.kind === "function") functions.set(entry.name, entry.node);
    if (entry.kind !== "factorization") continue;
    const rule = catalogue.functions.get(entry.node.fn)!;
    rule.outputs.forEach((output, i) => {
      const factor = store.find(`${rule.rule}.${output}`, entry.node.args, entry.node.dims);
      if (factor) names.set(entry.names[i]!, factor);
    });
  }
  const dimensions = new Set(program.dimensions);
  const { writtenOut } = program;
  const own = [...program.functions, ...writtenOut.map((f) => f.target)].map((f) => f.spelling);
  return {
    derivation,
    formulas,
    surroundings: { store, catalogue, names, functions, writtenOut, dimensions },
    scope: {
      functions: [...functionWords(catalogue), ...own],
      ownFunctions: own,
      names: [...names.keys()],
      dimensions: [...dimensions],
    },
  };
}

/** What is wrong with a formula once it is printed and read again; undefined where it is the same expression. */
export function lostInPrint(
  { derivation, surroundings, scope }: Readable,
  equation: Equation,
  notation: NotationName,
): string | undefined {
  const text = printExpression(equation.right, notation);
  const { expression, diagnostics } = parseExpression(text, scope);
  if (!expression) return `${text}: ${diagnostics[0]!.message}`;
  if (!sameSyntax(expression, equation.right)) return `${text} reads as ${printExpression(expression, notation)}`;
  // A factorization or the body of a function is no value by itself.
  if (equation.left.length > 1 || equation.left[0]!.kind === "apply") return undefined;
  const program = {
    source: text,
    statements: [{ kind: "expression" as const, value: expression, span: expression.span }],
  };
  const { node, diagnostics: problems } = elaborateWithin(surroundings, program, equation.node);
  if (!node) return `${text}: ${problems[0]!.message}`;
  const normal = (n: Node): Node => derivation.simplifier.simplify(n);
  if (normal(node) === normal(equation.node)) return undefined;
  // A form that is only for showing need not come back by simplification.
  const { catalogue, store } = derivation;
  // Layer normalization needs more columns than one, a QR factorization no more columns than rows.
  const outcomes = [[3, 4, 2, 5], ...SIZE_ORDERS].map((order) => {
    const sizes = assignSizes(derivation, {}, order);
    return compareExactly(catalogue, { store, node }, { store, node: equation.node }, { sizes, seed: 1 }).outcome;
  });
  return outcomes.includes("equal") && !outcomes.includes("different") ? undefined : `${text} means something else`;
}
