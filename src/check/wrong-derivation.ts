import type { CheckReport } from "../print/check-report.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";

/** The formulas of a derivation failed their own check: a defect of this package. */
export class WrongDerivation extends MatrixBackpropError {
  constructor(readonly report: CheckReport) {
    const figure = (x: number): string => x.toExponential(1);
    const figures = `adjoint off by ${figure(report.adjoint)}, variation by ${figure(report.finiteDifference)}`;
    const message = `the derived formulas fail their own check and are not an answer: ${report.reason} (${figures})`;
    const hint = "this is a defect of matrix-backprop: please report it with the program";
    super([{ code: "internal/wrong-derivation", message, span: { start: 0, end: 0 }, hint }]);
  }
}
