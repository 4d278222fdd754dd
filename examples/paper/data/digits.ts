/**
 * Handwritten digits of 8×8 pixels: the test set of the Optical Recognition of Handwritten Digits data of the UCI repository
 * (E. Alpaydin, C. Kaynak, 1998; CC BY 4.0), as scikit-learn ships it. A row is a patch of 3×3 pixels with its place.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Random } from "../../../src/check/random.js";
import { patches } from "./textures.js";
import { shuffled, standardized, type Samples, type Split } from "./samples.js";

const SIDE = 8;

function all(): { label: number; pixels: Float64Array }[] {
  const text = gunzipSync(readFileSync(new URL("digits.csv.gz", import.meta.url))).toString("ascii");
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [label, ...pixels] = line.split(",").map(Number);
      return { label: label!, pixels: Float64Array.from(pixels) };
    });
}

export function digits(seed: number, train: number, test: number): Split {
  const images = all();
  const order = shuffled(images.length, new Random(seed));
  const part = (places: readonly number[]): Samples => ({
    name: "digits",
    classes: 10,
    rows: 36,
    cols: 11,
    inputs: places.map((i) => patches(images[i]!.pixels, SIDE, 1, true)),
    labels: places.map((i) => images[i]!.label),
  });
  return standardized({ train: part(order.slice(0, train)), test: part(order.slice(train, train + test)) });
}
