/** What the grammar of rule files (rules.ne) builds: the lines of a rule, with formulas as pieces of text. */
import { listed, type Cells } from "./nodes.js";

/** A piece of a line, as it is written, and where in the line it begins. */
export interface Fragment {
  readonly text: string;
  readonly start: number;
}

/** A word or a sign of a line. */
export interface RuleToken extends Fragment {
  readonly type: string;
  /** The line that it stands in. */
  readonly line: string;
}

/** `A, B: m×n`, or `U, Λ = eig(X)`. */
export type Declared =
  | { readonly kind: "declared"; readonly names: Fragment; readonly as: Fragment }
  | { readonly kind: "defined"; readonly left: Fragment; readonly right: Fragment };

/** `m ≥ n`; `both` where the two are equal. */
export interface OrderOfSizes {
  readonly kind: "order";
  readonly larger: Fragment;
  readonly smaller: Fragment;
  readonly both: boolean;
}

/** What an inference asks for; without a set it asks for the property of the result. */
export type Condition =
  { readonly kind: "are"; readonly names: readonly Fragment[]; readonly set: Fragment | null } | OrderOfSizes;

/** `X is symmetric or undeclared`. */
export interface CaseCondition {
  readonly parameter: Fragment;
  readonly value: Fragment;
  readonly undeclared: boolean;
}

export interface Equation {
  readonly kind: "equation";
  readonly left: Fragment;
  readonly right: Fragment;
}

/** The first line of a rule: its formula and the declarations of its names. */
export interface Formula {
  readonly kind: "formula";
  readonly equation: Equation;
  readonly declarations: readonly Declared[];
}

type OrderLine = Omit<OrderOfSizes, "both">;
export interface SampleLine {
  readonly kind: "sample";
  readonly parameter: Fragment;
  readonly property: Fragment;
}
export interface CheckLine {
  readonly kind: "check";
  readonly sizes: readonly { readonly size: Fragment; readonly value: Fragment }[];
}
export interface CiteLine {
  readonly kind: "cite";
  readonly sources: readonly Fragment[];
}

export interface Inference {
  readonly kind: "inference";
  readonly output: Fragment;
  readonly sets: readonly Fragment[];
  readonly when: readonly Condition[];
}

export type FunctionLine =
  | Equation
  | OrderLine
  | SampleLine
  | CheckLine
  | CiteLine
  | Inference
  | { readonly kind: "also"; readonly value: Fragment }
  | { readonly kind: "means"; readonly output: Fragment | null; readonly value: Fragment }
  | { readonly kind: "stands" | "twice"; readonly output: Fragment; readonly value: Fragment }
  | { readonly kind: "case"; readonly when: readonly CaseCondition[] }
  | { readonly kind: "need"; readonly output: Fragment | null; readonly text: Fragment }
  | { readonly kind: "gauge"; readonly outputs: readonly Fragment[] }
  | { readonly kind: "flops"; readonly value: Fragment }
  | { readonly kind: "reads"; readonly text: Fragment }
  | { readonly kind: "flag"; readonly flag: "auxiliary" | "associative" }
  | { readonly kind: "parity"; readonly sign: 1 | -1 }
  | { readonly kind: "scalars"; readonly value: Fragment };

export type ScalarLine =
  | Equation
  | { readonly kind: "domain"; readonly value: Fragment }
  | { readonly kind: "reads"; readonly text: Fragment }
  | { readonly kind: "flag"; readonly flag: "last" }
  | { readonly kind: "properties"; readonly names: readonly Fragment[] };

export type LawLine = SampleLine | CheckLine | CiteLine | { readonly kind: "unless" };

/** The formulas of a property, in A and in a matrix E of its shape. */
export type PropertyFormula = "tangent" | "direction" | "retract" | "riemannian" | "metric" | "sample";

export type PropertyLine =
  | Equation
  | OrderLine
  | CiteLine
  | { readonly kind: "flag"; readonly flag: "square" | "linear" | "any" | "inferred" }
  | { readonly kind: "implies" | "scalars" | "squares" | "beside"; readonly names: readonly Fragment[] }
  | { readonly kind: "values" | "geometry"; readonly text: Fragment }
  | {
      readonly kind: "excludes";
      readonly names: readonly Fragment[];
      readonly where: Fragment | null;
      readonly reason: Fragment;
    }
  | { readonly kind: "with"; readonly beside: Fragment; readonly follows: Fragment }
  | { readonly kind: "said"; readonly beside: Fragment; readonly names: readonly Fragment[] }
  | { readonly kind: "value"; readonly of: PropertyFormula; readonly value: Fragment };

/** `function inverse`. */
export interface Head {
  readonly kind: "head";
  readonly keyword: Fragment;
  readonly name: Fragment;
}

/** What each start symbol of the grammar yields. */
export interface RuleLines {
  readonly head: Head;
  readonly formula: Formula;
  readonly functionLine: FunctionLine;
  readonly scalarLine: ScalarLine;
  readonly lawLine: LawLine;
  readonly propertyLine: PropertyLine;
}

/** Everything from the first to the last piece. */
export function join(pieces: readonly RuleToken[]): RuleToken {
  const [begin, end] = [pieces[0]!, pieces[pieces.length - 1]!];
  return { ...begin, type: "text", text: begin.line.slice(begin.start, end.start + end.text.length) };
}

export const equation = ([left, , right]: readonly [Fragment, unknown, Fragment]): Equation => ({
  kind: "equation",
  left,
  right,
});

export const formula = ([equation, , declarations]: readonly [Equation, unknown?, Cells<Declared>?]): Formula => ({
  kind: "formula",
  equation,
  declarations: declarations === undefined ? [] : listed(declarations),
});

export const inference = ([output, , sets, , when]: readonly [
  Fragment,
  unknown,
  Cells<Fragment>,
  unknown,
  Cells<Condition>,
]): Inference => ({ kind: "inference", output, sets: listed(sets), when: listed(when) });

export const propertyFormula = ([of, value]: readonly [Fragment, Fragment]): PropertyLine => ({
  kind: "value",
  of: of.text as PropertyFormula,
  value,
});
