/** A plan as a module for JAX: a function with the plan's backward as its reverse rule, and one without for forward mode. */
import type { Plan } from "../../plan/program.js";
import { laidOut } from "../python/layout.js";
import { PythonModule, docstring, indented, padded, stripped, tables, tupleOf,withoutUnusedSizes, type PythonOptions } from "../python/module.js"; // prettier-ignore
import { directionFunctions, secondFunction, tangentsFunction, unpacked } from "../python/second.js";
import { JAX_HELPERS } from "./helpers.js";
import { DIALECT, jax } from "./routines.js";

export function jaxModule(plan: Plan, options: PythonOptions): string {
  const module = new PythonModule(plan, options, DIALECT, jax, JAX_HELPERS);
  // The products of a Gauss–Newton matrix take the place of the variation.
  const varies = options.form !== "gauss-newton" && !plan.variation.some((x) => OF_BLOCKS.has(x.op));
  const functions = withoutUnusedSizes([
    ...layerFunctions(module, varies),
    ...ruleFunctions(module, varies),
    ...phaseFunctions(module),
    ...(varies || options.form !== undefined
      ? [[...(varies && plan.second ? ["@jax.custom_jvp"] : []), ...tangentsFunction(module)]]
      : []),
    ...(varies && plan.second ? [secondRule(module)] : []),
    ...(plan.second && (varies || options.form !== undefined) ? [secondFunction(module, plan.second)] : []),
    ...directionFunctions(module, options.form, options.place),
  ]);
  const support = module.support(functions.flat());
  const text = [...functions.map((f) => f.join("\n")), ...support].join("\n\n\n");
  return laidOut(
    `${docstring([...options.header, "", NOTE])}\n\nimport jax\nimport jax.numpy as jnp\n\n${tables(module)}\n\n\n${text}\n`,
  );
}

/** Derivatives of functions of general matrices are corners of functions of blocks, which JAX differentiates itself. */
const OF_BLOCKS: ReadonlySet<string> = new Set(["expDerivative", "logDerivative", "sqrtDerivative", "powerDerivative", "cosSinDerivative"]); // prettier-ignore

const NOTE =
  "Tested with JAX 0.10. Every value inside has two last axes, a number 1x1, a vector n x 1; axes before are batches. " +
  "Values outside a domain give what is not a number: functions under jit raise nothing.";

function layerFunctions(module: PythonModule, varies: boolean): string[][] {
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
    [
      `def layer_fwd(${names}):`,
      `    """The same for forward mode."""`,
      ...body(
        varies
          ? `_varying(${tupleOf(inputs)}, _forward(*jax.lax.stop_gradient(${tupleOf(inputs)}))[0])`
          : `_forward(${names})[0]`,
      ),
    ],
  ];
}

/** The positions of the inputs that have gradients, in the order of the gradients. */
const movedAt = (plan: Plan): string =>
  tupleOf(plan.gradients.map((g) => String(plan.inputs.findIndex((p) => p.name === g.name))));

/** The positions of the inputs that have none. */
const constantsOf = (plan: Plan): number[] =>
  plan.inputs.flatMap((p, i) => (plan.gradients.some((g) => g.name === p.name) ? [] : [i]));

/** What is added to a derivative: not a number where a constant moves, for nothing is derived by it. */
const unmoved = (plan: Plan, directions: string): string =>
  constantsOf(plan)
    .map((i) => ` + _unmoved(${directions}[${i}])`)
    .join("");

/**
 * The layer with its reverse rule, and the outputs with their tangents. With a second phase both rules have rules of their own:
 * `_gradients` of the gradients, `_tangents` of the tangents; without it JAX differentiates them.
 */
