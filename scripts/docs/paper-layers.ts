/** The layers of Ionescu, Vantzos and Sminchisescu with the adjoints that the paper gives, in the input language. */

export interface Layer {
  readonly title: string;
  /** Where the paper has it. */
  readonly place: string;
  readonly remark?: string;
  readonly program: string;
  /** By input: definitions, then the adjoint. */
  readonly adjoints: Readonly<Record<string, string>>;
}

export const LAYERS: readonly Layer[] = [
  {
    title: "Singular value decomposition",
    place: "Proposition 1, in the symmetric form for any shape.",
    remark: "The gaps are those of the squares, $`K_{ij} = 1/(\\sigma_j^2 - \\sigma_i^2)`$ with zeros on the diagonal.",
    program: "X: m×n; U, Σ, V = svd(X); return U, Σ, V",
    adjoints: {
      X:
        "U, Σ, V = svd(X); K = gaps(Σ²); " +
        "U((K ∘ (UᵀŪ − ŪᵀU))Σ + Σ(K ∘ (VᵀV̄ − V̄ᵀV)) + diagpart(Σ̄))Vᵀ + (I − UUᵀ)ŪΣ⁻¹Vᵀ + UΣ⁻¹V̄ᵀ(I − VVᵀ)",
    },
  },
  {
    title: "Singular value decomposition of a tall matrix",
    place: "Proposition 1, as printed, for m ≥ n.",
    program: "X: m×n; U, Σ, V = svd(X); return Σ, V",
    adjoints: {
      X: "U, Σ, V = svd(X); K = gaps(Σ²); U diagpart(Σ̄) Vᵀ + 2UΣ sym(K ∘ (VᵀV̄)) Vᵀ + UΣ⁻¹V̄ᵀ(I − VVᵀ)",
    },
  },
  {
    title: "Eigendecomposition",
    place: "Proposition 2, with the symmetric part that dX requires.",
    program: "X: n×n symmetric; U, Λ = eig(X); return U, Λ",
    adjoints: { X: "U, Λ = eig(X); K = gaps(Λ); sym(U(K ∘ (UᵀŪ) + diagpart(Λ̄))Uᵀ)" },
  },
  {
    title: "Spectral function",
    place:
      "In the form of Daleckii and Krein, which stays finite at repeated eigenvalues; the paper goes through Ū and Λ̄.",
    program: "f(t) = log(t); X: n×n spd; f(X)",
    adjoints: { X: "U, Λ = eig(X); Γ = loewner(log, Λ); U(Γ ∘ (Uᵀ sym(Ȳ) U))Uᵀ" },
  },
  {
    title: "Second-order pooling",
    place: "The layer of second-order pooling, on the eigenvectors of XᵀX + εI.",
    program: "X: m×n; ε: scalar positive constant; log(XᵀX + εI)",
    adjoints: {
      X: "C = XᵀX + εI; U, Λ = eig(C); Γ = loewner(log, Λ); 2X U(Γ ∘ (Uᵀ sym(Ȳ) U))Uᵀ",
    },
  },
  {
    title: "Logarithm of a composed matrix",
    place: "Second-order pooling with the factors of the decomposition as inputs.",
    program: "U: n×n orthogonal; Σ: n×n diagonal positive; log(UΣUᵀ)",
    adjoints: { U: "2 sym(Ȳ) U log(Σ)", Σ: "diagpart(Σ⁻¹UᵀȲU)" },
  },
  {
    title: "Projector",
    place: "The projector onto the columns of Z.",
    program: "Z: m×n fullrank; Z(ZᵀZ)⁻¹Zᵀ",
    adjoints: { Z: "P = Z(ZᵀZ)⁻¹Zᵀ; 2(I − P) sym(Ȳ) Z(ZᵀZ)⁻¹" },
  },
  {
    title: "Affinity of normalised cuts",
    place: "Normalised cuts: the affinity W = FΛFᵀ.",
    program: "F: n×k; Λ: k×k diagonal; W = FΛFᵀ",
    adjoints: { F: "2 sym(W̄) F Λ", Λ: "diagpart(FᵀW̄F)" },
  },
  {
    title: "Normalised affinity",
    place: "Normalised cuts: the affinity scaled by the degrees D = Diag(W𝟏).",
    program: "W: n×n positive; D = diag(W𝟏); M = D^(-1/2) W D^(-1/2)",
    adjoints: {
      W:
        "D = diag(W𝟏); M = D^(-1/2) W D^(-1/2); " +
        "D^(-1/2) M̄ D^(-1/2) − 0.5((((M̄ ∘ M)𝟏_n + (M̄ ∘ M)ᵀ𝟏_n) ⊘ (W𝟏_n))𝟏_nᵀ)",
    },
  },
  {
    title: "Distance of projectors",
    place: "Normalised cuts: the loss ½‖P − Q‖², Q the projector of the ground truth.",
    program: "Z: m×n fullrank; Q: m×m symmetric constant; P = proj(Z); J = 1/2 ‖P − Q‖²",
    adjoints: { Z: "P = Z(ZᵀZ)⁻¹Zᵀ; 2(I − P) (P − Q) Z(ZᵀZ)⁻¹" },
  },
];
