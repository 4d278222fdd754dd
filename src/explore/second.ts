/** Derivatives of another form than gradients as plain values for a page: Jacobians, Hessians and products with them. */
import { secondFormulas } from "../emit.js";
import type { Derivation } from "../calculus/derivation.js";
import type { SecondForm } from "../calculus/second.js";
import type { NotationStyle } from "../language/print/notation.js";
import { styleFor } from "../print/names-of-loss.js";
import { labelLatex, labelText } from "../print/second/labels.js";
import { remarkText } from "../print/second/text.js";
import { toText } from "../../grammar/names.js";
import { printIn, type PrintedEquation, type Printed } from "./view.js";

export interface SecondView {
  readonly derivatives: readonly PrintedEquation[];
  readonly where: readonly PrintedEquation[];
  readonly remarks: readonly string[];
}

const plain = (text: string, latex: string): Printed => ({ text, latex, marked: latex, marks: [] });

/** The derivatives by every input. Throws MatrixBackpropError where there are none. */
export function secondView(derivation: Derivation, form: SecondForm, style: NotationStyle = {}): SecondView {
  const { lines, where, remarks, derivation: varied } = secondFormulas(derivation, form, "numerator", false);
  const printed = printIn({ style: styleFor(varied, style) });
  // Their expressions are of another store than those of the program: no number leads from the one to the other.
  const unmarked = ({ text, latex }: Printed): Printed => plain(text, latex);
  return {
    derivatives: lines.map((l) => ({
      left: plain(labelText(l.label, varied, toText, false), labelLatex(l.label, varied)),
      right: unmarked(printed(l.right)),
    })),
    where: where.map(({ left, right }) => {
      const names = left.map(printed);
      const joined = (of: (p: Printed) => string): string => names.map(of).join(", ");
      return { left: plain(joined((p) => p.text), joined((p) => p.latex)), right: unmarked(printed(right)) }; // prettier-ignore
    }),
    remarks: remarks.map((r) => remarkText(r, toText, false)),
  };
}
