/** The forms in which a derivation can be printed, by name: what reads options needs no printer. */
import type { Layout } from "./calculus/blocks.js";
import type { SecondForm } from "./calculus/second.js";
import { throwDiagnostics, type Diagnostic } from "../codegen/diagnostics.js";
import type { LatexLayout } from "./print/latex/options.js";
import type { TextOptions } from "./print/text/report.js";

export const EMIT_KINDS = [
  "text",
  "steps",
  "latex",
  "tex",
  "bib",
  "markdown",
  "ts",
  "numpy",
  "torch",
  "jax",
  "octave",
  "json",
] as const;
export type EmitKind = (typeof EMIT_KINDS)[number];

/** What the command prints: `html` besides, which takes KaTeX and its fonts along. */
export const COMMAND_KINDS = [...EMIT_KINDS, "html"] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** Which derivative is asked for. */
export const FORMS = ["adjoint", "variation", "jacobian", "hessian", "hvp", "gauss-newton"] as const;
export type Form = (typeof FORMS)[number];
export const isSecondForm = (form: Form): form is SecondForm => form !== "adjoint" && form !== "variation";

export interface EmitOptions extends Omit<TextOptions, "form"> {
  readonly form: Form;
  /** Whether the rows of a Jacobian or Hessian belong to what is differentiated. */
  readonly layout?: Layout;
  /** How LaTeX is laid out. */
  readonly latex?: LatexLayout;
  /** Whether a kernel tests in every call the structure that is declared of inputs; it does unless this is false. */
  readonly testStructure?: boolean;
  /** The name of the function of an Octave file, `layer` unless it is given. */
  readonly name?: string;
}

/** File name extensions of the kinds, for a folder of outputs. */
export const EXTENSIONS: Readonly<Record<CommandKind, string>> = {
  html: "html",
  text: "txt",
  steps: "steps.txt",
  latex: "latex.tex",
  tex: "tex",
  bib: "bib",
  markdown: "md",
  ts: "ts",
  numpy: "py",
  torch: "torch.py",
  jax: "jax.py",
  octave: "m",
  json: "json",
};

/** Throws MatrixBackpropError for a form that the kind of output does not have. */
export function requireFirstOrder(kind: CommandKind, form: Form): void {
  if (form !== "adjoint" && form !== "variation") throwDiagnostics([noSuchOutput(kind, form)]);
}

export const noSuchOutput = (kind: CommandKind, form: Form): Diagnostic => ({
  code: "option/no-such-output",
  message: `--form ${form} is not printed as ${kind}; it is printed as text, steps, latex, tex, bib, json, ts, numpy, torch and jax, and evaluated with --at`,
  span: { start: 0, end: 0 },
});
