/** A plan as a module for PyTorch: a function that autograd differentiates by the plan's backward, and a module around it. */
import { operandsOf, resultsOf, type Instruction } from "../../plan/instructions.js";
import type { Plan, Port, SecondPhase } from "../../plan/program.js";
import { valuesOf } from "../../plan/values.js";
import { laidOut } from "../python/layout.js";
import { PythonModule, docstring, indented, padded, stripped, tables, tupleOf,withoutUnusedSizes, type PythonOptions } from "../python/module.js"; // prettier-ignore
import type { PhaseWriter } from "../python/phase.js";
import { directionFunctions, secondFunction, tangentsFunction } from "../python/second.js";
import { TORCH_HELPERS } from "./helpers.js";
import { DIALECT, torch } from "./routines.js";

export function torchModule(plan: Plan, options: PythonOptions): string {
  const module = new PythonModule(plan, options, DIALECT, torch, TORCH_HELPERS);
  const parts = phases(module);
  const second = plan.second ? secondFunctions(module, plan.second) : [];
  const functions = withoutUnusedSizes([
    layerFunction(module),
    layerModule(module),
    autogradFunction(module, parts),
    ...second,
    ...(plan.tangents.length > 0 ? [tangentsFunction(module)] : []),
    ...directionFunctions(module, options.form, options.place),
    parts.forwardFunction,
    parts.backwardFunction,
  ]);
  const support = module.support(functions.flat());
  const text = [...functions.map((f) => f.join("\n")), ...support].join("\n\n\n");
  const imports = "import torch\nfrom torch import Tensor\nfrom torch.autograd import Function";
  return laidOut(`${docstring([...options.header, "", NOTE])}\n\n${imports}\n\n${tables(module)}\n\n\n${text}\n`);
}

const NOTE =
  "Tested with torch 2.13. Every value inside has two last axes, a number 1x1, a vector n x 1; axes before are batches.";

interface Phases {
  /** What forward computes besides the outputs. */
  readonly saved: readonly string[];
  readonly cotangents: readonly string[];
  readonly forwardFunction: readonly string[];
  readonly backwardFunction: readonly string[];
}

/** For each instruction the gradients that take it. */
function takers(plan: Plan): (i: Instruction) => string | undefined {
  const of = new Map<number, Set<number>>();
  const add = (id: number, gradient: number): void => {
    const known = of.get(id);
    if (known) known.add(gradient);
    else of.set(id, new Set([gradient]));
  };
  plan.gradients.forEach((g, k) => {
    add(g.value.id, k);
  });
  for (const i of [...plan.backward].reverse())
    for (const r of resultsOf(i)) for (const k of of.get(r.id) ?? []) for (const v of operandsOf(i).flatMap(valuesOf)) add(v.id, k); // prettier-ignore
  const index = plan.gradients.map((g) => plan.inputs.findIndex((p) => p.name === g.name));
  return (i) => {
    const used = new Set(resultsOf(i).flatMap((r) => [...(of.get(r.id) ?? [])]));
    if (used.size === 0 || used.size === plan.gradients.length) return undefined;
    const tests = [...used].sort((a, b) => a - b).map((k) => `needs[${index[k]!}]`);
    return tests.join(" or ");
  };
}

function phases(module: PythonModule): Phases {
  const { plan, state, inputs } = module;
  const needed = module.needed(plan.backward, plan.gradients);
  const like = inputs[0] ?? "torch.empty(0)";
  const forward = module.phase(plan.forward, [...needed, ...plan.outputs.map((p) => p.value.id)], like);
  const bars = new Map(plan.cotangents.map((p) => [p.name, module.named(p, `${p.name}_bar`)]));
  const cotangents = plan.outputs.map((p) => bars.get(p.name) ?? state.names.fresh(`${p.name}_bar`));
  const kept = plan.gradients.map((p) => p.value.id);
  const backward = module.phase(plan.backward, kept, cotangents[0]!, takers(plan));
  const returned = plan.outputs.filter((p) => isStraight(module, p));
  const own = new Set([...plan.inputs, ...returned, ...plan.cotangents].map((p) => p.value.id));
  const saved = [...needed].filter((id) => !own.has(id) && !state.absent.has(id)).map((id) => state.values.get(id)!);
  const given = new Set(plan.inputs.map((p) => p.value.id));
  // Autograd tells what is returned from what is given.
  const outputs = plan.outputs.map((p) => `${forward.result(p)}${given.has(p.value.id) ? ".clone()" : ""}`);
  return {
    saved,
    cotangents,
    forwardFunction: [
      `def _forward(${inputs.join(", ")}):`,
      ...indented([
        ...module.sizeLines(forward.mentionedSizes),
        ...forward.lines,
        `return ${tupleOf(outputs)}, ${saved.length === 0 ? "()" : tupleOf(saved)}`,
      ]),
    ],
    backwardFunction: backwardFunction(module, backward, saved, cotangents),
  };
}

