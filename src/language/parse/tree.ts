/** The grammar's raw tree → the syntax tree: chains become n-ary nodes, functions of the notation its operators. */
import { listed, type Raw, type Token } from "../../../grammar/nodes.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import { ownMark, type ApplySyntax, type NameSyntax, type Operator, type Span, type Syntax } from "../syntax.js";
import { foldTree } from "../traverse.js";

/** Functions that are another spelling of an operator, with the number of their arguments. */
const operatorFunctions: ReadonlyMap<string, readonly [head: Operator, least: number, most: number]> = new Map([
  ["inv", ["inverse", 1, 1]],
  ["pinv", ["pinv", 1, 1]],
  ["transpose", ["transpose", 1, 1]],
  ["kron", ["kronecker", 2, 2]],
  ["dot", ["inner", 2, 3]],
  ["norm", ["norm", 1, 2]],
  ["sum", ["total", 1, 2]],
  ["eye", ["identity", 0, 1]],
  ["ones", ["ones", 0, 2]],
  ["zeros", ["zeros", 0, 2]],
]);

/** The names of the functions above: a caller need not list them. */
export const notationFunctions: readonly string[] = Array.from(operatorFunctions.keys());

/** Heads of the tree that are no functions. */
const operatorHeads: ReadonlySet<string> = new Set<Operator>([
  ...(["sum", "negate", "product", "divide", "solve", "hadamard", "hadamardDivide", "hadamardPower"] as const),
  ...(["kronecker", "inner", "transpose", "inverse", "pinv", "power", "norm", "bars", "identity"] as const),
  ...(["ones", "zeros", "total", "block", "row", "slice", "range", "set", "all"] as const),
  ...(["sumOver", "productOver", "entry"] as const),
]);

/** Whether a word is a head and nothing that anybody writes: a program may declare it. */
export const isOnlyHead = (word: string): boolean => operatorHeads.has(word) && !operatorFunctions.has(word);

/** A program's own function as a head: one that is an operator's, too, is told from it. */
export const ownFunction = (name: string): string => (operatorHeads.has(name) ? name + ownMark : name);

/** The words and numbers that select a norm, by how they are written. */
const normKinds: ReadonlyMap<string, string> = new Map([
  ["F", "fro"],
  ["*", "nuc"],
  ["inf", "inf"],
  ["Inf", "inf"],
  ["Frobenius", "fro"],
]);

type Binary = Extract<Raw, { kind: "binary" }>;

const spanOf = ({ start, end }: Span): Span => ({ start, end });
const across = (first: Span, last: Span): Span => ({ start: first.start, end: last.end });

const head = (sign: Token): string => (sign.type === "minus" || sign.type === "plus" ? "sum" : sign.value);

/** Operators that take any number of operands. */
const isNary = (name: string): boolean => name === "sum" || name === "product" || name === "hadamard";

/** The operands of a chain of one n-ary operator, and its signs; of any other operator, its two sides. */
function chain(raw: Binary): { readonly operands: Raw[]; readonly signs: Token[] } {
  const name = head(raw.sign);
  const operands = [raw.right];
  const signs = [raw.sign];
  let left = raw.left;
  while (isNary(name) && left.kind === "binary" && head(left.sign) === name) {
    operands.push(left.right);
    signs.push(left.sign);
    left = left.left;
  }
  operands.push(left);
  return { operands: operands.reverse(), signs: signs.reverse() };
}

/** Powers in a row associate to the right: a^b^c = a^(b^c). Base first. */
function powers(raw: Raw): Raw[] {
  const items: Raw[] = [];
  let base = raw;
  while (base.kind === "power") {
    items.push(base.exponent);
    base = base.base;
  }
  items.push(base);
  return items.reverse();
}

function children(raw: Raw): readonly Raw[] {
  switch (raw.kind) {
    case "leaf":
      return [];
    case "binary":
      return chain(raw).operands;
    case "negation":
    case "postfix":
      return [raw.operand];
    case "power":
      return powers(raw);
    case "slice":
      return [raw.operand, ...listed(raw.indices)];
    case "bracket":
    case "set":
    case "call":
      return listed(raw.items);
    case "method":
      return [raw.operand, ...listed(raw.items)];
    case "fraction":
      return [raw.above, raw.below];
    case "block":
      return listed(raw.rows).flatMap(listed);
    case "over":
      return raw.end === undefined ? [raw.body] : [raw.body, raw.end];
  }
}

