/** What authors call their inputs: letters of all kinds, and words that languages reserve. */
const NAMES: readonly string[] = [
  ...["W_12", "X_in", "Σ_1", "β_2", "Γ", "θ", "δ_x", "Ω", "x̂", "X̃", "ε"],
  ...["elements", "class", "function", "default", "constructor", "toString", "new", "this", "in", "import", "lambda"],
  ...[
    "saved",
    "inputs",
    "batch",
    "rows",
    "data",
    "cotangents",
    "arguments",
    "null",
    "length",
    "prototype",
    "__proto__",
  ],
  ...["def", "None", "self", "end", "forward", "hasOwnProperty", "valueOf", "await", "yield", "eval", "Float64Array"],
];

/** A name that no input has: of every kind now and then, else a letter with the number of the input. */
export function inputName(letter: string, index: number, choice: number, taken: readonly string[]): string {
  const unusual = NAMES[choice % (3 * NAMES.length)];
  return unusual !== undefined && !taken.includes(unusual) ? unusual : `${letter}_${index}`;
}
