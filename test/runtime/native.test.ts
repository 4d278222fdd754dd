import { afterEach, expect, it, vi } from "vitest";
import { linalg, useLinearAlgebra } from "../../codegen/runtime/linalg.js";
import { openLibrary, type Koffi } from "../../codegen/runtime/native/library.js";
import { openNative } from "../../codegen/runtime/native/index.js";
import { subjects } from "./subjects.js";

afterEach(() => {
  vi.unstubAllEnvs();
  useLinearAlgebra(subjects[0]!);
});

/** A koffi whose libraries are these names, with these symbols. */
const withLibraries = (libraries: Record<string, string[]>): Koffi => ({
  address: () => 0n,
  load: (path) => {
    const symbols = libraries[path];
    if (!symbols) throw new Error(`cannot open ${path}`);
    return {
      func: (name) => {
        if (!symbols.includes(name)) throw new Error(`no ${name}`);
        return () => 0;
      },
    };
  },
});
const lapack = ["dgemm_", "dgesdd_"];

it("says what was tried when there is no library", async () => {
  const failure = { code: "Unavailable", message: expect.stringContaining("no-such-library") as string };
  await expect(openNative({ library: "no-such-library.so" })).rejects.toMatchObject(failure);
  expect(() => openLibrary(withLibraries({}))).toThrow(/MATRIX_BACKPROP_BLAS/);
});

it("prefers the library asked for, then the environment, then usual names", () => {
  const koffi = withLibraries({ mine: lapack, theirs: lapack, "libopenblas.so.0": lapack });
  vi.stubEnv("MATRIX_BACKPROP_BLAS", "theirs");
  expect(openLibrary(koffi, "mine").name).toBe("mine");
  expect(openLibrary(koffi).name).toBe("theirs");
  vi.stubEnv("MATRIX_BACKPROP_BLAS", "");
  if (process.platform === "linux") expect(openLibrary(koffi).name).toBe("libopenblas.so.0");
});

it("passes over a library with only one of BLAS and LAPACK", () => {
  expect(() => openLibrary(withLibraries({ half: ["dgemm_"] }), "half")).toThrow(/no dgesdd_/);
});

it("shares its memory with WebAssembly, and serves kernels when told to", () => {
  for (const la of subjects) {
    const A = linalg().allocate(40, 40);
    const C = la.allocate(40, 40);
    linalg().fill(0.5, A);
    la.product(A, A, C);
    expect(linalg().sum(C)).toBe(16_000);
    linalg().free(A);
    linalg().free(C);
    useLinearAlgebra(la);
    expect(linalg()).toBe(la);
  }
});
