/** What the functions of an emitted module accept, and where it takes sizes from. */
import { symbolsOf, type Dimension } from "../../plan/sizes.js";
import type { Port } from "../../plan/program.js";
import { parametersOf } from "../../plan/parameters.js";
import { access } from "./identifiers.js";

/** The declaration of the parameters of a function. */
export function parameterList(
  name: string,
  type: string,
  ports: readonly Port[],
  options: { readonly ones: boolean; readonly structure: boolean },
): string {
  const lines = parametersOf(ports, options).map((p) => {
    const fields = Object.entries(p).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return `  { ${fields.join(", ")} },`;
  });
  return [`const ${name.toUpperCase()} = new Parameters<${type}>("${name}", [`, ...lines, "]);"].join("\n");
}

/** A size as it is read from the inputs, where one of them has a side that is a multiple of it and a number. */
export function sizeOf(symbol: string, inputs: readonly Port[]): string | undefined {
  const sides = inputs.flatMap((p) => [[p, p.rows, "rows"] as const, [p, p.cols, "cols"] as const]);
  for (const simple of [true, false]) {
    for (const [p, d, side] of sides) {
      const c = d.terms.get(symbol);
      if (p.value.storage === "scalar" || c === undefined || symbolsOf(d).size > 1) continue;
      const actual = `${access("inputs", p.name)}.${side}`;
      if (d.symbol === symbol) return actual;
      if (!simple) return `INPUTS.sizeFrom(${formArguments(p, actual, side, d, c)})`;
    }
  }
  return undefined;
}

function formArguments(p: Port, actual: string, side: "rows" | "cols", d: Dimension, c: number): string {
  const name = side === "rows" ? "rows" : "columns";
  const constant = d.terms.get("") ?? 0;
  return [JSON.stringify(p.name), actual, JSON.stringify(name), JSON.stringify(d.key), c, constant].join(", ");
}
