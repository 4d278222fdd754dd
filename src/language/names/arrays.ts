/** Functions, indices and reductions of NumPy, PyTorch and JAX as trees of the language. */
import type { NoteCode } from "../diagnostics/notes.js";
import type { ApplySyntax, Span, Syntax } from "../syntax.js";
import { einsum } from "./einsum.js";

export interface ArrayContext {
  readonly note: (code: NoteCode, message: string, span: Span) => void;
  readonly report: (code: string, message: string, span: Span, hint: string) => void;
}

type Reader = (node: ApplySyntax, context: ArrayContext) => Syntax | undefined;

const apply = (node: ApplySyntax, head: string, args: readonly Syntax[], elementwise = false): ApplySyntax => {
  const { span, at } = node;
  return { kind: "apply", head, args, elementwise, span, at };
};

const number = (text: string, span: Span): Syntax => ({ kind: "number", text, span });

const turned = (node: ApplySyntax, value: Syntax): ApplySyntax => apply(node, "transpose", [value]);

/** A whole number, perhaps with a minus before it. */
function whole(syntax: Syntax | undefined): number | undefined {
  if (syntax?.kind === "number" && /^\d+$/.test(syntax.text)) return Number(syntax.text);
  const [inner] = syntax?.kind === "apply" && syntax.head === "negate" ? syntax.args : [];
  return inner?.kind === "number" && /^\d+$/.test(inner.text) ? -Number(inner.text) : undefined;
}

/** The text of `name=…` among the arguments, and the others. */
function keyword(args: readonly Syntax[], names: RegExp) {
  const found = args.find((a) => a.kind === "word" && names.test(/^(\w+)=/.exec(a.text)?.[1] ?? ""));
  const text = found?.kind === "word" ? found.text.replace(/^\w+=/, "") : undefined;
  return { text, args: args.filter((a) => a !== found) };
}

/** The entries of a list in brackets. */
const listed = (syntax: Syntax | undefined): readonly Syntax[] | undefined => {
  if (syntax?.kind !== "apply" || syntax.head !== "block" || syntax.args.length !== 1) return undefined;
  return (syntax.args[0] as ApplySyntax).args;
};

/** Reductions of all entries, of the columns, of the rows, and of the one axis of a vector. */
const reductions: Readonly<Record<string, readonly [all: string, down: string, along: string]>> = {
  total: ["total", "colsum", "rowsum"],
  mean: ["mean", "colmean", "rowmean"],
  max: ["max", "colmax", "rowmax"],
  min: ["min", "colmin", "rowmin"],
};

/** The axis that a reduction goes along, `axis=0`, `X.sum(-1)`; undefined where it takes all entries. */
function axisOf(node: ApplySyntax) {
  const kept = keyword(node.args, /^keepdims?$/);
  const named = keyword(kept.args, /^(?:axis|dims?)$/);
  const second = named.text === undefined && named.args.length === 2 ? whole(named.args[1]) : undefined;
  const tuple = named.text === undefined && named.args.length === 2 ? listed(named.args[1]) : undefined;
  const args = second !== undefined || tuple ? named.args.slice(0, 1) : named.args;
  const text = named.text ?? (tuple ? tuple.map((t) => whole(t)).join(",") : second?.toString());
  const all = text === undefined || text === "None" || /^\(?(?:0,1|1,0|-1,-2|-2,-1)\)?$/.test(text);
  return { args, axis: all ? undefined : text, keeps: kept.text === "True" };
}

/** `X.sum(axis=0, keepdims=True)`: a row stays a row, and a column is told from the arrays that have one axis. */
function reduced(node: ApplySyntax): Syntax | undefined {
  const [all, down, along] = reductions[node.head]!;
  const { args, axis, keeps } = axisOf(node);
  if (args.length !== 1) return undefined;
  if (axis === undefined) return apply(node, all, args);
  if (axis === "0" || axis === "-2") {
    const value = apply(node, down, args);
    return keeps ? { ...turned(node, value), oriented: true } : value;
  }
  if (axis !== "1" && axis !== "-1") return undefined;
  return {
    ...apply(node, along, args),
    alongRows: axis === "-1" ? "last" : "second",
    ...(keeps && { oriented: true }),
  };
}

