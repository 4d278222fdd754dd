/** What the modules of Python's libraries have in common: names, sizes, what is given and returned, helpers. */
import type { EntryMapName } from "../../runtime/interface/index.js";
import type { Plan, Port } from "../../plan/program.js";
import { ONE, symbolsOf, type Dimension } from "../../plan/sizes.js";
import { operandsOf, type Instruction } from "../../plan/instructions.js";
import { liveInstructions } from "../../plan/live.js";
import { valuesOf, type Value } from "../../plan/values.js";
import { rewritten } from "./brackets.js";
import type { Dialect } from "./dialect.js";
import { namedIn, SHARED_HELPERS } from "./helpers.js";
import { PythonNames } from "./names.js";
import { PhaseWriter, type ModuleState } from "./phase.js";
import type { Routines } from "./spelling.js";
import { onto, testedOf } from "./structure.js";

export interface PythonOptions {
  /** The lines at the head of the module: what it computes, from what, what it relies on. */
  readonly header: readonly string[];
  /** The spelling of a name in ASCII. */
  readonly ascii: (name: string) => string;
  /** Which functions of directions the module has, too. */
  readonly form: "variation" | "hvp" | "hessian" | "gauss-newton" | "jacobian" | undefined;
  /** The axis of derivatives that belongs to what is differentiated by. */
  readonly place: -1 | -2;
  /** Whether every call tests the structure that is said of inputs. */
  readonly testStructure: boolean;
}

export const isNumber = (p: Port): boolean => p.value.storage === "scalar";
/** Whether a port is an array of one axis. */
export const isVector = (p: Port): boolean => !isNumber(p) && p.cols === ONE && !p.matrix;

/** A module that is being written: its state, and the identifiers of its inputs. */
export class PythonModule {
  readonly state: ModuleState;
  /** Identifiers of the inputs, in order. */
  readonly inputs: readonly string[];
  /** Identifiers of the outputs. */
  readonly outputs: readonly string[];

  constructor(
    readonly plan: Plan,
    private readonly options: PythonOptions,
    dialect: Dialect,
    routines: Routines,
    private readonly helpers: Readonly<Record<string, string>>,
  ) {
    this.state = {
      dialect,
      routines,
      names: new PythonNames(options.ascii),
      values: new Map(),
      sizes: new Map(),
      homes: new Map(),
      helpers: new Set(),
      functions: new Map(),
      absent: new Set(),
      plain: new Map(),
    };
    this.inputs = plan.inputs.map((p) => this.named(p, p.name));
    this.outputs = plan.outputs.map((p) => {
      const isNamed = this.state.values.has(p.value.id);
      return isNamed ? this.state.names.fresh(p.name) : this.named(p, p.name);
    });
    for (const s of this.symbols()) this.state.sizes.set(s, this.state.names.fresh(s));
  }

  /** Gives a port's value a name and its shape. */
  named(p: Port, wish: string): string {
    const name = this.state.names.fresh(wish);
    this.state.values.set(p.value.id, name);
    this.state.homes.set(p.value.id, { ...p.value, rows: p.rows, cols: p.cols });
    return name;
  }

  private symbols(): Set<string> {
    const found = new Set<string>();
    const add = (v: { readonly rows: Dimension; readonly cols: Dimension }): void => {
      for (const d of [v.rows, v.cols]) for (const s of symbolsOf(d)) found.add(s);
    };
    const { plan } = this;
    for (const p of [...plan.inputs, ...plan.outputs]) add(p);
    for (const i of [...plan.forward, ...plan.backward, ...plan.variation])
      for (const v of Object.values(i.gives as Record<string, Value>)) add(v);
    return found;
  }

  /** Symbols that no input has as a size. */
  freeSizes(): string[] {
    return [...this.state.sizes.keys()].filter((s) => !this.sourceOf(s));
  }

  private sourceOf(symbol: string): string | undefined {
    for (const [i, p] of this.plan.inputs.entries()) {
      for (const [d, axis] of [
        [p.rows, -2],
        [p.cols, -1],
      ] as const) {
        // prettier-ignore
        const c = d.terms.get(symbol);
        if (c === undefined || symbolsOf(d).size > 1) continue;
        const shape = `${this.inputs[i]!}.shape[${axis}]`;
        const offset = d.terms.get("") ?? 0;
        const moved = offset === 0 ? shape : `(${shape} ${offset > 0 ? "-" : "+"} ${Math.abs(offset)})`;
        return c === 1 ? moved.replace(/^\((.*)\)$/, "$1") : `${moved} // ${c}`;
      }
    }
    return undefined;
  }

