/** All that `--check` does: the check of a derivation, its printed lines, and the accuracy of its kernel. */
import type { CheckReport } from "../print/check-report.js";
import type { Derivation } from "../calculus/derivation.js";
import { expositionOf } from "../print/proof.js";
import { checkDerivation, type CheckOptions } from "./derivation/check.js";
import { withStandIns } from "./stand-ins.js";
import { checkLines } from "./exact/lines.js";

/** Numbers of many digits are loaded only here. */
export async function checkThoroughly(given: Derivation, options: CheckOptions = {}): Promise<CheckReport> {
  const derivation = withStandIns(given) ?? given;
  const report = checkDerivation(derivation, options);
  const { seed } = report;
  const sizes = new Map(Object.entries(report.exact.sizes));
  const lines = checkLines(derivation, () => expositionOf(derivation), { sizes, seed });
  const { checkAccuracy } = await import("./accuracy/check.js");
  const accuracy = checkAccuracy(derivation, options.seed === undefined ? {} : { seed: options.seed });
  const whole = { ...report, lines, accuracy };
  if (report.verdict === "failed") return whole;
  if (lines.verdict === "failed") return { ...whole, verdict: "failed", reason: lines.reason };
  if (accuracy.verdict === "failed") return { ...whole, verdict: "failed", reason: `accuracy: ${accuracy.reason}` };
  return whole;
}
