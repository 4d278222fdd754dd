/**
 * The common mistakes of derivations by hand, as changes of the derived formula: a claim that equals a changed formula
 * has that mistake. The table is tried from top to bottom; the first row that explains the claim is named.
 */
import Fraction from "fraction.js";
import { ONE } from "../../../codegen/plan/sizes.js";
import type { Derivation } from "../../calculus/derivation.js";
import { dimensionNumber, identity, ones, product, sum, transpose } from "../../expression/node/algebra.js";
import { hadamard } from "../../expression/node/entrywise.js";
import { chooseRule } from "../../expression/catalogue/choose-rule.js";
import { construct } from "../../expression/node/construct.js";
import { argsOf, isApply, isScalar, isSquare, postorder, type Node, type Store } from "../../expression/node/node.js";
import { replace } from "../../expression/node/replace.js";
import type { Claimed } from "./claimed-formula.js";
import { termsOf } from "./differing-term.js";

export type MistakeCode =
  | "transpose"
  | "numerator-layout"
  | "sign"
  | "factor"
  | "size-factor"
  | "missing-projection"
  | "free-entry"
  | "vech"
  | "vec"
  | "diagonal"
  | "missing-cotangent"
  | "assumes-symmetric"
  | "missing-term"
  | "sign-of-term"
  | "factor-of-term"
  | "product-for-hadamard"
  | "hadamard-for-product"
  | "order"
  | "transposed-factor"
  | "missing-factor"
  | "missing-inverse"
  | "exponent"
  | "inner-derivative";

/** A formula that a claim with the mistake equals; `claim` is what is compared with it, where that is not the claim. */
export interface Mistaken {
  readonly code: MistakeCode;
  readonly message: string;
  readonly formula: Node;
  readonly claim?: Node;
}

interface Situation {
  readonly derivation: Derivation;
  readonly gradient: Claimed;
  readonly store: Store;
  readonly derived: Node;
  readonly claim: Node;
}

type Row = (s: Situation) => Iterable<Mistaken>;

const scaled = (store: Store, k: number, node: Node): Node => product(store, [store.number(new Fraction(k)), node]);
const minus = (store: Store, a: Node, b: Node): Node => sum(store, [a, scaled(store, -1, b)]);
const sym = (store: Store, a: Node): Node => scaled(store, 0.5, sum(store, [a, transpose(store, a)]));

/** G + Gᵀ − G∘I: derivatives in the entries on and below the diagonal of a symmetric matrix. */
const freeEntries = (store: Store, g: Node): Node =>
  minus(store, sum(store, [g, transpose(store, g)]), hadamard(store, [g, identity(store, g.rows)]));

