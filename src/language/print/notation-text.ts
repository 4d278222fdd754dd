/** The notations of plain text: Unicode, as papers write, and ASCII, as programs do. */
import { superscriptDigits } from "../../../grammar/letters.js";
import { cotangentBase, parseName, toAscii, toText } from "../../../grammar/names.js";
import {
  atom,
  compound,
  heldText,
  infixInner,
  infixKronecker,
  isBuilder,
  isInteger,
  isLetter,
  level,
  neighbours,
  normSubscript,
  transposedOperand,
  unmarked,
  type Edge,
  type Notation,
  type NotationStyle,
  type Piece,
  type Printable,
} from "./notation.js";
import type { Syntax } from "../syntax.js";

const bracketed = (text: string): string => `(${text})`;

/** The piece, in brackets unless it is an atom. */
const base = (piece: Piece | undefined): string =>
  piece === undefined ? "" : piece.level === level.atom ? piece.text : bracketed(piece.text);

/** In brackets unless it is an atom or a postfix; at the right of `/` or `\`. */
const operand = (piece: Piece): string => heldText(piece, level.postfix, bracketed);

const listOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join(", ");

const called = (name: string, pieces: readonly Piece[]): Piece => atom(`${name}(${listOf(pieces)})`, "call");

function nameEdge(name: string): Edge {
  const parts = parseName(name);
  const plain = parts !== undefined && parts.digits === "" && parts.subscript === "" && parts.marks === "";
  if (plain && /^[α-ω]$/u.test(name)) return "smallGreek";
  return /^[A-ZΑ-Ω]/u.test(parts?.base ?? name) ? "capital" : "name";
}

/** Two bars side by side need brackets between them to be read in pairs. */
function bars(open: string, piece: Piece, close: string): Piece {
  const inside = piece.bars ? bracketed(piece.text) : piece.text;
  return { ...atom(open + inside + close, "bar"), bars: true };
}

function quotient(left: Piece, right: Piece): Piece {
  const above = left.level >= level.product ? left.text : bracketed(left.text);
  return compound(`${above}/${operand(right)}`, level.product, [left, right]);
}

const slice = ({ args: [target], pieces: [sliced, ...indices] }: Printable): Piece => ({
  // `zeros[…]` is the matrix of that size.
  ...compound(
    `${isBuilder(target) ? bracketed(sliced!.text) : base(sliced)}[${indices.map(index).join(", ")}]`,
    level.atom,
    [sliced!],
    { right: "other" },
  ),
  colon: false,
});

const index = (piece: Piece): string => (piece.colon ? bracketed(piece.text) : piece.text);

/** Where no comma says what a blank is, products with one stand in brackets: elsewhere it separates columns. */
function block({ args, pieces }: Printable): Piece {
  const commas = args.some((row) => row.kind === "apply" && row.head === "row" && row.args.length > 1);
  const texts = pieces.map(({ text }) => (!commas && blankBetweenOperands.test(text) ? bracketed(text) : text));
  return atom(`[${texts.join("; ")}]`);
}

const blankBetweenOperands = /[^\s+−*·∘⊘⊗/\\:,=-] [^\s+−*·∘⊘⊗/\\:,=-]/u;

const shared = {
  bracketed,
  column: ", ",
  word: (text: string) => atom(`'${text}'`),
} as const;

const sharedDrawings = {
  set: ({ pieces }: Printable) => atom(`{${pieces.map((index) => index.text).join(", ")}}`),
  inner: (node: Printable) => infixInner(node, bracketed),
  divide: ({ pieces: [left, right] }: Printable) => quotient(left!, right!),
  solve: ({ pieces }: Printable) => compound(`${operand(pieces[0]!)} \\ ${operand(pieces[1]!)}`, level.product, pieces),
  bars: ({ pieces: [piece] }: Printable) => bars("|", piece!, "|"),
  total: ({ pieces }: Printable) => called("sum", pieces),
  block,
  slice,
} as const;

/** Whether an exponent needs no brackets after `^`. A lone `T` would be a transpose. */
const isBareExponent = (node: Syntax | undefined): boolean =>
  node?.kind === "number" || (node?.kind === "name" && node.name !== "T" && node.name.length === 1);

