/** The words of mathematics for properties and kinds, as people write them after a formula. */

/** Words of which a property consists: `positive definite`, `full rank`. */
const words: ReadonlySet<string> = new Set(
  ["symmetric", "skew", "antisymmetric", "spd", "psd", "pd", "positive", "definite", "semidefinite", "diagonal"].concat(
    ["lower", "upper", "triangular", "unit", "orthogonal", "orthonormal", "unitary", "projector", "invertible"],
    ["nonsingular", "full", "rank", "fullrank", "nonnegative", "constant", "fixed", "square", "real", "stochastic"],
    ["matrix", "matrices", "vector", "vectors", "scalar", "scalars", "column"],
  ),
);

export const isPropertyWord = (word: string): boolean => words.has(word.toLowerCase());
