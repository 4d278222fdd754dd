/**
 * A plan as a TypeScript module: forward, backward and, if asked for, variation. The module imports nothing but
 * the runtime; what forward computed, the others reuse.
 */
import { toAscii } from "../../../grammar/names.js";
import { ONE, type Dimension } from "../../plan/sizes.js";
import type { Port } from "../../plan/program.js";
import { block, type Condition, type Value } from "../../plan/values.js";
import { callOf, type Positional } from "../../prepare/calls.js";
import { layoutOf, type Layout } from "../../prepare/layout.js";
import { readsOf, symbolsOfProgram, type Prepared, type PreparedProgram } from "../../prepare/prepared.js";
import { kernels } from "../../runtime/composed.js";
import { sizeExpression, scalarExpression } from "./expressions.js";
import { Identifiers, access, typeKey, valueKey } from "./identifiers.js";
import { overloaded } from "./overloads.js";
import { parameterList, sizeOf } from "./parameters.js";

export interface ModuleOptions {
  readonly variation: boolean;
  /** Whether every call tests the structure that is declared of inputs. */
  readonly testStructure: boolean;
}

/** The source of the module, which begins with the lines of `header` as a comment; equal plans give equal text. */
export function typescriptModule(program: PreparedProgram, header: readonly string[], options: ModuleOptions): string {
  return new ModuleWriter(program, header, options).source();
}

/** The text is the printer's own and has no comment ends; a stray one would end the comment all the same. */
const comment = (lines: readonly string[]): string =>
  `/*\n${lines.map((l) => ` * ${l}`.trimEnd().replaceAll("*/", "* /")).join("\n")}\n */`;

class ModuleWriter {
  private readonly identifiers = new Identifiers();
  private readonly names = new Map<number, string>();
  private readonly sizeNames = new Map<string, string>();
  /** The variable for a place in memory, read in one shape. */
  private readonly variables = new Map<string, string>();
  /** The variables of the function that is being written. */
  private declared = new Set<string>();
  private readonly imports = new Set<string>(["linalg", "finite", "KernelMemory", "Parameters"]);
  private readonly layout: Layout;

  constructor(
    private readonly program: PreparedProgram,
    private readonly header: readonly string[],
    private readonly options: ModuleOptions,
  ) {
    this.layout = layoutOf(program, options.variation ? ["backward", "variation"] : ["backward"]);
  }

  source(): string {
    const { program } = this;
    for (const symbol of symbolsOfProgram(program)) this.sizeNames.set(symbol, this.identifiers.fresh(symbol));
    for (const port of program.inputs) this.nameOf(port.value, port.name);
    // A value that is given has the shape in which it is given, even where it is first read as its transpose.
    for (const port of [...program.inputs, ...program.cotangents, ...program.tangents]) {
      this.shapes.set(port.value.id, port.value);
    }
    const { saved } = this.layout;
    for (const v of saved) this.nameOf(v);
    const body = [
      ...this.types(saved),
      ...this.parameters(),
      "/** The kernel's blocks stay from call to call. */\nconst memory = new KernelMemory();",
      this.forward(saved),
      this.phase(
        "backward",
        "cotangents",
        "Cotangents",
        program.cotangents,
        program.backward,
        program.gradients,
        saved,
      ),
      ...(this.options.variation
        ? [
            this.phase(
              "variation",
              "tangents",
              "Tangents",
              program.tangents,
              program.variation,
              program.outputTangents,
              saved,
            ),
          ]
        : []),
    ];
    const text = body.join("\n\n");
    const types = ["BatchSaved", "Batched", "Block", "Matrix"]
      .filter((t) => new RegExp(`\\b${t}\\b`).test(text))
      .map((t) => `type ${t}`);
    const list = [...[...this.imports].sort(), ...types].join(", ");
    return `${comment(this.header)}\nimport { ${list} } from "matrix-backprop/runtime";\n\n${text}\n`;
  }

  /** The variable of a value; nameless values that stand in one place in the same shape share it. */
  private nameOf(value: Value, wish?: string): string {
    let name = this.names.get(value.id);
    if (name !== undefined) return name;
    const place = this.layout.places.get(value.id);
    // What has a name of its own does not lend it.
    const named = wish !== undefined || value.hint !== undefined;
    const key = place && !named ? `${place.in} ${place.slot} ${value.rows.key}×${value.cols.key}` : undefined;
    name = key === undefined ? undefined : this.variables.get(key);
    name ??= this.identifiers.fresh(wish ?? value.hint ?? (value.storage === "scalar" ? "s" : "M"));
    if (key !== undefined) this.variables.set(key, name);
    this.names.set(value.id, name);
    return name;
  }

