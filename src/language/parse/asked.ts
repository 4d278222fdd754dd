/** Statements without the derivatives that are asked for in front of them, or around them: `∇_X f`, `D[f, X]`. */
import { canonicalName } from "../../../grammar/names.js";
import type { TakeNote } from "../diagnostics/notes.js";
import type { Report } from "../read/cases.js";
import { insideAt } from "../read/later.js";
import { withConditions } from "../read/conditions.js";
import type { PlainLexeme } from "../read/plain.js";
import { bracketDepths, spanOf, splitStatements, targetNames, type StatementText } from "../read/statements.js";
import { leadingDerivative, type Derivative } from "./derivatives.js";

interface Asked {
  /** Names that the program declares or defines. */
  readonly own: ReadonlySet<string>;
  /** Takes the names that are asked for. */
  readonly wrt: Set<string>;
  readonly note: TakeNote;
  readonly report: Report;
}

/** The statements, with what stands beneath the sign of a minimum as declarations before them. */
export function asked(texts: readonly StatementText[], { own, wrt, note, report }: Asked): readonly StatementText[] {
  const last = texts.findLastIndex(({ kind }) => kind === "definition" || kind === "expression");
  const declared = new Set(texts.flatMap((text) => (text.kind === "declaration" ? targetNames(text) : [])));
  return texts.flatMap((text, index): readonly StatementText[] => {
    if (text.kind !== "definition" && text.kind !== "expression") return [text];
    const from = text.kind === "definition" ? text.separator + 1 : 0;
    const lexemes = text.lexemes.slice(from);
    const found = leadingDerivative(lexemes) ?? operator(lexemes, own) ?? called(lexemes, own);
    if (found === undefined) return [text];
    if (index !== last || isOfAnother(found, declared)) {
      const { code, message, span, hint } = insideAt(spanOf(lexemes));
      report(code, message, span, hint);
      return [text];
    }
    if (found.extremum && found.wrt.some((name) => /^[i-n]$/.test(name) && !names(found.rest).has(name))) {
      const hint = "write `max(x)` or `min(x)` for that of the entries, `rowmax(X)` for those of the rows";
      report("syntax/index-notation", "this extremum runs over an index", spanOf(text.lexemes), hint);
    }
    for (const name of found.wrt) wrt.add(name);
    if (found.extremum) note("extremum", extremumNote(found.wrt), spanOf(text.lexemes));
    const beneath = found.declares === undefined ? [] : splitStatements(withConditions(found.declares));
    const rest = { ...text, lexemes: [...text.lexemes.slice(0, from), ...found.rest] };
    return [...beneath.filter(({ kind }) => kind === "declaration"), rest];
  });
}

/** `∂u/∂x` of a name alone that is declared, and not x: it does not depend on x. */
function isOfAnother({ rest, wrt, extremum }: Derivative, declared: ReadonlySet<string>): boolean {
  const [only, ...more] = rest;
  if (only?.type !== "word" || more.length > 0 || extremum) return false;
  const name = canonicalName(only.text);
  return declared.has(name) && wrt.length > 0 && !wrt.includes(name);
}

const extremumNote = (names: readonly string[]): string =>
  `the expression is differentiated${names.length === 0 ? "" : ` in ${names.join(", ")}`}; its extremum is not looked for`;

/** The words, and their letters without subscripts. */
const names = (lexemes: readonly PlainLexeme[]): ReadonlySet<string> =>
  new Set(
    lexemes.flatMap(({ type, text }) =>
      type === "word" ? [canonicalName(text), ...Array.from(text.replace(/_.*$/u, ""))] : [],
    ),
  );

/** `D_X f`: where D_X is no name of the program and X stands in what follows. */
function operator(lexemes: readonly PlainLexeme[], own: ReadonlySet<string>): Derivative | undefined {
  const [first, ...rest] = lexemes;
  const name = first?.type === "word" ? /^D_\{?(.+?)\}?$/u.exec(first.text)?.[1] : undefined;
  if (
    name === undefined ||
    own.has(canonicalName(first!.text)) ||
    own.has("D") ||
    rest.some(({ text }) => text === first!.text)
  )
    return undefined;
  const wrt = canonicalName(name);
  return names(rest).has(wrt) ? { wrt: [wrt], rest, extremum: false } : undefined;
}

/** Words that are called with an expression and the names that it is differentiated in. */
const differentiates: ReadonlySet<string> = new Set(["D", "Grad", "grad", "gradient", "diff", "Gradient", "jacobian"]);

/** `D[f, X]`, `Grad[f, {x}]`, `diff(f, x)`. */
function called(lexemes: readonly PlainLexeme[], own: ReadonlySet<string>): Derivative | undefined {
  const [word, open] = lexemes;
  const last = lexemes[lexemes.length - 1];
  if (word?.type !== "word" || !differentiates.has(word.text) || own.has(word.text)) return undefined;
  const square = open?.type === "lbracket" && last?.type === "rbracket";
  const round = open?.type === "lparen" && last?.type === "rparen" && word.text !== "D";
  const depths = bracketDepths(lexemes);
  if ((!square && !round) || depths.slice(0, -1).includes(0, 1)) return undefined;
  const comma = lexemes.findIndex(({ type }, at) => type === "comma" && depths[at] === 1);
  const given = lexemes.slice(comma + 1, -1).filter(({ type }) => !/^(?:lbrace|rbrace|comma)$/.test(type));
  if (comma < 0 || given.length === 0 || given.some(({ type }) => type !== "word")) return undefined;
  return { wrt: given.map(({ text }) => canonicalName(text)), rest: lexemes.slice(2, comma), extremum: false };
}
