/**
 * A plan made ready for a target with blocks of memory: destinations, coefficients of products and sums, fused passes. What
 * is computed stays the same.
 */
import type { Plan, Port } from "../plan/program.js";
import { block, type Value } from "../plan/values.js";
import { resultsOf, type Instruction } from "../plan/instructions.js";
import { destinations } from "./destinations.js";
import { improve } from "./optimize.js";
import { readsOf, type Prepared, type PreparedProgram } from "./prepared.js";
import { renameValue } from "./rename.js";
import type { Surroundings } from "./def-use.js";

type Renamed = ReadonlyMap<number, Value>;

interface Phase {
  readonly instructions: readonly Prepared[];
  readonly results: readonly Port[];
}

const ids = (ports: readonly Port[]): number[] => ports.map((p) => p.value.id);

/** The program of a plan; blocks of forward that later phases read stay as they are. */
export function prepare(plan: Plan): PreparedProgram {
  const inputs = ids(plan.inputs);
  const later = [...plan.backward, ...plan.variation].flatMap((i) => readsOf(i as Prepared)).map((v) => v.id);
  const gradients = ids([...plan.gradients, ...plan.outputTangents]);
  const kept = [...ids(plan.outputs), ...later, ...gradients];
  const fresh = counter(plan);
  const forward = phase(plan.forward, plan.outputs, new Map(), new Set(inputs), new Set(inputs), kept, fresh);
  const saved = [...inputs, ...forward.instructions.flatMap((i) => Object.values(i.gives)).map((v) => v.id)];
  // Results must not share their memory with what is given or has been returned.
  const taken = new Set([...inputs, ...ids(forward.results)]);
  const next = (instructions: readonly Instruction[], given: readonly Port[], results: readonly Port[]): Phase => {
    const foreign = new Set([...saved, ...ids(given)]);
    return phase(instructions, results, forward.renamed, foreign, new Set([...taken, ...ids(given)]), [], fresh);
  };
  const backward = next(plan.backward, plan.cotangents, plan.gradients);
  const variation = next(plan.variation, plan.tangents, plan.outputTangents);
  return {
    ...plan,
    outputs: forward.results,
    gradients: backward.results,
    outputTangents: variation.results,
    forward: forward.instructions,
    backward: backward.instructions,
    variation: variation.instructions,
  };
}

/** Instructions of their own as they are run: from blocks that are given to one result. */
export function prepareAlone(
  instructions: readonly Instruction[],
  given: readonly Value[],
  result: Value,
): readonly Prepared[] {
  const foreign = new Set(given.map((v) => v.id));
  const placed = destinations(instructions, { foreign, results: new Set([result.id]) }, new Map());
  const results = new Set([placed.renamed.get(result.id)?.id ?? result.id]);
  return improve(placed.instructions, { foreign, results }).instructions;
}

/** Numbers for values that the plan has not. */
function counter(plan: Plan): () => number {
  let next = 0;
  for (const v of [plan.inputs, plan.cotangents, plan.tangents].flat().map((p) => p.value)) next = Math.max(next, v.id);
  for (const i of [plan.forward, plan.backward, plan.variation].flat())
    for (const v of resultsOf(i as Prepared)) next = Math.max(next, v.id);
  return () => ++next;
}

/** A phase in blocks, improved, with results of their own. */
function phase(
  instructions: readonly Instruction[],
  ports: readonly Port[],
  known: Renamed,
  foreign: ReadonlySet<number>,
  taken: ReadonlySet<number>,
  kept: readonly number[],
  fresh: () => number,
): Phase & { readonly renamed: Renamed } {
  const placed = destinations(instructions, { foreign, results: new Set([...kept, ...ids(ports)]) }, known);
  const own = ownResults(placed.instructions, ports, placed.renamed, taken, fresh);
  const results = new Set([...kept.map((id) => placed.renamed.get(id)?.id ?? id), ...ids(own.results)]);
  const surroundings: Surroundings = { foreign, results };
  const improved = improve(own.instructions, surroundings);
  const renamed = new Map([...placed.renamed, ...improved.renamed]);
  return {
    instructions: improved.instructions,
    results: own.results.map((p) => ({ ...p, value: renameValue(p.value, improved.renamed) })),
    renamed,
  };
}

/** Copies of results that are given, or returned already. */
function ownResults(
  instructions: readonly Prepared[],
  ports: readonly Port[],
  renamed: Renamed,
  taken: ReadonlySet<number>,
  fresh: () => number,
): Phase {
  const seen = new Set(taken);
  const copies: Prepared[] = [];
  const results = ports.map((p) => {
    const value = renameValue(p.value, renamed);
    if (value.storage === "scalar" || !seen.has(value.id)) {
      seen.add(value.id);
      return { ...p, value };
    }
    const copy = { ...value, id: fresh() };
    copies.push({ op: "copy", takes: { A: block(value) }, gives: { C: copy }, flags: [] });
    return { ...p, value: copy };
  });
  return { instructions: [...instructions, ...copies], results };
}
