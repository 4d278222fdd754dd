/** What stands at a place of a program: the calls that an editor makes. Every one takes text that may be unfinished. */
import type { Span } from "../language/syntax.js";
import type { DeclarationStatement, ShapeSyntax, Statement, Syntax } from "../language/syntax.js";
import { postorder } from "../language/traverse.js";
import { parseProgram } from "../language/parse/parse.js";
import { functionScope, loadCatalogue } from "../expression/catalogue/load.js";
import type { ElaboratedProgram } from "../expression/elaborate/program.js";
import { parse } from "../derive.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { nodeView, type NodeView } from "./nodes.js";

/** The smallest expression at a place. */
export interface Hover extends NodeView {
  readonly span: Span;
  /** Every place at which the same expression stands. */
  readonly places: readonly Span[];
}

export type SymbolKind = "input" | "definition" | "function" | "parameter" | "size" | "known function";

/** A name of the program, or a known function that it uses. */
export interface ProgramSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly places: readonly Span[];
  /** `m×n`, where the program is understood. */
  readonly shape?: string;
  readonly properties?: readonly string[];
}

/** The program's meaning; none while it has mistakes. */
function understood(source: string): ElaboratedProgram | undefined {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof MatrixBackpropError) return undefined;
    throw error;
  }
}

const holds = (span: Span, offset: number): boolean => span.start <= offset && offset < span.end;

/** What the smallest expression around an offset is; undefined between expressions and in a program with mistakes. */
export function hover(source: string, offset: number): Hover | undefined {
  const program = understood(source);
  const around = program?.occurrences.filter((o) => holds(o.span, offset)) ?? [];
  const length = ({ span }: { readonly span: Span }): number => span.end - span.start;
  const [first, ...others] = around;
  if (!program || !first) return undefined;
  const smallest = others.reduce((best, o) => (length(o) < length(best) ? o : best), first);
  const places = program.occurrences.filter((o) => o.node === smallest.node).map((o) => o.span);
  return { ...nodeView(program, smallest.node), span: smallest.span, places: distinct(places) };
}

const distinct = (spans: readonly Span[]): Span[] => [
  ...new Map(spans.map((s) => [`${s.start} ${s.end}`, s])).values(),
];

/** The names of the program with their places, in the order in which they come first. */
export function symbols(source: string): ProgramSymbol[] {
  const { program } = parseProgram(source, functionScope(loadCatalogue()));
  const found = new Map<string, { kind: SymbolKind; places: Span[] }>();
  const note = (name: string, kind: SymbolKind, span: Span): void => {
    const known = found.get(name);
    if (known) known.places.push(span);
    else found.set(name, { kind, places: [span] });
  };
  for (const statement of program.statements) noteNames(source, statement, note);
  const meaning = understood(source);
  return [...found].map(([name, { kind, places }]) => {
    const node = meaning && [...meaning.inputs, ...meaning.definitions].find((n) => n.name === name)?.node;
    const told = node && nodeView(meaning, node);
    return { name, kind, places, ...(told ? { shape: told.shape, properties: told.properties } : {}) };
  });
}

type Note = (name: string, kind: SymbolKind, span: Span) => void;

function noteNames(source: string, statement: Statement, note: Note): void {
  switch (statement.kind) {
    case "declaration":
      return noteDeclaration(statement, note);
    case "order":
      for (const size of [statement.greater, statement.less]) note(size.name, "size", size.span);
      return;
    case "unknown":
      note(statement.target.name, "function", statement.target.span);
      for (const parameter of statement.parameters) note(parameter.name, "parameter", parameter.span);
      return;
    case "definition":
      for (const target of statement.targets) note(target.name, "definition", target.span);
      return noteExpression(source, statement.value, note);
    case "function":
      note(statement.target.name, "function", statement.target.span);
      for (const parameter of statement.parameters) note(parameter.name, "parameter", parameter.span);
      return noteExpression(source, statement.body, note);
    case "expression":
      return noteExpression(source, statement.value, note);
    case "return":
      for (const value of statement.values) noteExpression(source, value, note);
  }
}

function noteDeclaration({ target, shape }: DeclarationStatement, note: Note): void {
  note(target.name, "input", target.span);
  for (const size of sizesOf(shape)) {
    for (const part of postorder(size)) if (part.kind === "name") note(part.name, "size", part.span);
  }
}

function sizesOf(shape: ShapeSyntax): readonly Syntax[] {
  if (shape.kind === "matrix") return [shape.rows, shape.columns];
  return shape.kind === "vector" ? [shape.rows] : [];
}

function noteExpression(source: string, expression: Syntax, note: Note): void {
  const known = functionScope(loadCatalogue());
  const functions = new Set<string>([...known.functions, ...known.scalarFunctions]);
  for (const part of postorder(expression)) {
    if (part.kind === "name") note(part.name, "input", part.span);
    const word = part.kind === "apply" && source.slice(part.at.start, part.at.end);
    if (part.kind === "apply" && word && functions.has(word)) note(word, "known function", part.at);
  }
}
