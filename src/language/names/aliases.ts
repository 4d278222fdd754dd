/** Words of other notations for functions of this one, and trees of them in the language's own terms. */
import type { ApplySyntax, Syntax } from "../syntax.js";
import { foldTree, operands } from "../traverse.js";
import { arrayTree, type ArrayContext } from "./arrays.js";

/** `word: function`. Of a matrix, those of `matrixAliases` are functions of the matrix, whatever the dialect. */
const words: Readonly<Record<string, string>> = {
  ...{
    ln: "log",
    Log: "log",
    Exp: "exp",
    Sqrt: "sqrt",
    Abs: "abs",
    Sign: "sign",
    sgn: "sign",
    absolute: "abs",
    abs2: "square",
  },
  ...{ Tr: "tr", trace: "tr", Trace: "tr", TR: "tr", Det: "det", determinant: "det", Norm: "norm" },
  ...{ Diag: "diag", diagonal: "diag", diagflat: "diag", Vec: "vec", inverse: "inv", Inverse: "inv", Inv: "inv" },
  ...{ pseudoinverse: "pinv", PseudoInverse: "pinv", Transpose: "transpose", cholesky: "chol", Cholesky: "chol" },
  ...{ expm: "exp", logm: "log", sqrtm: "sqrt", MatrixExp: "exp", MatrixLog: "log", matrix_exp: "exp" },
  ...{ ReLU: "relu", Relu: "relu", GELU: "gelu", SiLU: "silu", swish: "silu", Sigmoid: "sigmoid", expit: "sigmoid" },
  ...{ logistic: "sigmoid", Softmax: "softmax", Softplus: "softplus", Tanh: "tanh", Erf: "erf" },
  ...{ gammaln: "lgamma", loggamma: "lgamma", ndtr: "normalcdf", normcdf: "normalcdf" },
  ...{ arctan: "atan", arcsin: "asin", arccos: "acos", ArcTan: "atan", ArcSin: "asin", ArcCos: "acos" },
  ...{ Sin: "sin", Cos: "cos", Tan: "tan", Sinh: "sinh", Cosh: "cosh", reciprocal: "recip" },
  ...{ LogDet: "logdet", LogSumExp: "logsumexp", lse: "logsumexp", Sym: "sym", KroneckerProduct: "kron" },
  ...{
    Total: "colsum",
    Sum: "sum",
    reduce_sum: "sum",
    matrix_norm: "norm",
    vector_norm: "norm",
    reduce_mean: "mean",
    reduce_max: "max",
    reduce_min: "min",
    Diagonal: "diag",
    diagm: "diag",
    nansum: "sum",
    average: "mean",
    logabsdet: "logdet",
    fro: "norm",
  },
  ...{ Mean: "mean", Max: "max", Min: "min", maximum: "max", minimum: "min" },
  ...{ IdentityMatrix: "eye", identity: "eye", eigh: "eig", eigvalsh: "eigvals", svdvals: "svdvals" },
};

/** Functions of a matrix, not of its entries. */
const matrixAliases: ReadonlySet<string> = new Set([
  "expm",
  "logm",
  "sqrtm",
  "MatrixExp",
  "MatrixLog",
  "matrix_exp",
  "inverse",
  "Inverse",
]);

/** Of these, those that libraries compute of any square matrix. */
const matrixFunctions: ReadonlySet<string> = new Set([...matrixAliases].filter((word) => !/^inverse$/i.test(word)));

/** Functions that are an operator of the notation: the head, and how many operands it takes. */
const operators: Readonly<Record<string, readonly [head: string, operands: number]>> = {
  ...{ solve: ["solve", 2], matmul: ["contract", 2], mm: ["contract", 2], mv: ["contract", 2], bmm: ["contract", 2] },
  ...{ multiply: ["hadamard", 2], mul: ["hadamard", 2], outer: ["outer", 2] },
  ...{ power: ["hadamardPower", 2], pow: ["hadamardPower", 2], add: ["sum", 2], MatrixPower: ["power", 2] },
  ...{
    Dot: ["contract", 2],
    LinearSolve: ["solve", 2],
    numel: ["entrycount", 1],
    length: ["lengthcount", 1],
    Length: ["rowcount", 1],
    nrow: ["rowcount", 1],
    ncol: ["colcount", 1],
    size: ["sizeOf", 2],
    inner: ["inner", 2],
    vdot: ["inner", 2],
    subtract: ["subtract", 2],
    slogdet: ["slogdet", 1],
    mse_loss: ["meanSquare", 2],
    dist: ["distance", 2],
  },
};

