/** The lines of a written derivation: what is equal to what, and why. */
import type { Input } from "../expression/elaborate/program.js";
import type { Node } from "../expression/node/node.js";
import type { Pairing } from "./adjoint.js";

/** Why a line equals the one before it: rules or identities by name, or a move that has none. */
export interface Reason {
  readonly kind: "variation" | "identity" | "collect" | "structure" | "insert" | "simplify" | "riemannian" | "write";
  readonly names: readonly string[];
  readonly citations: readonly string[];
}

/** A sum of inner products; `reason` is absent in the first line of a passage. */
export interface PairingLine {
  readonly terms: readonly Pairing[];
  readonly reason?: Reason;
}

export interface ValueLine {
  readonly value: Node;
  readonly reason?: Reason;
}

/** Lines that are equal to each other. */
export type ExpositionPassage =
  /** An output in the form in which it is differentiated. */
  | { readonly kind: "restatement"; readonly name: string; readonly lines: readonly ValueLine[] }
  /** Inner products; `whole` where they are all of dL. */
  | {
      readonly kind: "variation";
      readonly about: readonly Node[];
      readonly whole: boolean;
      readonly lines: readonly PairingLine[];
    }
  /** The cotangent of an intermediate, with a name of its own. */
  | { readonly kind: "cotangent"; readonly symbol: Node; readonly lines: readonly ValueLine[] }
  | { readonly kind: "gradient"; readonly input: Input; readonly lines: readonly ValueLine[] }
  /** The gradient in the input's geometry, from the Euclidean one. */
  | { readonly kind: "riemannian"; readonly input: Input; readonly lines: readonly ValueLine[] };

export interface Exposition {
  readonly passages: readonly ExpositionPassage[];
  /** The names of the expressions that the passages vary, besides those of the answer. */
  readonly names: ReadonlyMap<Node, string>;
}

/** Where no rule was needed: the normal form adds like terms, and takes out identities, zeros and powers of scalars. */
const NORMAL_FORM = { collect: "like terms", simplify: "normal form", write: "definitions" } as const;

/** Collection or simplification by the rules of the engine. */
export const because = (kind: keyof typeof NORMAL_FORM, rules: readonly string[]): Reason => ({
  kind,
  names: rules.length > 0 ? rules : [NORMAL_FORM[kind]],
  citations: [],
});

export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
