/**
 * One generated program put to the test: the check of its derivation, and relations that must hold between it and
 * programs that say the same in another way.
 */
import { Kernel, type Values } from "../../src/plan/kernel.js";
import { formulasOf } from "../../src/print/formulas.js";
import { jsonResult } from "../../src/print/json/report.js";
import type { Port } from "../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { checkAccuracy } from "../../src/check/accuracy/check.js";
import type { AccuracyReport } from "../../src/print/check-report.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { NEGLIGIBLE } from "../../src/check/derivation/differences.js";
import {
  byName,
  distance,
  norm,
  nudged,
  sampleCotangents,
  samplePoint,
  sampleTangents,
} from "../../src/check/derivation/random-point.js";
import { Random } from "../../src/check/random.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { deriveSource } from "../../src/derive.js";
import { canonicalName } from "../../grammar/names.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import { isScalar } from "../../src/expression/node/node.js";
import { printProgram } from "../../src/language/print/print-program.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { generate } from "./generate.js";
import { loadEmitted } from "./kernel.js";
import { SIZES, render, usedFunctions, type Generated } from "./values.js";

export interface Examination {
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** What failed, or why nothing can be said. */
  readonly reason: string;
  readonly program: string;
  readonly functions: readonly string[];
  /** The relations that were compared. */
  readonly relations: readonly string[];
  readonly exact: string;
  /** The digits that the kernel loses at one point that hurts, for some of the programs. */
  readonly accuracy: AccuracyReport | undefined;
}

/** A relation did not hold. */
class Broken extends Error {}

const sizes = Object.fromEntries(SIZES);
const words = functionWords(loadCatalogue());

/** Two ways to the same number may differ by this much, relative to the norm, and by what the condition explains. */
const ROUNDING = 1e-10;
/** Where a nudge of 1e-9 moves a value by s, rounding errors of 1e-16 move it by about 1e-7 s; a thousand of them add. */
const CONDITION = 1e-3;
/** Points where values move more than this are left out. */
const SENSITIVE = 1e-4;

export function examine(numbers: readonly number[], seed = 1): Examination {
  const generated = generate(numbers);
  const program = render(generated);
  const functions = usedFunctions(generated);
  const relations: string[] = [];
  let exact = "";
  let accuracy: AccuracyReport | undefined;
  const answer = (verdict: Examination["verdict"], reason: string): Examination => ({
    verdict,
    reason,
    program,
    functions,
    relations,
    exact,
    accuracy,
  });
  try {
    const derivation = deriveSource(program);
    const report = checkDerivation(derivation, { sizes, seed, trials: 3 });
    exact = report.exact.verdict;
    if (report.verdict === "failed") {
      const figures = [report.adjoint, report.finiteDifference, report.differenceError].map((x) => x.toExponential(1));
      return answer("failed", `${report.reason} (${figures.join(", ")})`);
    }
    accuracy = accuracyOf(numbers, derivation);
    if (accuracy?.verdict === "failed") return answer("failed", `accuracy: ${accuracy.reason}`);
    const subject = measure(derivation, new Random(seed));
    if (typeof subject === "string") return answer("inconclusive", subject);
    for (const name of chosenRelations(numbers)) if (RELATIONS[name]!(generated, subject)) relations.push(name);
    return answer(report.verdict, report.reason);
  } catch (error) {
    if (error instanceof Broken) return answer("failed", error.message);
    const { name, message } = error as Error;
    return answer("failed", `${name}: ${message.split("\n")[0]}`);
  }
}

/** Many digits are slow: one program in so many is measured, at one kind of point. */
const MEASURED = 4;

function accuracyOf(numbers: readonly number[], derivation: Derivation): AccuracyReport | undefined {
  const chance = numbers.reduce((a, b) => (31 * a + b) % 65_521, 7);
  if (chance % MEASURED !== 0) return undefined;
  return checkAccuracy(derivation, { kinds: [Math.floor(chance / MEASURED)] });
}

/** Every program meets these, and one of the others in turn. */
const ALWAYS = ["linearity", "emitted kernel"];

function chosenRelations(numbers: readonly number[]): string[] {
  const others = relationNames.filter((name) => !ALWAYS.includes(name));
  const first = numbers.reduce((a, b) => a + b, numbers.length) % others.length;
  return [...ALWAYS, others[first]!];
}

/** A derivation at a point, with what it computes there. */
interface Subject {
  readonly derivation: Derivation;
  readonly kernel: Kernel;
  readonly inputs: Values;
  readonly tangents: Values;
  readonly cotangents: Values;
  readonly results: Results;
  readonly tolerance: number;
}

interface Results {
  readonly outputs: Values;
  readonly gradients: Values;
  readonly tangents: Values;
}