/** The words that are read besides the functions of the catalogue; those of a program's own names are not among them. */
export function aliasesAmong(functions: ReadonlySet<string>): ReadonlySet<string> {
  const known = Object.entries(words).filter(([word, name]) => functions.has(name) && !functions.has(word));
  const others = functions.has("log") ? Object.keys(operators).filter((word) => !functions.has(word)) : [];
  return new Set([...known.map(([word]) => word), ...others]);
}

/** The function that a word is in other letters, small or capital: `Log`, `TRACE`. */
export function functionInOtherCase(word: string, functions: ReadonlySet<string>): string | undefined {
  const lower = word.toLowerCase();
  return word.length > 1 && functions.has(lower) ? lower : undefined;
}

/** How a tree of words of other notations is read. */
export interface AliasOptions {
  /** Whether the program uses a word as a function of its own. */
  readonly isOwn: (word: string) => boolean;
  /** Whether functions of one number act on entries without a dot, and which those are. */
  readonly entrywise: ReadonlySet<string> | undefined;
  /** Where functions of libraries are told of. */
  readonly context: ArrayContext;
}

/** The tree with the functions of the catalogue and the operators of the notation. */
export const withoutAliases = (syntax: Syntax, options: AliasOptions): Syntax =>
  foldTree<Syntax, Syntax>(syntax, operands, (node, args) =>
    node.kind === "apply" ? translated({ ...node, args }, options) : node,
  );

function translated(node: ApplySyntax, { isOwn, entrywise, context }: AliasOptions): Syntax {
  const { head } = node;
  const array = entrywise === undefined || isOwn(head) ? undefined : arrayTree(node, context);
  if (array !== undefined) return array;
  const other = strictPart(node) ?? summedFunction(node);
  if (other !== undefined) return other;
  if (isOwn(head)) return reduction(node);
  if (signs.has(head) && !isCall(node)) return node;
  if (head === "slice" && isSlogdet(node)) return { ...node, head: "logdet", args: (node.args[0] as ApplySyntax).args };
  const operator = Object.hasOwn(operators, head) ? operators[head] : undefined;
  if (operator !== undefined) return asOperator(node, operator[0], operator[1]);
  const name = Object.hasOwn(words, head) ? words[head]! : head;
  const elementwise = node.elementwise || (entrywise?.has(name) === true && !matrixAliases.has(head));
  const read: ApplySyntax = {
    ...node,
    args: name === "norm" ? node.args.map(withoutCapitals) : node.args,
    head: name,
    elementwise,
    ...(matrixFunctions.has(head) ? { general: true as const } : {}),
  };
  return reduction(name === head ? read : operatorHead(read));
}

/** `Norm[A, "Frobenius"]`. */
const withoutCapitals = (arg: Syntax): Syntax =>
  arg.kind === "word" && arg.text === "Frobenius" ? { ...arg, text: "fro" } : arg;

/** Heads that a sign has, too: `A⁻¹`, `A^2`, `A : B`, `A \\ b`. */
const signs: ReadonlySet<string> = new Set(["inverse", "power", "inner", "solve"]);

/** Functions that the tree has under another head. */
export const heads: Readonly<Record<string, string>> = {
  ...{ inv: "inverse", kron: "kronecker", sum: "total", eye: "identity" },
};

const operatorHead = (node: ApplySyntax): ApplySyntax =>
  Object.hasOwn(heads, node.head) ? { ...node, head: heads[node.head]! } : node;

/** A sign stands behind or between what it joins, a function before. */
const isCall = ({ args, at }: ApplySyntax): boolean => args.length === 0 || at.start < args[0]!.span.start;

function asOperator(node: ApplySyntax, head: string, count: number): Syntax {
  const [a, b] = node.args;
  if (head === "contract" && node.args.length > 2)
    return node.args.slice(1).reduce((left, right) => ({ ...node, head, args: [left, right] }), a!);
  if (node.args.length !== count || a === undefined) return node;
  if (head === "sizeOf") {
    const axis = b?.kind === "number" ? /^[12]$/.exec(b.text)?.[0] : undefined;
    return axis === undefined ? node : { ...node, head: axis === "1" ? "rowcount" : "colcount", args: [a] };
  }
  const { span, at } = node;
  const apply = (name: string, args: readonly Syntax[]): ApplySyntax => ({
    kind: "apply",
    head: name,
    args,
    elementwise: false,
    span,
    at,
  });
  if (head === "outer") return apply("product", [a, apply("transpose", [b!])]);
  if (head === "subtract" || head === "distance" || head === "meanSquare") {
    const difference = apply("sum", [a, apply("negate", [b!])]);
    if (head === "subtract") return difference;
    if (head === "distance") return apply("norm", [difference]);
    return apply("mean", [apply("hadamardPower", [difference, { kind: "number", text: "2", span }])]);
  }
  return apply(head, node.args);
}

