/**
 * The syntax tree: what the parser produces and what every formula printer (text, ASCII, LaTeX) takes.
 * It knows nothing of shapes or meaning; elaboration (src/expression) turns it into typed expressions.
 */

import type { Span } from "../../codegen/diagnostics.js";
import type { Interval } from "./read/intervals.js";
import type { Binder } from "../../grammar/nodes.js";

export type { Binder, Interval, Span };

/** The number of the expression that a piece of syntax shows; what was parsed shows none. */
export type NodeId = number;

/** A decimal literal, as written (`0.5`, `1e-3`). */
export interface NumberSyntax {
  readonly kind: "number";
  readonly text: string;
  readonly span: Span;
}

/** A variable, dimension, cotangent or differential, or a function given as an argument. */
export interface NameSyntax {
  readonly kind: "name";
  /** Canonical spelling, see `canonicalName`: `Sigma_xy` → `Σ_xy`, `X_1` → `X₁`, `Ybar` → `Ȳ`. */
  readonly name: string;
  /** The spelling in the source. */
  readonly spelling: string;
  readonly shows?: NodeId;
  readonly span: Span;
}

/** A word that selects a variant of a function: the `nuc` of `norm(A, 'nuc')` and of `‖A‖_*`. */
export interface WordSyntax {
  readonly kind: "word";
  readonly text: string;
  readonly span: Span;
}

/** An operator (see `Operator`) or a named function applied to arguments. */
export interface ApplySyntax {
  readonly kind: "apply";
  /** The operator's name, or the name of a function (`log`, `tr`, `f`, `f′`). */
  readonly head: string;
  readonly args: readonly Syntax[];
  /** Written with a dot: `exp.(A)` acts on the entries. */
  readonly elementwise: boolean;
  /** A function of a matrix by the word of a library, `expm`: nothing is taken for granted of the matrix. */
  readonly general?: true;
  /** A reduction along the second or the last axis of an array, `sum(A, axis=1)`; a vector has one axis, its last. */
  readonly alongRows?: "second" | "last";
  /** A sum, an entrywise product or an index of arrays: of one axis they are rows beside a matrix. */
  readonly arrays?: boolean;
  /** Of a product, the operands that a dot stands before: of two vectors it is their inner product. */
  readonly dots?: readonly number[];
  /** An array of two axes, one of which has one entry: `X.sum(axis=1, keepdims=True)`, `x[:, None]`. */
  readonly oriented?: true;
  readonly shows?: NodeId;
  readonly span: Span;
  /** The operator sign or function name alone: where a caret belongs. */
  readonly at: Span;
  /** Of a sum or a product over indices. */
  readonly binder?: Binder;
}

export type Syntax = NumberSyntax | NameSyntax | WordSyntax | ApplySyntax;

/**
 * Heads the grammar itself produces. Everything else in `head` is the name of a function.
 *
 * - `sum` (n-ary; a subtracted term is `negate`), `negate`, `product` (n-ary: juxtaposition, `*`, `·`)
 * - `divide` a/b, `solve` A \ B, `hadamard` (n-ary), `hadamardDivide` A ⊘ B, `hadamardPower` A .^ p
 * - `kronecker` A ⊗ B, `inner` A : B, `transpose`, `inverse`, `pinv`, `power` A^p
 * - `norm` [A] or [A, word | number], `bars` |A| (determinant of a matrix, absolute value of a scalar)
 * - `identity` [] or [n], `ones` [], [n] or [m, n], `zeros` likewise
 * - `total` [A]: the function sum(A) of all entries, which is not the addition `sum`
 * - `end` [] is the last position of what is indexed; `rowcount`, `colcount`, `lastcount`, `entrycount` [A] are sizes
 * - `vstack`, `hstack`, `column_stack` [A, …] are arrays put together, those of one axis as rows, ends or columns
 * - `set` [index, …] is {1, 3, 4} as an index
 * - `block` [row, …] of `row` [entry, …]; `slice` [A, rows, columns] with `range` [from, to] and `all` []
 * - `sumOver` and `productOver` [body] or [body, last value]: over the indices of the node's `binder`
 * - `entry` [A, word]: A with the word's letters as indices, `softmax(z)_k`
 */
