/** Helper functions that Octave's files have; divided differences are those of Python's modules, in Octave's words. */
import { DIFFERENCES } from "../python/differences.js";
import { STRUCTURE_HELPERS } from "../python/structure.js";
import { inOctave } from "./translation.js";
import { SELECTIONS } from "./selections.js";
import { SPECTRAL_HELPERS } from "./spectral-helpers.js";

export const OCTAVE_HELPERS: Readonly<Record<string, string>> = {
  pick: `
function r = pick (c, a, b)
  r = b + zeros (size (c));
  a = a + zeros (size (c));
  r(c) = a(c);
end`,
  greatest: `
function r = greatest (A)
  r = max (max (A));
end`,
  largest: `
function r = largest (A)
  r = max (max (abs (A)));
end`,
  require_structure: `
function require_structure (A, distance, message)
  % Refuses a matrix that is not what is said of it, to a millionth.
  if (distance (A) > 1e-6 * largest (A))
    error (message);
  end
end`,
  require_pivots: `
function require_pivots (R, name)
  if (any (abs (diag (R)) <= size (R, 1) * eps (class (R)) * sum (abs (R), 1).'))
    error ("%s: the matrix is singular, or cannot be told from a singular one", name);
  end
end`,
  softplus_of: `
function r = softplus_of (a)
  r = max (a, 0) + log1p (exp (-abs (a)));
end`,
  call: `
function r = call (f, a, b)
  r = f (a, b);
end`,
  flush_rounding: `
function r = flush_rounding (lambda)
  % Eigenvalues of a semidefinite matrix, zero where they are but rounding.
  r = lambda;
  r(abs (r) <= numel (r) * eps (class (r)) * max (abs (r))) = 0;
end`,
  log_sum_exp: `
function s = log_sum_exp (A)
  m = max (A(:));
  if m == -Inf, m = 0; end
  s = m + log (sum (exp (A(:) - m)));
end`,
  log_sum_exp_rows: `
function r = log_sum_exp_rows (A)
  m = max (A, [], 2);
  m(m == -Inf) = 0;
  r = m + log (sum (exp (A - m), 2));
end`,
  softmax_rows: `
function C = softmax_rows (A)
  % A row that is -Inf throughout has zeros.
  m = max (A, [], 2);
  m(m == -Inf) = 0;
  C = exp (A - m);
  s = sum (C, 2);
  s(s == 0) = 1;
  C = C ./ s;
end`,
  ...SELECTIONS,
  first_largest: `
function C = first_largest (A)
  % 1 at the first largest entry, row by row, else 0.
  C = zeros (size (A)).';
  [~, at] = max (reshape (A.', [], 1));
  C(at) = 1;
  C = C.';
end`,
  kron_blocks: `
function R = kron_blocks (G, B)
  % R_ij = <block i, j of G, B>
  [p, q] = size (B);
  R = zeros (size (G, 1) / p, size (G, 2) / q);
  for i = 1:size (R, 1)
    for j = 1:size (R, 2)
      R(i, j) = sum (sum (G((i - 1) * p + (1:p), (j - 1) * q + (1:q)) .* B));
    end
  end
end`,
  kron_sum: `
function R = kron_sum (A, G)
  % R = sum over i, j of A_ij (block i, j of G)
  [m, n] = size (A);
  p = size (G, 1) / m;
  q = size (G, 2) / n;
  R = zeros (p, q);
  for i = 1:m
    for j = 1:n
      R = R + A(i, j) * G((i - 1) * p + (1:p), (j - 1) * q + (1:q));
    end
  end
end`,
  diagonal_of: `
function d = diagonal_of (A)
  d = A(1:size (A, 1) + 1:size (A, 1) * min (size (A))).';
end`,
  embed: `
function C = embed (A, row, column, m, n)
  % A as a block of zeros.
  C = zeros (m, n);
  C(row + (1:size (A, 1)), column + (1:size (A, 2))) = A;
end`,
  lower_entries: `
function v = lower_entries (A)
  v = A(tril (true (size (A))));
  v = v(:);
end`,
  from_lower_entries: `
function C = from_lower_entries (v, n)
  C = zeros (n);
  C(tril (true (n))) = v;
end`,
  lu_factor: `
function [LU, pivots] = lu_factor (A)
  % P A = L U, packed, and P.
  [L, U, pivots] = lu (A);
  LU = L - eye (size (A, 1)) + U;
end`,
  lu_unpack: `
function [L, U, P] = lu_unpack (LU, pivots)
  L = tril (LU, -1) + eye (size (LU, 1));
  U = triu (LU);
  P = full (pivots);
end`,
  lu_solve: `
function X = lu_solve (LU, pivots, B, transposed)
  if (any (diag (LU) == 0))
    error ("inverse: the matrix is singular");
  end
  L = tril (LU, -1) + eye (size (LU, 1));
  U = triu (LU);
  if (transposed)
    X = pivots.' * (L.' \\ (U.' \\ B));
  else
    X = U \\ (L \\ (pivots * B));
  end
end`,
  lu_sign: `
function s = lu_sign (pivots)
  s = round (det (full (pivots)));
end`,
  signs: `
function s = signs (U)
  % The sign of the entry of each column that is the first largest in size.
  [~, at] = max (abs (U), [], 1);
  s = 1 - 2 * (U(sub2ind (size (U), at, 1:size (U, 2))) < 0);
end`,
  ...SPECTRAL_HELPERS,
};

/** A helper's text: its own, or that of Python's modules in Octave's words. */
export function octaveHelper(name: string): string | undefined {
  const own = OCTAVE_HELPERS[name];
  if (own !== undefined) return own.trim();
  const source = DIFFERENCES[name] ?? (name.startsWith("from_") ? STRUCTURE_HELPERS[name] : undefined);
  return source === undefined ? undefined : inOctave(source.trim()).join("\n");
}
