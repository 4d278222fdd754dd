import type * as FileSystem from "node:fs/promises";
import { LinearAlgebraError } from "../errors.js";
import type { Exports } from "./exports.js";

/** The compiled routines, beside this module; the build script is build.sh. */
const moduleUrl = new URL("./linalg.wasm", import.meta.url);

/** An instance with a memory of its own, loaded synchronously from the file. Node only: throws `Unavailable` elsewhere. */
export function load(): Exports {
  // Not an import: browsers and bundlers need not know of it.
  const fs = typeof process === "object" ? process.getBuiltinModule?.("node:fs") : undefined;
  if (!fs) throw new LinearAlgebraError("Unavailable", "the linear algebra is not loaded: await ready() first");
  return loadFrom(fs.readFileSync(moduleUrl));
}

/**
 * An instance with a memory of its own, at once. Some browsers refuse to compile bytes of this length synchronously
 * outside workers; a compiled module is taken everywhere.
 */
export function loadFrom(source: BufferSource | WebAssembly.Module): Exports {
  return instantiate(source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source));
}

/**
 * An instance with a memory of its own.
 * @param source the module, compiled or as bytes, or where to fetch it from; by default, beside this module
 */
export async function loadAsync(
  source: URL | string | BufferSource | WebAssembly.Module = moduleUrl,
): Promise<Exports> {
  if (source instanceof WebAssembly.Module) return instantiate(source);
  const bytes = source instanceof URL || typeof source === "string" ? await fetchModule(source) : source;
  return instantiate(await WebAssembly.compile(bytes));
}

function instantiate(module: WebAssembly.Module): Exports {
  // The module imports nothing.
  const exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
  exports._initialize?.();
  return exports;
}

async function fetchModule(url: URL | string): Promise<BufferSource> {
  if (typeof process === "object" && String(url).startsWith("file:")) {
    // Node's fetch does not read files. A name in a variable keeps bundlers for browsers from looking for the module.
    const name = "node:fs/promises";
    const { readFile } = (await import(/* @vite-ignore */ name)) as typeof FileSystem;
    return readFile(new URL(url));
  }
  const response = await fetch(url);
  if (!response.ok)
    throw new LinearAlgebraError("Unavailable", `${String(url)}: ${String(response.status)} ${response.statusText}`);
  return response.arrayBuffer();
}
