/**
 * How many digits a kernel loses at a point, beside those that the problem itself loses: how far the value and the derivatives
 * of the program move when every number in it is wrong in its last digit.
 */
import type { Decimal } from "decimal.js";
import type { Port } from "../../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../../codegen/runtime/errors.js";
import type { Matrix as DoubleMatrix } from "../../../codegen/runtime/matrix.js";
import { postorder, type ApplyNode, type Node } from "../../expression/node/node.js";
import type { Values } from "../../plan/kernel.js";
import { byName, propertiesOf, sampleCotangents } from "../derivation/random-point.js";
import { gradientsAt, type Subject } from "../point.js";
import { Random } from "../random.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import { sampleDirection } from "../samples.js";
import { Disturbance } from "./disturbance.js";
import { AccurateEvaluator, calculusWith, type Calculus } from "./evaluate.js";
import type { Matrix } from "./factors.js";
import { numbersWith } from "./numbers.js";

/** Relative errors of one result: what the kernel loses, what the problem does. */
export interface Loss {
  readonly kernel: number;
  readonly problem: number;
}

/** The losses at one point. */
export interface Measured {
  readonly value: Loss;
  /** The worst of the gradients; undefined where none can be compared. */
  readonly gradient: Loss | undefined;
}

/** A kernel may lose this much more than the problem. */
export const MOST = 100;
export const UNIT = 2 ** -53;

/** How much more than the problem a kernel loses. */
export function ratioOf({ kernel, problem }: Loss): number {
  if (Number.isNaN(kernel)) return Infinity;
  // Nothing can be expected where the problem loses everything.
  return problem >= 1 ? 0 : kernel / (problem + UNIT);
}

const DIGITS = [60, 90, 180, 360];
/** The steps of differences: a third of the digits, so that as many are right in a derivative. */
const stepOf = (digits: number): number => -Math.floor(digits / 3);
/** Values that agree to two thirds of their digits are right, and have differences with a third of them. */
const agreeOf = (digits: number): number => 10 ** (2 * stepOf(digits));
/** Disturbed evaluations of a point. */
const DISTURBED = 2;
/** Beyond these, values and derivatives have no place in double precision. */
const [LEAST, LARGEST] = [1e-290, 1e290];
/** Slopes on both sides of a kink, and with other steps where the derivative is 0, differ by more. */
const KINK = 1e-9;
/** A derivative this small beside its terms is zero. */
const NOTHING = 1e-21;
/** Where the problem loses nearly all digits of a gradient, two disturbances do not tell how many: nothing is said there. */
const HOPELESS = 1e-3;
/** Results this far apart are of another sign or order of what is arbitrary. */
const ANOTHER = 1e-3;

const calculi = new Map<number, Calculus>();
function calculusOf(digits: number): Calculus {
  let calculus = calculi.get(digits);
  if (!calculus) calculi.set(digits, (calculus = calculusWith(numbersWith(digits))));
  return calculus;
}

/** What the outputs are paired with, and where the program is evaluated. */
interface Place {
  readonly subject: Subject;
  readonly inputs: Values;
  /** For the signs of the reference. */
  readonly cotangents: Values;
  readonly signs: ReadonlyMap<string, DoubleMatrix>;
  readonly calculus: Calculus;
  /** What is held constant at this point. */
  readonly held: Map<Node, Matrix>;
}

/** The digits lost at a point, or why they cannot be measured there. */
export function measure(subject: Subject, inputs: Values): Measured | string {
  try {
    return measured(subject, inputs);
  } catch (error) {
    if (error instanceof NotApplicable || error instanceof Unlucky) return error.message;
    if (error instanceof LinearAlgebraError) return `the kernel refuses it: ${error.message}`;
    throw error;
  }
}

