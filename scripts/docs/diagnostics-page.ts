/** docs/diagnostics.md: every kind of mistake with an example and what it is answered with. */
import { DataError } from "../../codegen/run/data.js";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { deriveSource } from "../../src/derive.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { renderDiagnostics } from "../../src/language/diagnostics/render.js";
import { MISTAKES, type Mistake } from "./mistakes.js";
import { block, code, GENERATED, type Page } from "./page.js";

const GROUPS: readonly (readonly [string, string])[] = [
  ["syntax", "The text is not a program of the [language](language.md)."],
  ["type", "Shapes, properties, names and definitions do not fit."],
  ["rule", "The program is understood, but no rule tells how a function varies."],
  ["option", "An option of the command names something that is not there."],
  ["limit", "The input is larger than the limits, which bound the work before it is begun."],
  ["data", "Numbers given with `--at`, or to the library, do not fit the program."],
];

export function diagnosticsPage(): Page {
  const sections = GROUPS.map(([group, what]) => {
    const mistakes = MISTAKES.filter((m) => m.code.startsWith(`${group}/`));
    return [`## ${group}\n`, `${what}\n`, ...mistakes.map(mistakeText)].join("\n");
  });
  const text = ["# Diagnostics\n", GENERATED, INTRODUCTION, ...sections].join("\n");
  return { path: "docs/diagnostics.md", text };
}

const INTRODUCTION = `Input that is rejected gets one message for each mistake on standard error, and status 2. A message tells what
is wrong, where, and, where there is one, what to try. Each kind has a stable code: the library's error carries it as
\`code\`, with \`message\`, \`span\` and \`hint\`; every mistake of a program is in \`diagnostics\`. A value outside the domain
of a function, such as the logarithm of an indefinite matrix, is refused by \`--at\` and by compiled layers with a
\`LinearAlgebraError\`, which is a \`MatrixBackpropError\` with a code of the runtime.

Some have no example here: \`data/json\` and \`data/unknown-key\` (the file of \`--at\` is not JSON, or has a part that is not known), \`data/not-a-matrix\` and \`data/saved\` (the library
was given something else than a matrix, or what another layer saved), \`kernel/none\` (no kernel computes a part of the program), \`target/no-routine\` (a language has no safe way for a routine), \`limit/nodes\` (more than 500 000 operations),
\`type/known-function\` (a function of the language is declared as one that is unknown), \`option/no-matrix-form\` (a claim about a derivative that is known as a map only), \`option/no-such-output\` (a form of derivative that a kind of output does not have), \`option/no-function-name\`
(a file name that Octave takes for no function), \`option/no-point-for-tests\` (\`--module-tests\` finds no point in
the domain), \`option/unknown-rule\` (\`rules\` and \`check\` were asked for a rule that is not there), and those that authors of rules
meet: \`rule/undeclared\`, \`rule/no-identity\`, \`syntax/equation\` and the other codes with \`rule/\`, each with an example in test/expression/rule-files.test.ts; see
[CONTRIBUTING](../CONTRIBUTING.md).
`;

function mistakeText(mistake: Mistake): string {
  const given = [
    mistake.shown !== undefined || mistake.program === ""
      ? `${mistake.shown ?? "an empty program"}\n`
      : block(mistake.program),
    ...(mistake.claim === undefined ? [] : [`verified with ${code(mistake.claim)}\n`]),
    ...(mistake.wrt === undefined ? [] : [`derived for ${code(mistake.wrt.join(", "))}\n`]),
    ...(mistake.point === undefined ? [] : [`at ${code(mistake.point)}\n`]),
  ];
  return `### ${mistake.code}\n\n${given.join("\n")}\n${block(answerTo(mistake).text)}`;
}

export interface MistakeAnswer {
  readonly code: string;
  /** The message, as the command prints it. */
  readonly text: string;
}

/** What a mistake is answered with. Throws an Error for a program that is not mistaken. */
export function answerTo({ program, wrt, point, claim }: Mistake): MistakeAnswer {
  try {
    const derivation = deriveSource(program, wrt ? { wrt } : {});
    if (point !== undefined) evaluateAt(derivation, JSON.parse(point) as object, "adjoint");
    if (claim !== undefined) verifyClaim(derivation, derivation.gradients[0]!, claim);
  } catch (error) {
    if (error instanceof DataError) return { code: error.code, text: `error: ${error.message}` };
    if (!(error instanceof MatrixBackpropError)) throw error;
    const source = error.source ?? { name: "expression", text: program };
    return { code: error.code, text: renderDiagnostics(error.diagnostics, source.text, { fileName: source.name }) };
  }
  throw new Error(`${program} is not mistaken`);
}