/** Functions of the rows of a matrix: along axis 0 those of its transpose. */
function alongRows(node: ApplySyntax): Syntax | undefined {
  const { args, axis, keeps } = axisOf(node);
  if (args.length !== 1) return undefined;
  const [value] = args as [Syntax];
  const { head } = node;
  if (axis === undefined) return head === "logsumexp" ? apply(node, head, [apply(node, "vec", [value])]) : apply(node, head, args); // prettier-ignore
  if (axis === "1" || axis === "-1") {
    const along = { ...apply(node, head, args), ...(keeps && head === "logsumexp" && { oriented: true as const }) };
    return axis === "1" ? { ...along, alongRows: "second" } : along;
  }
  if (axis !== "0" && axis !== "-2") return undefined;
  // Of a vector, axis 0 is its only one: the transpose is a row, which both forms take for a vector.
  const down = apply(node, head, [turned(node, value)]);
  if (head !== "logsumexp") return turned(node, down);
  return keeps ? { ...turned(node, down), oriented: true } : down;
}

/** Norms of all entries, as `torch.norm` and `vector_norm` have them, or along an axis. */
function norm(node: ApplySyntax): Syntax | undefined {
  const flat = node.head === "vector_norm";
  const p = keyword(node.args, /^p$/);
  const kept = keyword(p.args, /^keepdims?$/);
  const { text: axis, args } = keyword(kept.args, /^(?:axis|dims?)$/);
  const [value, second] = args;
  if (value === undefined || args.length > 2) return undefined;
  const kind = p.text ?? (second?.kind === "word" ? second.text : whole(second)?.toString()) ?? "";
  if (second !== undefined && kind === "") return undefined;
  if (axis !== undefined) {
    if (kind !== "" && kind !== "2") return undefined;
    const squares = apply(node, "hadamardPower", [value, number("2", node.at)]);
    const given = kept.args.filter((a) => a !== second && a !== value);
    const sums = reduced(apply(node, "total", [squares, ...given, ...keptWord(node, kept.text)])) as ApplySyntax;
    const { oriented } = sums;
    return sums && { ...apply(node, "sqrt", [sums], true), ...(oriented && { oriented }) };
  }
  const entries = p.text !== undefined || flat;
  if (kind === "" || kind === "fro" || (entries && kind === "2")) return apply(node, "norm", [value]);
  const size = apply(node, "abs", [value], true);
  if (entries && kind === "1") return apply(node, "total", [size]);
  if (entries && kind === "inf") return apply(node, "max", [size]);
  return entries && kind !== "nuc" ? undefined : apply(node, "norm", [value, second ?? { kind: "word", text: kind, span: node.at }]); // prettier-ignore
}

const keptWord = ({ at }: ApplySyntax, text: string | undefined): readonly Syntax[] =>
  text === undefined ? [] : [{ kind: "word", text: `keepdims=${text}`, span: at }];

/** `clip(x, 0, 1)`, `clamp(x, min=0)`. */
function clipped(node: ApplySyntax): Syntax | undefined {
  const low = keyword(node.args, /^(?:min|a_min)$/);
  const high = keyword(low.args, /^(?:max|a_max)$/);
  const [value, second, third] = high.args;
  const bound = (text: string | undefined, given: Syntax | undefined): Syntax | undefined => {
    if (text !== undefined && /^-?[\d.e]+$/.test(text)) return text.startsWith("-") ? apply(node, "negate", [number(text.slice(1), node.at)]) : number(text, node.at); // prettier-ignore
    return given?.kind === "name" && given.name === "None" ? undefined : given;
  };
  const [least, most] = [bound(low.text, second), bound(high.text, third)];
  if (value === undefined || (least === undefined && most === undefined)) return undefined;
  const above = least === undefined ? value : apply(node, "max", [value, least]);
  return most === undefined ? above : apply(node, "min", [above, most]);
}

/** `reshape(-1)`, `ravel()`: the entries by rows; `reshape(m, n)` by rows, too. */
function reshaped(node: ApplySyntax): Syntax | undefined {
  const [value, ...rest] = node.args;
  if (value === undefined) return undefined;
  const sizes = rest.length === 1 ? (listed(rest[0]) ?? rest) : rest;
  const byRows = apply(node, "vec", [turned(node, value)]);
  if (sizes.length === 0 || (sizes.length === 1 && whole(sizes[0]) === -1)) return byRows;
  const [rows, cols] = sizes;
  if (sizes.length !== 2) return undefined;
  if (whole(rows) === -1 && whole(cols) === 1) return { ...byRows, oriented: true };
  if (whole(rows) === 1 && whole(cols) === -1) return { ...turned(node, byRows), oriented: true };
  if (sizes.some((size) => (whole(size) ?? 1) < 1)) return undefined;
  return turned(node, apply(node, "reshape", [turned(node, value), cols!, rows!]));
}

