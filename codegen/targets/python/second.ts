/** Functions of directions in Python's modules: how outputs and gradients vary, Jacobians and Hessians column by column. */
import type { Plan, Port, SecondPhase } from "../../plan/program.js";
import type { PythonModule } from "./module.js";
import { indented, isNumber, isVector, padded, stripped, tupleOf, type PythonOptions } from "./module.js";

type Place = PythonOptions["place"];

/**
 * `_second`: how the gradients, and then the outputs, vary in a direction of the inputs; each in the shape of the input or
 * the output, batches of directions in front.
 */
export function secondFunction(module: PythonModule, second: SecondPhase): string[] {
  const { plan, inputs, state } = module;
  const bars = new Map(second.cotangents.map((p) => [p.name, module.named(p, `${p.name}_bar`)]));
  const cotangents = plan.outputs.map((p) => bars.get(p.name) ?? state.names.fresh(`${p.name}_bar`));
  const directions = second.directions.map((p) => module.named(p, `d${p.name}`));
  const kept = [...second.gradients, ...second.outputs].map((p) => p.value.id);
  const writer = module.phase([...plan.forward, ...second.instructions], kept, inputs[0] ?? cotangents[0]!);
  state.helpers.add("fit");
  const fitted = (p: Port, like: string, direction: string): string =>
    `_fit(${writer.result(p)}, ${state.dialect.xp}.broadcast_shapes(${like}.shape, ${direction}.shape))`;
  const of = second.directions.map((d) => inputs[plan.inputs.findIndex((p) => p.name === d.name)]!);
  const returned = [
    ...second.gradients.map((g, i) => fitted(g, of[i]!, directions[i]!)),
    ...second.outputs.map((p) => writer.result(p)),
  ];
  const sizes = module.sizeLines(writer.mentionedSizes);
  const projected = module.ontoLines(directions, movedInputs(plan, second.directions), true);
  const text = [...sizes, ...projected, ...writer.lines, ...returned].join("\n");
  const unpack = (names: readonly string[], from: string): string[] => unpacked(names, from, text);
  return [
    "def _second(inputs, cotangents, directions):",
    '    """How the gradients and the outputs vary in a direction of the inputs."""',
    ...indented([
      ...unpack(inputs, "inputs"),
      ...unpack(cotangents, "cotangents"),
      ...unpack(directions, "directions"),
      ...projected,
      ...sizes,
      ...writer.lines,
      "return (",
      ...indented(returned.map((r) => `${r},`)),
      ")",
    ]),
  ];
}

/** A line that takes a tuple apart, of which the text does not use every part. */
export function unpacked(names: readonly string[], from: string, text: string): string[] {
  const used = names.map((n) => (new RegExp(`\\b${n}\\b`).test(text) ? n : "_"));
  return used.every((n) => n === "_") ? [] : [`${used.length === 1 ? `(${used[0]!},)` : used.join(", ")} = ${from}`];
}

/** The inputs that directions are of. */
const movedInputs = (plan: Plan, directions: readonly Port[]): Port[] =>
  directions.map((d) => plan.inputs.find((p) => p.name === d.name)!);

/** Inputs and directions as a function reads them: of one kind, with two last axes, tested. */
function readLines(module: PythonModule, directions: readonly string[], moved: readonly Port[]): string[] {
  const { plan, inputs, state } = module;
  const names = [...inputs, ...directions];
  state.helpers.add("read");
  const writer = module.phase([], [], inputs[0] ?? "");
  const checks = module.shapeLines(writer);
  return [
    `${names.length === 1 ? `(${names[0]!},)` : names.join(", ")} = _read(${names.join(", ")})`,
    ...[...plan.inputs, ...moved].flatMap((p, i) => (padded(p) ? [`${names[i]!} = ${names[i]!}${padded(p)!}`] : [])),
    ...(checks.length > 0 ? [...module.sizeLines(writer.mentionedSizes), ...checks] : []),
    ...module.structureLines(),
    ...module.ontoLines(inputs, plan.inputs, false),
  ];
}

const result = (text: string, p: Port): string => stripped(text, p).replace(/^\((results\[\d+\])\)/, "$1");

/** `hvp`: the product of the Hessian with a direction; `_second` must be there. */
export function hvpFunction(module: PythonModule, second: SecondPhase): string[] {
  const { plan, inputs, state } = module;
  const moved = movedInputs(plan, second.directions);
  const directions = second.directions.map((p) => state.values.get(p.value.id)!);
  const results = moved.map((p, i) => result(`results[${i}]`, p));
  const one = state.dialect.ones("1", "1", inputs[0]!);
  return [
    `def hvp(${[...inputs, ...directions].join(", ")}):`,
    `    """The Hessian's product with a direction: how the gradients of ${moved.map((p) => p.name).join(", ")} vary."""`,
    ...indented([
      ...readLines(module, directions, moved),
      `results = _second(${tupleOf(inputs)}, (${one},), ${tupleOf(directions)})`,
      `return ${results.join(", ")}`,
    ]),
  ];
}

