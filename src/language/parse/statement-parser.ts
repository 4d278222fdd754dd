/** Parses the statements of one text, and collects what is wrong with any of them. */
import { listed, type Raw, type Token } from "../../../grammar/nodes.js";
import { aliasesAmong, withoutAliases } from "../names/aliases.js";
import { arrayWords } from "../names/arrays.js";
import { checkCharacters } from "../read/characters.js";
import { declaredDimensions, parseDeclarationStatement } from "./declarations.js";
import { collectKinds, dialects, type Dialect, type NameKind, type SyntaxName } from "./dialects.js";
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { parseTokens } from "./grammar.js";
import { plainLexemes } from "../read/lexemes.js";
import { defaultLimits, grouped, type Limits } from "../diagnostics/limits.js";
import { canonicalName } from "../../../grammar/names.js";
import { NoteList } from "../diagnostics/notes.js";
import type { PlainLexeme } from "../read/plain.js";
import { Scope, type ParseScope } from "../names/scope.js";
import {
  pairsDeclaredNames,
  spanOf,
  splitStatements,
  targetNames,
  topLevelEquals,
  type StatementText,
} from "../read/statements.js";
import type { DeclarationStatement, Span, Statement, Syntax } from "../syntax.js";
import { bareLetters } from "../read/callables.js";
import { withCases, type Report } from "../read/cases.js";
import { derivativeInside, notYet, type Refusal } from "../read/later.js";
import { withoutSentences } from "../read/sentences.js";
import { withIndexSets } from "../read/index-sets.js";
import { indexLetters } from "../read/big-operators.js";
import { withConditions } from "../read/conditions.js";
import { readPython } from "../read/python.js";
import { readTarget, refuseRepeated, tokenOf } from "../read/targets.js";
import { asked } from "./asked.js";
import { claimedLines, type ClaimedLeft } from "./claims.js";
import { withOutput } from "./outputs.js";
import { equationHelp, parametersHelp } from "./equations.js";
import { exponentials } from "./exponentials.js";
import { orderOfSizes } from "./orders.js";
import { unknownFunctions, withArguments } from "./unknown-functions.js";
import { expressionTokens } from "../read/tokens.js";
import { isOnlyHead, nameOf, notationFunctions, ownFunction, TreeBuilder } from "./tree.js";

export interface ParseOptions {
  readonly limits?: Partial<Limits>;
  /** The dialect of expressions; declarations and definitions are the same in all. */
  readonly syntax?: SyntaxName;
  /** Whether the text is a claim, whose last left side may be a derivative. */
  readonly claim?: boolean;
  /** Whether a function that nothing calls, in the last statement, is the output. */
  readonly functionOutputs?: boolean;
}

/** The two sides of an equation. */
export interface Equation {
  readonly left: Syntax;
  readonly right: Syntax;
}

/** What parsing the statements of one text shares: scope, limits, and the list of diagnostics. */
export class StatementParser {
  readonly diagnostics: Diagnostic[] = [];
  readonly notes = new NoteList();
  private readonly limits: Limits;
  private readonly builder: TreeBuilder;
  private dialect: Dialect;
  /** What the dialect says of the names in the expressions. */
  readonly kinds = new Map<string, NameKind>();
  /** Names that statements with mistakes would have declared or defined. */
  readonly broken = new Set<string>();
  /** Functions of the caller and of the notation, without those of the program. */
  private readonly catalogue: ReadonlySet<string>;
  /** Words of other notations for functions. */
  private readonly aliases: ReadonlySet<string>;
  private readonly givenNames: readonly string[];
  private readonly givenDimensions: readonly string[];
  private readonly scalarFunctions: ReadonlySet<string>;
  private readonly ownFunctions: Set<string>;
  /** Words that no function and no name of the program can be. */
  private readonly takenByFunctions: ReadonlySet<string>;
  private takenByTargets: ReadonlySet<string>;
  /** Names that derivatives in front of expressions ask for. */
  readonly wrt = new Set<string>();
  /** The derivative that the left side of a claim names. */
  left: ClaimedLeft | undefined;
  /** Names that stand beside a `×`: a lone word of this kind after a colon is a dimension, not a property. */
  private crossedDimensions: ReadonlySet<string> = new Set();
  private scope: Scope;
  /** Where lexemes were left out: of a statement there, nothing more is said. */
  private spoiled: readonly Span[] = [];
  private nodes = 0;
  private indices: ReadonlySet<string> = new Set();
  /** Letters that stand elsewhere than before a bracket. */
  private bare: ReadonlySet<string> = new Set();

