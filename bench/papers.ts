/**
 * Layers with the formulas of Ionescu, Vantzos, Sminchisescu, Matrix Backpropagation (arXiv 1509.07838), written by hand on
 * the runtime as they stand in the paper: the eigenvalue layer with its 1/(λⱼ − λᵢ), the projector, and the textbook ones of
 * the log-determinant.
 */
import { ResidentMatrix, Scope, TransposeA, TransposeB, gaps, linalg, type Block, type LinearAlgebra, type Matrix } from "../codegen/runtime/index.js"; // prettier-ignore
import type { Values } from "./inputs.js";

interface ByHand {
  forward(inputs: Values): { outputs: Values; saved: Saved };
  backward(saved: Saved, cotangents: Values): Values;
}

/** Blocks by name; they are given back by `backward`, or after a forward that is not followed by one. */
type Saved = Record<string, Block | number> & { readonly scope?: never };

let last: Scope | undefined;

/** Runs with blocks that live until the next forward. */
function fresh(la: LinearAlgebra): Scope {
  last?.release();
  return (last = new Scope(la));
}

/** A matrix that is in the runtime's memory is read where it is. */
const loaded = (scope: Scope, A: Matrix): Block => (A instanceof ResidentMatrix ? A.block : scope.load(A));

/** A result that stays in the runtime's memory: the block itself, or a copy of one that is needed later. */
const handed = (la: LinearAlgebra, scope: Scope, block: Block): Matrix => new ResidentMatrix(la, scope.handOver(block));

function copied(la: LinearAlgebra, block: Block): Matrix {
  const copy = la.allocate(block.rows, block.cols);
  la.copy(block, copy);
  return new ResidentMatrix(la, copy);
}

function within<T>(run: (la: LinearAlgebra, scope: Scope) => T): T {
  const la = linalg();
  const scope = new Scope(la);
  const result = run(la, scope);
  scope.release();
  return result;
}

/** P = Uᵀ (2 sym(G) U f) for dL/dU = 2 sym(G) U f(Λ); then U ((Kᵀ∘P) + (f′ Uᵀ G U)_diag)_sym Uᵀ. */
function eigenvalueLayer(
  la: LinearAlgebra,
  scope: Scope,
  { U, lambda, f }: { U: Block; lambda: Block; f: Block },
  derivative: Block,
  G: Block,
): Block {
  const n = U.rows;
  const [a, b, c, K] = [scope.allocate(n, n), scope.allocate(n, n), scope.allocate(n, n), scope.allocate(n, n)];
  const [d, S] = [scope.allocate(n), scope.allocate(n, n)];
  la.symmetricPart(G, S);
  la.product(S, U, a);
  la.scaleColumns(a, f, b);
  la.product(U, b, c, TransposeA, 2); // Uᵀ dL/dU
  gaps(la, lambda, K);
  la.transpose(K, b);
  la.multiply(b, c, c);
  la.product(U, a, b, TransposeA); // Uᵀ G U
  la.diagonal(b, d);
  la.multiply(d, derivative, d);
  la.addDiagonal(1, d, c);
  la.symmetricPart(c, c);
  la.product(U, c, a);
  la.product(a, U, b, TransposeB);
  return b;
}

/** C X with the centring matrix C = I − 𝟏𝟏ᵀ/m. */
function centred(la: LinearAlgebra, kept: ReturnType<typeof fresh>, X: Block, m: number, n: number): Block {
  const C = kept.allocate(m, m);
  la.fill(-1 / m, C);
  la.addToDiagonal(1, C);
  const CX = kept.allocate(m, n);
  la.product(C, X, CX);
  return CX;
}

