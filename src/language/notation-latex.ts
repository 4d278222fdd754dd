/** LaTeX, for KaTeX in strict mode and for a document. */
import { cotangentBase, parseName, splitPrimes, toLatex } from "./names.js";
import {
  atom,
  compound,
  heldText,
  infixInner,
  infixKronecker,
  isInteger,
  level,
  neighbours,
  normSubscript,
  type Notation,
  type Piece,
  type Printable,
} from "./notation.js";
import type { Syntax } from "./syntax.js";
import { postorder } from "./traverse.js";

/** What a journal's style decides. The default of each is the first, and only defaults are promised to parse back. */
export interface LatexOptions {
  readonly transpose?: "top" | "sans";
  readonly hadamard?: "circ" | "odot";
  readonly inner?: "colon" | "trace" | "angle";
  readonly cotangent?: "bar" | "partial";
}

/** Functions that LaTeX has a command for. */
const commands: ReadonlySet<string> = new Set([
  "log",
  "exp",
  "sin",
  "cos",
  "tan",
  "sinh",
  "cosh",
  "tanh",
  "det",
  "max",
  "min",
]);

const bracketed = (text: string): string => `\\left(${text}\\right)`;

const base = (piece: Piece): string => (piece.level === level.atom ? piece.text : bracketed(piece.text));

const raised = (piece: Piece, exponent: string): Piece =>
  compound(`${base(piece)}^{${exponent}}`, level.postfix, [piece], { right: "superscript" });

const listOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join(", ");

const called = (name: string, pieces: readonly Piece[]): Piece =>
  atom(`\\operatorname{${name}}${bracketed(listOf(pieces))}`, "call");

/** `log` → `\log`, `sym` → `\operatorname{sym}`, `f′` → `f'`. */
function callee(head: string, elementwise: boolean): string {
  const [stem, primes] = splitPrimes(head);
  const isSymbol = parseName(stem) !== undefined && (stem.length === 1 || /[₀-₉_]/u.test(stem));
  const name = commands.has(stem) ? `\\${stem}` : isSymbol ? toLatex(stem) : `\\operatorname{${stem}}`;
  return name + "'".repeat(primes) + (elementwise ? "." : "");
}

const delimited = (open: string, text: string, close: string): Piece => atom(`${open} ${text}${close}`, "bar");

function norm({ args, pieces }: Printable): Piece {
  const subscript = normSubscript(args[1], "\\infty");
  const plain = delimited("\\lVert", pieces[0]!.text, "\\rVert");
  if (args.length === 1) return plain;
  return subscript === undefined ? called("norm", pieces) : { ...plain, text: `${plain.text}_{${subscript}}` };
}

/** Whether a size reads well below the line: an affine form of dimensions. */
const isSize = (size: Syntax): boolean =>
  postorder(size).every((node) =>
    node.kind === "apply" ? ["sum", "negate", "product"].includes(node.head) : node.kind === "name" || isInteger(node),
  );

/** I_{n}, \mathbf{1}_{m \times n}; the function where the size is not simple. */
const sized =
  (sign: string, name: string) =>
  ({ args, pieces }: Printable): Piece => {
    if (pieces.length === 0) return atom(sign);
    if (!args.every(isSize)) return called(name, pieces);
    return atom(`${sign}_{${pieces.map((piece) => piece.text).join(" \\times ")}}`);
  };

/** The exponent of a power; in brackets where a lone T would be a transpose. */
const exponentText = ({ args, pieces }: Printable): string => {
  const exponent = args[1];
  const unsigned = exponent?.kind === "apply" && exponent.head === "negate" ? exponent.args[0] : exponent;
  const transposed = unsigned?.kind === "name" && unsigned.name === "T";
  return transposed ? bracketed(pieces[1]!.text) : pieces[1]!.text;
};

const factor = (piece: Piece): string => heldText(piece, level.postfix, bracketed);

function inner(style: NonNullable<LatexOptions["inner"]>, transpose: string): Notation["draw"]["inner"] {
  return (node) => {
    const [left, right] = node.pieces as [Piece, Piece];
    if (style === "angle") return atom(`\\left\\langle ${left.text}, ${right.text}\\right\\rangle`);
    if (style === "colon") return infixInner(node, bracketed);
    const second = heldText(right, level.product, bracketed);
    return atom(`\\operatorname{tr}${bracketed(`${base(left)}^{${transpose}} ${second}`)}`);
  };
}

function nameWith(cotangent: LatexOptions["cotangent"]): Notation["name"] {
  return (name) => {
    const of = cotangent === "partial" ? cotangentBase(name) : undefined;
    return of === undefined
      ? atom(toLatex(name), "name")
      : { ...atom(`\\frac{\\partial L}{\\partial ${toLatex(of)}}`, "name"), level: level.postfix };
  };
}

/** A fraction holds together as a factor and needs brackets under an exponent. */
const fraction = ({ pieces: [above, below] }: Printable): Piece => ({
  ...atom(`\\frac{${above!.text}}{${below!.text}}`, "other"),
  level: level.postfix,
});

export function latexNotation(options: LatexOptions = {}): Notation {
  const transpose = options.transpose === "sans" ? "\\mathsf T" : "\\top";
  const circle = options.hadamard === "odot" ? "\\odot" : "\\circ";
  return {
    name: nameWith(options.cotangent),
    // In mathematics 1e-3 would be a difference.
    number: (text) => atom(/e/i.test(text) ? `\\text{${text}}` : text, "number"),
    word: (text) => atom(`\\text{'${text}'}`),
    callee,
    column: " & ",
    bracketed,
    between: neighbours((_, right) => (right.left === "number" ? " \\cdot " : " ")),
    signs: { hadamard: ` ${circle} `, hadamardDivide: " \\oslash " },
    inverseTranspose: (piece) => raised(piece, `-${transpose}`),
    draw: {
      inner: inner(options.inner ?? "colon", transpose),
      divide: fraction,
      solve: ({ pieces }) => compound(`${factor(pieces[0]!)} \\backslash ${factor(pieces[1]!)}`, level.product, pieces),
      transpose: ({ pieces }) => raised(pieces[0]!, transpose),
      inverse: ({ pieces }) => raised(pieces[0]!, "-1"),
      pinv: ({ pieces }) => raised(pieces[0]!, "+"),
      power: (node) => raised(node.pieces[0]!, exponentText(node)),
      hadamardPower: (node) => raised(node.pieces[0]!, `${circle} ${exponentText(node)}`),
      kronecker: (node) => infixKronecker(node, " \\otimes ", factor),
      norm,
      bars: ({ pieces }) => delimited("\\lvert", pieces[0]!.text, "\\rvert"),
      identity: sized("I", "eye"),
      ones: sized("\\mathbf{1}", "ones"),
      zeros: sized("\\mathbf{0}", "zeros"),
      total: ({ pieces }) => called("sum", pieces),
      block: ({ pieces }) => atom(`\\begin{bmatrix} ${pieces.map((row) => row.text).join(" \\\\ ")} \\end{bmatrix}`),
      slice: ({ pieces: [sliced, ...indices] }) => {
        const texts = indices.map((index) => (index.colon ? bracketed(index.text) : index.text));
        const text = `${base(sliced!)}\\left[${texts.join(", ")}\\right]`;
        return { ...compound(text, level.atom, [sliced!], { right: "other" }), colon: false };
      },
    },
  };
}
