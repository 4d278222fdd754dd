/** Images of three regions with a mean colour each, under uneven light; a row is a pixel. */
import type { Random } from "../../../src/check/random.js";

export interface RegionImage {
  /** Of each pixel the channels, and their means over the pixels around it. */
  readonly pixels: Float64Array;
  readonly regions: readonly number[];
}

export const SIDE = 10;
export const PIXELS = SIDE ** 2;
export const REGIONS = 3;

/** Two channels have the colour of the region, three have the light. */
const [COLOURS, LIGHTS] = [2, 3];
const CHANNELS = COLOURS + LIGHTS;
export const INPUTS = 2 * CHANNELS;
const NOISE = 0.6;
const LIGHT = 2;
/** No region is smaller. */
const SMALLEST = PIXELS / 10;

/** Which of three random places each pixel is next to. */
function partition(random: Random): number[] {
  for (;;) {
    const centres = Array.from({ length: REGIONS }, () => [SIDE * random.uniform(), SIDE * random.uniform()] as const);
    const regions = Array.from({ length: PIXELS }, (_, i) => {
      const squares = centres.map(([x, y]) => ((i % SIDE) - x) ** 2 + (Math.floor(i / SIDE) - y) ** 2);
      return squares.indexOf(Math.min(...squares));
    });
    const sizes = centres.map((_, r) => regions.filter((of) => of === r).length);
    if (Math.min(...sizes) >= SMALLEST) return regions;
  }
}

/** A plane wave over the image. */
function light(random: Random): (row: number, col: number) => number {
  const angle = 2 * Math.PI * random.uniform();
  const phase = 2 * Math.PI * random.uniform();
  return (row, col) => LIGHT * Math.sin((3 / SIDE) * (Math.cos(angle) * col + Math.sin(angle) * row) + phase);
}

export function regionImage(random: Random): RegionImage {
  const regions = partition(random);
  const turn = 2 * Math.PI * random.uniform();
  const lights = Array.from({ length: LIGHTS }, () => light(random));
  const channels = Float64Array.from({ length: PIXELS * CHANNELS }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / CHANNELS), at % CHANNELS];
    const angle = turn + (2 * Math.PI * regions[pixel]!) / REGIONS;
    const colour = channel === 0 ? Math.cos(angle) : Math.sin(angle);
    const [row, col] = [Math.floor(pixel / SIDE), pixel % SIDE];
    return NOISE * random.normal() + (channel < COLOURS ? colour : lights[channel - COLOURS]!(row, col));
  });
  return { pixels: withMeans(channels), regions };
}

/** Beside each channel its mean over the 3×3 pixels around, as far as they are in the image. */
function withMeans(channels: Float64Array): Float64Array {
  const pixels = new Float64Array(PIXELS * INPUTS);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const [row, col] = [Math.floor(pixel / SIDE), pixel % SIDE];
    for (let c = 0; c < CHANNELS; c++) {
      let [sum, count] = [0, 0];
      for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, SIDE - 1); y++) {
        for (let x = Math.max(col - 1, 0); x <= Math.min(col + 1, SIDE - 1); x++) {
          sum += channels[(y * SIDE + x) * CHANNELS + c]!;
          count += 1;
        }
      }
      pixels[pixel * INPUTS + c] = channels[pixel * CHANNELS + c]!;
      pixels[pixel * INPUTS + CHANNELS + c] = sum / count;
    }
  }
  return pixels;
}
