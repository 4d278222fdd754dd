/** Words in LaTeX's text mode. */

const SPECIAL: Readonly<Record<string, string>> = {
  "§": "\\S",
  "–": "--",
  "≥": "$\\ge$",
  "≤": "$\\le$",
  λ: "$\\lambda$",
  "…": "\\dots",
};

/** Plain text as LaTeX prints it. */
export const words = (text: string): string =>
  text
    .replace(/[\\{}&%$#_^~]/g, (c) =>
      c === "\\" ? "\\textbackslash{}" : c === "^" || c === "~" ? `\\${c}{}` : `\\${c}`,
    )
    .replace(/[§–≥≤λ…]/g, (c) => SPECIAL[c]!);
