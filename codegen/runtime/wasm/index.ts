import type { LinearAlgebra } from "../interface/index.js";
import { Factorizations } from "./factorizations.js";

/** The linear algebra of linalg.wasm. */
export class WasmLinearAlgebra extends Factorizations implements LinearAlgebra {
  readonly name: string = "WebAssembly";
}
