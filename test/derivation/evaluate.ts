/** The printed lines of a derivation, read back and evaluated at a random point. */
import { computeNode } from "../../src/plan/kernel.js";
import { formulasOf, type Equation } from "../../src/print/formulas.js";
import { proofOf, type Proof } from "../../src/print/proof.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { Random } from "../../src/check/random.js";
import { sampleDirection, sampleInput } from "../../src/check/samples.js";
import { evaluate, symbolsOf } from "../../codegen/plan/sizes.js";
import { polynomialText } from "../../src/expression/express.js";
import { functionWords } from "../../src/expression/catalogue/load.js";
import { isScalar, type Node, type Shape } from "../../src/expression/node/node.js";
import { elaborate } from "../../src/expression/elaborate/program.js";
import { throwDiagnostics } from "../../codegen/diagnostics.js";
import { differentialName } from "../../grammar/names.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { printExpression } from "../../src/language/print/print.js";
import type { Syntax } from "../../src/language/syntax.js";

/** How much a line differs from the one before it, relative to the larger of the two. */
export interface LineCheck {
  readonly passage: number;
  readonly formula: string;
  readonly difference: number;
}

const SIZES = [5, 3, 4, 2, 6, 7];
const text = (s: Syntax): string => printExpression(s, "text");

/** Every line of a derivation against the line before it, and the first one against what it stands for. */
export function checkProof(derivation: Derivation, source: string, verbose: boolean): LineCheck[] {
  return checkLines(derivation, source, proofOf(derivation, formulasOf(derivation), verbose));
}