/** Y = f(Xᵀ C X / s + ε I) with f through eigenvalues, C the identity or the centring matrix, and dL/dX = 2 C X sym(dL/dM) / s. */
function spectral(
  f: (la: LinearAlgebra, lambda: Block, value: Block, derivative: Block) => void,
  options: { centred?: boolean; mean?: boolean; whitening?: boolean; epsilon?: number },
): ByHand {
  return {
    forward(inputs) {
      const la = linalg();
      const kept = fresh(la);
      const given = inputs["X"] as Matrix;
      const { rows: m, cols: n } = given;
      const X = loaded(kept, given);
      const s = options.mean ? 1 / m : 1;
      const CX = options.centred ? centred(la, kept, X, m, n) : X;
      const M = kept.allocate(n, n);
      la.product(CX, X, M, TransposeA, s);
      la.addToDiagonal(options.epsilon ?? (inputs["ε"] as number), M);
      const [lambda, U, value, derivative] = [
        kept.allocate(n),
        kept.allocate(n, n),
        kept.allocate(n),
        kept.allocate(n),
      ];
      la.eig(M, lambda, U);
      f(la, lambda, value, derivative);
      const [a, F] = [kept.allocate(n, n), kept.allocate(n, n)];
      la.scaleColumns(U, value, a);
      la.product(a, U, F, TransposeB);
      let Y = F;
      if (options.whitening) {
        Y = kept.allocate(m, n);
        la.product(X, F, Y);
      }
      return {
        outputs: { Y: options.whitening ? handed(la, kept, Y) : copied(la, Y) },
        saved: { X, CX, U, lambda, value, derivative, F, s },
      };
    },
    backward(saved, cotangents) {
      return within((la, scope) => {
        const { X, CX, U, lambda, value, derivative, F, s } = saved as Record<string, Block> & { s: number };
        const { rows: m, cols: n } = X!;
        const Ybar = loaded(scope, cotangents["Y"] as Matrix);
        let G = Ybar;
        if (options.whitening) {
          G = scope.allocate(n, n);
          la.product(X!, Ybar, G, TransposeA);
        }
        const dM = eigenvalueLayer(la, scope, { U: U!, lambda: lambda!, f: value! }, derivative!, G);
        const dX = scope.allocate(m, n);
        la.product(CX!, dM, dX, 0, 2 * s);
        if (options.whitening) la.product(Ybar, F!, dX, 0, 1, 1);
        return { X: handed(la, scope, dX) };
      });
    },
  };
}

const log = spectral((la, lambda, value, derivative) => {
  la.entrywise.log(lambda, value);
  la.entrywise.recip(lambda, derivative);
}, {});

const whitening = spectral(
  (la, lambda, value, derivative) => {
    la.entrywise.rsqrt(lambda, value);
    la.powScalar(lambda, -1.5, derivative);
    la.scale(-0.5, derivative, derivative);
  },
  { mean: true, whitening: true },
);

const covariance = spectral(
  (la, lambda, value, derivative) => {
    la.entrywise.sqrt(lambda, value);
    la.entrywise.rsqrt(lambda, derivative);
    la.scale(0.5, derivative, derivative);
  },
  { mean: true, centred: true, epsilon: 0.001 },
);

/** Y = A A⁺ and dL/dA = 2 (I − A A⁺) sym(Ȳ) (A⁺)ᵀ. */
const projector: ByHand = {
  forward(inputs) {
    const la = linalg();
    const kept = fresh(la);
    const given = inputs["Z"] as Matrix;
    const { rows: m, cols: n } = given;
    const Z = loaded(kept, given);
    const [S, L, inverse, plusT, P] = [kept.allocate(n, n), kept.allocate(n, n), kept.allocate(n, n), kept.allocate(m, n), kept.allocate(m, m)]; // prettier-ignore
    la.gram(Z, S, TransposeA);
    la.cholesky(S, L);
    la.inverseCholesky(L, inverse);
    la.product(Z, inverse, plusT);
    la.product(plusT, Z, P, TransposeB);
    return { outputs: { Y: copied(la, P) }, saved: { plusT, P } };
  },
  backward(saved, cotangents) {
    return within((la, scope) => {
      const { plusT, P } = saved as Record<string, Block>;
      const { rows: m, cols: n } = plusT!;
      const G = loaded(scope, cotangents["Y"] as Matrix);
      const [S, R] = [scope.allocate(m, m), scope.allocate(m, m)];
      const [T, dZ] = [scope.allocate(m, n), scope.allocate(m, n)];
      la.symmetricPart(G, S);
      la.scale(-1, P!, R);
      la.addToDiagonal(1, R);
      la.product(S, plusT!, T);
      la.product(R, T, dZ, 0, 2);
      return { Z: handed(la, scope, dZ) };
    });
  },
};

