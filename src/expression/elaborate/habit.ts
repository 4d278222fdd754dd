/**
 * Functions that the literature applies to the entries of a matrix, with or without a dot: activations and the like.
 * The others of one number (exp, log, sqrt, sin, …) have a meaning of their own for a matrix.
 */
const ENTRYWISE: ReadonlySet<string> = new Set([
  ...["relu", "sigmoid", "tanh", "softplus", "silu", "gelu", "step", "logcosh", "erf"],
  ...["normalcdf", "lgamma", "digamma", "trigamma", "tetragamma", "pentagamma"],
  ...["abs", "square", "recip", "cbrt"],
]);

/** Whether a function written without a dot is meant entry by entry, unless its argument is a symmetric matrix. */
export const isEntrywiseByHabit = (name: string): boolean => ENTRYWISE.has(name.replace(/′+$/u, ""));

/** What is told of it. */
export const entrywiseNote = (name: string): string =>
  `\`${name}\` of a matrix acts on the entries; \`${name}.(…)\` says so`;

/** Properties that the gradient has, too. */
const STRUCTURES: ReadonlySet<string> = new Set(["symmetric", "psd", "spd", "skew", "diagonal"]);

/** What is told of a name of which nothing is declared, and that a function needs to have a structure. */
export function presumedNote(spelling: string, properties: readonly { readonly name: string }[]): string | undefined {
  const told = properties.map(({ name }) => name).filter((name) => STRUCTURES.has(name));
  if (told.length === 0) return undefined;
  return `${spelling} is taken to be ${told.join(" and ")}, and its gradient with it; declare \`${spelling}: n×n\` for a general matrix`;
}