  private size(d: Dimension): string {
    return sizeExpression(d, (s) => this.sizeNames.get(s)!);
  }

  private types(saved: readonly Value[]): string[] {
    const { program } = this;
    const record = (name: string, comment: string, ports: readonly Port[], optional: (p: Port) => boolean): string => {
      const lines = ports.map((p) => `  readonly ${typeKey(p.name)}${optional(p) ? "?" : ""}: ${typeOf(p)};`);
      return `/** ${comment} */\nexport interface ${name} {\n${lines.join("\n")}\n}`;
    };
    const never = (): boolean => false;
    const savedLines = [
      ...[...this.sizeNames.values()].map((n) => `  readonly ${n}: number;`),
      ...saved.map((v) => `  readonly ${this.nameOf(v)}: ${v.storage === "scalar" ? "number" : "Block"};`),
    ];
    return [
      record("Inputs", "The arguments of the layer.", program.inputs, never),
      record("Outputs", "What the layer computes.", program.outputs, never),
      record("Cotangents", "∂L/∂(output); of a scalar output it is 1 unless given.", program.cotangents, isNumber),
      record("Gradients", "∂L/∂(input).", program.gradients, never),
      ...(this.options.variation ? [record("Tangents", "d(input).", program.tangents, never)] : []),
      `/** What \`forward\` computed and the other functions reuse. */\nexport interface Saved {\n${savedLines.join("\n")}\n}`,
    ];
  }

  /** What each function accepts. */
  private parameters(): string[] {
    const { program, options } = this;
    const list = (name: string, type: string, ports: readonly Port[], ones: boolean, structure: boolean): string =>
      parameterList(name, type, ports, { ones, structure });
    return [
      list("inputs", "Inputs", program.inputs, false, options.testStructure),
      list("cotangents", "Cotangents", program.cotangents, true, false),
      ...(options.variation ? [list("tangents", "Tangents", program.tangents, false, false)] : []),
    ];
  }

  private forward(saved: readonly Value[]): string {
    const { program } = this;
    this.declared = new Set();
    const lines = ["const la = linalg();", "const inputs = INPUTS.bind(given);", ...this.sizes()];
    for (const p of program.inputs) {
      if (p.value.storage === "scalar") lines.push(`const ${this.nameOf(p.value)} = ${access("inputs", p.name)};`);
      else lines.push(...this.shapeTest("inputs", p));
    }
    lines.push(...this.demands());
    const used = new Set(program.forward.flatMap(readsOf).map((v) => v.id));
    for (const v of [...saved, ...program.outputs.map((p) => p.value)]) used.add(v.id);
    const calls: string[] = [];
    for (const p of program.inputs)
      if (p.value.storage !== "scalar" && used.has(p.value.id)) calls.push(this.load(p, "inputs"));
    calls.push(...this.calls(program.forward));
    calls.push(`const outputs = finite("value", ${this.results(program.outputs)});`);
    const names = [...this.sizeNames.values(), ...saved.map((v) => this.nameOf(v))];
    lines.push(...this.workspaces(calls), ...calls, `return { outputs, saved: memory.save({ ${names.join(", ")} }) };`);
    const extra = this.freeSizes();
    const sizes = extra.map((s) => `readonly ${typeKey(s)}: number`).join("; ");
    const parameter = extra.length > 0 ? `, sizes: { ${sizes} }` : "";
    const argument = extra.length > 0 ? ", sizes" : "";
    const one = extra.length > 0 ? "(one: Inputs) => forwardOne(one, sizes)" : "forwardOne";
    return overloaded(
      this.imports,
      "forward",
      `inputs: Inputs${parameter}`,
      `given: Inputs${parameter}`,
      "{ outputs: Outputs; saved: Saved }",
      lines,
      {
        parameters: `inputs: Batched<Inputs>${parameter}`,
        result: "{ outputs: Batched<Outputs>; saved: BatchSaved }",
        test: "isBatched(inputs)",
        call: `batchForward(${one}, INPUTS, inputs as Batched<Inputs>)`,
        single: `forwardOne(inputs as Inputs${argument})`,
      },
    );
  }

  /** Sizes that do not follow from the inputs. */
  private freeSizes(): string[] {
    return [...this.sizeNames.keys()].filter((s) => sizeOf(s, this.program.inputs) === undefined);
  }

