/** The signs that a style chooses among, by the names that --notation and links to the playground use. */
import type { NotationStyle } from "./notation.js";

export const SIGNS: Readonly<Record<string, NotationStyle>> = {
  bar: { cotangent: "bar" },
  partial: { cotangent: "partial" },
  nabla: { cotangent: "nabla" },
  bold: { weight: "bold" },
  upright: { differential: "upright" },
  T: { transpose: "T" },
  top: { transpose: "top" },
  circ: { hadamard: "circ" },
  odot: { hadamard: "odot" },
  colon: { inner: "colon" },
  trace: { inner: "trace" },
  angle: { inner: "angle" },
};

export const SIGN_NAMES = Object.keys(SIGNS);
