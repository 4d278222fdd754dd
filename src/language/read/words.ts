/**
 * Splitting words. A run of letters is read from left to right as the longest name in scope, function or Greek
 * word; otherwise each letter, with its accents, digits and subscript, is a name: `UΣU` is U Σ U. Two or more
 * lower-case Latin letters that are nothing of the kind (`foo`) are an error, never a product.
 */
import { accents, greekLetters, isNameLetter, subscripts } from "../../../grammar/letters.js";
import { defaultLimits } from "../diagnostics/limits.js";
import {
  cotangentName,
  composeName,
  differentialName,
  greekBase,
  isReadAsProduct,
  matrixParts,
} from "../../../grammar/names.js";
import type { Scope } from "../names/scope.js";

export interface WordPiece {
  readonly kind: "name" | "function";
  /** Canonical. */
  readonly name: string;
  /** The part of the matrix that a subscript selects, as a function: `A_sym` → `sym`. */
  readonly part?: string;
  readonly start: number;
  readonly end: number;
  /** In scope, or a function: the reading is certain. */
  readonly known: boolean;
}

export interface WordProblem {
  readonly kind: "unknown" | "ambiguous" | "letter";
  readonly start: number;
  readonly end: number;
}

export interface WordReading {
  readonly pieces: readonly WordPiece[];
  readonly problems: readonly WordProblem[];
}

const isLower = (character: string): boolean => /^[a-z]$/.test(character);
const markRun = new RegExp(`[${accents.map((accent) => accent.mark).join("")}]*`, "uy");
const digitRun = /[0-9]+|[₀-₉]+/uy;
const subscriptRun = /_\{[^}]*\}|_[0-9]+|_[\p{L}][\p{L}0-9]*|[ₐ-ₜᵢ-ᵪⱼ]+/uy;
const indexRun = /\^\{\([A-Za-z0-9+,-]+\)\}/y;
const underscoredRun = /__[A-Za-z]\w*/y;
const suffixRun = /(?:bar|hat|tilde)(?![a-z])/y;
const anySuffixRun = new RegExp(`(?:${accents.map((accent) => accent.suffix).join("|")})(?![a-z])`, "y");

function match(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? "";
}

const markOf = (suffix: string): string => accents.find((accent) => accent.suffix === suffix)?.mark ?? "";

const plainDigits = (digits: string): string =>
  /^[0-9]*$/.test(digits) ? digits : Array.from(digits, (digit) => subscripts.get(digit) ?? digit).join("");

/** The text of a subscript without its underscore and braces. */
const plainSubscript = (run: string): string =>
  run.startsWith("_") ? run.replace(/^_\{?|\}$/g, "") : Array.from(run, (c) => subscripts.get(c) ?? c).join("");

/** A base letter (or long base) with everything that belongs to it. */
function readTail(text: string, base: string, start: number, from: number, scope: Scope): WordPiece {
  const suffixes = base.length > 1 ? anySuffixRun : suffixRun;
  if (from === text.length) return piece(base, start, from, scope);
  let index = from;
  let marks = match(markRun, text, index);
  index += marks.length;
  const before = marks === "" ? match(suffixes, text, index) : "";
  index += before.length;
  const digits = match(digitRun, text, index);
  index += digits.length;
  const after = marks === "" && before === "" ? match(suffixes, text, index) : "";
  index += after.length;
  marks += markOf(before + after);
  const leading = match(indexRun, text, index);
  index += leading.length;
  const stem = { base, marks, digits: plainDigits(digits), subscript: "" };
  const run = match(subscriptRun, text, index);
  const raised = leading === "" ? match(indexRun, text, index + run.length) : leading;
  if (raised !== "") {
    const name = subscripted({ ...stem, index: raised.slice(3, -2) }, plainSubscript(run));
    return piece(name, start, index + run.length + (leading === "" ? raised.length : 0), scope);
  }
  if (run === "") return piece(composeName(stem), start, index, scope);
  const part = matrixParts.get(plainSubscript(run));
  if (part !== undefined) return { ...piece(composeName(stem), start, index + run.length, scope), part };
  const whole = plainSubscript(run);
  const name = subscripted(stem, whole);
  const joined = run.startsWith("_") && !run.startsWith("_{") && whole.length <= defaultLimits.nameLength;
  const divisible = joined && !scope.knows(name);
  for (let length = divisible ? whole.length - 1 : 0; length > 0; length -= 1) {
    const shorter = subscripted(stem, whole.slice(0, length));
    if (scope.knows(shorter)) {
      const isCotangent = whole.slice(length) === "bar";
      const end = isCotangent ? index + run.length : index + 1 + length;
      return piece(isCotangent ? cotangentName(shorter) : shorter, start, end, scope);
    }
  }
  return piece(name, start, index + run.length, scope);
}

function subscripted(stem: Parameters<typeof composeName>[0], subscript: string): string {
  const [, number, rest] = /^([0-9]+)(?:,(.*))?$/.exec(subscript) ?? [];
  if (number !== undefined && stem.digits === "") return subscripted({ ...stem, digits: number }, rest ?? "");
  return composeName({ ...stem, subscript: greekLetters.get(subscript) ?? subscript });
}

function piece(name: string, start: number, end: number, scope: Scope): WordPiece {
  const isFunction = scope.functions.has(name);
  return { kind: isFunction ? "function" : "name", name, start, end, known: isFunction || scope.knows(name) };
}

const greekWordsByFirst = new Map<string, string[]>();
for (const word of Array.from(greekLetters.keys()).sort((a, b) => b.length - a.length)) {
  const first = word.charAt(0);
  greekWordsByFirst.set(first, [...(greekWordsByFirst.get(first) ?? []), word]);
}