/** `concatenate([A, B], axis=0)`, `vstack`, `hstack`. */
function stacked(node: ApplySyntax): Syntax | undefined {
  const { text, args } = keyword(node.args, /^(?:axis|dim)$/);
  const parts = listed(args[0]);
  const axis = text ?? whole(args[1])?.toString() ?? "0";
  if (parts === undefined || args.length > 2) return undefined;
  if (/stack$/.test(node.head)) return apply(node, node.head, parts);
  const entries = axis === "0" ? parts.map((part) => apply(node, "row", [part])) : [apply(node, "row", parts)];
  return /^-?[01]$/.test(axis) && axis !== "-0" ? apply(node, "block", entries) : undefined;
}

/** `permute(A, (1, 0))`, as the transposes of libraries are read. */
function permuted(node: ApplySyntax): Syntax | undefined {
  const [value, ...rest] = node.args;
  if (value === undefined) return undefined;
  const axes = (listed(rest[0]) ?? rest).map((axis) => whole(axis)).join(",");
  const isTuple = rest.length === 1;
  if (rest.length === 0 || axes === "1,0" || axes === "-1,-2") return turned(node, value);
  if (axes !== "0,1" && axes !== "-2,-1") return undefined;
  return isTuple && node.head === "permute" ? value : turned(node, value);
}

/** `multi_dot([A, B, C])`. */
const chained: Reader = (node) => {
  const parts = listed(node.args[0]);
  return parts === undefined ? undefined : parts.slice(1).reduce<Syntax>((a, b) => apply(node, "contract", [a, b]), parts[0]!); // prettier-ignore
};

/** `A.size(0)`, `A.size`. */
const sized: Reader = (node) => {
  const [value, axis] = node.args;
  if (axis === undefined) return apply(node, "entrycount", [value!]);
  const which = whole(axis);
  return which === 0 || which === 1 ? apply(node, which === 0 ? "rowcount" : "colcount", [value!]) : undefined;
};

const refusal =
  (message: string, hint: string): Reader =>
  (node, { report }) => {
    report("syntax/unknown-function", message, node.at, hint);
    return node;
  };

const eigenvectors = refusal(
  "`eigh` gives the eigenvalues first, and eigenvectors beside them",
  "write `U, Λ = eig(S)`, where Λ is a diagonal matrix, or `eigvals(S)` for the eigenvalues alone",
);

const readers: Readonly<Record<string, Reader>> = {
  ...{ total: reduced, mean: reduced, max: reduced, min: reduced },
  ...{ softmax: alongRows, logsumexp: alongRows, logsoftmax: alongRows },
  ...{ norm, vector_norm: norm, clip: clipped, clamp: clipped, reshape: reshaped, view: reshaped },
  ...{ ravel: reshaped, flatten: reshaped, concatenate: stacked, cat: stacked, concat: stacked },
  ...{ vstack: stacked, hstack: stacked, column_stack: stacked, permute: permuted, swapaxes: permuted },
  ...{ multi_dot: chained, size: sized, len: (node) => apply(node, "rowcount", node.args.slice(0, 1)) },
  matrix_power: (node) => apply(node, "power", node.args),
  einsum: (node, { report }) => {
    const read = einsum(node);
    if (read !== undefined) return read;
    const hint = "write the sum with matrices: `A B`, `tr(A B)`, `diag(A B)`, `x yᵀ`, `sum(A ∘ B)`";
    report("syntax/unknown-function", "this pattern of `einsum` has no form with matrices of two axes", node.at, hint);
    return node;
  },
  softmax_all: (node) => {
    const read = alongRows({ ...node, head: "softmax" });
    const [value] = node.args;
    if (axisOf(node).axis !== undefined || value === undefined) return read;
    const all = apply(node, "logsumexp", [apply(node, "vec", [value])]);
    return apply(node, "exp", [apply(node, "sum", [value, apply(node, "negate", [all])])], true);
  },
  bmm: (node, { note }) => {
    note("python", "`bmm` is the product of one pair of matrices here; the emitted modules take batches", node.at);
    return apply(node, "contract", node.args);
  },
  ...{ eigh: eigenvectors, eig: eigenvectors },
  lu: refusal("`lu` gives P, L and U in this order", "write `L, U, P = lu(A)`, where P A = L U"),
  cov: refusal("`cov` takes its variables from the rows in NumPy", "write `cov(X.T)` without `np.`: columns are variables"), // prettier-ignore
  argmax: refusal("`argmax` is a position and has no derivative", "write `max(x)` for the largest entry"),
  argmin: refusal("`argmin` is a position and has no derivative", "write `min(x)` for the smallest entry"),
  svd: (node, context) => {
    const values = keyword(node.args, /^compute_uv$/);
    if (values.text === "False") return apply(node, "svdvals", values.args.slice(0, 1));
    const hint = "write `U, Σ, V = svd(X)`, X = UΣVᵀ with a diagonal matrix Σ, or `svdvals(X)`";
    return refusal("`svd` gives the singular values as a vector, and Vᵀ", hint)(node, context);
  },
};

