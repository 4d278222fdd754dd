/** What to say about a word that is no name, no function and no command. */
import { foreignCommands, knownCommands } from "../read/commands.js";
import { codePoint, quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import { greekLetters } from "../../../grammar/letters.js";
import type { PlainLexeme } from "../read/plain.js";
import { builders, type Scope } from "./scope.js";
import { closest, didYouMean } from "./suggest.js";
import type { Span } from "../syntax.js";
import type { WordReading } from "../read/words.js";

interface WordContext {
  readonly scope: Scope;
  /** An opening bracket follows. */
  readonly called: boolean;
  readonly place: (range: Span) => Span;
}

/** The first thing that is wrong with the reading of a word, or undefined. */
export function wordProblem(word: PlainLexeme, reading: WordReading, context: WordContext): Diagnostic | undefined {
  const { text } = word;
  const [problem] = reading.problems;
  if (problem === undefined) return context.called ? misspeltFunction(word, reading, context) : undefined;
  const span = context.place(problem);
  const part = text.slice(problem.start, problem.end);
  if (problem.kind === "letter") {
    const message = `${quote(part)} (${codePoint(part)}) is not a letter of a name`;
    return { code: "syntax/name-letter", message, span, hint: "names are Latin or Greek letters" };
  }
  if (problem.kind === "ambiguous") {
    const message = `${quote(part)} is either a Greek letter or a product`;
    const hint = `write \`${Array.from(part).join(" ")}\`, or declare \`${part}\``;
    return { code: "syntax/ambiguous-word", message, span, hint };
  }
  if (context.called && /^[A-Za-z]+$/.test(text)) {
    return unknown(
      "syntax/unknown-function",
      "is not a known function",
      text,
      { start: word.start, end: word.end },
      context,
    );
  }
  return unknown("syntax/unknown-word", "is neither declared nor a known function", part, span, context);
}

function unknown(code: string, what: string, word: string, span: Span, context: WordContext): Diagnostic {
  const { scope, called } = context;
  const letters = Array.from(word).join(" ");
  const separated = called
    ? `define it, \`${word}(t) = …\`, or write the formula out`
    : `declare \`${word}\`, or write \`${letters}\` for a product of letters`;
  // Before a bracket stands a function, elsewhere a name may stand, too.
  const candidates = called ? [...scope.functions, ...builders.keys()] : [...scope.words, ...greekLetters.keys()];
  const hint = didYouMean(word, candidates) ?? (word.length <= 4 ? separated : undefined);
  return { code, message: `${quote(word)} ${what}`, span, ...(hint === undefined ? {} : { hint }) };
}

/** `x.frobnicate(…)`. */
export function unknownMethod({ text, start, end }: PlainLexeme, scope: Scope): Diagnostic {
  const hint = didYouMean(text, scope.functions) ?? "write the function before its argument: `tr(A)`";
  return {
    code: "syntax/unknown-function",
    message: `${quote(text)} is not a known function`,
    span: { start, end },
    hint,
  };
}

/** `Tr(A)` would read as T·r·A, and `expm(A)` as exp(m A); nobody means that. */
function misspeltFunction(word: PlainLexeme, { pieces }: WordReading, context: WordContext): Diagnostic | undefined {
  const { text, start, end } = word;
  const { scope } = context;
  const lower = text.toLowerCase();
  const inOtherCase = lower !== text && text.length > 1 && scope.functions.has(lower);
  const runOn = /^[a-z]+$/.test(text) && pieces.length > 1 && pieces.some(({ kind }) => kind === "function");
  const complex = /^(?:Re|Im|Arg)$/.test(text) && !pieces.some(({ name }) => scope.declares(name));
  if (complex) {
    const hint = "every number is real: leave it out";
    return {
      code: "syntax/unknown-function",
      message: `${quote(text)} is not a known function`,
      span: { start, end },
      hint,
    };
  }
  if (!runOn && (!inOtherCase || pieces.every(({ known }) => known))) return undefined;
  const problem = unknown("syntax/unknown-function", "is not a known function", text, { start, end }, context);
  return inOtherCase ? { ...problem, hint: `did you mean \`${lower}\`?` } : problem;
}

/** A LaTeX command that means nothing here. */
export function unknownCommand({ text, start, end }: PlainLexeme, scope: Scope): Diagnostic {
  const name = text.slice(1);
  const foreign = foreignCommands.get(name);
  const found = closest(name, [...knownCommands, ...greekLetters.keys(), ...scope.functions]);
  const instead = didYouMean(name, []);
  const hint = foreign ?? instead ?? (found === undefined ? undefined : `did you mean \`\\${found}\`?`);
  return {
    code: "syntax/unknown-command",
    message: `the command ${quote(text)} is not known`,
    span: { start, end },
    ...(hint === undefined ? {} : { hint }),
  };
}