/** A Greek letter by its word; `Mu` and `Nu` are Greek only where the program says so. */
function greekAt(text: string, index: number, scope: Scope): WordPiece | undefined {
  const words = greekWordsByFirst.get(text.charAt(index)) ?? [];
  const word = words.find((candidate) => text.startsWith(candidate, index));
  if (word === undefined) return undefined;
  const read = readTail(text, greekLetters.get(word) ?? word, index, index + word.length, scope);
  return isReadAsProduct(word) && !read.known ? undefined : read;
}

function letterAt(text: string, index: number, scope: Scope): WordPiece | undefined {
  if (/[A-Za-z]/.test(text.charAt(index)) && !/\p{M}/u.test(text.charAt(index + 1))) {
    return readTail(text, text.charAt(index), index, index + 1, scope);
  }
  const cluster = (text.slice(index, index + 2).normalize("NFD")[0] ?? "") as string;
  const composed = text.charAt(index).normalize("NFD");
  if (!isNameLetter(cluster)) return undefined;
  if (composed.length === 1) return readTail(text, cluster, index, index + 1, scope);
  // A letter with its accent in one character: `Ȳ`, `Å`.
  const expanded = composed + text.slice(index + 1, index + 2 * defaultLimits.nameLength);
  const read = readTail(expanded, cluster, 0, 1, scope);
  return { ...read, start: index, end: index + read.end - composed.length + 1 };
}

/** The reading of what stands at the index: the longest certain one, else a Greek word, else one letter. */
function pieceAt(text: string, index: number, scope: Scope): WordPiece | undefined {
  const long = scope
    .longBasesAt(text, index)
    .map((base) => readTail(text, greekBase(base), index, index + base.length, scope))
    .find((read) => read.known);
  const word = scope.functionAt(text, index);
  const known: WordPiece | undefined =
    word === undefined
      ? undefined
      : { kind: "function", name: word, start: index, end: index + word.length, known: true };
  const candidates = [long, known, greekAt(text, index, scope), letterAt(text, index, scope)];
  if (text.charAt(index) === "d" && index + 1 < text.length) candidates.push(differentialAt(text, index, scope));
  return candidates.reduce<WordPiece | undefined>((best, candidate) => {
    if (candidate === undefined) return best;
    return best === undefined || candidate.end > best.end ? candidate : best;
  }, undefined);
}

function differentialAt(text: string, index: number, scope: Scope): WordPiece | undefined {
  const readings = [
    ...scope.longBasesAt(text, index + 1).map((base) => readTail(text, base, index, index + 1 + base.length, scope)),
    greekAt(text, index + 1, scope),
    letterAt(text, index + 1, scope),
  ];
  const found = readings.find((read) => read !== undefined && scope.hasDifferential(read.name));
  return found === undefined
    ? undefined
    : { ...found, kind: "name", name: differentialName(found.name), start: index, known: true };
}

const readings = new WeakMap<Scope, Map<string, WordReading>>();

/** Splits a word into names and functions. */
export function splitWord(text: string, scope: Scope): WordReading {
  const known = readings.get(scope) ?? new Map<string, WordReading>();
  readings.set(scope, known);
  const reading = known.get(text) ?? readWhole(text, scope);
  known.set(text, reading);
  return reading;
}

function readWhole(text: string, scope: Scope): WordReading {
  const pieces: WordPiece[] = [];
  const problems: WordProblem[] = [];
  for (let index = 0; index < text.length;) {
    const read = pieceAt(text, index, scope);
    if (read === undefined) {
      const underscored = match(underscoredRun, text, index).length;
      const width = underscored || String.fromCodePoint(text.codePointAt(index) ?? 0).length;
      problems.push({ kind: underscored > 0 ? "unknown" : "letter", start: index, end: index + width });
      index += width;
      continue;
    }
    pieces.push(read);
    index = read.end;
  }
  return { pieces, problems: [...problems, ...looseRuns(text, pieces), ...ambiguousGreek(text, pieces, scope)] };
}

/** Runs of lower-case Latin letters with a letter in them that nobody declared. */
function looseRuns(text: string, pieces: readonly WordPiece[]): WordProblem[] {
  const problems: WordProblem[] = [];
  let covered = 0;
  pieces.forEach(({ kind, known, start, end }, index) => {
    if (known || kind === "function" || start < covered || !isLower(text.charAt(start))) return;
    if (greekLetters.has(text.slice(start, end).replace(/[^a-z].*$/, ""))) return;
    if (!isLower(text.charAt(start - 1)) && !(end === start + 1 && isLower(text.charAt(end)))) return;
    let from = index;
    let to = index;
    while (from > 0 && isLower(text.charAt(pieces[from]!.start - 1))) from -= 1;
    while (to + 1 < pieces.length && isLower(text.charAt(pieces[to]!.end))) to += 1;
    const capital = pieces[from - 1];
    if (capital !== undefined && !capital.known && capital.kind === "name") from -= 1;
    covered = pieces[to]!.end;
    problems.push({ kind: "unknown", start: pieces[from]!.start, end: covered });
  });
  return problems;
}

/** `mu` where m and u are declared and μ is not: nobody can know what is meant. */
function ambiguousGreek(text: string, pieces: readonly WordPiece[], scope: Scope): WordProblem[] {
  return pieces.flatMap(({ kind, known, start, end }) => {
    const word = text.slice(start, end);
    const doubtful = kind === "name" && !known && greekLetters.has(word);
    return doubtful && Array.from(word).every((letter) => scope.declares(letter) || scope.dimensions.has(letter))
      ? [{ kind: "ambiguous" as const, start, end }]
      : [];
  });
}
