/** Helpers in emitted Octave that choose and order entries. */
export const SELECTIONS: Readonly<Record<string, string>> = {
  largest_of_rows: `
function C = largest_of_rows (A)
  % 1 at the first largest entry of each row, else 0.
  C = zeros (size (A));
  [~, at] = max (A, [], 2);
  C(sub2ind (size (A), (1:size (A, 1)).', at)) = 1;
end`,
  in_order: `
function r = in_order (x, a)
  [~, at] = sort (x, 1);
  r = a(at);
end`,
  out_of_order: `
function r = out_of_order (x, a)
  [~, at] = sort (x, 1);
  r = a;
  r(at) = a;
end`,
  toeplitz_of: `
function T = toeplitz_of (w, n)
  % T_ij = w(i - j + 1), 0 where w has no such entry.
  T = zeros (n);
  for l = 1:min (numel (w), n)
    T(l:n + 1:n * (n - l + 1)) = w(l);
  end
end`,
  diagonal_sums: `
function y = diagonal_sums (A, k)
  % y(l) = the sum of the entries with i - j = l - 1.
  n = size (A, 1);
  y = zeros (k, 1);
  for l = 1:min (k, n)
    y(l) = sum (A(l:n + 1:n * (n - l + 1)));
  end
end`,
  squared_distances: `
function D = squared_distances (A, B)
  D = zeros (size (A, 1), size (B, 1));
  for k = 1:size (A, 2)
    D = D + (A(:, k) - B(:, k).') .^ 2;
  end
end`,
};
