import { LinearAlgebraError } from "../errors.js";

/** What of koffi is used. */
export interface Koffi {
  load(path: string): Library;
  address(view: ArrayBufferView): bigint;
}

/** A loaded shared library. */
export interface Library {
  func(name: string, result: string, parameters: string[]): (...args: number[]) => number;
}

/** Names under which systems keep a LAPACK that contains its BLAS, in the order of preference. */
const usualNames: Readonly<Record<string, readonly string[]>> = {
  linux: [
    "libopenblas.so.0",
    "libopenblas.so",
    "libmkl_rt.so.2",
    "libmkl_rt.so",
    "libflexiblas.so.3",
    "liblapack.so.3",
  ],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "libopenblas.dylib",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ],
  win32: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll", "mkl_rt.dll"],
};

/** In a variable, so that bundlers for browsers do not look for it. */
const packageName = "koffi";

/**
 * The koffi package, which is an optional dependency.
 * @throws `Unavailable` when it is not installed
 */
export async function loadKoffi(): Promise<Koffi> {
  try {
    const module = (await import(/* @vite-ignore */ packageName)) as { default: unknown };
    return module.default as Koffi;
  } catch (error) {
    throw missing(error);
  }
}

/** The same at once. */
export function loadKoffiSync(): Koffi {
  const module = typeof process === "object" ? process.getBuiltinModule?.("node:module") : undefined;
  if (!module) throw new LinearAlgebraError("Unavailable", "native linear algebra needs Node");
  try {
    return module.createRequire(import.meta.url)(packageName) as Koffi;
  } catch (error) {
    throw missing(error);
  }
}

function missing(error: unknown): LinearAlgebraError {
  const reason = error instanceof Error ? error.message : String(error);
  return new LinearAlgebraError(
    "Unavailable",
    `native linear algebra needs the package "koffi" (npm install koffi): ${reason}`,
  );
}

/**
 * Opens the first library that can be: the one asked for, else the one that the environment variable MATRIX_BACKPROP_BLAS
 * names, else one with a usual name. Its integers must be 32 bits (LP64).
 * @throws `Unavailable`, with what was tried
 */
export function openLibrary(koffi: Koffi, asked?: string): { name: string; library: Library } {
  const chosen = asked ?? process.env.MATRIX_BACKPROP_BLAS;
  const names = chosen ? [chosen] : (usualNames[process.platform] ?? []);
  const failures: string[] = [];
  for (const name of names) {
    try {
      const library = koffi.load(name);
      // LAPACK's and BLAS's own: a library with only one of them will not do.
      for (const symbol of ["dgesdd_", "dgemm_"]) library.func(symbol, "void", []);
      return { name, library };
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const advice = chosen ? "" : "; set MATRIX_BACKPROP_BLAS to the file of one";
  throw new LinearAlgebraError("Unavailable", `no BLAS and LAPACK library found${advice}\n${failures.join("\n")}`);
}
