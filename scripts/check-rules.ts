/** Checks every rule and records the figures in rules/checks.json, which `derive-gradient rules` shows. */
import { writeFileSync } from "node:fs";
import { checkRules, type RuleTrial } from "../src/check/rules/whole-catalogue.js";
import { loadCatalogue } from "../src/expression/catalogue/load.js";

const seed = 1;

/** The largest of a figure over the trials, to two digits; undefined where no trial has it. */
function largest(
  trials: readonly RuleTrial[],
  figure: "adjoint" | "finiteDifference" | "difference",
): number | undefined {
  const values = trials.flatMap((t) => t[figure] ?? []);
  return values.length === 0 ? undefined : Number(Math.max(...values).toExponential(1));
}

/** In how many trials the adjoint matches the variation exactly; undefined where that cannot be asked. */
function exactly(trials: readonly RuleTrial[]): number | undefined {
  const asked = trials.filter((t) => t.exact !== undefined);
  return asked.length === 0 ? undefined : asked.filter((t) => t.exact === "passed").length;
}

const records: Record<string, object> = {};
for (const { kind, name, verdict, trials, through } of checkRules(loadCatalogue(), seed, () => true)) {
  records[`${kind} ${name}`] = {
    verdict,
    trials: trials.length,
    adjoint: largest(trials, "adjoint"),
    finiteDifference: largest(trials, "finiteDifference"),
    exact: exactly(trials),
    difference: largest(trials, "difference"),
    ...(trials.length === 0 && through.length > 0 && { through }),
  };
}
const lines = Object.entries(records).map(([key, record]) => `    ${JSON.stringify(key)}: ${JSON.stringify(record)}`);
const text = `{\n  "seed": ${seed},\n  "rules": {\n${lines.join(",\n")}\n  }\n}\n`;
writeFileSync(new URL("../rules/checks.json", import.meta.url), text);
