/** Functions of the program that are written out where they are called, with the terms of their arguments. */
import { defaultLimits, grouped } from "../../../language/diagnostics/limits.js";
import type { ApplySyntax, FunctionStatement, Syntax } from "../../../language/syntax.js";
import { foldTree, operands, postorder } from "../../../language/traverse.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import type { Scope } from "./scope.js";

/** What the parameters of a function stand for while its body is typed at one call. */
export interface Frame {
  readonly statement: FunctionStatement;
  readonly call: ApplySyntax;
  readonly values: ReadonlyMap<string, Term>;
  /** Inside which other call this one stands. */
  readonly outer: Frame | undefined;
}

/** The function that is written out at a call; `f.(A)` and what is no call of one have none. */
export function calledFunction(scope: Scope, { head, elementwise }: ApplySyntax): FunctionStatement | undefined {
  return elementwise ? undefined : scope.writtenOut?.(head);
}

/** Throws TypeProblem where a call has too few arguments or too many. */
export function requireArity({ parameters, target }: FunctionStatement, call: ApplySyntax, given: number): void {
  if (given === parameters.length) return;
  const count = `${parameters.length} argument${parameters.length === 1 ? "" : "s"}`;
  const hint = `it is defined as ${target.spelling}(${parameters.map((p) => p.spelling).join(", ")})`;
  throw new TypeProblem("type/arity", `${target.spelling} expects ${count}, got ${given}`, call.at, hint);
}

/** The call with its arguments. Throws TypeProblem where there are too few or too many, or a function calls itself. */
export function enter(
  statement: FunctionStatement,
  call: ApplySyntax,
  args: readonly Term[],
  outer: Frame | undefined,
): Frame {
  const { parameters, target } = statement;
  requireArity(statement, call, args.length);
  for (let frame = outer; frame; frame = frame.outer) {
    if (frame.statement !== statement) continue;
    const message = `${target.spelling} is defined by itself`;
    throw new TypeProblem("type/recursive", message, target.span, undefined, calledHere(outer!));
  }
  return { statement, call, values: new Map(parameters.map((p, i) => [p.name, args[i]!])), outer };
}

/** A parameter in the body of a function, where it stands for a value that is no size. */
export const isValue = (syntax: Syntax, frame: Frame | undefined): boolean =>
  syntax.kind === "name" && frame?.values.has(syntax.name) === true;

/** The syntax with the numbers and sizes that parameters in it stand for. */
export function withSizes(syntax: Syntax, { values }: Frame): Syntax {
  return foldTree<Syntax, Syntax>(syntax, operands, (node, args) => {
    if (node.kind === "apply") return args.every((a, i) => a === node.args[i]) ? node : { ...node, args };
    const value = node.kind === "name" ? values.get(node.name) : undefined;
    if (value?.kind === "number") return { kind: "number", text: value.text, span: node.span };
    return value?.kind === "size" && value.syntax.kind === "name" ? value.syntax : node;
  });
}

/** Of the parameters only those that stand for sizes can be one. Throws TypeProblem. */
export function refuseParameterAsSize(syntax: Syntax, frame: Frame | undefined): void {
  const at = frame && postorder(syntax).find((s) => s.kind === "name" && frame.values.has(s.name));
  if (at?.kind !== "name") return;
  const hint = "pass an integer or a dimension such as n";
  throw new TypeProblem("type/size", `${at.spelling} is not a size`, at.span, hint, calledHere(frame!));
}

/** Counts what is typed inside of calls: functions of functions of functions grow without bound. */
export class CallBudget {
  #typed = 0;

  take(frame: Frame): void {
    this.#typed += 1;
    if (this.#typed <= defaultLimits.nodes) return;
    const message = `the functions are written out to more than ${grouped(defaultLimits.nodes)} nodes`;
    throw new TypeProblem("limit/nodes", message, outermost(frame).call.span);
  }
}

function outermost(frame: Frame): Frame {
  let outer = frame;
  while (outer.outer) outer = outer.outer;
  return outer;
}

/** A mistake in the body of a function, with the call at which it shows. */
export function atCall(error: unknown, frame: Frame | undefined): unknown {
  if (!frame || !(error instanceof TypeProblem) || error.related.length > 0) return error;
  return new TypeProblem(error.code, error.message, error.span, error.hint, calledHere(frame));
}

const calledHere = (frame: Frame) => [{ span: outermost(frame).call.span, message: "called here" }];
