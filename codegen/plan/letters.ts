/** What the letters in the shapes of a row stand for in an instruction. */
import type { AnyInstruction } from "./instructions.js";
import type { Letters, Row } from "./instructions/row.js";
import { ONE, type Dimension } from "./sizes.js";
import type { Argument, Value } from "./values.js";

/** A block of an instruction: its name, its shape as the row has it and as it is. */
export interface NamedBlock {
  readonly name: string;
  readonly letters: readonly [string, string];
  readonly rows: Dimension;
  readonly cols: Dimension;
}

const shapeOf = (a: Argument | undefined): readonly [Dimension, Dimension] | undefined => {
  if (a?.kind === "block") return [a.value.rows, a.value.cols];
  return a?.kind === "reshaped" ? [a.rows, a.cols] : undefined;
};

const isShape = (kind: string): boolean => kind.includes("×");
const split = (shape: string): [string, string] => shape.split("×") as [string, string];

/** The blocks of an instruction; what a flag turns has its letters turned. */
export function blocksOf(row: Row, { takes, gives, flags }: AnyInstruction): NamedBlock[] {
  const turned = new Set(flags.map((f) => row.flags?.[f]));
  const given = Object.entries(row.takes).flatMap(([name, kind]): NamedBlock[] => {
    const shape = isShape(kind) ? shapeOf(takes[name]) : undefined;
    if (!shape) return [];
    const [r, c] = split(kind);
    return [{ name, letters: turned.has(name) ? [c, r] : [r, c], rows: shape[0], cols: shape[1] }];
  });
  const made = Object.entries(row.gives).flatMap(([name, kind]): NamedBlock[] => {
    const value: Value | undefined = isShape(kind) ? gives[name] : undefined;
    return value ? [{ name, letters: split(kind), rows: value.rows, cols: value.cols }] : [];
  });
  return [...given, ...made];
}

const isVector = (b: NamedBlock): boolean => b.letters.includes("1");

/** The sizes; matrices say them before vectors, which may lie in either direction. */
export function lettersOf(row: Row, instruction: AnyInstruction): Letters {
  const known: Record<string, Dimension> = { m: ONE, n: ONE, k: ONE, p: ONE, q: ONE };
  const bound = new Set<string>();
  const bind = (letter: string, size: Dimension): void => {
    if (letter.length !== 1 || letter === "1" || bound.has(letter)) return;
    known[letter] = size;
    bound.add(letter);
  };
  const blocks = blocksOf(row, instruction);
  for (const { letters, rows, cols } of blocks.filter((b) => !isVector(b))) {
    bind(letters[0], rows);
    bind(letters[1], cols);
  }
  for (const { letters, rows, cols } of blocks.filter(isVector)) {
    const [entries] = letters.filter((l) => l !== "1");
    if (entries !== undefined) bind(entries, rows === ONE ? cols : rows);
  }
  return known as unknown as Letters;
}
