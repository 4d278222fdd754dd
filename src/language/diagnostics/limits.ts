/** How large an input may be. Every limit is checked before the work it bounds. */
export interface Limits {
  /** UTF-16 units of the source text. */
  readonly characters: number;
  /** Brackets, bars, open functions and chained powers inside one another. */
  readonly depth: number;
  /** Nodes of the syntax tree of a whole program. */
  readonly nodes: number;
  /** Characters of one name. */
  readonly nameLength: number;
}

export const defaultLimits: Limits = { characters: 262_144, depth: 1_024, nodes: 500_000, nameLength: 64 };

/** `262144` → `262 144`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, " ");
