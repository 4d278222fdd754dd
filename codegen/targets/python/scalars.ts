/** Numbers as expressions of Python, and scalar functions with their divided differences as functions. */
import type { EntryMapName } from "../../runtime/interface/index.js";
import { minimumOf, type Dimension } from "../../plan/sizes.js";
import type { Scalar, Value } from "../../plan/values.js";
import { singleBrackets } from "./brackets.js";
import type { Dialect } from "./dialect.js";
import { literal } from "./spelling.js";

/** A size in terms of the variables that hold the sizes of symbols. */
export function sizeText(d: Dimension, variable: (symbol: string) => string): string {
  const terms = [...d.terms].map(([monomial, c], i) => {
    const factors = monomial === "" ? [] : monomial.split("·").map((s) => symbolText(s, variable));
    const size = Math.abs(c);
    const halved = !Number.isInteger(size) && factors.length > 0;
    const head = size === 1 && factors.length > 0 ? [] : [halved ? "" : String(size)].filter((t) => t !== "");
    const product = [...head, ...factors].join(" * ");
    const text = halved ? `${product} * ${size}` : product;
    if (i === 0) return c < 0 ? `-${text}` : text;
    return c < 0 ? ` - ${text}` : ` + ${text}`;
  });
  const text = terms.length === 0 ? "0" : terms.join("");
  return [...d.terms.values()].every(Number.isInteger) ? text : `round(${text})`;
}

function symbolText(symbol: string, variable: (symbol: string) => string): string {
  const pair = minimumOf(symbol);
  return pair ? `min(${pair.map((d) => sizeText(d, variable)).join(", ")})` : variable(symbol);
}

/** How strongly a text binds: an atom, a power, a product, a sum. */
type Level = 3 | 2 | 1 | 0;
interface Code {
  readonly text: string;
  readonly level: Level;
}
const atom = (text: string): Code => ({ text, level: 3 });
const inside = (c: Code, least: Level): string => (c.level >= least ? c.text : `(${c.text})`);

export interface ScalarNames {
  readonly dialect: Dialect;
  readonly value: (v: Value) => string;
  readonly size: (d: Dimension) => string;
  /** The array or number that the variable of a function is. */
  readonly variable: string;
  /** Numbers that are no arrays: expressions of numbers and sizes alone. */
  readonly plain: ReadonlyMap<number, Scalar>;
  readonly help: (name: string) => string;
}

/** With numbers that are no arrays written where they are used. */
function resolved(s: Scalar, plain: ReadonlyMap<number, Scalar>): Scalar {
  const of = (x: Scalar): Scalar => resolved(x, plain);
  switch (s.kind) {
    case "value":
      return plain.get(s.value.id) ?? s;
    case "power":
      return { ...s, base: of(s.base), exponent: of(s.exponent) };
    case "call":
      return { ...s, argument: of(s.argument) };
    case "sum":
    case "product":
    case "maximum":
    case "minimum":
    case "select":
      return { ...s, args: s.args.map(of) };
    default:
      return s;
  }
}

function codeOf(s: Scalar, names: ScalarNames): Code {
  const of = (x: Scalar): Code => codeOf(x, names);
  const { xp } = names.dialect;
  switch (s.kind) {
    case "number":
      return { text: literal(s.value), level: s.value < 0 ? 1 : 3 };
    case "size": {
      const text = names.size(s.of);
      return { text, level: /^\w+$/.test(text) ? 3 : 1 };
    }
    case "value":
      return atom(names.value(s.value));
    case "variable":
      return atom(names.variable);
    case "sum":
      return { text: sumText(s.args.map(of)), level: 1 };
    case "product":
      return productCode(s.args, of);
    case "maximum":
    case "minimum":
      return atom(extremum(s.kind, s.args, of, names));
    case "select":
      return atom(choice(s.args, of, names));
    case "power": {
      const { exponent } = s;
      if (exponent.kind === "number" && exponent.value === 0.5) return rooted(of(s.base), s.base, xp);
      if (exponent.kind === "number" && exponent.value === -1)
        return { text: `1 / ${inside(of(s.base), 3)}`, level: 2 };
      return { text: `${inside(of(s.base), 3)} ** ${inside(of(exponent), 3)}`, level: 2 };
    }
    case "call": {
      const argument = of(s.argument);
      if (isPlainNumber(s.argument)) return atom(names.dialect.plainCall(s.fn as EntryMapName, argument.text));
      const text = names.dialect.entry[s.fn as EntryMapName](inside(argument, 3));
      return { text, level: /^[\w.]+\(.*\)$/.test(text) && balanced(text) ? 3 : 1 };
    }
  }
}

