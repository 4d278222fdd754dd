/** A derivation in each of the forms that can be printed. */
import { jsonReport } from "./print/json/report.js";
import { bibliographyFile } from "./print/latex/bibliography.js";
import { latexDocument } from "./print/latex/document.js";
import { latexReport } from "./print/latex/report.js";
import { markdownReport } from "./print/markdown/report.js";
import { stepsReport, textReport } from "./print/text/report.js";
import { jaxModule } from "../codegen/targets/jax/module.js";
import { numpyModule } from "../codegen/targets/numpy/module.js";
import { octaveFile } from "../codegen/targets/octave/module.js";
import { functionNameLike, isFunctionName } from "../codegen/targets/octave/names.js";
import { torchModule } from "../codegen/targets/torch/module.js";
import { typescriptModule } from "../codegen/targets/typescript/module.js";
import { requireOneOf } from "./requirements.js";
import type { Layout } from "./calculus/blocks.js";
import { secondOrderOf } from "./derive.js";
import { throwDiagnostics, type Diagnostic } from "../codegen/diagnostics.js";
import { gradientProgram, type SecondForm } from "./calculus/second.js";
import type { CheckReport } from "./print/check-report.js";
import { secondJson } from "./print/second/json.js";
import { secondDocument, secondLatex } from "./print/second/latex.js";
import {
  gaussNewtonFormulas,
  hessianFormulas,
  jacobianFormulas,
  productFormulas,
  type SecondFormulas,
} from "./print/second/formulas.js";
import { secondText } from "./print/second/text.js";
import type { Derivation } from "./calculus/derivation.js";
import { preparedOf } from "./plan/prepared.js";
import { schedule } from "./plan/schedule.js";
import { toAscii } from "../grammar/names.js";
import { kernelHeader, planHeader } from "./print/kernel-header.js";
import {
  EMIT_KINDS,
  isSecondForm,
  noSuchOutput,
  type CommandKind,
  type EmitKind,
  type EmitOptions,
} from "./emit-kinds.js";

export * from "./emit-kinds.js";
export { jsonReport };

/** Every option; the type asks for one that is added. */
export const EMIT_OPTIONS: Readonly<Record<keyof EmitOptions, true>> = {
  ascii: true,
  verbose: true,
  style: true,
  form: true,
  layout: true,
  latex: true,
  testStructure: true,
  name: true,
};

/** The text of a derivation in the given form. Throws DataError for a kind that there is not. The same derivation gives the same text. */
export function emit(derivation: Derivation, kind: EmitKind, options: Partial<EmitOptions> = {}): string {
  requireOneOf("the kind", kind, EMIT_KINDS);
  const { form, ...rest }: EmitOptions = { ascii: false, verbose: false, form: "adjoint", ...options };
  if (isSecondForm(form)) return emitSecond(derivation, kind, { ...rest, form });
  const all = { ...rest, form };
  switch (kind) {
    case "text":
      return textReport(derivation, all);
    case "steps":
      return stepsReport(derivation, all);
    case "latex":
      return latexReport(derivation, { ...all, ...all.latex });
    case "tex":
      return latexDocument(derivation, { ...all, ...all.latex });
    case "bib":
      return bibliographyFile(derivation, all.verbose);
    case "markdown":
      return markdownReport(derivation, all);
    case "ts":
      return kernelModule(derivation, form === "variation", all.testStructure);
    case "numpy":
    case "torch":
    case "jax":
      return pythonModule(derivation, kind, all);
    case "octave":
      return octaveModule(derivation, all);
    case "json":
      return jsonReport(derivation);
  }
}

/** The derivatives of a form other than the first ones, as formulas. Throws MatrixBackpropError. */
export function secondFormulas(
  derivation: Derivation,
  form: SecondForm,
  layout: Layout,
  steps: boolean,
): SecondFormulas {
  if (form === "jacobian") return jacobianFormulas(derivation, layout, steps);
  if (form === "gauss-newton") return gaussNewtonFormulas(secondOrderOf(derivation, form), layout, steps);
  const second = secondOrderOf(derivation);
  return form === "hvp" ? productFormulas(second, steps) : hessianFormulas(second, layout, steps);
}

