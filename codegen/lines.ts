/** The derivation as lines of formulas with reasons, for every printer: variation, moves, collection, structure. */
import type { Pairing } from "../src/calculus/adjoint.js";
import type { Derivation, Step } from "../src/calculus/derivation.js";
import { apply, express, name } from "../src/expression/express.js";
import { isScalar, type Node } from "../src/expression/node.js";
import { cotangentName } from "../src/language/names.js";
import type { Syntax } from "../src/language/syntax.js";
import type { Formulas } from "./formulas.js";

/** One formula, equal to the one before it for the reason given. */
export interface Line {
  readonly formula: Syntax;
  readonly reason: string;
  readonly citations: readonly string[];
}

/** A chain of equal formulas about one expression. */
export interface Passage {
  readonly phase: "forward" | "adjoint" | "collect" | "structure";
  /** The expression whose value, cotangent or gradient the passage finds. */
  readonly about: Syntax;
  /** What the chain is equal to, `dL` for inner products. */
  readonly left: Syntax;
  readonly lines: readonly Line[];
}

/** All passages in order. `every` shows each move; otherwise the moves of one expression are one line. */
export function passagesOf(derivation: Derivation, formulas: Formulas, every = false): Passage[] {
  const writer = new Writer(derivation, formulas, every);
  return writer.passages(derivation.steps);
}

/** Beyond this many inner products a sum is shown only at its ends. */
const MANY = 24;

class Writer {
  constructor(
    private readonly derivation: Derivation,
    private readonly formulas: Formulas,
    private readonly every: boolean,
  ) {}

  passages(steps: readonly Step[]): Passage[] {
    const passages: Passage[] = [];
    let lines: Line[] = [];
    for (const step of steps) {
      if (step.kind === "variation") {
        const before = this.pairing({ cotangent: step.start.cotangent, linear: step.differential });
        const after = this.pairing(step.start);
        lines = [
          { formula: before, reason: "", citations: [] },
          { formula: after, reason: step.rule, citations: step.citations },
        ];
      } else if (step.kind === "adjoint") {
        lines.push(...this.moves(step));
        passages.push({ phase: "adjoint", about: this.spell(step.about), left: name("dL"), lines });
        lines = [];
      } else passages.push(this.rewrite(step));
    }
    return passages;
  }

  private spell(node: Node): Syntax {
    return express(this.derivation.catalogue, this.formulas.naming, node);
  }

  private pairing({ cotangent, linear }: Pairing): Syntax {
    if (cotangent.kind === "number") {
      const value = this.spell(linear);
      return cotangent.value.equals(1) ? value : apply("product", [this.spell(cotangent), value]);
    }
    const [g, l] = [this.spell(cotangent), this.spell(linear)];
    return isScalar(linear) ? apply("product", [g, l]) : apply("inner", [g, l]);
  }

  private pairings(terms: readonly Pairing[]): Syntax {
    const parts = terms.map((t) => this.pairing(t));
    return parts.length === 1 ? parts[0]! : apply("sum", parts);
  }

  private moves(step: Extract<Step, { kind: "adjoint" }>): Line[] {
    const lines: Line[] = [];
    let terms: readonly Pairing[] = [step.start];
    const reasons: string[] = [];
    const every = this.every && step.moves.length <= MANY;
    for (const move of step.moves) {
      const i = terms.findIndex((t) => t.cotangent === move.before.cotangent && t.linear === move.before.linear);
      if (step.moves.length <= MANY) terms = [...terms.slice(0, i), ...move.after, ...terms.slice(i + 1)];
      if (!reasons.includes(move.rule)) reasons.push(move.rule);
      if (every) lines.push({ formula: this.pairings(terms), reason: move.rule, citations: [] });
    }
    if (every || step.moves.length === 0 || step.moves.length > MANY) return lines;
    return [{ formula: this.pairings(terms), reason: reasons.join(", "), citations: [] }];
  }

  private rewrite(step: Extract<Step, { kind: "rewrite" }>): Passage {
    const about = this.spell(step.about);
    const isInput = step.about.kind === "symbol";
    const left = step.phase === "forward" ? name("Y") : isInput ? name(cotangentName(step.about.name)) : name("G");
    const reason = { forward: "simplification", collect: "collecting", structure: "projection onto the structure" }[
      step.phase
    ];
    return {
      phase: step.phase,
      about,
      left,
      lines: [
        { formula: this.spell(step.before), reason: "", citations: [] },
        { formula: this.spell(step.after), reason, citations: [] },
      ],
    };
  }
}
