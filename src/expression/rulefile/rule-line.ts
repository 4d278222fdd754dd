/** A line of a rule file with its place. */
import type { SourceText } from "../../../codegen/diagnostics.js";

export interface RuleLine {
  readonly file: SourceText;
  /** Counted from 1. */
  readonly line: number;
  /** Where `text` begins in the file. */
  readonly start: number;
  /** Without indentation and comment. */
  readonly text: string;
  /** As written, without indentation. */
  readonly written: string;
}
