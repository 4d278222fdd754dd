/** The steps of a derivation. */
import type { Node } from "../expression/node/node.js";
import type { Move, Pairing } from "./adjoint.js";

/** A part of the derivation, in the order in which it was found. */
export type Step =
  /** An expression in another form: the program's own, or a cotangent once its parts are collected. */
  | {
      readonly kind: "rewrite";
      readonly phase: "forward" | "collect" | "structure" | "riemannian";
      readonly about: Node;
      readonly before: Node;
      readonly after: Node;
      /** The rules of simplification that led there. */
      readonly rules: readonly string[];
    }
  /** cotangent : d(about) = cotangent : linear, by the rule of a function. */
  | {
      readonly kind: "variation";
      readonly rule: string;
      readonly about: Node;
      readonly differential: Node;
      readonly start: Pairing;
      readonly citations: readonly string[];
    }
  /** The moves that free the differentials in `start`. */
  | { readonly kind: "adjoint"; readonly about: Node; readonly start: Pairing; readonly moves: readonly Move[] };

/** The step that says how an expression varies. */
export type VariationStep = Extract<Step, { kind: "variation" }>;
