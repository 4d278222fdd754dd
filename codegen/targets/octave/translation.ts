/** Python on arrays in the words of Octave: scalar functions and divided differences. */
import { ENTRY } from "./routines.js";

/** Parts of a list that no bracket encloses. */
function split(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth++;
    if (c === ")") depth--;
    if (c === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += c;
  }
  return parts.map((p) => p.trim());
}

/** Lines of Python, of assignments and a return, as a function of Octave. */
export function inOctave(source: string): string[] {
  const [head, ...lines] = source.split("\n");
  const [, name, parameters] = /def _?(\w+)\((.*)\):/.exec(head!)!;
  const body = lines.flatMap((line): string[] => {
    const text = line.trim();
    if (text.startsWith('"""')) return [`  % ${text.replaceAll('"""', "")}`];
    if (text.startsWith("return ")) return [`  r_ = ${expression(text.slice(7))};`];
    const at = text.indexOf(" = ");
    const [names, values] = [text.slice(0, at).split(", "), split(text.slice(at + 3))];
    return names.map((n, i) => `  ${n} = ${expression(values[i] ?? values[0]!)};`);
  });
  return [`function r_ = ${name!} (${parameters!})`, ...body, "end"];
}

/** An expression of Python on arrays as one of Octave. */
export const expression = (text: string): string =>
  text
    .replace(/SIGMOID\(([^()]*)\)/g, (_, a: string) => `(${ENTRY.sigmoid(a)})`)
    .replace(/CBRT\(([^()]*)\)/g, (_, a: string) => ENTRY.cbrt(a))
    .replace(/(?<!\w)_softplus\(/g, "softplus_of(")
    .replace(/ERFC\(/g, "erfc(")
    .replace(/\bT\((\w+)\)/g, "$1.'")
    .replace(/\bDIAGONAL\(/g, "diagonal_of(")
    .replace(/\bROWSUMS\((\w+)\)/g, "sum($1, 2)")
    .replace(/xp\.inf\b/g, "Inf")
    .replaceAll('float("inf")', "Inf")
    .replace(/xp\.where\(/g, "pick(")
    .replace(/xp\.arctan2\(/g, "atan2(")
    .replace(/xp\.maximum\(/g, "max(")
    .replace(/xp\.minimum\(/g, "min(")
    .replace(/xp\./g, "")
    .replace(/\b_(\w+)\(/g, "$1(")
    .replaceAll(" != ", " ~= ")
    .replaceAll("**", ".^")
    .replaceAll(" * ", " .* ")
    .replaceAll(" / ", " ./ ")
    .replaceAll(" @ ", " * ")
    .replace(/(\w)\(/g, "$1 (");
