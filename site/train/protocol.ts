/** What the page and the worker that trains tell each other. */
export interface Order {
  readonly data: "covariances" | "textures";
  readonly seed: number;
  readonly epochs: number;
}

export const NETWORKS = ["mean", "logarithm", "logarithm, features fixed"] as const;

export type Network = (typeof NETWORKS)[number];

/** One epoch of one network; `done` after the last of all, with the time that all took. */
export type News =
  | { readonly kind: "epoch"; readonly network: Network; readonly accuracy: number; readonly loss: number }
  | { readonly kind: "done"; readonly seconds: number }
  | { readonly kind: "failed"; readonly message: string };
