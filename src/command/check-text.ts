import type { CheckReport } from "../../codegen/report-types.js";

const figure = (x: number): string => (Number.isNaN(x) ? "–" : x.toExponential(1));

/** The figures of a check, as the command prints them. */
export function checkText(report: CheckReport): string {
  const sizes = Object.entries(report.sizes).map(([name, size]) => `${name} = ${size}`);
  const lines = [
    `Check: ${report.verdict}${report.reason === "" ? "" : ` (${report.reason})`}`,
    `  adjoint against variation, inner products: relative error ${figure(report.adjoint)}`,
    `  variation against differences of the kernel: relative error ${figure(report.finiteDifference)}, ` +
      `the differences' own estimate ${figure(report.differenceError)}`,
    `  ${report.trials} random points and directions, seed ${report.seed}${sizes.length > 0 ? `, ${sizes.join(", ")}` : ""}`,
  ];
  return `${lines.join("\n")}\n`;
}
