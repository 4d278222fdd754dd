import { Block } from "../block.js";
import { LONGEST_CHAIN, type ChainArgument, type ChainStep } from "../interface/entries.js";
import { LinearAlgebraError } from "../errors.js";
import { checkSame } from "./memory.js";

/** What follows the name of a step: numbers, and `b` for the second operand. */
const PARAMETERS: Readonly<Record<string, string>> = {
  add: "b",
  subtract: "b",
  multiply: "b",
  divide: "b",
  maximum: "b",
  minimum: "b",
  scale: "s",
  addScalar: "s",
  powScalar: "s",
  combine: "stb",
};

/** The steps in the order of chain.cpp. */
const ORDER: readonly ChainStep[] = [
  ...(["negate", "square", "sqrt", "rsqrt", "recip", "cbrt", "abs", "sign", "relu", "step", "exp", "expm1"] as const),
  ...(["log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "sigmoid"] as const),
  ...(["softplus", "silu", "gelu", "erf", "normalcdf"] as const),
  ...(["lgamma", "digamma", "trigamma", "tetragamma", "pentagamma"] as const),
  ...(["add", "subtract", "multiply", "divide", "maximum", "minimum"] as const),
  ...(["scale", "addScalar", "powScalar", "combine"] as const),
];

const CODES = new Map<ChainArgument, number>(ORDER.map((name, code) => [name, code]));

/** Writes the steps as chain.cpp reads them, at the position `at` of the heap. Returns their number. */
export function writeSteps(A: Block, steps: readonly ChainArgument[], heap: Float64Array, at: number): number {
  let count = 0;
  for (let k = 0; k < steps.length; count++) {
    const name = steps[k++]!;
    const code = CODES.get(name);
    if (code === undefined || count === LONGEST_CHAIN)
      throw new LinearAlgebraError("Usage", `chain: ${String(name)} is not a step, or there are too many`);
    const place = at + 4 * count;
    heap[place] = code;
    let next = place + 2;
    for (const parameter of PARAMETERS[name as string] ?? "") {
      const value = steps[k++];
      if (parameter === "b" && value instanceof Block) {
        checkSame("chain", A, value);
        heap[place + 1] = value.address;
      } else if (parameter !== "b" && typeof value === "number") heap[next++] = value;
      else throw new LinearAlgebraError("Usage", `chain: ${String(name)} has not the operands that it needs`);
    }
  }
  return count;
}
