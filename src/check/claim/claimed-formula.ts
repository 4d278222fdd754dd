/** A formula that somebody else derived, read in the scope of its program. */
import type { Derivation, Gradient, Output } from "../../calculus/derivation.js";
import { functionWords } from "../../expression/catalogue/load.js";
import type { Node } from "../../expression/node/node.js";
import { elaborateWithin } from "../../expression/elaborate/elaborate-in-context.js";
import { throwDiagnostics, type Diagnostic } from "../../../codegen/diagnostics.js";
import { cotangentName } from "../../../grammar/names.js";
import { parseProgram } from "../../language/parse/parse.js";

/** The symbol Ȳ of an output, also where the derivation has the number 1 for it because the output is a loss. */
export const cotangentSymbol = ({ store }: Derivation, output: Output): Node =>
  store.symbol(cotangentName(output.name), "cotangent", output.node);

/** A claim read in the scope of its program. Throws MatrixBackpropError. */
export function readClaim(derivation: Derivation, gradient: Gradient, text: string): Node {
  const { program, store, catalogue } = derivation;
  const names = new Map<string, Node>();
  for (const { name, node } of [...program.outputs, ...program.definitions, ...program.inputs]) names.set(name, node);
  for (const o of derivation.outputs) names.set(cotangentName(o.name), cotangentSymbol(derivation, o));
  const functions = new Map(program.functions.map((f) => [f.name, f.node]));
  const words = [...functionWords(catalogue), ...functions.keys()];
  const known = [...names.keys(), ...program.dimensions];
  const parsed = parseProgram(text, { names: known, functions: words });
  const surroundings = { store, catalogue, names, functions, dimensions: new Set(program.dimensions) };
  const reading: { node?: Node; diagnostics: readonly Diagnostic[] } =
    parsed.diagnostics.length > 0
      ? { diagnostics: parsed.diagnostics }
      : elaborateWithin(surroundings, parsed.program, gradient.input.node);
  throwDiagnostics(reading.diagnostics, { name: "claim", text });
  return reading.node!;
}
