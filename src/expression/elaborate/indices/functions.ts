/** Operators and functions of values that depend on indices, by the heads of the syntax. */
import { ONE } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { FunctionTerm, Term } from "../typed-syntax.js";
import { expectScalar, expectVector } from "../typing/kinds.js";
import { applyTerm, isScalar, numberTerm, type Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import {
  added,
  entriesSummed,
  entrywiseTimes,
  mapped,
  mappedTogether,
  matrixOf,
  numberValue,
  settled,
  squaredNorm,
  times,
  traceOf,
  transposedValue,
} from "./algebra.js";
import { sizeTerm } from "./contract.js";
import { isNumber, single, type Value } from "./value.js";

/** What typing without indices does, for the parts that have none. */
export interface Plain {
  expression(syntax: Syntax): Term;
  scalarFunction(name: string, syntax: Syntax): FunctionTerm | undefined;
}

export interface Place {
  readonly scope: Scope;
  readonly plain: Plain;
}

type Rule = (place: Place, syntax: ApplySyntax, values: readonly Value[]) => Value;

const fold =
  (combine: (scope: Scope, syntax: Syntax, a: Value, b: Value) => Value): Rule =>
  ({ scope }, syntax, [first, ...others]) =>
    others.reduce((a, b) => combine(scope, syntax, a, b), first!);

/** The term of a value that is one, for what is inferred of names. */
function termIn(value: Value): Term | undefined {
  const [network] = value.networks;
  return value.networks.length === 1 && network!.factors.length === 1 ? network!.factors[0]!.term : undefined;
}

function power(scope: Scope, syntax: Syntax, base: Value, exponent: Value): Value {
  const raised = termIn(exponent);
  if (raised) expectScalar(scope, raised, "is an exponent");
  if (!isNumber(exponent) || raised === undefined || !isScalar(scope, raised)) {
    throw refused(syntax, "an exponent that depends on an index");
  }
  const isTwo = raised.kind === "number" && raised.text === "2";
  if (isTwo && base.squared !== undefined) return { ...base.squared, syntax };
  if (isTwo) {
    const kept = settled(scope, base);
    return entrywiseTimes(scope, syntax, kept, kept);
  }
  return mapped(scope, base, syntax, (term) => applyTerm("entrywise-power", syntax, [term, raised], term));
}

/** A power of a number, or a dotted one of a vector. */
const powerOfNumber: Rule = ({ scope }, syntax, [base, exponent]) => {
  if (!isNumber(base!))
    throw refused(syntax, "a power of a vector or a matrix", "write .^ for the power of each entry");
  return power(scope, syntax, base!, exponent!);
};

function reciprocal(scope: Scope, syntax: Syntax, value: Value): Value {
  const under = termIn(value);
  if (under) expectScalar(scope, under, "divides");
  return mapped(scope, value, syntax, (term) =>
    applyTerm("entrywise-power", syntax, [term, numberTerm("-1", syntax)], term),
  );
}

const divide: Rule = ({ scope }, syntax, [over, under]) => {
  const by = reciprocal(scope, syntax, under!);
  if (!isNumber(under!)) throw refused(syntax, "a division by a vector or a matrix", "write ⊘ for the entries");
  return times(scope, syntax, over!, by);
};

const NORMS: ReadonlySet<string> = new Set(["fro", "2"]);

/** ‖·‖ of a vector or a matrix of its entries; ‖·‖₁ of a vector. */
const norm: Rule = ({ scope, plain }, syntax, [value]) => {
  const kind = syntax.args[1];
  const name = kind === undefined ? "2" : kind.kind === "word" || kind.kind === "number" ? kind.text : "?";
  const isVector = value!.col === undefined || value!.row === undefined;
  if (name === "1" && isVector) {
    const abs = plain.scalarFunction("abs", syntax)!;
    return entriesSummed(
      mapped(scope, value!, syntax, (term) => applyTerm("entrywise", syntax, [abs, term], term)),
      syntax,
    );
  }
  if (!NORMS.has(name) || (kind !== undefined && name === "2" && !isVector))
    throw refused(syntax, `the norm ‖·‖_${name}`);
  const squared = squaredNorm(scope, value!, syntax);
  const root = mapped(scope, squared, syntax, (term) =>
    applyTerm("entrywise-power", syntax, [term, numberTerm("0.5", syntax)], term),
  );
  return { ...root, squared };
};

/** softmax and logsumexp of a vector, which are those of the rows of a matrix. */
const ofRows: Rule = ({ scope }, syntax, [value]) => {
  const { row, col } = value!;
  if (row === undefined || col !== undefined) throw refused(syntax, `${syntax.head} of what is no column`);
  const { term, labels } = matrixOf(scope, value!);
  const result = declared(scope, syntax.head, syntax, [term], []);
  if (syntax.head === "softmax") return { networks: [single({ term: result, labels })], row, col, syntax };
  return { networks: [single({ term: result, labels: labels.slice(0, -1) })], row: undefined, col, syntax };
};

const ofTwo: Rule = ({ scope }, syntax, values) => {
  if (values.length !== 2) throw refused(syntax, `${syntax.head} of one value that depends on an index`);
  return mappedTogether(scope, values, syntax, (terms) => declared(scope, syntax.head, syntax, terms, []));
};

const mean: Rule = ({ scope }, syntax, [value]) => {
  const sizes = [value!.row, value!.col].filter((label) => label !== undefined).map((label) => sizeTerm(syntax, label));
  const counts = sizes.map((size) => applyTerm("entrywise-power", syntax, [size, numberTerm("-1", syntax)], size));
  const shares = counts.map((term) => ({
    networks: [single({ term, labels: [] })],
    row: undefined,
    col: undefined,
    syntax,
  }));
  return shares.reduce((sum, share) => times(scope, syntax, sum, share), entriesSummed(value!, syntax));
};

/** log ∏ is a sum of logarithms. */
const logarithm: Rule = (place, syntax, values) =>
  values[0]!.logarithm === undefined ? scalar(place, syntax, values) : { ...values[0]!.logarithm, syntax };

/** A scalar function of a number, or of each entry with a dot. */
const scalar: Rule = ({ scope, plain }, syntax, values) => {
  const [value, ...others] = values;
  const f = plain.scalarFunction(syntax.head, syntax);
  if (f === undefined || others.length > 0) {
    throw refused(syntax, `${syntax.head} of what depends on an index`, "write it with matrices outside the sum");
  }
  const isEntrywise = syntax.elementwise || value!.row === undefined || value!.col === undefined;
  if (!isEntrywise) throw refused(syntax, `the matrix function ${syntax.head} of what depends on an index`);
  return mapped(scope, value!, syntax, (term) => applyTerm("entrywise", syntax, [f, term], term));
};

const transpose: Rule = ({ scope }, syntax, [value]) => {
  const term = termIn(value!);
  if (term) expectVector(scope, term, "is transposed");
  return transposedValue(value!, syntax);
};

const bars: Rule = ({ scope, plain }, syntax, [value]) => {
  if (!isNumber(value!)) throw refused(syntax, "|·| of a vector or a matrix", "write ‖·‖ for a norm");
  const abs = plain.scalarFunction("abs", syntax)!;
  return mapped(scope, value!, syntax, (term) => applyTerm("entrywise", syntax, [abs, term], term));
};

const inverse: Rule = ({ scope }, syntax, [value]) => {
  if (!isNumber(value!)) throw refused(syntax, "the inverse of a matrix that depends on an index");
  return reciprocal(scope, syntax, value!);
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["sum", ({ scope }, syntax, values) => added(scope, syntax, values)],
  ["negate", ({ scope }, syntax, [value]) => times(scope, syntax, numberValue("-1", syntax), value!)],
  ["product", fold(times)],
  ["contract", fold(times)],
  ["hadamard", fold(entrywiseTimes)],
  ["hadamardDivide", ({ scope }, syntax, [a, b]) => entrywiseTimes(scope, syntax, a!, reciprocal(scope, syntax, b!))],
  ["hadamardPower", ({ scope }, syntax, [base, exponent]) => power(scope, syntax, base!, exponent!)],
  ["power", powerOfNumber],
  ["divide", divide],
  ["inverse", inverse],
  ["transpose", transpose],
  ["inner", ({ scope }, syntax, [a, b]) => entriesSummed(entrywiseTimes(scope, syntax, a!, b!), syntax)],
  ["norm", norm],
  ["bars", bars],
  ["total", (_, syntax, [value]) => entriesSummed(value!, syntax)],
  ["mean", mean],
  ["tr", ({ scope }, syntax, [value]) => traceOf(scope, value!, syntax)],
  ["max", ofTwo],
  ["min", ofTwo],
  ["softmax", ofRows],
  ["logsumexp", ofRows],
  ["log", logarithm],
]);

/** The value of an operator or a function of values that depend on indices. Throws TypeProblem. */
export const applied: Rule = (place, syntax, values) => {
  noteUndeclared(place.scope, syntax, values);
  return (RULES.get(syntax.head) ?? scalar)(place, syntax, values);
};

/** `xᵀw_i + b`: a letter that is added to numbers is one. */
function noteUndeclared(scope: Scope, syntax: ApplySyntax, values: readonly Value[]): void {
  if (syntax.head !== "sum" || !values.some(isNumber)) return;
  for (const value of values) {
    const term = termIn(value);
    if (term !== undefined && !isNumber(value)) expectScalar(scope, term, "is added to a number");
  }
}

function refused({ span }: Syntax, what: string, hint?: string): TypeProblem {
  return new TypeProblem("type/index-function", `${what} has no matrix form here`, span, hint);
}

/** A product over an index of numbers: the determinant of the diagonal matrix that they are on. */
export function productOfEntries(scope: Scope, syntax: ApplySyntax, term: Term): Term {
  const diagonal = declared(scope, "diag", syntax, [term], []);
  const product = declared(scope, "det", { ...syntax, head: "det" }, [diagonal], []);
  return { ...product, rows: ONE, cols: ONE };
}
