/** What the page asks the engine in the worker, and what it answers: plain values that cross the border. */
import type { GapFunction } from "../../../src/explore/gap.js";
import type { Curves, Place, Values } from "../../../src/explore/curves.js";
import type { CheckReport, Completions, Diagnostic, ProgramSymbol, Verification, View } from "../../../src/index.js";

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
  readonly values: { readonly values: readonly Values[]; readonly place: Place } | string;
}

export type Request = Asked &
  (
    | { readonly kind: "derive"; readonly notation: string }
    | { readonly kind: "complete"; readonly offset: number }
    | { readonly kind: "emit"; readonly target: Target; readonly form: Form; readonly notation: string }
    | ({ readonly kind: "plot" } & Plotted)
    | { readonly kind: "check"; readonly sizes: Readonly<Record<string, number>>; readonly seed: number }
    | { readonly kind: "verify"; readonly claim: string; readonly seed: number }
  );

export type Form = "adjoint" | "variation";

export interface Answers {
  readonly derive: Derived;
  readonly complete: Completions;
  readonly emit: Emitted;
  readonly plot: PlotAnswers[keyof PlotAnswers];
  readonly check: CheckReport;
  readonly verify: Verified;
}

/** A derivation, and the names of the program for the editor. */
export interface Derived {
  readonly view: View;
  readonly symbols: readonly ProgramSymbol[];
}

/** The text of a tab, or why this program has none. */
export type Emitted = { readonly text: string; readonly file: string } | { readonly unavailable: string };

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
