/**
 * Names. Each has one canonical spelling, in Unicode and NFC; ASCII and LaTeX are ways to write it:
 *
 *     canonical   ASCII      LaTeX                read alike
 *     Σ_xy        Sigma_xy   \Sigma_{xy}          Σ_{xy}
 *     X₁          X1         X_{1}                X_1
 *     Ȳ           Ybar       \bar{Y}              \overline{Y}
 *     W_out       W_out      W_{\mathrm{out}}
 *     P_{k+1}     P_{k+1}    P_{k+1}
 *     W⁽²⁾        W^{(2)}    {W^{(2)}}            W^{[2]}
 *     dX          dX         dX
 *     __init__    __init__   \mathit{\_\_init\_\_}   only where it is declared
 *
 * Latin and Greek letters that look alike (A, Α), and letters of different case, are different names.
 */
import {
  accentByCommand,
  accentByMark,
  accents,
  greekCommands,
  greekLetters,
  greekWords,
  isNameLetter,
  macron,
  plainLetter,
  plainSuperscript,
  subscriptDigits,
  subscripts,
  superscriptText,
} from "./letters.js";

/** A name taken apart. `Σ̄₁` is base `Σ`, marks U+0304, digits `1`; `W_out` is base `W`, subscript `out`. */
export interface NameParts {
  /** One Latin or Greek letter, a longer Latin word, or `d` and a Greek letter. */
  readonly base: string;
  /** Combining marks on the last letter of the base. */
  readonly marks: string;
  readonly digits: string;
  /** The text after `_`: Latin letters and digits, or one Greek letter; `k+1`, `t|s` where braces hold it. */
  readonly subscript: string;
  /** The text of `^{(…)}`, the number of a layer or a sample. */
  readonly index?: string;
}

/** Derivatives of a function are written with primes: `f′`. */
export const prime = "′";

/** The parts of a matrix that a subscript selects: `A_sym` = sym(A). `A_diag` stays a matrix. */
export const matrixParts: ReadonlyMap<string, string> = new Map([
  ["sym", "sym"],
  ["skew", "skew"],
  ["diag", "diagpart"],
  ["tril", "tril"],
  ["triu", "triu"],
]);

const marksPattern = `[${accents.map((accent) => accent.mark).join("")}]*`;
const letterPattern = `[A-Za-z${Array.from(greekWords.keys()).join("")}]`;
const namePattern = new RegExp(
  `^(${letterPattern}(?:${letterPattern}|[0-9](?=[0-9]*${letterPattern}))*)(${marksPattern})([0-9]*)(?:_(?:([A-Za-z0-9]+|${letterPattern})|\\{([^{}]+)\\}))?(?:\\^\\{\\(([A-Za-z0-9+,-]+)\\)\\})?$`,
  "u",
);

/** A subscript in braces that needs none. */
const simpleSubscript = new RegExp(`_\\{([A-Za-z0-9]*(?:,[A-Za-z0-9]+)?|${letterPattern})\\}`, "gu");

/** A name that begins with two underscores, as programs have them: nothing in it is taken apart. */
const underscorePattern = new RegExp(`^(d?__[A-Za-z]\\w*)(${marksPattern})$`, "u");

const typefaceCommand = /\\(?:mathrm|mathit|mathbf|boldsymbol|bm|text|operatorname)\{([^{}\\]*)\}/g;
const accentCommand = /\\([a-z]+)\{([^{}]*)\}/g;
const greekCommand = /\\([A-Za-z]+) ?/g;

