/**
 * Products of labelled factors → matrix form. Factors with the same labels are multiplied entry by entry; a label that is
 * summed pairs what carries it: vᵀw, Mᵀv, MᵀN, Mᵀdiag(v)N. What three matrices carry has no matrix form.
 */
import { ONE } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, numberTerm, type Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import type { Factor, Label, Network } from "./value.js";

interface Pair {
  readonly row: Label;
  readonly col: Label;
  /** Multiplied entry by entry. */
  readonly parts: readonly Term[];
}

const transposed = (syntax: Syntax, term: Term): Term =>
  term.kind === "apply" && term.fn === "transpose"
    ? term.args[0]!
    : applyTerm("transpose", syntax, [term], { rows: term.cols, cols: term.rows });

export const sizeTerm = (syntax: Syntax, { size }: Label): Term => ({
  kind: "size",
  of: size,
  rows: ONE,
  cols: ONE,
  syntax,
});

/** A function of the catalogue; the syntax is what the author wrote, of which messages speak. */
const call = (scope: Scope, syntax: Syntax, head: string, args: readonly Term[]): Term =>
  declared(scope, head, { ...callSyntax(syntax), head }, args, []);

const callSyntax = (syntax: Syntax): ApplySyntax =>
  syntax.kind === "apply"
    ? syntax
    : { kind: "apply", head: "", args: [], elementwise: false, span: syntax.span, at: syntax.span };

/** Two of the same. */
const isSquare = (terms: readonly Term[]): boolean => terms.length === 2 && isSame(terms[0]!, terms[1]!);

/** Whether two terms are written alike. */
function isSame(left: Term, right: Term): boolean {
  const pending: [Term, Term][] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (a.kind === "symbol" && b.kind === "symbol" && a.name === b.name) continue;
    if (a.kind === "number" && b.kind === "number" && a.text === b.text) continue;
    if (a.kind !== "apply" || b.kind !== "apply" || a.fn !== b.fn || a.args.length !== b.args.length) return false;
    if (a.dims.length + b.dims.length > 0 || a.output !== b.output) return false;
    a.args.forEach((part, at) => pending.push([part, b.args[at]!]));
  }
  return true;
}

const otherOf = (pair: Pair, label: Label): Label => (pair.row === label ? pair.col : pair.row);

