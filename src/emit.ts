/** A derivation in each of the forms that can be printed. */
import { jsonReport } from "../codegen/json/report.js";
import { latexDocument } from "../codegen/latex/document.js";
import { latexReport } from "../codegen/latex/report.js";
import { stepsReport, textReport, type TextOptions } from "../codegen/text/report.js";
import { typescriptModule } from "../codegen/typescript/module.js";
import type { Derivation } from "./calculus/derivation.js";

export const EMIT_KINDS = ["text", "steps", "latex", "tex", "ts", "json"] as const;
export type EmitKind = (typeof EMIT_KINDS)[number];

export interface EmitOptions extends TextOptions {
  readonly form: "adjoint" | "variation";
}

/** File name extensions of the kinds, for a folder of outputs. */
export const EXTENSIONS: Readonly<Record<EmitKind, string>> = {
  text: "txt",
  steps: "steps.txt",
  latex: "latex.tex",
  tex: "tex",
  ts: "ts",
  json: "json",
};

/** The text of a derivation in the given form. The same derivation gives the same text. */
export function emit(derivation: Derivation, kind: EmitKind, options: Partial<EmitOptions> = {}): string {
  const all: EmitOptions = { ascii: false, verbose: false, form: "adjoint", ...options };
  switch (kind) {
    case "text":
      return textReport(derivation, all);
    case "steps":
      return stepsReport(derivation, all);
    case "latex":
      return latexReport(derivation, all);
    case "tex":
      return latexDocument(derivation, all);
    case "ts":
      return typescriptModule(derivation, { variation: all.form === "variation" });
    case "json":
      return jsonReport(derivation);
  }
}
