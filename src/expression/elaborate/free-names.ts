/** Names for what the program leaves without one, sizes and outputs: such as nothing else has. */
import { cotangentName } from "../../../grammar/names.js";
import type { TakeNote } from "../../language/diagnostics/notes.js";
import { symbolic, type Dimension } from "../../../codegen/plan/sizes.js";
import { isScalar, type Node, type Shape } from "../node/node.js";
import type { Unifier } from "./unify.js";

/** Names for sizes that nobody named, in the order in which they are given out. */
const SIZE_NAMES = ["m", "n", "p", "q", "r", "k", "l", "s"];
/** What an output that the program does not name is called where Y is the name of something else. */
const SCALAR_NAMES = ["L", "J", "F", "C", "ℓ"];
const MATRIX_NAMES = ["Z", "F", "G", "H", "W"];

/** Gives names to the sizes of these shapes that were left open, and returns the names. */
export function nameOpenSizes(shapes: Iterable<Shape>, unifier: Unifier, known: Iterable<string>): string[] {
  const taken = new Set(known);
  const free = SIZE_NAMES.filter((n) => !taken.has(n));
  let extra = 1;
  const given: string[] = [];
  const named = new Set<Dimension>();
  for (const { rows, cols } of shapes) {
    for (const d of [rows, cols]) {
      if (named.has(d)) continue;
      named.add(d);
      for (const open of unifier.variables(d)) {
        let name = free.shift();
        while (name === undefined || taken.has(name)) name = `n${subscript(extra++)}`;
        taken.add(name);
        given.push(name);
        unifier.assign(open, symbolic(name));
      }
    }
  }
  return given;
}

interface Output {
  readonly name: string;
  readonly spelling: string;
  readonly unnamed?: boolean | undefined;
  readonly node: Node;
}

/** Outputs without a name of their own get one that nothing else has. */
export function nameOutputs(outputs: readonly Output[], known: Iterable<string>): Omit<Output, "unnamed">[] {
  const taken = new Set(known);
  return outputs.map(({ name, spelling, unnamed, node }) => {
    if (unnamed !== true || !taken.has(name)) return { name, spelling, node };
    const free = (isScalar(node) ? SCALAR_NAMES : MATRIX_NAMES).find((n) => !taken.has(n));
    let numbered = name;
    for (let i = outputs.length + 1; taken.has(numbered); i++) numbered = `Y${subscript(i)}`;
    const chosen = free ?? numbered;
    taken.add(chosen);
    return { name: chosen, spelling: chosen, node };
  });
}

/** A number in the digits of an index. */
export const subscript = (n: number): string => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]!).join("");

/** `x̄` beside `x`: the derivative in x is written x̄, too. */
export function noteBarredNames(
  variables: ReadonlyMap<string, { readonly spelling: string; readonly name: string }>,
  note: TakeNote,
): void {
  for (const { name, spelling } of variables.values()) {
    const barred = variables.get(cotangentName(name));
    if (barred === undefined) continue;
    const told = `${barred.spelling} is a name here, and ${barred.spelling} = … in the answer is the derivative in ${spelling}; another name tells them apart`;
    note("barred-name", told, { start: 0, end: 0 });
  }
}
