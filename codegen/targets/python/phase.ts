/** One phase of a plan as lines of Python: an assignment an instruction, what is used once written where it is used. */
import { INSTRUCTIONS, operandsOf, resultsOf, type AnyInstruction, type Instruction } from "../../plan/instructions.js";
import type { Port } from "../../plan/program.js";
import { ONE, add, fixed, symbolsOf, total, type Dimension } from "../../plan/sizes.js";
import { valuesOf, type Argument, type Condition, type Scalar, type Value } from "../../plan/values.js";
import { singleBrackets } from "./brackets.js";
import type { Dialect } from "./dialect.js";
import type { PythonNames } from "./names.js";
import {
  differenceLines,
  functionLines,
  plainNumber,
  scalarFactor,
  scalarText,
  sizeText,
  type ScalarNames,
} from "./scalars.js";
import type { Routines, Site, Spelled } from "./spelling.js";

/** What the phases of a module have in common. */
export interface ModuleState {
  readonly dialect: Dialect;
  readonly routines: Routines;
  readonly names: PythonNames;
  /** Identifiers of values and of the symbols of sizes. */
  readonly values: Map<number, string>;
  readonly sizes: Map<string, string>;
  /** The shapes in which values are computed or given. */
  readonly homes: Map<number, Value>;
  /** Helpers that are called, and functions of the module by their text. */
  readonly helpers: Set<string>;
  readonly functions: Map<string, readonly string[]>;
  /** Values that the target does not compute, for nothing reads them there. */
  readonly absent: Set<number>;
  /** Numbers that are no arrays: expressions of numbers and sizes alone, written where they are used. */
  readonly plain: Map<number, Scalar>;
}

/** The longest line; longer expressions are not written inside others. */
const WIDTH = 84;

/** An expression that waits to be written where its value is used. */
interface Pending {
  readonly text: string;
  readonly value: Value;
}

export class PhaseWriter {
  readonly lines: string[] = [];
  /** Values of other phases and sizes that the lines mention. */
  readonly mentioned = new Set<number>();
  readonly mentionedSizes = new Set<string>();
  usesLike = false;
  readonly #pending = new Map<number, Pending>();
  readonly #uses = new Map<number, number>();
  readonly #zeros = new Set<number>();
  readonly #mine = new Set<number>();

  constructor(
    private readonly state: ModuleState,
    private readonly instructions: readonly Instruction[],
    /** Values that are read after the phase. */
    private readonly kept: ReadonlySet<number>,
    private readonly like: string,
    /** A test under which alone an instruction is needed. */
    private readonly needed: (instruction: Instruction) => string | undefined = () => undefined,
  ) {
    for (const i of instructions)
      for (const v of operandsOf(i).flatMap(valuesOf)) this.#uses.set(v.id, (this.#uses.get(v.id) ?? 0) + 1);
    for (const i of instructions)
      for (const v of resultsOf(i)) {
        state.homes.set(v.id, v);
        this.#mine.add(v.id);
      }
  }

  write(): void {
    let open: string | undefined;
    for (const instruction of this.instructions) {
      const { when } = instruction;
      const onto = INSTRUCTIONS[instruction.op].onto !== undefined;
      const tests = [this.needed(instruction), when && !onto ? this.#condition(when) : undefined];
      const all = tests.filter((t) => t !== undefined);
      const test = all.map((t) => (all.length > 1 && t.includes(" or ") ? `(${t})` : t)).join(" and ");
      if (test === "") {
        open = undefined;
        this.#one(instruction, when);
        continue;
      }
      const before = this.lines.length;
      this.#one(instruction, onto ? when : undefined, tests[1] === undefined);
      const block = this.lines.splice(before).map((l) => `    ${l}`);
      if (block.length === 0) continue;
      if (open !== test) this.lines.push(`if ${test}:`);
      this.lines.push(...block);
      open = test;
      const read = tests[1] === undefined ? [] : resultsOf(instruction).filter((v) => this.kept.has(v.id));
      if (read.length > 0) {
        this.lines.push("else:", ...read.map((v) => `    ${this.nameOf(v)} = ${this.#zerosLike(v)}`));
        open = undefined;
      }
    }
  }

  #zerosLike(v: Value): string {
    this.usesLike = true;
    return this.state.dialect.zeros(this.size(v.rows), this.size(v.cols), this.like);
  }

