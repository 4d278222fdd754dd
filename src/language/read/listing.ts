/**
 * What stands around formulas in listings of code and of LaTeX: prompts, documentation strings, comments, continued lines, headers of
 * functions. Also the signs of Mathematica that are no single character.
 */
import type { Lexeme, LexemeType } from "../../../grammar/lexer.js";

const isBlank = (lexeme: Lexeme | undefined): boolean => lexeme?.type === "blank";
const endsLine = (lexeme: Lexeme | undefined): boolean => lexeme === undefined || lexeme.type === "newline";

/** A replacement of what begins at an index, and the index after it. */
interface Reading {
  readonly lexemes: readonly Lexeme[];
  readonly next: number;
}

type Reader = (lexemes: readonly Lexeme[], index: number) => Reading | undefined;

const dropTo = (next: number): Reading => ({ lexemes: [], next });

function lineEnd(lexemes: readonly Lexeme[], from: number): number {
  let next = from;
  while (!endsLine(lexemes[next])) next += 1;
  return next;
}

const startsLine = (lexemes: readonly Lexeme[], index: number): boolean => {
  let before = index - 1;
  while (isBlank(lexemes[before])) before -= 1;
  return before < 0 || lexemes[before]!.type === "newline";
};

/** `% a comment`: what follows is words, and no number that is divided by. */
const comment: Reader = (lexemes, index) => {
  if (lexemes[index]!.text !== "%") return undefined;
  const end = lineEnd(lexemes, index);
  const rest = lexemes.slice(index + 1, end).filter((lexeme) => !isBlank(lexeme));
  const words = rest.length === 0 || rest.some(({ type, text }) => type === "word" && /^[A-Za-z]{3,}$/.test(text));
  return startsLine(lexemes, index) || words ? dropTo(end) : undefined;
};

/** `A*x ... goes on`: to the end of the line, and the break. */
const continuation: Reader = (lexemes, index) => {
  const dots = lexemes.slice(index, index + 3);
  if (dots.length < 3 || dots.some(({ type }) => type !== "dot")) return undefined;
  if (startsLine(lexemes, index) && isBlank(lexemes[index + 3])) return dropTo(index + 3);
  let next = index + 3;
  while (isBlank(lexemes[next])) next += 1;
  const goesOn = endsLine(lexemes[next]) || lexemes[next]!.text === "%";
  return goesOn && index > 0 ? dropTo(Math.min(lineEnd(lexemes, next) + 1, lexemes.length)) : undefined;
};

