/**
 * Programs by chance: correct in their shapes, with arguments in the domains of functions. The functions are those of
 * the catalogue; what each takes is read from its rule.
 */
import { bindSizes } from "../../src/expression/catalogue/bind-sizes.js";
import type { Catalogue, FunctionRule, Parameter, ScalarRule } from "../../src/expression/catalogue/catalogue.js";
import { ONE, fixed, substitute, symbolic, type Dimension } from "../../codegen/plan/sizes.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { Choices } from "./choices.js";
import { ANALYTIC, SMOOTH, VANISHING, chooseBody, defined, parametersOf, smooth } from "./functions.js";
import { inputName } from "./names.js";
import { operators } from "./operators.js";
import { sizeOf, type Definition, type Generated, type InputDeclaration, type Traits, type Value } from "./values.js";

const catalogue: Catalogue = loadCatalogue();

const DIMENSIONS = [symbolic("m"), symbolic("n"), symbolic("p")];
/** No value has more entries. */
const MOST_ENTRIES = 48;
/** Values that may be larger than this are bounded before they are used again. */
const LARGE = 30;

/** What the skeleton's operators write. */
const SKELETON = new Set(["sum", "product", "scale", "transpose", "hadamard", "inverse", "power", "block", "total"]);

/** What derivatives alone are written with, and whose own derivatives need more than they do: adj(X) twice divides by X. */
const OF_DERIVATIVES = new Set(["adjugate-variation"]);

/** Functions that are called by a word, with a variation of their own or what they stand for. */
export const called: readonly FunctionRule[] = catalogue.data.functions.filter((rule) => {
  const word = rule.heads.some((h) => /^[a-z]+(\/[a-z0-9]+)?$/.test(h) && !SKELETON.has(h));
  const varies = rule.means !== undefined || rule.cases.some((c) => c.variation ?? c.definition);
  return (
    rule.output === 0 &&
    rule.name !== "reshape" &&
    rule.name !== "slice" &&
    rule.name !== "embed" &&
    !OF_DERIVATIVES.has(rule.name) &&
    word &&
    varies &&
    !rule.parameters.some((p) => odd(p))
  );
});

/** Sizes that are no plain names are not solved for: those functions stand in operators.ts where users call them. */
function odd(p: Parameter): boolean {
  return p.kind === "value" && [p.rows, p.cols].some((d) => d !== ONE && !/^[a-z]$/.test(d.key));
}

const isNumber = (v: { readonly rows: Dimension; readonly cols: Dimension }): boolean =>
  v.rows === ONE && v.cols === ONE;

/** An input would be needed of a size that no declaration can say, such as that of vech. */
class Undeclarable extends Error {}

/** The scalar functions that have a derivative. */
export const differentiable = catalogue.data.scalars.filter((s) => !s.last);

export class Generator {
  readonly inputs: InputDeclaration[] = [];
  readonly functions: string[] = [];
  readonly definitions: Definition[] = [];
  readonly pool: Value[] = [];

  constructor(readonly choices: Choices) {}

  run(): Generated {
    this.fresh(DIMENSIONS[0]!, DIMENSIONS[1]!);
    const steps = 1 + this.choices.below(7);
    for (let i = 0; i < steps && (i === 0 || !this.choices.ended); i++) this.#step();
    const last = this.pool[this.pool.length - 1]!;
    const second = this.choices.once(3) ? this.choices.of(this.pool) : undefined;
    const outputs = second && second !== last ? [second, last] : [last];
    return { inputs: this.inputs, functions: this.functions, definitions: this.definitions, outputs };
  }

