/** Names with indices in their subscripts: of which name they are entries, and by which letters. */
import { composeName, parseName } from "../../../../grammar/names.js";
import type { NameSyntax, Syntax } from "../../../language/syntax.js";
import { postorder } from "../../../language/traverse.js";

/** A name taken apart as an entry: `X_ij` is the name X with the letters i and j. */
export interface IndexedName {
  /** Names that it may be an entry of: x_i of x or of X. */
  readonly bases: readonly string[];
  readonly letters: readonly string[];
}

const known = new Map<string, IndexedName | undefined>();
const mostKnown = 4096;

/** The name as an entry; undefined where its subscript is no list of letters. */
export function indexedName(name: string): IndexedName | undefined {
  if (known.has(name)) return known.get(name);
  if (known.size >= mostKnown) known.clear();
  const found = readIndexedName(name);
  known.set(name, found);
  return found;
}

function readIndexedName(name: string): IndexedName | undefined {
  const parts = parseName(name.replace(/_\{(\p{L}),(\p{L})\}/u, "_$1$2"));
  if (parts === undefined) return undefined;
  const { base, marks, digits, subscript, index = "" } = parts;
  const letters = [...Array.from(index.replaceAll(",", "")), ...Array.from(subscript.replaceAll(",", ""))];
  if (letters.length === 0 || !letters.every((letter) => /^\p{L}$/u.test(letter))) return undefined;
  const stem = { marks, digits, subscript: "" };
  const capital = base.toUpperCase();
  const bases = [
    composeName({ ...stem, base }),
    ...(capital === base ? [] : [composeName({ ...stem, base: capital })]),
  ];
  return { bases, letters };
}

/** `x_{i+1}`: the letters of a subscript that moves an index. */
export function shiftedLetters(name: string): readonly string[] {
  const subscript = /_\{([^{}]*[+-][^{}]*)\}/u.exec(name)?.[1] ?? "";
  return Array.from(subscript.matchAll(/\p{L}/gu), ([letter]) => letter);
}

/** Every letter that sums and products within the expression run over. */
export function boundLetters(root: Syntax): ReadonlySet<string> {
  const letters = new Set<string>();
  for (const node of postorder(root)) {
    if (node.kind !== "apply" || node.binder === undefined) continue;
    const { indices, relation } = node.binder;
    for (const letter of indices) letters.add(letter);
    if (relation !== undefined) letters.add(relation.left).add(relation.right);
  }
  return letters;
}

/** The nodes in which an index or a parameter occurs, or a sum over one: all others mean the same wherever they stand. */
export function dependentNodes(
  root: Syntax,
  letters: ReadonlySet<string>,
  isName: (name: NameSyntax) => boolean,
  isParameter: (name: string) => boolean,
): ReadonlySet<Syntax> {
  const found = new Set<Syntax>();
  const depends = (node: Syntax): boolean => {
    if (node.kind === "apply")
      return node.binder !== undefined || node.head === "entry" || node.args.some((a) => found.has(a));
    if (node.kind === "name" && isOrHasBase(node.name, isParameter)) return true;
    if (node.kind !== "name" || isName(node)) return false;
    const indices = indexedName(node.name)?.letters ?? shiftedLetters(node.name);
    return letters.has(node.name) || indices.some((letter) => letters.has(letter) || /^[i-l]$/.test(letter));
  };
  for (const node of postorder(root)) if (depends(node)) found.add(node);
  return found;
}

const isOrHasBase = (name: string, isParameter: (name: string) => boolean): boolean =>
  isParameter(name) || indexedName(name)?.bases.some(isParameter) === true;

/** A matrix or a vector that a definition gives by its entries: `K_ij = …`. */
export interface Entries {
  readonly target: NameSyntax;
  readonly letters: readonly string[];
}

interface KnownNames {
  isKnownName?(name: string): boolean;
}

/** What a definition gives by its entries; undefined where the left side is a name, or several. */
export function entriesOf(scope: KnownNames, targets: readonly NameSyntax[], value: Syntax): Entries | undefined {
  const [target, ...others] = targets;
  const found = target === undefined || others.length > 0 ? undefined : indexedName(target.name);
  if (found === undefined || found.letters.length > 2 || scope.isKnownName?.(target!.name) === true) return undefined;
  const { letters, bases } = found;
  const depends = postorder(value).some((node) => node.kind === "name" && isEntryWith(scope, node, letters));
  return depends ? { target: { ...target!, name: bases[0]! }, letters } : undefined;
}

/** Whether a name is an entry with one of the letters, as far as it can be told without the sums around it. */
function isEntryWith(scope: KnownNames, { name }: NameSyntax, letters: readonly string[]): boolean {
  if (scope.isKnownName?.(name) === true) return false;
  // A bare index, as in `0 if i ≥ j, −∞ otherwise`.
  if (letters.includes(name) && /^[i-l]$/.test(name)) return true;
  const found = indexedName(name);
  if (found === undefined || found.letters.length > 2 || !letters.some((l) => found.letters.includes(l))) return false;
  const isMatrix = found.letters.length === 2 && (found.bases.length === 1 || found.bases[0] === "δ");
  return isMatrix || found.bases.some((base) => scope.isKnownName?.(base) === true);
}
