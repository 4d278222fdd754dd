/** One phase of a plan as lines of Octave: an assignment an instruction. */
import { INSTRUCTIONS, operandsOf, resultsOf, type AnyInstruction, type Instruction } from "../../plan/instructions.js";
import { ONE, symbolsOf, type Dimension } from "../../plan/sizes.js";
import { valuesOf, type Argument, type Condition, type Scalar, type Value } from "../../plan/values.js";
import type { Dialect } from "../python/dialect.js";
import { differenceLines, functionLines, scalarFactor, scalarText, sizeText, type ScalarNames } from "../python/scalars.js"; // prettier-ignore
import type { Site } from "../python/spelling.js";
import type { OctaveNames } from "./names.js";
import { ENTRY, octave } from "./routines.js";
import { expression, inOctave } from "./translation.js";

/** What the phases of a file share. */
export interface FileState {
  readonly names: OctaveNames;
  readonly values: Map<number, string>;
  readonly sizes: Map<string, string>;
  readonly homes: Map<number, Value>;
  readonly helpers: Set<string>;
  readonly functions: Map<string, readonly string[]>;
  readonly absent: Set<number>;
}

/** The entries of scalar functions in the words of Python's tables, which `expression` turns. */
const DIALECT = { name: "octave", xp: "xp", entry: ENTRY, plainCall: (f: keyof typeof ENTRY, a: string) => ENTRY[f](a) } as unknown as Dialect; // prettier-ignore

export class OctavePhase {
  readonly lines: string[] = [];
  readonly mentionedSizes = new Set<string>();
  readonly #zeros = new Set<number>();

  constructor(
    private readonly state: FileState,
    private readonly instructions: readonly Instruction[],
    private readonly kept: ReadonlySet<number>,
  ) {
    for (const i of instructions) for (const v of resultsOf(i)) state.homes.set(v.id, v);
  }

  write(): void {
    const used = new Set(this.instructions.flatMap((i) => operandsOf(i).flatMap(valuesOf)).map((v) => v.id));
    for (const instruction of this.instructions) {
      const lines = this.#one(instruction, used);
      const { when } = instruction;
      if (!when || lines.length === 0) {
        this.lines.push(...lines);
        continue;
      }
      const { onto } = INSTRUCTIONS[instruction.op];
      const base = onto === undefined ? undefined : (instruction.takes as Record<string, Argument>)[onto];
      const other = resultsOf(instruction).map((v) => {
        const zero = instruction.op === "orZeros" || base?.kind !== "block";
        return `  ${this.nameOf(v)} = ${zero ? `zeros (${this.size(v.rows)}, ${this.size(v.cols)})` : this.#block(base)};`;
      });
      this.lines.push(`if (${this.#condition(when)})`, ...lines.map((l) => `  ${l}`), "else", ...other, "end");
    }
  }

