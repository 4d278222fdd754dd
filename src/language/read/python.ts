/**
 * Habits of NumPy, PyTorch and JAX: names of modules, attributes and methods, keyword arguments. They are sure signs:
 * where one stands, `*`, `/` and `**` act on entries, as they do there, and a word is one name.
 */
import type { NoteCode } from "../diagnostics/notes.js";
import { endsOperand, type PlainLexeme } from "./plain.js";
import { keywordAt, transposeEnd, withTuples } from "./python-arguments.js";
import type { Span } from "../syntax.js";

/** Names of modules. */
const modules: ReadonlySet<string> = new Set(
  ["np", "numpy", "torch", "jnp", "jax", "tf", "scipy", "sp", "la", "LA", "F", "nn", "npl", "sla", "onp", "anp"].concat(
    ["linalg", "special", "functional", "math"],
  ),
);

/** Functions of those modules that have another name here, or mean something else. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["dot", "matmul"],
  ["transpose", "permute"],
  ["max", "amax"],
  ["min", "amin"],
]);

/** Functions by the module that they are taken from, where another has one of that name that is something else. */
const renamedIn: readonly (readonly [module: RegExp, word: string, name: string])[] = [
  [/^torch$/, "norm", "vector_norm"],
  [/^special$/, "softmax", "softmax_all"],
];

const attributes: ReadonlySet<string> = new Set(["T", "mT", "H", "mH"]);

/** Attributes that are a size or a shape. */
const sizes: ReadonlySet<string> = new Set(["shape", "size"]);

export interface PythonReading {
  readonly lexemes: readonly PlainLexeme[];
  /** Whether there was a sure sign. */
  readonly python: boolean;
}

/** The lexemes without what only Python needs. */
export function readPython(
  given: readonly PlainLexeme[],
  note: (code: NoteCode, message: string, span: Span) => void,
): PythonReading {
  if (!hasSign(given)) return { lexemes: withInfinities(withKeywords(given)), python: false };
  const lexemes = withTuples(given);
  const torch = lexemes.some(isTorch) && !lexemes.some(({ text }) => text === "np");
  const kept: PlainLexeme[] = [];
  let entrywise: PlainLexeme | undefined;
  for (let index = 0; index < lexemes.length;) {
    const lexeme = lexemes[index]!;
    if (lexeme.type === "star") entrywise ??= lexeme;
    index =
      skipped(lexemes, index) ?? (memberAt(lexemes, index, kept, torch, note) || keywordAt(lexemes, index, kept, true));
  }
  if (entrywise !== undefined)
    note("python", "`*` multiplies entry by entry, as in NumPy; `@` is the product", entrywise);
  return { lexemes: withInfinities(kept), python: true };
}

const isTorch = ({ type, text }: PlainLexeme): boolean => type === "word" && /^(?:torch|F|nn)$/.test(text);

/** Modules of Julia, whose signs are those of this language. */
const juliaModules: ReadonlySet<string> = new Set([
  "LinearAlgebra",
  "Statistics",
  "NNlib",
  "Flux",
  "LA",
  "Base",
  "StatsFuns",
]);

/** Code that is no Python: keyword arguments, `norm(x, Inf)`, `LinearAlgebra.tr(A)`. */
function withKeywords(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const kept: PlainLexeme[] = [];
  for (let index = 0; index < lexemes.length;) {
    const [first, second, third] = lexemes.slice(index, index + 3) as [PlainLexeme, ...PlainLexeme[]];
    const named = first.type === "word" && juliaModules.has(first.text) && second?.type === "dot";
    if (named && third?.type === "word") index += 2;
    else index = keywordAt(lexemes, index, kept, false);
  }
  return kept;
}

/** The last argument of `norm(x, Inf)`, which selects the norm of the largest entry, as a word. */
const withInfinities = (lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] =>
  lexemes.map((lexeme, index) => {
    const isLast = lexemes[index - 1]?.type === "comma" && /^(?:rparen|rbracket)$/.test(lexemes[index + 1]?.type ?? "");
    const isInfinity = isLast && /^(?:inf|Inf|Infinity|infty|∞|\\infty)$/.test(lexeme.text);
    return isInfinity ? { type: "string", text: "inf", start: lexeme.start, end: lexeme.end } : lexeme;
  });

