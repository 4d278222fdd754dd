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