/** The mistakes of a whole formula. */
const whole: readonly Row[] = [
  function* transposed({ store, derived, gradient }) {
    const formula = transpose(store, derived);
    if (formula === derived) return;
    const code = isSquare(derived) ? "transpose" : "numerator-layout";
    const layout = gradient.layout
      ? `it is the transpose, which is in ${gradient.layout === "numerator" ? "denominator" : "numerator"} layout`
      : "it is in numerator layout: the transpose has the shape of the input";
    yield { code, formula, message: isSquare(derived) && !gradient.layout ? "it is the transpose" : layout };
  },
  function* factor({ store, derived }) {
    yield { code: "sign", formula: scaled(store, -1, derived), message: "the sign is wrong" };
    for (const [k, what] of [
      [2, "twice the derivative: a factor 2 too many"],
      [0.5, "half the derivative: a factor 2 is missing"],
      [4, "four times the derivative"],
      [0.25, "a quarter of the derivative"],
      [-2, "the sign is wrong, and a factor 2 too many"],
      [-0.5, "the sign is wrong, and a factor 2 is missing"],
    ] as const) {
      yield { code: "factor", formula: scaled(store, k, derived), message: `it is ${what}` };
    }
  },
  function* sizes({ derivation, store, derived, gradient }) {
    const { rows, cols } = gradient.input.node;
    const inputs = derivation.program.inputs.flatMap((i) => [i.node.rows, i.node.cols]);
    for (const d of new Set([rows, cols, ...inputs])) {
      if (d === ONE) continue;
      const n = dimensionNumber(store, d);
      const name = d.key;
      yield { code: "size-factor", formula: product(store, [n, derived]), message: `a factor 1/${name} is missing` };
      const inverse = construct(store, "inverse", [n]);
      yield {
        code: "size-factor",
        formula: product(store, [inverse, derived]),
        message: `a factor ${name} is missing`,
      };
    }
  },
  function* structured({ derivation: { catalogue }, gradient, store, derived, claim }) {
    if (!isSquare(derived) || isScalar(derived)) return;
    const { input } = gradient;
    const symmetric = (input.node.properties & catalogue.bit("symmetric")) !== 0;
    if (symmetric && isSquare(claim) && claim.rows === derived.rows) {
      const message = `sym(…) is missing: ${input.spelling} is symmetric, and so is its gradient`;
      yield { code: "missing-projection", claim: sym(store, claim), formula: derived, message };
    }
    const message = "it counts each entry off the diagonal twice: G + Gᵀ − G∘I, the convention of free entries";
    yield { code: "free-entry", formula: freeEntries(store, derived), message };
  },
  function* vectors({ derivation: { catalogue }, store, derived }) {
    const called = (head: string, of: Node): Node | undefined => {
      const rule = chooseRule(catalogue, head, [of], []);
      return rule && construct(store, rule.name, [of]);
    };
    if (isScalar(derived)) return;
    if (isSquare(derived)) {
      const half = "it is vech(…), the entries on and below the diagonal";
      const [lower, free, diagonal] = [
        called("vech", derived),
        called("vech", freeEntries(store, derived)),
        called("diag", derived),
      ];
      if (lower) yield { code: "vech", formula: lower, message: half };
      if (free) yield { code: "vech", formula: free, message: `${half}, in the convention of free entries` };
      if (diagonal) yield { code: "diagonal", formula: diagonal, message: "it is the diagonal alone" };
    }
    const vec = derived.cols === ONE || derived.rows === ONE ? undefined : called("vec", derived);
    if (vec === undefined) return;
    yield { code: "vec", formula: vec, message: "it is vec(…) of the gradient, a vector" };
    yield { code: "vec", formula: transpose(store, vec), message: "it is vec(…)ᵀ of the gradient, a row" };
  },
  function* withoutCotangent({ derivation, store, derived }) {
    for (const o of derivation.outputs) {
      if (o.cotangent.kind !== "symbol") continue;
      const all = ones(store, o.node);
      const message = `it lacks the incoming cotangent of ${o.spelling}`;
      yield { code: "missing-cotangent", formula: replace(store, derived, new Map([[o.cotangent, all]])), message };
    }
  },
];

