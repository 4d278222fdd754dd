/** A mistake of every kind that is reported, for docs/diagnostics.md and its test. */

export interface Mistake {
  readonly code: string;
  /** The program; a long one is told in words by `shown`. */
  readonly program: string;
  readonly shown?: string;
  /** Numbers given with `--at`. */
  readonly point?: string;
  /** A formula given with `--verify`, for the input X. */
  readonly claim?: string;
  /** Inputs given with `--wrt`. */
  readonly wrt?: readonly string[];
}

export const MISTAKES: readonly Mistake[] = [
  { code: "syntax/empty", program: "" },
  { code: "syntax/unexpected", program: "A, B" },
  { code: "syntax/expected-operand", program: "A*" },
  { code: "syntax/unclosed-bracket", program: "2(A + B" },
  { code: "syntax/unopened-bracket", program: "A + B)" },
  { code: "syntax/mismatched-bracket", program: "[A, B)" },
  { code: "syntax/unclosed-quote", program: "norm(A, 'nuc" },
  { code: "syntax/two-numbers", program: "2 3 A" },
  { code: "syntax/number", program: "0x10*A" },
  { code: "syntax/number-overflow", program: "1e999*A" },
  { code: "syntax/number-underflow", program: "1e-400*A" },
  { code: "syntax/name", program: "_x + y" },
  { code: "syntax/name-letter", program: "ΣЖ" },
  { code: "syntax/reserved-name", program: "I: n×n" },
  { code: "syntax/unknown-word", program: "X*foo" },
  { code: "syntax/ambiguous-word", program: "m, u: scalar\nX*mu" },
  { code: "syntax/unknown-function", program: "invert(A)" },
  { code: "syntax/unknown-character", program: "A ? B" },
  { code: "syntax/invisible-character", program: "A\u200bB" },
  { code: "syntax/unknown-command", program: "\\sgima + A" },
  { code: "syntax/accent", program: "\\bar{A+B}" },
  { code: "syntax/fraction", program: "\\frac{A}" },
  { code: "syntax/subscript", program: "I_" },
  { code: "syntax/superscript", program: "A⁻ + B" },
  { code: "syntax/norm", program: "‖A‖_foo" },
  { code: "syntax/function-argument", program: "log + A" },
  { code: "syntax/function-power", program: "sin^2 x" },
  { code: "syntax/ambiguous-argument", program: "sin x cos y" },
  { code: "syntax/argument-count", program: "inv()" },
  { code: "syntax/elementwise", program: "sum.(A)" },
  { code: "syntax/target", program: "3 = X" },
  { code: "syntax/declaration", program: "X:" },
  { code: "syntax/dimension", program: "A: 0×3" },
  { code: "syntax/space", program: "X ∈ Q" },
  { code: "type/shape-mismatch", program: "A: m×k\nB: m×n\nA*B" },
  { code: "type/not-square", program: "A: m×n\ndet(A)" },
  { code: "type/not-symmetric", program: "X: n×n skew\nU, Λ = eig(X)\nΛ" },
  { code: "type/arguments", program: "X: m×n\nU, Λ = eig(X, X)\nΛ" },
  { code: "type/arity", program: "chol(S, 3)" },
  { code: "type/unknown-function", program: "log(X, 3)" },
  { code: "type/word", program: "inv('fro')" },
  { code: "type/not-scalar", program: "A: n×n\nf(t) = A t\nf.(A)" },
  { code: "type/no-rule", program: "A: n×n\ntanh(A)" },
  { code: "type/exponent", program: "A: n×n\n2^A" },
  { code: "type/divide", program: "a: scalar\nx: n\na/x" },
  { code: "type/size", program: "A[0, 1]" },
  { code: "type/slice", program: "X: m×n\nX[1:3]" },
  { code: "type/unknown-size", program: "sum(I)" },
  { code: "type/unknown-property", program: "X: n×n symetric\nX" },
  { code: "type/property-shape", program: "X: m×n symmetric\nX" },
  { code: "type/contradiction", program: "X: n×n symmetric skew\nX" },
  { code: "type/declared-twice", program: "A: 2×3\nA: 3×2\nA" },
  { code: "type/defined-twice", program: "Y = X\nY = 2X" },
  { code: "type/used-before-definition", program: "Z = 2Y\nY = X\nZ" },
  { code: "type/recursive", program: "f(t) = f(t)\nf.(A)" },
  { code: "type/output-count", program: "U, V = inv(S)" },
  { code: "type/no-output", program: "X: m×n" },
  { code: "type/unknown-name", program: "sum(X)", claim: "𝟏𝟏ᵀ + Q" },
  { code: "type/statement", program: "sum(X)", claim: "X: m×n; 𝟏𝟏ᵀ" },
  { code: "rule/no-variation", program: "X: m×n\nargmax(X)" },
  { code: "option/unknown-input", program: "tr(AX)", wrt: ["Q"] },
  { code: "limit/characters", program: "A+".repeat(140_000), shown: "280 000 characters" },
  {
    code: "limit/depth",
    program: "(".repeat(1_100) + "A" + ")".repeat(1_100),
    shown: "1 100 brackets inside one another",
  },
  { code: "limit/name-length", program: `X_${"a".repeat(80)}`, shown: "a name of 82 characters" },
  { code: "data/missing", program: "X: 1×2\nX", point: '{"inputs": {}}' },
  { code: "data/unknown-name", program: "X: 1×2\nX", point: '{"inputs": {"X": [[1, 2]], "Z": 3}}' },
  { code: "data/twice", program: "ε: scalar\nε", point: '{"inputs": {"ε": 1, "eps": 2}}' },
  { code: "data/not-a-record", program: "X: 1×2\nX", point: '{"inputs": [1, 2]}' },
  { code: "data/not-a-number", program: "X: 1×2\nX", point: '{"inputs": {"X": [[1, "2"]]}}' },
  { code: "data/not-finite", program: "X: 1×2\nX", point: '{"inputs": {"X": [[1, 1e999]]}}' },
  { code: "data/empty", program: "X: 1×2\nX", point: '{"inputs": {"X": []}}' },
  { code: "data/ragged", program: "X: 2×2\nX", point: '{"inputs": {"X": [[1, 2], [3]]}}' },
  {
    code: "data/shape",
    program: "X: 2×2\nX",
    point: '{"inputs": {"X": [[1, 2, 3]]}, "cotangents": {"Y": [[1, 2], [3, 4]]}}',
  },
  { code: "data/size", program: "X: 2×(n+m)\nsum(X)", point: '{"inputs": {"X": [[1, 2], [3, 4]]}}' },
];
