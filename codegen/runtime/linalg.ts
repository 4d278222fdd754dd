import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra } from "./interface/index.js";
import type { Exports } from "./wasm/exports.js";
import { WasmLinearAlgebra } from "./wasm/index.js";

/** The compiled routines, beside this module; the build script is wasm/build.sh. */
const moduleUrl = new URL("./wasm/linalg.wasm", import.meta.url);

let current: LinearAlgebra | undefined;

/**
 * The linear algebra that kernels compute with. In Node the WebAssembly module is loaded at the first call; elsewhere
 * `await ready()` comes first.
 */
export function linalg(): LinearAlgebra {
  current ??= instantiate(new WebAssembly.Module(readModule()));
  return current;
}

/**
 * Loads the WebAssembly module where that cannot be done synchronously: in browsers, from beside this module.
 * @param source its bytes, or another place to fetch it from, for applications that bundle their files elsewhere
 */
export async function ready(source: URL | string | BufferSource = moduleUrl): Promise<LinearAlgebra> {
  if (current) return current;
  const bytes = source instanceof URL || typeof source === "string" ? await fetchModule(source) : source;
  const module = await WebAssembly.compile(bytes);
  current ??= instantiate(module);
  return current;
}

/** Makes kernels compute with this one from now on. Blocks of another one must not be used with it. */
export function useLinearAlgebra(linearAlgebra: LinearAlgebra): void {
  current = linearAlgebra;
}

/** Another instance, with a memory of its own. */
export function freshLinearAlgebra(): LinearAlgebra {
  return instantiate(new WebAssembly.Module(readModule()));
}

function instantiate(module: WebAssembly.Module): WasmLinearAlgebra {
  // The module imports nothing.
  const exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
  exports._initialize?.();
  return new WasmLinearAlgebra(exports);
}

function readModule(): BufferSource {
  // Not an import: browsers and bundlers need not know of it.
  const fs = typeof process === "object" ? process.getBuiltinModule?.("node:fs") : undefined;
  if (!fs) throw new LinearAlgebraError("Unavailable", "the linear algebra is not loaded: await ready() first");
  return fs.readFileSync(moduleUrl);
}

async function fetchModule(url: URL | string): Promise<BufferSource> {
  if (typeof process === "object" && String(url).startsWith("file:")) {
    // Node's fetch does not read files.
    const { readFile } = await import(/* @vite-ignore */ "node:fs/promises");
    return readFile(new URL(url));
  }
  const response = await fetch(url);
  if (!response.ok)
    throw new LinearAlgebraError("Unavailable", `${String(url)}: ${String(response.status)} ${response.statusText}`);
  return response.arrayBuffer();
}