/** The mistakes of a place in a formula. */
const local: readonly Row[] = [
  function* terms({ derivation, store, derived }) {
    const all = termsOf(store, spelledOut(derivation, derived));
    if (all.length < 2 || all.length > 16) return;
    for (const [i, term] of all.entries()) {
      const others = all.filter((_, j) => j !== i);
      const rest = (k: number): Node => sum(store, [...others, scaled(store, k, term)]);
      yield { code: "missing-term", formula: sum(store, others), message: "a term is missing" };
      yield { code: "sign-of-term", formula: rest(-1), message: "a term has the wrong sign" };
      yield { code: "factor-of-term", formula: rest(2), message: "a term has a factor 2 too many" };
      yield { code: "factor-of-term", formula: rest(0.5), message: "a term lacks a factor 2" };
    }
  },
  function* symmetric({ derivation, store, derived, claim }) {
    const { catalogue, program } = derivation;
    for (const { node, spelling } of program.inputs) {
      if (!isSquare(node) || isScalar(node) || node.properties & catalogue.bit("symmetric")) continue;
      const replacement = new Map<Node, Node>([[node, sym(store, node)]]);
      const message = `it holds for symmetric ${spelling} only: a part with ${spelling}ᵀ is missing`;
      const [formula, other] = [derived, claim].map((n) => replace(store, n, replacement)) as [Node, Node];
      if (formula !== derived || other !== claim) yield { code: "assumes-symmetric", formula, claim: other, message };
    }
  },
  function* allSymmetric({ derivation, derived, claim }) {
    const both = assumedSymmetric(derivation, { derived, claimed: claim });
    if (both) yield { code: "assumes-symmetric", formula: both.derived, claim: both.claimed, message: both.message };
  },
  function* functions({ derivation: { program }, store, derived }) {
    const roots = [...program.outputs, ...program.definitions].map(({ node }) => node);
    const applied = postorder(roots).filter((n) => isApply(n, "entrywise"));
    const derivatives = postorder([derived], (n) => !n.open);
    for (const value of applied) {
      const inside = argsOf(value)[1]!;
      for (const node of derivatives) {
        const fits = node.kind === "apply" && node.rows === value.rows && node.cols === value.cols;
        if (!fits || node === inside || !postorder([node]).includes(inside)) continue;
        const put = (part: Node): Node => replace(store, derived, new Map([[node, part]]));
        const message = "the function stands where its derivative belongs";
        yield { code: "inner-derivative", formula: put(value), message };
        const complement = minus(store, ones(store, value), value);
        yield {
          code: "inner-derivative",
          formula: put(complement),
          message: "the derivative of the function is another",
        };
      }
    }
  },
  function* parts({ store, derived }) {
    for (const node of postorder([derived], (n) => !n.open)) {
      if (node.kind !== "apply" || isApply(node, "lambda")) continue;
      for (const { part, code, message } of changes(store, node)) {
        if (part.rows !== node.rows || part.cols !== node.cols) continue;
        yield { code, message, formula: replace(store, derived, new Map([[node, part]])) };
      }
    }
  },
];

/** Both formulas where every square matrix that need not be symmetric is; undefined where there is none in them. */
export function assumedSymmetric(
  { store, catalogue, program }: Derivation,
  { derived, claimed }: { readonly derived: Node; readonly claimed: Node },
): { readonly derived: Node; readonly claimed: Node; readonly message: string } | undefined {
  const general = program.inputs.filter(
    ({ node }) => isSquare(node) && !isScalar(node) && !(node.properties & catalogue.bit("symmetric")),
  );
  const parts = new Map<Node, Node>(general.map(({ node }) => [node, sym(store, node)]));
  const [a, b] = [derived, claimed].map((n) => replace(store, n, parts)) as [Node, Node];
  if (general.length === 0 || (a === derived && b === claimed)) return undefined;
  const names = general.map(({ spelling }) => spelling).join(" and ");
  return { derived: a, claimed: b, message: `it holds for symmetric ${names} only` };
}

/** The formula with the symmetric and the skew part of a matrix as sums of two. */
export function spelledOut({ catalogue, store }: Derivation, derived: Node): Node {
  const parts = new Map<Node, Node>();
  for (const node of postorder([derived], (n) => !n.open)) {
    const heads = node.kind === "apply" ? catalogue.functions.get(node.fn)?.heads : undefined;
    const head = heads?.find((h) => h === "sym" || h === "skew");
    if (node.kind !== "apply" || head === undefined) continue;
    const [a] = node.args;
    const other = scaled(store, head === "sym" ? 0.5 : -0.5, transpose(store, a!));
    parts.set(node, sum(store, [scaled(store, 0.5, a!), other]));
  }
  return parts.size === 0 ? derived : replace(store, derived, parts);
}

interface Change {
  readonly part: Node;
  readonly code: MistakeCode;
  readonly message: string;
}

