/** The answer to `--form jacobian`, `hessian` or `hvp` as JSON: that of the first derivatives with the second ones added. */
import type { CheckReport } from "../check-report.js";
import { printer } from "../../language/print/print.js";
import { toText } from "../../../grammar/names.js";
import type { Derivation } from "../../calculus/derivation.js";
import type { SecondForm } from "../../calculus/second.js";
import { jsonResult } from "../json/report.js";
import type { SecondFormulas } from "./formulas.js";
import { labelLatex, labelText } from "./labels.js";
import { remarkText } from "./text.js";

const text = printer("text");
const latex = printer("latex");

export function secondJson(
  first: Derivation,
  form: SecondForm,
  formulas: SecondFormulas,
  check: CheckReport | null,
): string {
  const { derivation, lines, where, remarks } = formulas;
  const answer = {
    ...jsonResult(first, check),
    second: {
      form,
      derivatives: lines.map((l) => ({
        as: l.as,
        label: labelText(l.label, derivation, toText, false),
        labelLatex: labelLatex(l.label, derivation),
        expression: text(l.right),
        latex: latex(l.right),
      })),
      where: where.map((e) => ({
        name: e.left.map(text).join(", "),
        expression: text(e.right),
        latex: latex(e.right),
      })),
      remarks: remarks.map((r) => remarkText(r, toText, false)),
    },
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}
