import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra } from "./interface/index.js";
import type { Matrix } from "./matrix.js";
import { openNativeSync } from "./native/index.js";
import { ResidentMatrix } from "./resident.js";
import { WasmLinearAlgebra } from "./wasm/index.js";
import { load, loadAsync, loadFrom } from "./wasm/load.js";
import { isLoaded, share, sharedExports } from "./wasm/shared.js";

let current: LinearAlgebra | undefined;

/** The runtimes that kernels can compute with: WebAssembly, or the system's BLAS and LAPACK (in Node). */
export const RUNTIMES = ["wasm", "native"] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/**
 * The linear algebra that kernels compute with: the one that the environment variable MATRIX_BACKPROP_RUNTIME names, by
 * default WebAssembly. In Node its module is loaded at the first call; elsewhere `await ready()` comes first.
 */
export function linalg(): LinearAlgebra {
  current ??= byName(fromEnvironment());
  return current;
}

/** Makes kernels compute with this runtime from now on. Throws `Unavailable`, with what is missing. */
export function chooseRuntime(name: RuntimeName): void {
  current = byName(name);
}

function byName(name: RuntimeName): LinearAlgebra {
  return name === "native" ? openNativeSync() : new WasmLinearAlgebra(sharedExports());
}

function fromEnvironment(): RuntimeName {
  const wish = typeof process === "object" ? process.env?.["MATRIX_BACKPROP_RUNTIME"] : undefined;
  if (wish === undefined || wish === "") return "wasm";
  const name = RUNTIMES.find((n) => n === wish);
  if (name) return name;
  throw new LinearAlgebraError("Unavailable", `MATRIX_BACKPROP_RUNTIME is ${wish}; it can be ${RUNTIMES.join(" or ")}`);
}

/**
 * Loads the WebAssembly module where that cannot be done synchronously: in browsers, from beside this module.
 * @param source the module, compiled or as bytes, or another place to fetch it from, for applications that bundle their
 *   files elsewhere
 */
export async function ready(source?: URL | string | BufferSource | WebAssembly.Module): Promise<LinearAlgebra> {
  if (!isLoaded()) share(await loadAsync(source));
  return linalg();
}

/**
 * The same without waiting, where the application has the module: compiled, or as bytes. Some browsers refuse to compile
 * bytes of this length synchronously outside workers; a compiled module is taken everywhere.
 */
export function readySync(source: BufferSource | WebAssembly.Module): LinearAlgebra {
  if (!isLoaded()) share(loadFrom(source));
  return linalg();
}

/**
 * Makes kernels compute with this one from now on. A native one (`openNative`) shares the memory of the others, so that
 * blocks can be used with both.
 */
export function useLinearAlgebra(linearAlgebra: LinearAlgebra): void {
  current = linearAlgebra;
}

/**
 * A matrix in the memory of `linalg()`, where kernels read it without copying: with the entries of another one, or with
 * undefined entries. It is given back when it is garbage, or by its method `free`.
 */
export function resident(A: Matrix | { readonly rows: number; readonly cols: number }): ResidentMatrix {
  const la = linalg();
  return new ResidentMatrix(la, "data" in A ? la.load(A) : la.allocate(A.rows, A.cols));
}

/** Another instance, with a memory of its own: its blocks are its own too. Node only. */
export function freshLinearAlgebra(): LinearAlgebra {
  return new WasmLinearAlgebra(load());
}