/** Whether the first bracket closes at the end. */
function balanced(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i === text.length - 1;
  }
  return false;
}

const rooted = (base: Code, s: Scalar, xp: string): Code =>
  isPlainNumber(s) ? { text: `${inside(base, 3)} ** 0.5`, level: 2 } : atom(`${xp}.sqrt(${base.text})`);

/** Numbers and sizes are not arrays. */
export const isPlainNumber = (s: Scalar): boolean => {
  if (s.kind === "number" || s.kind === "size") return true;
  if (s.kind === "call") return isPlainNumber(s.argument);
  if (s.kind === "power") return isPlainNumber(s.base) && isPlainNumber(s.exponent);
  return s.kind !== "value" && s.kind !== "variable" && s.args.every(isPlainNumber);
};

/** An expression of numbers and sizes alone, or undefined. */
export function plainNumber(s: Scalar, plain: ReadonlyMap<number, Scalar>): Scalar | undefined {
  const all = resolved(s, plain);
  return isPlainNumber(all) ? all : undefined;
}

function sumText(args: readonly Code[]): string {
  return args
    .map((a, i) => {
      if (i === 0) return a.text;
      return a.text.startsWith("-") ? ` - ${inside({ ...a, text: a.text.slice(1) }, 1)}` : ` + ${a.text}`;
    })
    .join("");
}

function productCode(args: readonly Scalar[], of: (s: Scalar) => Code): Code {
  const [first, ...rest] = args;
  const factors = rest.map((a) => inside(of(a), 3));
  if (first?.kind === "number" && first.value === -1 && rest.length > 0) return { text: `-${factors.join(" * ")}`, level: 1 }; // prettier-ignore
  const head = first?.kind === "number" ? literal(first.value) : inside(of(first!), 3);
  return { text: [head, ...factors].join(" * "), level: head.startsWith("-") ? 1 : 2 };
}

function extremum(
  kind: "maximum" | "minimum",
  args: readonly Scalar[],
  of: (s: Scalar) => Code,
  { dialect, help }: ScalarNames,
): string {
  const plain = args.every(isPlainNumber);
  const pick = plain ? kind.slice(0, 3) : dialect.name === "torch" ? help(kind) : `${dialect.xp}.${kind}`;
  return args.map((a) => of(a).text).reduce((a, b) => `${pick}(${a}, ${b})`);
}

/** The second where the first is not 0, else the third. */
function choice(args: readonly Scalar[], of: (s: Scalar) => Code, { dialect }: ScalarNames): string {
  const [mask, a, b] = args.map((x) => inside(of(x), 3));
  if (args.every(isPlainNumber)) return `(${a!} if ${mask!} != 0 else ${b!})`;
  return `${dialect.xp}.where(${mask!} != 0, ${a!}, ${b!})`;
}

/** A number as an operand of a product. */
export const scalarFactor = (s: Scalar, names: ScalarNames): string =>
  inside(codeOf(resolved(s, names.plain), names), 2);

/** A number by itself. */
export const scalarText = (s: Scalar, names: ScalarNames): string => codeOf(resolved(s, names.plain), names).text;

/** A function t ↦ body: its head and lines. */
export const functionLines = (name: string, body: Scalar, names: ScalarNames, closed: readonly string[]): string[] => [
  `def ${name}(${["t", ...closed].join(", ")}):`,
  `    return ${singleBrackets(asArray(body, codeOf(resolved(body, names.plain), { ...names, variable: "t" }).text))}`,
];

