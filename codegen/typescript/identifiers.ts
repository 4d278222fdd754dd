/** Names in emitted source: the engine's own, made of letters and digits, never a user's text as it stands. */
import { toAscii } from "../../src/language/names.js";

const RESERVED = new Set(
  (
    "break case catch class const continue debugger default delete do else enum export extends false finally for function if " +
    "import in instanceof new null return super switch this throw true try typeof var void while with yield let static await " +
    "async of implements interface package private protected public arguments eval undefined NaN Infinity Math Number " +
    "Object Array Float64Array " +
    "linalg la Scope Block Matrix TransposeA TransposeB Upper Transposed UnitDiagonal OnTheRight loewnerOf gaps " +
    "requirePositiveDeterminant requireShape scalarFunction forward backward variation inputs outputs saved cotangents " +
    "gradients tangents sizes scope Inputs Outputs Saved Cotangents Gradients Tangents Sizes t"
  ).split(" "),
);

/** Gives out identifiers that are distinct, valid and free. */
export class Identifiers {
  readonly #taken = new Set<string>();

  /** An identifier that resembles the wish. */
  fresh(wish: string): string {
    const letters = toAscii(wish).replace(/[^A-Za-z0-9]/g, "");
    const base = /^[A-Za-z]/.test(letters) ? letters : `v${letters}`;
    let name = base;
    for (let i = 2; RESERVED.has(name) || this.#taken.has(name); i++)
      name = `${base}${/\d$/.test(base) ? "_" : ""}${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** A property name as written in a type or an access. */
export const isPlainKey = (key: string): boolean => /^[A-Za-z][A-Za-z0-9]*$/.test(key) && key !== "constructor";
export const typeKey = (key: string): string => (isPlainKey(key) ? key : JSON.stringify(key));
export const valueKey = (key: string): string => (isPlainKey(key) ? key : `[${JSON.stringify(key)}]`);
export const access = (object: string, key: string): string =>
  isPlainKey(key) ? `${object}.${key}` : `${object}[${JSON.stringify(key)}]`;
