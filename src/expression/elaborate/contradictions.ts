/** Declarations that no input can meet, or only one: found where they are made. */
import type { DeclarationStatement, PropertySyntax } from "../../language/syntax.js";
import type { Catalogue, Exclusion, PropertyRule } from "../catalogue/catalogue.js";
import { ONE, mayBeAtLeast, sizeOf, substitute } from "../../../codegen/plan/sizes.js";
import type { PropertySet, Shape } from "../node/node.js";
import { TypeProblem } from "./problems.js";

/** Throws TypeProblem where the properties contradict each other, the shape, or what must stand beside them. */
export function refuseContradictions(
  catalogue: Catalogue,
  s: DeclarationStatement,
  shape: Shape,
  declared: PropertySet,
): void {
  if (declared === 0) return;
  const square = shape.rows === shape.cols;
  const properties = catalogue.data.properties.reduce(
    (set, p) => (square && declared & p.bit ? catalogue.close(set | p.forSquares) : set),
    declared,
  );
  for (const p of catalogue.data.properties) {
    if ((properties & p.bit) === 0) continue;
    refuseScalar(catalogue, s, p);
    refuseShape(catalogue, s, shape, p);
    for (const e of p.excludes) refusePair(catalogue, s, shape, properties, p, e);
    if (p.beside !== 0 && (properties & p.beside) === 0) {
      const wanted = catalogue.data.properties.filter((q) => p.beside & q.bit).map((q) => `${p.name} ${q.name}`);
      throw new TypeProblem(
        "type/incomplete-property",
        `${p.name} is said of a triangular matrix`,
        saidBy(catalogue, s, p.bit).span,
        `declare ${s.target.spelling} ${wanted.join(" or ")}`,
      );
    }
  }
}

function refuseScalar(catalogue: Catalogue, s: DeclarationStatement, p: PropertyRule): void {
  if (s.shape.kind !== "scalar" || p.scalarValues === undefined) return;
  const { name, span } = saidBy(catalogue, s, p.bit);
  throw new TypeProblem(
    "type/contradiction",
    `${name} is said of a matrix, but ${s.target.spelling} is a scalar`,
    span,
    `of scalars it holds only for ${p.scalarValues}`,
  );
}

function refuseShape(catalogue: Catalogue, s: DeclarationStatement, shape: Shape, p: PropertyRule): void {
  if (shape.rows === ONE && shape.cols === ONE) return;
  const sizes = new Map([
    ["m", shape.rows],
    ["n", shape.cols],
  ]);
  for (const { larger, smaller } of p.sizes) {
    if (mayBeAtLeast(substitute(larger, sizes), substitute(smaller, sizes))) continue;
    const { name, span } = saidBy(catalogue, s, p.bit);
    const text = `${shape.rows.key}×${shape.cols.key}`;
    const role = (key: string): string => key.replace("m", "rows").replace("n", "columns");
    throw new TypeProblem(
      "type/property-shape",
      `${name} needs ${role(larger.key)} ≥ ${role(smaller.key)}, but ${s.target.spelling} is ${text}`,
      span,
      larger.key === "m" ? `declare the transpose: ${shape.cols.key}×${shape.rows.key}` : undefined,
    );
  }
}

function refusePair(
  catalogue: Catalogue,
  s: DeclarationStatement,
  shape: Shape,
  properties: PropertySet,
  p: PropertyRule,
  exclusion: Exclusion,
): void {
  const both = properties & exclusion.properties;
  if (both === 0 || (shape.rows === ONE && shape.cols === ONE)) return;
  if (exclusion.at === "several columns" && shape.cols === ONE) return;
  if (exclusion.at === "odd order" && (sizeOf(shape.rows) ?? 2) % 2 === 0) return;
  const other = catalogue.data.properties.find((q) => both & q.bit)!;
  const [a, b] = [saidBy(catalogue, s, p.bit), saidBy(catalogue, s, other.bit)];
  const [first, second] = a.span.start < b.span.start ? [a, b] : [b, a];
  const why = (said: PropertySyntax): string =>
    [p, other].some((q) => q.name === said.name) ? "" : `; ${said.name} implies ${(said === a ? p : other).name}`;
  throw new TypeProblem(
    "type/contradiction",
    `${second.name} contradicts ${first.name}`,
    second.span,
    `${exclusion.reason}${why(first)}${why(second)}`,
    [{ span: first.span, message: "said here" }],
  );
}

/** The word of the declaration with which the property comes in. */
function saidBy(catalogue: Catalogue, s: DeclarationStatement, property: PropertySet): PropertySyntax {
  const said = s.properties.map((p) => ({ p, rule: catalogue.properties.get(p.name)! }));
  const own =
    said.find(({ rule }) => rule.closure & property) ??
    said.find(({ rule }) => catalogue.close(rule.closure | rule.forSquares) & property);
  if (own) return own.p;
  let so = 0;
  for (const said of s.properties) {
    so = catalogue.meant(so | catalogue.bit(said.name));
    if (so & property) return said;
  }
  return s.properties[s.properties.length - 1]!;
}
