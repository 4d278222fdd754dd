/** Whether one of several conditions always holds: `t > 0` and `t ≤ 0` do. */

/** A relation of two sides, as they are written. */
export interface Comparison {
  readonly left: string;
  readonly sign: string;
  readonly right: string;
}

type Outcome = "<" | "=" | ">";

const outcomes: readonly Outcome[] = ["<", "=", ">"];

/** For which of the three outcomes a sign holds. */
const holding: ReadonlyMap<string, readonly Outcome[]> = new Map([
  ["<", ["<"]],
  ["≤", ["<", "="]],
  ["=", ["="]],
  ["≠", ["<", ">"]],
  ["≥", ["=", ">"]],
  [">", [">"]],
]);

const plainSign = (sign: string): string => ({ "<=": "≤", ">=": "≥", "⩽": "≤", "⩾": "≥", "!=": "≠" })[sign] ?? sign;

const turned: Readonly<Record<Outcome, Outcome>> = { "<": ">", "=": "=", ">": "<" };

/** Beyond as many pairs of sides nothing is said. */
const MOST_PAIRS = 5;

/** Whether each choice of what is less makes one of the conditions, of which all parts must hold, true. */
export function coverAll(conditions: readonly (readonly Comparison[])[]): boolean {
  const pairs: string[] = [];
  const read = conditions.map((parts) =>
    parts.map(({ left, sign, right }) => {
      const isTurned = left > right;
      const key = isTurned ? `${right}\n${left}` : `${left}\n${right}`;
      if (!pairs.includes(key)) pairs.push(key);
      const holds = (holding.get(plainSign(sign)) ?? []).map((o) => (isTurned ? turned[o] : o));
      return { at: pairs.indexOf(key), holds };
    }),
  );
  if (pairs.length > MOST_PAIRS || read.some((parts) => parts.length === 0)) return false;
  return Array.from({ length: 3 ** pairs.length }, (_, code) =>
    pairs.map((_, at) => outcomes[Math.floor(code / 3 ** at) % 3]!),
  ).every((choice) => read.some((parts) => parts.every(({ at, holds }) => holds.includes(choice[at]!))));
}
