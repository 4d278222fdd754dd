/**
 * What the grammar's rules build: a raw tree with tokens in it. Postprocessors run once for every prefix that
 * might end there, so each does a constant amount of work: lists are cons cells, chains lean to the left, and
 * both are flattened only after the parse.
 */

/** What a sum or a product runs over, as it is written beneath its sign. */
export interface Binder {
  /** The letters beneath the sign. */
  readonly indices: readonly string[];
  /** `i ≠ j`, `i < j`: letters of it that nothing outside binds are indices of this sum, too. */
  readonly relation?: { readonly left: string; readonly sign: "≠" | "<" | "≤"; readonly right: string };
  /** Where the indices begin; 1 where nothing is written. */
  readonly from: number;
}

/** A token of the grammar; `value` is a canonical name, a number, or the head that an operator stands for. */
export interface Token {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A function written with a dot: `exp.(A)`. */
  readonly elementwise?: boolean;
  /** The spelling in the source, where `value` is not it. */
  readonly spelling?: string;
  /** Of the sign of a sum or a product over indices. */
  readonly binder?: Binder;
}

/** A list in reverse: the last item first. */
export interface Cells<T> {
  readonly item: T;
  readonly rest: Cells<T> | null;
}

export type Raw =
  | { readonly kind: "leaf"; readonly token: Token }
  | { readonly kind: "binary"; readonly sign: Token; readonly left: Raw; readonly right: Raw }
  | { readonly kind: "negation"; readonly sign: Token; readonly operand: Raw }
  | { readonly kind: "postfix"; readonly operand: Raw; readonly sign: Token }
  | { readonly kind: "power"; readonly base: Raw; readonly sign: Token; readonly exponent: Raw }
  | {
      readonly kind: "slice";
      readonly operand: Raw;
      readonly indices: Cells<Raw>;
      readonly open: Token;
      readonly close: Token;
    }
  | { readonly kind: "set"; readonly items: Cells<Raw>; readonly open: Token; readonly close: Token }
  | { readonly kind: "bracket"; readonly items: Cells<Raw>; readonly open: Token; readonly close: Token }
  | { readonly kind: "call"; readonly name: Token; readonly items: Cells<Raw> | null; readonly close: Token }
  | {
      readonly kind: "method";
      readonly operand: Raw;
      readonly name: Token;
      readonly items: Cells<Raw> | null;
      readonly close: Token;
    }
  | { readonly kind: "over"; readonly sign: Token; readonly end?: Raw; readonly body: Raw; readonly close: Token }
  | { readonly kind: "fraction"; readonly sign: Token; readonly above: Raw; readonly below: Raw; readonly close: Token }
  | { readonly kind: "block"; readonly rows: Cells<Cells<Raw>>; readonly open: Token; readonly close: Token };

/** What a whole text may be. */
export type RawStatement =
  | { readonly kind: "expression"; readonly value: Raw }
  | { readonly kind: "equation"; readonly left: Raw; readonly right: Raw }
  | { readonly kind: "definition"; readonly targets: Cells<Token>; readonly value: Raw }
  | { readonly kind: "function"; readonly target: Token; readonly parameters: Cells<Token>; readonly value: Raw }
  | { readonly kind: "return"; readonly values: Cells<Raw> }
  | {
      readonly kind: "declaration";
      readonly targets: Cells<Token>;
      readonly shape: RawShape;
      readonly properties: Cells<Token> | null;
    };

export type RawShape =
  | { readonly kind: "unstated"; readonly at: Token }
  | { readonly kind: "scalar"; readonly at: Token }
  | { readonly kind: "vector"; readonly rows: Raw }
  | { readonly kind: "matrix"; readonly rows: Raw; readonly columns: Raw };

export const leaf = ([token]: [Token]): Raw => ({ kind: "leaf", token });

export const binary = ([left, sign, right]: [Raw, Token, Raw]): Raw => ({ kind: "binary", sign, left, right });

