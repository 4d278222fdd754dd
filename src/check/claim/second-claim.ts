/**
 * Claims about Jacobians, Hessians and products with them, as claims about a gradient: the derived matrix takes the place
 * of a gradient, and directions are inputs of the program.
 */
import { cotangentName, differentialName } from "../../../grammar/names.js";
import { blockOf, quadraticForm, structureOf, type Block, type Layout } from "../../calculus/blocks.js";
import type { Derivation } from "../../calculus/derivation.js";
import type { SecondOrder, SecondOrderForm } from "../../calculus/second.js";
import type { Input } from "../../expression/elaborate/program.js";
import { product, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { isScalar, type Node } from "../../expression/node/node.js";
import type { ClaimedLeft, ClaimedSide } from "../../language/parse/parse.js";
import { lossName } from "../../print/names-of-loss.js";
import type { Line } from "../../print/second/formulas.js";
import type { Claimed, ClaimHead } from "./claimed-formula.js";

/** What is derived: the Jacobians of a derivation, or second derivatives with the derivation of the first ones. */
export type SecondDerived =
  | { readonly form: "jacobian"; readonly derivation: Derivation }
  | { readonly form: SecondOrderForm; readonly second: SecondOrder };

/** A claim with the derivation that it is compared in. */
export interface SecondClaim {
  readonly derivation: Derivation;
  readonly claimed: Claimed;
  readonly label: Line["label"];
}

/** Why a claim is compared with nothing. */
export type NoSecondClaim =
  /** It is about one of several derivatives and does not say which. */
  | { readonly kind: "undecided"; readonly choices: readonly string[] }
  /** The derivative has no matrix form to compare with. */
  | { readonly kind: "no-matrix"; readonly name: string };

/** The form whose derivatives a claim is about, by its left side; undefined for a gradient. */
export function claimedForm(derivation: Derivation, { left, target }: ClaimHead): SecondDerived["form"] | undefined {
  const names = (of: (input: Input) => string): boolean => derivation.gradients.some((g) => of(g.input) === target);
  if (names((i) => differentialName(cotangentName(i.name)))) return "hvp";
  if (left?.order === 2) return "hessian";
  if (differentialOf(derivation, target) !== undefined) return "jacobian";
  if (!left?.of || left.by.length === 0) return undefined;
  const of = derivation.outputs.find((o) => o.name === left.of!.name);
  if (!of || of.cotangent.kind === "number") return undefined;
  return [left.of, ...left.by].some((s) => s.turned || s.as !== "itself") ? "jacobian" : undefined;
}

/** The output of which the target is the differential, `dY`; of an unnamed loss it is dL. */
function differentialOf(derivation: Derivation, target: string | undefined): number | undefined {
  if (target === undefined || target === "") return undefined;
  const { outputs } = derivation;
  const at = outputs.findIndex((o) => differentialName(o.name) === target);
  if (at >= 0) return at;
  return outputs.length === 1 && target === differentialName(lossName(derivation)) ? 0 : undefined;
}

/** What a claim is about. */
export function secondClaim(derived: SecondDerived, head: ClaimHead, layout: Layout): SecondClaim | NoSecondClaim {
  return new Choosing(derived, head, layout).run();
}

/** Rows and columns of the matrix that is claimed. */
interface Place {
  readonly block: Block;
  readonly rows: ClaimedSide["as"];
  readonly columns: ClaimedSide["as"];
  readonly layout: Layout;
  /** Whether the left side leaves open which layout it has. */
  readonly open: boolean;
}

class Choosing {
  private readonly first: Derivation;

  constructor(
    private readonly derived: SecondDerived,
    private readonly head: ClaimHead,
    private readonly layout: Layout,
  ) {
    this.first = derived.form === "jacobian" ? derived.derivation : derived.second.first;
  }

  run(): SecondClaim | NoSecondClaim {
    const { derived, head } = this;
    const differential = this.ofDifferential();
    if (differential) return differential;
    if (derived.form === "hvp") return this.ofProduct();
    const place =
      derived.form === "jacobian" ? this.ofJacobian(derived.derivation, head.left) : this.ofHessian(head.left);
    if ("kind" in place) return place;
    return this.matrix(place);
  }

  /** `d²L = …`, `dY = …`. */
  private ofDifferential(): SecondClaim | undefined {
    const { derived, head, first } = this;
    if (derived.form !== "jacobian" && head.left?.differential)
      return this.claim(quadraticForm(derived.second), { kind: "name", name: `d²${lossName(first)}` }, {});
    if (derived.form !== "jacobian") return undefined;
    const at = differentialOf(first, head.target);
    if (at === undefined) return undefined;
    return this.claim(first.variations[at]!.node, { kind: "name", name: first.variations[at]!.name }, {});
  }

  /** `dX̄ = …`, or the only one. */
  private ofProduct(): SecondClaim | NoSecondClaim {
    const { derived, head } = this;
    if (derived.form === "jacobian") throw new Error("a Jacobian has no products");
    const named = derived.second.products.map((p) => ({ ...p, name: differentialName(cotangentName(p.input.name)) }));
    const found = named.length === 1 ? named[0] : named.find((p) => p.name === head.target);
    if (!found) return { kind: "undecided", choices: named.map((p) => p.name) };
    return this.claim(found.value, { kind: "name", name: found.name }, {});
  }

  private ofJacobian(derivation: Derivation, left: ClaimedLeft | undefined): Place | NoSecondClaim {
    const { outputs, gradients } = derivation;
    const of = outputs.length === 1 ? outputs[0] : outputs.find((o) => o.name === left?.of?.name);
    const input = this.input(left?.by[0]?.name);
    if (!of || !input)
      return { kind: "undecided", choices: outputs.flatMap((o) => gradients.map((g) => `∂${o.spelling}/∂${g.input.spelling}`)) }; // prettier-ignore
    const numerator = left?.by[0]?.turned === true && left.of?.turned !== true;
    const denominator = left?.of?.turned === true && !left.by[0]!.turned;
    const layout = numerator ? "numerator" : denominator ? "denominator" : this.layout;
    const variation = derivation.variations[outputs.indexOf(of)]!.node;
    const block = blockOf(derivation, { name: of.name, shape: of.node }, input, variation, "numerator");
    const open = !numerator && !denominator;
    return { block, rows: left?.of?.as ?? "itself", columns: left?.by[0]?.as ?? "itself", layout, open };
  }

  /** Of ∂²L/∂x∂zᵀ the rows belong to x in either layout; where nothing is turned, they belong to what comes first. */
  private ofHessian(left: ClaimedLeft | undefined): Place | NoSecondClaim {
    const { derived, first } = this;
    if (derived.form === "jacobian") throw new Error("a Jacobian is no Hessian");
    const [a, b] = left?.by ?? [];
    const [row, column] = a?.turned === true && !b?.turned ? [b, a] : [a, b];
    const [of, by] = [this.input(row?.name), this.input(column?.name)];
    if (!of || !by) {
      const names = first.gradients.map((g) => g.input.spelling);
      return { kind: "undecided", choices: names.flatMap((x) => names.map((z) => `∂²${lossName(first)}/∂${x}∂${z}ᵀ`)) };
    }
    const { value } = derived.second.products.find((p) => p.input === of)!;
    const block = blockOf(first, { name: of.name, shape: of.node }, by, value, "numerator");
    const open = a !== undefined && a.turned === b?.turned;
    return { block, rows: row?.as ?? "itself", columns: column?.as ?? "itself", layout: "numerator", open };
  }

  /** The input that a side names, or the only one. */
  private input(name: string | undefined): Input | undefined {
    const inputs = this.first.gradients.map((g) => g.input);
    return inputs.find((i) => i.name === name) ?? (inputs.length === 1 ? inputs[0] : undefined);
  }

  private matrix(place: Place): SecondClaim | NoSecondClaim {
    const { store, simplifier } = this.first;
    const { block, layout, open } = place;
    const isJacobian = this.derived.form === "jacobian";
    if (!block.matrix) return { kind: "no-matrix", name: isJacobian ? differentialName(block.of.name) : differentialName(cotangentName(block.of.name)) }; // prettier-ignore
    const duplication = (of: Node): Node => construct(store, "duplication-matrix", [], [of.rows]);
    const parts = [
      ...(place.rows === "vech" ? [this.half(block.of.shape, isJacobian, duplication(block.of.shape))] : []),
      block.matrix,
      ...(place.columns === "vech" ? [duplication(block.by.node)] : []),
    ];
    const numerator = simplifier.simplify(product(store, parts));
    const value = layout === "numerator" ? numerator : transpose(store, numerator);
    const [onRows, onColumns] = [isJacobian ? undefined : this.structure(block.of.name), this.structure(block.by.name)];
    const projected = (claim: Node): Node => {
      const upright = layout === "numerator" ? claim : transpose(store, claim);
      if ((onRows && onRows.cols !== upright.rows) || (onColumns && upright.cols !== onColumns.rows)) return claim;
      const whole = product(store, [...(onRows ? [transpose(store, onRows)] : []), upright, ...(onColumns ? [onColumns] : [])]); // prettier-ignore
      return layout === "numerator" ? whole : transpose(store, whole);
    };
    const structured = `as a map of directions in the structure of ${[...new Set([block.of.name, block.by.name])].join(" and ")}`;
    const other: Layout = layout === "numerator" ? "denominator" : "numerator";
    const readings = [
      ...(onRows || onColumns ? [{ of: projected, reason: structured }] : []),
      ...(open && value !== transpose(store, value)
        ? [{ of: (claim: Node) => transpose(store, claim), reason: `in ${other} layout` }]
        : []),
    ];
    const by = { name: block.by.name, shape: block.by.node, half: place.columns === "vech" };
    const of = { ...block.of, half: place.rows === "vech" };
    const kind = this.derived.form === "gauss-newton" ? "gauss-newton" : isJacobian ? "jacobian" : "hessian";
    const label: Line["label"] = { kind, of, by, layout };
    return this.claim(value, label, { readings, layout });
  }

  /** What takes the rows vec(Y) of a derivative to vech(Y): of a Hessian Dᵀ, of a symmetric value (DᵀD)⁻¹Dᵀ. */
  private half(of: Node, isJacobian: boolean, duplication: Node): Node {
    const { store } = this.first;
    const turned = transpose(store, duplication);
    if (!isJacobian || of.rows !== of.cols) return turned;
    return product(store, [construct(store, "inverse", [product(store, [turned, duplication])]), turned]);
  }

  private structure(name: string): Node | undefined {
    const input = this.first.gradients.find((g) => g.input.name === name)?.input;
    return input ? (structureOf(this.first, input) ?? undefined) : undefined;
  }

  /** The derived formula as the gradient of an input that has its shape. */
  private claim(value: Node, label: Line["label"], more: Pick<Claimed, "readings" | "layout">): SecondClaim {
    const { first } = this;
    const { store, program } = first;
    const spelling = label.kind === "name" ? label.name : "the derivative";
    const node = store.symbol("derivative#", "input", value);
    const input: Input = { name: "derivative#", spelling, node, inferred: false, matrix: !isScalar(value) };
    const directions = first.gradients.map(({ input: of }): Input => {
      const name = differentialName(of.name);
      return { name, spelling: differentialName(of.spelling), node: first.differentialOf(of.node), inferred: false, matrix: of.matrix }; // prettier-ignore
    });
    const gradient = { input, value, unused: false };
    const names = new Map(first.gradients.map((g): [string, Node] => [cotangentName(g.input.name), g.value]));
    const derivation = {
      ...first,
      program: { ...program, inputs: [...program.inputs, ...directions] },
      gradients: [gradient],
      variations: [],
    };
    return { derivation, claimed: { ...gradient, ...more, names }, label };
  }
}
