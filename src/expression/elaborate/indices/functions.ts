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
import type { Orientation } from "./entries.js";
import { diagonal, isSurelyPositive, triangle, withOnes, type Exclusion } from "./exclusions.js";
import { isNumber, openLabels, single, type Value } from "./value.js";

/** What typing without indices does, for the parts that have none. */
export interface Plain {
  expression(syntax: Syntax): Term;
  scalarFunction(name: string, syntax: Syntax): FunctionTerm | undefined;
}

export interface Place {
  readonly scope: Scope;
  readonly plain: Plain;
  /** The pairs of indices that sums around it leave out. */
  readonly exclusions: readonly Exclusion[];
  readonly orientation: Orientation;
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

/** A function of each entry that has no value or no slope somewhere; it is not asked for pairs that are left out. */
function mappedWhereKept(
  { scope, exclusions }: Place,
  value: Value,
  syntax: Syntax,
  build: (term: Term) => Term,
  safe?: string,
): Value {
  const isSafe = exclusions.length === 0 || isSurelyPositive(value.syntax);
  return mapped(scope, value, syntax, (term, labels) =>
    build(isSafe ? term : withOnes(scope, syntax, exclusions, { term, labels }, safe)),
  );
}

const isNatural = (exponent: Term): boolean => exponent.kind === "number" && /^\d+$/.test(exponent.text);

/** 2^{g_i} = exp(g_i log 2). */
function powerOfConstant({ scope, plain }: Place, syntax: Syntax, base: Term, exponent: Value): Value {
  const [exp, log] = ["exp", "log"].map((f) => plain.scalarFunction(f, syntax)!);
  const factor = applyTerm("entrywise", syntax, [log!, base], base);
  return mapped(scope, exponent, syntax, (term) =>
    applyTerm("entrywise", syntax, [exp!, applyTerm("product", syntax, [factor, term], term)], term),
  );
}

function power(place: Place, syntax: Syntax, base: Value, exponent: Value): Value {
  const { scope } = place;
  const raised = termIn(exponent);
  const number = termIn(base);
  if (openLabels(exponent).length > 0 && number?.kind === "number" && Number(number.text) > 0) {
    return powerOfConstant(place, syntax, number, exponent);
  }
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
  const build = (term: Term): Term => applyTerm("entrywise-power", syntax, [term, raised], term);
  return isNatural(raised) ? mapped(scope, base, syntax, build) : mappedWhereKept(place, base, syntax, build);
}

/** A power of a number, or a dotted one of a vector. */
const powerOfNumber: Rule = (place, syntax, [base, exponent]) => {
  if (!isNumber(base!))
    throw refused(syntax, "a power of a vector or a matrix", "write .^ for the power of each entry");
  return power(place, syntax, base!, exponent!);
};

function reciprocal(place: Place, syntax: Syntax, value: Value): Value {
  const { scope } = place;
  const under = termIn(value);
  if (under) expectScalar(scope, under, "divides");
  return mappedWhereKept(place, value, syntax, (term) =>
    applyTerm("entrywise-power", syntax, [term, numberTerm("-1", syntax)], term),
  );
}

const divide: Rule = (place, syntax, [over, under]) => {
  const { scope } = place;
  const by = reciprocal(place, syntax, under!);
  if (!isNumber(under!)) throw refused(syntax, "a division by a vector or a matrix", "write ⊘ for the entries");
  return times(scope, syntax, over!, by);
};

const NORMS: ReadonlySet<string> = new Set(["fro", "2"]);

/** ‖·‖ of a vector or a matrix of its entries; ‖·‖₁ of a vector. */
const norm: Rule = (place, syntax, [value]) => {
  const { scope, plain } = place;
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
  const root = mappedWhereKept(place, squared, syntax, (term) =>
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

/** A choice by a condition; the numbers of a choice stay numbers. */
const ofThree: Rule = ({ scope }, syntax, values) => {
  if (values.length !== 3) throw refused(syntax, `${syntax.head} of ${values.length} values`);
  return mappedTogether(scope, values, syntax, (terms) => declared(scope, syntax.head, syntax, terms, []), true);
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
const scalar: Rule = (place, syntax, values) => {
  const { scope, plain } = place;
  const [value, ...others] = values;
  const f = plain.scalarFunction(syntax.head, syntax);
  if (f === undefined || others.length > 0) {
    throw refused(syntax, `${syntax.head} of what depends on an index`, "write it with matrices outside the sum");
  }
  const isEntrywise = syntax.elementwise || value!.row === undefined || value!.col === undefined;
  if (!isEntrywise) throw refused(syntax, `the matrix function ${syntax.head} of what depends on an index`);
  const build = (term: Term): Term => applyTerm("entrywise", syntax, [f, term], term);
  const domain = scope.catalogue.scalars.get(syntax.head)?.domain;
  const isSingular = domain !== undefined || (f.body !== undefined && dividesIn(f.body));
  if (!isSingular) return mapped(scope, value!, syntax, build);
  return mappedWhereKept(place, value!, syntax, build, domain === undefined ? "1" : insideOf(domain));
};

/** `i > j`, `i ≥ j`, `i = j` and `i ≠ j` of two indices: a triangle, or the diagonal; of anything else a function of entries. */
const comparison: Rule = (place, syntax, values) => {
  const { scope } = place;
  const [argument] = syntax.args;
  const compared = distanceIn(argument);
  const [left, right] = operandsIn(compared ?? argument, "sum");
  const [other] = operandsIn(right, "negate");
  const labels = openLabels(values[0]!);
  const [i, j] = [left, other].map((n) => labels.find((l) => n?.kind === "name" && l.name === n.name));
  const isOfIndices = i !== undefined && j !== undefined && labels.length === 2 && !place.orientation.apart;
  if (!isOfIndices || !scope.unifier.unify(i.size, j.size)) return scalar(place, syntax, values);
  const isStrict = syntax.head === "step";
  const term = compared ? diagonal(syntax, i, isStrict) : triangle(scope, syntax, i, isStrict, "tril");
  return { networks: [single({ term, labels: [i, j] })], row: undefined, col: undefined, syntax };
};

const operandsIn = (syntax: Syntax | undefined, head: string): readonly Syntax[] =>
  syntax?.kind === "apply" && syntax.head === head ? syntax.args : [];

/** What |·| is taken of, where that is all or its negative is. */
function distanceIn(argument: Syntax | undefined): Syntax | undefined {
  const [negated] = operandsIn(argument, "negate");
  return operandsIn(negated ?? argument, "abs")[0];
}

/** A number in the domain of a function, `t > a` or `a < t < b`. */
const insideOf = (domain: string): string => (/^t > (\d+)$/.exec(domain) ? String(Number(domain.slice(4)) + 1) : "0.5");

/** Whether the body of a function of the program has a value and a slope only in places. */
function dividesIn(body: Term): boolean {
  const pending = [body];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind !== "apply") continue;
    if (next.fn === "entrywise-power" && !isNatural(next.args[1]!)) return true;
    if (next.fn === "entrywise" && next.args[0]!.kind === "function" && next.args[0]!.name === "log") return true;
    pending.push(...next.args);
  }
  return false;
}

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

const inverse: Rule = (place, syntax, [value]) => {
  if (!isNumber(value!)) throw refused(syntax, "the inverse of a matrix that depends on an index");
  return reciprocal(place, syntax, value!);
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["sum", ({ scope }, syntax, values) => added(scope, syntax, values)],
  ["negate", ({ scope }, syntax, [value]) => times(scope, syntax, numberValue("-1", syntax), value!)],
  ["product", fold(times)],
  ["contract", fold(times)],
  ["hadamard", fold(entrywiseTimes)],
  ["hadamardDivide", (place, syntax, [a, b]) => entrywiseTimes(place.scope, syntax, a!, reciprocal(place, syntax, b!))],
  ["hadamardPower", (place, syntax, [base, exponent]) => power(place, syntax, base!, exponent!)],
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
  ["step", comparison],
  ["atleast", comparison],
  ["where", ofThree],
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
