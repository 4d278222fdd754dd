/**
 * Text → syntax trees. Nothing here throws on account of a text: what was not understood is in `diagnostics`, and
 * what was understood is returned beside it.
 */
import type { NameKind } from "./dialects.js";
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import type { Note } from "../diagnostics/notes.js";
import type { ParseScope } from "../names/scope.js";
import type { ClaimedLeft } from "./claims.js";
import { StatementParser, type ParseOptions } from "./statement-parser.js";
import { splitStatements } from "../read/statements.js";
import type { DeclarationStatement, Program, Syntax } from "../syntax.js";

export { SYNTAX_NAMES, type NameKind, type SyntaxName } from "./dialects.js";
export type { ParseScope } from "../names/scope.js";
export type { ClaimedLeft, ClaimedSide } from "./claims.js";
export type { ParseOptions } from "./statement-parser.js";

export interface ParsedProgram {
  /** The statements that were understood. */
  readonly program: Program;
  /** What a dialect says of the names that are not declared; empty for the language itself. */
  readonly kinds: ReadonlyMap<string, NameKind>;
  /** Names that statements with mistakes would have declared or defined. */
  readonly broken: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Names that derivatives in front of expressions ask for: `∇_X …`. */
  readonly wrt: readonly string[];
  /** The derivative that the left side of a claim names. */
  readonly left: ClaimedLeft | undefined;
  /** How surprising things were read. */
  readonly notes: readonly Note[];
}

/** Parses a program: declarations, definitions, functions, an expression, `return`. */
export function parseProgram(source: string, scope: ParseScope, options: ParseOptions = {}): ParsedProgram {
  const parser = new StatementParser(source, scope, options);
  const texts = parser.scan(splitStatements(parser.lexemes()));
  const statements = texts.flatMap((text) => parser.statement(text));
  if (texts.length === 0) parser.reportEmpty();
  const { kinds, broken, diagnostics } = parser;
  const [wrt, notes] = [[...parser.wrt], parser.notes.all];
  return { program: { source, statements }, kinds, broken, diagnostics, wrt, left: parser.left, notes };
}

export interface ParsedExpression {
  /** Undefined where there are diagnostics. */
  readonly expression: Syntax | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses one expression. */
export function parseExpression(source: string, scope: ParseScope, options: ParseOptions = {}): ParsedExpression {
  const parser = new StatementParser(source, scope, options);
  const lexemes = parser.lexemes();
  if (lexemes.length === 0) parser.reportEmpty();
  const expression = parser.diagnostics.length > 0 ? undefined : parser.expression(lexemes);
  return { expression: parser.diagnostics.length > 0 ? undefined : expression, diagnostics: parser.diagnostics };
}

export interface ParsedDeclaration {
  /** One for each name; none where there are diagnostics. */
  readonly declarations: readonly DeclarationStatement[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a declaration, which may be of several names: `A, B: n×n`. */
export function parseDeclaration(source: string, scope: ParseScope, options: ParseOptions = {}): ParsedDeclaration {
  const parser = new StatementParser(source, scope, options);
  const declarations = parser.declaration(parser.lexemes());
  return { declarations: parser.diagnostics.length > 0 ? [] : declarations, diagnostics: parser.diagnostics };
}

export interface ParsedEquation {
  /** Undefined where there are diagnostics. */
  readonly left: Syntax | undefined;
  readonly right: Syntax | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses `left = right`, two expressions. */
export function parseEquation(source: string, scope: ParseScope, options: ParseOptions = {}): ParsedEquation {
  const parser = new StatementParser(source, scope, options);
  const lexemes = parser.lexemes();
  if (lexemes.length === 0) parser.reportEmpty();
  const equation = parser.diagnostics.length > 0 ? undefined : parser.equation(lexemes);
  const understood = parser.diagnostics.length > 0 ? undefined : equation;
  return { left: understood?.left, right: understood?.right, diagnostics: parser.diagnostics };
}
