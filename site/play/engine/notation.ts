/** The signs of an address as a style; names that are not known are left out. */
import type { NotationStyle } from "../../../src/language/print/notation.js";
import { SIGNS } from "../../../src/language/print/signs.js";

export const signsOf = (notation: string): string[] => notation.split(",").filter((sign) => Object.hasOwn(SIGNS, sign));

export const styleOf = (notation: string): NotationStyle =>
  Object.assign({}, ...signsOf(notation).map((sign) => SIGNS[sign])) as NotationStyle;
