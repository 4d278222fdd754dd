/** A plan as a function file for Octave and MATLAB: [outputs, back] = layer (inputs), [gradients] = back (cotangents). */
import { operandsOf, resultsOf } from "../../plan/instructions.js";
import type { Plan, Port } from "../../plan/program.js";
import { symbolsOf, type Dimension } from "../../plan/sizes.js";
import { valuesOf } from "../../plan/values.js";
import { testedOf } from "../python/structure.js";
import { octaveHelper } from "./helpers.js";
import { OctaveNames } from "./names.js";
import { OctavePhase, type FileState } from "./phase.js";

export interface OctaveOptions {
  readonly header: readonly string[];
  readonly ascii: (name: string) => string;
  /** The name of the function, which must be that of its file. */
  readonly name: string;
  /** Whether every call tests the structure that is said of inputs. */
  readonly testStructure: boolean;
}

export function octaveFile(plan: Plan, options: OctaveOptions): string {
  const state: FileState = {
    names: new OctaveNames(options.ascii, options.name),
    values: new Map(),
    sizes: new Map(),
    homes: new Map(),
    helpers: new Set(),
    functions: new Map(),
    absent: new Set(),
  };
  const inputs = plan.inputs.map((p) => named(state, p, p.name));
  for (const s of symbolsIn(plan)) state.sizes.set(s, state.names.fresh(s));
  const written = phases(plan, state);
  const outputs = plan.outputs.map((p) => state.names.fresh(`${p.name}_out`));
  const gradients = plan.gradients.map((p) => state.names.fresh(`${p.name}_grad`));
  const tests = options.testStructure ? structureLines(plan, state, inputs) : [];
  const body = [
    ...forwardFunction(plan, state, written, { inputs, outputs, name: options.name }, tests),
    "",
    ...backwardFunction(plan, written, options.name, gradients),
  ];
  const support = helpersFor(state, body);
  const header = options.header.map((l) => `% ${l}`.trimEnd());
  return `${header.join("\n")}\n${body.join("\n")}\n${support.map((s) => `\n${s}\n`).join("")}`;
}

/** Gives the value of a port a name, and the shape in which it is given. */
function named(state: FileState, p: Port, wish: string): string {
  const name = state.names.fresh(wish);
  state.values.set(p.value.id, name);
  state.homes.set(p.value.id, { ...p.value, rows: p.rows, cols: p.cols });
  return name;
}

/** Both phases as they are written, and the names of what goes from one to the other and into the second. */
interface Phases {
  readonly forward: OctavePhase;
  readonly backward: OctavePhase;
  readonly saved: readonly string[];
  readonly cotangents: readonly string[];
}

function phases(plan: Plan, state: FileState): Phases {
  const needed = neededBackward(plan);
  const forward = new OctavePhase(state, plan.forward, new Set([...needed, ...plan.outputs.map((p) => p.value.id)]));
  forward.write();
  const bars = new Map(plan.cotangents.map((p) => [p.name, named(state, p, `${p.name}_bar`)]));
  const cotangents = plan.outputs.map((p) => bars.get(p.name) ?? state.names.fresh(`${p.name}_bar`));
  const backward = new OctavePhase(state, plan.backward, new Set(plan.gradients.map((p) => p.value.id)));
  backward.write();
  const kept = [...needed].filter((id) => !state.absent.has(id)).map((id) => state.values.get(id)!);
  const sizes = [...backward.mentionedSizes].map((s) => state.sizes.get(s)!);
  return { forward, backward, saved: [...sizes, ...kept], cotangents };
}

/** The values that backward reads and neither computes nor is given. */
function neededBackward(plan: Plan): Set<number> {
  const computed = new Set(plan.backward.flatMap(resultsOf).map((v) => v.id));
  const read = [
    ...plan.backward.flatMap((i) => operandsOf(i).flatMap(valuesOf)),
    ...plan.gradients.map((p) => p.value),
  ];
  const given = new Set(plan.cotangents.map((p) => p.value.id));
  return new Set(read.map((v) => v.id).filter((id) => !computed.has(id) && !given.has(id)));
}

