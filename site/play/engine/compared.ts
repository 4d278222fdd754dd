/** Another program beside the one of the page. */
import { comparePrograms } from "../../../src/explore/compare.js";
import { viewOf, type Printed, type PrintedEquation } from "../../../src/explore/view.js";
import { derive, type Result } from "../../../src/result.js";
import { styleOf } from "./notation.js";
import type { Compared, Differing, Request } from "./protocol.js";

export function compared(result: Result, request: Extract<Request, { kind: "compare" }>): Compared {
  const other = derive(request.other);
  const style = styleOf(request.notation);
  const [first, second] = [result, other].map(({ derivation }) => {
    const { gradients, where } = viewOf(derivation, style);
    return [...gradients, ...where];
  }) as [PrintedEquation[], PrintedEquation[]];
  const names = new Set([...first, ...second].map((e) => e.left.text));
  const { sizes, seed } = request;
  return {
    comparison: comparePrograms(result.derivation, other.derivation, { sizes, seed }),
    pairs: [...names].map((name) => {
      const [one, two] = [first, second].map((all) => all.find((e) => e.left.text === name));
      return { ...differing("first", one, two), ...differing("second", two, one) };
    }),
  };
}

const differing = (
  which: "first" | "second",
  equation: PrintedEquation | undefined,
  from: PrintedEquation | undefined,
): { readonly [which in "first" | "second"]?: Differing } =>
  equation ? { [which]: { equation, own: from ? missing(equation.right, from.right) : [] } } : {};

/** The largest parts of a formula whose text another has nowhere. Numbers of two programs have nothing to do with each other. */
function missing({ text, marks }: Printed, from: Printed): number[] {
  const there = new Set(from.marks.map((m) => from.text.slice(m.start, m.end)));
  if (text === from.text) return [];
  const found: number[] = [];
  let covered = 0;
  for (const { start, end, node } of marks) {
    const whole = end - start === text.length && marks.length > 1;
    if (whole || start < covered || there.has(text.slice(start, end))) continue;
    found.push(node);
    covered = end;
  }
  // Where every part is there as well, it is the whole that differs.
  return found.length > 0 ? [...new Set(found)] : marks.slice(0, 1).map((m) => m.node);
}