  /** The lines that find the sizes in the shapes of the inputs. */
  sizeLines(mentioned: ReadonlySet<string>): string[] {
    return [...mentioned].flatMap((s) => {
      const source = this.sourceOf(s);
      return source === undefined ? [] : [`${this.state.sizes.get(s)!} = ${source}`];
    });
  }

  /** Lines that refuse inputs whose shapes do not agree. */
  shapeLines(writer: PhaseWriter): string[] {
    const bound = new Set<string>();
    return this.plan.inputs.flatMap((p, i) => {
      const own = [p.rows, p.cols].flatMap((d) => (d.symbol !== undefined && !bound.has(d.symbol) ? [d.symbol] : []));
      const isFree = p.rows !== p.cols && [p.rows, p.cols].every((d) => d.symbol !== undefined && own.includes(d.symbol)); // prettier-ignore
      for (const s of own) bound.add(s);
      if (isNumber(p) || isFree || (isVector(p) && own.length > 0)) return [];
      this.state.helpers.add("check");
      return [`_check("${this.inputs[i]!}", ${this.inputs[i]!}, ${writer.size(p.rows)}, ${writer.size(p.cols)})`];
    });
  }

  /** Lines that test what is said of the structure of inputs: NumPy refuses, the others go on with what is not a number. */
  structureLines(): string[] {
    if (!this.options.testStructure) return [];
    return this.plan.inputs.flatMap((p, i) => {
      const [name, tested] = [this.inputs[i]!, testedOf(p)];
      if (tested.length === 0) return [];
      for (const t of tested) this.state.helpers.add(`from_${t.property}`);
      if (this.state.dialect.name !== "numpy") {
        this.state.helpers.add("structured");
        return [`${name} = _structured(${[name, ...tested.map((t) => `_from_${t.property}`)].join(", ")})`];
      }
      this.state.helpers.add("require");
      return tested.map((t) => `_require(${name}, _from_${t.property}, "${name} is not ${t.property}, ${t.why}")`);
    });
  }

  /** Lines that bring inputs, or directions in which they move, to their linear structures. */
  ontoLines(names: readonly string[], ports: readonly Port[], direction: boolean): string[] {
    return ports.flatMap((p, i) =>
      (p.structures ?? []).map((s) => `${names[i]!} = ${onto(this.state.dialect, s, names[i]!, direction)}`),
    );
  }

  /** A phase, written. */
  phase(
    instructions: readonly Instruction[],
    kept: Iterable<number>,
    like: string,
    needed?: (instruction: Instruction) => string | undefined,
  ): PhaseWriter {
    const live = new Set(kept);
    const writer = new PhaseWriter(this.state, liveInstructions(instructions, live), live, like, needed);
    writer.write();
    return writer;
  }

  /** The values of inputs and of forward that a later phase reads, or returns. */
  needed(instructions: readonly Instruction[], results: readonly Port[]): Set<number> {
    const computed = new Set(instructions.flatMap((i) => Object.values(i.gives as Record<string, Value>)).map((v) => v.id)); // prettier-ignore
    const read = new Set<number>();
    for (const p of results) if (!computed.has(p.value.id)) read.add(p.value.id);
    for (const i of instructions) for (const v of valuesRead(i)) if (!computed.has(v.id)) read.add(v.id);
    return read;
  }

