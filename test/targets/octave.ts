/** Function files for Octave of the oracle's programs, with the values that they are run on. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Port } from "../../codegen/plan/program.js";
import { canonicalName } from "../../grammar/names.js";
import { emit } from "../../src/emit.js";
import { schedule } from "../../src/plan/schedule.js";
import { derivationOf, type OracleCase } from "../oracle/cases.js";

type Data = number | readonly number[] | readonly (readonly number[])[];
/** A case with what is expected of it. */
type Expected = OracleCase & {
  readonly expected?: Readonly<Record<string, Named>>;
  readonly tol?: number;
  readonly compare?: Named;
};

type Named = Readonly<Record<string, unknown>> | undefined;

/** A value as rows, columns and entries. */
function matrix(data: Data, skip: boolean) {
  const rows = typeof data === "number" ? [[data]] : data.map((r) => (typeof r === "number" ? [r] : r));
  return { rows: rows.length, cols: rows[0]!.length, data: rows.flat(), skip };
}

const find = (values: Named, port: Port): Data | undefined =>
  Object.entries(values ?? {}).find(([key]) => canonicalName(key) === canonicalName(port.name))?.[1] as
    Data | undefined;

/** Writes a folder for each case, and cases.json. */
export function writeOctave(folder: string, cases: readonly Expected[]): void {
  const records = cases.map((c) => {
    const derivation = derivationOf(c);
    const id = [...c.id].map((ch) => (/[\p{L}\p{N}]/u.test(ch) ? ch : "_")).join("");
    mkdirSync(join(folder, id));
    writeFileSync(join(folder, id, "layer.m"), emit(derivation, "octave"));
    const plan = schedule(derivation);
    const all = (ports: readonly Port[], values: Named, missing?: number) =>
      ports.map((p) => {
        const data = find(values, p) ?? missing;
        return data === undefined
          ? { rows: 0, cols: 0, data: [], skip: true }
          : matrix(data, c.compare?.[p.name] !== undefined);
      });
    return {
      id,
      tol: Math.max(c.tol ?? 1e-9, 1e-9),
      inputs: all(plan.inputs, c.inputs),
      cotangents: all(plan.outputs, c.cotangents, 1),
      outputs: plan.outputs.length,
      gradients: plan.gradients.length,
      expected_outputs: all(plan.outputs, c.expected?.["outputs"]),
      expected_gradients: all(plan.gradients, c.expected?.["gradients"]),
    };
  });
  writeFileSync(join(folder, "cases.json"), JSON.stringify(records));
}
