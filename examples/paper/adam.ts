/** Adam (D. Kingma, J. Ba, 2015) over matrices that are changed in place. */
import type { Matrix } from "../../codegen/runtime/matrix.js";

const [KEPT, KEPT_SQUARES, SMALL] = [0.9, 0.999, 1e-8];

export class Adam {
  readonly #mean = new Map<Matrix, Float64Array>();
  readonly #square = new Map<Matrix, Float64Array>();
  #steps = 0;

  constructor(private readonly rate: number) {}

  /** Moves each parameter against its gradient. */
  step(pairs: readonly (readonly [parameter: Matrix, gradient: Matrix])[]): void {
    this.#steps += 1;
    const rate = this.rate / (1 - KEPT ** this.#steps);
    const size = Math.sqrt(1 - KEPT_SQUARES ** this.#steps);
    for (const [parameter, { data: g }] of pairs) {
      const { data } = parameter;
      const mean = kept(this.#mean, parameter);
      const square = kept(this.#square, parameter);
      for (let i = 0; i < data.length; i++) {
        mean[i] = KEPT * mean[i]! + (1 - KEPT) * g[i]!;
        square[i] = KEPT_SQUARES * square[i]! + (1 - KEPT_SQUARES) * g[i]! ** 2;
        data[i]! -= (rate * mean[i]!) / (Math.sqrt(square[i]!) / size + SMALL);
      }
    }
  }
}

function kept(table: Map<Matrix, Float64Array>, parameter: Matrix): Float64Array {
  let values = table.get(parameter);
  if (!values) table.set(parameter, (values = new Float64Array(parameter.data.length)));
  return values;
}