function resultsOf(kernel: Kernel, inputs: Values, tangents: Values, cotangents: Values): Results {
  return {
    outputs: kernel.forward(inputs, SIZES),
    gradients: kernel.backward(inputs, cotangents, SIZES),
    tangents: kernel.variation(inputs, tangents, SIZES),
  };
}

function measure(derivation: Derivation, random: Random): Subject | string {
  const kernel = new Kernel(derivation);
  const inputs = samplePoint(derivation, kernel, SIZES, random);
  if (typeof inputs === "string") return inputs;
  const tangents = sampleTangents(derivation, kernel, inputs, random);
  const cotangents = sampleCotangents(kernel, SIZES, random);
  try {
    const results = resultsOf(kernel, inputs, tangents, cotangents);
    const nearby = resultsOf(kernel, nudged(derivation, inputs, random), tangents, cotangents);
    const moved = largest(results, nearby);
    if (!(moved <= SENSITIVE)) return "the derivatives are ill-conditioned";
    return { derivation, kernel, inputs, tangents, cotangents, results, tolerance: ROUNDING + CONDITION * moved };
  } catch (error) {
    if (error instanceof LinearAlgebraError) return error.message;
    throw error;
  }
}

const PARTS = ["outputs", "gradients", "tangents"] as const;

/** Where nothing varies, derivatives are the rounding of what cancels: they are compared with the size of the outputs. */
function floorOf({ results, cotangents }: Subject, part: keyof Results, port: Port): number {
  if (part === "outputs") return 0;
  if (part === "tangents") return NEGLIGIBLE * norm(byName(results.outputs, port.name));
  const pairs = [...cotangents].map(([p, g]) => norm(g) * norm(byName(results.outputs, p.name)));
  return NEGLIGIBLE * Math.max(...pairs);
}

/** The largest relative distance between results of the same names; not a number where one is not. */
function largest(a: Results, b: Results): number {
  const all = PARTS.flatMap((part) => [...a[part]].map(([port, x]) => distance(x, byName(b[part], port.name))));
  return all.some(Number.isNaN) ? NaN : Math.max(0, ...all);
}

function expectSame(what: string, subject: Subject, other: Results): void {
  for (const part of PARTS) {
    for (const [port, x] of subject.results[part]) {
      const d = distance(x, byName(other[part], port.name), floorOf(subject, part, port));
      if (!(d <= subject.tolerance)) throw new Broken(`${what}: ${part} ${port.name} differ by ${d.toExponential(1)}`);
    }
  }
}

/** The results of another program with the same inputs at the same point, under the names of the first. */
function elsewhere(subject: Subject, text: string, rename = (name: string): string => name): Results {
  const kernel = new Kernel(deriveSource(text));
  const { program } = subject.kernel;
  const own = new Map([
    ...program.outputs.map((p): [string, string] => [canonicalName(p.name), p.name]),
    ...program.inputs.map((p): [string, string] => [canonicalName(rename(p.name)), p.name]),
  ]);
  const named = (values: Values): Map<Port, Matrix> =>
    new Map([...values].map(([p, m]) => [{ ...p, name: own.get(canonicalName(p.name))! }, m]));
  const given = (ports: readonly Port[], values: Values): Map<Port, Matrix> =>
    new Map(ports.map((p): [Port, Matrix] => [p, byName(values, own.get(canonicalName(p.name))!)]));
  const results = resultsOf(
    kernel,
    given(kernel.program.inputs, subject.inputs),
    given(kernel.program.tangents, subject.tangents),
    given(kernel.program.cotangents, subject.cotangents),
  );
  return {
    outputs: named(results.outputs),
    gradients: named(results.gradients),
    tangents: named(results.tangents),
  };
}

const combine = (a: Values, b: Values, s: number, t: number): Map<Port, Matrix> =>
  new Map(
    [...a].map(([port, x]): [Port, Matrix] => {
      const y = byName(b, port.name);
      return [port, { ...x, data: x.data.map((v, i) => s * v + t * y.data[i]!) }];
    }),
  );

const transposedMatrix = (a: Matrix): Matrix => ({
  rows: a.cols,
  cols: a.rows,
  data: a.data.map((_, k) => a.data[(k % a.rows) * a.cols + Math.floor(k / a.rows)]!),
});

const transposedAll = (values: Values): Map<Port, Matrix> =>
  new Map([...values].map(([p, m]): [Port, Matrix] => [p, transposedMatrix(m)]));

/** The program as it is printed, read again. */
function printed(generated: Generated, s: Subject, notation: "text" | "ascii" | "latex"): boolean {
  const { program } = parseProgram(render(generated), { functions: words });
  expectSame(`printing as ${notation}`, s, elsewhere(s, printProgram(program, notation)));
  return true;
}

