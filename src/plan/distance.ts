/** How far a value is from a property of the catalogue. */
import { distanceFrom } from "../../codegen/run/structure.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";

/** The distance of a value from a property; a matrix that is not square has none of the properties of square ones. */
export function distance(catalogue: Catalogue, property: string, value: Matrix): number {
  const square = value.rows === value.cols || catalogue.properties.get(property)!.requires !== "square";
  return square ? distanceFrom(property, value) : Infinity;
}
