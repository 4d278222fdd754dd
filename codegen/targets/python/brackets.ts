/** Brackets in emitted expressions. */

/** The place of the bracket that closes the one at a place. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === "(" || text[i] === "[") depth++;
    if ((text[i] === ")" || text[i] === "]") && --depth === 0) return i;
  }
  return -1;
}

/** Whether no operator but these stands between spaces outside all brackets, and no bracket closes that is not open. */
function hasOnly(text: string, operators: string): boolean {
  let depth = 0;
  for (const [i, c] of [...text].entries()) {
    if (c === "(" || c === "[") depth++;
    if (c === ")" || c === "]") depth--;
    const isOperator = depth === 0 && text[i - 1] === " " && "+-*/@".includes(c);
    if (depth < 0 || (isOperator && !operators.includes(c))) return false;
  }
  return true;
}

/** Whether no sum stands outside all brackets. */
export const isProduct = (text: string): boolean => hasOnly(text, "*/@");

/** The factors of what is multiplied by a number, which is multiplied with the first: a column where it is one. */
export const factorsIn = (text: string): string =>
  /^\([\w(].*\)$/.test(text) && closing(text, 0) === text.length - 1 && hasOnly(text.slice(1, -1), "*")
    ? text.slice(1, -1)
    : text;

/** A text in which every call `name(x)` of one argument is rewritten, calls inside calls first. */
export function rewritten(text: string, name: string, rewrite: (argument: string) => string): string {
  const head = new RegExp(`\\b${name}\\(`, "g");
  const starts = [...text.matchAll(head)].map((m) => m.index).reverse();
  return starts.reduce((result, at) => {
    const open = at + name.length;
    const end = closing(result, open);
    return `${result.slice(0, at)}${rewrite(result.slice(open + 1, end))}${result.slice(end + 1)}`;
  }, text);
}

/** Whether a comma stands outside all brackets. */
function hasComma(text: string): boolean {
  let depth = 0;
  for (const c of text) {
    if (c === "(" || c === "[") depth++;
    if (c === ")" || c === "]") depth--;
    if (c === "," && depth === 0) return true;
  }
  return false;
}

/** The text with ((x)) as (x), and without brackets around all of it; tuples keep theirs. */
export function singleBrackets(text: string): string {
  let result = text;
  for (let i = 0; i < result.length; i++) {
    if (result[i] !== "(" || result[i + 1] !== "(") continue;
    const [outer, inner] = [closing(result, i), closing(result, i + 1)];
    const content = result.slice(i + 2, inner);
    if (outer !== inner + 1 || hasComma(content)) continue;
    result = `${result.slice(0, i + 1)}${content}${result.slice(inner + 1)}`;
    i--;
  }
  const whole = result.startsWith("(") && closing(result, 0) === result.length - 1;
  return whole && !hasComma(result.slice(1, -1)) ? result.slice(1, -1) : result;
}

/** What a text is the transpose of, if it is written as one: `X.mT`, `(A @ B).mT`. */
export function untransposed(text: string): string | undefined {
  if (!text.endsWith(".mT")) return undefined;
  const inner = text.slice(0, -3);
  const isWhole = inner.startsWith("(") && closing(inner, 0) === inner.length - 1;
  return isWhole || /^\w+$/.test(inner) ? inner : undefined;
}
