/** How a program is derived. */
import type { Limits } from "./language/diagnostics/limits.js";
import type { SyntaxName } from "./language/parse/parse.js";

export interface DeriveSettings {
  /** Declarations of inputs by name: `{ X: "m×n spd" }`. */
  readonly declare?: Readonly<Record<string, string>>;
  /** The inputs to derive; by default all that are not constant. */
  readonly wrt?: readonly string[];
  /** The dialect of the expressions; `math` by default. */
  readonly syntax?: SyntaxName;
  /** Gradients in the tangent space of inputs whose properties give them a geometry. */
  readonly riemannian?: boolean;
  /** How large the program may be, where that is not the default. */
  readonly limits?: Partial<Limits>;
  /** Whether the formulas are checked at a random point before they are returned; they are by default. */
  readonly check?: boolean;
}
