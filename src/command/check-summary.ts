import { checkSeed, type CheckRecord } from "../reference.js";
import { figure } from "./check-text.js";

/** The figures of a recorded check in a line. */
export function checkSummary(record: CheckRecord | undefined): string {
  if (!record) return "none recorded (npm run docs)";
  if (record.trials === 0) {
    const through = record.through ?? [];
    return through.length > 0 ? `through ${through.join(", ")}` : "nothing to compare";
  }
  const parts = [
    `${record.verdict}, ${record.trials} comparisons`,
    record.adjoint === undefined ? undefined : `adjoint ${figure(record.adjoint)}`,
    record.finiteDifference === undefined ? undefined : `differences ${figure(record.finiteDifference)}`,
    record.exact === undefined ? undefined : `${record.exact} of them exact`,
    record.difference === undefined ? undefined : `two sides ${figure(record.difference)}`,
  ];
  return `${parts.filter((p) => p !== undefined).join(", ")} (relative errors, seed ${checkSeed})`;
}
