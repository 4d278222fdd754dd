/** LaTeX commands that are read, by what they stand for. The names of functions (`\log`) are judged by scope. */
import type { LexemeType } from "../../../grammar/lexer.js";

/** Commands that only space or size a formula. */
export const silentCommands: ReadonlySet<string> = new Set(
  [",", ";", ":", ">", "!", "quad", "qquad", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits"].concat([
    "thinspace",
    "enspace",
    "hfill",
    "smallskip",
    "medskip",
    "centering",
    "scriptscriptstyle",
    "allowbreak",
    "allowdisplaybreaks",
    "rm",
    "bf",
    "it",
    "sf",
    "normalfont",
    "mathstrut",
    "middle",
    "bigskip",
    "nonumber",
  ]),
);

/** `\left(`, `\bigl|`: the delimiter that follows opens. */
export const openingCommands: ReadonlySet<string> = new Set(["left", "bigl", "Bigl", "biggl", "Biggl"]);

/** `\right)`, `\bigr|`: the delimiter that follows closes. */
export const closingCommands: ReadonlySet<string> = new Set(["right", "bigr", "Bigr", "biggr", "Biggr"]);

/** `\big|`: a delimiter of either kind. */
export const sizingCommands: ReadonlySet<string> = new Set(["big", "Big", "bigg", "Bigg"]);

/** Typefaces in which a letter is the same letter. */
export const typefaceCommands: ReadonlySet<string> = new Set(
  ["mathrm", "mathbf", "mathsf", "mathit", "mathtt", "mathnormal", "boldsymbol", "bm", "pmb", "operatorname"].concat([
    "text",
    "textrm",
    "textbf",
    "textit",
    "texttt",
    "textsf",
    "mbox",
    "hbox",
    "mathop",
    "mathcal",
    "mathscr",
    "mathfrak",
  ]),
);

/** Typefaces that set a word: what they hold is one name or one function. */
export const wordCommands: ReadonlySet<string> = new Set([
  "operatorname",
  "text",
  "textrm",
  "textit",
  "textbf",
  "textsf",
  "texttt",
  "mathrm",
  "mathsf",
  "mbox",
  "hbox",
]);

/** Typefaces of vectors and matrices. */
export const boldCommands: ReadonlySet<string> = new Set(["mathbf", "boldsymbol", "bm", "pmb", "textbf"]);

/** Typefaces in which a letter is another symbol than the plain one, should both occur. */
export const scriptCommands: ReadonlySet<string> = new Set(["mathcal", "mathscr", "mathfrak"]);

/** Commands that mean something else in LaTeX than the function of that name does here, and what to write. */
export const foreignCommands: ReadonlyMap<string, string> = new Map([
  [
    "sum",
    "write a sum over an index with matrices, `\\operatorname{sum}(A)` for all entries, `\\Sigma` for the letter",
  ],
  ["prod", "write a product over an index with matrices, or `\\Pi` for the letter"],
  ["int", "integrals are not read"],
  ["lim", "limits are not read"],
  ["square", "write `\\operatorname{square}(x)`"],
]);

export const fractionCommands: ReadonlySet<string> = new Set(["frac", "tfrac", "dfrac", "cfrac"]);

export const matrixEnvironments: ReadonlySet<string> = new Set([
  "bmatrix",
  "pmatrix",
  "matrix",
  "Bmatrix",
  "smallmatrix",
  "cases",
]);

type DelimiterType = "openBar" | "closeBar" | "openDoubleBar" | "closeDoubleBar";

/** Commands that are a sign of the language under another spelling. */
export const signCommands: ReadonlyMap<string, readonly [type: LexemeType | DelimiterType, text: string]> = new Map([
  ["cdot", ["star", "·"]],
  ["ast", ["star", "*"]],
  ["times", ["cross", "×"]],
  ["div", ["slash", "/"]],
  ["circ", ["hadamard", "∘"]],
  ["odot", ["hadamard", "∘"]],
  ["oslash", ["hadamardDivide", "⊘"]],
  ["otimes", ["kronecker", "⊗"]],
  ["langle", ["langle", "⟨"]],
  ["rangle", ["rangle", "⟩"]],
  ["lvert", ["openBar", "|"]],
  ["rvert", ["closeBar", "|"]],
  ["lVert", ["openDoubleBar", "‖"]],
  ["rVert", ["closeDoubleBar", "‖"]],
  ["vert", ["bar", "|"]],
  ["Vert", ["doubleBar", "‖"]],
  ["|", ["doubleBar", "‖"]],
  ["le", ["relation", "≤"]],
  ["leq", ["relation", "≤"]],
  ["leqslant", ["relation", "≤"]],
  ["ge", ["relation", "≥"]],
  ["geq", ["relation", "≥"]],
  ["geqslant", ["relation", "≥"]],
  ["neq", ["relation", "≠"]],
  ["ne", ["relation", "≠"]],
  ["lt", ["relation", "<"]],
  ["gt", ["relation", ">"]],
  ["succ", ["relation", "≻"]],
  ["succeq", ["relation", "⪰"]],
  ["succcurlyeq", ["relation", "≽"]],
  ["prec", ["relation", "≺"]],
  ["preceq", ["relation", "⪯"]],
  ["nabla", ["nabla", "∇"]],
  ["partial", ["partial", "∂"]],
  ["bullet", ["star", "·"]],
  ["coloneqq", ["equals", "="]],
  ["triangleq", ["equals", "="]],
  ["equiv", ["equals", "="]],
  ["doteq", ["equals", "="]],
  ["top", ["superscript", "⊤"]],
  ["intercal", ["superscript", "⊤"]],
  ["dagger", ["superscript", "†"]],
  ["prime", ["prime", "′"]],
  ["in", ["element", "∈"]],
  ["transp", ["superscript", "⊤"]],
  ["tran", ["superscript", "⊤"]],
  ["trans", ["superscript", "⊤"]],
  ["colon", ["colon", ":"]],
  ["backslash", ["backslash", "\\"]],
  ["setminus", ["backslash", "\\"]],
  ["infty", ["other", "∞"]],
  ["lbrack", ["lbracket", "["]],
  ["rbrack", ["rbracket", "]"]],
  ["{", ["lparen", "("]],
  ["}", ["rparen", ")"]],
]);

/** The double-struck letters that declarations use, and the double-struck one. */
export const doubleStruck: ReadonlyMap<string, readonly [type: LexemeType, text: string]> = new Map([
  ["R", ["space", "ℝ"]],
  ["S", ["space", "𝕊"]],
  ["1", ["boldDigit", "𝟏"]],
  ["0", ["boldDigit", "𝟎"]],
]);

/** Commands worth naming when a misspelt one is met. */
export const knownCommands: readonly string[] = [
  ...signCommands.keys(),
  ...fractionCommands,
  ...typefaceCommands,
  "sqrt",
  "begin",
  "end",
  "left",
  "right",
].filter((command) => /^[A-Za-z]+$/.test(command));