export type Operator =
  | "sum"
  | "negate"
  | "product"
  | "divide"
  | "solve"
  | "hadamard"
  | "hadamardDivide"
  | "hadamardPower"
  | "kronecker"
  | "inner"
  | "transpose"
  | "inverse"
  | "pinv"
  | "power"
  | "norm"
  | "bars"
  | "identity"
  | "ones"
  | "zeros"
  | "total"
  | "block"
  | "row"
  | "slice"
  | "range"
  | "set"
  | "all"
  | "sumOver"
  | "productOver"
  | "entry";

/** Ends the name of a program's function that is called as an operator of the tree is: `set()`. No name is written so. */
export const ownMark = "()";

/** A function as it is written. */
export const writtenFunction = (name: string): string => name.replace(ownMark, "");

export interface PropertySyntax {
  readonly name: string;
  readonly span: Span;
}

/** `X: m×n spd`; a declaration of several names (`A, B: n×n`) becomes one statement per name. */
export interface DeclarationStatement {
  readonly kind: "declaration";
  readonly target: NameSyntax;
  readonly shape: ShapeSyntax;
  readonly properties: readonly PropertySyntax[];
  /** Between which numbers the entries lie. */
  readonly interval?: Interval;
  readonly span: Span;
}

/**
 * A declared shape; `rows` and `columns` are affine expressions in dimension names (`n`, `3`, `2n`, `n + 1`).
 * `unstated`: only properties were given (`S: spd`), or only whether it is a vector or a matrix.
 */
export type ShapeSyntax =
  | { readonly kind: "unstated"; readonly span: Span; readonly as?: "vector" | "matrix" }
  | { readonly kind: "scalar"; readonly span: Span }
  | { readonly kind: "vector"; readonly rows: Syntax; readonly span: Span }
  | { readonly kind: "matrix"; readonly rows: Syntax; readonly columns: Syntax; readonly span: Span };

/** `Y = …` or, for the outputs of a factorization, `U, Λ = …`. */
export interface DefinitionStatement {
  readonly kind: "definition";
  readonly targets: readonly NameSyntax[];
  readonly value: Syntax;
  readonly span: Span;
}

/** `f(t) = …`, `att(Q, K, V) = …`: a function of numbers, vectors or matrices. */
export interface FunctionStatement {
  readonly kind: "function";
  readonly target: NameSyntax;
  readonly parameters: readonly NameSyntax[];
  readonly body: Syntax;
  readonly span: Span;
}

/** A function of which only its values are known: `g: function` of numbers, entry by entry, `K(θ): n×n spd`, `f(X): scalar`. */
export interface UnknownStatement {
  readonly kind: "unknown";
  readonly target: NameSyntax;
  /** Of a function of entries there are none. */
  readonly parameters: readonly NameSyntax[];
  /** The value, where it is no function of entries. */
  readonly value: DeclarationStatement | undefined;
  readonly span: Span;
}

/** `m ≥ n`: of two sizes the one that is at least as large. */
export interface OrderStatement {
  readonly kind: "order";
  readonly greater: NameSyntax;
  readonly less: NameSyntax;
  readonly span: Span;
}

export interface ExpressionStatement {
  readonly kind: "expression";
  readonly value: Syntax;
  readonly span: Span;
}

export interface ReturnStatement {
  readonly kind: "return";
  readonly values: readonly Syntax[];
  readonly span: Span;
}

export type Statement =
  | DeclarationStatement
  | OrderStatement
  | UnknownStatement
  | DefinitionStatement
  | FunctionStatement
  | ExpressionStatement
  | ReturnStatement;

export interface Program {
  readonly source: string;
  readonly statements: readonly Statement[];
}
