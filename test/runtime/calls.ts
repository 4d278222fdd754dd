/** The routines as functions of matrices: load, call, copy out, give back. */
import type { Block } from "../../codegen/runtime/block.js";
import type { LinearAlgebra } from "../../codegen/runtime/interface/index.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";

/**
 * Calls a routine with the loaded inputs and new outputs of the given shapes; the outputs hold NaN before, so that an
 * entry that is read or left unwritten is noticed. The inputs must come out unchanged.
 */
export function call(
  la: LinearAlgebra,
  inputs: Matrix[],
  shapes: (readonly [rows: number, cols: number])[],
  routine: (...blocks: Block[]) => void,
): Matrix[] {
  const used = la.bytesInUse();
  const ins = inputs.map((A) => la.load(A));
  const outs = shapes.map(([rows, cols]) => la.allocate(rows, cols));
  const free = () => {
    for (const block of [...ins, ...outs]) la.free(block);
  };
  for (const out of outs) la.fill(NaN, out);
  try {
    routine(...ins, ...outs);
  } catch (error) {
    free();
    throw error;
  }
  ins.forEach((block, i) => {
    if (!la.read(block).every((x, k) => Object.is(x, inputs[i]!.data[k])))
      throw new Error(`input ${String(i)} changed`);
  });
  const results = outs.map((block) => la.matrix(block));
  free();
  if (la.bytesInUse() !== used) throw new Error(`scratch leaked: ${String(la.bytesInUse() - used)} bytes`);
  return results;
}

/** The call of a routine with one output. */
export function call1(
  la: LinearAlgebra,
  inputs: Matrix[],
  shape: readonly [rows: number, cols: number],
  routine: (...blocks: Block[]) => void,
): Matrix {
  return call(la, inputs, [shape], routine)[0]!;
}

/** The value of a routine that returns a number. */
export function value(la: LinearAlgebra, inputs: Matrix[], routine: (...blocks: Block[]) => number): number {
  let result = NaN;
  call(la, inputs, [], (...blocks) => {
    result = routine(...blocks);
  });
  return result;
}