/** `_tangents`: how the outputs vary in a direction of the inputs, as a tuple of values with two last axes. */
export function tangentsFunction(module: PythonModule): string[] {
  const { plan, inputs } = module;
  const directions = plan.tangents.map((p) => module.named(p, `d${p.name}`));
  const kept = plan.outputTangents.map((p) => p.value.id);
  const writer = module.phase([...plan.forward, ...plan.variation], kept, inputs[0]!);
  const results = plan.outputTangents.map((p) => writer.result(p));
  const projected = module.ontoLines(directions, movedInputs(plan, plan.tangents), true);
  const sizes = module.sizeLines(writer.mentionedSizes);
  const text = [...projected, ...sizes, ...writer.lines, ...results].join("\n");
  return [
    "def _tangents(inputs, directions):",
    '    """What varies in a direction of the inputs."""',
    ...indented([
      ...unpacked(inputs, "inputs", text),
      ...unpacked(directions, "directions", text),
      ...projected,
      ...sizes,
      ...writer.lines,
      `return ${tupleOf(results)}`,
    ]),
  ];
}

/** A function of inputs and a direction that the plan has in place of a variation. */
interface AlongDirections {
  readonly name: string;
  readonly what: string;
  /** The ports that its results are shaped like. */
  readonly like: readonly Port[];
}

/** `variation`: how the outputs vary in a direction of the inputs; or another function of a direction. `_tangents` must be there. */
export function variationFunction(
  module: PythonModule,
  { name, what, like }: AlongDirections = {
    name: "variation",
    what: `The tangents of ${module.plan.outputs.map((p) => p.name).join(", ")}.`,
    like: module.plan.outputs,
  },
): string[] {
  const { plan, inputs, state } = module;
  const directions = plan.tangents.map((p) => state.values.get(p.value.id)!);
  const results = plan.outputTangents.map((_, i) => result(`results[${i}]`, like[i]!));
  return [
    `def ${name}(${[...inputs, ...directions].join(", ")}):`,
    `    """${what}"""`,
    ...indented([
      ...readLines(module, directions, movedInputs(plan, plan.tangents)),
      `results = _tangents(${tupleOf(inputs)}, ${tupleOf(directions)})`,
      `return ${results.join(", ")}`,
    ]),
  ];
}

const axesOf = (p: Port): number => (isNumber(p) ? 0 : isVector(p) ? 1 : 2);

const COLUMNS = { hessian: "The second derivatives", gauss_newton: "The Gauss-Newton matrices J'HJ" } as const;

/** `hessian`, `gauss_newton` or `jacobian`, from a function of inputs and directions. */
export function columnsFunction(
  module: PythonModule,
  name: keyof typeof COLUMNS | "jacobian",
  f: string,
  results: readonly Port[],
  place: Place,
): string[] {
  const { plan, inputs } = module;
  module.state.helpers.add("columns").add("read");
  const moved = plan.gradients.map((g) => plan.inputs.findIndex((p) => p.name === g.name));
  const axes = tupleOf(plan.inputs.map((p) => String(axesOf(p))));
  const of = tupleOf(results.map((p) => String(axesOf(p))));
  const what = name === "jacobian" ? `The derivatives of ${plan.outputs.map((p) => p.name).join(", ")}` : COLUMNS[name];
  const rows = place === -1 ? "its rows are of" : "its columns are of";
  return [
    `def ${name}(${inputs.join(", ")}):`,
    `    """${what} as matrices, entries taken by columns; ${rows} what is differentiated.`,
    "",
    "    Several are a tuple, for each of them by each input; one is itself.",
    '    """',
    ...indented([
      `inputs = ${tupleOf(inputs)}`,
      `return _columns(${f}, inputs, ${axes}, ${tupleOf(moved.map(String))}, ${of}, ${place})`,
    ]),
  ];
}

/** The functions that a form asks for; `_tangents` and `_second` must be there. */
export function directionFunctions(module: PythonModule, form: PythonOptions["form"], place: Place): string[][] {
  const { plan } = module;
  const inputsOf = plan.gradients.map((g) => plan.inputs.find((p) => p.name === g.name)!);
  if (form === "variation") return [variationFunction(module)];
  if (form === "jacobian")
    return [variationFunction(module), columnsFunction(module, form, "variation", plan.outputs, place)];
  if (form === "gauss-newton") {
    const what = "The product of the Gauss-Newton matrix with a direction.";
    const product = variationFunction(module, { name: "gnvp", what, like: inputsOf });
    return [product, columnsFunction(module, "gauss_newton", "gnvp", inputsOf, place)];
  }
  if (form === undefined || !plan.second) return [];
  const product = hvpFunction(module, plan.second);
  return form === "hvp" ? [product] : [product, columnsFunction(module, form, "hvp", inputsOf, place)];
}
