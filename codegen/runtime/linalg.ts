import type { LinearAlgebra } from "./interface/index.js";
import type { Exports } from "./wasm/exports.js";
import { WasmLinearAlgebra } from "./wasm/index.js";
import { load, loadAsync } from "./wasm/load.js";

/** The instance whose memory all linear algebras share, except fresh ones. */
let shared: Exports | undefined;
let current: LinearAlgebra | undefined;

/**
 * The linear algebra that kernels compute with. In Node the WebAssembly module is loaded at the first call; elsewhere
 * `await ready()` comes first.
 */
export function linalg(): LinearAlgebra {
  current ??= new WasmLinearAlgebra(sharedExports());
  return current;
}

/**
 * Loads the WebAssembly module where that cannot be done synchronously: in browsers, from beside this module.
 * @param source its bytes, or another place to fetch it from, for applications that bundle their files elsewhere
 */
export async function ready(source?: URL | string | BufferSource): Promise<LinearAlgebra> {
  if (!shared) {
    const loaded = await loadAsync(source);
    // Another call may have been faster.
    shared ??= loaded;
  }
  return linalg();
}

/**
 * Makes kernels compute with this one from now on. A native one (`openNative`) shares the memory of the others, so that
 * blocks can be used with both.
 */
export function useLinearAlgebra(linearAlgebra: LinearAlgebra): void {
  current = linearAlgebra;
}

/** Another instance, with a memory of its own: its blocks are its own too. Node only. */
export function freshLinearAlgebra(): LinearAlgebra {
  return new WasmLinearAlgebra(load());
}

/** The shared instance of linalg.wasm. */
export function sharedExports(): Exports {
  shared ??= load();
  return shared;
}