function measured(subject: Subject, inputs: Values): Measured | string {
  const { derivation, kernel, sizes } = subject;
  const cotangents = sampleCotangents(kernel, sizes, new Random(5));
  const { calculus, outputs } = reference(subject, inputs);
  const computed = kernel.forward(inputs, sizes);
  const signs = new Map(
    derivation.outputs.map(({ spelling, node }): [string, DoubleMatrix] => [
      spelling,
      signsOf(derivation.catalogue.functions, node, outputs.get(spelling)!, byName(computed, spelling)),
    ]),
  );
  const turned = [...cotangents].map(([port, g]): [Port, DoubleMatrix] => [port, turnedBy(signs.get(port.name)!, g)]);
  const place: Place = { subject, inputs, cotangents: new Map(turned), signs, calculus, held: new Map() };
  const disturbances = Array.from(
    { length: DISTURBED },
    (_, k) => new Disturbance(calculus.numbers, calculus.factors, new Random(100 + k)),
  );
  const value = valueLoss(place, outputs, computed, disturbances);
  if (value.kernel > ANOTHER && hasGauge(subject)) return "signs of vectors are arbitrary";
  const gradients = gradientsAt(subject, inputs, cotangents);
  const all = [...gradients].map(([port, gradient]) => gradientLoss(place, port, gradient, disturbances));
  // Where the program has a kink, gradients without a value are refused by name.
  const bent = all.includes("kink");
  const losses = all.filter((l): l is Loss => typeof l === "object" && !(bent && Number.isNaN(l.kernel)));
  const worst = losses.reduce<Loss | undefined>((w, l) => (w && ratioOf(w) >= ratioOf(l) ? w : l), undefined);
  return { value, gradient: worst };
}

/** The outputs with as many digits as it takes. Throws where the program leaves double precision on the way. */
function reference(subject: Subject, inputs: Values): { calculus: Calculus; outputs: ReadonlyMap<string, Matrix> } {
  let before: ReadonlyMap<string, Matrix> | undefined;
  const masks = masksOf(subject);
  for (const digits of DIGITS) {
    const calculus = calculusOf(digits);
    const outputs = outputsOf(
      { subject, inputs, calculus },
      {
        seen: (value, node) => {
          const outside = (x: Decimal): boolean =>
            !x.isZero() && (x.abs().lessThan(LEAST) || x.abs().greaterThan(LARGEST));
          if (value.data.some(outside)) throw new NotApplicable("values leave the range of double precision");
          if (masks.has(node) && value.data.some((x) => isRounding(x, value)))
            throw new NotApplicable("a choice by entries that are rounding beside others");
        },
        slope: (value) => {
          if (value.abs().greaterThan(LARGEST)) throw new NotApplicable("slopes leave the range of double precision");
        },
      },
    );
    const fewer = DIGITS[DIGITS.indexOf(digits) - 1] ?? digits;
    const agree = before && [...outputs].every(([name, y]) => apart(calculus, y, before!.get(name)!) <= agreeOf(fewer));
    // The one with fewer digits is as good.
    if (agree) return { calculus: calculusOf(fewer), outputs };
    before = outputs;
  }
  throw new NotApplicable("no number of digits is enough");
}

interface Extras {
  readonly seen?: (value: Matrix, node: Node) => void;
  readonly slope?: (value: Decimal) => void;
  readonly disturbance?: Disturbance;
  /** An input moved by s along a direction. */
  readonly moved?: { readonly port: Port; readonly along: DoubleMatrix; readonly by: Decimal };
}

function outputsOf(
  place: Pick<Place, "subject" | "inputs" | "calculus"> & Partial<Place>,
  extras: Extras,
): ReadonlyMap<string, Matrix> {
  const { subject, inputs, calculus } = place;
  const { program, store, catalogue } = subject.derivation;
  const { number } = calculus.numbers;
  const { moved } = extras;
  const held = extras.disturbance?.held ?? place.held;
  const evaluator = new AccurateEvaluator({
    calculus,
    store,
    catalogue,
    sizes: subject.sizes,
    ...(extras.disturbance ? { disturbance: extras.disturbance } : {}),
    ...(extras.seen ? { seen: extras.seen } : {}),
    ...(extras.slope ? { slope: extras.slope } : {}),
    ...(held ? { held } : {}),
    input: (node) => {
      const { spelling } = program.inputs.find((i) => i.node === node)!;
      const x = byName(inputs, spelling);
      const shift = (k: number): Decimal => moved!.by.times(moved!.along.data[k]!);
      const data = Array.from(x.data, (t, k) => (moved?.port.name === spelling ? number(t).plus(shift(k)) : number(t)));
      return { rows: x.rows, cols: x.cols, data };
    },
  });
  return new Map(program.outputs.map((o) => [o.spelling, evaluator.value(o.node)]));
}