/** `tril(A, -1)`, `triu(A, 1)`: without the diagonal; with 0 as they are. */
function strictPart(node: ApplySyntax): Syntax | undefined {
  const [matrix, second] = node.args;
  if ((node.head !== "tril" && node.head !== "triu") || node.args.length !== 2) return undefined;
  const [inner] = second?.kind === "apply" && second.head === "negate" ? second.args : [];
  const k = inner?.kind === "number" ? `-${inner.text}` : second?.kind === "number" ? second.text : "";
  const part: ApplySyntax = { ...node, args: [matrix!] };
  if (k === "0") return part;
  if (k !== (node.head === "tril" ? "-1" : "1")) return undefined;
  const diagonal: ApplySyntax = { ...part, head: "diagpart" };
  return { ...part, head: "sum", args: [part, { ...part, head: "negate", args: [diagonal] }] };
}

/** `sum(abs2, x)` of Julia: the sum of a function of the entries. */
function summedFunction(node: ApplySyntax): Syntax | undefined {
  const [f, value, more] = node.args;
  const head = { total: "total", mean: "mean", maximum: "max", minimum: "min" }[node.head];
  if (head === undefined || f?.kind !== "name" || value === undefined || more !== undefined) return undefined;
  const name = Object.hasOwn(words, f.name) ? words[f.name]! : f.name;
  if (f.name.length < 2) return undefined;
  const { span, at } = node;
  const entries: ApplySyntax = { kind: "apply", head: name, args: [value], elementwise: true, span, at };
  return { ...node, head, args: [entries] };
}

/** `slogdet(A)[1]`. */
function isSlogdet({ args }: ApplySyntax): boolean {
  const [inner, index] = args;
  return inner?.kind === "apply" && inner.head === "slogdet" && index?.kind === "number" && index.text === "1";
}

/** Reductions of arrays along an axis: `sum(A, axis=0)` adds up the columns. */
const along: Readonly<Record<string, readonly [first: string, second: string]>> = {
  total: ["colsum", "rowsum"],
  colsum: ["colsum", "total"],
  mean: ["colmean", "rowmean"],
  max: ["colmax", "rowmax"],
  min: ["colmin", "rowmin"],
};

function reduction(node: ApplySyntax): ApplySyntax {
  const axis = axisOf(node);
  if (axis === undefined) return node;
  const args = node.args.filter((arg) => arg !== axis.arg);
  const heads = Object.hasOwn(along, node.head) ? along[node.head] : undefined;
  if (heads !== undefined)
    return { ...node, head: heads[axis.first ? 0 : 1], args, ...(!axis.first && { alongRows: "second" as const }) };
  if (!axis.first) return { ...node, args };
  // Down the columns: of the transpose, along the rows.
  const { span, at } = node;
  const turned = (arg: Syntax): ApplySyntax => ({ kind: "apply", head: "transpose", args: [arg], elementwise: false, span, at }); // prettier-ignore
  if (!rowwise.has(node.head) || args.length !== 1) return node;
  const along0 = { ...node, args: [turned(args[0]!)] };
  return node.head === "logsumexp" ? along0 : turned(along0);
}

/** Functions of the rows of a matrix. */
const rowwise: ReadonlySet<string> = new Set(["softmax", "logsumexp", "logsoftmax"]);

/** The argument that says along what a function goes, and whether that is down the columns: `axis=0`, `dims=1`, `sum(A, 1)`. */
function axisOf({ head, args }: ApplySyntax): { readonly arg: Syntax; readonly first: boolean } | undefined {
  const named = args.find((arg) => arg.kind === "word" && /^(?:axis=(?:-?1|0|-2)|dim=(?:-?1|0|-2)|dims=[12])$/.test(arg.text)); // prettier-ignore
  if (named?.kind === "word") return { arg: named, first: named.text === (named.text.startsWith("dims") ? "dims=1" : named.text.replace(/=.*/, "=0")) }; // prettier-ignore
  const second = args[1];
  const counted = (head === "total" || head === "mean" || head === "colsum") && args.length === 2;
  return counted && second?.kind === "number" && /^[12]$/.test(second.text)
    ? { arg: second, first: second.text === "1" }
    : undefined;
}