class Contraction {
  readonly #numbers: Term[] = [];
  readonly #columns = new Map<Label, Term[]>();
  #pairs: Pair[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly syntax: Syntax,
    factors: readonly Factor[],
  ) {
    for (const factor of factors) this.add(factor);
  }

  add({ term, labels }: Factor): void {
    const [row, col] = labels;
    if (row === undefined) this.#numbers.push(term);
    else if (col === undefined) this.#columns.set(row, [...(this.#columns.get(row) ?? []), term]);
    else if (row === col) this.add({ term: call(this.scope, this.syntax, "diag", [term]), labels: [row] });
    else this.addPair(row, col, term);
  }

  private addPair(row: Label, col: Label, term: Term): void {
    const at = this.#pairs.findIndex((p) => (p.row === row && p.col === col) || (p.row === col && p.col === row));
    const known = this.#pairs[at];
    if (known === undefined) this.#pairs = [...this.#pairs, { row, col, parts: [term] }];
    else {
      const part = known.row === row ? term : transposed(this.syntax, term);
      this.#pairs = this.#pairs.with(at, { ...known, parts: [...known.parts, part] });
    }
  }

  /** Sums over the labels, those that leave least first; false where one of them pairs three matrices or more. */
  sum(labels: ReadonlySet<Label>): boolean {
    const pending = new Set(labels);
    while (pending.size > 0) {
      const next = [...pending].reduce((best, label) => (this.pairsOf(label) < this.pairsOf(best) ? label : best));
      if (this.pairsOf(next) > 2) return false;
      pending.delete(next);
      const other = this.eliminate(next, pending);
      if (other) pending.delete(other);
    }
    return true;
  }

  private readonly pairsOf = (label: Label): number =>
    this.#pairs.filter((p) => p.row === label || p.col === label).length;

  /** Sums over a label; another one that was summed with it is returned. */
  private eliminate(label: Label, pending: ReadonlySet<Label>): Label | undefined {
    const pairs = this.#pairs.filter((p) => p.row === label || p.col === label);
    this.#pairs = this.#pairs.filter((p) => !pairs.includes(p));
    const columns = this.#columns.get(label) ?? [];
    this.#columns.delete(label);
    const [first, second] = pairs;
    if (first === undefined) {
      this.#numbers.push(this.sumOfColumns(label, columns));
      return undefined;
    }
    const left = otherOf(first, label);
    if (second === undefined) return this.sumOfPair(label, columns, first, pending);
    const right = otherOf(second, label);
    const middle = columns.length === 0 ? [] : [this.diagonal(this.entrywise(columns))];
    const factors = [this.withRows(first, left), ...middle, this.withRows(second, label)];
    this.addPair(left, right, this.product(factors, left, right));
    return undefined;
  }

  private sumOfColumns(label: Label, columns: readonly Term[]): Term {
    if (columns.length === 0) return sizeTerm(this.syntax, label);
    const [only] = columns;
    if (columns.length === 1 && only?.kind === "apply" && only.fn === "diag" && only.args[0]!.cols !== ONE) {
      return call(this.scope, this.syntax, "tr", only.args);
    }
    if (columns.length === 1) return call(this.scope, this.syntax, "total", columns);
    if (isSquare(columns)) return this.squaredNorm(columns[0]!);
    const row = transposed(this.syntax, this.entrywise(columns.slice(0, -1)));
    return this.product([row, columns[columns.length - 1]!], undefined, undefined);
  }

  private sumOfPair(
    label: Label,
    columns: readonly Term[],
    pair: Pair,
    pending: ReadonlySet<Label>,
  ): Label | undefined {
    const other = otherOf(pair, label);
    const { parts } = pair;
    const both = pending.has(other) && this.pairsOf(other) === 0;
    const across = this.#columns.get(other) ?? [];
    if (both && columns.length === 0 && across.length === 0) {
      this.#numbers.push(this.sumOfEntries(parts));
      return other;
    }
    const column = columns.length === 0 ? this.ones(label) : this.entrywise(columns);
    if (!both) {
      this.add({ term: this.product([this.withRows(pair, other), column], other, undefined), labels: [other] });
      return undefined;
    }
    this.#columns.delete(other);
    const end = across.length === 0 ? this.ones(other) : this.entrywise(across);
    const factors = [transposed(this.syntax, column), this.withRows(pair, label), end];
    this.#numbers.push(this.product(factors, undefined, undefined));
    return other;
  }

  private sumOfEntries(parts: readonly Term[]): Term {
    if (isSquare(parts)) return this.squaredNorm(parts[0]!);
    if (parts.length === 1) return call(this.scope, this.syntax, "total", parts);
    return call(this.scope, this.syntax, "inner", [parts[0]!, this.entrywise(parts.slice(1))]);
  }

  /** The matrix of a pair with the label's rows. */
  private withRows({ row, parts }: Pair, label: Label): Term {
    const matrix = this.entrywise(parts);
    return row === label ? matrix : transposed(this.syntax, matrix);
  }

  private entrywise(terms: readonly Term[]): Term {
    const [first] = terms;
    return terms.length === 1 ? first! : applyTerm("hadamard", this.syntax, terms, first!);
  }

  private product(terms: readonly Term[], row: Label | undefined, col: Label | undefined): Term {
    if (terms.length === 1) return terms[0]!;
    return applyTerm("product", this.syntax, terms, { rows: row?.size ?? ONE, cols: col?.size ?? ONE });
  }

  private diagonal(column: Term): Term {
    return call(this.scope, this.syntax, "diag", [column]);
  }

  private squaredNorm(term: Term): Term {
    const norm = call(this.scope, this.syntax, "norm", [term]);
    return applyTerm("entrywise-power", this.syntax, [norm, numberTerm("2", this.syntax)], norm);
  }

  private ones({ size }: Label): Term {
    return applyTerm("ones", this.syntax, [], { rows: size, cols: ONE }, [size, ONE]);
  }

  /** What is left, a number, a column or a matrix of these labels. */
  result([row, col]: readonly Label[]): Term {
    const numbers = this.#numbers.filter((n) => !(n.kind === "number" && n.text === "1"));
    if (row === undefined)
      return numbers.length === 0 ? numberTerm("1", this.syntax) : this.product(numbers, undefined, undefined);
    const left = this.#columns.get(row);
    if (col === undefined) return this.product([...numbers, left ? this.entrywise(left) : this.ones(row)], row, col);
    const right = this.#columns.get(col);
    const pair = this.#pairs[0];
    if (pair === undefined) {
      const factors = [left ? this.entrywise(left) : this.ones(row), right ? this.entrywise(right) : this.ones(col)];
      return this.product([...numbers, factors[0]!, transposed(this.syntax, factors[1]!)], row, col);
    }
    const factors = [
      ...(left ? [this.diagonal(this.entrywise(left))] : []),
      this.withRows(pair, row),
      ...(right ? [this.diagonal(this.entrywise(right))] : []),
    ];
    return this.product([...numbers, ...factors], row, col);
  }
}

/** The matrix form of a network, with these labels for its rows and its columns. Throws TypeProblem. */
export function contracted(scope: Scope, syntax: Syntax, network: Network, labels: readonly Label[]): Term {
  const contraction = new Contraction(scope, syntax, network.factors);
  if (!contraction.sum(network.summed)) throw noMatrixForm(syntax);
  return contraction.result(labels);
}

/** What is told where factors cannot be paired as matrices. */
export function noMatrixForm({ span }: Syntax): TypeProblem {
  return new TypeProblem(
    "type/three-indices",
    "this depends on three indices at once, which has no matrix form",
    span,
    "split it so that each part has one or two, or sum over one of them first",
  );
}