  private sizes(): string[] {
    return [...this.sizeNames].map(([symbol, name]) => {
      const found = sizeOf(symbol, this.program.inputs);
      if (found !== undefined) return `const ${name} = ${found};`;
      this.imports.add("sizeGiven");
      return `const ${name} = sizeGiven(sizes, ${[...new Set([symbol, toAscii(symbol)])].map((s) => JSON.stringify(s)).join(", ")});`;
    });
  }

  /** Throws where a value has another shape than the sizes say; that of a value which they are taken from it has. */
  private shapeTest(argument: string, p: Port): string[] {
    const own = (d: Dimension, side: "rows" | "cols"): boolean =>
      argument === "inputs" &&
      d.symbol !== undefined &&
      sizeOf(d.symbol, this.program.inputs) === `${access("inputs", p.name)}.${side}`;
    if (own(p.rows, "rows") && own(p.cols, "cols")) return [];
    const shape = `${this.size(p.rows)}, ${this.size(p.cols)}`;
    return [`${argument.toUpperCase()}.requireShape(${JSON.stringify(p.name)}, ${argument}, ${shape});`];
  }

  /** Throws where sizes are too small for an expression. */
  private demands(): string[] {
    return this.program.demands.map(({ text, larger, smaller }) => {
      this.imports.add("requireAtLeast");
      return `requireAtLeast(${JSON.stringify(text)}, ${this.size(larger)}, ${this.size(smaller)});`;
    });
  }

  private phase(
    name: string,
    argument: string,
    type: string,
    given: readonly Port[],
    instructions: readonly Prepared[],
    results: readonly Port[],
    saved: readonly Value[],
  ): string {
    const used = new Set(instructions.flatMap(readsOf).map((v) => v.id));
    for (const p of results) used.add(p.value.id);
    this.declared = new Set(saved.map((v) => this.nameOf(v)));
    this.variables.clear();
    const calls: string[] = [];
    for (const p of given) {
      if (p.value.storage !== "scalar") calls.push(...this.shapeTest(argument, p));
      if (!used.has(p.value.id)) continue;
      if (p.value.storage !== "scalar") calls.push(this.load(p, argument));
      else {
        const name = this.nameOf(p.value, `d_${p.name}`);
        calls.push(`const ${name} = ${access(argument, p.name)}${argument === "cotangents" ? " ?? 1" : ""};`);
      }
    }
    calls.push(...this.calls(instructions), `return finite("derivative", ${this.results(results)});`);
    const text = calls.join("\n");
    const taken = [...this.sizeNames.values(), ...saved.map((v) => this.nameOf(v))].filter((n) =>
      new RegExp(`\\b${n}\\b`).test(text),
    );
    const opened =
      taken.length > 0 ? `const { ${taken.join(", ")} } = memory.open(la, saved);` : "memory.open(la, saved);";
    const bound = `const ${argument} = ${argument.toUpperCase()}.bind(given);`;
    const lines = ["const la = linalg();", bound, opened, ...this.workspaces(calls), ...calls];
    const result = name === "backward" ? "Gradients" : "Outputs";
    const every = name === "backward" ? "" : ", true";
    const parameters = (given: string): string => `saved: Saved, ${given}: ${type}`;
    return overloaded(this.imports, name, parameters(argument), parameters("given"), result, lines, {
      parameters: `saved: BatchSaved, ${argument}: Batched<${type}>`,
      result: `Batched<${result}>`,
      test: "isBatchSaved(saved)",
      call: `batchBackward(${name}One, ${argument.toUpperCase()}, saved, ${argument} as Batched<${type}>${every})`,
      single: `${name}One(saved as Saved, ${argument} as ${type})`,
    });
  }