  #step(): void {
    const kind = this.choices.below(3);
    try {
      const made = kind === 0 ? this.#scalarFunction() : kind === 1 ? this.choices.of(operators)(this) : this.#call();
      if (!made || made.values.some((v) => sizeOf(v.rows) * sizeOf(v.cols) > MOST_ENTRIES)) return;
      this.define(made.what, made.value, made.values);
    } catch (error) {
      if (!(error instanceof Undeclarable)) throw error;
    }
  }

  /** A definition with as many names as outputs. */
  define(what: string, value: Value, outputs: readonly Value[]): void {
    const definition = this.definitions.length;
    const names = outputs.map((_, i) => `D${definition + 1}${outputs.length > 1 ? `_${i + 1}` : ""}`);
    this.definitions.push({ names, value, what });
    outputs.forEach((o, output) => this.pool.push({ ...o, made: { by: "definition", definition, output } }));
  }

  dimension(): Dimension {
    return this.choices.of(DIMENSIONS);
  }

  /** A new input. */
  fresh(rows: Dimension, cols: Dimension, properties = "", traits: Traits = {}): Value {
    if (!declarable({ rows, cols })) throw new Undeclarable();
    const input = this.inputs.length;
    const kind = rows === ONE && cols === ONE ? "s" : cols === ONE ? "x" : "A";
    const shape = rows === ONE && cols === ONE ? "scalar" : cols === ONE ? rows.key : `${rows.key}×${cols.key}`;
    const taken = this.inputs.map((i) => i.name);
    const name = inputName(kind, input + 1, this.choices.below(5039), taken);
    this.inputs.push({ name, shape, properties, rows, cols });
    const value: Value = { rows, cols, size: 2, generic: true, ...traits, made: { by: "input", input } };
    this.pool.push(value);
    return value;
  }

  text(
    like: { rows: Dimension; cols: Dimension },
    size: number,
    parts: readonly (string | Value)[],
    traits: Traits = {},
  ): Value {
    return { rows: like.rows, cols: like.cols, size, ...traits, made: { by: "text", parts } };
  }

  /** A value of the pool, or a new input, of a shape of which sizes may be left open. */
  pick(rows?: Dimension, cols?: Dimension, fits: (v: Value) => boolean = () => true): Value {
    const found = this.pool.filter((v) => (!rows || v.rows === rows) && (!cols || v.cols === cols) && fits(v));
    if (found.length > 0 && !this.choices.once(4))
      return this.bounded(found[found.length - 1 - this.choices.below(found.length)]!);
    const [r, c] = [rows ?? this.dimension(), cols ?? this.dimension()];
    const known = found[found.length - 1];
    // An input's sizes are names or numbers.
    return known && !declarable({ rows: r, cols: c }) ? this.bounded(known) : this.fresh(r, c);
  }

  square(): Value {
    const found = this.pool.filter((v) => v.rows === v.cols && v.rows !== ONE);
    if (found.length > 0 && !this.choices.once(4)) return this.bounded(this.choices.of(found));
    const n = this.dimension();
    return this.fresh(n, n);
  }

  /** A value that is not too large. */
  bounded(v: Value, limit = LARGE): Value {
    if (v.size <= limit) return v;
    return this.text(v, 1, ["tanh.(", v, ")"], v.rows === v.cols && v.symmetric ? { symmetric: true } : {});
  }

  /** A value with the properties, made of one that may not have them. */
  adapted(v: Value, wanted: ReadonlySet<string>, generic = false): Value {
    if (v.rows === ONE && v.cols === ONE) return needsPositive(wanted) ? this.positive(v) : v;
    const base = generic && !v.generic ? this.generic(v) : v;
    if (wanted.has("orthonormal")) return this.fresh(v.rows, v.cols, "orthonormal", { orthonormal: true });
    if (wanted.has("diagonal") && !base.diagonal) return this.#diagonal(base, needsPositive(wanted));
    if (wanted.has("spd") && !base.spd) {
      return this.text(base, base.size ** 2 * sizeOf(base.cols) + 1, ["(", base, " ", base, "ᵀ + I)"], {
        symmetric: true,
        spd: true,
        invertible: true,
        ...(base.generic ? { generic: true } : {}),
      });
    }
    if ((wanted.has("symmetric") || wanted.has("psd")) && !base.symmetric) {
      return this.text(base, base.size, ["sym(", base, ")"], {
        symmetric: true,
        ...(base.generic ? { generic: true } : {}),
      });
    }
    if ((wanted.has("invertible") || wanted.has("fullrank")) && base.rows === base.cols && !base.invertible) {
      return this.text(base, 6, ["(tanh.(", base, ") + 5I)"], {
        invertible: true,
        ...(base.generic ? { generic: true } : {}),
      });
    }
    if (wanted.has("fullrank") && !base.generic) return this.generic(base);
    return needsPositive(wanted) ? this.positive(base) : base;
  }

  #diagonal(v: Value, positive: boolean): Value {
    const entries = positive
      ? this.positive(this.text({ rows: v.rows, cols: ONE }, v.size, ["diag(", v, ")"]))
      : undefined;
    const traits = { diagonal: true, symmetric: true, ...(positive ? { spd: true, invertible: true } : {}) };
    return entries
      ? this.text(v, entries.size, ["diag(", entries, ")"], traits)
      : this.text(v, v.size, ["diagpart(", v, ")"], traits);
  }

  positive(v: Value): Value {
    if (v.positive) return v;
    const traits = { positive: true, ...(v.symmetric ? { symmetric: true } : {}) };
    return this.choices.once(2)
      ? this.text(v, 3, ["exp.(tanh.(", v, "))"], traits)
      : this.text(v, 1, ["sigmoid.(", this.bounded(v, 4), ")"], traits);
  }

  /** Next to an input: of full rank, with simple eigenvalues. */
  generic(v: Value): Value {
    const input = this.pool.find((u) => u.made.by === "input" && u.rows === v.rows && u.cols === v.cols && u.generic);
    if (!input && !declarable(v)) return v;
    const base = input ?? this.fresh(v.rows, v.cols);
    return this.text(v, base.size + 1, ["(", base, " + tanh.(", v, ")/8)"], { generic: true });
  }

  scalar(): Value {
    const found = this.pool.filter((v) => v.rows === ONE && v.cols === ONE);
    if (found.length > 0 && !this.choices.once(3)) return this.bounded(this.choices.of(found));
    return this.fresh(ONE, ONE);
  }

  /** A function of the author, by its name. */
  userFunction(): string {
    const body = chooseBody(this.choices, this.functions.length);
    const letters = parametersOf(body);
    const parameters = new Map(letters.map((letter) => [letter, this.#parameter()]));
    const name = `f_${this.functions.length + 1}`;
    const inner = this.functions.length > 0 ? `f_${1 + this.choices.below(this.functions.length)}` : undefined;
    this.functions.push(defined(this.choices, name, body, parameters, inner));
    return name;
  }

  /** A scalar input, by its name. */
  #parameter(): string {
    const scalars = this.inputs.filter((i) => i.shape === "scalar");
    if (scalars.length > 0 && this.choices.once(2)) return this.choices.of(scalars).name;
    this.fresh(ONE, ONE);
    return this.inputs[this.inputs.length - 1]!.name;
  }

  /** f.(A) of a function of the catalogue or of the user, f(S) of a symmetric S. */
  #scalarFunction() {
    const scalars = differentiable;
    const i = this.choices.below(scalars.length + 4);
    const rule: ScalarRule | undefined = scalars[i];
    const name = rule?.name ?? this.userFunction();
    const spectral = rule === undefined || (smooth(rule) && rule.domain === undefined);
    if (spectral && this.choices.once(3)) {
      const x = this.adapted(this.square(), new Set(["symmetric"]));
      const argument = this.bounded(x, 4);
      const value = this.text(
        x,
        60,
        [`${name}(`, argument.symmetric ? argument : this.adapted(argument, new Set(["symmetric"])), ")"],
        {
          symmetric: true,
        },
      );
      return { what: `${name} of a symmetric matrix`, value, values: [value] };
    }
    // The slope of cbrt is infinite at 0, and so is 1/t; relu gives zeros.
    const domain = name === "cbrt" || name === "recip" ? "t > 0" : rule?.domain;
    const argument = this.#inDomain(this.bounded(this.pick(), 4), domain);
    const positive = rule !== undefined && catalogue.has(rule, "positive");
    const value = this.text(argument, 60, [`${name}.(`, argument, ")"], positive ? { positive } : {});
    return { what: `${rule ? name : "a user's function"} entry by entry`, value, values: [value] };
  }

  #inDomain(v: Value, domain: string | undefined): Value {
    if (domain === undefined) return v;
    if (domain === "t > 1") return this.text(v, 4, ["(1 + ", this.positive(v), ")"]);
    if (domain.includes("<")) return this.text(v, 1, ["tanh.(", v, ")/1.25"]);
    return this.positive(v);
  }

  /** A function of the catalogue. */
  #call() {
    const rule = this.choices.of(called);
    return this.callOf(rule);
  }

  callOf(rule: FunctionRule) {
    const c = rule.cases[this.choices.below(rule.cases.length)];
    const generic = (c?.needs.length ?? 0) > 0 || FACTORS.test(rule.heads.join());
    const sizes = new Map<string, Dimension>();
    const parts: (string | Value)[] = [];
    const shapes: Value[] = [];
    const dims: Dimension[] = [];
    let f = c?.functions[0]?.name;
    for (const [i, p] of rule.parameters.entries()) {
      if (p.kind === "dimension") {
        const n = sizes.get("n") ?? sizes.get("m") ?? sizes.get("k");
        const least =
          rule.parameters.findIndex((q) => q.kind === "dimension") === i ? 1 : sizeOf(dims[dims.length - 1]!);
        const d = fixed(least + this.choices.below(sizeOf(n ?? ONE) - least + 1));
        if (!n || sizeOf(d) > Math.min(sizeOf(sizes.get("m") ?? n), sizeOf(n))) return undefined;
        dims.push(d);
        sizes.set(p.name, d);
        parts.push(d.key);
        continue;
      }
      if (p.kind === "function") {
        f ??= this.choices.of(
          rule.name === "frechet" ? ANALYTIC : /gram-function$/.test(rule.name) ? VANISHING : SMOOTH,
        );
        parts.push(f);
        shapes.push(this.text({ rows: ONE, cols: ONE }, 1, [f]));
        continue;
      }
      const value = this.#argument(p, sizes, wantedOf(rule, c, i, p), generic);
      if (!value) return undefined;
      shapes.push(value);
      parts.push(value);
    }
    if (
      rule.sizes.some(({ larger, smaller }) => sizeOf(substitute(larger, sizes)) < sizeOf(substitute(smaller, sizes)))
    )
      return undefined;
    const given = rule.parameters.filter((p) => p.kind !== "dimension");
    const separated = parts.flatMap((p, i) => (i === 0 ? [p] : [", ", p]));
    const [head, variant] = rule.heads.find((h) => /^[a-z]/.test(h))!.split("/");
    const tail = variant === undefined ? ")" : `, ${/^\d/.test(variant) ? variant : `'${variant}'`})`;
    const outputs = catalogue.data.functions.filter((r) => r.rule === rule.rule);
    const values = outputs.map((r) => {
      const bound = bindSizes(rule.parameters, shapes, dims);
      const shape = { rows: substitute(r.rows, bound), cols: substitute(r.cols, bound) };
      return this.text(shape, 40, [`${head}(`, ...separated, tail], r.means ? {} : traitsOf(r, shape));
    });
    const matrices = shapes.filter((_, i) => given[i]!.kind === "value" && !isNumber(given[i]!));
    const small = matrices.some(isNumber) ? " of a number" : "";
    return { what: `${rule.rule}${FUNCTIONAL.test(rule.rule) ? "" : small}`, value: values[0]!, values };
  }

  #argument(
    p: Parameter,
    sizes: Map<string, Dimension>,
    wanted: ReadonlySet<string>,
    generic: boolean,
  ): Value | undefined {
    const of = (d: Dimension): Dimension | undefined => (d === ONE ? ONE : sizes.get(d.key));
    const [rows, cols] = [of(p.rows), of(p.cols)];
    const square = p.rows === p.cols && p.rows !== ONE;
    // A number is a 1×1 matrix.
    const tiny = p.rows !== ONE && p.cols !== ONE && this.choices.once(8);
    const fits = (v: Value): boolean => plain(p, v) && (!square || v.rows === v.cols);
    const value = tiny
      ? this.scalar()
      : square && !rows
        ? this.square()
        : this.pick(rows ?? (square ? cols : undefined), cols, fits);
    if (!tiny && !plain(p, value)) return undefined;
    for (const [form, actual] of [
      [p.rows, value.rows],
      [p.cols, value.cols],
    ] as const) {
      if (form === ONE) continue;
      if (sizes.has(form.key) && sizes.get(form.key) !== actual) return undefined;
      sizes.set(form.key, actual);
    }
    return this.adapted(value, wanted, generic);
  }
}