/** What a part of a formula is taken for. */
function* changes(store: Store, node: Node): Iterable<Change> {
  const args = argsOf(node);
  if (isApply(node, "hadamard")) {
    const message = "an entrywise product ∘ was taken for a matrix product";
    for (const [i, a] of args.entries()) {
      for (const b of args.slice(i + 1)) {
        const others = args.filter((x) => x !== a && x !== b);
        for (const pair of [
          [a, b],
          [b, a],
          [a, transpose(store, b)],
          [transpose(store, a), b],
        ] as const) {
          if (pair[0].cols !== pair[1].rows || isScalar(a)) continue;
          const whole = product(store, pair);
          if (whole.rows !== node.rows || whole.cols !== node.cols) continue;
          yield { part: hadamard(store, [whole, ...others]), code: "product-for-hadamard", message };
        }
      }
    }
  }
  if (isApply(node, "hadamard")) {
    for (const [i] of args.entries()) {
      const part = hadamard(store, args.filter((_, j) => j !== i)); // prettier-ignore
      yield { part, code: "missing-factor", message: "a factor of an entrywise product is missing" };
    }
  }
  const exponent = args[1];
  if ((isApply(node, "entrywise-power") || isApply(node, "power")) && exponent?.kind === "number") {
    const e = Number(exponent.value.valueOf());
    for (const other of [e - 1, e + 1, -e]) {
      // Without it a factor is missing, and 1/x is told as one.
      if (other === e || other === 0) continue;
      const part = construct(store, node.fn, [args[0]!, store.number(new Fraction(other))]);
      yield { part, code: "exponent", message: "an exponent is wrong" };
    }
  }
  if (isApply(node, "inverse")) yield { part: args[0]!, code: "missing-inverse", message: "an inverse is missing" };
  if (isApply(node, "kronecker") && args.length === 2) {
    const part = construct(store, "kronecker", [args[1]!, args[0]!]);
    yield { part, code: "order", message: "the factors of ⊗ stand in the wrong order" };
  }
  if (isApply(node, "product")) {
    yield* changedProducts(store, args);
    yield* reordered(store, args);
  }
}

/** Two or three square factors in every order, with and without a transpose. */
function* reordered(store: Store, args: readonly Node[]): Iterable<Change> {
  const [scalars, factors] = [args.filter(isScalar), args.filter((a) => !isScalar(a))];
  if (factors.length < 2 || factors.length > 3 || !factors.every((a) => isSquare(a) && a.rows === factors[0]!.rows))
    return;
  const message = "factors stand in the wrong order, or one has to be transposed";
  for (const order of permutations(factors)) {
    for (let turned = 0; turned < 2 ** order.length; turned += 1) {
      const turn = order.map((a, i) => ((turned >> i) & 1 ? transpose(store, a) : a));
      yield { part: product(store, [...scalars, ...turn]), code: "order", message };
    }
  }
}

const permutations = (items: readonly Node[]): readonly (readonly Node[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));

function* changedProducts(store: Store, args: readonly Node[]): Iterable<Change> {
  for (const [i, a] of args.entries()) {
    const put = (...parts: readonly Node[]): Node =>
      product(store, [...args.slice(0, i), ...parts, ...args.slice(i + 1)]);
    if (isScalar(a)) {
      yield { part: put(), code: "missing-factor", message: "a factor that is a number is missing" };
      continue;
    }
    const fitsWithout = isSquare(a) && args.some((x, j) => j !== i && !isScalar(x));
    if (fitsWithout) yield { part: put(), code: "missing-factor", message: "a factor is missing" };
    if (isSquare(a))
      yield { part: put(transpose(store, a)), code: "transposed-factor", message: "a factor has to be transposed" };
    const b = args[i + 1];
    if (b === undefined || isScalar(b)) continue;
    const both = (pair: Node): Node => product(store, [...args.slice(0, i), pair, ...args.slice(i + 2)]);
    if (a.rows === b.rows && a.cols === b.cols) {
      const message = "a matrix product was taken for an entrywise product ∘";
      yield { part: both(hadamard(store, [a, b])), code: "hadamard-for-product", message };
    }
    if (isSquare(a) && isSquare(b) && a.rows === b.rows) {
      yield { part: both(product(store, [b, a])), code: "order", message: "two factors stand in the wrong order" };
    }
  }
}

/** The formulas of the table for a derived one, the likeliest first; at most a few hundred. */
export function* mistakenFormulas(
  derivation: Derivation,
  gradient: Claimed,
  formulas: { readonly derived: Node; readonly claimed: Node },
): Iterable<Mistaken> {
  const { store } = derivation;
  const situation = { derivation, gradient, store, derived: formulas.derived, claim: formulas.claimed };
  let left = 800;
  for (const row of [...whole, ...local]) {
    for (const mistaken of row(situation)) {
      left -= 1;
      if (left < 0) return;
      yield mistaken;
    }
  }
}