/** `x[2:]` and `x[:3]`: a range whose other end is that of the operand. */
export const openRange = ([from, sign]: [Raw, Token]): Raw => binary([from, sign, leaf([sign])]);
export const rangeFromStart = ([sign, to]: [Token, Raw]): Raw => binary([leaf([sign]), sign, to]);

export const negation = ([sign, operand]: [Token, Raw]): Raw => ({ kind: "negation", sign, operand });

/** An operand after an operator may be signed: A * -B. */
export const binaryNegated = ([left, sign, minus, operand]: [Raw, Token, Token, Raw]): Raw =>
  binary([left, sign, negation([minus, operand])]);

export const postfix = ([operand, sign]: [Raw, Token]): Raw => ({ kind: "postfix", operand, sign });

export const power = ([base, sign, exponent]: [Raw, Token, Raw]): Raw => ({ kind: "power", base, sign, exponent });

export const powerNegated = ([base, sign, minus, operand]: [Raw, Token, Token, Raw]): Raw =>
  power([base, sign, negation([minus, operand])]);

export const slice = ([operand, open, indices, close]: [Raw, Token, Cells<Raw>, Token]): Raw => ({
  kind: "slice",
  operand,
  indices,
  open,
  close,
});

/** `{1, 3, 4}` as an index. */
export const set = ([open, items, , last, close]: [Token, Cells<Raw>, Token, Raw, Token]): Raw => ({
  kind: "set",
  items: { item: last, rest: items },
  open,
  close,
});

export const bracket = ([open, inner, close]: [Token, Raw, Token]): Raw => ({
  kind: "bracket",
  items: { item: inner, rest: null },
  open,
  close,
});

export const pair = ([open, first, , second, close]: [Token, Raw, Token, Raw, Token]): Raw => ({
  kind: "bracket",
  items: { item: second, rest: { item: first, rest: null } },
  open,
  close,
});

export const call = ([name, , items, close]: [Token, Token, Cells<Raw>, Token]): Raw => ({
  kind: "call",
  name,
  items,
  close,
});

export const emptyCall = ([name, , close]: [Token, Token, Token]): Raw => ({ kind: "call", name, items: null, close });

/** `x.dot(y)`: a call whose first argument stands before it. */
export const method = ([operand, name, , items, close]: [Raw, Token, Token, Cells<Raw>, Token]): Raw => ({
  kind: "method",
  operand,
  name,
  items,
  close,
});

export const emptyMethod = ([operand, name, , close]: [Raw, Token, Token, Token]): Raw => ({
  kind: "method",
  operand,
  name,
  items: null,
  close,
});

export const fraction = ([sign, , above, , , below, close]: [Token, Token, Raw, Token, Token, Raw, Token]): Raw => ({
  kind: "fraction",
  sign,
  above,
  below,
  close,
});

/** `Σ_i …`: virtual brackets mark what the sum takes. */
export const over = ([sign, , body, close]: [Token, Token, Raw, Token]): Raw => ({ kind: "over", sign, body, close });

/** `Σ_{i=1}^{m} …`. */
export const overTo = ([sign, , end, , , body, close]: [Token, Token, Raw, Token, Token, Raw, Token]): Raw => ({
  kind: "over",
  sign,
  end,
  body,
  close,
});

export const block = ([open, rows, close]: [Token, Cells<Cells<Raw>>, Token]): Raw => ({
  kind: "block",
  rows,
  open,
  close,
});

/** The first item of a list. */
export const first = <T>([item]: [T]): Cells<T> => ({ item, rest: null });

/** A list, a separator and one more item. */
export const next = <T>([rest, , item]: [Cells<T>, Token, T]): Cells<T> => ({ item, rest });

/** A list and one more item, without a separator. */
export const more = <T>([rest, item]: [Cells<T>, T]): Cells<T> => ({ item, rest });

/** The items in the order they were written. */
export function listed<T>(cells: Cells<T> | null): T[] {
  const items: T[] = [];
  for (let cell = cells; cell !== null; cell = cell.rest) items.push(cell.item);
  return items.reverse();
}
