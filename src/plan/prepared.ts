/** The program of a derivation, made once: what checks, layers, `--at` and emitted modules run is the same. */
import type { Derivation } from "../calculus/derivation.js";
import { prepare } from "../../codegen/prepare/index.js";
import type { PreparedProgram } from "../../codegen/prepare/prepared.js";
import { schedule } from "./schedule.js";

/** Which derivatives a program computes besides the value. */
export interface Phases {
  readonly backward: boolean;
  readonly variation: boolean;
}

const known = new WeakMap<Derivation, Map<string, PreparedProgram>>();

export function preparedOf(derivation: Derivation, { backward, variation }: Phases): PreparedProgram {
  let programs = known.get(derivation);
  if (!programs) known.set(derivation, (programs = new Map()));
  const key = `${backward} ${variation}`;
  let program = programs.get(key);
  if (!program) programs.set(key, (program = prepare(schedule(derivation, { backward, variation }))));
  return program;
}