/** Jacobians and what is of second order. Throws MatrixBackpropError where there is no such output. */
export function emitSecond(
  derivation: Derivation,
  kind: EmitKind,
  options: EmitOptions & { readonly form: SecondForm },
  check: CheckReport | null = null,
): string {
  const { form, layout = "numerator", ascii, verbose, style } = options;
  if (kind === "ts" && form !== "jacobian")
    return kernelModule(gradientProgram(secondOrderOf(derivation, form)), true, options.testStructure);
  if (kind === "ts") return kernelModule(derivation, true, options.testStructure);
  if (isPython(kind)) {
    if (form !== "jacobian") secondOrderOf(derivation, form);
    return pythonModule(derivation, kind, options);
  }
  const steps = kind === "steps" || kind === "tex";
  const formulas = secondFormulas(derivation, form, layout, steps);
  if (kind === "json") return secondJson(derivation, form, formulas, check);
  const written = { verbose, ...options.latex, ...(style ? { style } : {}) };
  if (kind === "latex") return secondLatex(formulas, written);
  if (kind === "tex") return secondDocument(formulas, written);
  if (kind === "bib") return bibliographyFile(derivation, verbose);
  if (kind !== "text" && kind !== "steps") throwDiagnostics([noSuchOutput(kind, form)]);
  const title = { jacobian: "Jacobian", hessian: "Hessian", hvp: "", "gauss-newton": "Gauss–Newton matrix" }[form];
  return secondText(formulas, title, { ascii, verbose, ...(style ? { style } : {}) });
}

/** The TypeScript module of a derivation. */
export function kernelModule(derivation: Derivation, variation: boolean, testStructure = true): string {
  const program = preparedOf(derivation, { backward: true, variation });
  return typescriptModule(program, kernelHeader(derivation, program), { variation, testStructure });
}

function octaveModule(derivation: Derivation, { name = "layer", testStructure = true }: EmitOptions): string {
  if (!isFunctionName(name)) throwDiagnostics([noFunctionName(name)]);
  const plan = schedule(derivation, { backward: true, variation: false });
  return octaveFile(plan, { header: planHeader(derivation, plan), ascii: toAscii, name, testStructure });
}

const noFunctionName = (name: string): Diagnostic => ({
  code: "option/no-function-name",
  message: `Octave's functions are named like their files, and ${JSON.stringify(name)} is no name that is free`,
  span: { start: 0, end: 0 },
  hint: `write to ${functionNameLike(name)}.m`,
});

const PYTHON = { numpy: numpyModule, torch: torchModule, jax: jaxModule } as const;

/** The module of a derivation for a library of Python. */
function pythonModule(
  derivation: Derivation,
  kind: keyof typeof PYTHON,
  { form, layout, testStructure = true }: EmitOptions,
): string {
  const isSecond = form === "hvp" || form === "hessian";
  const products = form === "gauss-newton" ? secondOrderOf(derivation, form).products : undefined;
  // The rules of JAX's layers are made of the variation, whose place products take.
  const variation = products ?? (form === "variation" || form === "jacobian" || kind === "jax");
  const second = isSecond ? "required" : kind === "torch" || (kind === "jax" && !products);
  const plan = schedule(derivation, { backward: true, variation, second });
  return PYTHON[kind](plan, {
    header: planHeader(derivation, plan),
    ascii: toAscii,
    form: form === "adjoint" ? undefined : form,
    place: layout === "denominator" ? -2 : -1,
    testStructure,
  });
}

const isPython = (kind: CommandKind): kind is keyof typeof PYTHON => Object.hasOwn(PYTHON, kind);
