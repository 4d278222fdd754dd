/** A plan as a module for NumPy: forward, backward and, if asked for, variation. */
import type { Plan, Port } from "../../plan/program.js";
import { laidOut } from "../python/layout.js";
import { PythonModule, docstring, indented, padded, stripped, tables, tuple, tupleOf,withoutUnusedSizes, type PythonOptions } from "../python/module.js"; // prettier-ignore
import type { PhaseWriter } from "../python/phase.js";
import { columnsFunction, directionFunctions, secondFunction } from "../python/second.js";
import { NUMPY_HELPERS } from "./helpers.js";
import { DIALECT, numpy } from "./routines.js";

export function numpyModule(plan: Plan, options: PythonOptions): string {
  const { form } = options;
  const hasVariation = form === "variation" || form === "jacobian";
  const module = new PythonModule(plan, options, DIALECT, numpy, NUMPY_HELPERS);
  const needed = new Set([
    ...module.needed(plan.backward, plan.gradients),
    ...(hasVariation ? module.needed(plan.variation, plan.outputTangents) : []),
  ]);
  const given = [...plan.cotangents, ...plan.tangents].map((p) => p.value.id);
  const like = module.inputs[0] ?? "np.empty(0)";
  const forward = module.phase(plan.forward, [...needed, ...plan.outputs.map((p) => p.value.id)], like);
  const bars = new Map(plan.cotangents.map((p) => [p.name, module.named(p, `${p.name}_bar`)]));
  const cotangents = plan.outputs.map((p) => bars.get(p.name) ?? module.state.names.fresh(`${p.name}_bar`));
  const backward = later(module, plan.backward, plan.gradients, cotangents[0]!);
  const dots = hasVariation ? plan.tangents.map((p) => module.named(p, `d${p.name}`)) : [];
  const variation = hasVariation ? later(module, plan.variation, plan.outputTangents, dots[0] ?? like) : undefined;
  const saved = [...needed].filter((id) => !given.includes(id) && !module.state.absent.has(id));
  const names = saved.map((id) => module.state.values.get(id)!);
  const sizes = new Set([...backward.mentionedSizes, ...(variation?.mentionedSizes ?? [])]);
  const kept = [...[...sizes].map((s) => module.state.sizes.get(s)!), ...names];
  const functions = withoutUnusedSizes([
    forwardFunction(module, forward, kept, sizes),
    backwardFunction(module, backward, kept, cotangents),
    ...(variation ? [variationFunction(module, variation, kept, dots)] : []),
    ...(form === "jacobian"
      ? [columnsFunction(module, form, "_tangents", plan.outputs, options.place), tangents(module)]
      : []),
    ...(plan.second ? [secondFunction(module, plan.second)] : []),
    ...(form === undefined || hasVariation ? [] : directionFunctions(module, form, options.place)),
  ]);
  const lines = functions.flat();
  const support = module.support(lines);
  const text = [...functions.map((f) => f.join("\n")), ...support].join("\n\n\n");
  return laidOut(`${docstring(options.header)}\n\n${importsFor(text)}\n\n${tables(module)}\n\n\n${text}\n`);
}

function importsFor(text: string): string {
  const scipy = ["linalg", "special"].filter((m) => new RegExp(`(?<!np\\.)\\b${m}\\.`).test(text));
  const standard = /\bwarnings\./.test(text) ? "import warnings\n\n" : "";
  return `${standard}import numpy as np${scipy.length > 0 ? `\nfrom scipy import ${scipy.join(", ")}` : ""}`;
}

function later(
  module: PythonModule,
  instructions: Plan["backward"],
  results: readonly Port[],
  like: string,
): PhaseWriter {
  return module.phase(instructions, results.map((p) => p.value.id), like); // prettier-ignore
}

