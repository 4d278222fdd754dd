/** The ports of a plan as what a kernel is given. */
import { toAscii } from "../../grammar/names.js";
import type { Parameter } from "../runtime/parameters.js";
import type { Port } from "./program.js";
import { ONE } from "./sizes.js";

/** Ports as the runtime knows them. */
export function parametersOf(
  ports: readonly Port[],
  { ones, structure }: { readonly ones: boolean; readonly structure: boolean },
): Parameter[] {
  return ports.map((p) => {
    const ascii = toAscii(p.name);
    const isNumber = p.value.storage === "scalar";
    return {
      name: p.name,
      ...(ascii === p.name ? {} : { ascii }),
      ...(isNumber ? {} : { rows: p.rows.key, cols: p.cols.key }),
      ...(ones && p.rows === ONE && p.cols === ONE ? { optional: true } : {}),
      ...(structure && p.declared?.length ? { declared: p.declared } : {}),
      ...(structure && p.presumed?.length ? { presumed: p.presumed } : {}),
    };
  });
}
