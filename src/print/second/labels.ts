/** The left sides of Jacobians and Hessians: `∂y/∂xᵀ`, `∂vec(Y)/∂vec(X)ᵀ`, `∂²L/∂x∂xᵀ`. */
import type { Derivation } from "../../calculus/derivation.js";
import { name } from "../../expression/express.js";
import { isScalar } from "../../expression/node/node.js";
import { printer } from "../../language/print/print.js";
import { lossName } from "../names-of-loss.js";
import { isPlain, type Derivative, type Line } from "./formulas.js";

type Side = Derivative["of"];

/** How the parts of a left side are written in one notation. */
interface Signs {
  readonly of: (side: Side) => string;
  readonly turned: (text: string) => string;
  readonly first: (of: string, by: string) => string;
  readonly second: (loss: string, of: string, by: string) => string;
}

/** In denominator layout what is differentiated is turned, and not what it is differentiated by. */
function label({ kind, of, by, layout }: Derivative, loss: string, signs: Signs): string {
  const turned = (side: Side, wanted: boolean): string =>
    wanted && !isScalar(side.shape) ? signs.turned(signs.of(side)) : signs.of(side);
  const numerator = layout === "numerator";
  if (kind === "jacobian") return signs.first(turned(of, !numerator), turned(by, numerator));
  const [row, column] = numerator ? [of, by] : [by, of];
  return signs.second(loss, turned(row, false), turned(column, true));
}

export function labelText(
  of: Line["label"],
  derivation: Derivation,
  spelled: (name: string) => string,
  ascii: boolean,
): string {
  if (of.kind === "name") return spelled(of.name);
  const d = ascii ? "d" : "∂";
  return label(of, spelled(lossName(derivation)), {
    of: ({ name, shape }) => (isPlain(shape) ? spelled(name) : `vec(${spelled(name)})`),
    turned: (text) => `${text}${ascii ? "'" : "ᵀ"}`,
    first: (y, x) => `${d}${y}/${d}${x}`,
    second: (loss, x, z) => `${d}${ascii ? "^2" : "²"}${loss}/${d}${x}${d}${z}`,
  });
}

const latex = printer("latex");

export function labelLatex(of: Line["label"], derivation: Derivation): string {
  if (of.kind === "name")
    return of.name.startsWith("d²") ? `d^2 ${latex(name(of.name.slice(2)))}` : latex(name(of.name));
  return label(of, latex(name(lossName(derivation))), {
    of: ({ name: given, shape }) => {
      const written = latex(name(given));
      return isPlain(shape) ? written : `\\operatorname{vec}(${written})`;
    },
    turned: (text) => `${text}^{\\top}`,
    first: (y, x) => `\\frac{\\partial ${y}}{\\partial ${x}}`,
    second: (loss, x, z) => `\\frac{\\partial^2 ${loss}}{\\partial ${x}\\,\\partial ${z}}`,
  });
}
