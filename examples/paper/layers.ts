/** The layers of the networks: the programs of the folder beside, each derived and compiled when it is first used. */
import { derive, type Layer } from "../../src/index.js";
import { programOf } from "./programs.js";

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

export function layer(name: LayerName): Layer {
  let found = compiled.get(name);
  if (!found) compiled.set(name, (found = derive(programOf(name)).compile()));
  return found;
}
