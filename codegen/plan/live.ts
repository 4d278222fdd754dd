/** Which instructions of a straight line are needed for some of its values. */
import { operandsOf, resultsOf, type Instruction } from "./instructions.js";
import { valuesOf } from "./values.js";

/** The instructions that compute the kept values, and the demands, which compute none; in order. */
export function liveInstructions(instructions: readonly Instruction[], kept: Iterable<number>): Instruction[] {
  const needed = new Set(kept);
  const live = [...instructions].reverse().filter((i) => {
    const results = resultsOf(i);
    if (results.length > 0 && !results.some((v) => needed.has(v.id))) return false;
    for (const v of operandsOf(i).flatMap(valuesOf)) needed.add(v.id);
    return true;
  });
  return live.reverse();
}
