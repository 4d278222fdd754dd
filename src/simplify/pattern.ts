/** Patterns: the left-hand side of a rewrite rule as a tree, ready for matching. */
import Fraction from "fraction.js";
import type { Parameter, RewriteRule } from "../expression/catalogue/catalogue.js";
import type { Dimension } from "../../codegen/plan/sizes.js";
import { SCALAR, type PropertySet } from "../expression/node/node.js";
import type { Template, TemplateStep } from "../expression/catalogue/template.js";

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

export type ApplyPattern = Extract<Pattern, { kind: "apply" }>;
export type VariablePattern = Extract<Pattern, { kind: "variable" }>;

export const isVariable = (p: Pattern): p is VariablePattern => p.kind === "variable";

/** f(…) with a name for f: it stands for any function. */
export const isFunctionOf = (p: Pattern): boolean =>
  p.kind === "apply" && p.fn === "matrix-function" && p.args[0]!.kind === "variable";

/** Whether a pattern of a product is one of its scalar factors. */
export function isScalarPattern(p: Pattern): boolean {
  if (p.kind === "number" || p.kind === "dimension") return true;
  if (p.kind === "variable") return p.scalar && p.parameter.kind === "value";
  return p.kind === "apply" && p.scalar;
}

/** The patterns of the matrices of a product. */
export const chainPatterns = (pattern: ApplyPattern): readonly Pattern[] =>
  pattern.args.filter((p) => !isScalarPattern(p));

/** Reads the tree out of a template. */
function patternOf(template: Template, parameters: readonly Parameter[]): Pattern {
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
        patterns.push(
          applied(
            step,
            step.args.map((i) => patterns[i]!),
          ),
        );
    }
  }
  return patterns[patterns.length - 1]!;
}

function applied(step: Extract<TemplateStep, { op: "apply" }>, args: readonly Pattern[]): Pattern {
  // The inverse of a scalar is a power, as it is in expressions.
  if (step.fn === "inverse" && step.scalar) {
    const minusOne: Pattern = { kind: "number", value: "-1" };
    return { kind: "apply", fn: "entrywise-power", args: [...args, minusOne], dims: [], scalar: true };
  }
  const { fn, dims = [], scalar = false } = step;
  return folded(fn, args) ?? { kind: "apply", fn, args, dims, scalar };
}

/** Arithmetic between numbers, as expressions do it when they are built: 1/2 is a number. */
function folded(fn: string, args: readonly Pattern[]): Pattern | undefined {
  const numbers = args.flatMap((a) => (a.kind === "number" ? [new Fraction(a.value)] : []));
  if (numbers.length === 0 || numbers.length < args.length) return undefined;
  const [first, ...rest] = numbers as [Fraction, ...Fraction[]];
  const value =
    fn === "product"
      ? rest.reduce((x, y) => x.mul(y), first)
      : fn === "sum"
        ? rest.reduce((x, y) => x.add(y), first)
        : fn === "entrywise-power" && rest[0]?.d === 1n
          ? first.pow(rest[0])
          : undefined;
  return value ? { kind: "number", value: value.toFraction() } : undefined;
}

export interface CompiledRewrite {
  readonly rule: RewriteRule;
  readonly pattern: Extract<Pattern, { kind: "apply" }>;
  /** Functions and, of a product, properties of which each must be found among factors or terms, so that most are soon told. */
  readonly functions: readonly string[];
  /** Those that must be found more than once. */
  readonly repeated: readonly string[];
  readonly properties: readonly PropertySet[];
}

/** `transposeOf` names the function that the transpose of an application is an application of. */
export function compileRewrite(rule: RewriteRule, transposeOf: (fn: string) => string): CompiledRewrite {
  const pattern = patternOf(rule.before, rule.parameters);
  if (pattern.kind !== "apply") throw new Error(`rewrite rule ${rule.name}: the left-hand side must be a function`);
  const factors = pattern.fn === "product" ? pattern.args : [];
  const functions = factors.flatMap((p) => {
    // A product that is a scalar stands among the factors by its own.
    if (p.kind !== "apply" || p.fn === "product") return [];
    if (isPlain(p)) return [p.fn];
    const [inner] = p.fn === "transpose" ? p.args : [];
    return inner?.kind === "apply" && isPlain(inner) && transposeOf(inner.fn) === inner.fn ? [inner.fn] : [];
  });
  const properties = factors.flatMap((p) =>
    p.kind === "variable" && !p.scalar && p.parameter.requires !== 0 ? [p.parameter.requires] : [],
  );
  const terms = pattern.fn === "sum" || pattern.fn === "hadamard" ? pattern.args : [];
  const needed = [...functions, ...terms.flatMap((p) => (p.kind === "apply" && isPlain(p) ? [p.fn] : []))];
  const repeated = [...new Set(needed.filter((fn, i) => needed.indexOf(fn) < i))];
  return { rule, pattern, functions: needed, repeated, properties };
}

/** Patterns that match only applications of their function: no transposes, and no f(…) for any f. */
const isPlain = (p: Extract<Pattern, { kind: "apply" }>): boolean =>
  p.fn !== "transpose" && !(p.fn === "matrix-function" && p.args[0]!.kind === "variable");