export function checkLines(derivation: Derivation, source: string, proof: Proof): LineCheck[] {
  let failure: unknown;
  for (let seed = 1; seed <= 20; seed++) {
    try {
      return new Reader(derivation, source, seed).check(proof);
    } catch (error) {
      // A point outside the domain is replaced by another.
      if (!(error instanceof LinearAlgebraError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

class Reader {
  readonly #values = new Map<string, { readonly value: Matrix; readonly declaration: string }>();
  readonly #sizes: Map<string, number>;
  #functions: string;
  private readonly random: Random;

  constructor(
    private readonly derivation: Derivation,
    source: string,
    seed: number,
  ) {
    this.#functions = source
      .split(/[\n;]/)
      .filter((line) => /^\s*\p{L}\(\p{L}\)\s*=/u.test(line))
      .join("\n");
    this.random = new Random(seed);
    const { program } = derivation;
    const symbols = new Set(program.dimensions);
    for (const { node } of program.inputs)
      for (const d of [node.rows, node.cols]) symbolsOf(d).forEach((s) => symbols.add(s));
    this.#sizes = new Map([...symbols].map((s, i) => [s, SIZES[(i + seed - 1) % SIZES.length]!]));
  }

  private size({ rows, cols }: Shape): [number, number] {
    return [evaluate(rows, this.#sizes), evaluate(cols, this.#sizes)];
  }

  private set(name: string, shape: Shape & { readonly properties?: number }, value: Matrix): void {
    const { catalogue } = this.derivation;
    const size = isScalar(shape) ? "scalar" : shapeText(shape);
    const properties = catalogue.strongest(shape.properties ?? 0).map((p) => p.name);
    this.#values.set(name, { value, declaration: [`${name}: ${size}`, ...properties].join(" ") });
  }

  /** The values of several formulas of one line, read as a program in the names known so far. */
  private values(formula: string, outputs: readonly string[] = []): Map<string, { node: Node; value: Matrix }> {
    const { catalogue } = this.derivation;
    const known = [...this.#values].filter(([name]) => formula.includes(name) || this.#functions.includes(name));
    const declarations = known.map(([, v]) => v.declaration);
    const shapes = this.derivation.program.inputs.map((i, k) => `Size${k}: ${shapeText(i.node)}`);
    const lines = [
      ...declarations,
      ...shapes,
      this.#functions,
      formula,
      ...(outputs.length > 0 ? [`return ${outputs.join(", ")}`] : []),
    ];
    const names = known.map(([name]) => name);
    const { program, diagnostics } = parseProgram(lines.join("\n"), { names, functions: functionWords(catalogue) });
    throwDiagnostics(diagnostics);
    const result = elaborate(program, catalogue);
    throwDiagnostics(result.diagnostics);
    const elaborated = result.program!;
    const given = new Map<Node, Matrix>();
    for (const { name, node } of elaborated.inputs) {
      if (name.startsWith("Size")) continue;
      const value = this.#values.get(name)?.value;
      if (!value) throw new Error(`${name} in ${formula} is not introduced before it is used`);
      given.set(node, value);
    }
    return new Map(
      elaborated.outputs.map((o) => [
        o.name,
        { node: o.node, value: computeNode(catalogue, elaborated.store, o.node, given, this.#sizes) },
      ]),
    );
  }

  private value(formula: string): Matrix {
    return [...this.values(formula).values()][0]!.value;
  }

  check(proof: Proof): LineCheck[] {
    this.drawPoint();
    for (const e of proof.definitions) if (isFunction(e)) this.#functions += `\n${text(e.left[0]!)} = ${text(e.right)}`;
    for (const e of proof.definitions) if (e.left[0]!.kind !== "apply") this.define(e);
    this.vary(proof);
    const checks: LineCheck[] = [];
    proof.passages.forEach((p, passage) => {
      const left = text(p.left);
      if (p.kind === "cotangent") {
        const { node, value } = [...this.values(text(p.lines[0]!.formula)).values()][0]!;
        this.set(left, node, value);
      }
      let before = p.whole ? this.loss() : p.kind === "variation" ? this.value(left) : undefined;
      for (const { formula } of p.lines) {
        const after = this.value(text(formula));
        checks.push({ passage, formula: text(formula), difference: before ? difference(before, after) : 0 });
        before = after;
      }
    });
    return checks;
  }

  /** Random inputs, tangents in their structure, and cotangents without any. */
  private drawPoint(): void {
    const { catalogue, program, outputs } = this.derivation;
    for (const { name, node } of program.inputs) {
      const value = sampleInput(catalogue, node.properties, ...this.size(node), this.random);
      this.set(name, node, value);
      this.set(differentialName(name), node, sampleDirection(catalogue, node.properties, value, this.random));
      this.#values.set(differentialName(name), {
        ...this.#values.get(differentialName(name))!,
        declaration: isScalar(node)
          ? `${differentialName(name)}: scalar`
          : `${differentialName(name)}: ${shapeText(node)}`,
      });
    }
    for (const { cotangent, node } of outputs) {
      if (cotangent.kind === "symbol")
        this.set(cotangent.name, { rows: node.rows, cols: node.cols }, this.random.matrix(...this.size(node)));
    }
  }

  private define({ left, right, node }: Equation): void {
    const names = left.map(text);
    const found = this.values(`${names.join(", ")} = ${text(right)}`, names);
    for (const [name, f] of found) this.set(name, names.length === 1 ? node : f.node, f.value);
  }

  /** The variations of all expressions that the derivation names, pushed forward from the tangents. */
  private vary(proof: Proof): void {
    const { derivation } = this;
    const { store, catalogue, program, gradients } = derivation;
    const given = new Map<Node, Matrix>();
    for (const { name, node } of program.inputs) given.set(node, this.#values.get(name)!.value);
    const seeds = new Map(gradients.map((g): [Node, Node] => [g.input.node, derivation.differentialOf(g.input.node)]));
    for (const [node, d] of seeds)
      given.set(d, this.#values.get(differentialName((node as { name?: string }).name!))!.value);
    const roots = derivation.outputs.map((o) => o.node);
    const differentials = derivation.variationRules.pushForwardAll(roots, seeds);
    const named = [
      ...proof.definitions.flatMap((e) => this.nodesOf(e)),
      ...derivation.outputs.map((o): [string, Node] => [o.name, o.node]),
    ];
    for (const [name, node] of named) {
      const d = differentials.get(node);
      if (!d || this.#values.has(differentialName(name))) continue;
      this.set(
        differentialName(name),
        { rows: node.rows, cols: node.cols },
        computeNode(catalogue, store, d, given, this.#sizes),
      );
    }
  }

  private nodesOf({ left, node }: Equation): [string, Node][] {
    if (left.length === 1) return [[text(left[0]!), node]];
    const { catalogue, steps } = this.derivation;
    const rule = node.kind === "apply" ? catalogue.functions.get(node.fn) : undefined;
    return steps.flatMap(({ about }): [string, Node][] => {
      const output = about.kind === "apply" ? catalogue.functions.get(about.fn) : undefined;
      const same =
        output?.rule === rule?.rule &&
        about.kind === "apply" &&
        node.kind === "apply" &&
        about.args.every((a, i) => a === node.args[i]);
      return same ? [[text(left[output!.output]!), about]] : [];
    });
  }

  /** dL: the cotangents of the outputs with their variations. */
  private loss(): Matrix {
    let total = 0;
    for (const { name, cotangent } of this.derivation.outputs) {
      const d = this.#values.get(differentialName(name))!.value.data;
      const g = cotangent.kind === "symbol" ? this.#values.get(cotangent.name)!.value.data : Float64Array.of(1);
      total += d.reduce((sum, x, i) => sum + x * g[i]!, 0);
    }
    return { rows: 1, cols: 1, data: Float64Array.of(total) };
  }
}

const shapeText = ({ rows, cols }: Shape): string =>
  [rows, cols].map((d) => polynomialText(d).replace(/(?<=[\p{L}\d²³]) (?=\p{L})/gu, "·")).join("×");

/** f(t) = …; the derivative f′ of a function is known from it. */
const isFunction = ({ left: [head] }: Equation): boolean => head!.kind === "apply" && !head!.head.includes("′");

function difference(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.cols !== b.cols) return NaN;
  const norm = (m: Matrix): number => Math.hypot(...m.data);
  // Values are of order 1; a floor keeps what cancels (the sum of a distribution varies by 0) from being compared to nothing.
  const scale = Math.max(norm(a), norm(b), 1e-3);
  return Math.hypot(...a.data.map((x, i) => x - b.data[i]!)) / scale;
}