/** dL/dS = U ((Kᵀ∘(Uᵀ dL/dU)) + (dL/dΛ)_diag)_sym Uᵀ. */
const eigenvalues: ByHand = {
  forward(inputs) {
    const la = linalg();
    const kept = fresh(la);
    const given = inputs["S"] as Matrix;
    const n = given.rows;
    const S = loaded(kept, given);
    const [lambda, U, L] = [kept.allocate(n), kept.allocate(n, n), kept.allocate(n, n)];
    la.eig(S, lambda, U);
    la.diagonalMatrix(lambda, L);
    return { outputs: { U: copied(la, U), Λ: handed(la, kept, L) }, saved: { lambda, U } };
  },
  backward(saved, cotangents) {
    return within((la, scope) => {
      const { lambda, U } = saved as Record<string, Block>;
      const n = U!.rows;
      const [dU, dL] = [loaded(scope, cotangents["U"] as Matrix), loaded(scope, cotangents["Λ"] as Matrix)];
      const [K, P, d] = [scope.allocate(n, n), scope.allocate(n, n), scope.allocate(n)];
      // K here is 1/(λⱼ − λᵢ): the paper's Kᵀ.
      gaps(la, lambda!, K);
      la.product(U!, dU, P, TransposeA);
      la.multiply(K, P, P);
      la.diagonal(dL, d);
      la.addDiagonal(1, d, P);
      la.symmetricPart(P, P);
      la.product(U!, P, K);
      la.product(K, U!, P, TransposeB);
      return { S: handed(la, scope, P) };
    });
  },
};

/** d logdet(XᵀX + I) = 2 X (XᵀX + I)⁻¹ : dX. */
const logDeterminant: ByHand = {
  forward(inputs) {
    const la = linalg();
    const kept = fresh(la);
    const X = loaded(kept, inputs["X"] as Matrix);
    const n = X.cols;
    const [S, L] = [kept.allocate(n, n), kept.allocate(n, n)];
    la.gram(X, S, TransposeA);
    la.addToDiagonal(1, S);
    la.cholesky(S, L);
    return { outputs: { Y: la.logDetCholesky(L) }, saved: { X, L } };
  },
  backward(saved, cotangents) {
    return within((la, scope) => {
      const { X, L } = saved as Record<string, Block>;
      const { rows: m, cols: n } = X!;
      const [inverse, dX] = [scope.allocate(n, n), scope.allocate(m, n)];
      la.inverseCholesky(L!, inverse);
      la.product(X!, inverse, dX, 0, 2 * (cotangents["Y"] as number));
      return { X: handed(la, scope, dX) };
    });
  },
};

/** dL/dK = ½ K⁻¹ − ½ K⁻¹y (K⁻¹y)ᵀ (Rasmussen and Williams 2006, 5.9). */
const gaussianProcess: ByHand = {
  forward(inputs) {
    const la = linalg();
    const kept = fresh(la);
    const [K, y] = [loaded(kept, inputs["K"] as Matrix), loaded(kept, inputs["y"] as Matrix)];
    const n = K.rows;
    const [L, a] = [kept.allocate(n, n), kept.allocate(n)];
    la.cholesky(K, L);
    la.solveCholesky(L, y, a);
    return { outputs: { Y: 0.5 * la.dot(y, a) + 0.5 * la.logDetCholesky(L) }, saved: { L, a } };
  },
  backward(saved, cotangents) {
    return within((la, scope) => {
      const { L, a } = saved as Record<string, Block>;
      const n = L!.rows;
      const dK = scope.allocate(n, n);
      const g = cotangents["Y"] as number;
      la.inverseCholesky(L!, dK);
      la.outer(a!, a!, dK, -0.5 * g, 0.5 * g);
      return { K: handed(la, scope, dK) };
    });
  },
};

/** By the names of the layers. */
export const formulas: Readonly<Record<string, ByHand | undefined>> = {
  o2p: log,
  zca: whitening,
  mpncov: covariance,
  projector,
  eiglayer: eigenvalues,
  logdet: logDeterminant,
  gp: gaussianProcess,
};
