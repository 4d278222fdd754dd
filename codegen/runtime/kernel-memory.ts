import { isBatchSaved } from "./batch.js";
import { Block } from "./block.js";
import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra, Memory } from "./interface/index.js";
import type { Matrix } from "./matrix.js";
import { ResidentMatrix } from "./resident.js";
import { Workspace } from "./workspace.js";

/** What one `forward` keeps for `backward`: numbers, sizes, and blocks of one workspace. */
type Saved = object;

/** Where the entries of a record go when its workspace is taken from it. Only the record leads there, so it is garbage with it. */
interface Shelf {
  copies: readonly { readonly block: Block; readonly entries: Float64Array }[] | undefined;
}

/** The blocks of a record. */
interface Kept {
  /** Undefined after its blocks have been moved to the shelf or given back; the shelf, too. */
  workspace: Workspace | undefined;
  shelf: Shelf | undefined;
  bytes: number;
  /** How often it has been read. */
  reads: number;
  /** Whether forward was given matrices in the runtime's memory. */
  readonly resident: boolean;
}

/** Records that have been read stay until they exceed both limits. */
const READ = { count: 1, bytes: 2 ** 20 };
/** Records that have not been read stay in the runtime's memory up to these limits, and outside of it beyond them. */
const UNREAD = { count: 1024, bytes: 2 ** 24 };

/**
 * The memory of one kernel. Scratch blocks stay from call to call; what `forward` keeps for `backward` has a workspace of
 * its own, which another call of `forward` takes over when the record is garbage or has been read and is no longer one of
 * the last. So a kernel that is called again with the same sizes allocates nothing.
 *
 * A record that has not been read, or that has been read more than once, is never lost: when there are too many of them
 * their entries move to JavaScript's memory, and back when they are read.
 */
export class KernelMemory {
  #memory: Memory | undefined;
  #scratch: Workspace | undefined;
  #next: Workspace | undefined;
  /** Whether the record opened for this phase was made of matrices in the runtime's memory; until its scratch is asked for. */
  #opened = false;
  #free: Workspace[] = [];
  /** Records with a workspace, the one used longest ago first. */
  readonly #unread = new Set<Kept>();
  readonly #read = new Set<Kept>();
  #unreadBytes = 0;
  #readBytes = 0;
  #records = new WeakMap<object, { readonly kept: Kept; readonly shelf: Shelf }>();
  readonly #self = new WeakRef(this);
  readonly #workspaces = new Set<Workspace>();