/** `\bar{\Sigma}_{xy}` → `Σ̄_xy`; text without a backslash or brace is returned as it is. */
function unwrapLatex(spelling: string): string {
  if (!/[\\{]/.test(spelling)) return spelling;
  return spelling
    .replace(typefaceCommand, "$1")
    .replace(accentCommand, (whole, command: string, inner: string) => {
      const accent = accentByCommand.get(command);
      return accent === undefined ? whole : unwrapGreek(inner) + accent.mark;
    })
    .replace(greekCommand, (whole, word: string) => greekLetters.get(word) ?? whole)
    .replace(simpleSubscript, "_$1")
    .replace(/\^\{\[([^{}[\]]*)\]\}/g, "^{($1)}")
    .replace(/(\^\{\([^{}]*\)\})(_(?:\{[^{}]*\}|[A-Za-z0-9]+))$/, "$2$1")
    .replace(/_([0-9]+),/g, "$1_");
}

/** `⁽²⁾` → `^{(2)}`. */
const loweredIndex = (text: string): string =>
  text.replace(/⁽([^⁽⁾]+)⁾/gu, (_, inside: string) => `^{(${plainSuperscript(inside)})}`);

const unwrapGreek = (text: string): string =>
  text.replace(greekCommand, (whole, word: string) => greekLetters.get(word) ?? whole);

/** `X₁` → `X1`, `Σₓᵧ` → `Σ_xy`. */
function unfoldSubscripts(text: string): string {
  return text.replace(/[₀-₉ₐ-ₜᵢ-ᵪⱼ]+/gu, (run, offset: number) => {
    const plain = Array.from(run, (character) => subscripts.get(character) ?? character).join("");
    return /^[0-9]+$/.test(plain) && offset > 0 ? plain : `_${plain}`;
  });
}

/** Whether a word may be the base of a name: Latin, or one Greek letter, either after a `d` or not. */
const isBase = (word: string): boolean =>
  /^[A-Za-z][A-Za-z0-9]*$/.test(word) || (isNameLetter(word.replace(/^d(?=.)/u, "")) && word !== "");

/** `Sigma` → `Σ`, `dSigma` → `dΣ`; any other word is returned as it is. */
export const greekBase = (word: string): string =>
  greekLetters.get(word) ?? (word.startsWith("d") ? `d${greekLetters.get(word.slice(1)) ?? word.slice(1)}` : word);

/** Accents whose ASCII suffix is read after any letter; the others only in a name of the program (`Aring`). */
const suffixAccents = accents.filter(({ suffix }) => ["bar", "hat", "tilde"].includes(suffix));

/** `Xbar` → [X, U+0304]: a letter or Greek word with the name of an accent. */
function accentSuffix(word: string): readonly [base: string, mark: string] | undefined {
  for (const { suffix, mark } of suffixAccents) {
    if (!word.endsWith(suffix)) continue;
    const base = greekBase(word.slice(0, -suffix.length));
    if (isNameLetter(base) || (base.length === 2 && base.startsWith("d") && isNameLetter(base.slice(1)))) {
      return [base, mark];
    }
  }
  return undefined;
}

/** `₁₂` → `12`. */
function plainDigits(lowered: string): string {
  let digits = "";
  for (const digit of lowered) digits += subscripts.get(digit) ?? digit;
  return digits;
}

/** No name is so long; longer text is not looked at. */
const longestSpelling = 256;

/** A Latin letter, perhaps with digits, as most names are: nothing else need be tried. */
const plainPattern = /^([A-Za-z])(?:_?([0-9]+)|([₀-₉]+))?$/u;

/** Takes a spelling of a name apart; undefined where the text is not a name. */
export function parseName(spelling: string): NameParts | undefined {
  const simple = plainPattern.exec(spelling);
  if (simple !== null && spelling.length <= longestSpelling) {
    const [, base, digits, lowered = ""] = simple;
    return { base: base!, marks: "", digits: digits ?? plainDigits(lowered), subscript: "" };
  }
  if (spelling.length > longestSpelling) return undefined;
  const plain = unwrapLatex(loweredIndex(spelling.normalize("NFC").replaceAll("\\_", "_")));
  const underscored = underscorePattern.exec(plain.normalize("NFD"));
  if (underscored) return { base: underscored[1]!, marks: underscored[2]!, digits: "", subscript: "" };
  const letters = Array.from(unfoldSubscripts(plain), plainLetter).join("");
  const found = namePattern.exec(letters.normalize("NFD"));
  if (found === null) return undefined;
  const [, word = "", marks = "", digits = "", short = "", compound = "", index] = found;
  const subscript = short + compound;
  const suffixed = marks === "" ? suffixedName(word, digits) : undefined;
  const base = suffixed?.base ?? greekBase(word);
  if (!isBase(base)) return undefined;
  const stem = { base, marks: suffixed?.mark ?? marks, digits: suffixed?.digits ?? digits };
  const parts = index === undefined ? stem : { ...stem, index };
  if (/^[0-9]+$/.test(subscript) && parts.digits === "") return { ...parts, digits: subscript, subscript: "" };
  return { ...parts, subscript: greekLetters.get(subscript) ?? subscript };
}

/** `Xbar`, `X1bar` and `Xbar1` are X̄, X̄₁ and X̄₁. */
function suffixedName(
  word: string,
  digits: string,
): { readonly base: string; readonly mark: string; readonly digits: string } | undefined {
  const inner = /^([A-Za-z]+?)([0-9]+)([a-z]+)$/.exec(word);
  const accented = accentSuffix(inner === null ? word : `${inner[1]}${inner[3]}`);
  if (accented === undefined || (inner !== null && digits !== "")) return undefined;
  return { base: accented[0], mark: accented[1], digits: inner?.[2] ?? digits };
}

/** The canonical spelling of the parts. */
export function composeName({ base, marks, digits, subscript, index }: NameParts): string {
  const plain = base.length === 1 && marks === "" && subscript === "" && index === undefined;
  if (plain) return base + subscriptDigits(digits);
  const raised = index === undefined ? undefined : superscriptText(index);
  return (
    (base + marks).normalize("NFC") +
    subscriptDigits(digits) +
    subscriptText(subscript) +
    (raised !== undefined ? `⁽${raised}⁾` : indexText(index))
  ).normalize("NFC");
}

/** `_xy`; in braces where it is no word: `_{k+1}`. */
const subscriptText = (subscript: string): string =>
  subscript === "" ? "" : /^[A-Za-z0-9]+$|^.$/u.test(subscript) ? `_${subscript}` : `_{${subscript}}`;

const indexText = (index: string | undefined): string => (index === undefined ? "" : `^{(${index})}`);

/** The canonical spelling of a name: `Sigma_xy` → `Σ_xy`, `X_{1}` → `X₁`, `\bar{Y}` → `Ȳ`. Other text: NFC. */
export function canonicalName(spelling: string): string {
  const parts = parseName(spelling);
  return parts === undefined ? spelling.normalize("NFC") : composeName(parts);
}

/** Whether the text is a name that may be declared. */
export const isName = (spelling: string): boolean => parseName(spelling) !== undefined;

/** The incoming cotangent of a name: `Y` → `Ȳ`. */
export function cotangentName(name: string): string {
  const parts = parseName(name);
  return parts === undefined ? name + macron : composeName({ ...parts, marks: parts.marks + macron });
}

/** The differential, or tangent, of a name: `X` → `dX`. */
export const differentialName = (name: string): string => `d${name}`;

/** The name whose cotangent this is (`Ȳ` → `Y`), or undefined. */
export function cotangentBase(name: string): string | undefined {
  const parts = parseName(name);
  return parts?.marks.endsWith(macron) ? composeName({ ...parts, marks: parts.marks.slice(0, -1) }) : undefined;
}

/** The name whose differential this is (`dX` → `X`), or undefined. */
export function differentialBase(name: string): string | undefined {
  const parts = parseName(name);
  const base = parts?.base.startsWith("d") === true ? parts.base.slice(1) : "";
  return parts !== undefined && isNameLetter(base) ? composeName({ ...parts, base }) : undefined;
}

/** A base in ASCII letters: `dα` → `dalpha`. */
export const asciiBase = (base: string): string =>
  Array.from(base, (character) => greekWords.get(character) ?? character).join("");

const markSuffix = (marks: string): string =>
  Array.from(marks, (mark) => accentByMark.get(mark)?.suffix ?? "").join("");

/** The spelling of a canonical name in Unicode text: the canonical one. */
export const toText = (name: string): string => name;

/** `Mu` and `Nu` read as a product with a Latin capital where nothing is declared: the letters are then commands. */
export const isReadAsProduct = (word: string): boolean => word === "Mu" || word === "Nu";

/** The ASCII spelling of a canonical name: `Σ_xy` → `Sigma_xy`, `Ȳ` → `Ybar`, `f′` → `f'`, `Μ₁` → `\Mu_{1}`. */
export function toAscii(name: string): string {
  const [stem, primes] = splitPrimes(name);
  const parts = parseName(stem);
  if (parts === undefined) return name;
  if (isReadAsProduct(asciiBase(parts.base.replace(/^d/, "")))) return `${toLatex(stem)}${"'".repeat(primes)}`;
  const subscript = subscriptText(asciiBase(parts.subscript)) + indexText(parts.index);
  return `${asciiBase(parts.base)}${markSuffix(parts.marks)}${parts.digits}${subscript}${"'".repeat(primes)}`;
}

/** `f′′` → [`f`, 2]. */
export function splitPrimes(name: string): readonly [stem: string, primes: number] {
  const stem = name.replace(/′+$/u, "");
  return [stem, name.length - stem.length];
}

function latexBase(base: string, marks: string): string {
  if (/^d(?=__)/.test(base) || (base.length > 1 && base.startsWith("d") && isNameLetter(base.slice(1)))) {
    return `d${latexBase(base.slice(1), marks)}`;
  }
  const letter = greekCommands.get(base) ?? (base.length === 1 ? base : `\\mathit{${base.replaceAll("_", "\\_")}}`);
  return Array.from(marks).reduce((inner, mark) => {
    const commands = accentByMark.get(mark)?.commands ?? [];
    return `\\${(base.length > 1 && mark === macron ? commands[1] : commands[0]) ?? "bar"}{${inner}}`;
  }, letter);
}

/** A subscript of three letters or more is a word, set upright; a shorter one is a list of indices. */
const latexSubscript = (subscript: string): string =>
  greekCommands.get(subscript) ?? (/^[A-Za-z0-9]{3,}$/.test(subscript) ? `\\mathrm{${subscript}}` : subscript);

/** The LaTeX spelling of a canonical name: `Σ_xy` → `\Sigma_{xy}`, `W_out` → `W_{\mathrm{out}}`. */
export function toLatex(name: string): string {
  const [stem, primes] = splitPrimes(name);
  const parts = parseName(stem);
  if (parts === undefined) return `\\text{${name.replace(/[^\p{L}\p{N} ]/gu, "\\_")}}`;
  const indices = [parts.digits, latexSubscript(parts.subscript)].filter((index) => index !== "");
  const subscript = indices.length === 0 ? "" : `_{${indices.join(",")}}`;
  const indexed = latexBase(parts.base, parts.marks) + subscript + indexText(parts.index);
  return (parts.index === undefined ? indexed : `{${indexed}}`) + "'".repeat(primes);
}
