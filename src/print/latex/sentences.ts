/** What a paper says of its signs: functions of entries, functions by their words, what cotangents are. */
import type { Derivation } from "../../calculus/derivation.js";
import { name } from "../../expression/express.js";
import { printExpression } from "../../language/print/print.js";
import { cotangentName } from "../../../grammar/names.js";
import type { Formulas } from "../formulas.js";
import { lossName } from "../names-of-loss.js";
import { entrywiseFunctions } from "./entrywise.js";
import { explainedText, formula, meaningPart, plainly, type Page } from "./layout.js";
import { withoutLetterMacros } from "./displays.js";
import { words } from "./words.js";

/** Sentences that stand behind the program. `told` where the text says what cotangents are. */
export function notations(derivation: Derivation, formulas: Formulas, page: Page, told = false): string[] {
  const bars = told ? [] : cotangents(derivation, page);
  return [...entries(derivation, page), ...bars, ...explained(formulas, plainly(page))].map((sentence) =>
    page.macros ? sentence : withoutLetterMacros(sentence),
  );
}

function entries(derivation: Derivation, page: Page): string[] {
  const names = entrywiseFunctions(derivation);
  const [marked, plain] = [names.filter((n) => page.marked.has(n)), names.filter((n) => !page.marked.has(n))];
  const sign = (n: string): string => `$${functionName(n, page)}$`;
  return [
    ...(plain.length > 0
      ? [`Here ${listed(plain.map(sign))} ${plain.length > 1 ? "are" : "is"} applied to each entry.`]
      : []),
    ...marked.map((n) => `With the subscript of $${functionName(n, page)}_{\\circ}$ it is applied to each entry.`),
  ];
}

const functionName = (text: string, page: Page): string => {
  if (text === "abs") return "\\lvert\\,\\cdot\\,\\rvert";
  if (text === "sqrt") return "\\sqrt{\\,\\cdot\\,}";
  const call = printExpression(
    { kind: "apply", head: text, args: [], elementwise: false, span: NOWHERE, at: NOWHERE },
    "latex",
    { latex: { ...page.style, paper: true } },
  );
  return call.replace(/\(\)$/, "");
};

const NOWHERE = { start: 0, end: 0 };

function cotangents(derivation: Derivation, page: Page): string[] {
  const { gradients, outputs } = derivation;
  if (gradients.length === 0 || (page.style.cotangent ?? "bar") !== "bar") return [];
  const loss = outputs.find((o) => o.cotangent.kind === "number")?.name ?? lossName(derivation);
  const whole: Page = { ...page, macros: false, style: { ...page.style, loss, cotangent: "partial" } };
  const incoming = outputs.flatMap((o) => (o.cotangent.kind === "symbol" ? [o.cotangent.name] : []));
  const symbols = [cotangentName(gradients[0]!.input.name), ...incoming].map(name);
  const equal = symbols.map((s) => `$${formula(s, page)} = ${slanted(formula(s, whole))}$`);
  return [`A bar denotes a cotangent: ${listed(equal)}${incoming.length > 0 ? ` for a scalar loss $${formula(name(loss), page)}$` : ""}.`]; // prettier-ignore
}

/** A fraction in a line of text. */
const slanted = (latex: string): string => latex.replace(/^\\frac\{(.*)\}\{(\\partial .*)\}$/, "$1/$2");

function explained({ explained: list, where }: Formulas, page: Page): string[] {
  const said = list.filter(({ call }) => call.head !== "embed").map((e) => explainedText(e, page));
  // Of what is named but has no entries the words.
  const named = where.flatMap(({ left, meaning }) => {
    const [first] = meaning ?? [];
    const isEquation = typeof first === "object" && "formula" in first && first.formula.length === 2;
    if (!meaning || isEquation) return [];
    const text = meaning.map((p) => (typeof p === "string" ? words(p) : `$${meaningPart(p, page)}$`)).join("");
    return [`$${left.map((l) => formula(l, page)).join(", ")}$ is ${text}`];
  });
  const all = [...said, ...named];
  return all.length === 0 ? [] : [`Here ${all.join("; ")}.`];
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]!}`;
