/** Programs → text: one statement a line, in the three notations. */
import type { Notation } from "./notation.js";
import { notationOf, printExpression, type NotationName, type PrintOptions } from "./print.js";
import type { DeclarationStatement, Interval, Program, ShapeSyntax, Statement, Syntax } from "../syntax.js";

/** Prints a program; it parses back to the same statements. */
export function printProgram(program: Program, name: NotationName, options: PrintOptions = {}): string {
  return program.statements.map((statement) => `${printStatement(statement, name, options)}\n`).join("");
}

/** Prints one statement, without a line end. */
function printStatement(statement: Statement, name: NotationName, options: PrintOptions = {}): string {
  const notation = notationOf(name, options);
  const expression = (value: Syntax): string => printExpression(value, name, options);
  switch (statement.kind) {
    case "declaration":
      return declaration(statement, name, notation, options);
    case "order": {
      const sign = { text: " ≥ ", ascii: " >= ", latex: " \\geq " }[name];
      return [statement.greater, statement.less].map((size) => notation.name(size.name).text).join(sign);
    }
    case "unknown": {
      const word = name === "latex" ? "\\text{function}" : "function";
      if (statement.value === undefined) return `${notation.callee(statement.target.name, false)}: ${word}`;
      const parameters = statement.parameters.map((p) => notation.name(p.name).text).join(", ");
      const called = `${notation.callee(statement.target.name, false)}${notation.bracketed(parameters)}`;
      return declaration(statement.value, name, notation, options, called);
    }
    case "definition": {
      const targets = statement.targets.map((target) => notation.name(target.name).text);
      return `${targets.join(", ")} = ${expression(statement.value)}`;
    }
    case "function": {
      const parameters = statement.parameters.map((p) => notation.name(p.name).text).join(", ");
      return `${notation.callee(statement.target.name, false)}${notation.bracketed(parameters)} = ${expression(statement.body)}`;
    }
    case "expression":
      return expression(statement.value);
    case "return":
      return `${name === "latex" ? "\\text{return}\\; " : "return "}${statement.values.map(expression).join(", ")}`;
  }
}

function declaration(
  { target, shape, properties, interval }: DeclarationStatement,
  name: NotationName,
  notation: Notation,
  options: PrintOptions,
  /** What is declared, where it is no name. */
  called?: string,
): string {
  const words = properties.map((property) => (name === "latex" ? `\\text{${property.name}}` : property.name));
  const within = interval === undefined ? [] : [intervalText(interval, name)];
  const parts = [printShape(shape, name, options), ...words, ...within].filter((part) => part !== "");
  return `${called ?? notation.name(target.name).text}: ${parts.join(name === "latex" ? "\\; " : " ")}`;
}

function intervalText({ from, to, closed }: Interval, name: NotationName): string {
  const infinity = { text: "∞", ascii: "inf", latex: "\\infty" }[name];
  const [low, high] = [from, to].map((end) => String(end).replace("Infinity", infinity));
  const inside = `${low!}, ${high!}`;
  return `${name === "latex" ? "\\text{in}\\;" : "in"} ${closed ? `[${inside}]` : `(${inside})`}`;
}

/** Prints a declared shape, `m×n`; it reads back as the same sizes. */
export function printShape(shape: ShapeSyntax, name: NotationName, options: PrintOptions = {}): string {
  const expression = (value: Syntax): string => printExpression(value, name, options);
  switch (shape.kind) {
    case "unstated":
      return "";
    case "scalar":
      return name === "latex" ? "\\text{scalar}" : "scalar";
    case "vector":
      return bracketed(shape.rows, isProduct, expression);
    case "matrix": {
      const sign = { text: "×", ascii: " x ", latex: " \\times " }[name];
      return [shape.rows, shape.columns].map((size) => bracketed(size, isSumOrProduct, expression)).join(sign);
    }
  }
}

/** A product of names: what follows the blank in m n would be read as a property. */
const isProduct = (size: Syntax): boolean =>
  size.kind === "apply" && size.head === "product" && size.args.filter((a) => a.kind !== "number").length > 1;

const isSumOrProduct = (size: Syntax): boolean =>
  isProduct(size) || (size.kind === "apply" && (size.head === "sum" || size.head === "divide"));

const bracketed = (size: Syntax, needsBrackets: (size: Syntax) => boolean, print: (size: Syntax) => string): string =>
  needsBrackets(size) ? `(${print(size)})` : print(size);
