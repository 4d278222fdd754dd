/** `derive-gradient check [NAME…]`: the numeric checks of the rules themselves. */
import { Option, type Command } from "commander";
import { checkRules, worst, type CheckedRule, type RuleTrial, type TellRule } from "../check/rules/whole-catalogue.js";
import { selfTest, type SelfTest } from "../check/rules/self-test.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { loadCatalogue } from "../expression/catalogue/load.js";
import { ruleNames, rulesNamed } from "../reference.js";
import { figure } from "./check-text.js";
import { createCommand, examplesText, integer, OptionsExit } from "./options.js";
import { Progress } from "./progress.js";
import { unknownRule } from "./rule-names.js";
import { deliver, readArguments, type Subcommand } from "./subcommand.js";

const EXAMPLES = [
  "derive-gradient check",
  "derive-gradient check inverse chol --seed 7",
  "derive-gradient check --quiet -e json",
  "derive-gradient check --self-test --seed 3",
];

interface CheckOptions {
  readonly emit: "text" | "json";
  readonly seed: number;
  readonly quiet: boolean;
  readonly selfTest: boolean;
  readonly out?: string;
}

export const checkLine = (): Command =>
  createCommand("derive-gradient check")
    .description(
      "Check rules numerically: variations against differences, adjoints by inner products, both sides of equations.",
    )
    .argument("[names...]", "rules, or functions as they are written in programs; all rules by default")
    .option("--seed <number>", "seed of the random values", integer, 1)
    .addOption(new Option("-e, --emit <kind>", "what to print").choices(["text", "json"]).default("text"))
    .option("-o, --out <path>", "write there instead of standard output")
    .option("-q, --quiet", "print failures and totals only")
    .option("--self-test", "make one rule wrong, which the seed chooses, and see the checks fail")
    .addHelpText("before", `${examplesText(EXAMPLES)}\n`);

export const check: Subcommand = async (argv) => {
  const command = checkLine();
  const { args } = readArguments(command, argv);
  const options = {
    quiet: false,
    selfTest: false,
    ...command.opts<Partial<CheckOptions> & Pick<CheckOptions, "emit" | "seed">>(),
  };
  const catalogue = loadCatalogue();
  if (options.selfTest) return runSelfTest(catalogue, args, options);
  const wanted = args.flatMap((name) => {
    const found = rulesNamed(catalogue, name);
    if (found.length === 0) throw unknownRule(name, ruleNames(catalogue));
    return found.map((r) => `${r.kind} ${r.name}`);
  });
  const isWanted = (kind: string, name: string): boolean => args.length === 0 || wanted.includes(`${kind} ${name}`);
  const progress = new Progress(process.stderr);
  const tell: TellRule = (rule, place, count) => progress.tell(`rule ${place} of ${count}: ${rule}`);
  const checked = [...checkRules(catalogue, options.seed, isWanted, tell)];
  progress.end();
  const verdict = worst(checked);
  await deliver(options.emit === "json" ? json(checked, options) : report(checked, options), options.out);
  return { passed: 0, failed: 1, inconclusive: 4 }[verdict];
};

/** Status 0 where the checks saw the mistake, 1 where they did not. */
async function runSelfTest(catalogue: Catalogue, names: readonly string[], options: CheckOptions): Promise<number> {
  if (names.length > 0) throw new OptionsExit(2, "error: --self-test chooses a rule by --seed and takes no names\n");
  const result = selfTest(catalogue, options.seed);
  await deliver(options.emit === "json" ? `${JSON.stringify(result, null, 2)}\n` : selfTestReport(result), options.out);
  return result.passed ? 0 : 1;
}

function selfTestReport({ kind, rule, mistake, right, wrong, seenBy, passed, seed }: SelfTest): string {
  const lines = [
    `Self-test, seed ${seed}: ${mistake}`,
    `  ${kind} ${rule} as it is: ${right}`,
    `  ${kind} ${rule} with the mistake: ${wrong}`,
    ...(seenBy ? [trialLine(seenBy).trimEnd()] : []),
    passed ? "The checks saw the wrong rule." : "The checks did NOT tell the wrong rule from the right one.",
  ];
  return `${lines.join("\n")}\n`;
}

/** What was compared, rule by rule, and the totals. */
function report(checked: readonly CheckedRule[], { seed, quiet }: CheckOptions): string {
  const shown = quiet ? checked.filter((rule) => rule.verdict !== "passed") : checked;
  return `${shown.map(ruleReport).join("\n")}${shown.length > 0 ? "\n" : ""}${totals(checked, seed)}`;
}

function ruleReport({ kind, name, verdict, trials, through }: CheckedRule): string {
  if (trials.length === 0) {
    const how = through.length > 0 ? `checked through ${through.join(", ")}` : "nothing to compare";
    return `${kind} ${name}: ${how}\n`;
  }
  return `${kind} ${name}: ${verdict}\n${trials.map(trialLine).join("")}`;
}

function trialLine(trial: RuleTrial): string {
  const { conditions, sizes, verdict, reason, adjoint, finiteDifference, exact, difference } = trial;
  const at = Object.entries(sizes).map(([symbol, size]) => `${symbol}=${size}`);
  const figures = [
    adjoint === undefined ? undefined : `adjoint ${figure(adjoint)}`,
    finiteDifference === undefined ? undefined : `differences ${figure(finiteDifference)}`,
    exact === "passed" ? "exact" : undefined,
    difference === undefined ? undefined : `two sides ${figure(difference)}`,
  ].filter((f) => f !== undefined);
  const what = [...(conditions === "" ? [] : [conditions]), ...(at.length === 0 ? [] : [at.join(" ")])].join("; ");
  const outcome = verdict === "passed" ? "" : `  ${verdict}: ${reason}`;
  return `  ${what.padEnd(48)}  ${figures.join("  ")}${outcome}\n`;
}

function totals(checked: readonly CheckedRule[], seed: number): string {
  const count = (verdict: string): number => checked.filter((r) => r.verdict === verdict && r.trials.length > 0).length;
  const compared = checked.reduce((sum, r) => sum + r.trials.length, 0);
  const idle = checked.filter((r) => r.trials.length === 0).length;
  const parts = [
    `${count("passed")} ${count("passed") === 1 ? "rule" : "rules"} passed`,
    `${count("failed")} failed`,
    `${count("inconclusive")} inconclusive`,
    ...(idle > 0 ? [`${idle} have no comparison of their own`] : []),
  ];
  return `${parts.join(", ")}; ${compared} comparisons, relative errors, seed ${seed}\n`;
}

/** Numbers that are not finite have no place in JSON: they become null. */
function json(checked: readonly CheckedRule[], { seed }: CheckOptions): string {
  return `${JSON.stringify({ seed, verdict: worst(checked), rules: checked }, null, 2)}\n`;
}
