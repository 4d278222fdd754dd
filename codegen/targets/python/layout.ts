/** Lines of Python as Black and Ruff lay them out: 88 columns, broken at the last bracket or at the weakest operators. */

const WIDTH = 88;

/** Operators from the weakest: a line is broken at those of the first kind that it has. */
const OPERATORS: readonly (readonly string[])[] = [
  ["for", "if#"],
  ["if", "else"],
  ["or"],
  ["and"],
  ["<=", ">=", "==", "!=", "<", ">", "in", "is"],
  ["|"],
  ["^"],
  ["&"],
  ["+", "-"],
  ["*", "/", "@", "//", "%"],
];

/** A piece of an expression outside all brackets: a word, an operator, or a run of characters with its brackets. */
interface Piece {
  readonly text: string;
  readonly from: number;
}

/** The text of a module, each of its lines laid out; docstrings stay. */
export function laidOut(text: string): string {
  const result: string[] = [];
  let open: string[] = [];
  let isDocstring = false;
  for (const line of text.split("\n")) {
    const quotes = line.split('"""').length - 1;
    if (isDocstring || quotes > 0) {
      if (quotes === 1) isDocstring = !isDocstring;
      result.push(line);
      continue;
    }
    open.push(line);
    if (depthOf(open.join("\n")) > 0) continue;
    result.push(...statement(joined(open)));
    open = [];
  }
  return [...result, ...open].join("\n");
}

/** A statement of several lines as one; a comma before a closing bracket shows that it stays broken there. */
function joined([first, ...rest]: readonly string[]): string {
  return rest.reduce((line, next) => {
    const text = next.trim();
    return /[([]$/.test(line) || /^[)\]]/.test(text) ? line + text : `${line} ${text}`;
  }, first!);
}

function statement(line: string): string[] {
  const [, indent, text] = /^( *)(.*)$/.exec(line) as unknown as [string, string, string];
  if (text === "" || text.startsWith("#") || text.startsWith("@")) return [line];
  const spaced = powers(text);
  if (fits(indent + spaced) && !isKeptOpen(spaced)) return [indent + spaced];
  const head =
    /^(?:return |raise |assert |(?:el)?if |while |for [^()]*? in |[\w., *[\]:]+? = )/.exec(spaced)?.[0] ?? "";
  const isBlock = /^(?:(?:el)?if |while |for )/.test(head);
  const tail = isBlock ? ":" : "";
  const expression = spaced.slice(head.length, spaced.length - tail.length);
  return head === "" ? atBracket(indent, "", spaced, "") : value(indent, head, expression, tail);
}

/** A value behind `return` or `x =`: broken at its last bracket, or in brackets of its own at its operators. */
function value(indent: string, head: string, expression: string, tail: string): string[] {
  if (hasComma(expression)) return inBrackets(indent, `${head}(`, expression, `)${tail}`, true);
  const operands = atOperators(expression);
  if (operands.length === 1) return atBracket(indent, head, expression, tail);
  if (operands.length === 2 && expression.endsWith(")")) {
    const lines = atBracket(indent, head, expression, tail);
    if (lines.every(fits)) return lines;
  }
  return inBrackets(indent, `${head}(`, expression, `)${tail}`, false);
}

/** An expression inside brackets, in lines of its own. */
function inside(indent: string, head: string, expression: string, tail: string): string[] {
  if (fits(indent + head + expression + tail) && !isKeptOpen(expression)) return [indent + head + expression + tail];
  const operands = atOperators(expression);
  if (operands.length === 1) return atBracket(indent, head, expression, tail);
  return operands.flatMap((o, i) => inside(indent, i === 0 ? head : "", o, i === operands.length - 1 ? tail : ""));
}

/** Broken at the last bracket that leaves the text before it in one line. */
function atBracket(indent: string, head: string, expression: string, tail: string): string[] {
  const groups = bracketsOf(expression).reverse();
  const group = groups.find(
    ({ from, to }) => to > from + 1 && fits(`${indent}${head}${expression.slice(0, from + 1)}`) && fits(`${indent}${expression.slice(to)}${tail}`),
  ); // prettier-ignore
  if (!group) return [indent + head + expression + tail];
  const { from, to } = group;
  const content = expression.slice(from + 1, to);
  const isCall = expression[from] === "(" && /[\w)\]]/.test(expression[from - 1] ?? "");
  const before = head + expression.slice(0, from + 1);
  return inBrackets(indent, before, content, expression.slice(to) + tail, isCall || hasComma(content));
}

