/**
 * Multiples without passes of their own: a factor goes into the calls that write the matrix, α of a product or the
 * coefficients of a sum.
 */
import {
  coefficientOf,
  number,
  scalar,
  valuesOf,
  type Argument,
  type Instruction,
  type Scalar,
  type Value,
} from "../plan/program.js";
import { Uses, blockOf, isOne, scalarIn, type Surroundings } from "./def-use.js";

/** Where the coefficient of what a routine writes stands, and the block that it writes; the block is added to, or new. */
const COEFFICIENT: Readonly<Record<string, { readonly at: number; readonly into: number }>> = {
  product: { at: 4, into: 2 },
  symmetricProduct: { at: 4, into: 2 },
  gram: { at: 3, into: 1 },
  outer: { at: 3, into: 2 },
  scale: { at: 0, into: 2 },
  rescale: { at: 0, into: 1 },
  axpy: { at: 0, into: 2 },
  addToDiagonal: { at: 0, into: 1 },
  addDiagonal: { at: 0, into: 2 },
  fill: { at: 0, into: 1 },
};

const times = (s: Scalar, t: Scalar): Scalar => coefficientOf([s, t])!;

/** A call that writes a multiple of what it wrote; `all` if that includes what the value held before. */
interface Multiplied {
  readonly instruction: Instruction;
  readonly all: boolean;
}

/** The instruction with s times what it writes into a value; undefined where that takes another pass. */
function multiplied(instruction: Instruction, { id }: Value, s: Scalar): Multiplied | undefined {
  const { routine, args } = instruction;
  const known = COEFFICIENT[routine];
  const into = known ? known.into : args.length - 1;
  if (blockOf(args[into])?.id !== id) return undefined;
  const reads = args.some((a, k) => k !== into && blockOf(a)?.id === id);
  const using = (changes: Partial<Instruction>, all = false): Multiplied => ({
    instruction: { ...instruction, ...changes },
    all,
  });
  const scaling = routine === "rescale" || (routine === "scale" && reads);
  if (reads && !scaling) return undefined;
  if (known) {
    const filled = [...args];
    if (filled.length < known.at) filled.push({ kind: "flags", names: [] });
    filled[known.at] = scalar(times(s, scalarIn(args[known.at])));
    const beta = args[known.at + 1];
    const added = beta?.kind === "scalar" && !isOne(beta.value);
    if (added) filled[known.at + 1] = scalar(times(s, beta.value));
    return using({ args: filled }, scaling || added);
  }
  const [a, b, c] = args as [Argument, Argument, Argument];
  switch (routine) {
    case "add":
    case "subtract":
      return using({
        routine: "combine",
        args: [scalar(s), a, scalar(routine === "add" ? s : times(number(-1), s)), b, c],
      });
    case "combine": {
      const [left, right] = [a, c].map((x) => scalar(times(s, scalarIn(x)))) as [Argument, Argument];
      return using({ args: [left, b, right, args[3]!, args[4]!] });
    }
    case "multiply":
      return using({ routine: "multiplyAdd", args: [scalar(s), a, b, scalar(number(0)), c] });
  }
  return undefined;
}

/**
 * V = …, V = s V → V = s …; and V = …, W = s V where V is not used again → V = s …, W = V. Linear in the calls: those that
 * are folded stand empty until the end, so that positions stay what they are.
 */
export function foldScalings(instructions: readonly Instruction[], surroundings: Surroundings): readonly Instruction[] {
  const folding = new Folding(instructions, surroundings);
  instructions.forEach((_, at) => {
    folding.tryAt(at);
  });
  return folding.instructions;
}

class Folding {
  readonly #current: (Instruction | undefined)[];
  readonly #uses: Uses;
  /** Where numbers are computed. */
  readonly #defined = new Map<number, number>();

  constructor(
    instructions: readonly Instruction[],
    private readonly surroundings: Surroundings,
  ) {
    this.#current = [...instructions];
    // Folding changes coefficients, never the blocks that a call reads and writes.
    this.#uses = new Uses(instructions);
    instructions.forEach(({ result }, at) => {
      if (result) this.#defined.set(result.id, at);
    });
  }

  get instructions(): Instruction[] {
    return this.#current.filter((i) => i !== undefined);
  }

  /** Folds the call at a position into those before it, if it only multiplies and each of them can take the factor. */
  tryAt(at: number): void {
    const { routine, args, condition } = this.#current[at]!;
    if (condition || (routine !== "scale" && routine !== "rescale")) return;
    const [from, into] = [blockOf(args[1])!, blockOf(args[routine === "scale" ? 2 : 1])!];
    const inPlace = from.id === into.id;
    const touched = this.#uses.touched(from.id).filter((k) => this.#current[k]);
    const { foreign, results } = this.surroundings;
    // Another reader of V would see it multiplied.
    if (foreign.has(from.id) || (!inPlace && (results.has(from.id) || touched[touched.length - 1] !== at))) return;
    const s = scalarIn(args[0]);
    // The number must be known where a call takes it.
    const known = Math.max(-1, ...valuesOf(scalar(s)).map((v) => this.#defined.get(v.id) ?? -1));
    const changed = new Map<number, Instruction>();
    for (const k of touched.filter((position) => position < at).reverse()) {
      const instruction = this.#current[k]!;
      const result = multiplied(instruction, from, s);
      if (!result || known >= k) return;
      changed.set(k, result.instruction);
      // What the call leaves undone cannot depend on a condition.
      if (result.all && !instruction.condition) break;
    }
    if (changed.size === 0) return;
    for (const [k, instruction] of changed) this.#current[k] = instruction;
    this.#current[at] = inPlace ? undefined : { routine: "copy", args: [args[1]!, args[2]!], writes: [into] };
  }
}
