/**
 * Times the linear algebra of the runtime: microseconds, the least of several runs, by order n. WebAssembly, and the
 * system's LAPACK where there is one, on one thread.
 *
 * Usage: npx tsx bench/runtime.ts [--sizes 8,32,64] [--routines product,svd] [--json]
 */
import { parseArgs } from "node:util";
import { TransposeA, type Block } from "../codegen/runtime/block.js";
import type { LinearAlgebra } from "../codegen/runtime/interface/index.js";
import { openNative } from "../codegen/runtime/native/index.js";
import { linalg } from "../codegen/runtime/linalg.js";

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "8,32,64,128,256" },
    routines: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});

/** Operands of order n, random; S symmetric, P positive definite, B well-conditioned. */
class Operands {
  readonly A: Block;
  readonly B: Block;
  readonly S: Block;
  readonly P: Block;
  readonly L: Block;
  readonly X: Block;
  readonly Y: Block;
  readonly Z: Block;
  readonly x: Block;
  readonly y: Block;

  constructor(la: LinearAlgebra, n: number) {
    const random = () => {
      const block = la.allocate(n, n);
      la.write(
        Float64Array.from({ length: n * n }, () => Math.random() - 0.5),
        block,
      );
      return block;
    };
    [this.A, this.B, this.S, this.X, this.Y, this.Z] = [random(), random(), random(), random(), random(), random()];
    [this.P, this.L, this.x, this.y] = [la.allocate(n, n), la.allocate(n, n), la.allocate(n), la.allocate(n)];
    la.symmetricPart(this.S, this.S);
    la.gram(this.A, this.P);
    la.addToDiagonal(1, this.P);
    la.scale(1 / Math.sqrt(n), this.B, this.B);
    la.addToDiagonal(2, this.B);
    la.cholesky(this.P, this.L);
    la.addScalar(1, this.x, this.x);
    la.diagonal(this.P, this.x);
  }

  release(la: LinearAlgebra): void {
    const all = [this.A, this.B, this.S, this.P, this.L, this.X, this.Y, this.Z, this.x, this.y];
    for (const block of all) la.free(block);
  }
}

const routines: Record<string, (la: LinearAlgebra, o: Operands) => void> = {
  product: (la, o) => la.product(o.A, o.B, o.X),
  "gram AᵀA": (la, o) => la.gram(o.A, o.X, TransposeA),
  cholesky: (la, o) => la.cholesky(o.P, o.X),
  "cholesky solve, n right-hand sides": (la, o) => la.solveCholesky(o.L, o.A, o.X),
  "cholesky inverse": (la, o) => la.inverseCholesky(o.L, o.X),
  lu: (la, o) => la.lu(o.A, o.X, o.x),
  "lu and inverse": (la, o) => (la.lu(o.A, o.X, o.x), la.inverseLU(o.X, o.x, o.Y)),
  qr: (la, o) => la.qr(o.A, o.X, o.Y),
  eig: (la, o) => la.eig(o.S, o.x, o.X),
  eigenvalues: (la, o) => la.eigenvalues(o.S, o.x),
  svd: (la, o) => la.svd(o.A, o.X, o.x, o.Y),
  "singular values": (la, o) => la.singularValues(o.A, o.x),
  schur: (la, o) => la.schur(o.A, o.X, o.Y),
  sylvester: (la, o) => la.sylvester(o.B, o.B, o.A, o.X),
  "exp, general": (la, o) => la.exp(o.B, o.X),
  "exp derivative": (la, o) => la.expDerivative(o.B, o.A, o.X, o.Y),
  "log, general": (la, o) => la.log(o.B, o.X),
  "sqrt, general": (la, o) => la.sqrt(o.B, o.X),
  "loewner log": (la, o) => la.loewner("log", o.x, o.x, o.X),
  "entrywise exp": (la, o) => la.entrywise.exp(o.A, o.X),
  "entrywise tanh": (la, o) => la.entrywise.tanh(o.A, o.X),
  "entrywise add": (la, o) => la.add(o.A, o.B, o.X),
};

/** Microseconds of one call: the least of runs that each last a few milliseconds. */
function microseconds(call: () => void): number {
  let count = 1;
  const run = () => {
    const start = performance.now();
    for (let i = 0; i < count; i++) call();
    return performance.now() - start;
  };
  while (run() < 3) count *= 2;
  let best = Infinity;
  for (let start = performance.now(), runs = 0; runs < 7 || performance.now() - start < 150; runs++)
    best = Math.min(best, run());
  return (1000 * best) / count;
}

const before = performance.now();
const wasm = linalg();
const startup = performance.now() - before;
const subjects = [wasm];
try {
  subjects.push(await openNative({ threads: 1 }));
} catch (error) {
  console.error(String(error));
}
const sizes = options.sizes.split(",").map(Number);
const wanted = options.routines ? options.routines.split(",") : Object.keys(routines);
if (!options.json) {
  console.log(`loading and compiling the module: ${startup.toFixed(1)} ms`);
  console.log(["µs".padEnd(36), ...sizes.map((n) => `n=${String(n)}`.padStart(11))].join(""));
}
for (const name of wanted) {
  for (const la of subjects) {
    const times = sizes.map((n) => {
      const operands = new Operands(la, n);
      const time = microseconds(() => routines[name]!(la, operands));
      operands.release(la);
      return time;
    });
    if (options.json)
      for (const [i, n] of sizes.entries())
        console.log(JSON.stringify({ routine: name, by: la.name, n, us: times[i] }));
    else
      console.log(
        [
          `${name} (${la.name === wasm.name ? "wasm" : "native"})`.padEnd(36),
          ...times.map((t) => t.toPrecision(3).padStart(11)),
        ].join(""),
      );
  }
}
