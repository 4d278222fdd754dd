/**
 * Syntax trees → text, with no more brackets than reading needs. What is printed parses back to the same tree in
 * all three notations (in a scope that knows its names), but for A^(−1), which is the inverse of A.
 */
import { latexNotation, type LatexOptions } from "./notation-latex.js";
import { asciiNotation, unicodeNotation } from "./notation-text.js";
import {
  CLOSE,
  NUMBERED,
  OPEN,
  atom,
  compound,
  level,
  type Drawn,
  type Level,
  type Notation,
  type NotationStyle,
  type Piece,
} from "./notation.js";
import { writtenFunction, type ApplySyntax, type NodeId, type Syntax } from "../syntax.js";
import { foldTree, operands } from "../traverse.js";

export type NotationName = "text" | "ascii" | "latex";

export interface PrintOptions {
  readonly style?: NotationStyle;
  readonly latex?: LatexOptions;
}

/** The notation by its name. */
export function notationOf(name: NotationName, options: PrintOptions = {}): Notation {
  if (name === "latex") return latexNotation({ ...options.style, ...options.latex });
  return name === "text" ? unicodeNotation(options.style) : asciiNotation(options.style);
}

const printers = new Map<NotationName, (syntax: Syntax) => string>();

/** Prints an expression. */
export function printExpression(syntax: Syntax, name: NotationName, options?: PrintOptions): string {
  if (options) return printer(name, options)(syntax);
  let print = printers.get(name);
  if (!print) printers.set(name, (print = printer(name)));
  return print(syntax);
}

/** What prints expressions in a notation, which is made once. */
export function printer(name: NotationName, options: PrintOptions = {}): (syntax: Syntax) => string {
  const notation = notationOf(name, options);
  const drawn = (node: Syntax, pieces: readonly Piece[]): Piece => draw(node, pieces, notation);
  return (syntax) => foldTree<Syntax, Piece>(syntax, printedOperands, drawn).text;
}

/** A range of a printed text and the expression that it shows. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly node: NodeId;
}

/** A text with the places of its expressions, those within others after them. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Prints an expression with the places of what it shows. */
export function printMarked(syntax: Syntax, name: "text" | "ascii" = "text", options?: PrintOptions): MarkedText {
  const printed = folded(
    syntax,
    notationOf(name, options),
    (text, node) => OPEN + String(node) + NUMBERED + text + CLOSE,
  );
  const marks: { start: number; end: number; node: NodeId }[] = [];
  const open: number[] = [];
  let text = "";
  for (const [part, number] of printed.matchAll(/\uFDD0(\d+)\uFDD1|\uFDD2|[^\uFDD0\uFDD2]+/g)) {
    if (number !== undefined) {
      open.push(marks.length);
      marks.push({ start: text.length, end: text.length, node: Number(number) });
    } else if (part === CLOSE) marks[open.pop()!]!.end = text.length;
    else text += part;
  }
  return { text, marks };
}

/** A formula of LaTeX as that of an expression. */
export const markedLatex = (latex: string, node: NodeId): string => `\\htmlData{n=${String(node)}}{${latex}}`;

/** Prints an expression as LaTeX for KaTeX, with what it shows in `\\htmlData`, `data-n` in the page. */
export const printMarkedLatex = (syntax: Syntax, options?: PrintOptions): string =>
  folded(syntax, notationOf("latex", options), markedLatex);

/** Prints with each expression set off by `around`. */
function folded(syntax: Syntax, notation: Notation, around: (text: string, node: NodeId) => string): string {
  const drawn = (node: Syntax, pieces: readonly Piece[]): Piece => {
    const piece = draw(node, pieces, notation);
    const shows = node.kind === "name" || node.kind === "apply" ? node.shows : undefined;
    return shows === undefined ? piece : { ...piece, text: around(piece.text, shows) };
  };
  return foldTree<Syntax, Piece>(syntax, printedOperands, drawn).text;
}

const isHead = (node: Syntax | undefined, head: string): node is ApplySyntax =>
  node?.kind === "apply" && node.head === head;

/** The operands that are printed: a subtracted term without its sign, under ⁻ᵀ what is inverted. */
function printedOperands(node: Syntax): readonly Syntax[] {
  if (isHead(node, "sum")) {
    return node.args.map((term, index) => (index > 0 && isHead(term, "negate") ? term.args[0]! : term));
  }
  const [only] = operands(node);
  return isHead(node, "transpose") && isHead(only, "inverse") ? only.args : operands(node);
}

