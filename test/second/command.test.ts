/** What of second order the command refuses, by name. */
import { expect, test } from "vitest";
import { run } from "../command/run.js";

test.each([
  [["--form", "hvp", "--riemannian"], "Hessians are Euclidean"],
  [["--form", "jacobian", "-e", "markdown"], "is not printed as markdown"],
])("%j is refused", async (options, message) => {
  const { status, stderr } = await run(...options, "--wrt", "x", "xᵀA x");
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test.each([
  "S: n×n symmetric; B: n×n constant; tr(B exp(S))",
  "S: n×n spd; B: n×n constant; tr(B sqrt(S))",
  "S: n×n symmetric; B: n×n constant; U, Λ = eig(S, 1); tr(B U Uᵀ)",
  "X: m×n; T: m×n constant; U, Σ, V = svd(X); tr(Tᵀ U Vᵀ)",
  "X: m×n; T: m×n constant; U, Σ, V = svd(X); norm(U sqrt(Σ) Vᵀ - T)^2",
  "X: m×n; T: m×n constant; Q, P = polar(X); tr(Tᵀ Q)",
])("the Hessian of %s is printed", async (program) => {
  const { status, stderr, stdout } = await run("--form", "hessian", program);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toContain("As a quadratic form");
});
