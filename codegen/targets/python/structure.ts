/** The structure that a program declares of its inputs: how emitted Python tests it, and how it comes to it. */
import type { LinearStructure, Port } from "../../plan/program.js";
import type { Dialect } from "./dialect.js";

/**
 * How far a matrix is from a structure, 0 where it has it, as helpers. What takes longer to decide (`spd` needs eigenvalues)
 * is tested by what is necessary for it, as in the runtime of TypeScript kernels.
 */
export const STRUCTURE_HELPERS: Readonly<Record<string, string>> = {
  require: `
def _require(A, distance, message):
    """Refuses a matrix that is not what is said of it, to a millionth."""
    if xp.any(distance(A) > 1e-6 * _largest(A)):
        raise ValueError(message)
`,
  structured: `
def _structured(A, *distances):
    """A; not a number where it is not what is said of it, with room for steps of finite differences."""
    B = STOPPED(A)
    room = 1e-2 * _largest(B) + 1e-5
    for distance in distances:
        A = A + xp.where(distance(B) > room, xp.nan, 0 * room)
    return A
`,
  settled_pivots: `
def _settled_pivots(R):
    """R; not a number where a diagonal entry of the triangular factor is rounding beside its column."""
    bad = _rounding_pivots(R)
    return xp.where(bad.any(-1)[..., None, None], xp.nan, R)
`,
  rounding_pivots: `
def _rounding_pivots(R):
    """Whether diagonal entries of a triangular factor are rounding beside their columns."""
    d = xp.abs(xp.diagonal(R, 0, -2, -1))
    return d <= R.shape[-1] * xp.finfo(R.dtype).eps * xp.abs(R).sum(-2)
`,
  from_symmetric: `
def _from_symmetric(A):
    return _largest(A - T(A))
`,
  from_skew: `
def _from_skew(A):
    return _largest(A + T(A))
`,
  from_lower: `
def _from_lower(A):
    return _largest(xp.triu(A, 1))
`,
  from_upper: `
def _from_upper(A):
    return _largest(xp.tril(A, -1))
`,
  from_diagonal: `
def _from_diagonal(A):
    return xp.maximum(_from_lower(A), _from_upper(A))
`,
  from_unit: `
def _from_unit(A):
    return _largest(DIAGONAL(A) - 1)
`,
  from_positive: `
def _from_positive(A):
    return xp.where(_greatest(-A) < 0, 0.0, xp.inf)
`,
  from_nonnegative: `
def _from_nonnegative(A):
    return _greatest(-A)
`,
  from_rowstochastic: `
def _from_rowstochastic(A):
    return xp.maximum(_greatest(-A), _largest(ROWSUMS(A) - 1))
`,
  from_psd: `
def _from_psd(A):
    """By symmetry and the minors of two rows."""
    root = xp.sqrt(xp.abs(DIAGONAL(A)))
    minors = xp.maximum(_greatest(xp.abs(A) - root * T(root)), _greatest(-DIAGONAL(A)))
    return xp.maximum(_from_symmetric(A), minors)
`,
  from_spd: `
def _from_spd(A):
    """By symmetry, the diagonal and the minors of two rows."""
    root = xp.sqrt(xp.abs(DIAGONAL(A)))
    minors = _greatest(xp.abs(A) - root * T(root))
    return xp.where(_greatest(-DIAGONAL(A)) < 0, xp.maximum(_from_symmetric(A), minors), xp.inf)
`,
  from_orthonormal: `
def _from_orthonormal(A):
    G = T(A) @ A
    return xp.maximum(_from_diagonal(G), _from_unit(G))
`,
  from_orthogonal: `
def _from_orthogonal(A):
    return _from_orthonormal(A)
`,
  from_projector: `
def _from_projector(A):
    return xp.maximum(_from_symmetric(A), _largest(A @ A - A))
`,
};

/** A property that is tested of an input, and the reason that a program gives for it. */
export interface Tested {
  readonly property: string;
  readonly why: string;
}

/** What is tested of an input. */
export const testedOf = ({ declared = [], presumed = [] }: Port): Tested[] =>
  (
    [
      [declared, "as it is declared"],
      [presumed, "as the program takes for granted"],
    ] as const
  ).flatMap(([properties, why]) =>
    properties.filter((p) => Object.hasOwn(STRUCTURE_HELPERS, `from_${p}`)).map((property) => ({ property, why })),
  );

/** The matrix of a linear structure that is nearest to X, and the direction in it that is nearest to dX. */
export function onto(d: Dialect, structure: LinearStructure, x: string, direction: boolean): string {
  const { transpose: T, xp } = d;
  const eye = (): string => d.eye(`${x}.shape[-1]`, x);
  switch (structure) {
    case "symmetric":
      return `(${x} + ${T(x)}) / 2`;
    case "skew":
      return `(${x} - ${T(x)}) / 2`;
    case "lower":
      return `${xp}.tril(${x})`;
    case "upper":
      return `${xp}.triu(${x})`;
    case "diagonal":
      return `${x} * ${eye()}`;
    case "unit":
      return `${x} * (1 - ${eye()})${direction ? "" : ` + ${eye()}`}`;
    case "rowstochastic":
      return `${x} - (${x}.sum(-1)[..., None]${direction ? "" : " - 1"}) / ${x}.shape[-1]`;
  }
}
