/** Equations for an unknown, `A x = b`, and the definitions that solve them. */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import type { Span } from "../syntax.js";

export const parametersHelp = { hint: "the parameters of a function are names: `f(t) = …`, `g(A, x) = …`" };

/** What to write in place of what is no definition. */
export function equationHelp(
  source: string,
  left: Span,
  right: Span | undefined,
): Pick<Diagnostic, "hint" | "replacement"> {
  const text = ({ start, end }: Span): string => source.slice(start, end);
  const definition = right === undefined ? undefined : solved(text(left), text(right));
  if (right === undefined || definition === undefined) return { hint: "write `Y = …`, or `U, Σ, V = svd(X)`" };
  const span = { start: left.start, end: right.end };
  const [unknown = "", value = ""] = definition.split(" = ");
  const known = text(right).replaceAll(/\\[A-Za-z]+/g, "");
  if (value !== "" && known.includes(unknown)) {
    return { hint: `${unknown} stands on both sides; eigenvectors are \`U, Λ = eig(A)\`, eigenvalues \`eigvals(A)\`` };
  }
  return { hint: `to solve it, write \`${definition}\``, replacement: { span, text: definition } };
}

const NAME = String.raw`\p{L}\p{M}*(?:[0-9₀-₉]+|_\{?[\p{L}0-9]+\}?)?`;
const MATRIX = `${NAME}ᵀ?`;

/** `A X + X B = C`. */
const SYLVESTER = new RegExp(`^(${MATRIX})(${NAME})\\+\\2(${MATRIX})$`, "u");
/** `A x`, `AᵀA x`, `(A + I) x`. */
const LEFT_SOLVE = new RegExp(`^((?:${MATRIX}|\\([^()]+\\)ᵀ?)+?)(${NAME})$`, "u");
/** `X A` where X, Y or Z stands first. */
const RIGHT_SOLVE = new RegExp(`^([XYZ])(${MATRIX})$`, "u");

/** The definition of the unknown that the equation `left = right` makes; undefined where it is of no such form. */
export function solved(left: string, right: string): string | undefined {
  const compact = left
    .replaceAll(/['’⊤]|\^\{?(?:T\b|\\(?:top|intercal)|\\mathsf\s?\{?T\}?)\}?/gu, "ᵀ")
    .replaceAll(/\s|\\[,;: ]|[*·]|\\cdot(?![a-z])/gu, "");
  const known = right.trim();
  const [, a, x, b] = SYLVESTER.exec(compact) ?? [];
  if (a !== undefined) return a !== b && bare(a) === bare(b!) ? `${x} = lyap(${a}, ${known})` : `${x} = sylvester(${a}, ${b}, ${known})`; // prettier-ignore
  const [, first, factor] = RIGHT_SOLVE.exec(compact) ?? [];
  if (first !== undefined && !/^[XYZ]/.test(factor!)) return `${first} = ${operand(known)} / ${factor}`;
  const [, matrix, unknown] = LEFT_SOLVE.exec(compact) ?? [];
  if (matrix === undefined || !/\p{Lu}|\(/u.test(matrix)) return undefined;
  return `${unknown} = ${operand(matrix)} \\ ${operand(known)}`;
}

const bare = (matrix: string): string => matrix.replace("ᵀ", "");

/** In brackets unless it is one name or one bracket. */
const operand = (text: string): string =>
  new RegExp(`^(?:${NAME}|\\([^()]*\\))$`, "u").test(text) ? text : `(${text})`;
