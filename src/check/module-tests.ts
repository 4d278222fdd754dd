/** The tests that are written beside a module for PyTorch: at a random point of the program's domain, and where values coincide. */
import { throwDiagnostics, type Diagnostic } from "../../codegen/diagnostics.js";
import type { Port } from "../../codegen/plan/program.js";
import { DataError, toData, type Data } from "../../codegen/run/data.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { distanceFrom } from "../../codegen/runtime/structure.js";
import type { Derivation } from "../calculus/derivation.js";
import { Kernel, type Values } from "../plan/kernel.js";
import { SIZE_ORDERS, assignSizes, propertiesOf, samplePoint } from "./derivation/random-point.js";
import { Random } from "./random.js";

/** Second derivatives are compared with differences up to this many entries of the inputs. */
const MOST_ENTRIES = 40;

/**
 * The text of a file for pytest that tests the module at `file`, a path beside it. Throws MatrixBackpropError where no point of
 * the domain is found.
 */
export function torchTests(derivation: Derivation, file: string): string {
  const kernel = new Kernel(derivation);
  const sizes = assignSizes(derivation, {}, SIZE_ORDERS[1]!);
  const inputs = samplePoint(derivation, kernel, sizes, new Random(1));
  if (typeof inputs === "string") throwDiagnostics([noPoint(inputs)]);
  const point = new Map([...(inputs as Values)].map(([p, m]): [Port, Matrix] => [p, rounded(m)]));
  const ties = coinciding(derivation, kernel, point, sizes);
  const entries = [...point.values()].reduce((sum, m) => sum + m.data.length, 0);
  return [
    `"""Tests of ${file}: python -m pytest ${testFileOf(file)}"""`,
    HEAD.replace("FILE", file),
    `POINT = ${list([...point].map(([p, m]) => toData(m, p)))}`,
    FIRST,
    ...(entries <= MOST_ENTRIES ? [SECOND] : []),
    KINDS,
    ...(ties ? [tiesTest(ties)] : []),
  ].join("\n");
}

/** The name of the file with the tests of a module. */
export const testFileOf = (file: string): string => `test_${file.replace(/\.py$/, "").replace(/\W+/g, "_")}.py`;

const noPoint = (reason: string): Diagnostic => ({
  code: "option/no-point-for-tests",
  message: `no tests are written beside the module: ${reason}`,
  span: { start: 0, end: 0 },
});

const rounded = (m: Matrix): Matrix => ({ ...m, data: m.data.map((x) => Number(x.toPrecision(9))) });

interface Ties {
  readonly inputs: readonly Data[];
  readonly gradients: readonly Data[];
}

/** Inputs with coinciding eigenvalues and singular values, and the gradients there; undefined where those have none. */
function coinciding(
  derivation: Derivation,
  kernel: Kernel,
  point: Values,
  sizes: ReadonlyMap<string, number>,
): Ties | undefined {
  const tied = new Map([...point].map(([p, m]): [Port, Matrix] => [p, tiedLike(derivation, p, m)]));
  if ([...tied].every(([p, m]) => m === point.get(p))) return undefined;
  try {
    const outputs = kernel.forward(tied, sizes);
    const cotangents = new Map([...outputs].flatMap(([p, m]) => cotangentOf(kernel, p, m)));
    const gradients = kernel.backward(tied, cotangents, sizes);
    const all = [...outputs.values(), ...gradients.values()];
    if (!all.every((m) => m.data.every(Number.isFinite))) return undefined;
    return {
      inputs: [...tied].map(([p, m]) => toData(m, p)),
      // Autograd is asked in the order of the inputs.
      gradients: [...tied.keys()].flatMap(({ name }) =>
        [...gradients].filter(([p]) => p.name === name).map(([p, m]) => toData(m, p)),
      ),
    };
  } catch (error) {
    if (error instanceof LinearAlgebraError || error instanceof DataError) return undefined;
    throw error;
  }
}

