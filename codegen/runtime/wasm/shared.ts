import type { Exports } from "./exports.js";
import { load } from "./load.js";

/** The instance whose memory all linear algebras share, except fresh ones. */
let shared: Exports | undefined;

/** The shared instance of linalg.wasm; in Node it is loaded when it is first asked for. */
export function sharedExports(): Exports {
  shared ??= load();
  return shared;
}

export const isLoaded = (): boolean => shared !== undefined;

/** Makes an instance the shared one, unless there is one already. */
export function share(loaded: Exports): void {
  shared ??= loaded;
}
