import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { LinearAlgebra } from "../../codegen/runtime/interface/index.js";
import { linalg } from "../../codegen/runtime/linalg.js";
import { openNative } from "../../codegen/runtime/native/index.js";

/** What the same tests are run on: WebAssembly, and the system's LAPACK where there is one. */
export const subjects: LinearAlgebra[] = [linalg()];

try {
  // OpenBLAS ends its threads where a process is started, and would wait for them for ever if another test starts one just then.
  // Other libraries have no threads to be set.
  subjects.push(await openNative({ threads: 1 }).catch(() => openNative({})));
} catch (error) {
  if (!(error instanceof LinearAlgebraError && error.code === "Unavailable")) throw error;
}