/** A constant function of an array is an array. */
const asArray = (body: Scalar, text: string): string => (mentions(body) ? text : `${text} + 0 * t`);

function mentions(s: Scalar): boolean {
  switch (s.kind) {
    case "variable":
      return true;
    case "power":
      return mentions(s.base) || mentions(s.exponent);
    case "call":
      return mentions(s.argument);
    case "sum":
    case "product":
    case "maximum":
    case "minimum":
    case "select":
      return s.args.some(mentions);
    default:
      return false;
  }
}

/** f(a), f(b) and f[a, b] of a subexpression; without `d` it does not depend on the variable. */
interface Triple {
  readonly a: string;
  readonly b: string;
  readonly d: string | undefined;
}

/**
 * f[a, b] of t ↦ body by rules on its expression: sums, products and chains of divided differences, so that nothing
 * cancels where a and b are close and nothing depends on how close they are.
 */
export function differenceLines(name: string, body: Scalar, names: ScalarNames, closed: readonly string[]): string[] {
  const lines: string[] = [];
  let count = 0;
  const keep = (text: string, letter: string): string => {
    if (/^[\w.]+$/.test(text)) return text;
    const variable = `${letter}${count}`;
    lines.push(`    ${variable} = ${text}`);
    return variable;
  };
  const write = (a: string, b: string, d: string): Triple => {
    count++;
    return { a: keep(a, "u"), b: keep(b, "v"), d: keep(d, "d") };
  };
  const of = (s: Scalar): Triple => {
    if (s.kind === "variable") return { a: "a", b: "b", d: "1" };
    if (!mentions(s)) {
      const text = scalarFactor(s, names);
      return { a: text, b: text, d: undefined };
    }
    const at = (x: string, y: Scalar): string => codeOf(y, { ...names, variable: x }).text;
    switch (s.kind) {
      case "sum":
        return sumOf(s.args.map(of), write);
      case "product":
        return s.args.map(of).reduce((x, y) => productOf(x, y, write));
      case "power":
        return powerOf(s, of, write, names);
      case "maximum":
      case "minimum": {
        const { kind } = s;
        return s.args.map(of).reduce((x, y) => extremumOf(kind, x, y, write, names));
      }
      case "select": {
        const [mask, x, y] = s.args.map(of);
        return selectOf(mask!, x!, y!, write, names);
      }
      case "call": {
        const x = of(s.argument);
        const f = names.dialect.entry[s.fn as EntryMapName];
        return write(f(x.a), f(x.b), times(`${names.help(`dd_${s.fn}`)}(${x.a}, ${x.b})`, x.d!));
      }
      default:
        throw new Error(`no divided difference of ${at("t", s)}`);
    }
  };
  const result = of(resolved(body, names.plain));
  const used = usedLines(lines, result.d ?? "0");
  return [`def ${name}(${["a", "b", ...closed].join(", ")}):`, ...used, `    return ${result.d ?? "0"} + 0 * (a + b)`.replace(/ \+ 0 \* \(a \+ b\)$/, result.d === undefined || result.d === "1" ? " + 0 * (a + b)" : "")]; // prettier-ignore
}

/** The assignments that a result needs. */
function usedLines(lines: readonly string[], result: string): string[] {
  let text = result;
  const used = [...lines].reverse().filter((line) => {
    const [, name] = /^ *(\w+) = /.exec(line)!;
    if (!new RegExp(`\\b${name!}\\b`).test(text)) return false;
    text += line;
    return true;
  });
  return used.reverse().map((line) => line.replace(/ = (.*)$/, (_, value: string) => ` = ${singleBrackets(value)}`));
}

const times = (text: string, d: string): string => (d === "1" ? text : `${text} * ${d}`);

function sumOf(args: readonly Triple[], write: (a: string, b: string, d: string) => Triple): Triple {
  const join = (pick: (t: Triple) => string): string => args.map(pick).join(" + ").replaceAll("+ -", "- ");
  const d = args.flatMap((t) => (t.d === undefined ? [] : [t.d])).join(" + ");
  return write(join((t) => t.a), join((t) => t.b), d === "1" ? "1" : d); // prettier-ignore
}

