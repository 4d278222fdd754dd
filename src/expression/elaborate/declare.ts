/** Declarations: `X: m×n spd` → a shape and a set of properties, with contradictions refused. */
import type { ApplySyntax, DeclarationStatement, Span, Syntax } from "../../language/syntax.js";
import { closest } from "../../language/names/suggest.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import { ONE, add, fixed, minimum, multiply, scale, symbolic, type Dimension } from "../../../codegen/plan/sizes.js";
import { isScalar, type PropertySet, type Shape } from "../node/node.js";
import { TypeProblem } from "./problems.js";
import type { Unifier } from "./unify.js";

/** The shape a declaration states; an unstated one is left to inference. */
export function declaredShape(
  s: DeclarationStatement,
  unifier: Unifier,
  seen: (symbol: string, span: Span) => void,
  /** Whether a property needs a square matrix. */
  square: (property: string) => boolean = () => true,
): Shape {
  switch (s.shape.kind) {
    case "scalar":
      return { rows: ONE, cols: ONE };
    case "vector":
      return { rows: dimensionOf(s.shape.rows, seen), cols: ONE };
    case "matrix":
      return { rows: dimensionOf(s.shape.rows, seen), cols: dimensionOf(s.shape.columns, seen) };
    case "unstated":
      return unstatedShape(s, unifier, square);
  }
}

/** Of a name of which only properties are stated: what is said, what they need, or what its letter says. */
function unstatedShape(s: DeclarationStatement, unifier: Unifier, square: (property: string) => boolean): Shape {
  const said = s.shape.kind === "unstated" ? s.shape.as : undefined;
  const matrix = s.properties.some(({ name }) => square(name));
  const kind = said ?? (matrix ? "matrix" : kindByLetter(s.target.name));
  return {
    rows: kind === "scalar" ? ONE : unifier.fresh("matrix"),
    cols: kind === "matrix" ? unifier.fresh("matrix") : ONE,
  };
}

/** Capitals are matrices, Latin small letters vectors, Greek small letters numbers. */
export function kindByLetter(name: string): "scalar" | "vector" | "matrix" {
  const letter = [...name.normalize("NFD")][0]!;
  // ℓ is a small letter that has no capital.
  if (letter === letter.toUpperCase() && letter !== "ℓ") return "matrix";
  return /\p{Script=Greek}/u.test(letter) ? "scalar" : "vector";
}

/** A size: a positive integer, a symbol, or sums, differences and products of them; and what is a size by itself. */
export function dimensionOf(
  syntax: Syntax,
  seen: (symbol: string, span: Span) => void,
  sized?: (syntax: ApplySyntax) => Dimension | undefined,
): Dimension {
  if (syntax.kind === "name") {
    seen(syntax.name, syntax.span);
    return symbolic(syntax.name);
  }
  if (syntax.kind === "number" && /^[1-9]\d*$/.test(syntax.text)) return fixed(Number(syntax.text));
  if (syntax.kind === "apply") {
    const known = sized?.(syntax);
    if (known !== undefined) return known;
    const parts = (): Dimension[] => syntax.args.map((a) => dimensionOf(a, seen, sized));
    if (syntax.head === "sum") return parts().reduce(add);
    if (syntax.head === "product") return parts().reduce(multiply);
    if (syntax.head === "negate") return scale(-1, parts()[0]!);
    if (syntax.head === "min") return parts().reduce(minimum);
    const [base, exponent] = syntax.args;
    if (syntax.head === "power" && exponent?.kind === "number" && /^[1-9]$/.test(exponent.text)) {
      const d = dimensionOf(base!, seen, sized);
      return Array.from({ length: Number(exponent.text) }, () => d).reduce(multiply);
    }
    const under = syntax.args[1];
    if (syntax.head === "divide" && under?.kind === "number") {
      return scale(1 / Number(under.text), dimensionOf(syntax.args[0]!, seen, sized));
    }
  }
  if (syntax.kind === "number" && Number(syntax.text) === 0) {
    throw new TypeProblem("type/size", "rows, columns and entries are counted from 1", syntax.span, "write `A[1, :]` for the first row"); // prettier-ignore
  }
  throw new TypeProblem("type/size", "a size is a positive integer, a symbol, or a form like n + 1 or 2n", syntax.span);
}

/**
 * The properties a declaration states and implies; `inRules` admits those that programs have by inference only. Throws
 * TypeProblem for an unknown one and one that needs a square.
 */
export function declaredProperties(
  catalogue: Catalogue,
  s: DeclarationStatement,
  shape: Shape,
  unifier: Unifier,
  inRules = false,
): PropertySet {
  let properties = 0;
  for (const { name, span } of s.properties) {
    const property = catalogue.properties.get(name) ?? catalogue.properties.get(name.toLowerCase());
    if (!property || !(property.declarable || inRules)) {
      const known = catalogue.data.properties.filter((p) => p.declarable).map((p) => p.name);
      const near = closest(name, known);
      throw new TypeProblem(
        "type/unknown-property",
        `${name} is not a property`,
        span,
        near ? `did you mean ${near}?` : `the properties are ${known.join(", ")}`,
      );
    }
    if (property.requires === "square" && !unifier.unify(shape.rows, shape.cols)) {
      const size = `${subtractText(shape)}`;
      throw new TypeProblem(
        "type/property-shape",
        `${name} needs a square shape, but ${s.target.spelling} is ${size}`,
        span,
        name === "orthogonal"
          ? "write `orthonormal` where the columns are orthonormal"
          : `declare it as \`${s.target.spelling}: n×n ${name}\`, or leave the property out`,
      );
    }
    properties = catalogue.close(properties | property.closure);
  }
  return isScalar(shape) ? properties : catalogue.meant(properties);
}

/** What the interval of a declaration says: numbers above 0, or none below it. */
export function withinInterval(catalogue: Catalogue, { interval }: DeclarationStatement): PropertySet {
  if (interval === undefined || interval.from < 0) return 0;
  return catalogue.bit(interval.from === 0 && interval.closed ? "nonnegative" : "positive");
}

const subtractText = (shape: Shape): string => `${shape.rows.key}×${shape.cols.key}`;
