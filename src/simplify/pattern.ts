/** Patterns: the left-hand side of a rewrite rule as a tree, ready for matching. */
import type { Parameter, RewriteRule } from "../expression/catalogue.js";
import type { Dimension } from "../expression/dimension.js";
import { SCALAR } from "../expression/node.js";
import type { Template } from "../expression/template.js";

export type Pattern =
  | { readonly kind: "number"; readonly value: string }
  | { readonly kind: "variable"; readonly parameter: Parameter; readonly scalar: boolean }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "bound" }
  | { readonly kind: "dimension"; readonly of: Dimension }
  | {
      readonly kind: "apply";
      readonly fn: string;
      readonly args: readonly Pattern[];
      readonly dims: readonly Dimension[];
      readonly scalar: boolean;
    };

/** Reads the tree out of a template. */
export function patternOf(template: Template, parameters: readonly Parameter[]): Pattern {
  const patterns: Pattern[] = [];
  for (const step of template) {
    switch (step.op) {
      case "number":
        patterns.push({ kind: "number", value: step.value });
        break;
      case "function":
        patterns.push({ kind: "function", name: step.name });
        break;
      case "bound":
        patterns.push({ kind: "bound" });
        break;
      case "dimension":
        patterns.push({ kind: "dimension", of: step.of });
        break;
      case "symbol": {
        const parameter = parameters.find((p) => p.name === step.name);
        if (!parameter) throw new Error(`pattern: ${step.name} is not declared`);
        const scalar = parameter.rows === SCALAR.rows && parameter.cols === SCALAR.cols;
        patterns.push({ kind: "variable", parameter, scalar });
        break;
      }
      case "apply":
        patterns.push({ ...step, kind: "apply", args: step.args.map((i) => patterns[i]!) });
    }
  }
  return patterns[patterns.length - 1]!;
}

export interface CompiledRewrite {
  readonly rule: RewriteRule;
  readonly pattern: Extract<Pattern, { kind: "apply" }>;
}

export function compileRewrite(rule: RewriteRule): CompiledRewrite {
  const pattern = patternOf(rule.before, rule.parameters);
  if (pattern.kind !== "apply") throw new Error(`rewrite rule ${rule.name}: the left-hand side must be a function`);
  return { rule, pattern };
}