  constructor(
    private readonly source: string,
    { names = [], dimensions = [], functions, scalarFunctions = [], ownFunctions = [] }: ParseScope,
    private readonly options: ParseOptions,
  ) {
    this.limits = { ...defaultLimits, ...options.limits };
    this.ownFunctions = new Set(ownFunctions);
    this.builder = new TreeBuilder(this.diagnostics, this.ownFunctions);
    this.dialect = dialects[options.syntax ?? "math"];
    this.catalogue = new Set([...functions, ...notationFunctions, ...this.dialect.functions]);
    this.aliases = aliasesAmong(this.catalogue);
    this.scalarFunctions = new Set(scalarFunctions);
    this.givenNames = Array.from(names, canonicalName);
    this.givenDimensions = Array.from(dimensions, canonicalName);
    this.takenByFunctions = new Set([...this.catalogue].filter((word) => !isOnlyHead(word)));
    this.takenByTargets = this.takenByFunctions;
    this.scope = new Scope(this.givenNames, this.givenDimensions, this.words(this.givenNames));
  }

  /** The lexemes of the text; none where it is too long or holds characters that do not show. */
  lexemes(): PlainLexeme[] {
    const { characters } = this.limits;
    if (this.source.length > characters) {
      const message = `the text has ${grouped(this.source.length)} characters; the limit is ${grouped(characters)}`;
      this.diagnostics.push({ code: "limit/characters", message, span: { start: characters, end: characters + 1 } });
      return [];
    }
    this.diagnostics.push(...checkCharacters(this.source));
    if (this.diagnostics.length > 0) return [];
    const plain = plainLexemes(this.source, this.diagnostics, this.notes.take);
    this.spoiled = this.diagnostics.map(({ span }) => span);
    if (this.dialect !== dialects.math) return plain;
    const spoken = withoutSentences(plain);
    for (const name of spoken.wrt) this.wrt.add(canonicalName(name));
    const { lexemes, python } = readPython(withConditions(spoken.lexemes), this.notes.take);
    if (python) this.dialect = dialects.python;
    return [...lexemes];
  }

  private readonly report: Report = (code, message, span, hint) => {
    this.diagnostics.push({ code, message, span, hint });
    this.spoiled = [...this.spoiled, span];
  };

  reportEmpty(): void {
    if (this.diagnostics.length > 0) return;
    const message = "the expression is empty";
    const hint = "write an expression, such as `log(X'*X + eps*I)`";
    this.diagnostics.push({ code: "syntax/empty", message, span: { start: 0, end: 0 }, hint });
  }

  /** Whether a statement is of a kind that is not read yet, which is all that is told of it. */
  private isRefused(text: StatementText, refusal: Refusal | undefined): boolean {
    if (refusal === undefined) return false;
    const { code, message, span, hint } = refusal;
    const { start, end } = spanOf(text.lexemes);
    const others = this.diagnostics.filter((d) => d.span.end <= start || d.span.start >= end);
    this.diagnostics.splice(0, Infinity, ...others);
    this.report(code, message, span, hint);
    for (const name of targetNames(text)) this.broken.add(name);
    return true;
  }

  /** Collects the names that the heads of the statements bring into scope, and settles what `x : y` is. */
  scan(given: readonly StatementText[]): readonly StatementText[] {
    const sizes = given.flatMap((text) => declaredDimensions(text, "any"));
    const own = new Set([...this.givenNames, ...this.givenDimensions, ...given.flatMap(targetNames), ...sizes]);
    const read = withIndexSets(
      withArguments(given).filter((text) => !this.isRefused(text, notYet(text, given))),
      this.report,
    ).map((text) => withCases(text, own, this.report));
    const written = this.options.claim === true ? read.flatMap((text) => this.claimed(text)) : read;
    const plain = asked(this.options.functionOutputs === true ? withOutput(written) : written, {
      own,
      wrt: this.wrt,
      note: this.notes.take,
      report: this.report,
    });
    const texts = plain.filter((text) => !this.isRefused(text, derivativeInside(text)));
    this.bare = bareLetters(texts.flatMap(({ lexemes, separator }) => lexemes.slice(separator + 1)));
    const targets = texts.map(targetNames);
    this.indices = indexLetters(texts);
    const crossed = new Set(texts.flatMap((text) => declaredDimensions(text, "matrix")));
    // A claim declares nothing.
    const known = this.options.claim ? this.givenNames : [];
    const heads = new Set([
      ...known,
      ...texts.flatMap((text, index) => (text.kind === "function" || text.kind === "unknown" ? [] : targets[index]!)),
    ]);
    const settled = texts.map((text) =>
      pairsDeclaredNames(text, heads, crossed) ? { ...text, kind: "expression" as const, separator: -1 } : text,
    );
    const names = settled.flatMap((text, index) =>
      text.kind === "expression" || text.kind === "function" || text.kind === "unknown" ? [] : targets[index]!,
    );
    const functions = settled.flatMap((text) =>
      text.kind === "function" || text.kind === "unknown" ? targetNames(text) : [],
    );
    const declared = settled.flatMap((text) => declaredDimensions(text, "any"));
    const dimensions = [...this.givenDimensions, ...declared];
    this.crossedDimensions = crossed;
    const all = [...this.givenNames, ...names];
    this.takenByTargets = new Set([...this.takenByFunctions, ...functions]);
    for (const name of functions) this.ownFunctions.add(name);
    this.scope = new Scope(all, dimensions, [...this.words([...all, ...functions, ...dimensions]), ...functions]);
    return settled;
  }

