/** All that `--check` does: the check of a derivation, and the accuracy of its kernel. */
import type { CheckReport } from "../print/check-report.js";
import type { Derivation } from "../calculus/derivation.js";
import { checkDerivation, type CheckOptions } from "./derivation/check.js";

/** Numbers of many digits are loaded only here. */
export async function checkThoroughly(derivation: Derivation, options: CheckOptions = {}): Promise<CheckReport> {
  const report = checkDerivation(derivation, options);
  const { checkAccuracy } = await import("./accuracy/check.js");
  const accuracy = checkAccuracy(derivation, options.seed === undefined ? {} : { seed: options.seed });
  if (report.verdict === "failed" || accuracy.verdict !== "failed") return { ...report, accuracy };
  return { ...report, accuracy, verdict: "failed", reason: `accuracy: ${accuracy.reason}` };
}
