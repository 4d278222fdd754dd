/** What the left side of a claim says: the lines that are said to be equal, and the derivative that they are. */
import { canonicalName } from "../../../grammar/names.js";
import type { PlainLexeme } from "../read/plain.js";
import { topLevelEquals, type StatementText } from "../read/statements.js";
import { claimedDerivative } from "./derivatives.js";

/** One side of a derivative: what is differentiated, or what it is differentiated by. */
export interface ClaimedSide {
  /** Canonical; empty where it is no name. */
  readonly name: string;
  readonly as: "itself" | "vec" | "vech";
  readonly turned: boolean;
}

/** A left side that names a derivative: `∂y/∂xᵀ`, `∂²L/∂x∂xᵀ`, `∇²L`, `d²L`. */
export interface ClaimedLeft {
  readonly order: 1 | 2;
  /** What is differentiated. */
  readonly of: ClaimedSide | undefined;
  /** By what, in order; none where it does not say, or where there is no denominator. */
  readonly by: readonly ClaimedSide[];
  /** Whether it is a differential, `d²L`, and no quotient. */
  readonly differential: boolean;
}

export interface ReadClaimText {
  readonly lines: readonly StatementText[];
  /** The name that a first derivative is in. */
  readonly wrt?: string;
  readonly left?: ClaimedLeft;
}

/** The lines of a claim: `∂L/∂X = A = B` are two, which are compared one by one. */
export function claimedLines(text: StatementText, known: ReadonlySet<string>): ReadClaimText {
  if (text.kind === "declaration" || text.kind === "function" || text.kind === "return") return { lines: [text] };
  const begins = text.lexemes[0]?.type === "equals";
  const lexemes = begins ? text.lexemes.slice(1) : text.lexemes;
  const equals = topLevelEquals(lexemes);
  const before = equals < 0 ? [] : lexemes.slice(0, equals);
  const wrt = equals < 0 ? undefined : claimedDerivative(before);
  const left = equals < 0 ? undefined : leftSide(before, known);
  const isDerivative = wrt !== undefined || left !== undefined;
  if (!isDerivative && !begins) return { lines: [text] };
  const lines: StatementText[] = [];
  for (let rest: readonly PlainLexeme[] = isDerivative ? lexemes.slice(equals + 1) : lexemes; rest.length > 0;) {
    const next = topLevelEquals(rest);
    const line = next < 0 ? rest : rest.slice(0, next);
    if (line.length > 0) lines.push({ kind: "expression", lexemes: line, separator: -1 });
    rest = next < 0 ? [] : rest.slice(next + 1);
  }
  return { lines, ...(wrt !== undefined && wrt !== "" ? { wrt } : {}), ...(left ? { left } : {}) };
}

/** The derivative that a left side names; undefined for a name, and for what is not understood. */
function leftSide(lexemes: readonly PlainLexeme[], known: ReadonlySet<string>): ClaimedLeft | undefined {
  const reader = new Reader(fractionAsQuotient(lexemes), known);
  return reader.nabla() ?? reader.derivative();
}

/** `\frac{a}{b}` as a/(b). */
function fractionAsQuotient(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  if (lexemes[0]?.type !== "fraction") return lexemes;
  const slash = { ...lexemes[0], type: "slash" as const, text: "/" };
  let depth = 0;
  let parts = 0;
  return lexemes.slice(1).flatMap((l): PlainLexeme[] => {
    if (l.type === "lbrace") depth += 1;
    if (l.type === "rbrace") depth -= 1;
    const outer = (l.type === "lbrace" && depth === 1) || (l.type === "rbrace" && depth === 0);
    if (!outer) return [l];
    if (l.type === "lbrace") parts += 1;
    return l.type === "lbrace" && parts === 2 ? [slash] : [];
  });
}

class Reader {
  #at = 0;

  constructor(
    private readonly lexemes: readonly PlainLexeme[],
    private readonly known: ReadonlySet<string>,
  ) {}