/** What stands between two brackets in one line, or each item in its own. */
function inBrackets(indent: string, before: string, content: string, after: string, commas: boolean): string[] {
  const deeper = `${indent}    `;
  if (
    fits(deeper + content) &&
    !isOpen(before, content) &&
    !isKeptOpen(content) &&
    !(hasComma(content) && !isCallHead(before))
  )
    return [indent + before, deeper + content, indent + after];
  const items = commas ? atCommas(content.replace(/,$/, "")) : [content];
  const isGenerator = items.length === 1 && piecesOf(content).some((p) => p.text === "for");
  const end = commas && !isGenerator ? "," : "";
  return [indent + before, ...items.flatMap((item) => inside(deeper, "", item, end)), indent + after];
}

/** Whether a bracket is opened by a call, whose arguments may stand in one line. */
const isCallHead = (before: string): boolean => /[\w)\]][([]$/.test(before);

const fits = (line: string): boolean => [...line].length <= WIDTH;

/** Whether a comma before a closing bracket keeps it broken: not the one of a tuple with one item. */
const isKeptOpen = (text: string): boolean =>
  bracketsOf(text).some(({ from, to }) => {
    const content = text.slice(from + 1, to);
    return isOpen(text.slice(0, from + 1), content) || isKeptOpen(content);
  });

const isOpen = (before: string, content: string): boolean =>
  content.endsWith(",") && (isCallHead(before) || commasOf(content).length > 1);

/** Where the brackets open and close that stand in no others. */
function bracketsOf(text: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = 0;
  walk(text, (i, depth) => {
    if (depth === 0 && /[([{]/.test(text[i]!)) from = i;
    if (depth === 0 && /[)\]}]/.test(text[i]!)) found.push({ from, to: i });
  });
  return found;
}

/** Calls with each place outside strings, and how many brackets are open around it. */
function walk(text: string, visit: (i: number, depth: number) => void): number {
  let depth = 0;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== "") {
      if (c === quote) quote = "";
      continue;
    }
    if (c === '"' || c === "'") quote = c;
    if (/[)\]}]/.test(c)) depth--;
    visit(i, depth);
    if (/[([{]/.test(c)) depth++;
  }
  return depth;
}

const depthOf = (text: string): number => walk(text, () => undefined);

/** The pieces of an expression that spaces part. */
function piecesOf(text: string): Piece[] {
  const cuts: number[] = [];
  walk(text, (i, depth) => {
    if (depth === 0 && text[i] === " ") cuts.push(i);
  });
  return [-1, ...cuts].map((at, k) => ({ text: text.slice(at + 1, [...cuts, text.length][k]), from: at + 1 }));
}

/** The operands of the weakest operators, each but the first with its operator. */
function atOperators(text: string): string[] {
  if (text.startsWith("lambda ")) return [text];
  const pieces = piecesOf(text);
  for (const kind of OPERATORS) {
    const places = pieces.slice(1).filter((p) => kind.includes(p.text) && isBinary(pieces, p));
    const within = kind.includes("in") ? places.filter(() => !pieces.some((p) => p.text === "for")) : places;
    if (within.length === 0) continue;
    const cuts = [0, ...within.map((p) => p.from), text.length + 1];
    return cuts.slice(0, -1).map((from, i) => text.slice(from, cuts[i + 1]! - 1));
  }
  return [text];
}

const isBinary = (pieces: readonly Piece[], p: Piece): boolean => {
  const before = pieces[pieces.indexOf(p) - 1]?.text ?? "";
  return !OPERATORS.flat().includes(before) || p.text === "for" || p.text === "if";
};

/** The places of commas that part items: not those of parameters of a lambda or of targets in a comprehension. */
function commasOf(text: string): number[] {
  const found: number[] = [];
  walk(text, (i, depth) => {
    if (depth !== 0 || text[i] !== ",") return;
    const before = text.slice((found.at(-1) ?? -1) + 1, i);
    if (/\blambda [^:()]*$/.test(before) || /\bfor (?:(?!\bin\b)[^()])*$/.test(before)) return;
    found.push(i);
  });
  return found;
}

const hasComma = (text: string): boolean => commasOf(text).length > 0;

function atCommas(text: string): string[] {
  const cuts = [-1, ...commasOf(text), text.length];
  return cuts.slice(0, -1).map((from, i) => text.slice(from + 1, cuts[i + 1]).trim());
}

/** Powers of names and numbers without spaces, others with them. */
const powers = (text: string): string =>
  text.replace(
    /(^|[^\w.)\]])((?:[A-Za-z_][\w.]*|\d[\w.]*)) \*\* (-?(?:[A-Za-z_][\w.]*|\d[\w.]*(?:e-\d+)?))(?![\w.([])/g,
    "$1$2**$3",
  );