  /** The text of the helpers that the lines call, and of the functions of the module. */
  support(lines: readonly string[]): string[] {
    const functions = [...this.state.functions.values()].map((f) => f.join("\n"));
    const open = [...namedIn([...lines, ...functions].join("\n")), ...this.state.helpers];
    const texts = new Map<string, string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const source = this.helpers[name] ?? SHARED_HELPERS[name];
      if (source === undefined || texts.has(name)) continue;
      const text = this.spelledOut(source.trim());
      texts.set(name, text);
      open.push(...namedIn(text));
    }
    return [...functions, ...[...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)];
  }

  /** A helper in the words of the library. */
  private spelledOut(source: string): string {
    const { dialect } = this.state;
    // What the plan differentiates twice the library never does.
    const byLibrary = this.plan.second === undefined;
    return rewritten(
      rewritten(source, "DIFFERENTIABLE", (a) => (byLibrary ? `_distinct(${a})` : a.replace(/, \w+$/, ""))),
      "T",
      dialect.transpose,
    )
      .replace(/ *DISTINCT_FACTORS\n/, byLibrary ? "    U, Vt = _distinct(U, sigma), _distinct(Vt.mT, sigma).mT\n" : "")
      .replace(/\bSTOPPED\((\w+)\)/g, (_, a: string) => dialect.stopped(a))
      .replace(/\bSIGMOID\(([^()]*)\)/g, (_, a: string) => dialect.entry.sigmoid(a))
      .replace(/\bCBRT\(([^()]*)\)/g, (_, a: string) => dialect.entry.cbrt(a))
      .replace(/\bERF\(([^()]*)\)/g, (_, a: string) => dialect.entry.erf(a))
      .replace(/\bENTRY_(\w+)\(([^()]*)\)/g, (_, f: string, a: string) => dialect.entry[f as EntryMapName](a))
      .replace(/\bERFC\(([^()]*)\)/g, (_, a: string) => dialect.erfc(a))
      .replace(/\bDIAGONAL\((\w+)\)/g, (_, a: string) => `${dialect.xp}.diagonal(${a}, 0, -2, -1)[..., None]`)
      .replace(/\bROWSUMS\((\w+)\)/g, (_, a: string) => `${a}.sum(-1)[..., None]`)
      .replace(/\bEYE\((\w+), (\w+)\)/g, (_, n: string, like: string) => dialect.eye(n, like))
      .replace(/\bGREATEST\b/g, dialect.greatest)
      .replace(/\bLARGEST\b/g, dialect.largest)
      .replace(/\bARANGE\((\w+), (\w+)\)/g, (_, n: string, like: string) => dialect.arange(n, like))
      .replace(/\bDISTINCT\b/g, "2.0**-36")
      .replace(/\bNEGLIGIBLE\b/g, "2.0**-48")
      .replace(/\bxp\./g, `${dialect.xp}.`);
  }
}

/** Functions without the sizes that their lines, once written, do not name. */
export const withoutUnusedSizes = (functions: readonly (readonly string[])[]): string[][] =>
  functions.map((lines) =>
    lines.filter((line) => {
      const name = /^ +(\w+) = \(?\w+\.shape\[-[12]\]/.exec(line)?.[1];
      return name === undefined || lines.some((l) => l !== line && new RegExp(`\\b${name}\\b`).test(l));
    }),
  );

/** The three tables of a module: identifiers and the program's names. */
export function tables(module: PythonModule): string {
  const { plan, inputs, outputs } = module;
  const at = (p: Port): string => inputs[plan.inputs.findIndex((i) => i.name === p.name)]!;
  return [
    record("INPUTS", plan.inputs.map((p, i) => [inputs[i]!, p.name])),
    record("OUTPUTS", plan.outputs.map((p, i) => [outputs[i]!, p.name])),
    record("GRADIENTS", plan.gradients.map((p) => [at(p), p.name])),
  ].join("\n"); // prettier-ignore
}

const valuesRead = (i: Instruction): Value[] => operandsOf(i).flatMap(valuesOf);

/** A record from identifiers to the program's names. */
export const record = (name: string, entries: readonly (readonly [string, string])[]): string =>
  `${name} = {${entries.map(([id, spelled]) => `${JSON.stringify(id)}: ${JSON.stringify(spelled)}`).join(", ")}}`;

/** The docstring at the head of a module. */
export const docstring = (lines: readonly string[]): string => {
  const text = lines.map((l) => l.trimEnd().replaceAll("\\", "\\\\").replaceAll('"""', "'''")).join("\n");
  return `"""${text}\n"""`;
};

/** Several results as a tuple, one as itself. */
export const tuple = (items: readonly string[]): string => items.join(", ");
/** A tuple that is one with a single item, too. */
export const tupleOf = (items: readonly string[]): string =>
  items.length === 1 ? `(${items[0]!},)` : `(${items.join(", ")})`;

export const indented = (lines: readonly string[]): string[] => lines.map((l) => (l === "" ? "" : `    ${l}`));

/** A value with two last axes as it is returned. */
export const stripped = (text: string, p: Port): string => {
  const atom = /^[\w.]+$/.test(text) || /^_?\w+\([^()]*\)$/.test(text) ? text : `(${text})`;
  if (isNumber(p)) return `${atom}[..., 0, 0]`;
  return isVector(p) ? `${atom}[..., 0]` : text;
};

/** The axes that a value gets which is given with fewer than two. */
export const padded = (p: Port): string | undefined => {
  if (isNumber(p)) return "[..., None, None]";
  return isVector(p) ? "[..., None]" : undefined;
};
