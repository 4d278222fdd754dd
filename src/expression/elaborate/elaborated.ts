/** What elaboration makes of a program, and what it is told. */
import type { Note } from "../../language/diagnostics/notes.js";
import type { FunctionStatement, Interval, Span } from "../../language/syntax.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import type { Node, PropertySet, Shape, Store, SymbolNode, SymbolRole } from "../node/node.js";
import type { Occurrence } from "./build-record.js";
import type { Requirement } from "./build.js";

export interface Input {
  readonly name: string;
  /** As the author wrote it first. */
  readonly spelling: string;
  readonly node: SymbolNode;
  /** Whether the shape was inferred rather than declared. */
  readonly inferred: boolean;
  /** Declared with rows and columns, so that its values are arrays of rows even where it is n×1. */
  readonly matrix: boolean;
  /** Between which numbers its entries are declared to lie. */
  readonly interval?: Interval | undefined;
}

export interface Named {
  readonly name: string;
  readonly spelling: string;
  readonly node: Node;
}

/** A function of which only its values are known; one of entries has no shape. */
export interface UnknownValue {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly properties: PropertySet;
  readonly shape: Shape | undefined;
}

/** Something taken for granted, with the expression it is about. */
export type Assumption = Requirement;

export interface ElaboratedProgram {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly inputs: readonly Input[];
  readonly definitions: readonly Named[];
  readonly functions: readonly Named[];
  /** Functions that are written out where they are called. */
  readonly writtenOut: readonly FunctionStatement[];
  /** Functions of which only their values are known. */
  readonly unknown: readonly UnknownValue[];
  readonly outputs: readonly Named[];
  readonly assumptions: readonly Assumption[];
  /** Properties that undeclared names were given. */
  readonly presumed: readonly { readonly name: string; readonly properties: PropertySet; readonly rule: string }[];
  readonly dimensions: readonly string[];
  /** Of two sizes the one that is at least as large, and the other. */
  readonly orders: readonly (readonly [greater: string, less: string])[];
  /** Where in the source an expression stands first. */
  readonly origins: ReadonlyMap<Node, Span>;
  /** Every place in the source at which an expression stands. */
  readonly occurrences: readonly Occurrence[];
  /** Names that the program itself asks to be differentiated in. */
  readonly asked?: readonly string[];
  /** Names that the program writes in bold. */
  readonly bold?: ReadonlySet<string>;
  /** How surprising things were read. */
  readonly notes: readonly Note[];
}

export interface ElaborationOptions {
  /** Symbols that are known besides the program's own: cotangents and differentials. */
  readonly symbols?: readonly { readonly name: string; readonly role: SymbolRole; readonly shape: Shape }[];
  /** What an undeclared name is, where the dialect says so. */
  readonly kindOf?: (name: string) => "scalar" | "vector" | "matrix" | undefined;
  /** Names whose statements were not understood: what uses them is not judged. */
  readonly broken?: ReadonlySet<string>;
  /** Whether statements are missing because they were not understood. */
  readonly incomplete?: boolean;
}
