/** Characters that are refused wherever they stand: those that do not show, or reorder what is shown. */
import { codePoint, type Diagnostic } from "../../../codegen/diagnostics.js";

const names: ReadonlyMap<number, string> = new Map([
  [0x00, "null character"],
  [0x07, "bell"],
  [0x08, "backspace"],
  [0x0b, "vertical tab"],
  [0x0c, "form feed"],
  [0x1b, "escape"],
  [0x7f, "delete"],
  [0x85, "next line"],
  [0xad, "soft hyphen"],
  [0x61c, "Arabic letter mark"],
  [0x180e, "Mongolian vowel separator"],
  [0x200b, "zero width space"],
  [0x200c, "zero width non-joiner"],
  [0x200d, "zero width joiner"],
  [0x200e, "left-to-right mark"],
  [0x200f, "right-to-left mark"],
  [0x2028, "line separator"],
  [0x2029, "paragraph separator"],
  [0x202a, "left-to-right embedding"],
  [0x202b, "right-to-left embedding"],
  [0x202c, "pop directional formatting"],
  [0x202d, "left-to-right override"],
  [0x202e, "right-to-left override"],
  [0x2060, "word joiner"],
  [0x2061, "invisible function application"],
  [0x2062, "invisible times"],
  [0x2063, "invisible separator"],
  [0x2064, "invisible plus"],
  [0x2066, "left-to-right isolate"],
  [0x2067, "right-to-left isolate"],
  [0x2068, "first strong isolate"],
  [0x2069, "pop directional isolate"],
  [0xfeff, "byte order mark"],
  [0xfffe, "noncharacter"],
]);

const describe = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return "unpaired surrogate";
  return names.get(code) ?? "invisible or unassigned character";
};

// Everything of categories control, format, surrogate, private and unassigned, and the two Unicode line ends.
const refused = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** How many such characters are worth a message each. */
const reported = 5;

/** One diagnostic for each refused character, the first few of them. */
export function checkCharacters(source: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const match of source.matchAll(refused)) {
    const [character] = match;
    if (match.index === 0 && character === "\ufeff") continue;
    found.push({
      code: "syntax/invisible-character",
      message: `the character <${codePoint(character)}> (${describe(character)}) is not allowed`,
      span: { start: match.index, end: match.index + character.length },
      hint: "it does not show, so it was probably pasted by accident; remove it",
    });
    if (found.length === reported) break;
  }
  return found;
}

const hints: ReadonlyMap<string, string> = new Map([
  ["%", "a comment starts with `#`"],
  ["@", "the product is written `A*B` or `A B`"],
  ["!", "a factorial is not read; `.*` is the elementwise product"],
  ["ˆ", "write `^` for a power"],
  ["_", "a name starts with a letter: `x_1`"],
  ["`", "a transpose is written `'`"],
  ["—", "write `-` for minus"],
  ["∇", "write the function; its gradient is what is computed"],
  ["…", "write all of it out; ranges, `for k = 1, …, 5`, belong to recurrences, which are not read yet"],
  ["ℝ", "`ℝ` stands in declarations: `X ∈ ℝ^{m×n}`"],
  ["𝕊", "`𝕊` stands in declarations: `S ∈ 𝕊^n`"],
  ["<", "write `⟨A, B⟩` or `A : B` for an inner product"],
  [">", "write `⟨A, B⟩` or `A : B` for an inner product"],
  ["√", "write `sqrt(A)`"],
  ["ᴴ", "every number is real: write `ᵀ`"],
  ["ᶜ", "every number is real: leave the conjugation out"],
  ["⋆", "write `*` for the product"],
  ["‡", "write `A⁺` for the pseudo-inverse"],
]);

/** A character that means nothing in the language. */
export function strangeCharacter(character: string, start: number): Diagnostic {
  const digit = /\p{Nd}/u.test(character);
  const ascii = /^[!-~]$/.test(character);
  const named = ascii ? `\`${character}\`` : `\`${character}\` (${codePoint(character)})`;
  const hint = digit ? "write the digits 0 to 9" : hints.get(character);
  return {
    code: "syntax/unknown-character",
    message: digit ? `${named} is a digit of another script` : `${named} means nothing here`,
    span: { start, end: start + character.length },
    ...(hint === undefined ? {} : { hint }),
  };
}
