/** What the page of the browser test is given and what it answers. */

/** A matrix by rows, a vector, or a number. */
export type Numbers = number | readonly number[] | readonly (readonly number[])[];

type Named = Readonly<Record<string, Numbers>>;

/** How the page loads linalg.wasm: `ready()` fetches it; `readySync` is given it. */
export const LOADINGS = ["fetched", "compiled", "bytes"] as const;
export type Loading = (typeof LOADINGS)[number];

export interface BrowserCase {
  readonly id: string;
  readonly program: string;
  readonly wrt: readonly string[];
  readonly inputs: Named;
  readonly cotangents?: Named;
}

export interface BrowserReport {
  /** The code of what `linalg()` throws before the routines are loaded. */
  readonly before: string;
  readonly results: Readonly<Record<string, { readonly outputs: Named; readonly gradients: Named }>>;
  /** The code of what the inverse of a singular matrix throws. */
  readonly error: string;
  /** Directives of the policy that the page violated. */
  readonly violations: readonly string[];
  readonly refusesEval: boolean;
}
