/** A line of the benchmark's table. */
export interface Row {
  readonly layer: string;
  readonly n: number;
  readonly runtime: "wasm" | "native";
  readonly forward_us: number;
  readonly forward_backward_us: number;
  readonly torch_forward_us: number | null;
  readonly torch_forward_backward_us: number | null;
  /** The paper's formula by hand on the same runtime, where there is one. */
  readonly paper_forward_us: number | null;
  readonly paper_forward_backward_us: number | null;
}
