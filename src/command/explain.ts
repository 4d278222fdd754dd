/** Errors as the command tells them: the exit status and the text. */
import { DataError } from "../../codegen/run/data.js";
import { NoKernel } from "../plan/lowering.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { WrongDerivation } from "../check/wrong-derivation.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { renderDiagnostics } from "../language/diagnostics/render.js";
import { checkText } from "./check-text.js";
import { FileProblem } from "./files.js";
import { OptionsExit } from "./options.js";

/** Exit statuses (docs/command.md). */
export const STATUS = { done: 0, failed: 1, rejected: 2, internal: 3, inconclusive: 4 } as const;

export const STATUS_MEANINGS: Readonly<Record<keyof typeof STATUS, string>> = {
  done: "done",
  failed: "a check, or a formula given to --verify, failed",
  rejected: "the input, an option or a file was rejected",
  internal: "an internal error: a bug, please report it",
  inconclusive: "a check was inconclusive; it says why",
};

const REPORT =
  "This is a bug in derive-gradient. Please report it with the program and the options (--verbose adds a trace).\n";

export interface Telling {
  readonly color: boolean;
  /** Whether an internal error is told with its stack. */
  readonly verbose: boolean;
}

/** What an error means; `program` is the text that was read, with its name. */
export function explain(
  error: unknown,
  { color, verbose }: Telling,
  program: { readonly name: string; readonly text: string } | undefined,
): [status: number, text: string] {
  if (error instanceof OptionsExit) return [error.status, error.text];
  if (error instanceof DataError || error instanceof NoKernel || error instanceof FileProblem)
    return [STATUS.rejected, `error: ${error.message}\n`];
  if (error instanceof LinearAlgebraError) {
    // A wrong shape, or a call out of order, is a mistake of the command itself.
    if (error.code !== "Shape" && error.code !== "Usage") return [STATUS.rejected, `error: ${error.message}\n`];
  } else if (error instanceof WrongDerivation) {
    return [STATUS.internal, `internal error: ${error.message}\n${checkText(error.report)}${REPORT}`];
  } else if (error instanceof MatrixBackpropError) {
    const source = error.source ?? program;
    const rendering = { fileName: source?.name ?? "expression", color };
    return [STATUS.rejected, renderDiagnostics(error.diagnostics, source?.text ?? "", rendering)];
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const trace = verbose && error instanceof Error ? `${error.stack ?? ""}\n` : "";
  return [STATUS.internal, `internal error: ${message}\n${trace}${REPORT}`];
}
