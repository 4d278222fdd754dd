/** What papers write and the language has not yet: recurrences, derivatives inside, implicit definitions, three indices. */
import type { PlainLexeme } from "./plain.js";
import { isCross, spanOf, type StatementText } from "./statements.js";
import { returnsNothing, withoutColon, type Refusal } from "./slips.js";
import type { Span } from "../syntax.js";

export type { Refusal };

/** What a statement has of these, by name, or of slips; undefined where it has none. */
export function notYet(text: StatementText, all: readonly StatementText[]): Refusal | undefined {
  return withoutColon(text) ?? returnsNothing(text, all) ?? implicit(text) ?? threeSizes(text) ?? recurrence(text);
}

/** `solve z = …`. */
function implicit({ lexemes }: StatementText): Refusal | undefined {
  const [first, second, third] = lexemes;
  if (first?.type !== "word" || first.text !== "solve" || second?.type !== "word" || third?.type !== "equals")
    return undefined;
  return {
    code: "syntax/implicit",
    message: "implicit definitions are not read yet",
    hint: "write the solution, `x = A \\ b`, `X = lyap(A, C)`, or some steps of the iteration",
    span: spanOf([first, second]),
  };
}

/** `A: h×d×p`. */
function threeSizes({ kind, lexemes, separator }: StatementText): Refusal | undefined {
  if (kind !== "declaration" || separator < 0) return undefined;
  const comma = lexemes.findIndex(({ type }, index) => index > separator && type === "comma");
  const shape = lexemes.slice(separator + 1, comma < 0 ? undefined : comma);
  const crosses = shape.filter((_, index) => isCross(shape, index));
  if (crosses.length < 2) return undefined;
  return {
    code: "syntax/three-indices",
    message: "arrays with three indices are not read yet",
    hint: "declare the slices as matrices of their own, `A_1, A_2: d×p`",
    span: spanOf(crosses),
  };
}

/** `… for k = 1, …, 5`. */
function recurrence({ lexemes }: StatementText): Refusal | undefined {
  const at = lexemes.findIndex(
    ({ type, text }, index) =>
      type === "word" &&
      text === "for" &&
      index > 0 &&
      lexemes[index + 1]?.type === "word" &&
      /^(?:equals|element)$|^word$/.test(lexemes[index + 2]?.type ?? ""),
  );
  const [, name, sign] = lexemes.slice(at, at + 3);
  if (at < 0 || (sign?.type === "word" && sign.text !== "in")) return undefined;
  return {
    code: "syntax/recurrence",
    message: `recurrences are not read yet: this statement is repeated for ${name!.text}`,
    hint: "write the steps out, `x_1 = f(x_0)`, `x_2 = f(x_1)`, with a function `f(x) = …`",
    span: spanOf(lexemes.slice(at)),
  };
}

const isNabla = ({ type, text }: PlainLexeme): boolean => type === "nabla" || text === "∇" || text === "\\nabla";

/** ∇ within a formula; those in front of the last line, which say in what that is differentiated, are gone by then. */
export function derivativeInside({ kind, lexemes, separator }: StatementText): Refusal | undefined {
  if (kind !== "definition" && kind !== "expression") return undefined;
  const at = lexemes.findIndex((lexeme, index) => index > separator && isNabla(lexeme));
  return at < 0 ? undefined : insideAt(lexemes[at]!);
}

/** What is told of a derivative within a program. */
export const insideAt = (span: Span): Refusal => ({
  code: "syntax/derivative-inside",
  message: "derivatives inside of a program are not read yet",
  hint: "write the derivative out; in front of the last line it says in what that is differentiated",
  span,
});