  #condition({ left, right, equal }: Condition): string {
    return `${this.size(left)} ${equal ? "==" : "!="} ${this.size(right)}`;
  }

  #one(instruction: Instruction, when: Condition | undefined, mayWait = true): void {
    if (instruction.op === "assign") {
      const plain = plainNumber(instruction.takes.x.value, this.state.plain);
      if (plain) {
        this.state.plain.set(instruction.gives.s.id, plain);
        this.state.absent.add(instruction.gives.s.id);
        return;
      }
    }
    const counts = new Map<string, number>();
    this.#spell(instruction, (name) => counts.set(name, (counts.get(name) ?? 0) + 1));
    // What is written twice is computed before.
    for (const [name, operand] of Object.entries(instruction.takes as Record<string, Argument>))
      for (const v of valuesOf(operand)) {
        const count = counts.get(name) ?? 0;
        // Functions write what they bind; zeros to which something is added are not written.
        if (operand.kind === "function") continue;
        if (count === 0 && this.#zeros.has(v.id) && !when) continue;
        if (count !== 1 || when) this.#settle(v);
      }
    let spelled = this.#spell(instruction, () => undefined);
    const width = typeof spelled === "string" ? spelled.length : "text" in spelled ? spelled.text.length : 0;
    if (width > WIDTH - 12) {
      for (const v of operandsOf(instruction).flatMap(valuesOf)) if (!this.#zeros.has(v.id)) this.#settle(v);
      spelled = this.#spell(instruction, () => undefined);
    }
    for (const v of operandsOf(instruction).flatMap(valuesOf)) this.#pending.delete(v.id);
    this.#assign(instruction, spelled, when, mayWait);
  }

  #assign(instruction: AnyInstruction, spelled: Spelled, when: Condition | undefined, mayWait: boolean): void {
    if (typeof spelled === "object" && "statement" in spelled) {
      this.lines.push(...spelled.statement);
      return;
    }
    const { gives } = INSTRUCTIONS[instruction.op as Instruction["op"]];
    const names = typeof spelled === "string" ? Object.keys(gives) : spelled.gives;
    let text = typeof spelled === "string" ? spelled : spelled.text;
    for (const name of Object.keys(gives))
      if (!names.includes(name)) this.state.absent.add(instruction.gives[name]!.id);
    const [first] = names.map((n) => instruction.gives[n]!) as [Value];
    if (names.length === 1 && first.cols !== ONE && first.rows === ONE && gives[names[0]!]!.endsWith("×1"))
      text = this.state.dialect.transpose(/^[\w.]+$/.test(text) ? text : `(${text})`);
    if (when) text = this.#underCondition(instruction, text, when, first);
    const constant = instruction.op === "empty" || (instruction.op === "fill" && isZero(instruction.takes["c"]));
    if (constant) this.#zeros.add(first.id);
    const once = this.#uses.get(first.id) === 1 && !this.kept.has(first.id);
    if (names.length === 1 && once && !when && mayWait && (constant || text.length < 48)) {
      this.#pending.set(first.id, { text, value: first });
      return;
    }
    const unused = (v: Value): boolean => !this.#uses.has(v.id) && !this.kept.has(v.id);
    if (names.every((n) => unused(instruction.gives[n]!))) return;
    const targets = names.map((n) => (unused(instruction.gives[n]!) ? "_" : this.nameOf(instruction.gives[n]!)));
    this.lines.push(`${targets.join(", ")} = ${singleBrackets(text)}`);
  }

  /** What a result is where the call is not made. */
  #underCondition(instruction: AnyInstruction, text: string, when: Condition, result: Value): string {
    const { onto } = INSTRUCTIONS[instruction.op as Instruction["op"]];
    const test = this.#condition(when);
    const base = instruction.takes[onto!];
    if (instruction.op === "orZeros" || base?.kind !== "block")
      return `${text} if ${test} else ${this.#zerosLike(result)}`;
    return `${text} if ${test} else ${this.#block(base)}`;
  }

  #spell(instruction: AnyInstruction, count: (operand: string) => void): Spelled {
    const op = instruction.op as Instruction["op"];
    return this.state.routines[op](this.#site(instruction, op, count));
  }

  #site(instruction: AnyInstruction, op: Instruction["op"], count: (operand: string) => void): Site {
    const { takes, gives, flags } = instruction;
    const row = INSTRUCTIONS[op];
    const { transpose } = this.state.dialect;
    const take = (name: string): string => {
      count(name);
      return this.#block(takes[name]!);
    };
    const scalarOf = (name: string): Scalar => (takes[name] as Extract<Argument, { kind: "scalar" }>).value;
    const shape = (name: string): { rows: Dimension; cols: Dimension } => {
      const a = takes[name];
      if (a?.kind === "block") return a.value;
      return a?.kind === "reshaped" ? a : gives[name]!;
    };
    const isRow = (name: string): boolean => shape(name).cols !== ONE;
    return {
      op,
      take,
      turned: (name) => {
        const isTurned = flags.some((f) => row.flags?.[f] === name);
        return isTurned ? transpose(take(name)) : take(name);
      },
      column: (name) => (isRow(name) ? transpose(take(name)) : take(name)),
      number: (name) => {
        count(name);
        return op === "assign" ? scalarText(scalarOf(name), this.scalars) : scalarFactor(scalarOf(name), this.scalars);
      },
      constant: (name) => {
        const s = scalarOf(name);
        return s.kind === "number" ? s.value : undefined;
      },
      word: (name) => (takes[name] as Extract<Argument, { kind: "word" }>).text,
      size: (name, plus = 0) => this.#position(takes[name]!, plus),
      range: (name, extent) => this.#range(takes[name]!, extent ? gives["C"]![extent] : ONE),
      flag: (name) => flags.includes(name),
      rows: (name) => this.size(shape(name).rows),
      cols: (name) => this.size(shape(name).cols),
      help: (name) => this.#help(name),
      scalarFunction: (name) => this.#function("f", takes[name]!, functionLines),
      differences: (name) => this.#function("dd_f", takes[name]!, differenceLines),
      like: ((): string => {
        this.usesLike = true;
        return this.like;
      })(),
      isZero: (name) => {
        const a = takes[name];
        return a?.kind === "block" && this.#zeros.has(a.value.id);
      },
      tolerance: row.tolerance ?? 0,
    };
  }

  #help(name: string): string {
    this.state.helpers.add(name);
    return `_${name}`;
  }

  /** A function of the module; the numbers of the phase that it needs are bound where it is used. */
  #function(
    stem: string,
    argument: Argument,
    lines: (name: string, body: Scalar, names: ScalarNames, closed: readonly string[]) => string[],
  ): string {
    const { body } = argument as Extract<Argument, { kind: "function" }>;
    for (const v of valuesOf(argument)) this.#settle(v);
    const closed = [
      ...new Set(
        valuesOf(argument)
          .filter((v) => !this.state.plain.has(v.id))
          .map((v) => this.#read(v)),
      ),
    ];
    const sizes = new Set<string>();
    const names = { ...this.scalars, size: (d: Dimension) => { for (const s of symbolsOf(d)) sizes.add(this.state.sizes.get(s)!); return this.size(d); } }; // prettier-ignore
    const bound = lines("_", body, names, closed);
    const all = [...closed, ...sizes];
    const text = lines("_", body, names, all)
      .slice(bound.length > 0 ? 1 : 0)
      .join("\n");
    const arguments_ = stem === "f" ? ["t"] : ["a", "b"];
    const key = `${arguments_.join()}|${all.join()}|${text}`;
    let name = [...this.state.functions].find(([k]) => k === key)?.[1][0]?.match(/def (\w+)/)?.[1];
    if (name === undefined) {
      name = `_${stem}${this.state.functions.size + 1}`;
      this.state.functions.set(key, lines(name, body, names, all));
    }
    if (all.length === 0) return name;
    return `(lambda ${arguments_.join(", ")}: ${name}(${[...arguments_, ...all].join(", ")}))`;
  }

  get scalars(): ScalarNames {
    return {
      dialect: this.state.dialect,
      value: (v) => this.#read(v),
      size: (d) => this.size(d),
      variable: "t",
      plain: this.state.plain,
      help: (name) => this.#help(name),
    };
  }

  #position(a: Argument, plus: number): string {
    if (a.kind === "scalar") return scalarText(a.value, this.scalars);
    return a.kind === "size" ? this.size(add(a.of, fixed(a.plus + plus))) : "0";
  }

  /** A slice, as formatters space it. */
  #range(a: Argument, count: Dimension): string {
    const from = this.#position(a, 0);
    const to = a.kind === "size" ? this.size(total([a.of, fixed(a.plus), count])) : `${from} + ${this.size(count)}`;
    const bounds = [from === "0" ? "" : from, to];
    return bounds.every((b) => /^\w*$/.test(b)) ? bounds.join(":") : bounds.join(" : ").trimStart();
  }

  /** A block as it is read: turned where it is read in the other direction than it was computed. */
  #block(a: Argument): string {
    if (a.kind !== "block" && a.kind !== "reshaped") return "";
    const read = a.kind === "block" ? a.value : a;
    const home = this.state.homes.get(a.value.id) ?? a.value;
    const text = this.#read(a.value);
    return read.rows === home.rows && read.cols === home.cols ? text : this.state.dialect.transpose(text);
  }

  #read(v: Value): string {
    const waiting = this.#pending.get(v.id);
    if (waiting) return /^[\w.]+$/.test(waiting.text) || isCall(waiting.text) ? waiting.text : `(${waiting.text})`;
    if (!this.#mine.has(v.id)) this.mentioned.add(v.id);
    return this.nameOf(v);
  }

  /** Writes what waits in a line of its own. */
  #settle(v: Value): void {
    const waiting = this.#pending.get(v.id);
    if (!waiting) return;
    this.#pending.delete(v.id);
    this.lines.push(`${this.nameOf(waiting.value)} = ${singleBrackets(waiting.text)}`);
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

  size(d: Dimension): string {
    for (const s of symbolsOf(d)) this.mentionedSizes.add(s);
    return sizeText(d, (s) => this.state.sizes.get(s)!);
  }

  /** A result as it is returned: a number without its axes, a column as a vector. */
  result(p: Port): string {
    const plain = this.state.plain.get(p.value.id);
    if (plain) {
      this.usesLike = true;
      return `${scalarFactor(plain, this.scalars)} * ${this.state.dialect.ones("1", "1", this.like)}`;
    }
    return this.#block({ kind: "block", value: { ...p.value, rows: p.rows, cols: p.cols } });
  }
}

const isZero = (a: Argument | undefined): boolean =>
  a?.kind === "scalar" && a.value.kind === "number" && a.value.value === 0;

/** Whether a text is one call or one transpose of an identifier. */
const isCall = (text: string): boolean => {
  if (/^[\w.]+$/.test(text)) return true;
  const head = /^[\w.]+\(/.exec(text);
  if (!head) return false;
  let depth = 0;
  for (let i = head[0].length - 1; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i === text.length - 1;
  }
  return false;
};