function forwardFunction(
  plan: Plan,
  state: FileState,
  { forward, backward, saved }: Phases,
  {
    inputs,
    outputs,
    name,
  }: { readonly name: string; readonly inputs: readonly string[]; readonly outputs: readonly string[] },
  tests: readonly string[],
): string[] {
  const mentioned = new Set([...forward.mentionedSizes, ...backward.mentionedSizes]);
  return [
    `function [${[...outputs, "back"].join(", ")}] = ${name} (${inputs.join(", ")})`,
    ...indented([
      ...sizeLines(plan, inputs, state, mentioned),
      ...tests,
      ...forward.lines,
      ...assign(outputs, plan.outputs, forward),
      `back = @(varargin) ${name}_backward ({${saved.join(", ")}}, varargin{:});`,
    ]),
    "end",
  ];
}

function backwardFunction(
  plan: Plan,
  { backward, saved, cotangents }: Phases,
  name: string,
  gradients: readonly string[],
): string[] {
  return [
    `function [${gradients.join(", ")}] = ${name}_backward (saved, varargin)`,
    ...indented([
      ...(saved.length > 0 ? [`[${saved.join(", ")}] = saved{:};`] : []),
      ...plan.outputs.flatMap((p, i) => cotangentLines(p, cotangents[i]!, i + 1)),
      ...backward.lines,
      ...assign(gradients, plan.gradients, backward),
    ]),
    "end",
  ];
}

/** Lines that refuse inputs which are not what is said of them. */
const structureLines = (plan: Plan, { helpers }: FileState, inputs: readonly string[]): string[] =>
  plan.inputs.flatMap((p, i) =>
    testedOf(p).map(({ property, why }) => {
      for (const h of ["require_structure", `from_${property}`]) helpers.add(h);
      return `require_structure (${inputs[i]!}, @from_${property}, "${inputs[i]!} is not ${property}, ${why}");`;
    }),
  );

/** The cotangent of the output at a position; that of a number is 1 where it is not given. */
function cotangentLines(p: Port, name: string, at: number): string[] {
  const given = `${name} = varargin{${at}};`;
  if (p.value.storage !== "scalar") return [given];
  return [`${name} = 1;`, `if (numel (varargin) >= ${at})`, `  ${given}`, "end"];
}

const assign = (targets: readonly string[], ports: readonly Port[], phase: OctavePhase): string[] =>
  ports.map((p, i) => `${targets[i]!} = ${phase.result(p.value, p.rows, p.cols)};`);

/** The functions of scalars, and the helpers that they and the lines name. */
function helpersFor(state: FileState, body: readonly string[]): string[] {
  const functions = [...state.functions.values()].map((f) => f.join("\n"));
  const texts = new Map<string, string>();
  const open = [...state.helpers, ...wordsOf([...body, ...functions].join("\n"))];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const text = texts.has(name) ? undefined : octaveHelper(name);
    if (text === undefined) continue;
    texts.set(name, text);
    open.push(...wordsOf(text));
  }
  return [...functions, ...[...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)];
}

const wordsOf = (text: string): string[] => [...new Set(text.match(/[a-z]\w*/g) ?? [])];
const indented = (lines: readonly string[]): string[] => lines.map((l) => `  ${l}`);

function symbolsIn(plan: Plan): Set<string> {
  const found = new Set<string>();
  const add = (v: { readonly rows: Dimension; readonly cols: Dimension }): void => {
    for (const d of [v.rows, v.cols]) for (const s of symbolsOf(d)) found.add(s);
  };
  for (const p of [...plan.inputs, ...plan.outputs]) add(p);
  for (const i of [...plan.forward, ...plan.backward]) for (const v of resultsOf(i)) add(v);
  return found;
}

function sizeLines(plan: Plan, inputs: readonly string[], state: FileState, mentioned: ReadonlySet<string>): string[] {
  return [...mentioned].flatMap((s) => {
    for (const [i, p] of plan.inputs.entries())
      for (const [d, axis] of [
        [p.rows, 1],
        [p.cols, 2],
      ] as const) {
        // prettier-ignore
        const c = d.terms.get(s);
        if (c === undefined || symbolsOf(d).size > 1) continue;
        const offset = d.terms.get("") ?? 0;
        const shape = `size (${inputs[i]!}, ${axis})`;
        const moved = offset === 0 ? shape : `(${shape} ${offset > 0 ? "-" : "+"} ${Math.abs(offset)})`;
        return [`${state.sizes.get(s)!} = ${c === 1 ? moved : `${moved} / ${c}`};`];
      }
    return [];
  });
}
