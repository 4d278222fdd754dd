/**
 * Entrywise operations that follow each other become one pass: B = f(A), C = B ∘ D → C = chain(A, f, ∘ D), where B is not
 * used otherwise.
 */
import { LONGEST_CHAIN } from "../runtime/interface/entries.js";
import { sizeKey } from "./layout.js";
import { block, number, scalar, word, type Argument, type Instruction, type Value } from "../plan/program.js";
import { Uses, blockOf, scalarIn, type Surroundings } from "./def-use.js";

/** One way to read an instruction: a value that goes through it, and the step with its other operands. */
interface Step {
  readonly from: Value;
  readonly arguments: readonly Argument[];
}

/** Entrywise operations up to an instruction, in one. */
interface Chain {
  readonly members: readonly number[];
  readonly from: Value;
  readonly steps: readonly Argument[];
  readonly length: number;
}

const BINARY: ReadonlySet<string> = new Set(["add", "subtract", "multiply", "divide", "maximum", "minimum"]);

/** Where an instruction writes, if it is entrywise, and the ways to read it. */
function stepsOf({ routine, args }: Instruction): { readonly into: Value; readonly ways: readonly Step[] } | undefined {
  const [a, b, c] = args.map(blockOf);
  const way = (from: Value | undefined, ...rest: Argument[]): Step[] => (from ? [{ from, arguments: rest }] : []);
  const combined = (s: Argument, t: Argument, other: Value): Argument[] => [word("combine"), s, t, block(other)];
  if (routine.startsWith("entrywise.") && a && b) {
    return { into: b, ways: way(a, word(routine.slice("entrywise.".length))) };
  }
  if (BINARY.has(routine) && a && b && c) {
    const straight = way(a, word(routine), block(b));
    const one = scalar(number(1));
    if (routine === "divide") return { into: c, ways: straight };
    const turned = routine === "subtract" ? combined(scalar(number(-1)), one, a) : [word(routine), block(a)];
    return { into: c, ways: [...straight, ...way(b, ...turned)] };
  }
  if (routine === "scale" || routine === "addScalar") return c && { into: c, ways: way(b, word(routine), args[0]!) };
  if (routine === "powScalar") return c && { into: c, ways: way(a, word(routine), args[1]!) };
  if (routine === "combine") {
    const [left, right, into] = [b!, blockOf(args[3])!, blockOf(args[4])!];
    const [s, t] = [args[0]!, args[2]!];
    return { into, ways: [...way(left, ...combined(s, t, right)), ...way(right, ...combined(t, s, left))] };
  }
  if (routine === "multiplyAdd") {
    const t = scalarIn(args[3]);
    const into = blockOf(args[4])!;
    if (t.kind !== "number" || t.value !== 0) return undefined;
    const scaled = (other: Value): Argument[] => [word("multiply"), block(other), word("scale"), args[0]!];
    return { into, ways: [...way(b, ...scaled(c!)), ...way(c, ...scaled(b!))] };
  }
  return undefined;
}

export function fuseEntrywise(instructions: readonly Instruction[], surroundings: Surroundings): Instruction[] {
  const uses = new Uses(instructions);
  /** The chain that ends with the instruction at a position. */
  const chains = new Map<number, Chain>();
  const absorbed = new Set<number>();
  instructions.forEach((instruction, at) => {
    const read = stepsOf(instruction);
    if (!read || instruction.condition || !sameShapes(instruction)) return;
    const longer = read.ways.flatMap((w) => {
      const before = chainInto(instructions, chains, uses, at, w, read.into, surroundings);
      return before ? [{ before, step: w }] : [];
    });
    const [best] = longer.sort((x, y) => y.before.length - x.before.length);
    if (best) {
      const { before, step } = best;
      for (const k of before.members) absorbed.add(k);
      const steps = [...before.steps, ...step.arguments];
      chains.set(at, { members: [...before.members, at], from: before.from, steps, length: countOf(steps) });
    } else if (read.ways[0]) {
      const { from, arguments: steps } = read.ways[0];
      chains.set(at, { members: [at], from, steps, length: countOf(steps) });
    }
  });
  return instructions.flatMap((instruction, at) => {
    const chain = chains.get(at);
    if (absorbed.has(at)) return [];
    if (!chain || chain.members.length < 2) return [instruction];
    const { into } = stepsOf(instruction)!;
    return [{ routine: "chain", args: [block(chain.from), block(into), ...chain.steps], writes: [into] }];
  });
}

const countOf = (steps: readonly Argument[]): number => steps.filter((a) => a.kind === "word").length;

/** The chain whose result goes through a step, if nothing else sees that result and its operands are still there. */
function chainInto(
  instructions: readonly Instruction[],
  chains: ReadonlyMap<number, Chain>,
  uses: Uses,
  at: number,
  step: Step,
  into: Value,
  { foreign, results }: Surroundings,
): Chain | undefined {
  const { id } = step.from;
  const touched = uses.touched(id);
  const place = touched.indexOf(at);
  const chain = chains.get(touched[place - 1] ?? -1);
  // Its result is what goes through, once.
  if (!chain || foreign.has(id) || !instructions[touched[place - 1]!]!.writes.some((v) => v.id === id))
    return undefined;
  if (step.arguments.some((a) => blockOf(a)?.id === id)) return undefined;
  // A vector may be read in the other direction.
  if (chain.from.rows !== into.rows || chain.from.cols !== into.cols) return undefined;
  const inPlace = into.id === id;
  if (!inPlace && (results.has(id) || place !== touched.length - 1)) return undefined;
  if (countOf([...chain.steps, ...step.arguments]) > LONGEST_CHAIN) return undefined;
  // The chain reads its operands here instead of where its members stood; members themselves write nothing any more.
  const operands = [chain.from, ...chain.steps.flatMap((a) => blockOf(a) ?? [])];
  const inBetween = (w: number): boolean => w >= chain.members[0]! && w < at && !chain.members.includes(w);
  return operands.some((v) => uses.written(v.id).some(inBetween)) ? undefined : chain;
}

/** Whether all blocks are whole and of one shape. */
function sameShapes({ args, writes }: Instruction): boolean {
  const blocks = args.flatMap((a) => (a.kind === "block" ? [a.value] : []));
  if (args.some((a) => a.kind === "reshaped") || writes.length !== 1) return false;
  const [first, ...others] = blocks;
  return others.every((v) => v.rows === first!.rows && v.cols === first!.cols && sizeKey(v) === sizeKey(first!));
}
