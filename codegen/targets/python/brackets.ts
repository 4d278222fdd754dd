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