/** Each says whether it could be tried, and throws Broken where it does not hold. */
const RELATIONS: Readonly<Record<string, (generated: Generated, subject: Subject) => boolean>> = {
  /** 𝓛(sE + tF) = s𝓛(E) + t𝓛(F), and so for the adjoint. */
  linearity: (_, s) => {
    const random = new Random(99);
    const otherTangents = sampleTangents(s.derivation, s.kernel, s.inputs, random);
    const otherCotangents = sampleCotangents(s.kernel, SIZES, random);
    const other = resultsOf(s.kernel, s.inputs, otherTangents, otherCotangents);
    const both = resultsOf(
      s.kernel,
      s.inputs,
      combine(s.tangents, otherTangents, 2.5, -0.75),
      combine(s.cotangents, otherCotangents, 2.5, -0.75),
    );
    const expected = {
      outputs: s.results.outputs,
      gradients: combine(s.results.gradients, other.gradients, 2.5, -0.75),
      tangents: combine(s.results.tangents, other.tangents, 2.5, -0.75),
    };
    // Terms may cancel: what is left is compared with them.
    for (const part of PARTS) {
      for (const [port, x] of expected[part]) {
        const size = [s.results[part], other[part]].map((v) => norm(byName(v, port.name)));
        const d = distance(x, byName(both[part], port.name), Math.max(floorOf(s, part, port), ...size));
        if (!(d <= s.tolerance)) throw new Broken(`linearity: ${part} ${port.name} differ by ${d.toExponential(1)}`);
      }
    }
    return true;
  },

  /** The outputs turned: the cotangents turn, the gradients stay. */
  transposition: (generated, s) => {
    const turned = elsewhere(
      { ...s, cotangents: transposedAll(s.cotangents) },
      render(generated, { transposed: true }),
    );
    const back = { ...turned, outputs: transposedAll(turned.outputs), tangents: transposedAll(turned.tangents) };
    expectSame("transposition", s, back);
    return true;
  },

  renaming: (generated, s) => {
    const names = generated.inputs.map((i) => i.name);
    const rename = (name: string): string => `Z_${names.indexOf(name) + 10}`;
    const text = render(generated, { rename: (n) => (generated.functions.length > 0 ? n : rename(n)) });
    expectSame("renaming", s, elsewhere(s, text, generated.functions.length > 0 ? undefined : rename));
    return true;
  },

  "named intermediates": (generated, s) => {
    expectSame("named intermediates", s, elsewhere(s, render(generated, { inline: true })));
    return true;
  },

  "printing as text": (generated, s) => printed(generated, s, "text"),
  "printing as ASCII": (generated, s) => printed(generated, s, "ascii"),
  "printing as LaTeX": (generated, s) => printed(generated, s, "latex"),

  /** The gradient as it is printed, read again as a claim about the program. */
  "printed gradients": (_, { derivation }) => {
    const { where, gradients } = jsonResult(derivation);
    // A claim has no functions of its own, and no differentials.
    if (where.some((w) => w.name.includes("("))) return false;
    const { where: equations } = formulasOf(derivation);
    const definitions = where.filter((_, i) => !equations[i]!.node.varies).map((w) => `${w.name} = ${w.expression}`);
    derivation.gradients.forEach((gradient, i) => {
      const claim = [...definitions, gradients[i]!.expression].join("; ");
      const { verdict, relativeError } = verifyClaim(derivation, gradient, claim, { sizes, trials: 1 });
      if (verdict === "wrong")
        throw new Broken(`printed gradients: off by ${relativeError.toExponential(1)}: ${claim}`);
    });
    return true;
  },

  "emitted kernel": (_, s) => {
    const emitted = loadEmitted(s.derivation);
    const given = (values: Values): Record<string, Matrix | number> =>
      Object.fromEntries([...values].map(([p, m]) => [p.name, isScalar(p) ? m.data[0]! : m]));
    const { outputs, saved } = emitted.forward(given(s.inputs), sizes);
    const named = (values: Values, record: Record<string, Matrix | number>): Map<Port, Matrix> =>
      new Map(
        [...values.keys()].map((p): [Port, Matrix] => {
          const v = record[p.name];
          if (v === undefined) throw new Broken(`emitted kernel: ${p.name} is missing`);
          return [p, typeof v === "number" ? { rows: 1, cols: 1, data: Float64Array.of(v) } : v];
        }),
      );
    expectSame("emitted kernel", s, {
      outputs: named(s.results.outputs, outputs),
      gradients: named(s.results.gradients, emitted.backward(saved, given(s.cotangents))),
      tangents: named(s.results.tangents, emitted.variation(saved, given(s.tangents))),
    });
    return true;
  },
};

export const relationNames = Object.keys(RELATIONS);