  /** The lines of a claim; its left side says which derivative they are. */
  private claimed(text: StatementText): readonly StatementText[] {
    const { lines, wrt, left } = claimedLines(text, new Set(this.givenNames));
    if (wrt !== undefined) this.wrt.add(wrt);
    if (left) this.left = left;
    return lines;
  }

  /** The functions of the catalogue, and the words for them that the program does not use for something else. */
  private words(names: readonly string[]): readonly string[] {
    const own = new Set(names);
    const taken = (word: string): boolean => own.has(word) && (this.aliases.has(word) || isOnlyHead(word));
    const ofArrays = this.dialect === dialects.python ? arrayWords : [];
    return [...this.catalogue, ...this.aliases, ...ofArrays].filter((word) => !taken(word));
  }

  /** The statement, which a declaration of several names makes several; none where it was not understood. */
  statement(text: StatementText): Statement[] {
    const before = this.diagnostics.length;
    const { start, end } = spanOf(text.lexemes);
    const spoiled = this.spoiled.some((span) => span.start < end && span.end > start);
    const statements = spoiled ? [] : this.unchecked(text);
    if (!spoiled && this.diagnostics.length === before) return statements;
    for (const name of targetNames(text)) this.broken.add(name);
    return [];
  }

  private readonly readName = (lexeme: PlainLexeme) =>
    nameOf(readTarget(lexeme, this.takenByFunctions, this.limits, this.diagnostics));

  private unchecked(text: StatementText): Statement[] {
    const { kind, lexemes } = text;
    const span = spanOf(lexemes);
    switch (kind) {
      case "declaration":
        return this.declarationText(text);
      case "order":
        return orderOfSizes(lexemes, this.readName);
      case "unknown":
        return unknownFunctions(text, this.readName, (value) => this.declarationText(value, this.takenByFunctions));
      case "definition":
        return this.definition(text, span);
      case "function":
        return this.functionDefinition(text, span);
      case "return": {
        const returns = tokenOf("returns", lexemes[0]!);
        const parsed = this.parse("return", [returns, ...this.tokens(lexemes.slice(1))]);
        if (parsed === undefined) return [];
        return [{ kind: "return", values: listed(parsed.values).map((raw) => this.build(raw)), span }];
      }
      case "expression": {
        const value = this.expression(lexemes);
        return value === undefined ? [] : [{ kind: "expression", value, span }];
      }
    }
  }

  expression(lexemes: readonly PlainLexeme[]): Syntax | undefined {
    if (lexemes.length === 0) return undefined;
    const before = this.diagnostics.length;
    const tokens = this.tokens(lexemes);
    if (this.diagnostics.length > before) return undefined;
    const parsed = this.parse("expression", tokens);
    return parsed === undefined ? undefined : this.build(parsed.value);
  }

  declaration(lexemes: readonly PlainLexeme[]): readonly DeclarationStatement[] {
    const line = lexemes.filter(({ type }) => type !== "newline");
    const [statement] = splitStatements(line);
    const colon = line.findIndex(({ type }) => type === "colon");
    if (statement?.kind === "declaration" && statement.lexemes.length === line.length) {
      return this.declarationText(statement);
    }
    if (colon > 0) return this.declarationText({ kind: "declaration", lexemes: line, separator: colon });
    if (this.diagnostics.length === 0) {
      this.diagnostics.push({
        code: "syntax/declaration",
        message: "this is not a declaration",
        span: spanOf(line),
        expected: ["a name, `:` and a shape"],
        hint: "write `X: m×n`, `x: n` or `a: scalar`",
      });
    }
    return [];
  }

  equation(lexemes: readonly PlainLexeme[]): Equation | undefined {
    const before = this.diagnostics.length;
    const tokens = this.tokens(lexemes);
    if (this.diagnostics.length > before || lexemes.length === 0) return;
    if (topLevelEquals(lexemes) < 0) {
      const message = "an equation has a left and a right side, with `=` between them";
      this.diagnostics.push({ code: "syntax/equation", message, span: spanOf(lexemes), expected: ["`=`"] });
      return undefined;
    }
    const parsed = this.parse("equation", tokens);
    return parsed && { left: this.build(parsed.left), right: this.build(parsed.right) };
  }

