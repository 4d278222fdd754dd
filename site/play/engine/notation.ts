/** Bold letters of every alphabet would weigh more than the rest of the fonts. */
const LEFT_OUT: ReadonlySet<string> = new Set(["bold"]);

/** The signs of an address as a style; names that are not known are left out. */
import type { NotationStyle } from "../../../src/language/print/notation.js";
import { SIGNS } from "../../../src/language/print/signs.js";

export const signsOf = (notation: string): string[] =>
  notation.split(",").filter((sign) => Object.hasOwn(SIGNS, sign) && !LEFT_OUT.has(sign));

export const styleOf = (notation: string): NotationStyle =>
  Object.assign({}, ...signsOf(notation).map((sign) => SIGNS[sign])) as NotationStyle;
