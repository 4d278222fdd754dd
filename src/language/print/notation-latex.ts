/** LaTeX, for KaTeX in strict mode and for a document. */
import { greekCommands, missingCommands } from "../../../grammar/letters.js";
import { cotangentBase, differentialBase, parseName, splitPrimes, toLatex } from "../../../grammar/names.js";
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
  transposedOperand,
  type Notation,
  type NotationStyle,
  type Piece,
  type Printable,
} from "./notation.js";
import type { Syntax } from "../syntax.js";
import { postorder } from "../traverse.js";

export interface LatexOptions extends NotationStyle {
  /** Whether what a style decides is written with the macros of `latexMacros`, for a text that defines them. */
  readonly macros?: boolean;
  /** Whether slices have their indices below the line, A_{1:r,:}, and functions of entries no dot: not all of it parses back. */
  readonly paper?: boolean;
  /** Functions that are marked in a paper where they act on entries, since they act on matrices, too. */
  readonly marked?: ReadonlySet<string>;
}

const transposeSign = ({ transpose }: NotationStyle): string => (transpose === "T" ? "\\mathsf{T}" : "\\top");
const hadamardSign = ({ hadamard }: NotationStyle): string => (hadamard === "odot" ? "\\odot" : "\\circ");
function cotangentOf({ cotangent, loss }: NotationStyle, name: string): string {
  if (cotangent === "partial") return `\\frac{\\partial ${toLatex(loss ?? "L")}}{\\partial ${name}}`;
  return cotangent === "nabla" ? `\\nabla_{${name}} ${toLatex(loss ?? "L")}` : `\\bar{${name}}`;
}

const differentialOf = ({ differential }: NotationStyle, name: string): string =>
  differential === "upright" ? `\\mathrm{d}${name}` : `d${name}`;

const define = (command: string, meaning: string): string => `\\providecommand{\\${command}}${meaning}`;

/** The signs that an author may redefine, as definitions that leave existing ones alone. */
export function latexMacros(style: NotationStyle = {}): string[] {
  return [
    define("transposed", `{${transposeSign(style)}}`),
    define("hadamard", `{${hadamardSign(style)}}`),
    define("pairing", "{:}"),
    define("differential", `[1]{${differentialOf(style, "#1")}}`),
    define("cotangent", `[1]{${cotangentOf(style, "#1")}}`),
  ];
}

