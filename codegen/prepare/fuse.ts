/**
 * Entrywise operations that follow each other become one pass: B = f(A), C = B ∘ D → C = chain(A, f, ∘ D), where B is not
 * used otherwise.
 */
import { LONGEST_CHAIN } from "../runtime/interface/entries.js";
import { block, number, scalar, type Argument, type Value } from "../plan/values.js";
import { sizeKey } from "./layout.js";
import { operandsOf, writesOf, type ChainStep, type Prepared } from "./prepared.js";
import { Uses, blockOf, scalarIn, type Surroundings } from "./def-use.js";

/** One way to read an instruction: a value that goes through it, and the steps with their other operands. */
interface Way {
  readonly from: Value;
  readonly steps: readonly ChainStep[];
}

/** Entrywise operations up to an instruction, in one. */
interface Chain extends Way {
  readonly members: readonly number[];
}

const step = (name: string, ...operands: Argument[]): ChainStep => ({ name, operands });

/** Where an instruction writes, if it is entrywise, and the ways to read it. */
function waysOf({ op, takes, gives }: Prepared): { readonly into: Value; readonly ways: readonly Way[] } | undefined {
  const [a, b, into] = [blockOf(takes["A"]), blockOf(takes["B"]), gives["C"]];
  if (!a || !into) return undefined;
  const way = (from: Value | undefined, ...steps: ChainStep[]): Way[] => (from ? [{ from, steps }] : []);
  const f = takes["f"];
  switch (op) {
    case "entrywise":
      return { into, ways: f?.kind === "word" ? way(a, step(f.text)) : [] };
    case "divide":
      return { into, ways: way(a, step(op, block(b!))) };
    case "subtract": {
      const turned = step("combine", scalar(number(-1)), scalar(number(1)), block(a));
      return { into, ways: [...way(a, step(op, block(b!))), ...way(b, turned)] };
    }
    case "add":
    case "multiply":
    case "maximum":
    case "minimum":
      return { into, ways: [...way(a, step(op, block(b!))), ...way(b, step(op, block(a)))] };
    case "scale":
    case "addScalar":
      return { into, ways: way(a, step(op, takes["s"]!)) };
    case "powScalar":
      return { into, ways: way(a, step(op, takes["p"]!)) };
    case "combine": {
      const [s, t] = [takes["s"]!, takes["t"]!];
      return { into, ways: [...way(a, step(op, s, t, block(b!))), ...way(b, step(op, t, s, block(a)))] };
    }
    case "multiplyAdd": {
      const t = scalarIn(takes["t"]);
      if (t.kind !== "number" || t.value !== 0) return undefined;
      const scaled = (other: Value): ChainStep[] => [step("multiply", block(other)), step("scale", takes["s"]!)];
      return { into, ways: [...way(a, ...scaled(b!)), ...way(b, ...scaled(a))] };
    }
    default:
      return undefined;
  }
}

export function fuseEntrywise(instructions: readonly Prepared[], surroundings: Surroundings): Prepared[] {
  const uses = new Uses(instructions);
  /** The chain that ends with the instruction at a position. */
  const chains = new Map<number, Chain>();
  const absorbed = new Set<number>();
  instructions.forEach((instruction, at) => {
    const read = waysOf(instruction);
    if (!read || instruction.when || !sameShapes(instruction)) return;
    const longer = read.ways.flatMap((way) => {
      const before = chainInto(instructions, chains, uses, at, way, read.into, surroundings);
      return before ? [{ before, way }] : [];
    });
    const [best] = longer.sort((x, y) => y.before.steps.length - x.before.steps.length);
    if (best) {
      const { before, way } = best;
      for (const k of before.members) absorbed.add(k);
      chains.set(at, {
        members: [...before.members, at],
        from: before.from,
        steps: [...before.steps, ...way.steps],
      });
    } else if (read.ways[0]) chains.set(at, { members: [at], ...read.ways[0] });
  });
  return instructions.flatMap((instruction, at): Prepared[] => {
    const chain = chains.get(at);
    if (absorbed.has(at)) return [];
    if (!chain || chain.members.length < 2) return [instruction];
    const { into } = waysOf(instruction)!;
    return [{ op: "chain", takes: { A: block(chain.from) }, gives: { C: into }, flags: [], steps: chain.steps }];
  });
}

/** The chain whose result goes through a step, if nothing else sees that result and its operands are still there. */
function chainInto(
  instructions: readonly Prepared[],
  chains: ReadonlyMap<number, Chain>,
  uses: Uses,
  at: number,
  way: Way,
  into: Value,
  { foreign, results }: Surroundings,
): Chain | undefined {
  const { id } = way.from;
  const touched = uses.touched(id);
  const place = touched.indexOf(at);
  const chain = chains.get(touched[place - 1] ?? -1);
  // Its result is what goes through, once.
  if (!chain || foreign.has(id) || !writesOf(instructions[touched[place - 1]!]!).some((v) => v.id === id))
    return undefined;
  if (way.steps.some((s) => s.operands.some((a) => blockOf(a)?.id === id))) return undefined;
  // A vector may be read in the other direction.
  if (chain.from.rows !== into.rows || chain.from.cols !== into.cols) return undefined;
  const inPlace = into.id === id;
  if (!inPlace && (results.has(id) || place !== touched.length - 1)) return undefined;
  if (chain.steps.length + way.steps.length > LONGEST_CHAIN) return undefined;
  // The chain reads its operands here instead of where its members stood; members themselves write nothing any more.
  const operands = [chain.from, ...chain.steps.flatMap((s) => s.operands.flatMap((a) => blockOf(a) ?? []))];
  const inBetween = (w: number): boolean => w >= chain.members[0]! && w < at && !chain.members.includes(w);
  return operands.some((v) => uses.written(v.id).some(inBetween)) ? undefined : chain;
}

/** Whether all blocks are whole and of one shape. */
function sameShapes(instruction: Prepared): boolean {
  const operands = operandsOf(instruction);
  const blocks = [...operands.flatMap((a) => blockOf(a) ?? []), ...writesOf(instruction)];
  if (operands.some((a) => a.kind === "reshaped")) return false;
  const [first, ...others] = blocks;
  return others.every((v) => v.rows === first!.rows && v.cols === first!.cols && sizeKey(v) === sizeKey(first!));
}
