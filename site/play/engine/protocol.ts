/** What the page asks the engine in the worker, and what it answers: plain values that cross the border. */
import type { CheckReport, Completions, Diagnostic, ProgramSymbol, Verification, View } from "../../../src/index.js";

export interface Asked {
  readonly source: string;
}

/** The forms of output that have a tab of text. */
export type Target = "steps" | "latex" | "ts" | "numpy" | "torch" | "jax" | "json";

export type Request = Asked &
  (
    | { readonly kind: "derive" }
    | { readonly kind: "complete"; readonly offset: number }
    | { readonly kind: "emit"; readonly target: Target; readonly form: "adjoint" | "variation" }
    | { readonly kind: "check"; readonly sizes: Readonly<Record<string, number>>; readonly seed: number }
    | { readonly kind: "verify"; readonly claim: string; readonly seed: number }
  );

export interface Answers {
  readonly derive: Derived;
  readonly complete: Completions;
  readonly emit: Emitted;
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
  /** Whose adjoint the claim was compared with, X̄, and the derived formula. */
  readonly cotangent: string;
  readonly derived: { readonly text: string; readonly latex: string };
}

/** Why there is no answer. */
export interface Failure {
  readonly diagnostics: readonly Diagnostic[];
  /** What the spans are of, where it is not the program. */
  readonly source?: { readonly name: string; readonly text: string };
}

export type Message =
  { readonly id: number; readonly answer: Answers[keyof Answers] } | { readonly id: number; readonly failure: Failure };
