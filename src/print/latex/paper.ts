/** Formulas as papers write them: ½X for X/2, no fraction inside of one, 𝟏ᵀx for sum(x), zeros around what is embedded. */
import { apply } from "../../expression/express.js";
import { ONE, total as sumOf, type Dimension } from "../../../codegen/plan/sizes.js";
import { isVector, type Node } from "../../expression/node/node.js";
import { foldTree, operands } from "../../language/traverse.js";
import type { ApplySyntax, Syntax } from "../../language/syntax.js";

/** The expression that a piece of syntax shows. */
export type Shown = (id: number) => Node | undefined;

const number = (text: string): Syntax => ({ kind: "number", text, span: { start: 0, end: 0 } });
const isHead = (s: Syntax | undefined, head: string): s is ApplySyntax => s?.kind === "apply" && s.head === head;
const isNumber = (s: Syntax | undefined): boolean => s?.kind === "number";

export function paperForm(syntax: Syntax, shown: Shown): Syntax {
  return foldTree<Syntax, Syntax>(syntax, operands, (s, args) => {
    if (s.kind !== "apply") return s;
    const same = args.every((a, i) => a === s.args[i]) ? s : { ...s, args };
    switch (s.head) {
      case "divide":
        return quotient(same);
      case "total":
        return total(same, s.args[0], shown);
      case "embed":
        return embedded(same, s, shown) ?? same;
      case "product":
        return { ...same, args: same.args.flatMap((a) => (isScaled(a) ? a.args : [a])) };
      default:
        return same;
    }
  });
}

function quotient(s: ApplySyntax): Syntax {
  const [above, below] = s.args as [Syntax, Syntax];
  if (isHead(above, "negate")) return apply("negate", [quotient({ ...s, args: [above.args[0]!, below] })]);
  if (isNumber(below) && !isNumber(above)) return scaled(above, below, s);
  const [nestedAbove, nestedBelow] = [holdsFraction(above), holdsFraction(below)];
  if (nestedBelow) return apply("product", [...factorsOf(above), apply("inverse", [below])]);
  if (!nestedAbove) return s;
  return apply("product", [apply("divide", [number("1"), below]), ...factorsOf(above)]);
}

/** ½ X, ¾ X of 3X/4. */
function scaled(above: Syntax, below: Syntax, s: ApplySyntax): Syntax {
  const [first, ...rest] = factorsOf(above);
  const isLeading = isNumber(first) && rest.length > 0;
  const coefficient = apply("divide", [isLeading ? first! : number("1"), below]);
  return { ...apply("product", [coefficient, ...(isLeading ? rest : factorsOf(above))]), ...shownBy(s) };
}

const shownBy = (s: ApplySyntax): { shows?: number } => (s.shows === undefined ? {} : { shows: s.shows });

/** Whether a product begins with a number. */
const isScaled = (s: Syntax): s is ApplySyntax =>
  isHead(s, "product") && (isNumber(s.args[0]) || (isHead(s.args[0], "divide") && s.args[0].args.every(isNumber)));

const factorsOf = (s: Syntax): readonly Syntax[] => (isHead(s, "product") ? s.args : [s]);

/** Whether a fraction would stand inside of a fraction; one in an exponent is written in a line. */
const holdsFraction = (s: Syntax): boolean =>
  foldTree<Syntax, boolean>(s, exposed, (node, inside) => isFraction(node) || inside.some(Boolean));

const exposed = (s: Syntax): readonly Syntax[] =>
  isHead(s, "power") || isHead(s, "hadamardPower") ? s.args.slice(0, 1) : operands(s);

const isFraction = (s: Syntax): boolean => isHead(s, "divide");

/** 𝟏ᵀx, 𝟏ᵀA𝟏. */
function total(s: ApplySyntax, given: Syntax | undefined, shown: Shown): Syntax {
  const id = given?.kind === "name" || given?.kind === "apply" ? given.shows : undefined;
  const node = id === undefined ? undefined : shown(id);
  if (!node) return s;
  const ones = apply("ones", []);
  const row = apply("transpose", [ones]);
  return apply("product", [row, ...factorsOf(s.args[0]!), ...(isVector(node) ? [] : [ones])]);
}

/** A block matrix with zeros around the part. */
function embedded(s: ApplySyntax, given: ApplySyntax, shown: Shown): Syntax | undefined {
  const node = given.shows === undefined ? undefined : shown(given.shows);
  if (node?.kind !== "apply" || node.fn !== "embed") return undefined;
  const [part] = node.args as readonly [Node];
  const [row, column, rows, cols] = node.dims;
  if (!row || !column || !rows || !cols) return undefined;
  const zero = number("0");
  const inFront = row === ONE;
  const left = column === ONE;
  const below = sizesMeet(row, part.rows, rows);
  const right = sizesMeet(column, part.cols, cols);
  const line = (entry: Syntax): Syntax => apply("row", [...(left ? [] : [zero]), entry, ...(right ? [] : [zero])]);
  return apply("block", [...(inFront ? [] : [line(zero)]), line(s.args[0]!), ...(below ? [] : [line(zero)])]);
}

/** Whether a part that begins at `from` and has so many rows ends where the whole ends. */
const sizesMeet = (from: Dimension, size: Dimension, whole: Dimension): boolean =>
  sumOf([from, size]) === sumOf([whole, ONE]);
