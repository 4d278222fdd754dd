/** An emitted TypeScript module, run as it would be by its user. */
import { transformSync } from "esbuild";
import * as runtime from "../../codegen/runtime/index.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { kernelModule } from "../../src/emit.js";

type Arguments = Readonly<Record<string, Matrix | number>>;

export interface EmittedModule {
  forward(
    inputs: Arguments,
    sizes?: Readonly<Record<string, number>>,
  ): { readonly outputs: Record<string, Matrix | number>; readonly saved: unknown };
  backward(saved: unknown, cotangents: Arguments): Record<string, Matrix | number>;
  variation(saved: unknown, tangents: Arguments): Record<string, Matrix | number>;
}

/** Compiles the emitted source and loads it with the runtime of this project in place of the package. */
export function loadEmitted(derivation: Derivation): EmittedModule {
  const { code } = transformSync(kernelModule(derivation, true), { loader: "ts", format: "cjs", target: "es2022" });
  const module = { exports: {} as EmittedModule };
  const require = (name: string): unknown => {
    if (name !== "matrix-backprop/runtime") throw new Error(`an emitted kernel imports ${name}`);
    return runtime;
  };
  new Function("module", "exports", "require", code)(module, module.exports, require);
  return module.exports;
}
