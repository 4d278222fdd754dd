/** Superscripts and fractions written as one character: `ᵀ`, `⁻¹`, `²`, `⁺`, `ⁿ`, `½`. */
import { superscripts } from "../../../grammar/letters.js";

/** An operator after its operand, or a power of a number or a name. */
export type Superscript =
  | { readonly kind: "transpose" | "inverse" | "pinv"; readonly start: number; readonly end: number }
  | {
      readonly kind: "power";
      readonly negative: boolean;
      readonly exponent: "number" | "name";
      readonly text: string;
      readonly start: number;
      readonly end: number;
    };

const run = /(⁻?)(?:([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([ᵀ⊤⊺])|([ᵃ-ᶻⁱⁿʰʲʳˢʷˣʸˡ]+))|([⁺†])/gu;

/** Reads a run of superscripts; null where it is none, as in a lone `⁻`. Offsets are those of the run. */
export function readSuperscripts(text: string): readonly Superscript[] | null {
  const found: Superscript[] = [];
  let covered = 0;
  for (const match of text.matchAll(run)) {
    if (match.index !== covered) return null;
    const [whole, minus, digits, transpose, letters] = match;
    const start = match.index;
    covered = start + whole.length;
    const plain = (marks: string): string => Array.from(marks, (mark) => superscripts.get(mark) ?? mark).join("");
    const negative = minus !== undefined && minus !== "";
    if (digits !== undefined) {
      const text = plain(digits);
      if (negative && text === "1") found.push({ kind: "inverse", start, end: covered });
      else found.push({ kind: "power", negative, exponent: "number", text, start, end: covered });
    } else if (letters !== undefined) {
      found.push({ kind: "power", negative, exponent: "name", text: plain(letters), start, end: covered });
    } else if (transpose !== undefined) {
      if (negative) found.push({ kind: "inverse", start, end: covered });
      found.push({ kind: "transpose", start, end: covered });
    } else found.push({ kind: "pinv", start, end: covered });
  }
  return covered === text.length ? found : null;
}

/** `½` → [1, 2]. */
export const vulgarFractions: ReadonlyMap<string, readonly [above: string, below: string]> = new Map([
  ["¼", ["1", "4"]],
  ["½", ["1", "2"]],
  ["¾", ["3", "4"]],
  ["⅓", ["1", "3"]],
  ["⅔", ["2", "3"]],
  ["⅕", ["1", "5"]],
  ["⅙", ["1", "6"]],
  ["⅛", ["1", "8"]],
]);
