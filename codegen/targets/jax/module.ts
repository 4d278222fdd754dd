/** A plan as a module for JAX: a function with the plan's backward as its reverse rule, and one without for forward mode. */
import type { Plan } from "../../plan/program.js";
import { PythonModule, docstring, indented, padded, stripped, tables, tupleOf, type PythonOptions } from "../python/module.js"; // prettier-ignore
import { directionFunctions, secondFunction } from "../python/second.js";
import { JAX_HELPERS } from "./helpers.js";
import { DIALECT, jax } from "./routines.js";

export function jaxModule(plan: Plan, options: PythonOptions): string {
  const module = new PythonModule(plan, options, DIALECT, jax, JAX_HELPERS);
  const functions = [
    ...layerFunctions(module),
    ...phaseFunctions(module),
    ...(plan.second ? [secondFunction(module, plan.second)] : []),
    ...directionFunctions(module, options.form, options.place),
  ];
  const support = module.support(functions.flat());
  const text = [...functions.map((f) => f.join("\n")), ...support].join("\n\n\n");
  return `${docstring([...options.header, "", NOTE])}\n\nimport jax\nimport jax.numpy as jnp\n\n${tables(module)}\n\n\n${text}\n`;
}

const NOTE =
  "Tested with JAX 0.10. Every value inside has two last axes, a number 1x1, a vector n x 1; axes before are batches. " +
  "Values outside a domain give what is not a number: functions under jit raise nothing.";

function layerFunctions(module: PythonModule): string[][] {
  const { plan, inputs } = module;
  module.state.helpers.add("read");
  const writer = module.phase([], [], inputs[0] ?? "");
  const checks = module.shapeLines(writer);
  const axes = plan.inputs.flatMap((p, i) => (padded(p) ? [`${inputs[i]!} = ${inputs[i]!}${padded(p)!}`] : []));
  const count = plan.outputs.length;
  const results = plan.outputs.map((p, i) => stripped(`results[${i}]`, p).replace(/^\((results\[\d+\])\)/, "$1"));
  const names = inputs.join(", ");
  const body = (call: string): string[] =>
    indented([
      ...(inputs.length > 0 ? [`${inputs.length === 1 ? `(${inputs[0]!},)` : names} = _read(${names})`] : []),
      ...axes,
      ...(checks.length > 0 ? [...module.sizeLines(writer.mentionedSizes), ...checks] : []),
      ...module.structureLines(),
      ...module.ontoLines(inputs, plan.inputs, false),
      `results = ${call}`,
      `return ${count === 1 ? results[0]! : results.join(", ")}`,
    ]);
  const of = `${plan.outputs.map((p) => p.name).join(", ")} of ${plan.inputs.map((p) => p.name).join(", ")}`;
  return [
    [`def layer(${names}):`, `    """${of}, with a reverse rule of its own."""`, ...body(`_layer(${names})`)],
    [`def layer_fwd(${names}):`, `    """The same for forward mode."""`, ...body(`_forward(${names})[0]`)],
  ];
}

function phaseFunctions(module: PythonModule): string[][] {
  const { plan, state, inputs } = module;
  const needed = module.needed(plan.backward, plan.gradients);
  const like = inputs[0] ?? "jnp.empty(0)";
  const forward = module.phase(plan.forward, [...needed, ...plan.outputs.map((p) => p.value.id)], like);
  const bars = new Map(plan.cotangents.map((p) => [p.name, module.named(p, `${p.name}_bar`)]));
  const cotangents = plan.outputs.map((p) => bars.get(p.name) ?? state.names.fresh(`${p.name}_bar`));
  const kept = plan.gradients.map((p) => p.value.id);
  const backward = module.phase(plan.backward, kept, cotangents[0]!);
  const own = new Set([...plan.inputs, ...plan.cotangents].map((p) => p.value.id));
  const saved = [...needed].filter((id) => !own.has(id) && !state.absent.has(id)).map((id) => state.values.get(id)!);
  const outputs = plan.outputs.map((p) => forward.result(p));
  module.state.helpers.add("fit");
  const results = plan.inputs.map((p, i) => {
    const gradient = plan.gradients.find((g) => g.name === p.name);
    if (gradient) return `_fit(${backward.result(gradient)}, ${inputs[i]!}.shape)`;
    return `jnp.full_like(${inputs[i]!}, jnp.nan)`;
  });
  const text = [...backward.lines, ...results].join("\n");
  const used = (names: readonly string[]): string[] =>
    names.map((n) => (new RegExp(`\\b${n}\\b`).test(text) ? n : "_"));
  const sizes = module.sizeLines(backward.mentionedSizes);
  const unpack = (names: readonly string[], from: string): string[] =>
    names.every((n) => n === "_") ? [] : [`${names.length === 1 ? `(${names[0]!},)` : names.join(", ")} = ${from}`];
  const hasConstants = plan.gradients.length < plan.inputs.length;
  return [
    ["@jax.custom_vjp", `def _layer(${inputs.join(", ")}):`, `    return _forward(${inputs.join(", ")})[0]`],
    [
      `def _forward(${inputs.join(", ")}):`,
      ...indented([
        ...module.sizeLines(forward.mentionedSizes),
        ...forward.lines,
        `inputs = ${tupleOf(inputs)}`,
        `return ${tupleOf(outputs)}, (inputs, ${saved.length === 0 ? "()" : tupleOf(saved)})`,
      ]),
    ],
    [
      "def _backward(residuals, cotangents):",
      ...(hasConstants ? ['    """The constants have no gradient: it is not a number."""'] : []),
      ...indented([
        `inputs, ${used(saved).every((n) => n === "_") ? "_" : "saved"} = residuals`,
        ...unpack(inputs, "inputs"),
        ...unpack(used(saved), "saved"),
        ...unpack(used(cotangents), "cotangents"),
        ...sizes,
        ...backward.lines,
        `return (${results.map((r) => `${r},`).join(" ")})`,
      ]),
      "",
      "",
      "_layer.defvjp(_forward, _backward)",
    ],
  ];
}
