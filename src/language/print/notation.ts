/** What a notation has to say: how names, operators and brackets look, and when two factors may touch. */
import type { Operator, Syntax } from "../syntax.js";

/** How tightly a printed piece holds together, loosest first. */
export const level = { sum: 0, negation: 1, inner: 2, hadamard: 3, product: 4, postfix: 5, atom: 6 } as const;
export type Level = (typeof level)[keyof typeof level];

/** What a piece begins or ends with; decides whether two factors may touch. */
export type Edge =
  | "number"
  | "smallGreek"
  | "capital"
  | "name"
  | "one"
  | "bracket"
  | "superscript"
  | "call"
  | "bar"
  | "differential"
  | "other";

/** A printed operand. */
export interface Piece {
  readonly text: string;
  readonly level: Level;
  readonly left: Edge;
  readonly right: Edge;
  /** Bars stand outside any bracket, so that bars around them would be misread. */
  readonly bars: boolean;
  /** A colon stands outside any bracket, so that in a slice it would be a range. */
  readonly colon: boolean;
}

/** A piece that stands alone. */
export const atom = (text: string, edge: Edge = "other", right: Edge = edge): Piece => ({
  text,
  level: level.atom,
  left: edge,
  right,
  bars: false,
  colon: false,
});

/** A piece made of others: it exposes what they expose. */
export function compound(
  text: string,
  pieceLevel: Level,
  parts: readonly Piece[],
  edges: { readonly left?: Edge; readonly right?: Edge } = {},
): Piece {
  return {
    text,
    level: pieceLevel,
    left: edges.left ?? parts[0]?.left ?? "other",
    right: edges.right ?? parts[parts.length - 1]?.right ?? "other",
    bars: parts.some((part) => part.bars),
    colon: parts.some((part) => part.colon),
  };
}

/** An operator of the tree with its printed operands; `args` are the operands themselves. */
export interface Printable {
  readonly args: readonly Syntax[];
  readonly pieces: readonly Piece[];
}

/** Operators whose look is a notation's own. Sums, signs and infix products are laid out by `print.ts`. */
export type Drawn = Exclude<
  Operator,
  | "sum"
  | "negate"
  | "product"
  | "hadamard"
  | "hadamardDivide"
  | "row"
  | "range"
  | "all"
  | "sumOver"
  | "productOver"
  | "entry"
>;

/** What a journal's style decides. Without a choice, text has ᵀ ∘ : and Ȳ, LaTeX \top \circ : and \bar{Y}. */
export interface NotationStyle {
  readonly transpose?: "T" | "top";
  readonly hadamard?: "circ" | "odot";
  readonly inner?: "colon" | "trace" | "angle";
  /** Ȳ, or ∂L/∂Y and ∇_Y L, which do not parse back. */
  readonly cotangent?: "bar" | "partial" | "nabla";
  /** The loss of ∂L/∂Y and ∇_Y L. */
  readonly loss?: string;
  /** Whether the d of a differential stands upright, in LaTeX. */
  readonly differential?: "italic" | "upright";
  /** Whether matrices and vectors are bold, in LaTeX. */
  readonly weight?: "bold" | "medium";
  /** Names that are bold, in LaTeX. */
  readonly boldNames?: ReadonlySet<string>;
}

export interface Notation {
  readonly name: (canonical: string) => Piece;
  readonly number: (text: string) => Piece;
  readonly word: (text: string) => Piece;
  /** A function before its arguments. */
  readonly callee: (head: string, elementwise: boolean) => string;
  /** What stands between two blocks of a row. */
  readonly column: string;
  readonly bracketed: (text: string) => string;
  /** What stands between the factors of a product, one sign fewer than there are factors. */
  readonly between: (factors: readonly Piece[]) => readonly string[];
  /** The signs of sums and products over indices, and of what relates two indices beneath them. */
  readonly over: Readonly<Record<"sumOver" | "productOver", string>>;
  readonly relations: Readonly<Record<"≠" | "<" | "≤", string>>;
  readonly signs: { readonly hadamard: string; readonly hadamardDivide: string };
  /** How calls of some functions look, by their names: a root, an absolute value. */
  readonly calls?: Readonly<Record<string, (pieces: readonly Piece[]) => Piece>>;
  /** The inverse and the transpose in one. */
  readonly inverseTranspose: (base: Piece) => Piece;
  readonly draw: Readonly<Record<Drawn, (node: Printable) => Piece>>;
}

/** The same question for each two neighbours. */
export const neighbours =
  (sign: (left: Piece, right: Piece) => string) =>
  (factors: readonly Piece[]): string[] =>
    factors.slice(1).map((factor, index) => sign(factors[index]!, factor));

/** The piece in brackets, unless it holds together at least as tightly as it must. */
export const heldText = (piece: Piece, least: Level, bracketed: Notation["bracketed"]): string =>
  piece.level >= least ? piece.text : bracketed(piece.text);

/** A : B, with products as they are and anything looser in brackets. */
export function infixInner({ pieces }: Printable, bracketed: Notation["bracketed"], sign = " : "): Piece {
  const sides = pieces.map((piece) => heldText(piece, level.product, bracketed));
  return { ...compound(sides.join(sign), level.inner, pieces), colon: true };
}

/** A ⊗ B ⊗ C: a product of products needs no brackets on the left. */
export function infixKronecker({ args, pieces }: Printable, sign: string, factor: (piece: Piece) => string): Piece {
  const [left, right] = pieces;
  const chained = args[0]?.kind === "apply" && args[0].head === "kronecker";
  return compound((chained ? left!.text : factor(left!)) + sign + factor(right!), level.hadamard, pieces);
}

/** Noncharacters, which no program contains: they stand around an expression and behind its number. */
export const [OPEN, NUMBERED, CLOSE] = ["\uFDD0", "\uFDD1", "\uFDD2"] as const;

/** What is read of a text that may begin with marks. */
export const unmarked = (text: string): string => text.replace(/^(?:\uFDD0\d+\uFDD1)+/, "");

/** Whether the exponent or size is a plain integer. */
export const isInteger = (node: Syntax | undefined): node is Syntax & { kind: "number" } =>
  node?.kind === "number" && /^[0-9]+$/.test(node.text);

/** What is transposed: the number 1 in brackets, since `1ᵀ` is a row of ones. */
export const transposedOperand = (piece: Piece, bracketed: Notation["bracketed"]): Piece =>
  piece.text === "1" ? atom(bracketed(piece.text)) : piece;

/** Whether the node is a constant by its word alone: `zeros`. */
export const isBuilder = (node: Syntax | undefined): boolean => node?.kind === "apply" && node.args.length === 0;

/** Whether the node is a name of one Latin letter, as dimensions are. */
export const isLetter = (node: Syntax | undefined): node is Syntax & { kind: "name" } =>
  node?.kind === "name" && /^[A-Za-z]$/.test(node.name);

/** Words and numbers that have a place at the closing bar of a norm. */
export function normSubscript(kind: Syntax | undefined, infinity: string): string | undefined {
  if (isInteger(kind)) return kind.text;
  if (kind?.kind !== "word") return undefined;
  return { fro: "F", nuc: "*", inf: infinity }[kind.text];
}