/** A module before a dot, an attribute `.T`, `@` or `**`. */
function hasSign(lexemes: readonly PlainLexeme[]): boolean {
  return lexemes.some(({ type }, index) => {
    if (type === "at" || type === "starStar") return true;
    if (type !== "dot") return false;
    const before = lexemes[index - 1];
    const after = lexemes[index + 1];
    if (after?.type !== "word" || before?.end !== lexemes[index]!.start) return false;
    if (before.type === "word" && juliaModules.has(before.text)) return false;
    if (before.type === "word" && modules.has(before.text) && isCalled(lexemes, index + 1)) return true;
    return (
      endsOperand(before) && (attributes.has(after.text) || (isCalled(lexemes, index + 1) && /^[a-z]/.test(after.text)))
    );
  });
}

/** `np.linalg.norm(`: the word at the index is called, perhaps after further modules. */
function isCalled(lexemes: readonly PlainLexeme[], index: number): boolean {
  let at = index;
  while (at < index + 8 && lexemes[at + 1]?.type === "dot" && lexemes[at + 2]?.type === "word") at += 2;
  return lexemes[at + 1]?.type === "lparen";
}

/** The index after `import numpy as np` or `lambda X:`, which say nothing. */
function skipped(lexemes: readonly PlainLexeme[], index: number): number | undefined {
  const { type, text } = lexemes[index]!;
  const begins = index === 0 || lexemes[index - 1]!.type === "newline" || lexemes[index - 1]!.type === "semicolon";
  if (type === "word" && begins && (text === "import" || text === "from" || text === "def"))
    return lineEnd(lexemes, index);
  if (type !== "word" || text !== "lambda") return undefined;
  let at = index + 1;
  while (lexemes[at]?.type === "word" || lexemes[at]?.type === "comma") at += 1;
  return at > index + 1 && lexemes[at]?.type === "colon" ? at + 1 : undefined;
}

function lineEnd(lexemes: readonly PlainLexeme[], from: number): number {
  let at = from;
  while (at < lexemes.length && lexemes[at]!.type !== "newline") at += 1;
  return at;
}

/** Reads a module, an attribute or a method; 0 where none stands at the index. */
const gelu = "gelu is x Φ(x) here, as `jax.nn.gelu(x, approximate=False)` has it; its default approximates Φ";

function memberAt(
  lexemes: readonly PlainLexeme[],
  index: number,
  kept: PlainLexeme[],
  torch: boolean,
  note: (code: NoteCode, message: string, span: Span) => void,
): number {
  const [first, second, third, fourth] = lexemes.slice(index, index + 5) as [PlainLexeme, ...PlainLexeme[]];
  if (first.type === "word" && modules.has(first.text) && second?.type === "dot" && third?.type === "word") {
    const isLast = third.type === "word" && !(modules.has(third.text) && fourth?.type === "dot");
    if (isLast) kept.push(oneWord(third, first.text));
    if (isLast && third.text === "gelu" && lexemes.some(({ text }) => text === "jax")) note("python", gelu, third);
    return index + (isLast ? 3 : 2);
  }
  const before = kept[kept.length - 1];
  if (first.type !== "dot" || second?.type !== "word" || !endsOperand(before)) return 0;
  const span = { start: first.start, end: second.end };
  if (attributes.has(second.text) && third?.type !== "lparen") {
    kept.push({ type: "superscript", text: "⊤", ...span });
    return index + 2;
  }
  if (sizes.has(second.text) && third?.type !== "lparen") {
    const at = { start: second.end, end: second.end };
    kept.push(
      { ...second, type: "method" },
      { type: "lparen", text: "(", ...at },
      { type: "rparen", text: ")", ...at },
    );
    return index + 2;
  }
  if (third?.type !== "lparen") return 0;
  const transposed = transposeEnd(lexemes, index + 1, torch);
  if (transposed > 0) {
    kept.push({ type: "superscript", text: "⊤", start: span.start, end: lexemes[transposed - 1]!.end });
    return transposed;
  }
  kept.push({ ...oneWord(second, "torch"), type: "method" });
  return index + 2;
}

/** The function of a module, or the method of an array, of which PyTorch has those that NumPy has not. */
const oneWord = (word: PlainLexeme, module: string): PlainLexeme => ({
  ...word,
  text:
    renamedIn.find(([in_, name]) => in_.test(module) && name === word.text)?.[2] ?? renamed.get(word.text) ?? word.text,
  style: "word",
});
