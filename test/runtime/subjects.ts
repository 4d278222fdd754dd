import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { LinearAlgebra } from "../../codegen/runtime/interface/index.js";
import { linalg } from "../../codegen/runtime/linalg.js";
import { openNative } from "../../codegen/runtime/native/index.js";

/** What the same tests are run on: WebAssembly, and the system's LAPACK where there is one. */
export const subjects: LinearAlgebra[] = [linalg()];

try {
  subjects.push(await openNative({}));
} catch (error) {
  if (!(error instanceof LinearAlgebraError && error.code === "Unavailable")) throw error;
}