function cotangentOf(kernel: Kernel, output: Port, like: Matrix): [Port, Matrix][] {
  const port = kernel.program.cotangents.find((p) => p.name === output.name);
  return port ? [[port, { ...like, data: like.data.map((_, k) => Math.cos(k)) }]] : [];
}

/** A diagonal of ones in the place of a matrix; the matrix itself where that is not of its structure. */
function tiedLike(derivation: Derivation, port: Port, m: Matrix): Matrix {
  if (m.rows < 2 || m.cols < 2) return m;
  const data = new Float64Array(m.data.length);
  for (let i = 0; i < Math.min(m.rows, m.cols); i++) data[i * (m.cols + 1)] = 1;
  const ones = { ...m, data };
  const { catalogue } = derivation;
  return catalogue.names(propertiesOf(derivation, port)).every((p) => distanceFrom(p, ones) === 0) ? ones : m;
}

const WIDTH = 88;

/** A value as a list of Python, in lines as formatters break them. */
function list(value: readonly unknown[], indent = 0, before = 8): string {
  const inline = JSON.stringify(value).replaceAll(",", ", ");
  if (inline.length + before + 1 <= WIDTH) return inline;
  const pad = " ".repeat(indent + 4);
  const items = value.map((v) => (Array.isArray(v) ? list(v as unknown[], indent + 4, indent + 4) : String(v)));
  return `[\n${items.map((i) => `${pad}${i},\n`).join("")}${" ".repeat(indent)}]`;
}

const HEAD = `
import importlib.util
import pathlib

import torch

PATH = pathlib.Path(__file__).with_name("FILE")
SPEC = importlib.util.spec_from_file_location("layer_under_test", PATH)
module = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(module)
`;

const FIRST = `

def tensors(point, dtype=torch.float64):
    """The inputs; those that have a gradient ask for it."""
    pairs = zip(module.INPUTS, point)
    return [torch.tensor(x, dtype=dtype, requires_grad=n in module.GRADIENTS) for n, x in pairs]


def gradients(inputs, layer=module.layer):
    """The gradients for outputs weighted with cosines."""
    outputs = layer(*inputs)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    weights = [torch.arange(y.numel(), dtype=torch.float64).cos() for y in outputs]
    weights = [w.to(y.dtype).reshape(y.shape) for w, y in zip(weights, outputs)]
    asked = [x for x in inputs if x.requires_grad]
    return torch.autograd.grad(outputs, asked, weights)


def assert_close(got, expected, tolerance):
    """Relative to the size of all entries, not of each."""
    for a, b in zip(got, expected, strict=True):
        b = torch.as_tensor(b, dtype=torch.float64)
        assert (a.double() - b).norm() <= tolerance * (1 + b.norm())


def test_first_derivatives():
    assert torch.autograd.gradcheck(module.layer, tensors(POINT), rtol=1e-4)

`;

const SECOND = `
def test_second_derivatives():
    assert torch.autograd.gradgradcheck(
        module.layer, tensors(POINT), atol=1e-4, rtol=1e-3
    )

`;

const KINDS = `
def test_float32():
    single = gradients(tensors(POINT, torch.float32))
    assert all(g.dtype == torch.float32 for g in single)
    assert_close(single, gradients(tensors(POINT)), 1e-3)


def test_compiled():
    layer = torch.compile(module.layer, backend="aot_eager", fullgraph=True)
    assert_close(
        gradients(tensors(POINT), layer), gradients(tensors(POINT)), 1e-10
    )
`;

const tiesTest = ({ inputs, gradients }: Ties): string => `

# A point where eigenvalues and singular values coincide, and the gradients there.
TIES = ${list(inputs)}
GRADIENTS_AT_TIES = ${list(gradients, 0, 20)}


def test_ties():
    assert_close(gradients(tensors(TIES)), GRADIENTS_AT_TIES, 1e-9)
`;