/** Definitions of the Greek letters in the text that LaTeX does not define, `\\Alpha`. */
export function letterMacros(text: string): string[] {
  const used = new Set(text.match(/\\[A-Za-z]+/g));
  return [...missingCommands].flatMap(([letter, meaning]) => {
    const command = greekCommands.get(letter)!;
    return used.has(command) ? [define(command.slice(1), `{${meaning}}`)] : [];
  });
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

/** Brackets grow with what stands in them only where it is taller than a line. */
const isTall = (text: string): boolean => /\\(?:frac|begin|left|sum|prod)\b/.test(text);

const bracketed = (text: string): string => (isTall(text) ? `\\left(${text}\\right)` : `(${text})`);

const base = (piece: Piece): string => (piece.level === level.atom ? piece.text : bracketed(piece.text));

const raised = (piece: Piece, exponent: string): Piece =>
  compound(`${base(piece)}^{${exponent}}`, level.postfix, [piece], { right: "superscript" });

const listOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join(", ");

const called = (name: string, pieces: readonly Piece[]): Piece =>
  atom(`\\operatorname{${name}}${bracketed(listOf(pieces))}`, "call");

const orderOf = (sign: string): string => (sign === "" ? "" : `^{${"⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)}}`);

/** `∂K`, `∂²K`, `∂θ`, in fractions of them. */
const partialName = (text: string): string | undefined => {
  const found = /^∂([²³⁴-⁹]?)(.+)$/u.exec(text);
  return found ? `\\partial${orderOf(found[1]!)} ${toLatex(found[2]!)}` : undefined;
};

/** Functions that have a sign of their own. */
const callsOf = ({ paper }: LatexOptions): NonNullable<Notation["calls"]> => ({
  ...(paper === true
    ? {
        abs: ([x]) => delimited("vert", x!.text),
        sqrt: ([x]) => atom(`\\sqrt{${x!.text}}`, "call"),
        logdet: ([x]) => named("\\log\\det", x!),
        det: ([x]) => named("\\det", x!),
        floor: ([x]) => atom(`\\lfloor ${x!.text}\\rfloor`, "bar"),
      }
    : {}),
});

/** The name of a function before what it is applied to, in brackets unless that is an atom. */
const named = (name: string, piece: Piece): Piece =>
  piece.level === level.atom && !/^[([]/.test(piece.text)
    ? compound(`${name} ${piece.text}`, level.postfix, [piece], { left: "call" })
    : atom(`${name}${bracketed(piece.text)}`, "call");

/** `log` → `\log`, `sym` → `\operatorname{sym}`, `f′` → `f'`. */
function callee(head: string, elementwise: boolean, options: LatexOptions = {}): string {
  const { paper, marked } = options;
  const nabla = /^∇([²³]?)(?:_(\d+))?(.+)$/u.exec(head);
  if (nabla)
    return `\\nabla${orderOf(nabla[1]!)}${nabla[2] ? `_{${nabla[2]}}` : ""} ${callee(nabla[3]!, elementwise, options)}`;
  const [stem, primes] = splitPrimes(head);
  const isSymbol = parseName(stem) !== undefined && (stem.length === 1 || /[₀-₉_]/u.test(stem));
  const name = commands.has(stem) ? `\\${stem}` : isSymbol ? toLatex(stem) : `\\operatorname{${stem}}`;
  const dot = paper !== true ? "." : marked?.has(stem) === true ? "_{\\circ}" : "";
  return name + "'".repeat(primes) + (elementwise ? dot : "");
}

const delimited = (sign: string, text: string): Piece => {
  const [open, close] = isTall(text) ? [`\\left\\l${sign}`, `\\right\\r${sign}`] : [`\\l${sign}`, `\\r${sign}`];
  return atom(`${open} ${text}${close}`, "bar");
};

function norm({ args, pieces }: Printable): Piece {
  const subscript = normSubscript(args[1], "\\infty");
  const plain = delimited("Vert", pieces[0]!.text);
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
const exponentText = ({ args, pieces }: Printable, { paper }: LatexOptions): string => {
  const exponent = args[1];
  const unsigned = exponent?.kind === "apply" && exponent.head === "negate" ? exponent.args[0] : exponent;
  const transposed = unsigned?.kind === "name" && unsigned.name === "T";
  if (transposed) return bracketed(pieces[1]!.text);
  // A fraction in an exponent is written in a line.
  return paper === true ? pieces[1]!.text.replace(/^(-?)\\frac\{(\w+)\}\{(\w+)\}$/, "$1$2/$3") : pieces[1]!.text;
};

const factor = (piece: Piece): string => heldText(piece, level.postfix, bracketed);

function inner({ inner: style, macros }: LatexOptions, transpose: string): Notation["draw"]["inner"] {
  return (node) => {
    const [left, right] = node.pieces as [Piece, Piece];
    if (style === "angle") {
      const [open, close] = isTall(left.text + right.text)
        ? ["\\left\\langle", "\\right\\rangle"]
        : ["\\langle", "\\rangle"];
      return atom(`${open} ${left.text}, ${right.text}${close}`);
    }
    if (style !== "trace") return infixInner(node, bracketed, macros === true ? " \\pairing " : " : ");
    const second = heldText(right, level.product, bracketed);
    return atom(`\\operatorname{tr}${bracketed(`${base(left)}^{${transpose}} ${second}`)}`);
  };
}

/** The name in the weight that the style asks for: \\mathbf{X}_{1}, \\boldsymbol{\\Sigma}. */
function weighted({ boldNames }: LatexOptions, name: string): string {
  const latex = toLatex(name);
  if (boldNames?.has(name) !== true) return latex;
  const letter = /^[^]*?(\\(?!bar|hat|tilde|dot|check|vec)[A-Za-z]+|(?<![\\A-Za-z])[A-Za-z]+)/.exec(latex);
  if (!letter) return latex;
  const bold = letter[1]!.startsWith("\\") ? `\\boldsymbol{${letter[1]!}}` : `\\mathbf{${letter[1]!}}`;
  const at = letter[0].length - letter[1]!.length;
  return latex.slice(0, at) + bold + latex.slice(letter[0].length).replace(/^ (?=[_^])/, "");
}

function nameWith(options: LatexOptions): Notation["name"] {
  const { cotangent = "bar", macros } = options;
  const spelled = cotangent !== "bar" || macros === true || options.boldNames !== undefined;
  return (name) => {
    if (commands.has(name)) return atom(`\\${name}`, "name");
    const of = spelled ? cotangentBase(name) : undefined;
    if (of !== undefined) {
      const inner = nameWith(options)(of).text;
      const piece = atom(macros === true ? `\\cotangent{${inner}}` : cotangentOf(options, inner), "name");
      if (cotangent === "bar") return piece;
      return { ...piece, level: cotangent === "partial" ? level.postfix : level.product, right: "other" };
    }
    const partial = partialName(name);
    if (partial !== undefined) return atom(partial, "name");
    const varied = differentialBase(name);
    if (varied === undefined) return atom(weighted(options, name), "name");
    const inner = nameWith(options)(varied).text;
    const text = macros === true ? `\\differential{${inner}}` : differentialOf(options, inner);
    return atom(text, "differential");
  };
}

/** A fraction holds together as a factor and needs brackets under an exponent. */
const fraction = ({ pieces: [above, below] }: Printable): Piece => ({
  ...atom(`\\frac{${above!.text}}{${below!.text}}`, "other"),
  level: level.postfix,
});

/** The d of a differential does not reach over the next factor: U^{\top} \, dX \, U. */
function joint(left: Piece, right: Piece): string {
  if (right.left === "number") return " \\cdot ";
  const varies = right.left === "differential" || left.right === "differential" || left.left === "differential";
  return varies && left.level >= level.postfix ? " \\, " : " ";
}

/** A_{1:r,:}; what has an index already stands in brackets, so that the two are not one. */
function below(sliced: Piece, indices: readonly string[]): Piece {
  const held = sliced.level === level.atom && !sliced.text.includes("_") ? sliced.text : bracketed(sliced.text);
  return { ...compound(`${held}_{${indices.join(",")}}`, level.atom, [sliced], { right: "other" }), colon: false };
}

export function latexNotation(options: LatexOptions = {}): Notation {
  const transpose = options.macros === true ? "\\transposed" : transposeSign(options);
  const circle = options.macros === true ? "\\hadamard" : hadamardSign(options);
  return {
    name: nameWith(options),
    // In mathematics 1e-3 would be a difference.
    number: (text) => atom(/e/i.test(text) ? `\\text{${text}}` : text, "number"),
    word: (text) => atom(`\\text{'${text}'}`),
    callee: (head, elementwise) => callee(head, elementwise, options),
    calls: callsOf(options),
    column: " & ",
    bracketed,
    between: neighbours(joint),
    over: { sumOver: "\\sum", productOver: "\\prod" },
    relations: { "≠": " \\neq ", "<": " < ", "≤": " \\leq " },
    signs: { hadamard: ` ${circle} `, hadamardDivide: " \\oslash " },
    inverseTranspose: (piece) => raised(piece, `-${transpose}`),
    draw: {
      inner: inner(options, transpose),
      divide: fraction,
      solve: ({ pieces }) => compound(`${factor(pieces[0]!)} \\backslash ${factor(pieces[1]!)}`, level.product, pieces),
      transpose: ({ pieces }) => raised(transposedOperand(pieces[0]!, bracketed), transpose),
      inverse: ({ pieces }) => raised(pieces[0]!, "-1"),
      pinv: ({ pieces }) => raised(pieces[0]!, "+"),
      power: (node) => raised(node.pieces[0]!, exponentText(node, options)),
      hadamardPower: (node) => raised(node.pieces[0]!, `${circle} ${exponentText(node, options)}`),
      kronecker: (node) => infixKronecker(node, " \\otimes ", factor),
      norm,
      bars: ({ pieces }) => delimited("vert", pieces[0]!.text),
      identity: sized("I", "eye"),
      ones: sized("\\mathbf{1}", "ones"),
      zeros: sized("\\mathbf{0}", "zeros"),
      total: ({ pieces }) => called("sum", pieces),
      block: ({ pieces }) => atom(`\\begin{bmatrix} ${pieces.map((row) => row.text).join(" \\\\ ")} \\end{bmatrix}`),
      set: ({ pieces }) => atom(`\\{${pieces.map((index) => index.text).join(", ")}\\}`),
      slice: ({ pieces: [sliced, ...indices] }) => {
        const texts = indices.map((index) => (index.colon ? bracketed(index.text) : index.text));
        if (options.paper === true) return below(sliced!, texts);
        const text = `${base(sliced!)}[${texts.join(", ")}]`;
        return { ...compound(text, level.atom, [sliced!], { right: "other" }), colon: false };
      },
    },
  };
}
