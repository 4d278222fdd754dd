/**
 * Scalar functions that an author defines: with up to five parameters, which stand alone and beside parts made of them, with
 * the variable in exponents, numbers with exponents, and functions in functions. All are smooth and bounded near the
 * arguments that programs give them.
 */
import type { ScalarRule } from "../../src/expression/catalogue/catalogue.js";
import type { Choices } from "./choices.js";

/** A body in the variable t, parameters a, b, c, d, e, and functions f and g that were defined before. */
const BODIES: readonly string[] = [
  "t tanh(t)",
  "sin(t)/(1 + t^2)",
  "log(1 + exp(t)) + t^3/9",
  "exp(tanh(t)) + 1",
  "2^(tanh(t))",
  "3^(-t^2) + 2^(t/4)",
  "1e-3 t + tanh(t)",
  "2.5e-1 t^2 + 1e2 tanh(1E-2 t)",
  "a tanh(a t)",
  "a + (1 - a) sin(t)",
  "a^2 t + a tanh(t)",
  "exp(-t^2/(1 + a^2))/(1 + a^2)",
  "(1 + a^2)^(tanh(t)) + a",
  "a tanh(b t) + (1 - a) t",
  "a t^2 + b t + a b",
  "(a + b t)/(1 + a^2 + b^2 t^2)",
  "exp(-(tanh(t) - a)^2/(1 + b^2)) - b",
  "a/(1 + exp(-tanh(b) (t - c)))",
  "a sin(b t + c) + (1 - a) c",
  "sqrt(1 + a^2 + (b t - c)^2) + c t",
  "a tanh(b t + c) + d (1 - a) sin(t)",
  "a b t + (a - b) c tanh(d t)",
  "a + b t + c t^2/2 + d sin(t) + e a b",
  "a sigmoid(b t) + c softplus(d t) - e (1 - e) t",
];

/** Bodies with a function of the author in them. */
const COMPOSED: readonly string[] = [
  "f(tanh(t)) + t",
  "a f(sin(t)) + (1 - a) t",
  "tanh(f(sin(t)))^2",
  "f(sin(t)) f(tanh(t))",
];

/** What the author may call the variable. */
const VARIABLES = ["t", "t", "t", "z", "u", "ξ", "elements"];

const PARAMETERS = /\b[a-e]\b/g;

/** The names of a body's parameters, in order. */
export const parametersOf = (body: string): string[] => [...new Set(body.match(PARAMETERS) ?? [])].sort();

/** A body by chance; one with a function in it where there is one to call. */
export function chooseBody(choices: Choices, functions: number): string {
  return functions > 0 && choices.once(3) ? choices.of(COMPOSED) : choices.of(BODIES);
}

/** The definition of a function: `name(t) = …` with the parameters and the function that it calls by their names. */
export function defined(
  choices: Choices,
  name: string,
  body: string,
  parameters: ReadonlyMap<string, string>,
  inner: string | undefined,
): string {
  const variable = choices.of(VARIABLES);
  const written = body.replaceAll(/\b([a-z])\b/g, (letter) => {
    if (letter === "t") return variable;
    if (letter === "f") return inner ?? letter;
    return parameters.get(letter) ?? letter;
  });
  return `${name}(${variable}) = ${written}`;
}

/** Scalar functions that others take. */
export const SMOOTH = ["tanh", "sin", "exp"];
/** Those with a derivative at a general matrix. */
export const ANALYTIC = SMOOTH.slice(1);
/** Those that are 0 at 0: others jump on the row space where the rank falls. */
export const VANISHING = SMOOTH.slice(0, 2);

const KINKED = new Set(["abs", "sign", "relu", "step", "cbrt", "atleast", "leakyrelu"]);
export const smooth = (rule: ScalarRule): boolean => !KINKED.has(rule.name);
