/** Names in emitted source: the engine's own, made of letters and digits, never a user's text as it stands. */
import { OnTheRight, Transposed, TransposeA, TransposeB, UnitDiagonal, Upper } from "../../runtime/block.js";
import { kernels } from "../../runtime/composed.js";
import { toAscii } from "../../../grammar/names.js";

/** Words of the language, and the globals that a kernel uses. */
const WORDS =
  "arguments as async await break case catch class const continue debugger default delete do else enum eval export " +
  "extends false finally for function if implements import in instanceof interface let new null of package private " +
  "protected public return static super switch this throw true try type typeof undefined var void while with yield " +
  "Float64Array Infinity Math NaN Number Object";

/** What a module declares or imports besides the functions of the runtime. */
const OWN =
  "linalg la KernelMemory memory Block Matrix Parameters INPUTS COTANGENTS TANGENTS finite given requireAtLeast sizeGiven scalarFunction forwardOne backwardOne variationOne forward backward variation inputs outputs isBatched batchForward batchBackward Batch Batched BatchSaved " +
  "saved kept scratch cotangents gradients tangents sizes t Inputs Outputs Saved Cotangents Gradients Tangents Sizes";

const FLAGS = Object.keys({ TransposeA, TransposeB, Upper, Transposed, UnitDiagonal, OnTheRight });

const RESERVED: ReadonlySet<string> = new Set([...`${WORDS} ${OWN}`.split(" "), ...FLAGS, ...Object.keys(kernels)]);

/** Gives out identifiers that are distinct, valid and free. */
export class Identifiers {
  readonly #taken = new Set<string>();
  /** The number to try next by the letters before it. */
  readonly #next = new Map<string, number>();

  /** An identifier that resembles the wish. */
  fresh(wish: string): string {
    const letters = toAscii(wish).replace(/[^A-Za-z0-9]/g, "");
    const base = /^[A-Za-z]/.test(letters) ? letters : `v${letters}`;
    const stem = /\d$/.test(base) ? `${base}_` : base;
    let name = base;
    let next = this.#next.get(base) ?? 2;
    while (RESERVED.has(name) || this.#taken.has(name)) name = `${stem}${next++}`;
    this.#next.set(base, next);
    this.#taken.add(name);
    return name;
  }
}

/** A property name as written in a type or an access; `__proto__: x` in an object would set its prototype. */
const isPlainKey = (key: string): boolean => /^[A-Za-z][A-Za-z0-9]*$/.test(key) && key !== "constructor";
export const typeKey = (key: string): string => (isPlainKey(key) ? key : JSON.stringify(key));
export const valueKey = (key: string): string => (isPlainKey(key) ? key : `[${JSON.stringify(key)}]`);
export const access = (object: string, key: string): string =>
  isPlainKey(key) ? `${object}.${key}` : `${object}[${JSON.stringify(key)}]`;
