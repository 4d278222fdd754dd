import type { LinearAlgebra } from "../interface/index.js";
import { WasmLinearAlgebra } from "../wasm/index.js";
import { sharedExports } from "../wasm/shared.js";
import { Fortran } from "./fortran.js";
import { loadKoffi, loadKoffiSync, openLibrary, type Koffi } from "./library.js";
import { NativeLinearAlgebra } from "./spectral.js";

export interface NativeOptions {
  /** File or name of the library; default: MATRIX_BACKPROP_BLAS, else a usual name. */
  readonly library?: string;
  /**
   * Threads of OpenBLAS; default: the library's own choice. One where other threads of Node start processes: OpenBLAS ends its
   * own there, and a routine that runs just then waits for ever.
   */
  readonly threads?: number;
}

/**
 * Linear algebra by the system's BLAS and LAPACK, in Node. It works in the memory of `linalg()` and uses WebAssembly for
 * what LAPACK does not have, so blocks can be used with both. Pass it to `useLinearAlgebra` to make kernels use it.
 * @throws `Unavailable` when koffi or a library is missing, with what was tried
 */
export async function openNative(options: NativeOptions = {}): Promise<LinearAlgebra> {
  return open(await loadKoffi(), options);
}

/** The same at once. */
export function openNativeSync(options: NativeOptions = {}): LinearAlgebra {
  return open(loadKoffiSync(), options);
}

function open(koffi: Koffi, options: NativeOptions): LinearAlgebra {
  const { name, library } = openLibrary(koffi, options.library);
  if (options.threads !== undefined) library.func("openblas_set_num_threads", "void", ["int"])(options.threads);
  const exports = sharedExports();
  return new NativeLinearAlgebra(exports, name, new Fortran(koffi, library, new WasmLinearAlgebra(exports)));
}
