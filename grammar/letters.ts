/**
 * The letters of names: Greek spellings, accents, subscripts, and the look-alikes people paste for them.
 * Every other module asks here; no second Greek table exists.
 */

/** `[letter, word]`: the word is the ASCII spelling and, after a backslash, the LaTeX one. */
const greek: readonly (readonly [letter: string, word: string])[] = [
  ["α", "alpha"],
  ["β", "beta"],
  ["γ", "gamma"],
  ["δ", "delta"],
  ["ε", "eps"],
  ["ζ", "zeta"],
  ["η", "eta"],
  ["θ", "theta"],
  ["ι", "iota"],
  ["κ", "kappa"],
  ["λ", "lambda"],
  ["μ", "mu"],
  ["ν", "nu"],
  ["ξ", "xi"],
  ["ο", "omicron"],
  ["π", "pi"],
  ["ρ", "rho"],
  ["σ", "sigma"],
  ["τ", "tau"],
  ["υ", "upsilon"],
  ["φ", "phi"],
  ["χ", "chi"],
  ["ψ", "psi"],
  ["ω", "omega"],
  ["Α", "Alpha"],
  ["Β", "Beta"],
  ["Γ", "Gamma"],
  ["Δ", "Delta"],
  ["Ε", "Epsilon"],
  ["Ζ", "Zeta"],
  ["Η", "Eta"],
  ["Θ", "Theta"],
  ["Ι", "Iota"],
  ["Κ", "Kappa"],
  ["Λ", "Lambda"],
  ["Μ", "Mu"],
  ["Ν", "Nu"],
  ["Ξ", "Xi"],
  ["Ο", "Omicron"],
  ["Π", "Pi"],
  ["Ρ", "Rho"],
  ["Σ", "Sigma"],
  ["Τ", "Tau"],
  ["Υ", "Upsilon"],
  ["Φ", "Phi"],
  ["Χ", "Chi"],
  ["Ψ", "Psi"],
  ["Ω", "Omega"],
  ["ℓ", "ell"],
];

/** Further spellings that are read, never printed. */
const greekVariants: readonly (readonly [letter: string, word: string])[] = [
  ["ε", "epsilon"],
  ["ε", "varepsilon"],
  ["λ", "lam"],
  ["θ", "vartheta"],
  ["κ", "varkappa"],
  ["π", "varpi"],
  ["ρ", "varrho"],
  ["σ", "varsigma"],
  ["φ", "varphi"],
];

/** ASCII word → Greek letter: `Sigma` → `Σ`, `eps`, `epsilon` → `ε`. */
export const greekLetters: ReadonlyMap<string, string> = new Map(
  [...greek, ...greekVariants].map(([letter, word]) => [word, letter]),
);

/** Greek letter → its ASCII word: `ε` → `eps`. */
export const greekWords: ReadonlyMap<string, string> = new Map(greek);

/** Greek letter → its LaTeX command: `ε` → `\varepsilon`. */
export const greekCommands: ReadonlyMap<string, string> = new Map(
  greek.map(([letter, word]) => [letter, letter === "ε" ? "\\varepsilon" : `\\${word}`]),
);

/** Letters that LaTeX has no command for, since they look like Latin ones → what their command is to set. */
export const missingCommands: ReadonlyMap<string, string> = new Map([
  ...Array.from("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", (letter, index) => [letter, `\\mathrm{${"ABEZHIKMNOPTX"[index]}}`] as const),
  ["ο", "o"],
]);

/** An accent: a combining mark, the suffix that spells it in ASCII, the LaTeX commands (the first is printed). */
export interface Accent {
  readonly mark: string;
  readonly suffix: string;
  readonly commands: readonly string[];
}

export const accents: readonly Accent[] = [
  { mark: "\u0304", suffix: "bar", commands: ["bar", "overline"] },
  { mark: "\u0302", suffix: "hat", commands: ["hat", "widehat"] },
  { mark: "\u0303", suffix: "tilde", commands: ["tilde", "widetilde"] },
  { mark: "\u0307", suffix: "dot", commands: ["dot"] },
  { mark: "\u0308", suffix: "ddot", commands: ["ddot"] },
  { mark: "\u0301", suffix: "acute", commands: ["acute"] },
  { mark: "\u0300", suffix: "grave", commands: ["grave"] },
  { mark: "\u030c", suffix: "check", commands: ["check"] },
  { mark: "\u0306", suffix: "breve", commands: ["breve"] },
  { mark: "\u030a", suffix: "ring", commands: ["mathring"] },
];

