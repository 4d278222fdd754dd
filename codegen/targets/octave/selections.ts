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
  squared_distances: `
function D = squared_distances (A, B)
  D = zeros (size (A, 1), size (B, 1));
  for k = 1:size (A, 2)
    D = D + (A(:, k) - B(:, k).') .^ 2;
  end
end`,
};
