/**
 * The lexer: text → lexemes. Every expression is linear and the table is compiled once, at module load.
 *
 * A `word` is a maximal run of letters with their digits, subscripts and combining marks (`UΣ`, `X_1`, `log`);
 * which names and functions it holds depends on the program, and is decided after lexing. No character is lost:
 * what nothing else matches becomes a lexeme of type `other`.
 */
import moo from "moo";

export type LexemeType =
  | "blank"
  | "newline"
  | "comment"
  | "number"
  | "word"
  | "command"
  | "subscript"
  | "superscript"
  | "vulgarFraction"
  | "boldDigit"
  | "space"
  | "prime"
  | "dotCaret"
  | "dotStar"
  | "dotSlash"
  | "dotPrime"
  | "dotPlus"
  | "dotMinus"
  | "dot"
  | "plus"
  | "minus"
  | "star"
  | "starStar"
  | "at"
  | "cross"
  | "slash"
  | "backslash"
  | "caret"
  | "colon"
  | "comma"
  | "semicolon"
  | "equals"
  | "lparen"
  | "rparen"
  | "lbracket"
  | "rbracket"
  | "lbrace"
  | "rbrace"
  | "langle"
  | "rangle"
  | "bar"
  | "doubleBar"
  | "hadamard"
  | "hadamardDivide"
  | "kronecker"
  | "element"
  | "relation"
  | "nabla"
  | "partial"
  | "dollar"
  | "ampersand"
  | "tilde"
  | "quote"
  | "other";

/** A piece of the source, `start` and `end` in UTF-16 offsets. */
export interface Lexeme {
  readonly type: LexemeType;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Cased letters of any script (which of them make names is judged later, by name) and the operators pasted for letters.
// `ᵀ` and the subscript letters are modifier letters, not cased ones. No astral ranges: moo compiles the class twice.
const letter = "\\p{Lu}\\p{Ll}∑∏∆";
const mark = "[\\u0300-\\u036f]";
const small = "₀-₉ₐ-ₜᵢ-ᵪⱼ";
const index = `[0-9]+|[${letter}](?:[${letter}0-9]|${mark})*`;

const rules: Record<LexemeType, RegExp | moo.Rule> = {
  blank: /[\t\p{Zs}]+/u,
  newline: { match: /\r\n|\n|\r/u, lineBreaks: true },
  comment: /#[^\n\r]*/u,
  // `5.` keeps its point only where no operator begins there: `5.*A` is 5 .* A.
  number: /(?:[0-9]+(?:\.[0-9]+|\.(?![*/^'(0-9+−-]))?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/u,
  space: /[ℝ𝕊]/u,
  // A name of a program, `__init__`, begins with two underscores; LaTeX writes each with a backslash.
  word: new RegExp(
    `[${letter}](?:[${letter}0-9${small}]|${mark})*(?:_(?:${index}))*|__[A-Za-z]\\w*|(?:\\\\_){2}[A-Za-z](?:[A-Za-z0-9]|\\\\_)*`,
    "u",
  ),
  command: /\\(?:[A-Za-z]+|[,;:>!|{}()[\]\\])/u,
  subscript: new RegExp(`_(?:${index})?|[${small}]+`, "u"),
  superscript: /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ⊤⊺†ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+/u,
  vulgarFraction: /[¼½¾⅓⅔⅕⅙⅛]/u,
  boldDigit: /[𝟎𝟏𝟘𝟙]/u,
  prime: /['’‘′″´]/u,
  dotCaret: /\.\^/u,
  dotStar: /\.\*/u,
  dotSlash: /\.\//u,
  dotPrime: /\.['’′]/u,
  dotPlus: /\.\+/u,
  dotMinus: /\.[-−](?![0-9])/u,
  dot: /\./u,
  plus: /\+/u,
  minus: /[-−–]/u,
  starStar: /\*\*/u,
  star: /[*·⋅∙•∗]/u,
  cross: /×/u,
  slash: /[/÷∕⁄]/u,
  backslash: /[\\∖]/u,
  caret: /\^/u,
  colon: /[:∶]/u,
  comma: /,/u,
  semicolon: /;/u,
  equals: /=/u,
  lparen: /\(/u,
  rparen: /\)/u,
  lbracket: /\[/u,
  rbracket: /\]/u,
  lbrace: /\{/u,
  rbrace: /\}/u,
  langle: /[⟨〈]/u,
  rangle: /[⟩〉]/u,
  bar: /[|∣]/u,
  doubleBar: /[‖∥]/u,
  hadamard: /[∘⊙◦]/u,
  hadamardDivide: /⊘/u,
  kronecker: /⊗/u,
  element: /∈/u,
  at: /@/u,
  relation: /!=|[≻≽⪰≺≼⪯≥≤⩾⩽≠]|[<>]=?/u,
  nabla: /∇/u,
  partial: /∂/u,
  dollar: /\$/u,
  ampersand: /&/u,
  tilde: /~/u,
  quote: /["“”]/u,
  other: { match: /[^]/u, lineBreaks: true },
};

const lexer = moo.compile(rules);

/** Cuts the text into lexemes. Total: there is no text it refuses. */
export function lex(source: string): Lexeme[] {
  lexer.reset(source);
  const lexemes: Lexeme[] = [];
  for (let token = lexer.next(); token !== undefined; token = lexer.next()) {
    const end = token.offset + token.text.length;
    lexemes.push({ type: token.type as LexemeType, text: token.text, start: token.offset, end });
  }
  return lexemes;
}
