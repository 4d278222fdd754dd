/** The names and functions that a word may be read as. */
import { cotangentName, parseName } from "./names.js";

/** What the caller knows: names of inputs and outputs, and every function of the catalogue. */
export interface ParseScope {
  readonly names?: Iterable<string>;
  readonly functions: Iterable<string>;
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
  /** Canonical names that are declared, defined or handed in. */
  readonly names: ReadonlySet<string>;
  readonly dimensions: ReadonlySet<string>;
  /** Functions by canonical name, those of the program included. */
  readonly functions: ReadonlySet<string>;
  private readonly cotangents: ReadonlySet<string>;
  private readonly longNames = new WordIndex();
  private readonly functionWords = new WordIndex();

  constructor(names: Iterable<string>, dimensions: Iterable<string>, functions: Iterable<string>) {
    this.names = new Set(names);
    this.dimensions = new Set(dimensions);
    this.functions = new Set(functions);
    this.cotangents = new Set(Array.from(this.names, cotangentName));
    for (const name of [...this.names, ...this.dimensions]) {
      const base = parseName(name)?.base ?? name;
      if (base.length > 1) this.longNames.add(base);
    }
    for (const word of [...this.functions, ...builders.keys()]) this.functionWords.add(word);
  }

  /** The same scope with one more name: the parameter of a function. */
  with(name: string): Scope {
    return new Scope([...this.names, name], this.dimensions, this.functions);
  }

  /** Whether the canonical name is in scope, or the cotangent of one that is. */
  knows(name: string): boolean {
    return this.names.has(name) || this.dimensions.has(name) || this.cotangents.has(name);
  }

  /** Whether `d` before the name makes its differential. */
  hasDifferential(name: string): boolean {
    return !this.names.has("d") && (this.names.has(name) || this.cotangents.has(name));
  }

  /** The bases of several letters of names in scope that stand at the index, the longest first. */
  longBasesAt(text: string, index: number): string[] {
    return this.longNames.at(text, index);
  }

  /** The longest function or builder at the index that is not the beginning of a longer numbered word. */
  functionAt(text: string, index: number): string | undefined {
    return this.functionWords
      .at(text, index)
      .find((word) => !/[0-9₀-₉_]|\p{M}/u.test(text.charAt(index + word.length)));
  }

  /** Every word a misspelt one may have meant. */
  get words(): readonly string[] {
    return [...this.functions, ...builders.keys(), ...this.names];
  }
}
