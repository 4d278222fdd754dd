import { renderDiagnostics } from "../language/diagnostics/render.js";
import { quote } from "../../codegen/diagnostics.js";
import { didYouMean } from "../language/names/suggest.js";
import { OptionsExit } from "./options.js";

/** The refusal of a name that no rule has. */
export function unknownRule(name: string, known: Iterable<string>): OptionsExit {
  const hint = didYouMean(name, known) ?? "derive-gradient rules lists all rules";
  const diagnostic = {
    code: "option/unknown-rule",
    message: `${quote(name)} is not a rule`,
    span: { start: 0, end: name.length },
    hint,
  };
  return new OptionsExit(2, renderDiagnostics([diagnostic], name, { fileName: "argument" }));
}