/** f g[a, b] = f[a, b] (g(a) + g(b))/2 + g[a, b] (f(a) + f(b))/2. */
function productOf(x: Triple, y: Triple, write: (a: string, b: string, d: string) => Triple): Triple {
  if (x.d === undefined && y.d === undefined) return { a: `${x.a} * ${y.a}`, b: `${x.b} * ${y.b}`, d: undefined };
  const mean = (t: Triple): string => (t.d === undefined ? t.a : `(${t.a} + ${t.b}) / 2`);
  const terms = [
    ...(x.d === undefined ? [] : [times(mean(y), x.d)]),
    ...(y.d === undefined ? [] : [times(mean(x), y.d)]),
  ];
  return write(`${x.a} * ${y.a}`, `${x.b} * ${y.b}`, terms.join(" + "));
}

/** The exponents whose divided differences are rational in the values. */
const OF_POWER: Readonly<Record<string, string>> = { "2": "square", "3": "cube", "0.5": "sqrt", "-1": "recip", "-0.5": "rsqrt" }; // prettier-ignore

function powerOf(
  s: Extract<Scalar, { kind: "power" }>,
  of: (s: Scalar) => Triple,
  write: (a: string, b: string, d: string) => Triple,
  names: ScalarNames,
): Triple {
  const { base, exponent } = s;
  if (mentions(exponent)) {
    // f^g = exp(g log f)
    const log: Scalar = { kind: "call", fn: "log", argument: base };
    return of({ kind: "call", fn: "exp", argument: { kind: "product", args: [exponent, log] } });
  }
  const x = of(base);
  const p = scalarFactor(exponent, names);
  const wrap = (t: string): string => (/^[\w.]+$/.test(t) ? t : `(${t})`);
  const at = (t: string): string => `${wrap(t)} ** ${wrap(p)}`;
  const named = exponent.kind === "number" ? OF_POWER[String(exponent.value)] : undefined;
  const d = named ? `${names.help(`dd_${named}`)}(${x.a}, ${x.b})` : `${names.help("dd_power")}(${x.a}, ${x.b}, ${p})`;
  return write(at(x.a), at(x.b), times(d, x.d!));
}

/** Within one branch its own difference, across two the quotient: the points are then apart. */
function selectOf(
  mask: Triple,
  x: Triple,
  y: Triple,
  write: (a: string, b: string, d: string) => Triple,
  { dialect, help }: ScalarNames,
): Triple {
  if (dialect.name === "octave") help("pick");
  const where = (c: string, one: string, other: string): string => `${dialect.xp}.where(${c}, ${one}, ${other})`;
  const value = (at: "a" | "b"): string => where(`${mask[at]} != 0`, x[at], y[at]);
  const same = `(${mask.a} != 0) == (${mask.b} != 0)`;
  const inside = where(`(${mask.a} != 0) + 0 * (a + b) != 0`, x.d ?? "0", y.d ?? "0");
  const across = `(${value("a")} - ${value("b")}) / ${where(same, "1", "a - b")}`;
  return write(value("a"), value("b"), where(same, inside, across));
}

/** max(f, g) = (f + g + |f − g|)/2. */
function extremumOf(
  kind: "maximum" | "minimum",
  x: Triple,
  y: Triple,
  write: (a: string, b: string, d: string) => Triple,
  names: ScalarNames,
): Triple {
  const { name, xp } = names.dialect;
  const pick = name === "torch" ? names.help(kind) : `${xp}.${kind}`;
  const sign = kind === "maximum" ? "+" : "-";
  const [p, q] = [x.d ?? "0", y.d ?? "0"];
  const slope = `${names.help("dd_abs")}(${x.a} - (${y.a}), ${x.b} - (${y.b})) * (${p} - (${q}))`;
  return write(`${pick}(${x.a}, ${y.a})`, `${pick}(${x.b}, ${y.b})`, `(${p} + ${q} ${sign} ${slope}) / 2`);
}
