/**
 * Multiples without passes of their own: a factor goes into the calls that write the matrix, α of a product or the
 * coefficients of a sum.
 */
import { INSTRUCTIONS, type Op } from "../plan/instructions.js";
import type { Row } from "../plan/instructions/row.js";
import { coefficientOf, number, scalar, valuesOf, type Argument, type Scalar, type Value } from "../plan/values.js";
import { numberOf, type Prepared, type PreparedOp } from "./prepared.js";
import { Uses, blockOf, isOne, scalarIn, type Surroundings } from "./def-use.js";

const times = (s: Scalar, t: Scalar): Scalar => coefficientOf([s, t])!;

/** A call that writes a multiple of what it wrote; `all` if that includes what the value held before. */
interface Multiplied {
  readonly instruction: Prepared;
  readonly all: boolean;
}

const rowOf = (op: PreparedOp): Partial<Row> => (op in INSTRUCTIONS ? INSTRUCTIONS[op as Op] : {});

/** The instruction with s times what it writes into a value; undefined where that takes another pass. */
function multiplied(instruction: Prepared, { id }: Value, s: Scalar): Multiplied | undefined {
  const { op, takes, gives } = instruction;
  const { coefficient, onto } = rowOf(op);
  if (gives["C"]?.id !== id) return undefined;
  const reads = Object.entries(takes).some(([name, a]) => name !== onto && blockOf(a)?.id === id);
  const using = (changes: Partial<Prepared>, all = false): Multiplied => ({
    instruction: { ...instruction, ...changes },
    all,
  });
  const scaling = op === "rescale" || (op === "scale" && reads);
  if (reads && !scaling) return undefined;
  if (coefficient !== undefined) {
    const filled: Record<string, Argument> = {
      ...takes,
      [coefficient]: scalar(times(s, scalarIn(takes[coefficient]))),
    };
    const beta = takes["beta"];
    const added = beta?.kind === "scalar" && !isOne(beta.value);
    if (added) filled["beta"] = scalar(times(s, beta.value));
    return using({ takes: filled }, scaling || added);
  }
  const { A, B } = takes as Record<"A" | "B", Argument>;
  switch (op) {
    case "add":
    case "subtract": {
      const t = op === "add" ? s : times(number(-1), s);
      return using({ op: "combine", takes: { s: scalar(s), A, t: scalar(t), B } });
    }
    case "combine": {
      const [left, right] = [scalarIn(takes["s"]), scalarIn(takes["t"])];
      return using({ takes: { s: scalar(times(s, left)), A, t: scalar(times(s, right)), B } });
    }
    case "multiply":
      return using({ op: "multiplyAdd", takes: { s: scalar(s), A, B, t: scalar(number(0)) } });
    default:
      return undefined;
  }
}

/**
 * V = …, V = s V → V = s …; and V = …, W = s V where V is not used again → V = s …, W = V. Linear in the calls: those that
 * are folded stand empty until the end, so that positions stay what they are.
 */
export function foldScalings(instructions: readonly Prepared[], surroundings: Surroundings): readonly Prepared[] {
  const folding = new Folding(instructions, surroundings);
  instructions.forEach((_, at) => {
    folding.tryAt(at);
  });
  return folding.instructions;
}

class Folding {
  readonly #current: (Prepared | undefined)[];
  readonly #uses: Uses;
  /** Where numbers are computed. */
  readonly #defined = new Map<number, number>();

  constructor(
    instructions: readonly Prepared[],
    private readonly surroundings: Surroundings,
  ) {
    this.#current = [...instructions];
    // Folding changes coefficients, never the blocks that a call reads and writes.
    this.#uses = new Uses(instructions);
    instructions.forEach((i, at) => {
      const result = numberOf(i);
      if (result) this.#defined.set(result.id, at);
    });
  }

  get instructions(): Prepared[] {
    return this.#current.filter((i) => i !== undefined);
  }

  /** Folds the call at a position into those before it, if it only multiplies and each of them can take the factor. */
  tryAt(at: number): void {
    const { op, takes, gives, when } = this.#current[at]!;
    if (when || (op !== "scale" && op !== "rescale")) return;
    const [from, into] = [blockOf(takes["A"]), gives["C"]!];
    if (!from) return;
    const inPlace = from.id === into.id;
    const touched = this.#uses.touched(from.id).filter((k) => this.#current[k]);
    const { foreign, results } = this.surroundings;
    // Another reader of V would see it multiplied.
    if (foreign.has(from.id) || (!inPlace && (results.has(from.id) || touched[touched.length - 1] !== at))) return;
    const s = scalarIn(takes["s"]);
    // The number must be known where a call takes it.
    const known = Math.max(-1, ...valuesOf(scalar(s)).map((v) => this.#defined.get(v.id) ?? -1));
    const changed = new Map<number, Prepared>();
    for (const k of touched.filter((position) => position < at).reverse()) {
      const instruction = this.#current[k]!;
      const result = multiplied(instruction, from, s);
      if (!result || known >= k) return;
      changed.set(k, result.instruction);
      // What the call leaves undone cannot depend on a condition.
      if (result.all && !instruction.when) break;
    }
    if (changed.size === 0) return;
    for (const [k, instruction] of changed) this.#current[k] = instruction;
    this.#current[at] = inPlace ? undefined : { op: "copy", takes: { A: takes["A"]! }, gives, flags: [] };
  }
}