function caret(sign: string, { args, pieces: [raised, exponent] }: Printable): Piece {
  const text = isBareExponent(args[1]) ? exponent!.text : bracketed(exponent!.text);
  return compound(`${base(raised)}${sign}${text}`, level.postfix, [raised!], { right: "other" });
}

// Unicode

const superscript = (piece: Piece, mark: string): Piece =>
  compound(base(piece) + mark, level.postfix, [piece], {
    right: "superscript",
    left: piece.level === level.atom ? piece.left : "bracket",
  });

/** A², A⁻², A^k, A^(1/2). */
function textPower(node: Printable): Piece {
  const [, exponent] = node.args;
  if (isInteger(exponent)) return superscript(node.pieces[0]!, superscriptDigits(exponent.text));
  if (exponent?.kind === "apply" && exponent.head === "negate" && isInteger(exponent.args[0])) {
    return superscript(node.pieces[0]!, `⁻${superscriptDigits(exponent.args[0].text)}`);
  }
  return caret("^", node);
}

const letters: ReadonlySet<Edge> = new Set<Edge>(["smallGreek", "capital", "name", "one"]);

/** XᵀX, but Zᵀ A Z: where two letters need a blank, a superscript and a letter get one too. */
function textBetween(factors: readonly Piece[]): readonly string[] {
  const signs = neighbours(textJoint)(factors);
  const spaced = signs.some(
    (sign, index) => sign === " " && letters.has(factors[index]!.right) && letters.has(factors[index + 1]!.left),
  );
  if (!spaced) return signs;
  return signs.map((sign, index) =>
    factors[index]!.right === "superscript" && letters.has(factors[index + 1]!.left) ? " " : sign,
  );
}

/** Factors touch where papers let them and the reader, and the parser, cannot err: XᵀX, 2A, (A + B)C, εI, 𝟏𝟏ᵀ. */
function textJoint(left: Piece, right: Piece): string {
  if (right.left === "number") return "·";
  const open = letters.has(right.left) || right.left === "bracket";
  switch (left.right) {
    case "number":
      if (/^[eE]/.test(unmarked(right.text)) || (/^0$/.test(left.text) && /^[xXbBoO]/.test(unmarked(right.text))))
        return " ";
      return open || right.left === "bar" ? "" : " ";
    case "smallGreek":
      return right.left === "name" || right.left === "smallGreek" || !(open || right.left === "bar") ? " " : "";
    case "capital":
    case "name":
      return right.left === "one" || right.left === "bracket" ? "" : " ";
    case "one":
      return right.left === "one" ? "" : " ";
    case "superscript":
    case "bracket":
      return open ? "" : " ";
    default:
      return " ";
  }
}

/** I_n, 𝟏_n; the function where the size is not one letter. */
function sizedText(sign: string, name: string, { args, pieces }: Printable): Piece {
  const [size] = args;
  if (args.length === 0) return atom(sign, sign === "𝟏" ? "one" : "capital");
  const short = args.length === 1 && (isLetter(size) || isInteger(size));
  return short ? atom(`${sign}_${pieces[0]!.text}`, sign === "𝟏" ? "one" : "capital", "other") : called(name, pieces);
}

function textNorm({ args, pieces }: Printable): Piece {
  const subscript = normSubscript(args[1], "∞");
  if (args.length === 1) return bars("‖", pieces[0]!, "‖");
  if (subscript === undefined) return called("norm", pieces);
  return { ...bars("‖", pieces[0]!, `‖_${subscript}`), right: "other" };
}

function nameWith({ cotangent, loss }: NotationStyle, spell: (name: string) => string): Notation["name"] {
  return (name) => {
    const of = cotangent === "partial" || cotangent === "nabla" ? cotangentBase(name) : undefined;
    if (of === undefined) return atom(spell(name), nameEdge(name));
    const inText = spell === toText;
    if (cotangent === "nabla")
      return compound(`${inText ? "∇" : "grad"}_${spell(of)} ${spell(loss ?? "L")}`, level.product, []);
    const d = inText ? "∂" : "d";
    return compound(`${d}${spell(loss ?? "L")}/${d}${spell(of)}`, level.product, []);
  };
}

