/**
 * A formula in LaTeX as a row of boxes with estimated widths, in em of the surrounding type, and with the places where
 * the row may be broken. Only what the printer of this project writes is understood.
 */

/** A piece of a formula that is never broken. */
export interface Box {
  readonly text: string;
  readonly width: number;
  /** What it costs to begin a line with this box; absent where that must not be. */
  readonly breakCost?: number;
  /** The sign that a line beginning here needs: a product goes on with a dot. */
  readonly joint?: string;
}

/** Costs of a break: before an added term, at an inner product, at an entrywise product, after a factor. */
const COST = { term: 1, pairing: 2, list: 3, entrywise: 4, factor: 6, nesting: 3 } as const;

/** Widths of signs in Computer Modern at their size; relations and operators with the space around them. */
const WIDTH = {
  capital: 0.8,
  small: 0.54,
  digit: 0.5,
  bracket: 0.42,
  comma: 0.45,
  binary: 1.25,
  relation: 0.9,
} as const;
const SCRIPT = 0.75;
const THIN = 0.17;
/** Signs wider than most of their kind. */
const WIDE: Readonly<Record<string, number>> = {
  M: 1.02,
  W: 1,
  m: 0.88,
  w: 0.72,
  "=": 1.4,
  "\\nabla": 0.85,
  "\\top": 0.83,
  "\\transposed": 0.83,
  "\\le": 1.4,
  "\\quad": 1,
  "\\qquad": 2,
};

const OPERATORS = new Map([
  ["\\circ", COST.entrywise],
  ["\\odot", COST.entrywise],
  ["\\hadamard", COST.entrywise],
  ["\\oslash", COST.entrywise],
  ["\\otimes", COST.entrywise],
  ["\\pairing", COST.pairing],
]);
const OPENING = /^(?:\(|\[|\\lVert|\\lvert|\\langle|\\[Bb]igl[([])$/;
const CLOSING = /^(?:\)|\]|\\rVert|\\rvert|\\rangle|\\[Bb]igr[)\]])$/;

/** The boxes of a formula. Fractions and brackets wider than `widest` are opened up, so that they can be broken. */
export function boxesOf(latex: string, widest: number): Box[] {
  return new Scanner(latex, widest).boxes(0);
}

export const widthOf = (latex: string): number => boxesOf(latex, Infinity).reduce((sum, b) => sum + b.width, 0);

/** Whether a blank after a text is a product: not after a sign or the name of a function. */
const isOperand = (text: string): boolean =>
  !/^(?:-|\\cdot|\\operatorname\{[a-z]+\}|\\(?:log|exp|sin|cos|tan|sinh|cosh|tanh|det|max|min))'*\.?$/.test(text);

/** The width of thin spaces. */
const spaceOf = (gap: string): number => THIN * (gap.split("\\,").length - 1);

class Scanner {
  #at = 0;

  constructor(
    private readonly source: string,
    private readonly widest: number,
  ) {}

