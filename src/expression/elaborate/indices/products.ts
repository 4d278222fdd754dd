/** Products over indices: of all entries, or the exponential of a sum of logarithms where what is multiplied is positive. */
import type { ApplySyntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import { applyTerm, type Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import type { Term } from "../typed-syntax.js";
import { asMatrix, constantValue, mapped, overLabels } from "./algebra.js";
import { isSurelyPositive, withOnes } from "./exclusions.js";
import { productOfEntries, type Place } from "./functions.js";
import { isNumber, openLabels, type Label, type Value } from "./value.js";

/** The product over labels; the exclusions of the place are those of this product, too. */
export function productOver(place: Place, syntax: ApplySyntax, bound: readonly Label[], body: Value): Value {
  const { scope, plain, exclusions } = place;
  const others = openLabels(body).filter((label) => !bound.includes(label));
  if (!isNumber(body) || openLabels(body).length > 2 || bound.length > 2) {
    throw new TypeProblem("type/index-function", "this product over an index has no matrix form here", syntax.span);
  }
  const entrywise = (f: string, value: Value): Value =>
    mapped(scope, value, syntax, (term) =>
      applyTerm("entrywise", syntax, [plain.scalarFunction(f, syntax)!, term], term),
    );
  // What is left out counts as 1.
  const kept = mapped(scope, body, syntax, (term, labels) => withOnes(scope, syntax, exclusions, { term, labels }));
  const logarithm = { ...overLabels(entrywise("log", kept), bound), syntax };
  if (others.length === 0)
    return { ...constantValue(scope, ofAll(scope, syntax, asMatrix(scope, kept, bound))), logarithm, syntax };
  if (isSurelyPositive(body.syntax)) return { ...entrywise("exp", logarithm), logarithm, syntax };
  // Only the logarithm has a matrix form: what takes the product itself is refused.
  return { ...logarithm, logarithm, networks: [] };
}

/** The product of all entries of a vector or a matrix. */
function ofAll(scope: Scope, syntax: ApplySyntax, term: Term): Term {
  const { cols } = term;
  const stacked =
    scope.unifier.resolve(cols).key === "1" ? term : declared(scope, "vec", { ...syntax, head: "vec" }, [term], []);
  return productOfEntries(scope, syntax, stacked);
}