/** Whether an output is returned in the shape in which it was computed. */
const isStraight = ({ state }: PythonModule, { value, rows, cols }: Port): boolean => {
  const home = state.homes.get(value.id);
  return home === undefined || (home.rows === rows && home.cols === cols);
};

/** The names of the outputs as backward reads them: those that are inputs have no other. */
const outputNames = (module: PythonModule): string[] =>
  module.plan.outputs.map((p, i) => {
    const known = module.state.values.get(p.value.id);
    const isInput = known !== undefined && module.inputs.includes(known);
    return isInput || known === undefined || !isStraight(module, p) || known !== module.outputs[i] ? "_" : known;
  });

function backwardFunction(
  module: PythonModule,
  backward: PhaseWriter,
  saved: readonly string[],
  cotangents: readonly string[],
): string[] {
  const { plan, inputs } = module;
  const results = plan.inputs.map((p, i) => {
    const gradient = plan.gradients.find((g) => g.name === p.name);
    if (!gradient) return "None";
    module.state.helpers.add("fit");
    return `_fit(${backward.result(gradient)}, ${inputs[i]!}.shape) if needs[${i}] else None`;
  });
  const text = [...backward.lines, ...results].join("\n");
  const used = (names: readonly string[]): string[] =>
    names.map((n) => (new RegExp(`\\b${n}\\b`).test(text) ? n : "_"));
  const sizes = module.sizeLines(backward.mentionedSizes);
  const taken = used(inputs).map((n, i) => (n === "_" && sizes.some((l) => l.includes(`${inputs[i]!}.`)) ? inputs[i]! : n)); // prettier-ignore
  const unpack = (names: readonly string[], from: string): string[] => {
    if (names.every((n) => n === "_")) return [];
    return [`${names.length === 1 ? `(${names[0]!},)` : names.join(", ")} = ${from}`];
  };
  return [
    `def _backward(needs, inputs, outputs, saved, cotangents):`,
    ...indented([
      ...unpack(taken, "inputs"),
      ...unpack(used(outputNames(module)), "outputs"),
      ...unpack(used(saved), "saved"),
      ...unpack(used(cotangents), "cotangents"),
      ...sizes,
      ...backward.lines,
      "return (",
      ...indented(results.map((r) => `${r},`)),
      ")",
    ]),
  ];
}

function layerFunction(module: PythonModule): string[] {
  const { plan, inputs } = module;
  module.state.helpers.add("read");
  const writer = module.phase([], [], inputs[0] ?? "");
  const checks = module.shapeLines(writer);
  const axes = plan.inputs.flatMap((p, i) => (padded(p) ? [`${inputs[i]!} = ${inputs[i]!}${padded(p)!}`] : []));
  const constants = plan.inputs.flatMap((p, i) => (plan.gradients.some((g) => g.name === p.name) ? [] : [inputs[i]!]));
  const refusal = constants.flatMap((name) => [
    `if ${name}.requires_grad:`,
    `    raise ValueError("${name} is a constant of this layer: it has no gradient here")`,
  ]);
  const count = plan.outputs.length;
  const results = plan.outputs.map((p, i) => stripped(`results[${i}]`, p).replace(/^\((results\[\d+\])\)/, "$1"));
  return [
    `def layer(${inputs.join(", ")}):`,
    `    """${plan.outputs.map((p) => p.name).join(", ")} of ${plan.inputs.map((p) => p.name).join(", ")}; autograd differentiates it."""`,
    ...indented([
      ...(inputs.length > 0 ? [`${inputs.length === 1 ? `(${inputs[0]!},)` : inputs.join(", ")} = _read(${inputs.join(", ")})`] : []), // prettier-ignore
      ...refusal,
      ...axes,
      ...(checks.length > 0 ? [...module.sizeLines(writer.mentionedSizes), ...checks] : []),
      ...module.structureLines(),
      ...module.ontoLines(inputs, plan.inputs, false),
      `results = _Layer.apply(${inputs.join(", ")})`,
      `return ${count === 1 ? results[0]! : results.join(", ")}`,
    ]),
  ];
}

