/** The left sides of Jacobians and Hessians: `∂y/∂xᵀ`, `∂vec(Y)/∂vec(X)ᵀ`, `∂²L/∂x∂xᵀ`. */
import type { Derivation } from "../../calculus/derivation.js";
import { name } from "../../expression/express.js";
import { isScalar } from "../../expression/node/node.js";
import { printer } from "../../language/print/print.js";
import { differentialName } from "../../../grammar/names.js";
import { lossName } from "../names-of-loss.js";
import { isPlain, type Derivative, type Line, type Side } from "./formulas.js";

/** How the parts of a left side are written in one notation. */
interface Signs {
  readonly of: (side: Side) => string;
  readonly turned: (text: string) => string;
  readonly first: (of: string, by: string) => string;
  readonly second: (loss: string, of: string, by: string) => string;
  readonly block: (matrix: string, of: string, by: string) => string;
}

/** What the Gauss–Newton matrix is called. */
export function gaussNewtonName({ program, outputs }: Derivation): string {
  const taken = new Set([...program.inputs, ...program.definitions, ...outputs].map((n) => n.name));
  return taken.has("G") ? "GN" : "G";
}

/** The direction of the only input, or of all together. */
const theDirection = ({ gradients }: Derivation, direction: (input: string) => string): string =>
  gradients.length === 1 ? direction(gradients[0]!.input.name) : "d";

/** The rows that belong to an input. */
const blockName = (derivation: Derivation, input: string): string =>
  derivation.gradients.length === 1 ? gaussNewtonName(derivation) : `${gaussNewtonName(derivation)}_{${input}}`;

/** In denominator layout what is differentiated is turned, and not what it is differentiated by. */
function label({ kind, of, by, layout }: Derivative, derivation: Derivation, loss: string, signs: Signs): string {
  const turned = (side: Side, wanted: boolean): string =>
    wanted && !isScalar(side.shape) ? signs.turned(signs.of(side)) : signs.of(side);
  const numerator = layout === "numerator";
  if (kind === "jacobian") return signs.first(turned(of, !numerator), turned(by, numerator));
  const [row, column] = numerator ? [of, by] : [by, of];
  if (kind === "gauss-newton") {
    const matrix = gaussNewtonName(derivation);
    return derivation.gradients.length === 1 ? matrix : signs.block(matrix, signs.of(row), signs.of(column));
  }
  return signs.second(loss, turned(row, false), turned(column, true));
}

export function labelText(
  of: Line["label"],
  derivation: Derivation,
  spelled: (name: string) => string,
  ascii: boolean,
): string {
  const direction = (to: string): string => spelled(differentialName(to));
  const matrix = gaussNewtonName(derivation);
  switch (of.kind) {
    case "name":
      return spelled(of.name);
    case "applied":
      return `${blockName(derivation, spelled(of.to))} ${theDirection(derivation, direction)}`;
    case "form": {
      const d = theDirection(derivation, direction);
      return ascii ? `<${d}, ${matrix} ${d}>` : `⟨${d}, ${matrix} ${d}⟩`;
    }
  }
  const d = ascii ? "d" : "∂";
  return label(of, derivation, spelled(lossName(derivation)), {
    of: ({ name, shape, half }) => (isPlain(shape) ? spelled(name) : `${half ? "vech" : "vec"}(${spelled(name)})`),
    turned: (text) => `${text}${ascii ? "'" : "ᵀ"}`,
    first: (y, x) => `${d}${y}/${d}${x}`,
    second: (loss, x, z) => `${d}${ascii ? "^2" : "²"}${loss}/${d}${x}${d}${z}`,
    block: (matrix, x, z) => `${matrix}(${x}, ${z})`,
  });
}

const latex = printer("latex");

export function labelLatex(of: Line["label"], derivation: Derivation): string {
  const direction = (to: string): string => latex(name(differentialName(to)));
  switch (of.kind) {
    case "name":
      return of.name.startsWith("d²") ? `d^2 ${latex(name(of.name.slice(2)))}` : latex(name(of.name));
    case "applied":
      return `${blockName(derivation, latex(name(of.to)))}\\,${theDirection(derivation, direction)}`;
    case "form": {
      const d = theDirection(derivation, direction);
      return `\\langle ${d}, ${gaussNewtonName(derivation)}\\,${d}\\rangle`;
    }
  }
  return label(of, derivation, latex(name(lossName(derivation))), {
    of: ({ name: given, shape, half }) => {
      const written = latex(name(given));
      return isPlain(shape) ? written : `\\operatorname{${half ? "vech" : "vec"}}(${written})`;
    },
    turned: (text) => `${text}^{\\top}`,
    first: (y, x) => `\\frac{\\partial ${y}}{\\partial ${x}}`,
    second: (loss, x, z) => `\\frac{\\partial^2 ${loss}}{\\partial ${x}\\,\\partial ${z}}`,
    block: (matrix, x, z) => `${matrix}_{${x}, ${z}}`,
  });
}
