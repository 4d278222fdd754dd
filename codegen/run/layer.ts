/** A derivation compiled at run time: the kernel's schedule behind the interface of an emitted module. */
import { BoundPorts, type Arguments } from "./arguments.js";
import { DataError, requireDemands, sizesFrom } from "./data.js";
import { applies, compile, shapeOf, type Call, type Registers, type Sizes } from "./closures.js";
import { layoutOf, type Layout } from "../prepare/layout.js";
import type { Port } from "../plan/program.js";
import { callOf } from "../prepare/calls.js";
import { writesOf, type PreparedProgram } from "../prepare/prepared.js";
import { batchBackward, batchForward, isBatchSaved, isBatched } from "../runtime/batch.js";
import { isFinite } from "../runtime/finite.js";
import type { LinearAlgebra } from "../runtime/interface/index.js";
import { KernelMemory, release } from "../runtime/kernel-memory.js";
import { linalg } from "../runtime/linalg.js";
import type { Matrix } from "../runtime/matrix.js";
import { ResidentMatrix } from "../runtime/resident.js";
import type { Workspace } from "../runtime/workspace.js";

export type { Arguments } from "./arguments.js";

/** Matrices and numbers by name. */
export type Results = Record<string, Matrix | number>;

/** What `forward` computed and `backward` reuses. */
export type SavedValues = Readonly<Record<string, unknown>>;

/** A program prepared for sizes. */
interface Prepared {
  readonly la: LinearAlgebra;
  readonly sizes: Sizes;
  readonly phases: ReadonlyMap<PhaseName, PreparedPhase>;
}

interface PreparedPhase {
  readonly calls: readonly Call[];
  /** Blocks to be found before the calls: number of the value, where, slot, shape. */
  readonly blocks: readonly (readonly [id: number, kept: boolean, slot: number, rows: number, cols: number])[];
}

type PhaseName = "forward" | "backward" | "variation";

/** One record of saved values: the sizes it belongs to and numbers and blocks by `v` and the number of the value. */
interface SavedRecord {
  readonly prepared: Prepared;
  readonly [value: string]: unknown;
}

/** Throws a `DomainError` for results of a phase that are not finite; `at`: the inputs in the order of the ports. */
export type Refusal = (
  phase: PhaseName,
  results: ReadonlyMap<Port, Matrix>,
  at: { readonly inputs: readonly Matrix[]; readonly sizes: Sizes } | undefined,
) => void;

export interface LayerOptions {
  /** Whether the structure that is declared of inputs is tested in every call; it is unless this is false. */
  readonly testStructure?: boolean;
}

export class Layer {
  readonly program: PreparedProgram;
  readonly #inputs: BoundPorts;
  readonly #cotangents: BoundPorts;
  readonly #tangents: BoundPorts;
  readonly #refusal: Refusal;
  readonly #layout: Layout;
  readonly #memory = new KernelMemory();
  /** The records that `forward` has saved. */
  readonly #own = new WeakSet<object>();
  readonly #prepared = new Map<string, Prepared>();
  #last: { readonly key: readonly number[]; readonly prepared: Prepared } | undefined;

  /** `program` has all three phases. */
  constructor(program: PreparedProgram, refusal: Refusal, { testStructure = true }: LayerOptions = {}) {
    this.program = program;
    this.#inputs = new BoundPorts("inputs", program.inputs, false, testStructure);
    this.#cotangents = new BoundPorts("cotangents", program.cotangents, true, false);
    this.#tangents = new BoundPorts("tangents", program.tangents, false, false);
    this.#refusal = refusal;
    this.#layout = layoutOf(this.program, ["backward", "variation"]);
  }