  boxes(nesting: number): Box[] {
    const boxes: Box[] = [];
    let depth = nesting;
    // Whether the last box is an operand, after which a blank is a product.
    let operand = false;
    let afterComma = false;
    while (this.#at < this.source.length) {
      const gap = this.blanks();
      const before = this.#at;
      const token = this.token();
      if (token === "") break;
      const spaced = gap !== "" && /^[\s]/.test(this.source.slice(this.#at, this.#at + 1));
      const deeper = depth * COST.nesting;
      if (OPENING.test(token)) {
        const joint = gap !== "" && operand ? { breakCost: COST.factor + deeper, joint: "\\cdot " } : {};
        boxes.push({
          text: gap + token,
          width: WIDTH.bracket,
          ...joint,
          ...this.afterList(afterComma, deeper),
        });
        depth += 1;
        [operand, afterComma] = [false, false];
      } else if (CLOSING.test(token)) {
        depth -= 1;
        boxes.push(this.scripts({ text: token, width: WIDTH.bracket }));
        operand = true;
      } else if ((token === "+" || token === "-") && spaced) {
        boxes.push({ text: gap + token, width: WIDTH.binary + 0.3, breakCost: COST.term + deeper });
        operand = false;
      } else if (token === ":" && spaced) {
        boxes.push({ text: gap + token, width: WIDTH.relation, breakCost: COST.pairing + deeper });
        operand = false;
      } else if (OPERATORS.has(token)) {
        boxes.push({ text: gap + token, width: WIDTH.binary, breakCost: OPERATORS.get(token)! + deeper });
        operand = false;
      } else if (token === ",") {
        boxes.push({ text: ",", width: WIDTH.comma });
        [operand, afterComma] = [false, true];
      } else {
        this.#at = before;
        const made = this.operand(depth);
        const [first, ...rest] = made;
        const joint = gap !== "" && operand ? { breakCost: COST.factor + deeper, joint: "\\cdot " } : {};
        boxes.push(
          {
            ...first!,
            width: first!.width + spaceOf(gap),
            text: gap + first!.text,
            ...joint,
            ...this.afterList(afterComma, deeper),
          },
          ...rest,
        );
        [operand, afterComma] = [isOperand(first!.text.trim()), false];
      }
    }
    return boxes;
  }

  private afterList(afterComma: boolean, deeper: number): Partial<Box> {
    return afterComma ? { breakCost: COST.list + deeper, joint: "" } : {};
  }

  /** The blanks here, with thin spaces between them. */
  private blanks(): string {
    const blanks = /^(?: |\\,)*/.exec(this.source.slice(this.#at, this.#at + 16))![0];
    this.#at += blanks.length;
    return blanks;
  }

  /** A command, or a character. */
  private token(): string {
    const match = /^(?:\\[Bb]ig[lr][([\])]|\\[A-Za-z]+|\\.|[^])/u.exec(this.source.slice(this.#at, this.#at + 40));
    this.#at += match?.[0].length ?? 0;
    return match?.[0] ?? "";
  }

  /** The text of a group in braces, without them. */
  private group(): string {
    if (this.source[this.#at] !== "{") return this.token();
    return this.until(/[{}]/g, (sign) => (sign === "{" ? 1 : -1)).slice(1, -1);
  }

  /** The text from here to where opening and closing signs balance. */
  private until(signs: RegExp, value: (sign: string) => number): string {
    const from = this.#at;
    let open = 0;
    signs.lastIndex = from;
    for (let match = signs.exec(this.source); match; match = signs.exec(this.source)) {
      open += value(match[0]);
      if (open > 0) continue;
      this.#at = signs.lastIndex;
      return this.source.slice(from, this.#at);
    }
    this.#at = this.source.length;
    return this.source.slice(from);
  }

  private operand(depth: number): Box[] {
    const from = this.#at;
    const token = this.token();
    if (token === "\\frac") {
      const [above, below] = [this.group(), this.group()];
      const width = Math.max(widthOf(above), widthOf(below)) + 0.3;
      if (width <= this.widest) return [this.scripts({ text: this.source.slice(from, this.#at), width })];
      const under = below.length === 1 || /^\d+$/.test(below) ? below : `(${below})`;
      return [...this.opened("\\bigl(", above, "\\bigr)", depth), { text: ` / ${under}`, width: widthOf(under) + 0.6 }];
    }
    if (token === "\\left") {
      const whole = this.untilRight(from);
      const [, open, inner, close] = /^\\left(\\[A-Za-z]+|.)([^]*)\\right(\\[A-Za-z]+|.)$/.exec(whole)!;
      const width = widthOf(inner!) + 1.2;
      if (width <= this.widest) return [this.scripts({ text: whole, width })];
      const boxes = this.opened(`\\bigl${open!}`, inner!, `\\bigr${close!}`, depth);
      return [...boxes.slice(0, -1), this.scripts(boxes[boxes.length - 1]!)];
    }
    if (token === "\\begin") {
      this.#at = from;
      const whole = this.until(/\\(?:begin|end)\{bmatrix\}/g, (sign) => (sign.startsWith("\\begin") ? 1 : -1));
      const rows = whole.slice("\\begin{bmatrix}".length, -"\\end{bmatrix}".length).split("\\\\");
      const width = Math.max(...rows.map((r) => widthOf(r.replaceAll("&", " ")) + r.split("&").length)) + 1;
      return [this.scripts({ text: whole, width })];
    }
    if (token === "{") {
      this.#at = from;
      const inner = this.group();
      return [this.scripts({ text: `{${inner}}`, width: widthOf(inner) })];
    }
    const width = this.simple(token);
    return [this.scripts({ text: this.source.slice(from, this.#at), width })];
  }

  private untilRight(from: number): string {
    this.#at = from;
    const whole = this.until(/\\left(?![a-z])|\\right(?![a-z])/g, (sign) => (sign === "\\left" ? 1 : -1));
    this.token();
    return whole + this.source.slice(from + whole.length, this.#at);
  }

  private opened(open: string, inner: string, close: string, depth: number): Box[] {
    const boxes = new Scanner(inner, this.widest).boxes(depth + 1);
    return [{ text: open, width: 0.5 }, ...boxes, { text: close, width: 0.5 }];
  }

  /** The width of a command with its argument, or of a character. */
  private simple(token: string): number {
    if (token === "\\operatorname" || token === "\\mathrm" || token === "\\mathit" || token === "\\mathsf") {
      return 0.54 * this.group().length + 0.2;
    }
    if (token === "\\text") return 0.52 * this.group().length;
    if (token === "\\sqrt") return widthOf(this.group()) + 0.9;
    if (
      ["\\bar", "\\overline", "\\cotangent", "\\hat", "\\widehat", "\\tilde", "\\mathbf", "\\boldsymbol"].includes(
        token,
      )
    ) {
      const width = widthOf(this.group());
      return token === "\\cotangent" ? Math.max(width, 1.4) : width;
    }
    if (token === "\\differential") return widthOf(this.group()) + 0.55;
    const wide = WIDE[token];
    if (wide !== undefined) return wide;
    if (/^\\[A-Z]/.test(token)) return WIDTH.capital;
    if (/^\\(?:log|exp|sin|cos|tan|sinh|cosh|tanh|det|max|min)$/.test(token)) return 0.5 * token.length;
    if (token.startsWith("\\")) return 0.65;
    if (/[A-Z]/.test(token)) return WIDTH.capital;
    if (/[a-z]/.test(token)) return WIDTH.small;
    if (/\d/.test(token)) return WIDTH.digit;
    return token === "." ? 0.28 : WIDTH.binary / 1.6;
  }

  /** The box with the scripts and primes that follow it. */
  private scripts(box: Box): Box {
    let { text, width } = box;
    for (let sign = this.source[this.#at]; sign === "^" || sign === "_" || sign === "'"; sign = this.source[this.#at]) {
      const from = this.#at;
      this.#at += 1;
      width += sign === "'" ? 0.3 : SCRIPT * widthOf(this.group());
      text += this.source.slice(from, this.#at);
    }
    return { ...box, text, width };
  }
}
