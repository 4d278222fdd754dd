/** The sizes that the names in a rule stand for at actual arguments. */
import { symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Shape } from "../node/node.js";
import type { Parameter } from "./rule-data.js";

const boundSymbols = new Map<Dimension, string | undefined>();

/** The symbol that a size alone is, so that an actual size says what it stands for. */
function boundSymbol(form: Dimension): string | undefined {
  if (boundSymbols.has(form)) return boundSymbols.get(form);
  const alone = form.terms.size === 1 ? [...symbolsOf(form)].find((s) => form.terms.get(s) === 1) : undefined;
  boundSymbols.set(form, alone);
  return alone;
}

/** The sizes a rule's dimension names stand for at actual arguments. */
export function bindSizes(
  parameters: readonly Parameter[],
  args: readonly Shape[],
  dims: readonly Dimension[],
): Map<string, Dimension> {
  const sizes = new Map<string, Dimension>();
  let a = 0;
  let d = 0;
  const bind = (form: Dimension, actual: Dimension): void => {
    const symbol = boundSymbol(form);
    if (symbol !== undefined) sizes.set(symbol, actual);
  };
  for (const p of parameters) {
    if (p.kind === "dimension") {
      sizes.set(p.name, dims[d++]!);
      continue;
    }
    const arg = args[a++]!;
    if (p.kind === "function") continue;
    bind(p.rows, arg.rows);
    bind(p.cols, arg.cols);
  }
  return sizes;
}