  /**
   * Computes the outputs. Matrices with a leading `batch` are computed one by one; what has none is the same for all of
   * them. Throws DataError for a missing or mis-shaped input, LinearAlgebraError outside the domain of the functions.
   */
  forward(inputs: Arguments, sizes: Readonly<Record<string, number>> = {}): { outputs: Results; saved: SavedValues } {
    if (isBatched(inputs)) {
      const { outputs, saved } = batchForward((one) => this.forward(one, sizes), this.#inputs.parameters, inputs);
      this.#own.add(saved);
      return { outputs: outputs as Results, saved: saved as unknown as SavedValues };
    }
    const values = this.#inputs.bind(inputs);
    const prepared = this.#prepare(values, sizes);
    const { la } = prepared;
    const kept = this.#memory.keep(la);
    const registers = this.#enter(prepared, "forward", kept, this.program.inputs, values);
    const outputs = this.#read(la, registers, prepared.sizes, this.program.outputs);
    if (!isFiniteRecord(outputs)) this.#refuse("forward", outputs, prepared.sizes, values);
    const saved: Record<string, unknown> = { prepared };
    for (const v of this.#layout.saved)
      saved[`v${v.id}`] = v.storage === "scalar" ? registers.numbers[v.id] : registers.blocks[v.id];
    const owned = this.#memory.save(saved);
    this.#own.add(owned);
    return { outputs, saved: owned };
  }

  /**
   * The gradients for cotangents of the outputs; that of a scalar output is 1 unless given. After a batch, the gradient of
   * an input without a batch is the sum over the batch.
   */
  backward(saved: SavedValues, cotangents: Arguments = {}): Results {
    this.#requireOwn(saved);
    if (isBatchSaved(saved)) {
      const { parameters } = this.#cotangents;
      return batchBackward((one: SavedValues, g: Arguments) => this.backward(one, g), parameters, saved, cotangents);
    }
    return this.#later("backward", saved, this.#cotangents, cotangents, this.program.gradients);
  }

  /** The tangents of the outputs for tangents of the inputs. */
  variation(saved: SavedValues, tangents: Arguments): Results {
    this.#requireOwn(saved);
    if (isBatchSaved(saved)) {
      const { parameters } = this.#tangents;
      return batchBackward(
        (one: SavedValues, d: Arguments) => this.variation(one, d),
        parameters,
        saved,
        tangents,
        true,
      );
    }
    return this.#later("variation", saved, this.#tangents, tangents, this.program.outputTangents);
  }

  /** Gives back at once what `forward` kept, where `backward` will not be called (again): it cannot be used afterwards. */
  release(saved: SavedValues): void {
    this.#requireOwn(saved);
    release(saved);
  }

  /** Throws DataError for anything but what `forward` of this layer has saved. */
  #requireOwn(saved: unknown): void {
    if (typeof saved === "object" && saved !== null && this.#own.has(saved)) return;
    throw new DataError("data/saved", "saved is not what forward of this layer returned");
  }

  #later(
    phase: "backward" | "variation",
    saved: SavedValues,
    bound: BoundPorts,
    given: Arguments,
    results: readonly Port[],
  ): Results {
    const values = bound.bind(given);
    const la = linalg();
    const record = this.#memory.open(la, saved as SavedRecord);
    const prepared = record.prepared.la === la ? record.prepared : this.#bind(record.prepared.sizes);
    bound.checkShapes(values, prepared.sizes);
    const registers = this.#enter(prepared, phase, record, bound.ports, values);
    const computed = this.#read(la, registers, prepared.sizes, results);
    if (!isFiniteRecord(computed)) this.#refuse(phase, computed, prepared.sizes);
    return computed;
  }

  #read(la: LinearAlgebra, registers: Registers, sizes: Sizes, ports: readonly Port[]): Results {
    const record = Object.create(null) as Results;
    for (const { name, value } of ports) {
      if (value.storage === "scalar") record[name] = registers.numbers[value.id]!;
      else record[name] = this.#memory.matrix(la, registers.blocks[value.id]!.reshaped(...shapeOf(value, sizes)));
    }
    return record;
  }

