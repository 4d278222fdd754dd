/** What passes between a layer and its workers. */
import type { Arguments, Results } from "../codegen/run/layer.js";
import { DataError } from "../codegen/run/data.js";
import { LinearAlgebraError, type ErrorCode } from "../codegen/runtime/errors.js";

/** `record` numbers what forward saves: it stays in the worker. */
export type Request =
  | {
      readonly phase: "forward";
      readonly record: number;
      readonly values: Arguments;
      readonly sizes: Readonly<Record<string, number>>;
    }
  | { readonly phase: "backward"; readonly record: number; readonly values: Arguments }
  | { readonly phase: "release"; readonly record: number };

export type Answer = { readonly values: Results } | { readonly error: DescribedError };

/** The memory behind values that are nobody else's: a message takes it along instead of copying it. */
export function buffersOf(values: Arguments | Results): ArrayBuffer[] {
  const buffers = Object.values(values).flatMap((value) =>
    typeof value === "object" && value.data.buffer instanceof ArrayBuffer ? [value.data.buffer] : [],
  );
  return [...new Set(buffers)];
}

/** An error as a message carries it: its class is lost on the way. */
interface DescribedError {
  readonly kind: "linear algebra" | "data" | "other";
  readonly code: string;
  readonly message: string;
}

export function described(error: unknown): DescribedError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof LinearAlgebraError) return { kind: "linear algebra", code: error.code, message };
  if (error instanceof DataError) return { kind: "data", code: error.code, message };
  return { kind: "other", code: "", message };
}

export function revived({ kind, code, message }: DescribedError): Error {
  if (kind === "linear algebra") return new LinearAlgebraError(code as ErrorCode, message);
  return kind === "data" ? new DataError(code, message) : new Error(message);
}
