/** Which names are bold: those that the author wrote so, or all matrices and vectors. */
import type { Derivation } from "../../calculus/derivation.js";
import { isScalar } from "../../expression/node/node.js";
import type { NotationStyle } from "../../language/print/notation.js";
import type { Equation } from "../definitions.js";
import { styleFor } from "../names-of-loss.js";

/** The style with the name of the loss and the names that are bold. `defined` are the lines that give names. */
export function latexStyle(
  derivation: Derivation,
  given: NotationStyle | undefined,
  defined: readonly Equation[],
): NotationStyle {
  const style = styleFor(derivation, given);
  if (style.weight === "medium") return style;
  const { program, outputs } = derivation;
  if (style.weight !== "bold") {
    const { bold } = program;
    return bold === undefined || bold.size === 0 ? style : { ...style, boldNames: bold };
  }
  const named = [...program.inputs, ...program.definitions, ...outputs].filter((n) => !isScalar(n.node));
  const lines = defined.filter((e) => !isScalar(e.node) && e.left[0]?.kind === "name");
  const names = lines.flatMap((e) => e.left.flatMap((l) => (l.kind === "name" ? [l.name] : [])));
  return { ...style, boldNames: new Set([...named.map((n) => n.name), ...names]) };
}
