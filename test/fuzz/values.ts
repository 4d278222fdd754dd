/** What a generated program is made of: inputs and definitions with their shapes and what is known of them. */
import { evaluate, type Dimension } from "../../codegen/plan/sizes.js";

/** Pairwise different, so that a mismatch of shapes never goes unseen. */
export const SIZES: ReadonlyMap<string, number> = new Map([
  ["m", 4],
  ["n", 3],
  ["p", 2],
]);

export const sizeOf = (d: Dimension): number => evaluate(d, SIZES);

/** What the generator knows of a value, so that functions are called where they are defined. */
export interface Traits {
  readonly symmetric?: boolean;
  readonly spd?: boolean;
  readonly diagonal?: boolean;
  readonly invertible?: boolean;
  /** Every entry is greater than 0. */
  readonly positive?: boolean;
  /** A scalar that is known to be positive. */
  readonly orthonormal?: boolean;
  /** Of full rank with simple eigenvalues and singular values, almost surely. */
  readonly generic?: boolean;
}

export interface Value extends Traits {
  readonly rows: Dimension;
  readonly cols: Dimension;
  /** About how large its entries can be. */
  readonly size: number;
  /** An input by its index, an output of a definition by the definition's, or text around other values. */
  readonly made:
    | { readonly by: "input"; readonly input: number }
    | { readonly by: "definition"; readonly definition: number; readonly output: number }
    | { readonly by: "text"; readonly parts: readonly (string | Value)[] };
}

export interface InputDeclaration {
  readonly name: string;
  readonly shape: string;
  readonly properties: string;
  readonly rows: Dimension;
  readonly cols: Dimension;
}

/** names = value; of a factorization several names. */
export interface Definition {
  readonly names: readonly string[];
  readonly value: Value;
  /** The function of the catalogue, or what else it is an instance of. */
  readonly what: string;
}

export interface Generated {
  readonly inputs: readonly InputDeclaration[];
  readonly functions: readonly string[];
  readonly definitions: readonly Definition[];
  readonly outputs: readonly Value[];
}

export interface Rendering {
  /** Definitions with one output are written where they are used. */
  readonly inline?: boolean;
  readonly transposed?: boolean;
  readonly rename?: (name: string) => string;
}

/** The text of a program. */
export function render(program: Generated, options: Rendering = {}): string {
  const rename = options.rename ?? ((name: string): string => name);
  const texts = new Map<Value, string>();
  const inlined = (i: number): boolean => options.inline === true && program.definitions[i]!.names.length === 1;
  const used = new Set<number>();
  // Values are nested as deep as definitions are many: a few.
  const text = (v: Value): string => {
    let known = texts.get(v);
    if (known === undefined) texts.set(v, (known = write(v)));
    return known;
  };
  const write = (v: Value): string => {
    switch (v.made.by) {
      case "input":
        return rename(program.inputs[v.made.input]!.name);
      case "definition": {
        const { definition, output } = v.made;
        if (inlined(definition)) return `(${text(program.definitions[definition]!.value)})`;
        return program.definitions[definition]!.names[output]!;
      }
      case "text":
        return v.made.parts.map((p) => (typeof p === "string" ? p : text(p))).join("");
    }
  };
  needed(program, used);
  const lines = [
    ...usedInputs(program, used).map((i) => `${rename(i.name)}: ${i.shape} ${i.properties}`.trim()),
    ...program.functions,
    ...program.definitions
      .map((d, i) => (inlined(i) || !used.has(i) ? "" : `${d.names.join(", ")} = ${text(d.value)}`))
      .filter((line) => line !== ""),
    ...program.outputs.map((o, i) => `Out${i + 1} = ${options.transposed ? `(${text(o)})ᵀ` : text(o)}`),
    `return ${program.outputs.map((_, i) => `Out${i + 1}`).join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The inputs that the outputs are made of; functions may name scalars. */
function usedInputs(program: Generated, used: ReadonlySet<number>): InputDeclaration[] {
  const seen = new Set<number>();
  const work: Value[] = [...program.outputs, ...[...used].map((i) => program.definitions[i]!.value)];
  while (work.length > 0) {
    const v = work.pop()!;
    if (v.made.by === "input") seen.add(v.made.input);
    if (v.made.by === "text") work.push(...v.made.parts.filter((p): p is Value => typeof p !== "string"));
  }
  return program.inputs.filter((i, k) => seen.has(k) || program.functions.some((f) => f.includes(i.name)));
}

/** The definitions that the outputs are made of. */
function needed(program: Generated, used: Set<number>): void {
  const seen = new Set<Value>();
  const work: Value[] = [...program.outputs];
  while (work.length > 0) {
    const v = work.pop()!;
    if (seen.has(v)) continue;
    seen.add(v);
    if (v.made.by === "text") work.push(...v.made.parts.filter((p): p is Value => typeof p !== "string"));
    if (v.made.by !== "definition" || used.has(v.made.definition)) continue;
    used.add(v.made.definition);
    work.push(program.definitions[v.made.definition]!.value);
  }
}

/** The functions that the outputs are made of. */
export function usedFunctions(program: Generated): string[] {
  const used = new Set<number>();
  needed(program, used);
  return [...used].map((i) => program.definitions[i]!.what);
}
