/** `e^{…}` is exp(…), where the program has no name e. */
import type { TakeNote } from "../diagnostics/notes.js";
import type { Scope } from "../names/scope.js";
import type { Syntax } from "../syntax.js";
import { foldTree, operands } from "../traverse.js";

export const exponentials = (syntax: Syntax, scope: Scope, note: TakeNote): Syntax =>
  foldTree<Syntax, Syntax>(syntax, operands, (node, args) => {
    if (node.kind !== "apply") return node;
    const [base, exponent] = args;
    const isPower =
      (node.head === "power" || node.head === "hadamardPower") && base?.kind === "name" && base.name === "e";
    if (!isPower || exponent === undefined || scope.knows("e") || !scope.functions.has("exp")) return { ...node, args };
    note(
      "exponential-base",
      "`e` with an exponent is exp(…); declare `e: scalar` for a number of that name",
      node.span,
    );
    return { ...node, head: "exp", args: [exponent] };
  });
