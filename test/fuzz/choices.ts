/**
 * A program is decided by a list of numbers, read from left to right; where the list ends, every choice is the first.
 * So shrinking the list shrinks the program: fc.array of numbers is all that fast-check needs to know.
 */
import fc from "fast-check";

export class Choices {
  #at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** Whether every number has been read. */
  get ended(): boolean {
    return this.#at >= this.numbers.length;
  }

  /** An integer in [0, n). */
  below(n: number): number {
    const next = this.numbers[this.#at++] ?? 0;
    return n > 0 ? next % n : 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** True once in n; false where the list has ended. */
  once(n: number): boolean {
    return this.below(n) === n - 1;
  }
}

export const choices = fc.array(fc.nat({ max: 5039 }), { minLength: 3, maxLength: 90, size: "max" });
