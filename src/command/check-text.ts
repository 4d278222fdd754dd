import type { AccuracyReport, CheckReport, ExactReport, LinesReport } from "../print/check-report.js";

/** A relative error, to two digits. */
export const figure = (x: number): string => (Number.isFinite(x) ? x.toExponential(1) : "–");

const sizesText = (sizes: Readonly<Record<string, number>>): string =>
  Object.entries(sizes)
    .map(([name, size]) => `${name} = ${size}`)
    .join(", ");

/** The line on the exact comparison, up to what it found. */
export const exactHead = (outcome: string): string => `  exact, modulo the prime 2⁶¹ − 1, tolerance 0: ${outcome}`;

/** What was left free in it: functions that could be any. */
export const forAnyFunction = (uninterpreted: readonly string[]): string =>
  uninterpreted.length > 0 ? `, for any function in place of ${uninterpreted.join(", ")}` : "";

const variationText = (reason: string): string =>
  `\n    the variation and the derivative of the program by dual numbers: ${reason === "" ? "equal" : `not compared (${reason})`}`;

function exactText({ verdict, reason, variation, uninterpreted, points, steps, allSteps }: ExactReport): string {
  if (verdict !== "passed") return `${exactHead(verdict)} (${reason})`;
  return (
    `${exactHead(verdict)}\n    ⟨Ȳ, 𝓛(dX)⟩ = ⟨𝓛*(Ȳ), dX⟩ at ${points} random points${forAnyFunction(uninterpreted)}` +
    variationText(variation) +
    `\n    ${steps} of ${allSteps} steps of the derivation keep their value exactly`
  );
}

const stepText = (step: number | string): string =>
  typeof step === "string"
    ? `  variation against the complex step of the program: not applicable (${step})`
    : `  variation against the complex step of the program: relative error ${figure(step)}, at most 1e-9 is required`;

function linesText({ verdict, reason, equal, all }: LinesReport): string {
  if (verdict !== "passed") return `  lines of the printed derivation, exactly: ${verdict} (${reason})`;
  const left = equal < all ? `, ${all - equal} cannot be decided over the field` : "";
  return `  lines of the printed derivation: ${equal} of ${all} equal the line before them exactly${left}`;
}

function accuracyText({ verdict, reason, points, allPoints, value, gradient }: AccuracyReport): string {
  if (verdict === "not applicable")
    return `  accuracy against the program with many digits: not applicable (${reason})`;
  return (
    `  accuracy against the program with many digits, at ${points} of ${allPoints} points that hurt: ${verdict}` +
    `\n    digits lost beside those that the problem loses: ${value.toFixed(1)} of values, ${gradient.toFixed(1)} of ` +
    "gradients, at most 2 are allowed"
  );
}

/** The figures of a check, as the command prints them. */
export function checkText(report: CheckReport): string {
  const shapes = report.shapes.map(sizesText).filter((s) => s !== "");
  const lines = [
    `Check: ${report.verdict}${report.reason === "" ? "" : ` (${report.reason})`}`,
    exactText(report.exact),
    ...(report.lines ? [linesText(report.lines)] : []),
    `  adjoint against variation, inner products: relative error ${figure(report.adjoint)}, at most 1e-12 is required`,
    `  variation against differences of the kernel: relative error ${figure(report.finiteDifference)}, at most 1e-7 is ` +
      `required; the differences' own estimate ${figure(report.differenceError)}`,
    stepText(report.complexStep),
    ...(report.accuracy ? [accuracyText(report.accuracy)] : []),
    `  ${report.trials} random points and directions, seed ${report.seed}` +
      (shapes.length > 0 ? `, sizes ${shapes.join("; ")}` : ""),
    `  not tested: ${report.untested.join("; ")}`,
  ];
  return `${lines.join("\n")}\n`;
}
