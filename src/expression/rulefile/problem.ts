/** Mistakes in rule files: diagnostics of the language, with their place in the file. */
import { MatrixBackpropError, type Diagnostic, type Replacement } from "../../../codegen/diagnostics.js";
import type { Fragment } from "../../../grammar/rule-lines.js";
import { didYouMean, suggestedIn } from "../../language/names/suggest.js";
import type { RuleLine } from "./rule-line.js";

/** A mistake in a line of a rule file. */
export class RuleError extends MatrixBackpropError {
  constructor(
    readonly at: RuleLine,
    diagnostic: Diagnostic,
    more: readonly Diagnostic[] = [],
  ) {
    super([diagnostic, ...more]);
    this.message = `${at.file.name}:${at.line}: ${diagnostic.message}`;
  }
}

/** What is wrong with a line beyond its message. */
interface Details extends Pick<Diagnostic, "hint" | "expected" | "related"> {
  /** Where in the line; all of it if nothing is given. */
  readonly at?: Fragment | undefined;
  readonly replacement?: Replacement;
}

/** The error of one line; `code` is what stands behind `rule/`. */
export function ruleError(line: RuleLine, code: string, message: string, details: Details = {}): RuleError {
  const { at = { text: line.text, start: 0 }, ...rest } = details;
  const start = line.start + at.start;
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const span = { start, end: start + at.text.length };
  return new RuleError(line, { code: `rule/${code}`, message, span, source: line.file, ...known });
}

/** The error of a word that is none of those that may stand there, with the nearest of them. */
export function unknownWord(
  line: RuleLine,
  code: string,
  at: Fragment,
  what: string,
  known: Iterable<string>,
  list = false,
): RuleError {
  const words = [...known];
  const hint = didYouMean(at.text, words) ?? nearestShort(at.text, words);
  const suggested = suggestedIn(hint);
  const start = line.start + at.start;
  const replacement = suggested && { span: { start, end: start + at.text.length }, text: suggested };
  return ruleError(line, code, `${at.text} is not ${what}`, {
    at,
    ...(hint ? { hint } : list && words.length > 0 ? { hint: `known are ${words.join(", ")}` } : {}),
    ...(replacement ? { replacement } : {}),
  });
}

/** Of a few names of one or two letters there is a nearest one only where there is no other. */
const nearestShort = (word: string, known: readonly string[]): string | undefined =>
  word.length < 3 && known.length === 1 ? `did you mean \`${known[0]!}\`?` : undefined;

/** A diagnostic of a piece of a line, as one of the file. */
export const inFile = (line: RuleLine, piece: Fragment, d: Diagnostic): Diagnostic => {
  const by = line.start + piece.start;
  const moved = ({ start, end }: Diagnostic["span"]) => ({ start: start + by, end: end + by });
  return {
    ...d,
    span: moved(d.span),
    source: line.file,
    ...(d.related && { related: d.related.map((r) => ({ ...r, span: moved(r.span), source: line.file })) }),
    ...(d.replacement && { replacement: { ...d.replacement, span: moved(d.replacement.span) } }),
  };
};

/** What a body yields for each item; the mistakes of all of them are thrown together. */
export function eachOf<T, R>(items: readonly T[], body: (item: T, index: number) => R): R[] {
  const errors: RuleError[] = [];
  const results = items.flatMap((item, i) => {
    try {
      return [body(item, i)];
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      errors.push(error);
      return [];
    }
  });
  const [main, ...others] = errors;
  if (!main) return results;
  const [diagnostic, ...same] = main.diagnostics;
  throw new RuleError(main.at, diagnostic!, [...same, ...others.flatMap((e) => e.diagnostics)]);
}