  /** The workspaces that the calls take blocks from. */
  private workspaces(calls: readonly string[]): string[] {
    const kept = calls.some((c) => / = kept\.(block|load)\(/.test(c)) ? ["const kept = memory.keep(la);"] : [];
    const scratch = calls.some((c) => / = scratch\.(block|load)\(/.test(c))
      ? ["const scratch = memory.scratch(la);"]
      : [];
    return [...kept, ...scratch];
  }

  /** The block of a port, holding what is given. */
  private load(p: Port, argument: string): string {
    const name = this.nameOf(p.value, argument === "inputs" ? p.name : `d_${p.name}`);
    const { in: workspace, slot } = this.layout.places.get(p.value.id)!;
    this.declared.add(name);
    this.shapes.set(p.value.id, p.value);
    return `const ${name} = ${workspace}.load(${slot}, ${access(argument, p.name)});`;
  }

  private calls(instructions: readonly Prepared[]): string[] {
    const lines: string[] = [];
    let open: string | undefined;
    let start = 0;
    for (const { routine, args, writes, result, condition } of instructions.map(callOf)) {
      const test = condition && this.condition(condition);
      const declarations = writes.flatMap((v) => this.declaration(v));
      if (open !== undefined && test !== open) {
        lines.push("}");
        open = undefined;
      }
      // Blocks are named before a condition, for they are read after it.
      lines.splice(open === undefined ? lines.length : start, 0, ...declarations);
      if (open !== undefined) start += declarations.length;
      if (test !== undefined && open === undefined) {
        start = lines.length;
        lines.push(`if (${test}) {`);
        open = test;
      }
      const values = this.arguments(args);
      const call = routine === "=" ? values[0]! : this.call(routine, values);
      lines.push(`${open === undefined ? "" : "  "}${result ? `const ${this.nameOf(result)} = ` : ""}${call};`);
    }
    if (open !== undefined) lines.push("}");
    return lines;
  }

  private condition({ left, right, equal }: Condition): string {
    return `${this.size(left)} ${equal ? "===" : "!=="} ${this.size(right)}`;
  }

  /** Takes the block of a value that is written for the first time. */
  private declaration(v: Value): string[] {
    const name = this.nameOf(v);
    this.shapes.set(v.id, this.shapes.get(v.id) ?? v);
    if (this.declared.has(name)) return [];
    this.declared.add(name);
    const cols = v.storage === "pivots" || v.cols === ONE ? "" : `, ${this.size(v.cols)}`;
    const { in: workspace, slot } = this.layout.places.get(v.id)!;
    return [`const ${name} = ${workspace}.block(${slot}, ${this.size(v.rows)}${cols});`];
  }

  private call(routine: string, values: readonly string[]): string {
    if (!RUNTIME_FUNCTIONS.has(routine)) return `la.${routine}(${values.join(", ")})`;
    this.imports.add(routine);
    return `${routine}(${["la", ...values].join(", ")})`;
  }

  /** Flags that are not set are left out where nothing follows. */
  private arguments(args: readonly Positional[]): string[] {
    const values = args.map((a) => this.argument(a));
    while (values[values.length - 1] === "") values.pop();
    return values.map((v) => (v === "" ? "0" : v));
  }

  private argument(a: Positional): string {
    switch (a.kind) {
      case "block": {
        const name = this.nameOf(a.value);
        return this.isTurned(a.value)
          ? `${name}.reshaped(${this.size(a.value.rows)}, ${this.size(a.value.cols)})`
          : name;
      }
      case "reshaped":
        return `${this.nameOf(a.value)}.reshaped(${this.size(a.rows)}, ${this.size(a.cols)})`;
      case "scalar":
        return this.scalar(a.value);
      case "flags":
        for (const f of a.names) this.imports.add(f);
        return a.names.join(" + ");
      case "size":
        return a.plus === 0 ? this.size(a.of) : `${this.size(a.of)} ${a.plus < 0 ? "-" : "+"} ${Math.abs(a.plus)}`;
      case "word":
        return JSON.stringify(a.text);
      case "function":
        return `(t) => ${this.scalar(a.body)}`;
    }
  }

  /** Whether a vector is read in the other direction than it was allocated. */
  private isTurned(value: Value): boolean {
    const first = this.shapes.get(value.id);
    if (!first) {
      this.shapes.set(value.id, value);
      return false;
    }
    return first.rows !== value.rows || first.cols !== value.cols;
  }

  private readonly shapes = new Map<number, Value>();

  private scalar(s: Parameters<typeof scalarExpression>[0]): string {
    const text = scalarExpression(
      s,
      (v) => this.nameOf(v),
      (d) => this.size(d),
    );
    if (text.includes("scalarFunction(")) this.imports.add("scalarFunction");
    return text;
  }

  private results(ports: readonly Port[]): string {
    const entries = ports.map((p) => {
      const value =
        p.value.storage === "scalar" ? this.nameOf(p.value) : `memory.matrix(la, ${this.argument(block(p.value))})`;
      return `${valueKey(p.name)}: ${value}`;
    });
    return `{ ${entries.join(", ")} }`;
  }
}

/** What emitted source calls as a function of the runtime rather than as a routine of the linear algebra. */
const RUNTIME_FUNCTIONS: ReadonlySet<string> = new Set(Object.keys(kernels));

const isNumber = (p: Port): boolean => p.rows === ONE && p.cols === ONE;
const typeOf = (p: Port): string => (p.value.storage === "scalar" ? "number" : "Matrix");