  /** Throws a `DomainError` for results that are not finite; where the inputs are known it names the part at fault. */
  #refuse(phase: PhaseName, results: Results, sizes: Sizes, inputs?: readonly Matrix[]): void {
    const ports = { forward: "outputs", backward: "gradients", variation: "outputTangents" } as const;
    const values = new Map(this.program[ports[phase]].map((p) => [p, asMatrix(results[p.name]!)]));
    this.#refusal(phase, values, inputs && { inputs, sizes });
  }

  /** Loads the values, finds the blocks and makes the calls of a phase. */
  #enter(
    prepared: Prepared,
    phase: PhaseName,
    kept: Workspace | SavedRecord,
    ports: readonly Port[],
    values: readonly Matrix[],
  ): Registers {
    const { la, phases } = prepared;
    const { calls, blocks } = phases.get(phase)!;
    const registers: Registers = { blocks: [], numbers: [] };
    const scratch = this.#memory.scratch(la);
    if ("prepared" in kept) {
      for (const v of this.#layout.saved) {
        const value = kept[`v${v.id}`];
        if (v.storage === "scalar") registers.numbers[v.id] = value as number;
        else registers.blocks[v.id] = value as Registers["blocks"][number];
      }
    }
    const given = new Set<number>();
    ports.forEach((port, i) => {
      const value = values[i]!;
      if (port.value.storage === "scalar" || !(value instanceof ResidentMatrix && value.isIn(la))) return;
      registers.blocks[port.value.id] = scratch.load(0, value);
      given.add(port.value.id);
    });
    for (const [id, isKept, slot, rows, cols] of blocks) {
      if (given.has(id)) continue;
      if (!isKept) registers.blocks[id] = scratch.block(slot, rows, cols);
      else if (!("prepared" in kept)) registers.blocks[id] = kept.block(slot, rows, cols);
    }
    ports.forEach((port, i) => {
      const { id, storage } = port.value;
      if (storage === "scalar") registers.numbers[id] = values[i]!.data[0]!;
      else if (registers.blocks[id] && !given.has(id)) la.write(values[i]!.data, registers.blocks[id]);
    });
    for (const call of calls) call(registers);
    return registers;
  }

  /** The program for the sizes of the values; the last sizes are found without looking them up by name. */
  #prepare(values: readonly Matrix[], extra: Readonly<Record<string, number>>): Prepared {
    const la = linalg();
    const last = this.#last;
    const more = isRecord(extra) && Object.keys(extra).length > 0;
    const same = last?.prepared.la === la && !more && values.every((m, i) => m.rows === last.key[2 * i] && m.cols === last.key[2 * i + 1]); // prettier-ignore
    if (same) return last.prepared;
    const byPort = new Map(this.program.inputs.map((p, i) => [p, values[i]!]));
    const sizes = sizesFrom(byPort, new Map(more ? Object.entries(extra) : []));
    requireDemands(this.program, sizes);
    const prepared = this.#bind(sizes);
    if (!more) this.#last = { key: values.flatMap((m) => [m.rows, m.cols]), prepared };
    return prepared;
  }

  #bind(sizes: Sizes): Prepared {
    const la = linalg();
    const key = [...sizes].sort().join();
    let prepared = this.#prepared.get(key);
    if (prepared?.la === la) return prepared;
    const phases = (["forward", "backward", "variation"] as const).map(
      (name) => [name, this.#phase(name, la, sizes)] as const,
    );
    prepared = { la, sizes, phases: new Map(phases) };
    // Programs of sizes seen long ago are made again when needed.
    if (this.#prepared.size >= 64) this.#prepared.clear();
    this.#prepared.set(key, prepared);
    return prepared;
  }

  #phase(name: PhaseName, la: LinearAlgebra, sizes: Sizes): PreparedPhase {
    const { program } = this;
    const given = { forward: program.inputs, backward: program.cotangents, variation: program.tangents }[name];
    const calls = program[name]
      .map(callOf)
      .filter((c) => applies(c, sizes))
      .map((c) => compile(c, la, sizes));
    const values = new Map([...given.map((p) => p.value), ...program[name].flatMap(writesOf)].reverse().map((v) => [v.id, v])); // prettier-ignore
    const blocks = [...values.values()].flatMap((v) => {
      const place = this.#layout.places.get(v.id);
      return place ? [[v.id, place.in === "kept", place.slot, ...shapeOf(v, sizes)] as const] : [];
    });
    return { calls, blocks };
  }
}

const asMatrix = (value: Matrix | number): Matrix =>
  typeof value === "number" ? { rows: 1, cols: 1, data: Float64Array.of(value) } : value;

function isFiniteRecord(values: Results): boolean {
  for (const name in values) {
    const value = values[name]!;
    if (!(typeof value === "number" ? Number.isFinite(value) : isFinite(value.data))) return false;
  }
  return true;
}

const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