/** Heads that are these functions: `reduce_sum`, `amax`. */
export const arrayAliases: Readonly<Record<string, string>> = {
  ...{ sum: "total", reduce_sum: "total", nansum: "total", average: "mean", reduce_mean: "mean" },
  ...{ amax: "max", amin: "min", reduce_max: "max", reduce_min: "min" },
  ...{ log_softmax: "logsoftmax", lse: "logsumexp", matrix_norm: "norm" },
};

/** Words that are functions in code besides those of the notation. */
export const arrayWords: readonly string[] = [...Object.keys(readers), ...Object.keys(arrayAliases), "shape"];

/** The tree of a function of the libraries, of an index or of a sum of arrays; undefined for everything else. */
export function arrayTree(node: ApplySyntax, context: ArrayContext): Syntax | undefined {
  if (node.head === "slice") return sliced(node, context);
  if (node.head === "sum" || node.head === "hadamard" || node.head === "hadamardDivide")
    return { ...node, arrays: true };
  const head = Object.hasOwn(arrayAliases, node.head) ? arrayAliases[node.head]! : node.head;
  // `max(0, x)` of Python is the larger of two numbers, `np.max(x, 0)` one along an axis.
  const ofTwo = /^m(?:ax|in)$/.test(node.head) && keyword(node.args, /^axis|dim$/).args.length === 2;
  const reader = Object.hasOwn(readers, head) && !ofTwo ? readers[head] : undefined;
  // What names an array itself, `(A @ B).sum`, is no call.
  return node.elementwise ? undefined : reader?.({ ...node, head }, context);
}

/** `X.shape[0]`, `svd(X)[1]`, and positions, which NumPy counts from 0. */
function sliced(node: ApplySyntax, context: ArrayContext): Syntax | undefined {
  const [value, ...indices] = node.args;
  const position = indices.length === 1 ? whole(indices[0]) : undefined;
  if (value?.kind === "apply" && value.head === "shape") {
    const heads: Readonly<Record<string, string>> = { 0: "rowcount", 1: "colcount", [-1]: "lastcount" };
    return position !== undefined && heads[position] ? apply(node, heads[position], value.args) : undefined;
  }
  if (value?.kind === "apply" && value.head === "slogdet") return undefined;
  const added = indices.findIndex((index) => index.kind === "word" && /^(?:None|newaxis)$/.test(index.text));
  if (added >= 0 && indices.length === 2 && isAll(indices[1 - added]))
    return added === 1 ? oriented(node, value!) : { ...turned(node, value!), oriented: true };
  const note = (index: Syntax): void => {
    context.note("python", "positions are counted from 0 and ranges end before their last, as in NumPy", index.span);
  };
  const read = {
    ...node,
    args: [value!, ...indices.map((index) => position0(node, index, note))],
    arrays: true as const,
  };
  // A row of a matrix has one axis, as all vectors.
  return indices.length === 2 && isAll(indices[1]) && isPosition(indices[0]!) ? turned(node, read) : read;
}

const oriented = (node: ApplySyntax, value: Syntax): Syntax => ({
  ...turned(node, turned(node, value)),
  oriented: true,
});

const isPosition = (syntax: Syntax): boolean => !isAll(syntax) && !(syntax.kind === "apply" && syntax.head === "range");

const isAll = (syntax: Syntax | undefined): boolean => syntax?.kind === "apply" && syntax.head === "all";

/** A position or a range counted from 1, from one counted from 0. */
function position0(node: ApplySyntax, index: Syntax, note: (index: Syntax) => void): Syntax {
  if (isAll(index)) return index;
  note(index);
  if (index.kind === "apply" && index.head === "range") {
    const [from, to] = index.args as [Syntax, Syntax];
    // The last position of a range is not in it.
    return { ...index, args: [isAll(from) ? from : shifted(node, from, 1), isAll(to) ? to : shifted(node, to, 0)] };
  }
  return shifted(node, index, 1);
}

function shifted(node: ApplySyntax, index: Syntax, by: number): Syntax {
  const value = whole(index);
  if (value !== undefined && value >= 0 && !(index.kind === "apply")) return number(String(value + by), index.span);
  if (value !== undefined) {
    const back = -value - by;
    const end = apply(node, "end", []);
    return back === 0 ? end : apply(node, "sum", [end, apply(node, "negate", [number(String(back), index.span)])]);
  }
  return by === 0 ? index : apply(node, "sum", [index, number("1", index.span)]);
}