function forwardFunction(
  module: PythonModule,
  writer: PhaseWriter,
  kept: readonly string[],
  saved: ReadonlySet<string>,
): string[] {
  const { plan, inputs } = module;
  const free = module.freeSizes().map((s) => module.state.sizes.get(s)!);
  const parameters = [...inputs, ...(free.length > 0 ? ["*", ...free] : [])];
  const results = plan.outputs.map((p) => stripped(writer.result(p), p));
  const checks = module.shapeLines(writer);
  const sizes = new Set([...writer.mentionedSizes, ...saved]);
  const axes = plan.inputs.flatMap((p, i) => (padded(p) ? [`${inputs[i]!} = ${inputs[i]!}${padded(p)!}`] : []));
  module.state.helpers.add("read");
  const shapes = tupleOf(
    plan.gradients.map((g) => `${inputs[plan.inputs.findIndex((p) => p.name === g.name)]!}.shape`),
  );
  return [
    `def forward(${parameters.join(", ")}):`,
    `    """${tuple(plan.outputs.map((p) => p.name))} and what the other functions reuse."""`,
    ...indented([
      ...(inputs.length > 0 ? [`${tupleTarget(inputs)} = _read(${inputs.join(", ")})`, ...axes] : []),
      ...module.sizeLines(sizes),
      ...checks,
      ...module.structureLines(),
      ...writer.lines,
      `saved = ${tupleOf([`${inputs[0]!}.dtype`, shapes, ...kept])}`,
      `return ${results.length === 1 ? results[0]! : tupleOf(results)}, saved`,
    ]),
  ];
}

const tupleTarget = (names: readonly string[]): string => (names.length === 1 ? `(${names[0]!},)` : names.join(", "));

/** The lines that unpack what forward has saved, of which unused names are left out. */
function unpacked(kept: readonly string[], lines: readonly string[], shapes: boolean): string {
  const text = lines.join("\n");
  const used = kept.map((name) => (new RegExp(`\\b${name}\\b`).test(text) ? name : "_"));
  while (used[used.length - 1] === "_") used.pop();
  const rest = used.length < kept.length ? ["*_"] : [];
  return `${["dtype", shapes ? "shapes" : "_", ...used, ...rest].join(", ")} = saved`;
}

function backwardFunction(
  module: PythonModule,
  writer: PhaseWriter,
  kept: readonly string[],
  cotangents: readonly string[],
): string[] {
  const { plan } = module;
  const gradients = plan.gradients.map((p, i) => {
    const text = writer.result(p);
    return stripped(`_fit(${text}, shapes[${i}])`, p);
  });
  module.state.helpers.add("fit");
  // A parameter may have a default where those after it have one.
  const last = plan.outputs.findLastIndex((p) => p.value.storage !== "scalar");
  const parameters = plan.outputs.map((_, i) => (i > last ? `${cotangents[i]!}=1.0` : cotangents[i]!));
  const text = [...writer.lines, ...gradients];
  const read = plan.outputs.flatMap((p, i) => readLine(p, cotangents[i]!, text));
  return [
    `def backward(saved, ${parameters.join(", ")}):`,
    `    """The gradients of ${tuple(plan.gradients.map((p) => p.name))}."""`,
    ...indented([unpacked(kept, text, true), ...read, ...writer.lines, `return ${gradients.join(", ")}`]),
  ];
}

/** The variation as a function of the inputs and directions. */
function tangents({ inputs }: PythonModule): string[] {
  return [
    "def _tangents(*given):",
    `    return variation(forward(*given[:${inputs.length}])[1], *given[${inputs.length}:])`,
  ];
}

const readLine = (p: Port, name: string, lines: readonly string[]): string[] =>
  new RegExp(`\\b${name}\\b`).test(lines.join("\n")) ? [`${name} = np.asarray(${name}, dtype)${padded(p) ?? ""}`] : [];

function variationFunction(
  module: PythonModule,
  writer: PhaseWriter,
  kept: readonly string[],
  tangents: readonly string[],
): string[] {
  const { plan } = module;
  const results = plan.outputTangents.map((p, i) => stripped(writer.result(p), plan.outputs[i]!));
  const text = [...writer.lines, ...results];
  const read = plan.tangents.flatMap((p, i) => readLine(p, tangents[i]!, text));
  return [
    `def variation(saved, ${tangents.join(", ")}):`,
    `    """The tangents of ${tuple(plan.outputs.map((p) => p.name))}."""`,
    ...indented([unpacked(kept, text, false), ...read, ...writer.lines, `return ${results.join(", ")}`]),
  ];
}