/** A : B, tr(AᵀB) or ⟨A, B⟩. */
function innerWith(
  { inner }: NotationStyle,
  transposed: (piece: Piece) => Piece,
  between: Notation["between"],
): Notation["draw"]["inner"] {
  if (inner === "angle") return ({ pieces }) => atom(`⟨${listOf(pieces)}⟩`);
  if (inner !== "trace") return sharedDrawings.inner;
  return ({ pieces: [left, right] }) => {
    const first = transposed(left!);
    const second = right!.level >= level.product ? right! : atom(bracketed(right!.text), "bracket");
    return atom(`tr(${first.text}${between([first, second])[0]!}${second.text})`, "call");
  };
}

export function unicodeNotation(style: NotationStyle = {}): Notation {
  const transpose = style.transpose === "top" ? "⊤" : "ᵀ";
  const transposed = (piece: Piece): Piece => superscript(piece, transpose);
  return {
    ...shared,
    name: nameWith(style, toText),
    number: (text) => atom(text, "number"),
    callee: (head, elementwise) => `${head}${elementwise ? "." : ""}`,
    between: textBetween,
    over: { sumOver: "Σ", productOver: "∏" },
    relations: { "≠": " ≠ ", "<": " < ", "≤": " ≤ " },
    signs: { hadamard: style.hadamard === "odot" ? " ⊙ " : " ∘ ", hadamardDivide: " ⊘ " },
    inverseTranspose: (piece) => superscript(piece, `⁻${transpose}`),
    draw: {
      ...sharedDrawings,
      inner: innerWith(style, transposed, textBetween),
      transpose: ({ pieces }) => transposed(transposedOperand(pieces[0]!, bracketed)),
      inverse: ({ pieces }) => superscript(pieces[0]!, "⁻¹"),
      pinv: ({ pieces }) => superscript(pieces[0]!, "⁺"),
      power: textPower,
      hadamardPower: (node) => caret(".^", node),
      kronecker: (node) => infixKronecker(node, " ⊗ ", operand),
      norm: textNorm,
      identity: (node) => sizedText("I", "eye", node),
      ones: (node) => sizedText("𝟏", "ones", node),
      zeros: (node) => sizedText("𝟎", "zeros", node),
    },
  };
}

// ASCII

const prime = (piece: Piece): Piece => compound(`${base(piece)}'`, level.postfix, [piece], { right: "other" });

const sizedAscii =
  (sign: string, name: string) =>
  ({ pieces }: Printable): Piece =>
    pieces.length === 0 ? atom(sign) : called(name, pieces);

export function asciiNotation(style: NotationStyle = {}): Notation {
  const between = neighbours(() => "*");
  // ⟨A, B⟩ has no spelling in ASCII.
  const inner = innerWith(style.inner === "trace" ? style : {}, prime, between);
  return {
    ...shared,
    name: nameWith(style, toAscii),
    number: (text) => atom(text, "number"),
    callee: (head, elementwise) => `${toAscii(head)}${elementwise ? "." : ""}`,
    between,
    over: { sumOver: "sum", productOver: "prod" },
    relations: { "≠": " != ", "<": " < ", "≤": " <= " },
    signs: { hadamard: " .* ", hadamardDivide: " ./ " },
    inverseTranspose: (piece) => compound(`inv(${piece.text})'`, level.postfix, [], {}),
    draw: {
      ...sharedDrawings,
      inner,
      transpose: ({ pieces }) => prime(transposedOperand(pieces[0]!, bracketed)),
      inverse: ({ pieces }) => called("inv", pieces),
      pinv: ({ pieces }) => called("pinv", pieces),
      power: (node) => caret("^", node),
      hadamardPower: (node) => caret(".^", node),
      kronecker: ({ pieces }) => called("kron", pieces),
      norm: ({ pieces }) => called("norm", pieces),
      identity: sizedAscii("I", "eye"),
      ones: sizedAscii("ones", "ones"),
      zeros: sizedAscii("zeros", "zeros"),
    },
  };
}
