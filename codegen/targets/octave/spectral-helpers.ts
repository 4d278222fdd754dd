/** Octave functions of eigenvalues, singular values and divided differences that emitted files bring along. */
export const SPECTRAL_HELPERS: Readonly<Record<string, string>> = {
  eigen: `
function [lambda, U] = eigen (S)
  [U, D] = eig ((S + S.') / 2);
  [lambda, order] = sort (diag (D));
  U = U(:, order);
  U = U .* signs (U);
end`,
  eigen_generalised: `
function [lambda, V] = eigen_generalised (S, B)
  L = chol ((B + B.') / 2).';
  [lambda, Y] = eigen (L \\ ((S + S.') / 2) / L.');
  V = L.' \\ Y;
  V = V .* signs (V);
end`,
  singular: `
function [U, sigma, V] = singular (A)
  [U, D, V] = svd (A, "econ");
  sigma = diagonal_of (D);
  s = signs (U);
  U = U .* s;
  V = V .* s;
end`,
  polar_factors: `
function [Q, H] = polar_factors (A)
  [U, D, V] = svd (A, "econ");
  Q = U * V.';
  H = V * D * V.';
end`,
  projector_onto: `
function P = projector_onto (A)
  % On an orthonormal basis of the columns, with the rank that pinv takes.
  [U, D, V] = svd (A, "econ");
  sigma = diagonal_of (D);
  U = U(:, sigma > max (size (A)) * eps * max ([sigma; 0]));
  P = U * U.';
end`,
  adjugate_of: `
function X = adjugate_of (A)
  % By products of singular values that leave one out: right for singular matrices, too.
  [U, D, V] = svd (A);
  sigma = diagonal_of (D);
  n = numel (sigma);
  others = ones (n, 1);
  for k = 1:n
    others(k) = prod (sigma([1:k-1, k+1:n]));
  end
  X = det (U) * det (V) * V * (others .* U.');
end`,
  adjugate_variation: `
function X = adjugate_variation (A, E)
  % Of adj (A) along E, by products of singular values that leave two out: right for singular matrices, too.
  [U, D, V] = svd (A);
  sigma = diagonal_of (D);
  n = numel (sigma);
  K = zeros (n);
  for i = 1:n
    for j = [1:i-1, i+1:n]
      K(i, j) = prod (sigma(setdiff (1:n, [i, j])));
    end
  end
  K = det (U) * det (V) * K;
  F = U.' * E * V;
  X = V * (diag (K * diagonal_of (F)) - K .* F) * U.';
end`,
  reciprocals: `
function r = reciprocals (d, tolerance)
  if (any (abs (d) <= tolerance * max (abs (d))))
    error ("an entry of a diagonal, or a singular value, is zero");
  end
  r = 1 ./ d;
end`,
  gaps: `
function K = gaps (lambda, from, to)
  % 1 / (lambda_j - lambda_i) for the columns j from .. to, 0 where i = j
  n = numel (lambda);
  apart = lambda(from:to).' - lambda;
  own = (1:n).' == (from:to);
  if (any (any (abs (apart) <= 2 ^ -36 * max (abs (lambda)) & ~own)))
    error ("eigenvectors: a simple spectrum is needed");
  end
  apart(own) = 1;
  K = 1 ./ apart;
  K(own) = 0;
end`,
  at_zero: `
function y = at_zero (f, df)
  if (f (0) == 0)
    y = df (0);
  else
    error ("singular vectors: a singular value is zero; full rank is needed");
  end
end`,
  odd_loewner: `
function G = odd_loewner (f, df, sigma)
  % (f(s_i) + f(s_j)) / (s_i + s_j), f'(0) where both are zero
  y = f (sigma);
  s = sigma + sigma.';
  zero = s <= 2 ^ -48 * max (sigma);
  s(zero) = 1;
  G = (y + y.') ./ s;
  if (any (zero(:)))
    G(zero) = at_zero (f, df);
  end
end`,
  odd_ratio: `
function r = odd_ratio (f, df, sigma)
  % f(s_i) / s_i, f'(0) at zero
  zero = sigma <= 2 ^ -48 * max (sigma);
  r = f (sigma) ./ sigma;
  if (any (zero))
    r(zero) = at_zero (f, df);
  end
end`,
  gram_ratio: `
function r = gram_ratio (f, sigma, count)
  % f(s_i^2) / s_i; a zero s_i counts where there are fewer of them than count
  zero = sigma <= 2 ^ -48 * max (sigma);
  r = f (sigma .* sigma) ./ sigma;
  if (any (zero) && numel (sigma) < count && f (0) ~= 0)
    error ("singular vectors: a singular value is zero; full rank is needed");
  end
  r(zero) = 0;
end`,
  band_loewner: `
function G = band_loewner (f, dd, lambda, from, to)
  % Divided differences of the function that is f on the values from .. to, else 0.
  at = (1:numel (lambda)).';
  inside = at >= from & at <= to;
  apart = lambda - lambda.';
  mixed = inside ~= inside.';
  if (any (any (mixed & abs (apart) <= 2 ^ -36 * max (abs (lambda)))))
    error ("eigenvectors: these eigenvalues are not apart from the others");
  end
  near = lambda;
  near(~inside) = lambda(from);
  y = f (near);
  y(~inside) = 0;
  apart(~mixed) = 1;
  G = mixed .* (y - y.') ./ apart;
  both = inside & inside.';
  D = dd (near, near.');
  G(both) = D(both);
end`,
  loewner2: `
function T = loewner2 (d2f, lambda, G, A, B, inside)
  % T_ij = sum over k of f[l_i, l_k, l_j] (A_ik B_kj + B_ik A_kj), from f'' and f[l_i, l_j]:
  % by the differences over the largest gap; where all three are close, by the mean of f''.
  n = numel (lambda);
  T = zeros (n);
  a = lambda + zeros (1, n);
  c = a.';
  for k = 1:n
    b = lambda(k) + zeros (n);
    ij = abs (c - a);
    ik = abs (b - a);
    kj = abs (c - b);
    gap = max (ij, max (ik, kj));
    Gik = G(:, k) + zeros (1, n);
    Gkj = G(k, :) + zeros (n, 1);
    over = pick (gap == ij, c - a, pick (gap == ik, b - a, c - b));
    quotient = pick (gap == ij, Gkj - Gik, pick (gap == ik, Gkj - G, G - Gik));
    near = gap * 64 < min (max (abs (a), max (abs (b), abs (c))), 1);
    F = pick (near, mean_second (d2f, a, pick (near, b, a), pick (near, c, a)), quotient ./ pick (near, 1, over));
    F = pick (gap == 0, d2f (a) / 2, F);
    F(~ (inside | inside(k) | inside.')) = 0;
    T = T + F .* (A(:, k) * B(k, :) + B(:, k) * A(k, :));
  end
end`,
  mean_second: `
function total = mean_second (d2f, x, y, z)
  % f[x, y, z] as an integral of f'', by four by four Gauss-Legendre points.
  points = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970262];
  weights = [0.17392742256872692, 0.32607257743127307, 0.32607257743127307, 0.17392742256872692];
  total = 0;
  for i = 1:4
    for j = 1:4
      v = points(i);
      total = total + weights(i) * v * weights(j) * d2f (y + v * (x - y + points(j) * (z - x)));
    end
  end
end`,
  lyapunov: `
function X = lyapunov (A, C)
  X = sylvester (A, A.', C);
end`,
  real_of: `
function F = real_of (F)
  if (max (max (abs (imag (F)))) > 1e-8 * max (max (abs (F))))
    error ("an eigenvalue is zero or negative");
  end
  F = real (F);
end`,
  log_of: `
function F = log_of (A)
  F = real_of (logm (A));
end`,
  root_of: `
function F = root_of (A)
  F = real_of (sqrtm (A));
end`,
  power_of: `
function F = power_of (A, p)
  if (p == round (p))
    F = A ^ p;
  else
    F = real_of (expm (p * logm (A)));
  end
end`,
  block_of: `
function B = block_of (A, E)
  B = [A, E; zeros(size (A)), A];
end`,
  frechet: `
function L = frechet (f, A, E)
  % The derivative of f at A in the direction E: a corner of f([A, E; 0, A]).
  n = size (A, 1);
  F = f (block_of (A, E));
  L = F(1:n, n + (1:n));
end`,
  power_derivative: `
function L = power_derivative (A, p, E)
  n = size (A, 1);
  F = power_of (block_of (A, E), p);
  L = F(1:n, n + (1:n));
end`,
  cos_sin: `
function [C, S] = cos_sin (A)
  n = size (A, 1);
  F = expm ([zeros(n), -A; A, zeros(n)]);
  C = F(1:n, 1:n);
  S = F(n + (1:n), 1:n);
end`,
  cos_sin_derivative: `
function [C, S] = cos_sin_derivative (A, E)
  n = size (A, 1);
  [C, S] = cos_sin (block_of (A, E));
  C = C(1:n, n + (1:n));
  S = S(1:n, n + (1:n));
end`,
  dd_erf: `
function r = dd_erf (a, b)
  % By ten Gauss-Legendre points where the nodes are near, else by what does not cancel.
  h = a - b;
  m = (a + b) / 2;
  near = abs (h) < 0.5;
  x = [0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];
  w = [0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814];
  k = pick (near, h, 0) / 2;
  mean = 0;
  for i = 1:5
    mean = mean + w(i) * (exp (-(m - x(i) * k) .^ 2) + exp (-(m + x(i) * k) .^ 2));
  end
  tails = pick (a .* b > 0, sign (a) .* (erfc (abs (b) + 0 * a) - erfc (abs (a) + 0 * b)), erf (a) - erf (b));
  r = pick (near, mean / sqrt (pi), tails ./ pick (near, 1, h));
end`,
  difference: `
function r = difference (f, df, a, b)
  % f[a, b] of a function with a pole at 0: by ten Gauss-Legendre points where the nodes are near, else the quotient.
  h = a - b;
  m = (a + b) / 2;
  near = 2 * abs (h) < min (a, b) | h == 0;
  x = [0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];
  w = [0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814];
  k = pick (near, h, 0) / 2;
  mean = 0;
  for i = 1:5
    mean = mean + w(i) * (df (m - x(i) * k) + df (m + x(i) * k));
  end
  r = pick (near, mean / 2, (f (a) - f (b)) ./ pick (near, 1, h));
end`,
  dd_lgamma: `
function r = dd_lgamma (a, b)
  r = difference (@(t) gammaln (t), @(t) psi (t), a, b);
end`,
  dd_digamma: `
function r = dd_digamma (a, b)
  r = difference (@(t) psi (t), @(t) psi (1, t), a, b);
end`,
  dd_trigamma: `
function r = dd_trigamma (a, b)
  r = difference (@(t) psi (1, t), @(t) psi (2, t), a, b);
end`,
  dd_tetragamma: `
function r = dd_tetragamma (a, b)
  r = difference (@(t) psi (2, t), @(t) psi (3, t), a, b);
end`,
  dd_power: `
function r = dd_power (a, b, p)
  % Of t^p: a sum of products for small whole p, else by the larger base.
  if (isscalar (p) && p == round (p) && p >= 0 && p <= 32)
    r = 0 * (a + b);
    for k = 0:p - 1
      r = r + a .^ k .* b .^ (p - 1 - k);
    end
  elseif (isscalar (p) && p == round (p) && p < 0 && p >= -32)
    r = -dd_power (a, b, -p) .* a .^ p .* b .^ p;
  else
    base = max (a, b);
    low = min (a, b);
    zero = base == 0;
    base = pick (zero, 1, base);
    h = pick (zero, 0, (low - base) ./ base);
    tie = h == 0;
    far = h == -1;
    ratio = expm1 (p * log1p (pick (far, 0, h))) ./ pick (tie | far, 1, h);
    r = base .^ (p - 1) .* pick (tie, p, pick (far, 1, ratio));
    if (p > 1)
      r(zero) = 0;
    elseif (p < 1)
      r(zero) = Inf;
    end
  end
end`,
};
