/** The properties that are inferred of expressions, and those that must not be. */
import { describe, expect, test } from "vitest";
import { parse } from "../../src/derive.js";

const declarations = `
A: n×n
X: m×n
Z: m×n fullrank
S: n×n symmetric
R: n×n symmetric
K: n×n skew
C: n×n spd
E: n×n spd
F: n×n psd
D: n×n diagonal
G: n×n diagonal positive
L: n×n lower
M: n×n lower
T: n×n upper
U: n×n orthogonal
V: n×n orthogonal
Q: m×n orthonormal
P: n×n projector
B: n×n invertible
N: m×n nonnegative
W: m×n positive
H: n×n rowstochastic
J: (n+1)×n fullrank
O: n×n lower unit
x: n
a: scalar
ε: scalar positive`;

function has(expression: string, property: string): boolean {
  const { outputs, catalogue } = parse(`${declarations}\n${expression}`);
  return catalogue.has(outputs[0]!.node, property);
}

/** `expression: properties it has; properties nobody may conclude`. */
const table: Readonly<Record<string, readonly string[]>> = {
  sums: [
    "S + R: symmetric; spd psd invertible",
    "S + A: ; symmetric",
    "S + K: ; symmetric skew",
    "C + F: spd; diagonal",
    "F + F: psd symmetric; spd",
    "C − E: symmetric; psd spd",
    "A + Aᵀ: symmetric; psd",
    "A Aᵀ A + S − 2A: ; symmetric",
    "3A B + S − 2I + 3BᵀAᵀ: symmetric; spd",
    "2A B + 3BᵀAᵀ: ; symmetric",
    "A − Aᵀ: skew; symmetric",
    "A B + K − BᵀAᵀ: skew; symmetric",
    "A B − A + Aᵀ: ; skew symmetric",
    "A ∘ Aᵀ ∘ S: symmetric; skew",
    "A ∘ A: ; symmetric",
    "Bᵀ(A + Aᵀ)B: symmetric; spd",
    "sqdist(X, X): symmetric nonnegative; psd",
    "exp.(−sqdist(X, X)): symmetric positive; diagonal",
    "sqdist(X, Z): nonnegative; symmetric",
    "L + M: lower; upper diagonal",
    "L + T: ; lower upper",
    "D + G: diagonal symmetric; positive spd",
    "N + W: positive; ",
    "F + ε I: spd; ",
    "F + a I: symmetric; psd spd",
    "G + H: nonnegative; positive",
    "D + H: ; nonnegative",
    "I − P: projector; ",
    "I + K: invertible; symmetric",
    "I − D: diagonal; projector invertible",
  ],
  products: [
    "S R: ; symmetric",
    "L M: lower; upper invertible",
    "L T: ; lower upper",
    "D G: diagonal symmetric; spd",
    "U V: orthogonal invertible; symmetric",
    "N Nᵀ: symmetric psd; spd",
    "B B: invertible; symmetric",
    "H H: rowstochastic nonnegative; symmetric",
    "2S: symmetric; ",
    "ε C: spd; ",
    "a C: symmetric; spd psd",
    "−C: symmetric; psd spd",
    "−B: invertible; ",
    "O O: lower unit; upper",
    "O L: lower; unit invertible",
    "W G: positive; ",
    "N G: nonnegative; positive",
    "B Jᵀ: fullrank; invertible",
    "Q Qᵀ: projector; invertible spd",
  ],
  congruences: [
    "A S Aᵀ: symmetric; psd",
    "A K Aᵀ: skew; symmetric",
    "A F Aᵀ: psd; spd",
    "B C Bᵀ: spd; ",
    "A C Aᵀ: psd; spd",
    "U D Uᵀ: symmetric; diagonal psd",
    "U G Uᵀ: spd; diagonal",
    "Qᵀ(X Xᵀ)Q: psd; spd",
  ],
  "Gram matrices": [
    "XᵀX: psd symmetric; spd",
    "X Xᵀ: psd; spd invertible",
    "ZᵀZ: psd; projector spd",
    "JᵀJ: spd; ",
    "J Jᵀ: psd; spd",
    "Z Zᵀ: psd; spd",
    "XᵀX + εI: spd invertible; ",
    "QᵀQ: spd; ",
  ],
  inverses: [
    "C⁻¹: spd; ",
    "S⁻¹: symmetric; psd spd",
    "L⁻¹: lower; upper",
    "T⁻¹: upper; lower",
    "U⁻¹: orthogonal; ",
    "G⁻¹: diagonal spd; ",
    "B⁻¹: invertible; symmetric",
    "O⁻¹: lower unit; ",
    "K⁻¹: skew invertible; ",
  ],
  "spectral functions": [
    "exp(S): spd; ",
    "log(C): symmetric; psd spd",
    "C^(1/2): spd; ",
    "C^(-1/2): spd; ",
    "sin(S): symmetric; spd",
    "S²: symmetric psd; spd",
    "S⁴: psd; spd",
    "S³: symmetric; psd",
    "exp(D): diagonal; ",
    "exp(L): lower; upper",
    "abs(S): psd; spd",
    "lyap(C, F): psd; spd",
  ],
  projectors: [
    "proj(Z): projector psd; invertible spd",
    "P: projector symmetric psd; ",
    "P P: symmetric psd; spd",
    "P + P: psd; projector",
    "2P: psd; projector",
  ],
  parts: [
    "sym(A): symmetric; skew",
    "skew(A): skew; symmetric",
    "diagpart(A): diagonal; spd",
    "tril(A): lower; upper symmetric",
    "triu(A): upper; lower symmetric",
    "tril(X): ; lower",
    "triu(C): upper invertible; unit",
    "A[1:3, 1:3]: ; symmetric",
    "C[2:3, 2:3]: spd; ",
    "C[2:3, 1:2]: ; symmetric spd",
    "Q[:, 1:2]: orthonormal; ",
    "Q[1:2, :]: ; orthonormal",
    "diag(G): positive; ",
    "sum(G): positive; ",
    "sin.(D): diagonal; ",
    "cos.(D): symmetric; diagonal",
    "max(G, H): nonnegative; positive",
    "Aᵀ: ; symmetric",
    "Lᵀ: upper; lower",
    "diag(x): diagonal; spd",
    "S ∘ R: symmetric; psd",
    "C ∘ E: spd; ",
    "A ∘ D: diagonal; ",
    "chol(C): lower; upper",
  ],
  blocks: [
    "[N; W]: nonnegative; positive",
    "C ⊗ E: spd; ",
    "U ⊗ V: orthogonal; ",
    "G ⊗ W: nonnegative; positive",
    "[G; G]: nonnegative; positive",
    "reshape(G, n, n): nonnegative; positive",
    "blkdiag(C, E): spd; ",
    "blkdiag(S, F): symmetric; psd",
    "blkdiag(C, blkdiag(E, C)): spd; ",
    "blkdiag(U, V): orthogonal; ",
    "blkdiag(G, D): diagonal; positive psd",
    "blkdiag(L, O): lower; unit",
    "blkdiag(B, O): invertible; lower",
    "blkdiag(Q, U): orthonormal; orthogonal",
    "blkdiag(J, x): ; fullrank symmetric",
  ],
};

describe.each(Object.entries(table))("%s", (_, rows) => {
  test.each(rows)("%s", (row) => {
    const [expression, rest] = row.split(/: (.*)/s) as [string, string];
    const [true_, unknown] = rest.split(";").map((words) => words.split(" ").filter((w) => w !== ""));
    expect(
      true_!.filter((property) => !has(expression, property)),
      "not inferred",
    ).toEqual([]);
    expect(
      unknown!.filter((property) => has(expression, property)),
      "wrongly inferred",
    ).toEqual([]);
  });
});
