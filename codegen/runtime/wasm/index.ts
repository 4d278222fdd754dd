import type { LinearAlgebra } from "../interface/index.js";
import { MatrixFunctions } from "./functions.js";

/** The linear algebra of linalg.wasm. */
export class WasmLinearAlgebra extends MatrixFunctions implements LinearAlgebra {
  readonly name: string = "WebAssembly";
}