/** The gradients as a function of their own, whose derivative is the plan's second order; and its derivative, which has none. */
function secondFunctions(module: PythonModule, second: SecondPhase): string[][] {
  return [gradientsClass(module), secondClass(module), secondFunction(module, second)];
}

function gradientsClass({ plan, inputs }: PythonModule): string[] {
  const k = inputs.length;
  const wrt = plan.gradients.map((g) => plan.inputs.findIndex((p) => p.name === g.name));
  const places = plan.inputs.map((p) => {
    const at = plan.gradients.findIndex((g) => g.name === p.name);
    return at < 0 ? "None" : `results[${at}]`;
  });
  const outputs = plan.outputs.map((_, i) => `results[${wrt.length + i}]`);
  return [
    "class _Gradients(Function):",
    "    generate_vmap_rule = True",
    "",
    "    @staticmethod",
    "    def forward(*given):",
    `        inputs, cotangents = given[:${k}], given[${k}:]`,
    "        outputs, saved = _forward(*inputs)",
    `        gradients = _backward([True] * ${k}, inputs, outputs, saved, cotangents)`,
    `        return tuple(gradients[i].clone() for i in ${tupleOf(wrt.map(String))})`,
    "",
    "    @staticmethod",
    "    def setup_context(ctx, inputs, output):",
    "        ctx.save_for_backward(*inputs)",
    "",
    "    @staticmethod",
    "    def backward(ctx, *directions):",
    "        results = _Second.apply(*ctx.saved_tensors, *directions)",
    `        return ${[...places, ...outputs].join(", ")}`,
  ];
}

function secondClass({ plan, inputs }: PythonModule): string[] {
  const [k, o] = [inputs.length, plan.outputs.length];
  return [
    "class _Second(Function):",
    "    generate_vmap_rule = True",
    "",
    "    @staticmethod",
    "    def forward(*given):",
    `        inputs, cotangents, directions = given[:${k}], given[${k}:${k + o}], given[${k + o}:]`,
    "        results = _second(inputs, cotangents, directions)",
    `        cotangents = [_fit(r, g.shape) for r, g in zip(results[${plan.gradients.length}:], cotangents)]`,
    `        return tuple(r.clone() for r in (*results[:${plan.gradients.length}], *cotangents))`,
    "",
    "    @staticmethod",
    "    def setup_context(ctx, inputs, output):",
    "        pass",
    "",
    "    @staticmethod",
    "    def backward(ctx, *_):",
    '        raise NotImplementedError("third derivatives are not provided")',
  ];
}

const layerModule = ({ inputs }: PythonModule): string[] => [
  "class Layer(torch.nn.Module):",
  '    """The layer as a module without parameters."""',
  "",
  `    def forward(self, ${inputs.join(", ")}):`,
  `        return layer(${inputs.join(", ")})`,
];

function autogradFunction(module: PythonModule, { saved }: Phases): string[] {
  const { inputs, plan } = module;
  const [k, o] = [inputs.length, plan.outputs.length];
  // In the order of the inputs, as the gradients are.
  const order = plan.gradients.map((g) => plan.inputs.findIndex((p) => p.name === g.name));
  const at = plan.inputs.map((_, i) => order.indexOf(i));
  const results = `tuple(gradients[i] if i >= 0 else None for i in ${tupleOf(at.map(String))})`;
  return [
    "class _Layer(Function):",
    "    generate_vmap_rule = True",
    "",
    "    @staticmethod",
    "    def forward(*inputs):",
    "        outputs, saved = _forward(*inputs)",
    "        return outputs + saved",
    "",
    "    @staticmethod",
    "    def setup_context(ctx, inputs, output):",
    ...(saved.length > 0 ? [`        ctx.mark_non_differentiable(*output[${o}:])`] : []),
    "        ctx.set_materialize_grads(False)",
    "        ctx.save_for_backward(*inputs, *output)",
    "",
    "    @staticmethod",
    "    def backward(ctx, *cotangents):",
    "        tensors = ctx.saved_tensors",
    `        inputs, outputs, saved = tensors[:${k}], tensors[${k}:${k + o}], tensors[${k + o}:]`,
    "        cotangents = [",
    "            torch.zeros_like(y) if g is None else g for y, g in zip(outputs, cotangents)",
    "        ]",
    "        if torch.is_grad_enabled():",
    "            # Somebody differentiates this: every dependence on the inputs must show.",
    ...(plan.second
      ? ["            gradients = _Gradients.apply(*inputs, *cotangents)", `            return ${results}`]
      : ["            outputs, saved = _forward(*inputs)"]),
    "        return _backward(ctx.needs_input_grad, inputs, outputs, saved, cotangents)",
  ];
}
