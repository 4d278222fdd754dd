import type { Verification } from "../check/claim/verify.js";
import { exactHead, forAnyFunction } from "./check-text.js";

/** Where the claim is about, and the derived formula it was compared with. */
export interface Claim {
  readonly cotangent: string;
  readonly derived: string;
}

/** The verdict on a claim with its figures, as the command prints it. */
export function verifyText(v: Verification, claim: Claim): string {
  const sizes = Object.entries(v.sizes).map(([name, size]) => `${name} = ${size}`);
  const at = sizes.length > 0 ? ` at ${sizes.join(", ")}` : "";
  const lines = [
    `Claim for ${claim.cotangent}: ${v.verdict}${v.reason === "" ? "" : ` (${v.reason})`}`,
    `  derived: ${claim.cotangent} = ${claim.derived}`,
    Number.isFinite(v.relativeError)
      ? `  relative error ${v.relativeError.toExponential(1)} over ${v.points} random points of several sizes, seed ${v.seed}`
      : `  no values were compared (seed ${v.seed})`,
    exactText(v.exact),
    ...(v.line === undefined ? [] : [`  the first wrong line: ${v.line}`]),
    ...(v.cause ? [`  cause: ${v.cause.message}`] : []),
    ...(v.counterExample ? [counterExample(v.counterExample)] : []),
    ...(v.terms?.claimed !== undefined
      ? [`  first term of the claim that the derived formula lacks: ${v.terms.claimed}`]
      : []),
    ...(v.terms?.derived !== undefined
      ? [`  term of the derived formula that the claim lacks: ${v.terms.derived}`]
      : []),
    `  cost: derived ${v.cost.derived} flops, claimed ${v.cost.claimed} flops${at}`,
    `  size: derived ${v.size.derived} nodes, claimed ${v.size.claimed} nodes`,
  ];
  return `${lines.join("\n")}\n`;
}

const exactText = ({ outcome, reason, uninterpreted }: Verification["exact"]): string =>
  outcome === "undecided" ? `${exactHead(outcome)} (${reason})` : exactHead(outcome) + forAnyFunction(uninterpreted);

const counterExample = (c: NonNullable<Verification["counterExample"]>): string =>
  `  counter-example: entry (${c.row}, ${c.column}) is ${figure(c.derived)}, the claim gives ${figure(c.claimed)}`;

const figure = (x: number): string => x.toPrecision(6);

/** The same as JSON; a figure that does not exist is null. */
export function verifyJson(v: Verification, claim: Claim): string {
  const { verdict, reason, relativeError, exact, cost, size, sizes, seed, points } = v;
  const finite = Number.isFinite(relativeError) ? relativeError : null;
  const evidence = {
    counterExample: v.counterExample ?? null,
    terms: v.terms ?? null,
    cause: v.cause ?? null,
    line: v.line ?? null,
  };
  return `${JSON.stringify({ verdict, relativeError: finite, exact, cost, size, reason, ...claim, ...evidence, sizes, seed, points }, null, 2)}\n`;
}