/** Builds syntax trees; what the grammar accepts and the notation does not is reported. */
export class TreeBuilder {
  constructor(
    private readonly diagnostics: Diagnostic[],
    /** The functions that the program defines. */
    private readonly own: ReadonlySet<string>,
  ) {}

  build(raw: Raw): Syntax {
    return foldTree<Raw, Syntax>(raw, children, (node, built) => this.node(node, built));
  }

  private node(raw: Raw, built: readonly Syntax[]): Syntax {
    const first = built[0]!;
    switch (raw.kind) {
      case "leaf":
        return leaf(raw.token);
      case "binary":
        return binary(chain(raw).signs, built);
      case "negation":
        return apply("negate", built, across(raw.sign, first.span), raw.sign);
      case "postfix":
        return apply(raw.sign.value, [...built, ...lettersOf(raw.sign)], across(first.span, raw.sign), raw.sign);
      case "power":
        return powerChain(raw, built);
      case "slice":
        return apply("slice", built, across(first.span, raw.close), across(raw.open, raw.close));
      case "set":
        return apply("set", built, across(raw.open, raw.close), raw.open);
      case "bracket":
        return this.bracket(raw, built);
      case "call":
        return this.call(raw, built, across(raw.name, raw.close));
      case "method":
        return this.call(raw, built, across(first.span, raw.close));
      case "fraction":
        return apply("divide", built, across(raw.sign, raw.close), raw.sign);
      case "block":
        return block(raw, built);
      case "over":
        return over(raw.sign, built);
    }
  }

  private bracket(raw: Extract<Raw, { kind: "bracket" }>, built: readonly Syntax[]): Syntax {
    const span = across(raw.open, raw.close);
    const first = built[0]!;
    switch (raw.open.value) {
      case "bars":
        return apply("bars", built, span, span);
      case "norm":
        return apply("norm", [first, ...normArgument(raw.close)], span, span);
      case "angle":
        return apply("inner", built, span, span);
      default:
        return { ...first, span };
    }
  }

  private call({ name }: { readonly name: Token }, built: readonly Syntax[], span: Span): Syntax {
    const elementwise = name.elementwise === true;
    const operator = operatorFunctions.get(name.value);
    if (operator === undefined) {
      const called = this.own.has(name.value) ? ownFunction(name.value) : name.value;
      return { ...apply(called, built, span, name), elementwise };
    }
    const [operatorHead, least, most] = operator;
    if (elementwise) {
      this.diagnostics.push({
        code: "syntax/elementwise",
        message: `${quote(name.value)} does not act on single entries`,
        span: spanOf(name),
        hint: `write \`${name.value}(A)\` without the dot`,
      });
    }
    const given = built.filter((argument) => !isKeyword(argument)).length;
    if (given < least || given > most) {
      const count = least === most ? String(least) : `${least} to ${most}`;
      const plural = most === 1 ? "" : "s";
      this.diagnostics.push({
        code: "syntax/argument-count",
        message: `${quote(name.value)} takes ${count} argument${plural}, got ${given}`,
        span: spanOf(name),
      });
    }
    // dot(x, A, y) of Julia is xᵀA y.
    if (operatorHead === "inner" && given === 3) {
      const row = apply("transpose", built.slice(0, 1), built[0]!.span, name);
      return apply("product", [row, ...built.slice(1)], span, name);
    }
    return apply(operatorHead, operatorHead === "norm" ? built.map(normKind) : built, span, name);
  }
}

/** `axis=1`. */
const isKeyword = (argument: Syntax): boolean => argument.kind === "word" && argument.text.includes("=");

function apply(name: string, args: readonly Syntax[], span: Span, at: Span): ApplySyntax {
  return { kind: "apply", head: name, args, elementwise: false, span: spanOf(span), at: spanOf(at) };
}

