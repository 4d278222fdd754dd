/** How a target writes an instruction: what a row of its table of spellings is given, and what it returns. */
import { MatrixBackpropError } from "../../diagnostics.js";
import type { Op } from "../../plan/instructions.js";

/** One instruction, its operands as text. */
export interface Site {
  readonly op: Op;
  /** A block, as an identifier or in brackets. */
  readonly take: (operand: string) => string;
  /** A block with the flags that turn it applied. */
  readonly turned: (operand: string) => string;
  /** A vector as a column. */
  readonly column: (operand: string) => string;
  /** A number as a factor: in brackets where it is a sum. */
  readonly number: (operand: string) => string;
  /** The constant that a number is, if it is one. */
  readonly constant: (operand: string) => number | undefined;
  readonly word: (operand: string) => string;
  /** A size, or a position: `n - 1`. */
  readonly size: (operand: string, plus?: number) => string;
  /** The places of the rows or columns of the result C from a position on, of one where neither is said. */
  readonly range: (operand: string, extent?: "rows" | "cols") => string;
  readonly flag: (name: string) => boolean;
  /** The rows and columns of a block or a result. */
  readonly rows: (name: string) => string;
  readonly cols: (name: string) => string;
  /** The name of a helper function, which the module then has. */
  readonly help: (name: string) => string;
  /** A function t ↦ f(t), or its divided differences, as a function of the module. */
  readonly scalarFunction: (operand: string) => string;
  readonly differences: (operand: string) => string;
  /** An array of the phase, which says the kind of numbers and where they are. */
  readonly like: string;
  /** Whether a block is known to be zero. */
  readonly isZero: (operand: string) => boolean;
  /** How near values are told apart. */
  readonly tolerance: number;
}

/** Expressions for the results by name, in one line where there are several; or a statement. */
export type Spelled =
  string | { readonly gives: readonly string[]; readonly text: string } | { readonly statement: readonly string[] };

/** How a routine is written; one that a target has for some matrices or for none says the reason. */
export type Spelling = ((site: Site) => Spelled) & {
  /** Why the target has no safe way for it. */
  readonly refusal?: string;
  /** For which matrices alone it has one. */
  readonly limit?: string;
};

/** Says by name that a target has no safe way for a routine. */
export class Refusal extends MatrixBackpropError {
  constructor(target: string, op: Op, reason: string) {
    const message = `${target} has no safe way for the routine ${op}: ${reason}`;
    super([{ code: "target/no-routine", message, span: { start: 0, end: 0 } }]);
  }
}

/** A row that refuses. */
export const refused = (target: string, reason: string): Spelling =>
  Object.assign(
    ({ op }: Site): Spelled => {
      throw new Refusal(target, op, reason);
    },
    { refusal: reason },
  );

/** A row that some matrices are refused by, when the module runs. */
export const limited = (limit: string, spelling: (site: Site) => Spelled): Spelling =>
  Object.assign((site: Site) => spelling(site), { limit });

/** Equations that are solved by the Kronecker form. */
export const BY_KRONECKER = "at most 1024 unknowns, by the Kronecker form";

/** The matrices of Kronecker forms: modules compute Hessians column by column. */
export const kroneckerForms = (target: string): Pick<Routines, "commutation" | "duplication"> => {
  const row = refused(target, "Hessians are computed column by column there");
  return { commutation: row, duplication: row };
};

/** A total table: an instruction without a spelling does not compile. */
export type Routines = { readonly [K in Op]: Spelling };

/** Numbers in a form that every target reads; a whole number stays one. */
export const literal = (x: number): string => {
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x);
  const text = String(x);
  if (!Number.isFinite(x)) return text.replace("Infinity", 'float("inf")');
  return text.includes("e") || text.includes(".") ? text.replace("e+", "e") : text;
};
