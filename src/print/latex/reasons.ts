/** Reasons as a mathematician says them: an identity by its formula, a rule by its words. */
import { loadCatalogue, functionScope } from "../../expression/catalogue/load.js";
import { chapters } from "../../expression/catalogue/reference.generated.js";
import { parseExpression } from "../../language/parse/parse.js";
import { printExpression } from "../../language/print/print.js";
import type { LatexOptions } from "../../language/print/notation-latex.js";
import type { Line } from "../proof.js";
import { words } from "./words.js";

/** What rules of the variation are called; others are the differential of what they are named after. */
const CALLED: Readonly<Record<string, string>> = {
  sum: "linearity",
  scale: "product rule",
  product: "product rule",
  hadamard: "product rule",
  "inner-product": "product rule",
  kronecker: "product rule",
  transpose: "linearity",
  entrywise: "chain rule",
  "entrywise-power": "chain rule",
  "matrix-function": "Daleckii–Krein theorem",
  "entry-sum": "linearity",
  trace: "linearity",
  eig: "differentials of eigenvalues and eigenvectors",
  svd: "differentials of singular values and vectors",
  qr: "differential of the QR factorization",
  lu: "differential of the LU factorization",
  cholesky: "differential of the Cholesky factor",
  polar: "differential of the polar factors",
};

const plain = (name: string): string => name.replaceAll("-", " ");

let formulas: ReadonlyMap<string, string> | undefined;

/** Identities as they are written, without the shapes of their names. */
function identities(): ReadonlyMap<string, string> {
  formulas ??= new Map(
    chapters.flatMap((c) =>
      c.rules.flatMap((r): [string, string][] =>
        r.kind === "identity" ? [[r.name, r.lines[0]!.text.split(/ {2,}/)[0]!]] : [],
      ),
    ),
  );
  return formulas;
}

/** G : A E = AᵀG : E in LaTeX; undefined where it does not parse. */
function identity(name: string, options: LatexOptions): string | undefined {
  const text = identities().get(name);
  if (text === undefined || /embed|\[|proj|sum\(/.test(text)) return undefined;
  const known = functionScope(loadCatalogue());
  const sides = text.split(" = ").map((side) => parseExpression(side, known).expression);
  if (sides.length !== 2) return undefined;
  const printed = sides.map((s) => s && printExpression(s, "latex", { latex: options }));
  return printed.every((p) => p !== undefined) ? printed.join(" = ") : undefined;
}

/** A part of a reason: a formula, and words where there is none or no room for it. */
export interface ReasonPart {
  readonly words: string;
  readonly formula?: string;
}

/** What a line rests on, each thing once. */
export function reasonParts({ kind, rules }: Line, options: LatexOptions): ReasonPart[] {
  const parts = rules.map((rule): ReasonPart => {
    const formula = kind === "variation" ? undefined : identity(rule, options);
    if (formula !== undefined) return { formula, words: words(plain(rule)) };
    if (kind !== "variation") return { words: words(plain(rule)) };
    return { words: words(CALLED[rule] ?? `differential of the ${plain(rule)}`) };
  });
  const keys = parts.map((p) => JSON.stringify(p));
  return parts.filter((_, i) => keys.indexOf(keys[i]!) === i);
}