/** A name as the grammar's token has it. */
export function nameOf({ value, spelling, start, end }: Token): NameSyntax {
  return { kind: "name", name: value, spelling: spelling ?? value, span: { start, end } };
}

function leaf(token: Token): Syntax {
  const span = spanOf(token);
  switch (token.type) {
    case "number":
      return { kind: "number", text: token.value, span };
    case "word":
      return { kind: "word", text: token.value, span };
    case "constant":
      return apply(token.value, [], span, span);
    case "range":
      return apply("all", [], span, span);
    default:
      return nameOf(token);
  }
}

function binary(signs: readonly Token[], built: readonly Syntax[]): Syntax {
  const sign = signs[0]!;
  const name = head(sign);
  const span = across(built[0]!.span, built[built.length - 1]!.span);
  const written = signs.find(({ start, end }) => start < end);
  const args =
    name === "sum"
      ? built.map((term, index) => {
          const minus = signs[index - 1];
          return minus?.type === "minus" ? apply("negate", [term], across(minus, term.span), minus) : term;
        })
      : built;
  const made = apply(sign.type === "range" ? "range" : name, args, span, written ?? span);
  const dots = name === "product" ? signs.flatMap(({ spelling }, at) => (spelling === "·" ? [at + 1] : [])) : [];
  return dots.length === 0 ? made : { ...made, dots };
}

/** Folds a chain of powers from the right. A^(−1) is the inverse of A, however it is written. */
function powerChain(raw: Extract<Raw, { kind: "power" }>, built: readonly Syntax[]): Syntax {
  const signs: Token[] = [];
  for (let base: Raw = raw; base.kind === "power"; base = base.base) signs.push(base.sign);
  let exponent = built[built.length - 1]!;
  signs.forEach((sign, index) => {
    const base = built[built.length - 2 - index]!;
    const span = across(base.span, exponent.span);
    const inverse = sign.value === "power" && isMinusOne(exponent);
    exponent = inverse
      ? apply("inverse", [base], span, across(sign, exponent.span))
      : apply(sign.value, [base, exponent], span, sign);
  });
  return exponent;
}

function isMinusOne(exponent: Syntax): boolean {
  if (exponent.kind !== "apply" || exponent.head !== "negate") return false;
  const [operand] = exponent.args;
  return operand?.kind === "number" && operand.text === "1";
}

/** Of an entry, its indices as a word. */
const lettersOf = ({ value, spelling, start, end }: Token): readonly Syntax[] =>
  value === "entry" && spelling !== undefined ? [{ kind: "word", text: spelling, span: { start, end } }] : [];

/** The sign of a sum or a product over indices, with what it takes and, perhaps, the size at which it ends. */
function over(sign: Token, built: readonly Syntax[]): Syntax {
  const { binder } = sign;
  if (binder === undefined) throw new Error("a sum over indices has indices");
  return { ...apply(sign.value, built, across(sign, built[0]!.span), sign), binder };
}

/** Blocks side by side; brackets around one of them are parentheses. */
function block(raw: Extract<Raw, { kind: "block" }>, built: readonly Syntax[]): Syntax {
  if (built.length === 1) return { ...built[0]!, span: across(raw.open, raw.close) };
  let from = 0;
  const rows = listed(raw.rows).map((row) => {
    const entries = built.slice(from, from + listed(row).length);
    from += entries.length;
    const span = across(entries[0]!.span, entries[entries.length - 1]!.span);
    return apply("row", entries, span, span);
  });
  const span = across(raw.open, raw.close);
  return apply("block", rows, span, span);
}

/** `‖A‖_F`: the kind is the spelling of the closing bar. */
function normArgument({ spelling, start, end }: Token): readonly Syntax[] {
  if (spelling === undefined) return [];
  const span = { start, end };
  if (/^[0-9]+$/.test(spelling)) return [{ kind: "number", text: spelling, span }];
  return [{ kind: "word", text: normKinds.get(spelling) ?? spelling, span }];
}

const normKind = (argument: Syntax): Syntax =>
  argument.kind === "word" ? { ...argument, text: normKinds.get(argument.text) ?? argument.text } : argument;