  private declarationText(text: StatementText, functions = this.takenByTargets): DeclarationStatement[] {
    const { source, limits, crossedDimensions: dimensions } = this;
    return parseDeclarationStatement(text, { source, dimensions, functions, limits }, this.diagnostics);
  }

  private definition({ lexemes, separator }: StatementText, span: Span): Statement[] {
    const before = this.diagnostics.length;
    const targets = this.targets(lexemes.slice(0, separator), lexemes.slice(separator + 1));
    const value = this.tokens(lexemes.slice(separator + 1));
    if (this.diagnostics.length > before) return [];
    const parsed = this.parse("definition", [...targets, tokenOf("equals", lexemes[separator]!), ...value]);
    if (parsed === undefined) return [];
    const names = listed(parsed.targets).map(nameOf);
    return [{ kind: "definition", targets: names, value: this.build(parsed.value), span }];
  }

  /** The names on the left of `=`. */
  private targets(lexemes: readonly PlainLexeme[], right: readonly PlainLexeme[] = []): Token[] {
    const names = lexemes.every(({ type }, index) => type === (index % 2 === 0 ? "word" : "comma"));
    if (!names || lexemes.length % 2 === 0) {
      const isCall = lexemes[0]?.type === "word" && lexemes[1]?.type === "lparen";
      const span = lexemes.length === 0 ? { start: 0, end: 0 } : spanOf(lexemes);
      const equated = right.length === 0 ? undefined : spanOf(right);
      const help = isCall ? parametersHelp : equationHelp(this.source, span, equated);
      this.diagnostics.push({ code: "syntax/target", message: "the left of `=` is a name", span, ...help });
      return [];
    }
    return lexemes.map((lexeme) =>
      lexeme.type === "comma"
        ? tokenOf("comma", lexeme)
        : readTarget(lexeme, this.takenByTargets, this.limits, this.diagnostics),
    );
  }

  private functionDefinition({ lexemes, separator }: StatementText, span: Span): Statement[] {
    const before = this.diagnostics.length;
    const target = readTarget(lexemes[0]!, this.takenByFunctions, this.limits, this.diagnostics);
    const inside = this.targets(lexemes.slice(2, separator - 1));
    const parameters = inside.filter(({ type }) => type === "name");
    refuseRepeated(parameters, this.diagnostics);
    const outer = this.scope;
    this.scope = outer.withParameters(parameters.map(({ value }) => value));
    const body = this.tokens(lexemes.slice(separator + 1));
    const sign = (type: string, at: number): Token => tokenOf(type, lexemes[at]!);
    const left = [target, sign("lparen", 1), ...inside, sign("rparen", separator - 1), sign("equals", separator)];
    const parsed = this.diagnostics.length > before ? undefined : this.parse("function", [...left, ...body]);
    const value = parsed === undefined ? undefined : this.build(parsed.value);
    this.scope = outer;
    if (parsed === undefined || value === undefined) return [];
    const names = listed(parsed.parameters).map(nameOf);
    const written = nameOf(parsed.target);
    const named = { ...written, name: ownFunction(written.name) };
    return [{ kind: "function", target: named, parameters: names, body: value, span }];
  }

  private tokens(lexemes: readonly PlainLexeme[]): readonly Token[] {
    const { scope, limits, dialect } = this;
    const isBare = (letter: string): boolean => this.bare.has(letter);
    const options = {
      scope,
      limits,
      isBare,
      indices: this.indices,
      note: this.notes.take,
      words: dialect.words,
      signs: dialect.signs,
    };
    const tokens = expressionTokens(lexemes, options, this.diagnostics);
    this.nodes += tokens.length;
    if (this.nodes > this.limits.nodes && this.nodes - tokens.length <= this.limits.nodes) {
      const message = `the program has more than ${grouped(this.limits.nodes)} nodes`;
      this.diagnostics.push({ code: "limit/nodes", message, span: spanOf(lexemes) });
    }
    return tokens;
  }

  /** The syntax tree in the language's own terms. */
  private build(raw: Raw): Syntax {
    const built = exponentials(this.builder.build(raw), this.scope, this.notes.take);
    const read = this.dialect.translate(built, this.scalarFunctions);
    const entrywise = this.dialect === dialects.python ? this.scalarFunctions : undefined;
    const isOwn = (word: string): boolean =>
      this.ownFunctions.has(word) ||
      (entrywise === undefined && !(this.scope.functions.has(word) && this.aliases.has(word)));
    const context = { note: this.notes.take, report: this.report };
    const syntax = withoutAliases(read, { isOwn, entrywise, context });
    collectKinds(syntax, this.dialect, this.scope, this.kinds);
    return syntax;
  }

  private parse<K extends Parameters<typeof parseTokens>[0]>(
    start: K,
    tokens: readonly Token[],
  ): ReturnType<typeof parseTokens<K>> {
    return parseTokens(start, tokens, this.source, this.diagnostics);
  }
}
