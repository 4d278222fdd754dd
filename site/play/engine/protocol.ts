/** What the page asks the engine in the worker, and what it answers: plain values that cross the border. */
import type { Form } from "../../../src/emit-kinds.js";
import type { SecondForm } from "../../../src/calculus/second.js";
import type { GapFunction } from "../../../src/explore/gap.js";
import type { Curves, Place, Values } from "../../../src/explore/curves.js";
import type { Comparison } from "../../../src/explore/compare.js";
import type { JacobianValues } from "../../../src/explore/jacobian.js";
import type { SecondView } from "../../../src/explore/second.js";
import type { Mark } from "../../../src/language/print/print.js";
import type { CheckReport, Completions, Diagnostic, ProgramSymbol, Verification, View } from "../../../src/index.js";
import type { PrintedEquation } from "../../../src/explore/view.js";

export interface Asked {
  readonly source: string;
}

/** The forms of output that have a tab of text. */
export type Target = "steps" | "latex" | "markdown" | "ts" | "numpy" | "torch" | "jax" | "json";

/** What the plots show. */
export type Plotted =
  | { readonly plot: "differences"; readonly sizes: Sizes; readonly seed: number }
  | { readonly plot: "growth"; readonly n: number; readonly seed: number }
  | { readonly plot: "gap"; readonly of: GapFunction; readonly seed: number }
  | { readonly plot: "condition"; readonly seed: number }
  | { readonly plot: "jacobian"; readonly sizes: Sizes; readonly seed: number }
  | { readonly plot: "values"; readonly sizes: Sizes; readonly seed: number };

type Sizes = Readonly<Record<string, number>>;

/** The kernel at sizes that grow with n: what it costs and what it took; a text says why it was not timed. */
export interface Growth {
  readonly n: number;
  readonly sizes: Sizes;
  readonly flops: { readonly forward: number; readonly backward: number };
  readonly microseconds: { readonly forward: number; readonly backward: number } | string;
}

export interface PlotAnswers {
  readonly differences: (Curves & { readonly place: Place }) | string;
  readonly growth: Growth;
  readonly gap: Curves;
  readonly condition: Curves;
  readonly jacobian: { readonly maps: readonly JacobianValues[]; readonly place: Place } | string;
  readonly values: { readonly values: readonly Values[]; readonly place: Place } | string;
}

export type Request = Asked &
  (
    | { readonly kind: "derive"; readonly notation: string }
    | { readonly kind: "complete"; readonly offset: number }
    | { readonly kind: "second"; readonly form: SecondForm; readonly notation: string }
    | { readonly kind: "emit"; readonly target: Target; readonly form: Form; readonly notation: string }
    | ({ readonly kind: "plot" } & Plotted)
    | { readonly kind: "check"; readonly sizes: Readonly<Record<string, number>>; readonly seed: number }
    | {
        readonly kind: "compare";
        readonly other: string;
        readonly sizes: Sizes;
        readonly seed: number;
        readonly notation: string;
      }
    | { readonly kind: "verify"; readonly claim: string; readonly seed: number }
  );

export type { Form } from "../../../src/emit-kinds.js";

export interface Answers {
  readonly derive: Derived;
  readonly complete: Completions;
  readonly second: SecondView;
  readonly emit: Emitted;
  readonly plot: PlotAnswers[keyof PlotAnswers];
  readonly check: CheckReport;
  readonly verify: Verified;
  readonly compare: Compared;
}

/** The gradients of two programs side by side, with the parts of each that the other has not. */
export interface Compared {
  /** A text says why they cannot be compared. */
  readonly comparison: Comparison | string;
  readonly pairs: readonly {
    readonly first?: Differing;
    readonly second?: Differing;
  }[];
}

export interface Differing {
  readonly equation: PrintedEquation;
  /** Numbers of expressions that only this one has. */
  readonly own: readonly number[];
}

/** A derivation, and the names of the program for the editor. */
export interface Derived {
  readonly view: View;
  readonly symbols: readonly ProgramSymbol[];
}

/** The text of a tab, or why this program has none. */
export type Emitted =
  { readonly text: string; readonly file: string; readonly marks: readonly Mark[] } | { readonly unavailable: string };

export interface Verified {
  readonly verification: Verification;
  /** Whose adjoint a claim about one was compared with, X̄, and the derived equation. */
  readonly cotangent?: string;
  readonly derived?: { readonly text: string; readonly latex: string };
}

/** Why there is no answer. */
export interface Failure {
  readonly diagnostics: readonly Diagnostic[];
  /** What the spans are of, where it is not the program. */
  readonly source?: { readonly name: string; readonly text: string };
}

export type Message =
  { readonly id: number; readonly answer: Answers[keyof Answers] } | { readonly id: number; readonly failure: Failure };
