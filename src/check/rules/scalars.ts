/** The numeric check of scalar functions, entry by entry and on symmetric matrices, at arguments in their domain. */
import { deriveProgram } from "../../calculus/derivation.js";
import type { Catalogue, ScalarRule } from "../../expression/catalogue/catalogue.js";
import { functionWords } from "../../expression/catalogue/load.js";
import { elaborate } from "../../expression/elaborate/program.js";
import { parseProgram } from "../../language/parse/parse.js";
import { checkDerivation } from "../derivation/check.js";
import { SIZES, type RuleCheck } from "./check-rule.js";

/** f.(A) of a rectangular and f(S) of a symmetric argument, at every shape. */
export function checkScalar(catalogue: Catalogue, { name, domain }: ScalarRule, seed = 1): RuleCheck[] {
  const programs = [
    { what: "entrywise", text: `A: m×n; X = ${argument(domain, "A", true)}; ${name}.(X)`, square: false },
    { what: "spectral", text: `S: n×n symmetric; X = ${argument(domain, "S", false)}; ${name}(X)`, square: true },
  ];
  return programs.flatMap(({ what, text, square }) =>
    SIZES.map(({ m, n }) => {
      const sizes = square ? { n: n! } : { m: m!, n: n! };
      const report = checkDerivation(deriveProgram(programOf(catalogue, text)), { sizes, seed });
      return { rule: name, what, report };
    }),
  );
}

function programOf(catalogue: Catalogue, text: string) {
  const { program, diagnostics } = parseProgram(text, { functions: functionWords(catalogue) });
  const result = diagnostics.length === 0 ? elaborate(program, catalogue) : undefined;
  if (!result?.program) throw new Error(`${text}: ${[...diagnostics, ...(result?.diagnostics ?? [])][0]!.message}`);
  return result.program;
}

/** A smooth map of the whole line into the domain, `t > 0` or `-1 < t < 1`, applied to a matrix. */
function argument(domain: string | undefined, matrix: string, elementwise: boolean): string {
  if (domain === undefined) return matrix;
  const [dot, one] = elementwise ? [".", "𝟏𝟏ᵀ"] : ["", "I"];
  const above = /^t > (\S+)$/.exec(domain);
  if (above) return `softplus${dot}(${matrix}) + (${above[1]!}) ${one}`;
  const between = /^(\S+) < t < (\S+)$/.exec(domain);
  if (!between) throw new Error(`the domain ${domain} is neither t > a nor a < t < b`);
  const [, low, high] = between;
  return `(${high!} - (${low!})) sigmoid${dot}(${matrix}) + (${low!}) ${one}`;
}