  constructor() {
    abandoned.register(this, this.#workspaces);
  }

  /** Blocks for values within one call. */
  scratch(memory: Memory): Workspace {
    if (memory !== this.#memory) this.#enter(memory);
    this.#scratch ??= this.#workspace(memory);
    this.#scratch.resident = this.#opened;
    this.#opened = false;
    return this.#scratch;
  }

  /** Blocks for the values of one `forward` that others read; they belong to the record that is saved next. */
  keep(memory: Memory): Workspace {
    if (memory !== this.#memory) this.#enter(memory);
    this.#next ??= this.#take(memory);
    this.#next.resident = false;
    this.#begin(false);
    return this.#next;
  }

  /** A result, in JavaScript's memory, or in the runtime's where matrices that were given are there. */
  matrix(la: LinearAlgebra, block: Block): Matrix {
    if (!this.#isResident()) return la.matrix(block);
    if (this.#scratch?.take(block)) return new ResidentMatrix(la, block.reshaped(block.rows, block.cols));
    const copy = la.allocate(block.rows, block.cols);
    la.copy(block, copy);
    return new ResidentMatrix(la, copy);
  }

  #isResident(): boolean {
    return this.#opened || this.#scratch?.resident === true || this.#next?.resident === true;
  }

  /** Binds the blocks of the last `keep` to a record, which is returned. */
  save<T extends Saved>(record: T): T {
    const [bytes, resident] = [this.#next?.bytes ?? 0, this.#isResident()];
    const shelf: Shelf = { copies: undefined };
    const kept: Kept = { workspace: this.#next, shelf, bytes, reads: 0, resident };
    this.#next = undefined;
    this.#records.set(record, { kept, shelf });
    if (!kept.workspace) return record;
    this.#unread.add(kept);
    this.#unreadBytes += kept.bytes;
    owners.set(record, this);
    collected.register(record, { memory: this.#self, kept });
    return record;
  }

  /** The record, its blocks in place. Throws `Usage` when they have been given back. */
  open<T extends Saved>(memory: Memory, record: T): T {
    if (memory !== this.#memory) this.#enter(memory);
    const found = this.#records.get(record);
    if (!found) throw new LinearAlgebraError("Usage", "backward: these saved values are not of this kernel");
    const { kept, shelf } = found;
    this.#begin(kept.resident);
    // A record without blocks has nothing that could have been given back.
    if (kept.bytes === 0) return record;
    if (!kept.workspace) {
      kept.workspace = this.#restored(memory, record, shelf);
      kept.shelf = shelf;
    }
    this.#forget(kept);
    kept.reads++;
    this.#read.add(kept);
    this.#readBytes += kept.bytes;
    return record;
  }

  /** Gives back the blocks of a record that is garbage or is not needed. */
  giveBack(kept: Kept): void {
    if (!kept.workspace) return;
    this.#forget(kept);
    this.#free.push(kept.workspace);
    kept.workspace = kept.shelf = undefined;
  }

  /** Gives back the blocks of a record. */
  release(record: object): void {
    const found = this.#records.get(record);
    if (!found) return;
    this.#records.delete(record);
    this.giveBack(found.kept);
    found.shelf.copies = undefined;
  }

  #enter(memory: Memory): void {
    // Linear algebras on one memory share their blocks.
    if (this.#memory && this.#memory.store !== memory.store) {
      this.#scratch = this.#next = undefined;
      this.#free = [];
      this.#workspaces.clear();
      this.#unread.clear();
      this.#read.clear();
      this.#unreadBytes = this.#readBytes = 0;
      this.#records = new WeakMap();
    }
    this.#memory = memory;
  }

  /** Begins a phase: what has been loaded before does not count. */
  #begin(resident: boolean): void {
    this.#opened = resident;
    if (this.#scratch) this.#scratch.resident = false;
  }

  #forget(kept: Kept): void {
    if (this.#unread.delete(kept)) this.#unreadBytes -= kept.bytes;
    if (this.#read.delete(kept)) this.#readBytes -= kept.bytes;
  }

  #take(memory: Memory): Workspace {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#read.size > READ.count && this.#readBytes > READ.bytes) return this.#takeOver(first(this.#read), memory);
    if (this.#unread.size >= UNREAD.count || this.#unreadBytes >= UNREAD.bytes) {
      return this.#takeOver(first(this.#unread), memory);
    }
    return this.#workspace(memory);
  }

  #workspace(memory: Memory): Workspace {
    const workspace = new Workspace(memory);
    this.#workspaces.add(workspace);
    return workspace;
  }

  #takeOver(kept: Kept, memory: Memory): Workspace {
    const workspace = kept.workspace!;
    if (kept.reads !== 1)
      kept.shelf!.copies = workspace.blocks().map((block) => ({ block, entries: memory.read(block) }));
    this.#forget(kept);
    kept.workspace = kept.shelf = undefined;
    return workspace;
  }

  /** A workspace with what is on the shelf of a record, which refers to its blocks from now on. */
  #restored(memory: Memory, record: Saved, shelf: Shelf): Workspace {
    if (!shelf.copies) {
      throw new LinearAlgebraError(
        "Usage",
        "backward: these saved values have been read once and their memory was reused; call backward before so many other forwards",
      );
    }
    const workspace = this.#take(memory);
    const moved = new Map<number, Block>();
    shelf.copies.forEach(({ block, entries }, slot) => {
      const place = workspace.block(slot, block.rows, block.cols);
      memory.write(entries, place);
      moved.set(block.address, place);
    });
    for (const [name, value] of Object.entries(record) as [string, unknown][]) {
      if (!(value instanceof Block)) continue;
      // Resident inputs are where they were.
      const place = moved.get(value.address);
      if (place) (record as Record<string, unknown>)[name] = place.reshaped(value.rows, value.cols);
    }
    shelf.copies = undefined;
    return workspace;
  }
}

const owners = new WeakMap<object, KernelMemory>();

/** Gives back at once what `forward` kept, where `backward` will not be called (again): it cannot be used afterwards. */
export function release(saved: object): void {
  if (isBatchSaved(saved)) for (const element of saved.elements) release(element);
  else owners.get(saved)?.release(saved);
}

const first = <T>(set: ReadonlySet<T>): T => set.values().next().value as T;

/** Gives back the blocks of garbage, without keeping its kernel alive; it runs between jobs, so what it holds lives through a loop. */
const collected = new FinalizationRegistry<{ memory: WeakRef<KernelMemory>; kept: Kept }>(({ memory, kept }) => {
  memory.deref()?.giveBack(kept);
});

/** A kernel that is garbage itself gives back all its blocks. */
const abandoned = new FinalizationRegistry<Set<Workspace>>((workspaces) => {
  for (const w of workspaces) w.release();
});
