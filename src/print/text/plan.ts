/** The plan of a kernel as text: what forward saves, and of each phase the flops and the routines that are called. */
import type { Derivation } from "../../calculus/derivation.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { dimensionSyntax } from "../../expression/express.js";
import { toAscii, toText } from "../../../grammar/names.js";
import { printExpression, type NotationName } from "../../language/print/print.js";
import type { Port } from "../../../codegen/plan/program.js";
import { preparedOf } from "../../plan/prepared.js";
import type { Condition, Value } from "../../../codegen/plan/values.js";
import { callOf, type Positional } from "../../../codegen/prepare/calls.js";
import { flopsOf, totalFlops } from "../../../codegen/prepare/flops.js";
import { layoutOf, type PhaseName } from "../../../codegen/prepare/layout.js";
import type { Prepared } from "../../../codegen/prepare/prepared.js";
import { scalarExpression, sizeExpression } from "../../../codegen/targets/typescript/expressions.js";
import { Identifiers } from "../../../codegen/targets/typescript/identifiers.js";

/** The lines of the plan. Values have names as in the emitted module; of each call, its flops follow. */
export function planLines(derivation: Derivation, notation: NotationName, phase: PhaseName): string[] {
  const program = preparedOf(derivation, { backward: phase === "backward", variation: phase === "variation" });
  const writer = new PlanWriter(notation);
  for (const p of program.inputs) writer.nameOf(p.value);
  const forward = writer.phase("forward", program.forward, program.outputs);
  const given = phase === "backward" ? program.cotangents : program.tangents;
  for (const p of given) writer.nameOf(p.value, `d_${p.name}`);
  const results = phase === "backward" ? program.gradients : program.outputTangents;
  const later = writer.phase(phase, program[phase], results);
  const { saved } = layoutOf(program, [phase]);
  return [...forward, `  saved: ${saved.map((v) => writer.described(v)).join(", ") || "nothing"}`, ...later];
}

class PlanWriter {
  readonly #identifiers = new Identifiers();
  readonly #names = new Map<number, string>();

  constructor(private readonly notation: NotationName) {}

  nameOf(value: Value, wish?: string): string {
    let name = this.#names.get(value.id);
    if (name === undefined) {
      name = this.#identifiers.fresh(wish ?? value.hint ?? (value.storage === "scalar" ? "s" : "M"));
      this.#names.set(value.id, name);
    }
    return name;
  }

  /** A value with its shape. */
  described(v: Value): string {
    if (v.storage === "scalar") return this.nameOf(v);
    const cross = this.notation === "ascii" ? " x " : "×";
    const sizes = v.cols === ONE || v.storage !== "matrix" ? [v.rows] : [v.rows, v.cols];
    return `${this.nameOf(v)} (${sizes.map((d) => this.polynomial(d)).join(cross)})`;
  }

  phase(name: string, instructions: readonly Prepared[], results: readonly Port[]): string[] {
    const calls = instructions.map((i) => this.call(i));
    const width = Math.max(0, ...calls.map((c) => c.length));
    const lines = calls.map((call, i) => {
      const flops = this.polynomial(flopsOf(instructions[i]!));
      return flops === "0" ? `    ${call}` : `    ${call.padEnd(width)}  ${flops}`;
    });
    const spelled = (p: Port): string => (this.notation === "ascii" ? toAscii(p.name) : toText(p.name));
    const returned = results.map((p) => `${spelled(p)} = ${this.nameOf(p.value)}`).join(", ");
    const total = this.polynomial(totalFlops(instructions));
    const head = `  ${name}: ${total} ${total === "1" ? "flop" : "flops"}`;
    return [head, ...lines, ...(returned === "" ? [] : [`    return ${returned}`])];
  }

  private call(instruction: Prepared): string {
    const { routine, args, result, condition } = callOf(instruction);
    const values = args.map((a) => this.argument(a)).filter((text) => text !== "");
    const assigned = result ? `${this.nameOf(result)} = ` : "";
    const call = routine === "=" ? values.join(", ") : `${routine}(${values.join(", ")})`;
    return `${condition ? `${this.condition(condition)}: ` : ""}${assigned}${call}`;
  }

  private condition({ left, right, equal }: Condition): string {
    const unequal = this.notation === "ascii" ? "!=" : "≠";
    return `if ${this.polynomial(left)} ${equal ? "=" : unequal} ${this.polynomial(right)}`;
  }

  private argument(a: Positional): string {
    const number = (s: Parameters<typeof scalarExpression>[0]): string =>
      scalarExpression(
        s,
        (v) => this.nameOf(v),
        (d) => sizeExpression(d, (symbol) => symbol),
      );
    switch (a.kind) {
      case "block":
      case "reshaped":
        return this.nameOf(a.value);
      case "scalar":
        return number(a.value);
      case "flags":
        return a.names.join(" + ");
      case "size":
        return this.polynomial(a.of) + (a.plus === 0 ? "" : ` ${a.plus < 0 ? "-" : "+"} ${Math.abs(a.plus)}`);
      case "word":
        return a.text;
      case "function":
        return `t => ${number(a.body)}`;
    }
  }

  private polynomial(d: Dimension): string {
    return printExpression(dimensionSyntax(d), this.notation);
  }
}
