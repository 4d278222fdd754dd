/** Whether a pasted text is read as the program that it means: both are computed at the same random numbers. */
import { sizesFrom } from "../../codegen/run/data.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { assignSizes, samplePoint } from "../../src/check/derivation/random-point.js";
import { Random } from "../../src/check/random.js";
import { deriveSource } from "../../src/derive.js";
import { Kernel } from "../../src/plan/kernel.js";

export interface Paste {
  readonly paste: string;
  readonly means: string;
  /** What the person declares besides. */
  readonly vars?: readonly string[];
  /** Names of the paste by those of the meaning, where they differ. */
  readonly names?: Readonly<Record<string, string>>;
}

/** What is wrong, or "". */
export function judge({ paste, means, vars = [], names = {} }: Paste): string {
  const meant = evaluated(means, [], undefined, {});
  if (typeof meant === "string") return `the meaning: ${meant}`;
  let read: ReturnType<typeof evaluated>;
  try {
    read = evaluated(paste, vars, meant.inputs, names);
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
  if (typeof read === "string") return read;
  if (!near(read.outputs[0], meant.outputs[0])) return "read as something else: the value differs";
  for (const [name, gradient] of meant.gradients) {
    const other = read.gradients.get(names[name] ?? name);
    if (other === undefined) return `read as something else: no gradient of ${name}`;
    if (!near(other, gradient)) return `read as something else: the gradient of ${name} differs`;
  }
  return "";
}

function evaluated(
  source: string,
  declarations: readonly string[],
  given: ReadonlyMap<string, Matrix> | undefined,
  names: Readonly<Record<string, string>>,
) {
  const derivation = deriveSource(source, { declarations });
  const kernel = new Kernel(derivation, { backward: true, variation: false });
  const random = new Random(7);
  const drawn = given ?? drawnInputs(derivation, kernel, random);
  if (typeof drawn === "string") return drawn;
  const spelled = new Map([...drawn].map(([name, value]) => [names[name] ?? name, value]));
  const ports = kernel.program.inputs;
  const missing = ports.find((p) => !spelled.has(canonical(derivation, p.name)));
  if (missing) return `read as something else: there is a name ${missing.name}`;
  const inputs = new Map(ports.map((p) => [p, spelled.get(canonical(derivation, p.name))!]));
  const sizes = sizesFrom(inputs, given ? new Map() : sizesOf(derivation));
  const outputs = [...kernel.forward(inputs, sizes).values()];
  const seeds = new Map(kernel.program.cotangents.map((p, i) => [p, ones(outputs[i]!)]));
  const gradients = kernel.backward(inputs, seeds, sizes);
  const byName = new Map([...gradients].map(([port, value]) => [canonical(derivation, port.name), value]));
  return { inputs: drawn, outputs, gradients: byName };
}

type Derivation = ReturnType<typeof deriveSource>;

const sizesOf = (derivation: Derivation): Map<string, number> => assignSizes(derivation, {}, [5, 3, 4, 6, 2]);

function drawnInputs(derivation: Derivation, kernel: Kernel, random: Random): ReadonlyMap<string, Matrix> | string {
  const point = samplePoint(derivation, kernel, sizesOf(derivation), random);
  return typeof point === "string"
    ? point
    : new Map([...point].map(([p, value]) => [canonical(derivation, p.name), value]));
}

const canonical = ({ program }: Derivation, spelling: string): string =>
  program.inputs.find((i) => i.spelling === spelling)?.name ?? spelling;

const ones = ({ rows, cols }: Matrix): Matrix => ({ rows, cols, data: new Float64Array(rows * cols).fill(1) });

function near(a: Matrix | undefined, b: Matrix | undefined): boolean {
  if (a === undefined || b === undefined || a.rows !== b.rows || a.cols !== b.cols) return false;
  const difference = Math.hypot(...a.data.map((x, i) => x - b.data[i]!));
  return difference <= 1e-9 * (Math.hypot(...b.data) || 1);
}