  private next(): PlainLexeme | undefined {
    return this.lexemes[this.#at];
  }

  /** `∇²L`, `∇²_x L`, `∇_x² L`, `∇²_{xy} L`. */
  nabla(): ClaimedLeft | undefined {
    if (this.next()?.type !== "nabla") return undefined;
    this.#at += 1;
    let by: readonly ClaimedSide[] = [];
    let squared = false;
    for (;;) {
      if (this.next()?.type === "subscript") {
        by = this.names(
          this.next()!
            .text.slice(1)
            .replace(/^\{|\}$/g, ""),
        );
        this.#at += 1;
      } else if (this.power()) squared = true;
      else break;
    }
    if (!squared) return undefined;
    return { order: 2, of: undefined, by: by.length === 1 ? [...by, ...by] : by, differential: false };
  }

  /** `xy` as x, y unless xy is a name itself. */
  private names(text: string): ClaimedSide[] {
    const parts = text.split(/[\s,]+/).filter((t) => t !== "");
    return parts
      .flatMap((t) => (this.known.has(canonicalName(t)) ? [t] : Array.from(t)))
      .map((t) => ({ name: canonicalName(t), as: "itself", turned: false }));
  }

  /** `∂y/∂xᵀ`, `∂²L/(∂x ∂xᵀ)`, `d²L`. */
  derivative(): ClaimedLeft | undefined {
    const second = this.sign();
    if (second === undefined) return undefined;
    const of = this.next()?.type === "slash" ? undefined : this.side();
    if (this.next() === undefined) {
      return second && of ? { order: 2, of, by: [], differential: true } : undefined;
    }
    if (this.next()!.type !== "slash") return undefined;
    this.#at += 1;
    const bracketed = this.next()?.type === "lparen";
    if (bracketed) this.#at += 1;
    const by: ClaimedSide[] = [];
    while (this.next() && this.next()!.type !== "rparen") {
      if (this.sign() === undefined) return undefined;
      const sides = this.sides();
      if (sides.length === 0) return undefined;
      by.push(...sides);
    }
    if (bracketed) this.#at += 1;
    if (this.next() !== undefined || by.length !== (second ? 2 : 1)) return undefined;
    return { order: second ? 2 : 1, of, by, differential: false };
  }

  /** `∂`, `d`, and whether it is squared; a word that begins with d is that sign and the rest of the word. */
  private sign(): boolean | undefined {
    const sign = this.next();
    if (sign?.type === "partial" || (sign?.type === "word" && sign.text === "d")) {
      this.#at += 1;
      return this.power();
    }
    return sign?.type === "word" && sign.text.startsWith("d") ? false : undefined;
  }

  /** `²`, `^2`, `^{2}`. */
  private power(): boolean {
    return this.raised("²", /^2$/);
  }

  /** A superscript of one sign, or `^` and what is raised. */
  private raised(signs: string, raised: RegExp): boolean {
    const [a, b, c, d] = this.lexemes.slice(this.#at, this.#at + 4);
    if (a?.type === "superscript" && signs.includes(a.text)) this.#at += 1;
    else if (a?.type === "caret" && b !== undefined && raised.test(b.text)) this.#at += 2;
    else if (a?.type === "caret" && b?.type === "lbrace" && raised.test(c?.text ?? "") && d?.type === "rbrace")
      this.#at += 4;
    else return false;
    return true;
  }

  private side(): ClaimedSide | undefined {
    return this.sides()[0];
  }

  /** A name, `vec(X)`, an expression in brackets; `dxdx` and `x²` are two. */
  private sides(): ClaimedSide[] {
    const first = this.next();
    if (first === undefined) return [];
    if (first.type === "lparen") {
      this.#at = this.closing(this.#at) + 1;
      return [{ name: "", as: "itself", turned: this.turn() }];
    }
    if (first.type !== "word") return [];
    this.#at += 1;
    const before = this.lexemes[this.#at - 2];
    const after = before?.type === "partial" || before?.text === "d" || /^[²2]$/.test(before?.text ?? "");
    const word = after ? first.text : first.text.slice(1);
    const called = word === "vec" || word === "vech";
    if (called && this.next()?.type === "lparen") {
      const close = this.closing(this.#at);
      const inside = this.lexemes.slice(this.#at + 1, close);
      this.#at = close + 1;
      const name = inside.length === 1 ? canonicalName(inside[0]!.text) : "";
      return [{ name, as: word, turned: this.turn() }];
    }
    if (called && this.next()?.type === "word") {
      const name = canonicalName(this.next()!.text);
      this.#at += 1;
      return [{ name, as: word, turned: this.turn() }];
    }
    // L(x) is L.
    if (this.next()?.type === "lparen") this.#at = this.closing(this.#at) + 1;
    const two = this.pair(word);
    if (two) return [plain(two[0], false), plain(two[1], this.turn())];
    if (this.power()) return [plain(word, false), plain(word, false)];
    return [plain(word, this.turn())];
  }

  /** `xdx` after a d. */
  private pair(word: string): readonly [string, string] | undefined {
    if (this.known.has(canonicalName(word))) return undefined;
    for (let i = word.indexOf("d", 1); i > 0; i = word.indexOf("d", i + 1)) {
      const [a, b] = [word.slice(0, i), word.slice(i + 1)];
      if (this.known.has(canonicalName(a)) && this.known.has(canonicalName(b))) return [a, b];
    }
    return undefined;
  }

  /** A mark of transposition: `ᵀ`, `'`, `^T`, `^{\top}`. */
  private turn(): boolean {
    if (this.next()?.type !== "prime") return this.raised("ᵀ⊤", /^(?:T|⊤|\\top|\\intercal|\\mathsf)$/);
    this.#at += 1;
    return true;
  }

  private closing(open: number): number {
    let depth = 0;
    for (let i = open; i < this.lexemes.length; i += 1) {
      if (this.lexemes[i]!.type === "lparen") depth += 1;
      if (this.lexemes[i]!.type === "rparen") depth -= 1;
      if (depth === 0) return i;
    }
    return this.lexemes.length;
  }
}

const plain = (name: string, turned: boolean): ClaimedSide => ({ name: canonicalName(name), as: "itself", turned });
