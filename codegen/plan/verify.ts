/** Every instruction of a plan against the table: what tests ask of each plan. */
import { INSTRUCTIONS, operandsOf, resultsOf, type AnyInstruction, type Instruction } from "./instructions.js";
import { blocksOf, lettersOf } from "./letters.js";
import type { Plan } from "./program.js";
import { ONE, multiply, type Dimension } from "./sizes.js";
import { valuesOf, type Argument } from "./values.js";

/** What is wrong with a plan, in sentences; nothing of a right one. */
export function faultsOf(plan: Plan): string[] {
  const inputs = plan.inputs.map((p) => p.value.id);
  const known = new Set(inputs);
  const faults = faultsOfPhase("forward", plan.forward, known);
  for (const [phase, given, instructions] of [
    ["backward", plan.cotangents, plan.backward],
    ["variation", plan.tangents, plan.variation],
  ] as const) {
    const mine = new Set([...known, ...given.map((p) => p.value.id)]);
    faults.push(...faultsOfPhase(phase, instructions, mine));
  }
  return faults;
}

/** Also adds to `known` what the phase computes. */
function faultsOfPhase(phase: string, instructions: readonly Instruction[], known: Set<number>): string[] {
  return instructions.flatMap((instruction: AnyInstruction, at) => {
    const place = `${phase} ${at + 1}, ${instruction.op}`;
    const unknown = operandsOf(instruction)
      .flatMap(valuesOf)
      .filter((v) => !known.has(v.id))
      .map((v) => `${place}: value ${v.id} is read before it is written`);
    const twice = resultsOf(instruction)
      .filter((v) => known.has(v.id))
      .map((v) => `${place}: value ${v.id} is written twice`);
    for (const v of resultsOf(instruction)) known.add(v.id);
    return [...unknown, ...twice, ...faultsOfOne(instruction).map((fault) => `${place}: ${fault}`)];
  });
}

/** What is wrong with one instruction by itself. */
export function faultsOfOne(instruction: AnyInstruction): string[] {
  const row = INSTRUCTIONS[instruction.op as keyof typeof INSTRUCTIONS];
  const faults: string[] = [];
  const names = (record: object): string => Object.keys(record).sort().join();
  if (names(row.takes) !== names(instruction.takes)) faults.push(`takes ${names(instruction.takes)}`);
  if (names(row.gives) !== names(instruction.gives)) faults.push(`gives ${names(instruction.gives)}`);
  for (const [name, kind] of Object.entries(row.takes)) {
    const operand = instruction.takes[name];
    if (operand && !isOfKind(operand, kind)) faults.push(`${name} is a ${operand.kind}, not ${kind}`);
  }
  for (const flag of instruction.flags) if (!(flag in (row.flags ?? {}))) faults.push(`has no flag ${flag}`);
  const sizes = lettersOf(row, instruction) as unknown as Record<string, Dimension>;
  const sizeOf = (letters: string): Dimension =>
    letters === "1" ? ONE : [...letters].map((l) => sizes[l]!).reduce((x, y) => multiply(x, y));
  for (const { name, letters, rows, cols } of blocksOf(row, instruction)) {
    const [r, c] = letters.map(sizeOf) as [Dimension, Dimension];
    const turned = (r === ONE || c === ONE) && rows === c && cols === r;
    if ((rows !== r || cols !== c) && !turned) faults.push(`${name} is ${rows.key}×${cols.key}, not ${r.key}×${c.key}`);
  }
  return faults;
}

function isOfKind(operand: Argument, kind: string): boolean {
  switch (operand.kind) {
    case "block":
      return kind === "pivots" ? operand.value.storage === "pivots" : kind.includes("×");
    case "reshaped":
      return kind.includes("×");
    case "scalar":
      return kind === "number" || kind === "size";
    default:
      return kind === operand.kind;
  }
}
