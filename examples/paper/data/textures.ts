/** Images of oriented waves with random phase, contrast and brightness; the orientation is the class. A row is a patch. */
import { Random } from "../../../src/check/random.js";
import { drawn, standardized, type Split } from "./samples.js";

const SIDE = 14;
const PATCH = 3;
const STEP = 2;
const CLASSES = 6;
const WAVES = 4;
const NOISE = 1.5;

function image(label: number, random: Random): Float64Array {
  const waves = Array.from({ length: WAVES }, () => {
    const angle = (Math.PI * (label + 0.5 * (random.uniform() - 0.5))) / CLASSES;
    const frequency = 0.8 + 0.8 * random.uniform();
    return {
      x: frequency * Math.cos(angle),
      y: frequency * Math.sin(angle),
      phase: 2 * Math.PI * random.uniform(),
      height: random.normal(),
    };
  });
  const contrast = 0.5 + random.uniform();
  const brightness = random.normal();
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, col] = [Math.floor(i / SIDE), i % SIDE];
    const value = waves.reduce((sum, w) => sum + w.height * Math.cos(w.x * col + w.y * row + w.phase), 0);
    return brightness + contrast * (value + NOISE * random.normal());
  });
}

/** The patches of an image of the given side, a row each. */
export function patches(pixels: Float64Array, side: number, step: number, withPlace = false): Float64Array {
  const places = Array.from({ length: Math.floor((side - PATCH) / step) + 1 }, (_, i) => i * step);
  const cols = PATCH ** 2 + (withPlace ? 2 : 0);
  const rows = new Float64Array(places.length ** 2 * cols);
  let at = 0;
  for (const y of places) {
    for (const x of places) {
      for (let i = 0; i < PATCH; i++) for (let j = 0; j < PATCH; j++) rows[at++] = pixels[(y + i) * side + x + j]!;
      if (withPlace) {
        rows[at++] = x;
        rows[at++] = y;
      }
    }
  }
  return rows;
}

export function textures(seed: number, train: number, test: number): Split {
  const random = new Random(seed);
  const draw = (label: number): Float64Array => patches(image(label, random), SIDE, STEP);
  const perSide = Math.floor((SIDE - PATCH) / STEP) + 1;
  const of = { name: "textures", classes: CLASSES, rows: perSide ** 2, cols: PATCH ** 2 };
  return standardized({ train: drawn(of, train, draw), test: drawn(of, test, draw) });
}