/** An input's sizes are names, numbers, or sums of such. */
const declarable = (like: { readonly rows: Dimension; readonly cols: Dimension }): boolean =>
  [like.rows, like.cols].every((d) => /^[\w+-]+$/.test(d.key));

/** A matrix is not taken for a vector or a scalar, nor the other way round. */
const plain = (p: Parameter, v: Value): boolean =>
  (p.rows === ONE) === (v.rows === ONE) && (p.cols === ONE) === (v.cols === ONE);

/** Functions whose values are not smooth, or not defined, where ranks drop or values coincide. */
const FACTORS = /svd|eig|qr|polar|lu|chol|norm|pinv|proj|lstsq|schatten|gramfun/;

/** Rules with a function or an exponent among their arguments. */
const FUNCTIONAL = /function|band|entrywise|schatten/;

const needsPositive = (wanted: ReadonlySet<string>): boolean => wanted.has("positive") || wanted.has("nonnegative");

function wantedOf(
  rule: FunctionRule,
  c: FunctionRule["cases"][number] | undefined,
  i: number,
  p: Parameter,
): ReadonlySet<string> {
  const names = new Set(catalogue.names(p.requires));
  for (const w of c?.when ?? []) if (w.parameter === i) for (const n of catalogue.names(w.properties)) names.add(n);
  for (const s of c?.samples ?? [])
    if (s.parameter === p.name) for (const n of catalogue.names(s.properties)) names.add(n);
  // log det X is defined where det X > 0.
  if (rule.name === "log-determinant") names.add("spd");
  // A X + X B = C has one solution where no eigenvalue of A is that of −B.
  if (/^(sylvester|lyapunov)$/.test(rule.name) && p.name !== "C") names.add("spd");
  if (rule.name === "schatten-norm" && p.name === "p") names.add("positive");
  return names;
}

function traitsOf(r: FunctionRule, shape: { rows: Dimension; cols: Dimension }): Traits {
  const has = (name: string): boolean => catalogue.has(r, name);
  return {
    ...(has("symmetric") && shape.rows === shape.cols ? { symmetric: true } : {}),
    ...(has("spd") ? { spd: true } : {}),
    ...(has("diagonal") ? { diagonal: true, symmetric: true } : {}),
    ...(has("positive") && !has("diagonal") ? { positive: true } : {}),
    ...(has("invertible") ? { invertible: true } : {}),
  };
}

export const generate = (numbers: readonly number[]): Generated => new Generator(new Choices(numbers)).run();