/** `"""what a function is for"""`. */
const documentation: Reader = (lexemes, index) => {
  const quotes = (at: number): boolean =>
    [0, 1, 2].every((k) => /^["']$/.test(lexemes[at + k]?.text ?? "") && lexemes[at + k]!.text === lexemes[at]!.text);
  if (!quotes(index) || !startsLine(lexemes, index)) return undefined;
  for (let at = index + 3; at < lexemes.length; at += 1) if (quotes(at)) return dropTo(at + 3);
  return undefined;
};

/** `>>> `, `julia> `, `In [1]: `. */
const prompt: Reader = (lexemes, index) => {
  if (!startsLine(lexemes, index)) return undefined;
  const texts = lexemes.slice(index, index + 6).map(({ text }) => text);
  if (texts.slice(0, 3).join("") === ">>>") return dropTo(index + 3);
  if (/^(?:julia|octave)$/.test(texts[0]!) && texts[1] === ">") return dropTo(index + 2);
  return texts[0] === ">>" || (texts[0] === ">" && texts[1] === ">")
    ? dropTo(index + (texts[0] === ">>" ? 1 : 2))
    : undefined;
};

const as = (lexeme: Lexeme, type: LexemeType, text: string, end = lexeme.end): Lexeme => ({
  type,
  text,
  start: lexeme.start,
  end,
});

/** `function f = quad(x)` of MATLAB, `function f(x)` of Julia, and the `end` of either. */
const header: Reader = (lexemes, index) => {
  const { type, text } = lexemes[index]!;
  if (type !== "word" || !startsLine(lexemes, index)) return undefined;
  const end = lineEnd(lexemes, index);
  if (text === "function" && isBlank(lexemes[index + 1]) && lexemes[index + 2]?.type === "word") return dropTo(end);
  const alone = lexemes.slice(index + 1, end).every((lexeme) => isBlank(lexeme) || lexeme.type === "semicolon");
  return text === "end" && alone && index > 0 ? dropTo(end) : undefined;
};

/** The index after `(x, A)` that opens at the index, or 0. */
function parametersEnd(lexemes: readonly Lexeme[], open: number): number {
  if (lexemes[open]?.type !== "lparen") return 0;
  let at = open + 1;
  while (/^(?:word|comma|blank)$/.test(lexemes[at]?.type ?? "")) at += 1;
  return lexemes[at]?.type === "rparen" && at > open + 1 ? at + 1 : 0;
}

const nextOf = (lexemes: readonly Lexeme[], from: number): number => {
  let next = from;
  while (isBlank(lexemes[next])) next += 1;
  return next;
};

/** `f = @(x) x'*A*x` is f(x) = …; `@(x) …` and `x -> …` say in what the rest is a function. */
const anonymous: Reader = (lexemes, index) => {
  const { type } = lexemes[index]!;
  const begins = startsLine(lexemes, index) || lexemes[index - 1]?.type === "semicolon";
  if (type === "at") {
    const end = begins ? parametersEnd(lexemes, index + 1) : 0;
    return end > 0 ? dropTo(end) : undefined;
  }
  if (!begins || (type !== "word" && type !== "lparen")) return undefined;
  const equals = nextOf(lexemes, index + 1);
  const at = nextOf(lexemes, equals + 1);
  if (type === "word" && lexemes[equals]?.type === "equals") {
    const isHandle = lexemes[at]?.type === "at";
    const from = isHandle ? at + 1 : at;
    const end = isHandle ? parametersEnd(lexemes, from) : arrowEnd(lexemes, from);
    if (end === 0) return undefined;
    const inside = isHandle ? lexemes.slice(from, end) : parametersBefore(lexemes, from, end);
    return { lexemes: [lexemes[index]!, ...inside, lexemes[equals]!], next: end };
  }
  const end = arrowEnd(lexemes, index);
  return end > 0 ? dropTo(end) : undefined;
};

/** The index after `x ->`, `(x, A) ->`, or 0. */
function arrowEnd(lexemes: readonly Lexeme[], from: number): number {
  const after = parametersEnd(lexemes, from) || (lexemes[from]?.type === "word" ? from + 1 : 0);
  const minus = after === 0 ? 0 : nextOf(lexemes, after);
  const isArrow = lexemes[minus]?.text === "-" && lexemes[minus + 1]?.text === ">";
  return after > 0 && isArrow ? minus + 2 : 0;
}

/** The parameters of an arrow in brackets. */
function parametersBefore(lexemes: readonly Lexeme[], from: number, end: number): readonly Lexeme[] {
  const inside = lexemes.slice(from, end - 2).filter((lexeme) => !isBlank(lexeme));
  if (inside[0]?.type === "lparen") return inside;
  const [first] = inside;
  return [as(first!, "lparen", "(", first!.start), first!, as(first!, "rparen", ")", first!.end)];
}

/** `:=` is `=`; `f[x_] := …` is f(x) = …; `A\[Transpose]`; `Outer[Times, x, y]`. */
const mathematica: Reader = (lexemes, index) => {
  const [first, second, third] = lexemes.slice(index, index + 3);
  if (first!.type === "colon" && second?.type === "equals" && second.start === first!.end)
    return { lexemes: [as(first!, "equals", "=", second.end)], next: index + 2 };
  if (first!.text === "\\[" && second?.type === "word" && third?.type === "rbracket") {
    const raised = /^(?:Transpose|ConjugateTranspose|HermitianConjugate)$/.test(second.text);
    return raised ? { lexemes: [as(first!, "superscript", "⊤", third.end)], next: index + 3 } : undefined;
  }
  if (first!.text === "Outer" && second?.type === "lbracket" && third?.text === "Times") {
    const comma = nextOf(lexemes, index + 3);
    return lexemes[comma]?.type === "comma"
      ? { lexemes: [as(first!, "word", "outer"), second], next: comma + 1 }
      : undefined;
  }
  return pattern(lexemes, index);
};

/** `f[x_, A_]` before `=` or `:=`. */
function pattern(lexemes: readonly Lexeme[], index: number): Reading | undefined {
  const [name, open] = lexemes.slice(index, index + 2);
  if (name?.type !== "word" || open?.type !== "lbracket" || !startsLine(lexemes, index)) return undefined;
  const close = lexemes.findIndex(({ type }, at) => at > index && type === "rbracket");
  const inside = lexemes.slice(index + 2, close);
  const blanks = inside.filter(({ text }) => text === "_");
  if (blanks.length === 0 || !inside.every(({ type, text }) => text === "_" || /^(?:word|comma|blank)$/.test(type)))
    return undefined;
  const closing = lexemes[close]!;
  const names = inside.filter(({ text }) => text !== "_");
  return { lexemes: [name, as(open, "lparen", "("), ...names, as(closing, "rparen", ")")], next: close + 1 };
}

const readers: readonly Reader[] = [comment, continuation, documentation, prompt, header, anonymous, mathematica];

/** The lexemes of the formulas. */
export function withoutListing(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  const kept: Lexeme[] = [];
  for (let index = 0; index < lexemes.length;) {
    let reading: Reading | undefined;
    for (const reader of readers) if ((reading = reader(lexemes, index)) !== undefined) break;
    kept.push(...(reading?.lexemes ?? [lexemes[index]!]));
    index = reading?.next ?? index + 1;
  }
  return kept;
}
