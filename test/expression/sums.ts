/** Losses as papers write them, with sums over samples, and the matrix form that each is by hand. */

export interface Loss {
  readonly name: string;
  readonly declarations: string;
  readonly sums: string;
  readonly matrices: string;
}

const loss = (name: string, declarations: string, sums: string, matrices: string): Loss => ({
  name,
  declarations,
  sums,
  matrices,
});

const samples = "X: m×d\ny: m\nw: d\n";
const pairs = "X: m×d\nW: m×m\n";
/** Squared distances of rows. */
const among = "sqdist(X)";
const between = "sqdist(X, Z)";

export const LOSSES: readonly Loss[] = [
  loss("least squares", samples, "Σ_i (wᵀx_i − y_i)²", "‖X w − y‖²"),
  loss("ridge", `${samples}λ: scalar\n`, "1/m Σ_i (y_i − x_iᵀw)² + λ‖w‖²", "‖y − X w‖²/m + λ‖w‖²"),
  loss("weighted least squares", `${samples}c: m\n`, "Σ_i c_i (wᵀx_i − y_i)²", "cᵀ(X w − y).^2"),
  loss("least squares with offset", `${samples}b: scalar\n`, "Σ_i (wᵀx_i + b − y_i)²", "‖X w + b 𝟏 − y‖²"),
  loss(
    "logistic",
    `${samples}λ: scalar\n`,
    "1/m Σ_i log(1 + exp(−y_i wᵀx_i)) + λ‖w‖²",
    "sum(log(𝟏 + exp(−y ∘ (X w))))/m + λ‖w‖²",
  ),
  loss(
    "logistic with labels 0 and 1",
    samples,
    "Σ_i (log(1 + exp(wᵀx_i)) − y_i wᵀx_i)",
    "sum(log(𝟏 + exp(X w))) − yᵀX w",
  ),
  loss("Poisson regression", samples, "Σ_i (exp(wᵀx_i) − y_i wᵀx_i)", "sum(exp(X w)) − yᵀX w"),
  loss("squared hinge", `${samples}b: scalar\n`, "Σ_i max(0, 1 − y_i(wᵀx_i + b))²", "‖max(0, 𝟏 − y ∘ (X w + b 𝟏))‖²"),
  loss(
    "hinge",
    `${samples}λ: scalar\n`,
    "λ/2 ‖w‖² + Σ_i max(0, 1 − y_i wᵀx_i)",
    "λ/2 ‖w‖² + sum(max(0, 𝟏 − y ∘ (X w)))",
  ),
  loss("exponential loss", samples, "Σ_i exp(−y_i wᵀx_i)", "sum(exp(−y ∘ (X w)))"),
  loss("robust regression", samples, "Σ_i sqrt(1 + (wᵀx_i − y_i)²)", "sum(sqrt(𝟏 + (X w − y).^2))"),
  loss("absolute loss", samples, "Σ_i |wᵀx_i − y_i|", "sum(abs(X w − y))"),
  loss("log-cosh", samples, "Σ_i logcosh(wᵀx_i − y_i)", "sum(logcosh(X w − y))"),
  loss("gamma regression", samples, "Σ_i (y_i exp(−wᵀx_i) + wᵀx_i)", "yᵀexp(−X w) + sum(X w)"),
  loss(
    "softmax regression",
    "X: m×d\nW: k×d\nT: m×k\n",
    "−Σ_{i,c} T_ic log softmax(W x_i)_c",
    "−sum(T ∘ log.(softmax(X Wᵀ)))",
  ),
  loss(
    "softmax with logsumexp",
    "X: m×d\nW: k×d\nT: m×k\n",
    "Σ_i (logsumexp(W x_i) − Σ_c T_ic w_cᵀx_i)",
    "sum(logsumexp(X Wᵀ)) − sum(T ∘ (X Wᵀ))",
  ),
  loss("network", "X: m×d\nY: m×k\nA: h×d\nB: k×h\n", "Σ_i ‖B tanh(A x_i) − y_i‖²", "‖tanh.(X Aᵀ) Bᵀ − Y‖²"),
  loss("k-means, given assignments", "X: m×d\nR: m×k\nM: k×d\n", "Σ_{i,c} R_ic ‖x_i − m_c‖²", "sum(R ∘ sqdist(X, M))"),
  loss("k-means, soft", "X: m×d\nZ: k×d\n", "−Σ_i log Σ_c exp(−‖x_i − z_c‖²)", `−sum(log(rowsum(exp.(−${between}))))`),
  loss(
    "Gaussian mixture",
    "X: m×d\nZ: k×d\np: k positive\ns: scalar\n",
    "−Σ_i log Σ_c p_c exp(−‖x_i − z_c‖²/(2s²))",
    `−sum(log(exp.(−${between}/(2s²)) p))`,
  ),
  loss("Mahalanobis", "X: m×d\nμ: d\nS: d×d spd\n", "Σ_i (x_i − μ)ᵀS⁻¹(x_i − μ)", "Z = X − 𝟏μᵀ\nsum((Z S⁻¹) ∘ Z)"),
  loss(
    "Gaussian likelihood",
    "X: m×d\nμ: d\nS: d×d spd\n",
    "m/2 logdet(S) + 1/2 Σ_i (x_i − μ)ᵀS⁻¹(x_i − μ)",
    "Z = X − 𝟏μᵀ\nm/2 logdet(S) + 1/2 sum((Z S⁻¹) ∘ Z)",
  ),
  loss("PCA reconstruction", "X: m×d\nU: d×k\n", "Σ_i ‖x_i − U Uᵀx_i‖²", "‖X − X U Uᵀ‖²"),
  loss("variance along a direction", "X: m×d\nw: d\n", "1/m Σ_i (wᵀx_i)²", "‖X w‖²/m"),
  loss("scatter", "X: m×d\nA: d×d\n", "tr(A Σ_i x_i x_iᵀ)", "tr(A XᵀX)"),
  loss("weighted scatter", "X: m×d\nA: d×d\nc: m\n", "tr(A Σ_i c_i x_i x_iᵀ)", "tr(A Xᵀ diag(c) X)"),
  loss(
    "matrix factorization",
    "R: m×n\nM: m×n constant\nU: m×k\nV: n×k\n",
    "Σ_{i,j} M_ij (R_ij − u_iᵀv_j)²",
    "sum(M ∘ (R − U Vᵀ).^2)",
  ),
  loss(
    "factorization with offsets",
    "R: m×n\nU: m×k\nV: n×k\nb: m\nc: n\n",
    "Σ_{i,j} (R_ij − u_iᵀv_j − b_i − c_j)²",
    "‖R − U Vᵀ − b 𝟏ᵀ − 𝟏 cᵀ‖²",
  ),
  loss("word vectors", "F: m×n\nL: m×n\nU: m×k\nV: n×k\n", "Σ_i Σ_j F_ij (u_iᵀv_j − L_ij)²", "sum(F ∘ (U Vᵀ − L).^2)"),
  loss("Laplacian eigenmaps", pairs, "Σ_{i,j} W_ij ‖x_i − x_j‖²", `sum(W ∘ ${among})`),
  loss("multidimensional scaling", pairs, "Σ_{i,j} (W_ij − ‖x_i − x_j‖²)²", `‖W − ${among}‖²`),
  loss("graph smoothness of a vector", "f: n\nW: n×n\n", "Σ_{i,j} W_ij (f_i − f_j)²", "sum(W ∘ (f 𝟏ᵀ − 𝟏 fᵀ).^2)"),
  loss(
    "t-SNE",
    "P: m×m constant positive\nX: m×d\n",
    "Σ_{i≠j} P_ij log(1 + ‖x_i − x_j‖²) + log Σ_{k≠l} 1/(1 + ‖x_k − x_l‖²)",
    `D = ones(m, m) + ${among}
L = log.(D)
B = 1 ./ D
sum(P ∘ L) − diag(P)ᵀdiag(L) + log(sum(B) − tr(B))`,
  ),
  loss(
    "contrastive",
    "Z: n×d\nτ: scalar\n",
    "−Σ_i log(exp(z_iᵀz_i/τ)/Σ_j exp(z_iᵀz_j/τ))",
    "E = exp.(Z Zᵀ/τ)\n−sum(log(diag(E) ⊘ rowsum(E)))",
  ),
  loss(
    "image and text",
    "U: n×d\nV: n×d\nτ: scalar\n",
    "−1/n Σ_i (u_iᵀv_i/τ − log Σ_j exp(u_iᵀv_j/τ))",
    "−(sum(U ∘ V)/τ − sum(log(rowsum(exp.(U Vᵀ/τ)))))/n",
  ),
  loss(
    "triplet",
    "A: m×d\nP: m×d\nN: m×d\n",
    "Σ_i max(0, 1 + ‖a_i − p_i‖² − ‖a_i − n_i‖²)",
    "sum(max(0, 𝟏 + rowsum((A − P).^2) − rowsum((A − N).^2)))",
  ),
  loss("metric learning", "X: m×d\nZ: m×d\ny: m\nL: k×d\n", "Σ_i y_i ‖L(x_i − z_i)‖²", "yᵀrowsum(((X − Z) Lᵀ).^2)"),
  loss(
    "kernel ridge",
    "K: m×m symmetric\na: m\ny: m\nλ: scalar\n",
    "Σ_i (y_i − Σ_j K_ij a_j)² + λ Σ_{i,j} a_i a_j K_ij",
    "‖y − K a‖² + λ aᵀK a",
  ),
  loss(
    "dual of the SVM",
    "X: m×d\na: m\ny: m\n",
    "Σ_i a_i − 1/2 Σ_{i,j} a_i a_j y_i y_j x_iᵀx_j",
    "sum(a) − ‖Xᵀ(a ∘ y)‖²/2",
  ),
  loss(
    "maximum mean discrepancy",
    "X: m×d\nZ: n×d\n",
    "1/(m n) Σ_{i,j} exp(−‖x_i − z_j‖²)",
    `sum(exp.(−${between}))/(m n)`,
  ),
  loss("entropy", "p: n positive\n", "−Σ_i p_i log p_i", "−pᵀlog(p)"),
  loss("divergence of distributions", "p: n positive\nq: n positive\n", "Σ_i p_i log(p_i/q_i)", "pᵀlog(p ⊘ q)"),
  loss(
    "cross entropy of a network",
    "X: m×d\ny: m\nA: h×d\nv: h\n",
    "−Σ_i (y_i log σ_i + (1 − y_i) log(1 − σ_i))".replaceAll("σ_i", "sigmoid(vᵀtanh(A x_i))"),
    "s = sigmoid(tanh.(X Aᵀ) v)\n−sum(y ∘ log(s) + (𝟏 − y) ∘ log(𝟏 − s))",
  ),
  loss("quadratic form", "Q: n×n\nx: n\nb: n\n", "1/2 Σ_{i,j} Q_ij x_i x_j − Σ_i b_i x_i", "xᵀQ x/2 − bᵀx"),
  loss("strictly upper part", "Q: n×n\nx: n\n", "Σ_{i<j} Q_ij x_i x_j", "xᵀ((triu(ones(n, n)) − I) ∘ Q) x"),
  loss("repulsion", "X: m×d\n", "Σ_{i≠j} exp(−‖x_i − x_j‖²)", `K = exp.(−${among})\nsum(K) − tr(K)`),
  loss("group lasso by rows", "W: m×k\n", "Σ_i ‖w_i‖", "sum(sqrt(rowsum(W.^2)))"),
  loss("elastic net", `${samples}λ: scalar\n`, "Σ_i (wᵀx_i − y_i)² + λ Σ_j |w_j|", "‖X w − y‖² + λ sum(abs(w))"),
];