const exact = ({ numbers }: Calculus, x: DoubleMatrix): Matrix => ({
  rows: x.rows,
  cols: x.cols,
  data: Array.from(x.data, (t) => numbers.number(t)),
});

/** ‖a − b‖/‖a‖. */
function apart({ factors }: Calculus, a: Matrix, b: Matrix): number {
  const off = factors.norm(factors.algebra.difference(a, b));
  if (off.isZero()) return 0;
  const size = factors.norm(a);
  return size.isZero() ? Infinity : off.div(size).toNumber();
}

function valueLoss(
  place: Place,
  outputs: ReadonlyMap<string, Matrix>,
  computed: Values,
  disturbances: readonly Disturbance[],
): Loss {
  const { calculus, signs } = place;
  let loss: Loss = { kernel: 0, problem: 0 };
  const disturbed = disturbances.map((disturbance) => outputsOf(place, { disturbance }));
  for (const [name, y] of outputs) {
    const found = byName(computed, name);
    const turned = turnedBy(signs.get(name)!, found);
    const kernel = found.data.every(Number.isFinite) ? apart(calculus, y, exact(calculus, turned)) : NaN;
    const problem = Math.max(...disturbed.map((d) => apart(calculus, y, d.get(name)!)));
    if (ratioOf({ kernel, problem }) > ratioOf(loss)) loss = { kernel, problem };
    else if (ratioOf(loss) === 0) loss = { kernel, problem };
  }
  return loss;
}

/** The signs by which the columns of an output of the kernel differ from the reference, where they are arbitrary. */
function signsOf(
  functions: Subject["derivation"]["catalogue"]["functions"],
  node: Node,
  y: Matrix,
  computed: DoubleMatrix,
): DoubleMatrix {
  const free = node.kind === "apply" && functions.get(node.fn)?.gauge === true;
  const data = Float64Array.from({ length: computed.cols }, (_, j) => {
    let inner = 0;
    for (let i = 0; i < computed.rows; i++)
      inner += y.data[i * y.cols + j]!.toNumber() * computed.data[i * computed.cols + j]!;
    return free && inner < 0 ? -1 : 1;
  });
  return { rows: 1, cols: computed.cols, data };
}

/** Each column of the values times its sign. */
const turnedBy = (signs: DoubleMatrix, value: DoubleMatrix): DoubleMatrix => ({
  ...value,
  data: value.data.map((t, k) => t * signs.data[k % value.cols]!),
});

const hasGauge = ({ derivation: { program, catalogue } }: Subject): boolean =>
  postorder(program.outputs.map((o) => o.node)).some(
    (n) => n.kind === "apply" && catalogue.functions.get(n.fn)?.gauge === true,
  );

/** ⟨Ȳ, Y⟩. */
function paired(place: Place, outputs: ReadonlyMap<string, Matrix>): Decimal {
  const { cotangents, calculus } = place;
  const { number, field } = calculus.numbers;
  let total = field.zero;
  for (const [port, g] of cotangents) {
    outputs.get(port.name)!.data.forEach((t, k) => (total = total.plus(t.times(number(g.data[k]!)))));
  }
  return total;
}

/** Functions whose first argument chooses by being zero. */
const CHOOSING: ReadonlySet<string> = new Set(["selection", "gate", "ungate"]);

