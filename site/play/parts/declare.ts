/** Declarations in the text of a program. */

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The program with the declaration of the name replaced, or with one in front. */
export function declared(program: string, name: string, shape: string): string {
  const line = `${name}: ${shape.trim()}`;
  const present = new RegExp(`(^|[\\n;])([ \\t]*)${escaped(name)}[ \\t]*:[^\\n;#]*`, "u");
  if (present.test(program)) {
    return program.replace(present, (_, before: string, indent: string) => `${before}${indent}${line}`);
  }
  return `${line}\n${program}`;
}