/** The mark of the incoming cotangent: `Y` → `Ȳ`. */
export const macron = "\u0304";

export const accentByMark: ReadonlyMap<string, Accent> = new Map(accents.map((accent) => [accent.mark, accent]));

export const accentByCommand: ReadonlyMap<string, Accent> = new Map(
  accents.flatMap((accent) => accent.commands.map((command) => [command, accent] as const)),
);

const pairs = (from: string, to: string): ReadonlyMap<string, string> =>
  new Map(Array.from(from).map((character, index) => [character, Array.from(to)[index] ?? ""]));

/** `₁` → `1`, `ₙ` → `n`. */
export const subscripts: ReadonlyMap<string, string> = pairs(
  "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
  "0123456789aehijklmnoprstuvxβγρφχ",
);

/** `¹` → `1`, `ⁿ` → `n`; `ᵀ` is a transpose, not a letter of an exponent. */
export const superscripts: ReadonlyMap<string, string> = pairs(
  "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
  "0123456789abcdefghijklmnoprstuvwxyz",
);

const invert = (map: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(Array.from(map, ([key, value]) => [value, key]));

const toSubscripts = invert(subscripts);
const toSuperscripts = invert(superscripts);

/** `12` → `₁₂`. */
export function subscriptDigits(digits: string): string {
  let lowered = "";
  for (const digit of digits) lowered += toSubscripts.get(digit) ?? digit;
  return lowered;
}

/** `k+1` → `ᵏ⁺¹`; undefined where a character has no superscript. */
export function superscriptText(text: string): string | undefined {
  const raised = Array.from(text, (c) => (c === "+" ? "⁺" : c === "-" ? "⁻" : toSuperscripts.get(c)));
  return raised.includes(undefined) ? undefined : raised.join("");
}

/** `ᵏ⁺¹` → `k+1`. */
export const plainSuperscript = (text: string): string =>
  Array.from(text, (c) => (c === "⁺" ? "+" : c === "⁻" ? "-" : (superscripts.get(c) ?? c))).join("");

/** `12` → `¹²`. */
export const superscriptDigits = (digits: string): string => digits.replace(/\d/g, (d) => toSuperscripts.get(d) ?? d);

/** Characters that users paste for a letter: summation sign for Σ, micro sign for μ, variant forms. */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ["∑", "Σ"],
  ["∏", "Π"],
  ["∆", "Δ"],
  ["µ", "μ"],
  ["ϵ", "ε"],
  ["ϕ", "φ"],
  ["ϑ", "θ"],
  ["ϰ", "κ"],
  ["ϱ", "ρ"],
  ["ϖ", "π"],
  ["ς", "σ"],
  ["ϴ", "Θ"],
  ["ℎ", "h"],
  ["\u0305", "\u0304"],
]);

/**
 * Mathematical bold, italic and sans-serif letters are the plain letter in another typeface; script, fraktur,
 * double-struck and monospace ones are different symbols on paper and are not folded.
 */
function plainMathLetter(letter: string): string | undefined {
  const code = letter.codePointAt(0) ?? 0;
  const upright = (code >= 0x1d400 && code <= 0x1d49b) || (code >= 0x1d5a0 && code <= 0x1d66f);
  const greekStyle = code >= 0x1d6a8 && code <= 0x1d7c9;
  if (!upright && !greekStyle) return undefined;
  const plain = letter.normalize("NFKC");
  return lookAlikes.get(plain) ?? plain;
}

/** The letter that was meant: `𝐗` → `X`, `∑` → `Σ`; any other character is returned as it is. */
export function plainLetter(character: string): string {
  return lookAlikes.get(character) ?? plainMathLetter(character) ?? character;
}

/** The letters names are made of, without marks: Latin A–Z, a–z and Greek. */
export const isNameLetter = (character: string): boolean => /^[A-Za-z]$/.test(character) || greekWords.has(character);