function masksOf({ derivation: { program } }: Subject): ReadonlySet<Node> {
  const choosing = postorder(program.outputs.map((o) => o.node)).filter(
    (n): n is ApplyNode => n.kind === "apply" && CHOOSING.has(n.fn),
  );
  return new Set(choosing.map((n) => n.args[0]!));
}

/** What is not 0, and lost beside the largest entry. */
const isRounding = (x: Decimal, { data }: Matrix): boolean =>
  !x.isZero() && data.some((y) => x.abs().lessThan(y.abs().times(UNIT)));

/** Notes where the masks of a program are zero. */
function zerosOfMasks(subject: Subject, into: string[]): (value: Matrix, node: Node) => void {
  const masks = masksOf(subject);
  return ({ data }, node) => {
    if (masks.has(node)) into.push(data.map((t) => (t.isZero() ? "0" : "1")).join(""));
  };
}

/** The loss in ⟨X̄, D⟩ for a random direction D, relative to ‖X̄‖ ‖D‖; undefined where it has no place in double precision. */
function gradientLoss(
  place: Place,
  port: Port,
  gradient: DoubleMatrix,
  disturbances: readonly Disturbance[],
): Loss | "kink" | undefined {
  const { subject, inputs, calculus } = place;
  const { derivation } = subject;
  const { number, digits, field } = calculus.numbers;
  const { norm } = calculus.factors;
  const x = byName(inputs, port.name);
  const size = Math.max(...x.data.map(Math.abs)) || 1;
  const random = new Random(7);
  const unit = sampleDirection(derivation.catalogue, propertiesOf(derivation, port), x, random);
  const along = { ...unit, data: unit.data.map((t) => t * size) };
  const h = number(10).pow(stepOf(digits));
  const masks = new Set<string>();
  const at = (by: Decimal, disturbance?: Disturbance): Decimal => {
    const zeros: string[] = [];
    const extras = disturbance ? { disturbance } : { seen: zerosOfMasks(subject, zeros) };
    const outputs = outputsOf(place, { moved: { port, along, by }, ...extras });
    if (!disturbance) masks.add(zeros.join());
    return paired(place, outputs);
  };
  // Errors of changes have the same sign on both sides: differences are taken to one of them.
  const slope = (disturbance: Disturbance): Decimal => at(h, disturbance).minus(at(field.zero, disturbance)).div(h);
  const here = at(field.zero);
  const slopes = [h, h.negated(), h.div(1000)].map((by) => at(by).minus(here).div(by));
  // A choice turns over here.
  if (masks.size > 1) return "kink";
  const [right, left, nearer] = slopes as [Decimal, Decimal, Decimal];
  const known = right.plus(left).div(2);
  const tolerance = right.abs().plus(left.abs()).times(KINK);
  // A kink, or a derivative of 0 where what is left is the next order.
  if ([left, nearer].some((s) => s.minus(right).abs().greaterThan(tolerance))) return "kink";
  const d = exact(calculus, along);
  if (!gradient.data.every(Number.isFinite)) {
    // What does not move in any digit may have a kink below them, that of a norm whose value is saturated further on.
    if (slopes.every((s) => s.isZero())) return undefined;
    const outside = known.abs().greaterThan(LARGEST) || known.div(size).abs().greaterThan(LARGEST);
    return outside ? undefined : { kernel: NaN, problem: 0 };
  }
  const found = calculus.factors.algebra.inner(exact(calculus, gradient), d);
  const scale = field.larger(norm(exact(calculus, gradient)).times(norm(d)), known.abs());
  const slopeless = known.abs().lessThanOrEqualTo(here.abs().plus(1e-300).times(NOTHING));
  if (scale.isZero() || slopeless || scale.div(size).lessThan(LEAST) || scale.div(size).greaterThan(LARGEST))
    return undefined;
  const off = (s: Decimal, from: Decimal): number => s.minus(from).abs().div(scale).toNumber();
  const problem = Math.max(...disturbances.map((e) => off(slope(e), right)));
  return problem > HOPELESS ? undefined : { kernel: off(found, known), problem };
}
