/** The names and functions that a word may be read as. */
import { asciiBase, cotangentName, parseName } from "../../../grammar/names.js";

/** What the caller knows: names of inputs and outputs, dimensions, and every function of the catalogue. */
export interface ParseScope {
  readonly names?: Iterable<string>;
  readonly dimensions?: Iterable<string>;
  readonly functions: Iterable<string>;
  /** Those of the functions that a program defines. */
  readonly ownFunctions?: Iterable<string>;
  /** Those of the functions that are functions of one number. */
  readonly scalarFunctions?: Iterable<string>;
}

/** Words that build a constant and may stand without brackets: `eye`, `eye(n)`. */
export const builders: ReadonlyMap<string, string> = new Map([
  ["eye", "identity"],
  ["ones", "ones"],
  ["zeros", "zeros"],
]);

/** Words that mean something already and cannot be declared. */
export const reservedNames: ReadonlyMap<string, string> = new Map([
  ["I", "`I` is the identity matrix"],
  ["eye", "`eye` is the identity matrix"],
  ["ones", "`ones` is a vector or matrix of ones"],
  ["zeros", "`zeros` is a vector or matrix of zeros"],
  ["return", "`return` lists the outputs of a program"],
]);

/** Words of several letters by their first letter, so that the longest one at a place is found quickly. */
class WordIndex {
  private readonly words = new Set<string>();
  private readonly lengths = new Map<string, number[]>();

  constructor(words: Iterable<string> = []) {
    for (const word of words) this.add(word);
  }

  add(word: string): void {
    if (this.words.has(word)) return;
    this.words.add(word);
    const first = word.charAt(0);
    const lengths = this.lengths.get(first) ?? [];
    if (!lengths.includes(word.length))
      this.lengths.set(
        first,
        [...lengths, word.length].sort((a, b) => b - a),
      );
  }

  /** The words that stand at the index, the longest first. */
  at(text: string, index: number): string[] {
    const lengths = this.lengths.get(text.charAt(index)) ?? [];
    return lengths.map((length) => text.slice(index, index + length)).filter((word) => this.words.has(word));
  }
}

/** Names and functions in scope, asked for by canonical name or by what stands at a place of a word. */
export class Scope {
  /** Functions by canonical name, those of the program included. */
  readonly functions: ReadonlySet<string>;
  readonly dimensions: ReadonlySet<string>;
  private readonly declared: ReadonlySet<string>;
  private cotangents: ReadonlySet<string> | undefined;
  private readonly longNames = new WordIndex();
  private readonly functionWords: WordIndex;

  constructor(
    names: Iterable<string>,
    dimensions: Iterable<string>,
    functions: Iterable<string>,
    private readonly outer?: Scope,
  ) {
    this.declared = new Set(names);
    this.dimensions = outer?.dimensions ?? new Set(dimensions);
    this.functions = outer?.functions ?? new Set(functions);
    // Of functions those with a number: the others are found as words.
    const numbered = outer === undefined ? [...functions].filter((name) => /[₀-₉]$/.test(name)) : [];
    for (const name of [...this.declared, ...dimensions, ...numbered]) {
      const base = parseName(name)?.base ?? name;
      if (base.length > 1) for (const spelling of [base, asciiBase(base)]) this.longNames.add(spelling);
    }
    this.functionWords = outer?.functionWords ?? new WordIndex([...this.functions, ...builders.keys()]);
  }

  /** The scope inside a function: this one, and its parameters. Costs nothing, however many names there are. */
  withParameters(names: readonly string[]): Scope {
    return new Scope(names, [], [], this);
  }

  /** Whether the canonical name is declared, defined or handed in. */
  declares(name: string): boolean {
    return this.declared.has(name) || this.outer?.declares(name) === true;
  }

  /** Whether the canonical name is in scope: declared, a dimension, or the cotangent of a declared name. */
  knows(name: string): boolean {
    return this.declares(name) || this.dimensions.has(name) || this.isCotangent(name);
  }

  /** Whether `d` before the name makes its differential. */
  hasDifferential(name: string): boolean {
    return !this.declares("d") && (this.declares(name) || this.isCotangent(name));
  }

  private isCotangent(name: string): boolean {
    this.cotangents ??= new Set(Array.from(this.declared, cotangentName));
    return this.cotangents.has(name) || this.outer?.isCotangent(name) === true;
  }

  /** The bases of several letters of names in scope that stand at the index, the longest first. */
  longBasesAt(text: string, index: number): readonly string[] {
    const own = this.longNames.at(text, index);
    return this.outer === undefined ? own : [...own, ...this.outer.longBasesAt(text, index)];
  }

  /** The longest function or builder at the index that is not the beginning of a longer numbered word. */
  functionAt(text: string, index: number): string | undefined {
    return this.functionWords
      .at(text, index)
      .find((word) => !/[0-9₀-₉_]|\p{M}/u.test(text.charAt(index + word.length)));
  }

  /** Every word a misspelt one may have meant. */
  get words(): readonly string[] {
    return [...this.functions, ...builders.keys(), ...this.declared, ...(this.outer?.declared ?? [])];
  }
}
