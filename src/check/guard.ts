/**
 * The guard of every answer: a derivation whose formulas fail a check is an internal error, and never an answer. The quick
 * test decides nearly always; what it doubts meets the whole check at other points until two of them agree.
 */
import type { CheckReport } from "../print/check-report.js";
import type { Derivation } from "../calculus/derivation.js";
import type { Note } from "../language/diagnostics/notes.js";
import { checkDerivation } from "./derivation/check.js";
import { testQuickly, type Doubt } from "./quick.js";
import { withStandIns } from "./stand-ins.js";
import { WrongDerivation } from "./wrong-derivation.js";

/** Points that the whole check is made at, besides that of the quick test. */
const SEEDS = [2, 3, 4, 5];
const AGREED = 2;

/** Checks a derivation. It comes back with a note where it cannot be checked. Throws WrongDerivation. */
export function guardDerivation(derivation: Derivation): Derivation {
  const doubt = testQuickly(derivation);
  return doubt ? settle(derivation, doubt) : derivation;
}

/** Looks again at what the quick test doubts. Throws WrongDerivation. */
export function settle(derivation: Derivation, doubt: Doubt): Derivation {
  if (doubt.kind === "unchecked") return unchecked(derivation, doubt.reason);
  const reports: CheckReport[] = [];
  for (const seed of SEEDS) {
    const report = checkDerivation(withStandIns(derivation) ?? derivation, { seed, trials: 1 });
    reports.push(report);
    const same = reports.filter((r) => r.verdict === report.verdict).length;
    if (same < AGREED) continue;
    if (report.verdict === "failed") throw new WrongDerivation(report);
    return report.verdict === "passed" ? derivation : unchecked(derivation, report.reason);
  }
  return unchecked(derivation, "random points contradict each other");
}

/** The derivation with the note that it was not checked. */
function unchecked(derivation: Derivation, reason: string): Derivation {
  const note: Note = {
    code: "unchecked",
    message: `the answer was not checked: ${reason}`,
    span: { start: 0, end: 0 },
  };
  const { program } = derivation;
  return { ...derivation, program: { ...program, notes: [...program.notes, note] } };
}
