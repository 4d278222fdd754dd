/** Wrong claims, each with the mistake that was made in it. */

export interface WrongClaim {
  readonly program: string;
  readonly wrt: string;
  readonly claim: string;
  /** Codes that name the mistake. */
  readonly cause: readonly string[];
}

export const claim = (program: string, wrt: string, text: string, ...cause: string[]): WrongClaim => ({
  program,
  wrt,
  claim: text,
  cause,
});

const square = "A: n×n\nX: n×n\nB: n×n";

export const WRONG_CLAIMS: readonly WrongClaim[] = [
  // transposes
  claim("tr(A X)\nA: n×n", "X", "A", "transpose"),
  claim("A: n×n\nX: n×n invertible\nlogdet(X)", "X", "X⁻¹", "transpose"),
  claim(`${square}\ntr(A X B)`, "X", "B A", "transpose"),
  claim("X: n×n invertible\nA: n×n\ntr(X⁻¹A)", "X", "-X⁻¹A X⁻¹", "transpose"),
  claim("X: n×n\na: n\nb: n\naᵀX b", "X", "b aᵀ", "transpose"),
  claim("X: n×n\nM: n×n\ntr(exp(X) M)", "M", "exp(X)", "transpose"),
  claim("X: n×n\nY: n×n\n‖X Y‖²", "X", "2Y (X Y)ᵀ", "transpose"),
  // numerator layout
  claim("A: m×n\nX: n×p\nB: p×m\ntr(A X B)", "X", "B A", "numerator-layout"),
  claim("A: m×n\nx: n\nb: m\n‖A x - b‖²", "x", "2(A x - b)ᵀA", "numerator-layout"),
  claim("x: n\nA: n×n symmetric\nxᵀA x", "x", "2xᵀA", "numerator-layout"),
  claim("X: m×n\n‖X‖²", "X", "2Xᵀ", "numerator-layout"),
  claim("W: m×n\nx: n\ny: m\nyᵀW x", "W", "x yᵀ", "numerator-layout"),
  claim("w: n\nX: m×n\nsum(log(𝟏 + exp(X w)))", "w", "sigmoid(X w)ᵀX", "numerator-layout"),
  // factors of two
  claim("A: m×n\nx: n\nb: m\n‖A x - b‖²", "x", "Aᵀ(A x - b)", "factor"),
  claim("X: m×n\n‖X‖²", "X", "X", "factor"),
  claim("X: m×n\n‖X‖²/2", "X", "2X", "factor"),
  claim("A: n×n symmetric\nx: n\nxᵀA x", "x", "A x", "factor"),
  claim("X: m×n\ntr(XᵀX)", "X", "X", "factor"),
  claim("X: m×n\nA: m×m symmetric\ntr(XᵀA X)", "X", "A X", "factor"),
  claim("X: m×n fullrank\nlogdet(XᵀX)", "X", "X (XᵀX)⁻¹", "factor"),
  claim("x: n\nsum(x .^ 2)", "x", "x", "factor"),
  // missing sym
  claim("S: n×n symmetric\nA: n×n\ntr(A S)", "S", "Aᵀ", "missing-projection"),
  claim("S: n×n symmetric\na: n\nb: n\naᵀS b", "S", "a bᵀ", "missing-projection"),
  claim("S: n×n spd\na: n\nb: n\naᵀS⁻¹b", "S", "-S⁻¹a bᵀS⁻¹", "missing-projection"),
  claim("S: n×n symmetric\nA: n×n\ntr(A S S)", "S", "AᵀS + S Aᵀ", "missing-projection"),
  claim("A: n×n\nx: n\nxᵀA x", "x", "2A x", "assumes-symmetric"),
  claim("X: m×n\nA: n×n\ntr(X A Xᵀ)", "X", "2X A", "assumes-symmetric"),
  claim("X: n×n\nA: n×n\ntr(XᵀA X)", "X", "2Aᵀ X", "assumes-symmetric", "transposed-factor"),
  // free entries
  claim("S: n×n symmetric\nA: n×n symmetric\ntr(A S)", "S", "2A - A ∘ I", "free-entry"),
  claim("S: n×n spd\nlogdet(S)", "S", "2S⁻¹ - S⁻¹ ∘ I", "free-entry"),
  claim("S: n×n symmetric\nA: n×n\ntr(A S)", "S", "A + Aᵀ - A ∘ I", "free-entry"),
  claim("S: n×n spd\na: n\naᵀS⁻¹a", "S", "-2S⁻¹a aᵀS⁻¹ + (S⁻¹a aᵀS⁻¹) ∘ I", "free-entry"),
  claim("S: n×n symmetric\n‖S‖²", "S", "4S - 2 diagpart(S)", "free-entry"),
  // vech, vec
  claim("S: n×n spd\nlogdet(S)", "S", "vech(S⁻¹)", "vech"),
  claim("S: n×n symmetric\n‖S‖²", "S", "vech(2S)", "vech"),
  claim("S: n×n spd\nlogdet(S)", "S", "vech(2S⁻¹ - S⁻¹ ∘ I)", "vech"),
  claim("X: m×n\n‖X‖²", "X", "vec(2X)", "vec"),
  claim("A: m×n\nX: n×p\nB: p×m\ntr(A X B)", "X", "vec(AᵀBᵀ)", "vec"),
  // product for Hadamard
  claim("X: n×n\nA: n×n\nsum(A ∘ X ∘ X)", "X", "2A X", "product-for-hadamard"),
  claim("X: n×n\nB: n×n\nsum((X ∘ B) ∘ (X ∘ B))", "X", "2X (B ∘ B)", "product-for-hadamard"),
  claim("X: n×n\nA: n×n\nsum(exp.(X) ∘ A)", "X", "exp.(X) A", "product-for-hadamard"),
  claim("X: n×n\nG: n×n\nsum(G ∘ tanh.(X))", "X", "G (𝟏𝟏ᵀ - tanh.(X) ∘ tanh.(X))", "product-for-hadamard"),
  claim("X: n×n\nA: n×n\nB: n×n\ntr(A X B)", "X", "Aᵀ ∘ Bᵀ", "hadamard-for-product"),
  // sign
  claim("X: n×n invertible\nA: n×n\ntr(X⁻¹A)", "X", "X⁻ᵀAᵀX⁻ᵀ", "sign"),
  claim("A: m×n\nx: n\nb: m\n‖b - A x‖²", "x", "2Aᵀ(b - A x)", "sign"),
  claim("x: n\nA: n×n symmetric\nexp(-xᵀA x)", "x", "2exp(-xᵀA x) A x", "sign"),
  claim("X: n×n\ntr(cos.(X))", "X", "sin.(X) ∘ I", "sign"),
  claim("x: n\n-sum(log(x))", "x", "recip(x)", "sign"),
  claim("S: n×n spd\nx: n\n-xᵀS⁻¹x", "S", "-S⁻¹x xᵀS⁻¹", "sign"),
  // a missing term, a term with a wrong sign
  claim("A: n×n\nx: n\nxᵀA x", "x", "A x", "missing-term"),
  claim("A: m×n\nx: n\nb: m\nλ: scalar\n‖A x - b‖² + λ‖x‖²", "x", "2Aᵀ(A x - b)", "missing-term"),
  claim("X: m×n\nA: n×n\ntr(X A Xᵀ)", "X", "X Aᵀ", "missing-term"),
  claim("A: m×n\nx: n\nb: m\n‖A x - b‖²", "x", "2AᵀA x", "missing-term"),
  claim("S: n×n spd\nx: n\nlogdet(S) + xᵀS⁻¹x", "S", "S⁻¹", "missing-term"),
  claim("S: n×n spd\nx: n\nlogdet(S) + xᵀS⁻¹x", "S", "S⁻¹ + S⁻¹x xᵀS⁻¹", "sign-of-term"),
  claim("A: m×n\nx: n\nb: m\nλ: scalar\n‖A x - b‖² + λ‖x‖²", "x", "2Aᵀ(A x - b) + λx", "factor-of-term"),
  claim("A: m×n\nx: n\nb: m\n‖A x - b‖²", "x", "2AᵀA x + 2Aᵀb", "sign-of-term"),
  // factors
  claim("X: m×n\ny: m\nw: n\n‖X w - y‖²/m", "w", "2Xᵀ(X w - y)", "size-factor", "missing-factor"),
  claim("A: n×n\nB: n×n\nX: n×n\n‖A X B‖²", "X", "2Aᵀ A X B", "missing-factor"),
  claim("Y = A X\nA: m×n\nX: n×p", "X", "Aᵀ𝟏𝟏ᵀ", "missing-cotangent"),
  claim("X: n×n\nA: n×n\nB: n×n\ntr(A X B)", "X", "BᵀAᵀ", "order"),
];