function ruleFunctions(module: PythonModule, varies: boolean): string[][] {
  const { plan, inputs } = module;
  const names = inputs.join(", ");
  const gradients = plan.inputs.map((p, i) => {
    const at = plan.gradients.findIndex((g) => g.name === p.name);
    return at < 0 ? `jnp.full_like(inputs[${i}], jnp.nan)` : `gradients[${at}]`;
  });
  const constants = constantsOf(plan);
  const hasRules = varies && plan.second !== undefined;
  const kept = hasRules
    ? ["outputs, saved = _forward(*jax.lax.stop_gradient(inputs))", "return _varying(inputs, outputs), (inputs, saved)"]
    : ["outputs, saved = _forward(*inputs)", "return outputs, (inputs, saved)"];
  module.state.helpers.add("fit");
  return [
    ["@jax.custom_vjp", `def _layer(${names}):`, `    return _forward(${names})[0]`],
    ["def _reverse_forward(*inputs):", ...indented(kept)],
    [
      "def _reverse_backward(residuals, cotangents):",
      ...(constants.length > 0 ? ['    """The constants have no gradient: it is not a number."""'] : []),
      "    inputs, saved = residuals",
      `    gradients = ${hasRules ? "_gradients" : "_backward"}(inputs, saved, cotangents)`,
      `    return ${tupleOf(gradients)}`,
      "",
      "",
      "_layer.defvjp(_reverse_forward, _reverse_backward)",
    ],
    ...(varies ? [varyingRule(plan)] : []),
  ];
}

/** The outputs with their tangents. */
function varyingRule(plan: Plan): string[] {
  return [
    "@jax.custom_jvp",
    "def _varying(inputs, outputs):",
    '    """The outputs, with their tangents."""',
    "    return outputs",
    "",
    "",
    "@_varying.defjvp",
    "def _varying_rule(primals, tangents):",
    "    (inputs, outputs), (directions, _) = primals, tangents",
    `    results = _tangents(inputs, tuple(directions[i] for i in ${movedAt(plan)}))`,
    `    return outputs, tuple(_fit(t, y.shape)${unmoved(plan, "directions")} for t, y in zip(results, outputs))`,
  ];
}

/** The rules of the gradients and of the tangents: `_second` along a direction, and its transpose. */
function secondRule({ plan }: PythonModule): string[] {
  const wrt = movedAt(plan);
  const count = plan.gradients.length;
  return [
    "@jax.custom_jvp",
    "def _gradients(inputs, saved, cotangents):",
    "    return _backward(inputs, saved, cotangents)",
    "",
    "",
    "@_gradients.defjvp",
    "def _gradients_rule(primals, tangents):",
    '    """The second derivative; gradients are linear in the cotangents."""',
    "    (inputs, saved, cotangents), (directions, _, weights) = primals, tangents",
    `    along = _second(inputs, cotangents, tuple(directions[i] for i in ${wrt}))`,
    "    across = _backward(inputs, saved, weights)",
    "    gradients = _gradients(inputs, saved, cotangents)",
    `    return gradients, tuple(a + b${unmoved(plan, "directions")} for a, b in zip(along, across))`,
    "",
    "",
    "@_tangents.defjvp",
    "def _tangents_rule(primals, tangents):",
    '    """The transpose of how gradients vary with what the outputs are weighted by."""',
    "    (inputs, directions), (moved, turned) = primals, tangents",
    "    results = _tangents(inputs, directions)",
    "    zeros = tuple(jnp.zeros_like(y) for y in results)",
    `    _, adjoint = jax.vjp(lambda w: _second(inputs, w, directions)[:${count}], zeros)`,
    `    (along,) = adjoint(tuple(moved[i] for i in ${wrt}))`,
    "    across = _tangents(inputs, turned)",
    `    return results, tuple(a + b${unmoved(plan, "moved")} for a, b in zip(along, across))`,
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
  const results = plan.gradients.map((g) => {
    const input = inputs[plan.inputs.findIndex((p) => p.name === g.name)]!;
    return `_fit(${backward.result(g)}, ${input}.shape)`;
  });
  const lines = [...module.sizeLines(backward.mentionedSizes), ...backward.lines];
  const text = [...lines, ...results].join("\n");
  return [
    [
      `def _forward(${inputs.join(", ")}):`,
      ...indented([
        ...module.sizeLines(forward.mentionedSizes),
        ...forward.lines,
        `return ${tupleOf(outputs)}, ${saved.length === 0 ? "()" : tupleOf(saved)}`,
      ]),
    ],
    [
      "def _backward(inputs, saved, cotangents):",
      ...indented([
        ...unpacked(inputs, "inputs", text),
        ...unpacked(saved, "saved", text),
        ...unpacked(cotangents, "cotangents", text),
        ...lines,
        `return ${tupleOf(results)}`,
      ]),
    ],
  ];
}
