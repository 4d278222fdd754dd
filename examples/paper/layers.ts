/** The layers of the networks: the programs of the folder beside, each derived and compiled when it is first used. */
import { readFileSync } from "node:fs";
import { derive, type Layer } from "../../src/index.js";

export const LAYERS = [
  "mean",
  "second",
  "logarithm",
  "moments",
  "eigen",
  "recompose",
  "classifier",
  "cut",
  "vectors",
  "affinity",
] as const;

export type LayerName = (typeof LAYERS)[number];

const compiled = new Map<LayerName, Layer>();

export const programOf = (name: LayerName): string =>
  readFileSync(new URL(`programs/${name}.mx`, import.meta.url), "utf8");

export function layer(name: LayerName): Layer {
  let found = compiled.get(name);
  if (!found) compiled.set(name, (found = derive(programOf(name)).compile()));
  return found;
}
