/** A derivation in each of the forms that can be printed. */
import { jsonReport } from "./print/json/report.js";
import { latexDocument } from "./print/latex/document.js";
import { latexReport } from "./print/latex/report.js";
import { stepsReport, textReport, type TextOptions } from "./print/text/report.js";
import { prepare } from "../codegen/prepare/index.js";
import { jaxModule } from "../codegen/targets/jax/module.js";
import { numpyModule } from "../codegen/targets/numpy/module.js";
import { octaveFile } from "../codegen/targets/octave/module.js";
import { torchModule } from "../codegen/targets/torch/module.js";
import { typescriptModule } from "../codegen/targets/typescript/module.js";
import { requireOneOf } from "./requirements.js";
import type { Layout } from "./calculus/blocks.js";
import { secondOrderOf } from "./derive.js";
import { throwDiagnostics, type Diagnostic } from "../codegen/diagnostics.js";
import { hessianFormulas, jacobianFormulas, productFormulas } from "./print/second/formulas.js";
import { secondText } from "./print/second/text.js";
import type { Derivation } from "./calculus/derivation.js";
import { schedule } from "./plan/schedule.js";
import { toAscii } from "../grammar/names.js";
import { kernelHeader, planHeader } from "./print/kernel-header.js";

export const EMIT_KINDS = ["text", "steps", "latex", "tex", "ts", "numpy", "torch", "jax", "octave", "json"] as const;
export type EmitKind = (typeof EMIT_KINDS)[number];

/** Which derivative is asked for. */
export const FORMS = ["adjoint", "variation", "jacobian", "hessian", "hvp"] as const;
export type Form = (typeof FORMS)[number];

export interface EmitOptions extends Omit<TextOptions, "form"> {
  readonly form: Form;
  /** Whether the rows of a Jacobian or Hessian belong to what is differentiated. */
  readonly layout?: Layout;
  /** Whether a kernel tests in every call the structure that is declared of inputs; it does unless this is false. */
  readonly testStructure?: boolean;
}

/** File name extensions of the kinds, for a folder of outputs. */
export const EXTENSIONS: Readonly<Record<EmitKind, string>> = {
  text: "txt",
  steps: "steps.txt",
  latex: "latex.tex",
  tex: "tex",
  ts: "ts",
  numpy: "py",
  torch: "torch.py",
  jax: "jax.py",
  octave: "m",
  json: "json",
};

/** Every option; the type asks for one that is added. */
export const EMIT_OPTIONS: Readonly<Record<keyof EmitOptions, true>> = {
  ascii: true,
  verbose: true,
  style: true,
  form: true,
  layout: true,
  testStructure: true,
};

/** The text of a derivation in the given form. Throws DataError for a kind that there is not. The same derivation gives the same text. */
export function emit(derivation: Derivation, kind: EmitKind, options: Partial<EmitOptions> = {}): string {
  requireOneOf("the kind", kind, EMIT_KINDS);
  const { form, ...rest }: EmitOptions = { ascii: false, verbose: false, form: "adjoint", ...options };
  if (form !== "adjoint" && form !== "variation") return emitSecond(derivation, kind, { ...rest, form });
  const all = { ...rest, form };
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
      return kernelModule(derivation, form === "variation", all.testStructure);
    case "numpy":
    case "torch":
    case "jax":
      return pythonModule(derivation, kind, form === "variation");
    case "octave": {
      const plan = schedule(derivation, { backward: true, variation: false });
      return octaveFile(plan, { header: planHeader(derivation, plan), ascii: toAscii });
    }
    case "json":
      return jsonReport(derivation);
  }
}

/** The forms of second order, and Jacobians. */
function emitSecond(derivation: Derivation, kind: EmitKind, options: EmitOptions): string {
  const { form, layout = "numerator", ascii, verbose, style } = options;
  const text = { ascii, verbose, ...(style ? { style } : {}) };
  if (kind !== "text") throwDiagnostics([noSuchOutput(kind, form)]);
  if (form === "jacobian") return secondText(jacobianFormulas(derivation, layout), "Jacobian", text);
  const second = secondOrderOf(derivation);
  if (form === "hvp") return secondText(productFormulas(second), "", text);
  return secondText(hessianFormulas(second, layout), "Hessian", text);
}

const noSuchOutput = (kind: EmitKind, form: Form): Diagnostic => ({
  code: "option/no-such-output",
  message: `--form ${form} is not printed as ${kind}; it is printed as text, and evaluated with --at`,
  span: { start: 0, end: 0 },
});

/** The TypeScript module of a derivation. */
export function kernelModule(derivation: Derivation, variation: boolean, testStructure = true): string {
  const program = prepare(schedule(derivation, { backward: true, variation }));
  return typescriptModule(program, kernelHeader(derivation, program), { variation, testStructure });
}

const PYTHON = { numpy: numpyModule, torch: torchModule, jax: jaxModule } as const;

/** The module of a derivation for a library of Python. */
function pythonModule(derivation: Derivation, kind: keyof typeof PYTHON, variation: boolean): string {
  const plan = schedule(derivation, { backward: true, variation });
  return PYTHON[kind](plan, { header: planHeader(derivation, plan), ascii: toAscii, variation });
}