function draw(node: Syntax, pieces: readonly Piece[], notation: Notation): Piece {
  switch (node.kind) {
    case "number":
      return notation.number(node.text);
    case "name":
      return notation.name(node.name);
    case "word":
      return notation.word(node.text);
    case "apply":
      return drawApplication(node, pieces, notation);
  }
}

function drawApplication(node: ApplySyntax, pieces: readonly Piece[], notation: Notation): Piece {
  const { head, args } = node;
  const least = (piece: Piece, minimum: Level): Piece => held(piece, minimum, notation);
  switch (head) {
    case "sum":
      return sum(node, pieces, notation);
    case "negate": {
      const piece = least(pieces[0]!, level.inner);
      return compound(`-${piece.text}`, level.negation, [piece], { left: "other" });
    }
    case "product":
      return product(pieces, notation);
    case "hadamard":
    case "hadamardDivide": {
      const factors = pieces.map((piece) => least(piece, level.postfix));
      return compound(factors.map(({ text }) => text).join(notation.signs[head]), level.hadamard, factors);
    }
    case "row":
      return compound(pieces.map(({ text }) => text).join(notation.column), level.sum, pieces);
    case "range":
      return compound(pieces.map((piece) => closed(piece, notation)).join(":"), level.sum, []);
    case "all":
      return atom(":");
    case "entry": {
      const letters = args[1]?.kind === "word" ? args[1].text : "";
      const base = held(pieces[0]!, level.atom, notation);
      return compound(`${base.text}_{${letters}}`, level.postfix, [base], { right: "other" });
    }
    case "sumOver":
    case "productOver":
      return over(node, pieces, notation);
    case "transpose":
      if (isHead(args[0], "inverse")) return notation.inverseTranspose(pieces[0]!);
  }
  const drawing = isDrawn(head, notation) && !node.elementwise ? notation.draw[head] : undefined;
  if (drawing !== undefined) return drawing({ args, pieces });
  const calls = notation.calls ?? {};
  if (Object.hasOwn(calls, head)) return calls[head]!(pieces);
  const list = pieces.map(({ text }) => text).join(", ");
  return atom(notation.callee(writtenFunction(head), node.elementwise) + notation.bracketed(list), "call");
}

/** Σ_{i=1}^{m} A: the product after the sign is what it takes. */
function over({ head, binder }: ApplySyntax, [body, end]: readonly Piece[], notation: Notation): Piece {
  const { indices = [], relation, from = 1 } = binder ?? {};
  const begins = end === undefined && from === 1 ? indices.join(",") : `${indices.join(",")}=${from}`;
  const related = relation ? relation.left + notation.relations[relation.sign] + relation.right : "";
  const beneath = [begins, related].filter((part) => part !== "" && part !== "=1").join(":");
  const above = end === undefined ? "" : `^{${end.text}}`;
  const taken = held(body!, level.product, notation);
  const sign = notation.over[head === "sumOver" ? "sumOver" : "productOver"];
  return compound(`${sign}_{${beneath}}${above} ${taken.text}`, level.product, [taken], { left: "other" });
}

const isDrawn = (head: string, notation: Notation): head is Drawn => Object.hasOwn(notation.draw, head);

/** The piece, in brackets if it holds together less than it must. */
function held(piece: Piece, minimum: Level, notation: Notation): Piece {
  return piece.level >= minimum ? piece : atom(notation.bracketed(piece.text), "bracket");
}

/** The bound of a range: a colon in it goes into brackets. */
const closed = (piece: Piece, notation: Notation): string =>
  piece.colon ? notation.bracketed(piece.text) : piece.text;

function sum(node: ApplySyntax, pieces: readonly Piece[], notation: Notation): Piece {
  const terms = pieces.map((piece, index) => held(piece, index === 0 ? level.negation : level.inner, notation));
  let text = terms[0]?.text ?? "";
  terms.slice(1).forEach((term, index) => {
    text += (isHead(node.args[index + 1], "negate") ? " - " : " + ") + term.text;
  });
  return compound(text, level.sum, terms);
}

function product(pieces: readonly Piece[], notation: Notation): Piece {
  const factors = pieces.map((piece) => held(piece, level.postfix, notation));
  const signs = notation.between(factors);
  let text = factors[0]?.text ?? "";
  signs.forEach((sign, index) => {
    text += sign + factors[index + 1]!.text;
  });
  return compound(text, level.product, factors);
}
