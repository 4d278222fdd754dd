/** How LaTeX is laid out. */

export const ENVIRONMENTS = ["align", "aligned", "split", "equation"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export interface LatexLayout {
  /** Whether signs that a style decides are macros, defined once in front; else they are written out. */
  readonly macros?: "none" | "once";
  /** The environment of displays. */
  readonly env?: Environment;
  /** The width of a line, in em of ten points. */
  readonly width?: number;
  /** Whether the lines of a derivation have reasons; they have unless this is false. */
  readonly reasons?: boolean;
}

/** Points of a unit of length in TeX. */
const POINTS: Readonly<Record<string, number>> = { pt: 1, mm: 72.27 / 25.4, cm: 722.7 / 25.4, in: 72.27, em: 10 };

/** The narrowest line that formulas are broken to, in em. */
export const NARROWEST = 12;

/** `80mm`, in em; undefined where it is no length. */
export function widthInEm(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(pt|mm|cm|in|em)\s*$/.exec(text);
  return match ? (Number(match[1]) * POINTS[match[2]!]!) / 10 : undefined;
}

/** The space beside a display that its number takes, in em. */
export const NUMBER = 3.6;
