/** Layers of papers: the derived backward pass is right, and takes no more than a careful person's, but for those that are listed. */
import { expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { sampled } from "../sample/sampled.js";
import { figuresOf, LAYERS } from "./layers.js";

/** A quarter more is as good as what is written by hand. */
const AS_GOOD = 1.25;

/** What is dearer, and how often what it takes by hand, rounded up to the first decimal. */
const DEARER: Readonly<Record<string, number>> = {
  "grassmann-loss": 8.1,
  varpro: 4.8,
  "pseudo-inverse-layer": 2.6,
  "gaussian-embedding": 2.5,
  "woodbury-ridge": 2.0,
  procrustes: 1.7,
  "centered-kernel-alignment": 1.7,
  "spectral-graph-filter": 1.6,
  "stiefel-projection": 1.5,
  "lorentz-gram": 1.4,
  "low-rank-bilinear-attention": 1.4,
  cca: 1.4,
  r2d2: 1.3,
  "dynamic-tanh": 1.3,
  kkt: 1.3,
  "householder-matrix": 1.3,
  sinkhorn: 1.3,
};

test.each(sampled(LAYERS).map((layer) => [layer.id, layer] as const))("%s", (id, layer) => {
  expect(checkDerivation(deriveSource(layer.program))).toMatchObject({ verdict: "passed" });
  const { ratio } = figuresOf(layer);
  expect(ratio).toBeLessThanOrEqual(DEARER[id] ?? AS_GOOD);
});

test.each(["spectral-graph-filter", "pseudo-inverse-layer", "varpro", "woodbury-ridge"])(
  "kernels of %s are cheaper where sizes are given",
  (id) => {
    const layer = LAYERS.find((l) => l.id === id)!;
    expect(figuresOf(layer, "sizes").derived).toBeLessThan(figuresOf(layer).derived);
  },
);

test("most layers take no more than a quarter more than by hand", () => {
  expect(LAYERS.length).toBeGreaterThanOrEqual(254);
  expect(Object.keys(DEARER).length).toBeLessThanOrEqual(LAYERS.length / 8);
  for (const id of Object.keys(DEARER)) expect(LAYERS.some((l) => l.id === id)).toBe(true);
});
