import type { Memory } from "../interface/index.js";
import type { Koffi, Library } from "./library.js";

/**
 * A Fortran routine, called with numbers: characters as their codes, addresses as byte offsets into the runtime's memory.
 * The result is the value of the parameter "o" (LAPACK's INFO) afterwards, or 0 without one.
 */
export type Routine = (...args: number[]) => number;

/**
 * Calls of Fortran routines on the runtime's memory. Fortran takes every argument by reference, so scalars are put into a
 * few reserved slots of that memory first.
 */
export class Fortran {
  private readonly slots: number;
  private heap: Float64Array = new Float64Array(0);
  private ints: Int32Array = new Int32Array(0);
  private base = 0;

  constructor(
    private readonly koffi: Koffi,
    private readonly library: Library,
    private readonly memory: Memory,
  ) {
    // No LAPACK routine used here has more parameters.
    this.slots = memory.allocate(32).address;
  }

  /**
   * The routine of that name.
   * @param parameters a letter each: c character, i integer, d double, p address (0 is the null pointer), o INFO
   */
  routine(name: string, parameters: string): Routine {
    const kinds = [...parameters];
    // gfortran passes the lengths of character arguments after all others; compilers without that convention ignore them.
    const lengths = kinds.filter((kind) => kind === "c").map(() => 1);
    const native = this.library.func(
      name,
      "void",
      [...kinds, ...lengths].map(() => "size_t"),
    );
    const info = kinds.indexOf("o");
    const values = new Array<number>(kinds.length);
    return (...args) => {
      this.refresh();
      let next = 0;
      for (let k = 0; k < kinds.length; k++) {
        const slot = this.slots + 8 * k;
        const kind = kinds[k]!;
        const value = kind === "o" ? 0 : args[next++]!;
        if (kind === "p") {
          values[k] = value === 0 ? 0 : this.base + value;
          continue;
        }
        if (kind === "d") this.heap[slot / 8] = value;
        else this.ints[slot / 4] = value;
        values[k] = this.base + slot;
      }
      native(...values, ...lengths);
      return info < 0 ? 0 : this.ints[(this.slots + 8 * info) / 4]!;
    };
  }

  /** Growth of the memory replaces its buffer, and may move it. */
  private refresh(): void {
    const heap = this.memory.heap();
    if (heap === this.heap) return;
    this.heap = heap;
    this.ints = new Int32Array(heap.buffer);
    // An address has at most 47 bits, so that it is exact as a number.
    this.base = Number(this.koffi.address(heap));
  }
}