  #condition({ left, right, equal }: Condition): string {
    return `${this.size(left)} ${equal ? "==" : "~="} ${this.size(right)}`;
  }

  #one(instruction: AnyInstruction & { op: Instruction["op"] }, used: ReadonlySet<number>): string[] {
    const spelled = octave[instruction.op](this.#site(instruction));
    if (typeof spelled === "object" && "statement" in spelled) return [...spelled.statement];
    const { gives } = INSTRUCTIONS[instruction.op];
    const names = typeof spelled === "string" ? Object.keys(gives) : spelled.gives;
    let text = typeof spelled === "string" ? spelled : spelled.text;
    for (const name of Object.keys(gives))
      if (!names.includes(name)) this.state.absent.add(instruction.gives[name]!.id);
    const [first] = names.map((n) => instruction.gives[n]!) as [Value];
    if (names.length === 1 && first.cols !== ONE && first.rows === ONE && gives[names[0]!]!.endsWith("×1"))
      text = `(${text}).'`;
    const zero = instruction.takes["c"];
    if (
      instruction.op === "empty" ||
      (zero?.kind === "scalar" && zero.value.kind === "number" && zero.value.value === 0)
    )
      this.#zeros.add(first.id);
    const targets = names.map((n) => {
      const v = instruction.gives[n]!;
      return used.has(v.id) || this.kept.has(v.id) ? this.nameOf(v) : "~";
    });
    if (targets.every((t) => t === "~")) return [];
    return [`${targets.length === 1 ? targets[0]! : `[${targets.join(", ")}]`} = ${text};`];
  }

  #site(instruction: AnyInstruction & { op: Instruction["op"] }): Site {
    const { op, takes, gives, flags } = instruction;
    const row = INSTRUCTIONS[op];
    const take = (name: string): string => this.#block(takes[name]!);
    const scalarOf = (name: string): Scalar => (takes[name] as Extract<Argument, { kind: "scalar" }>).value;
    const shape = (name: string): { rows: Dimension; cols: Dimension } => {
      const a = takes[name];
      if (a?.kind === "block") return a.value;
      return a?.kind === "reshaped" ? a : gives[name]!;
    };
    return {
      op,
      take,
      turned: (name) => (flags.some((f) => row.flags?.[f] === name) ? `${take(name)}.'` : take(name)),
      column: (name) => (shape(name).cols === ONE ? take(name) : `${take(name)}.'`),
      number: (name) => expression(op === "assign" ? scalarText(scalarOf(name), this.scalars) : scalarFactor(scalarOf(name), this.scalars)), // prettier-ignore
      constant: (name) => {
        const s = scalarOf(name);
        return s.kind === "number" ? s.value : undefined;
      },
      word: (name) => (takes[name] as Extract<Argument, { kind: "word" }>).text,
      size: (name, plus = 0) => this.#position(takes[name]!, plus),
      range: (name, extent) => {
        const count = extent ? `(1:${this.size(gives["C"]![extent])})` : "1";
        return `${this.#position(takes[name]!, 0)} + ${count}`;
      },
      flag: (name) => flags.includes(name),
      rows: (name) => this.size(shape(name).rows),
      cols: (name) => this.size(shape(name).cols),
      help: (name) => {
        this.state.helpers.add(name);
        return name;
      },
      scalarFunction: (name) => this.#function("f", takes[name]!, functionLines, "t"),
      differences: (name) => this.#function("dd_f", takes[name]!, differenceLines, "a, b"),
      like: "",
      isZero: (name) => {
        const a = takes[name];
        return a?.kind === "block" && this.#zeros.has(a.value.id);
      },
      tolerance: row.tolerance ?? 0,
    };
  }

  /** A function of the file; the numbers of the phase that it needs are bound where it is used. */
  #function(
    stem: string,
    argument: Argument,
    lines: (name: string, body: Scalar, names: ScalarNames, closed: readonly string[]) => string[],
    parameters: string,
  ): string {
    const { body } = argument as Extract<Argument, { kind: "function" }>;
    const sizes = new Set<string>();
    const names: ScalarNames = {
      ...this.scalars,
      size: (d) => {
        for (const s of symbolsOf(d)) sizes.add(this.state.sizes.get(s)!);
        return this.size(d);
      },
    };
    lines("f", body, names, []);
    const closed = [...new Set([...valuesOf(argument).map((v) => this.nameOf(v)), ...sizes])];
    const text = lines("f", body, names, closed).join("\n");
    let known = [...this.state.functions].find(([key]) => key === text)?.[1];
    if (!known) {
      const name = this.state.names.fresh(`${stem}_${this.state.functions.size + 1}`);
      known = inOctave(lines(`_${name}`, body, names, closed).join("\n"));
      this.state.functions.set(text, known);
    }
    const name = /= (\w+) \(/.exec(known[0]!)![1]!;
    return closed.length === 0 ? `@${name}` : `@(${parameters}) ${name} (${[parameters, ...closed].join(", ")})`;
  }

  get scalars(): ScalarNames {
    return {
      dialect: DIALECT,
      value: (v) => this.nameOf(v),
      size: (d) => this.size(d),
      variable: "t",
      plain: new Map(),
      help: (name) => {
        this.state.helpers.add(name);
        return `_${name}`;
      },
    };
  }

  #position(a: Argument, plus: number): string {
    if (a.kind === "scalar") return a.value.kind === "number" ? String(a.value.value + plus) : `${scalarText(a.value, this.scalars)} + ${plus}`; // prettier-ignore
    if (a.kind !== "size") return String(plus);
    const total = a.plus + plus;
    const base = this.size(a.of);
    if (/^\d+$/.test(base)) return String(Number(base) + total);
    return total === 0 ? base : `${base} ${total < 0 ? "-" : "+"} ${Math.abs(total)}`;
  }

  /** A block as it is read: turned where it is read in the other direction than it was computed. */
  #block(a: Argument): string {
    if (a.kind !== "block" && a.kind !== "reshaped") return "";
    const read = a.kind === "block" ? a.value : a;
    const home = this.state.homes.get(a.value.id) ?? a.value;
    const text = this.nameOf(a.value);
    return read.rows === home.rows && read.cols === home.cols ? text : `${text}.'`;
  }

  nameOf(v: Value): string {
    const { values, names } = this.state;
    let name = values.get(v.id);
    if (name === undefined) {
      name = names.fresh(v.hint ?? (v.storage === "scalar" ? "s" : "M"));
      values.set(v.id, name);
    }
    return name;
  }

  /** A result in the shape of its port. */
  result(value: Value, rows: Dimension, cols: Dimension): string {
    return this.#block({ kind: "block", value: { ...value, rows, cols } });
  }

  size(d: Dimension): string {
    for (const s of symbolsOf(d)) this.mentionedSizes.add(s);
    return sizeText(d, (s) => this.state.sizes.get(s)!);
  }
}
