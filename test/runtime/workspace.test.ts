import { setTimeout as sleep } from "node:timers/promises";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { KernelMemory } from "../../codegen/runtime/kernel-memory.js";
import { freshLinearAlgebra } from "../../codegen/runtime/linalg.js";
import { vector } from "../../codegen/runtime/matrix.js";
import { Scope, Workspace } from "../../codegen/runtime/workspace.js";

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

it("a scope gives all its blocks back", () => {
  const la = freshLinearAlgebra();
  const used = la.bytesInUse();
  const scope = new Scope(la);
  const a = scope.load(vector([1, 2]));
  scope.allocate(100, 100);
  expect([...la.read(a)]).toEqual([1, 2]);
  expect(la.bytesInUse()).toBeGreaterThan(used);
  scope.release();
  scope.release();
  expect(la.bytesInUse()).toBe(used);
});

it("a scope gives them back after its owner is garbage", async () => {
  const la = freshLinearAlgebra();
  const used = la.bytesInUse();
  const scope = new Scope(la);
  scope.allocate(10, 10);
  scope.releaseAfter({});
  const collect = collector();
  for (let attempt = 0; attempt < 100 && la.bytesInUse() > used; attempt++) {
    collect();
    await sleep(10);
  }
  expect(la.bytesInUse()).toBe(used);
});

it("a workspace keeps its blocks", () => {
  const la = freshLinearAlgebra();
  const used = la.bytesInUse();
  const workspace = new Workspace(la);
  const a = workspace.block(0, 3, 4);
  const b = workspace.block(1, 2);
  expect(workspace.block(0, 3, 4)).toBe(a);
  expect(workspace.block(0, 2, 6).address).toBe(a.address);
  expect(workspace.block(1, 200).size).toBe(200);
  expect(b.size).toBe(2);
  workspace.release();
  expect(la.bytesInUse()).toBe(used);
  expect(workspace.block(0, 3, 4).size).toBe(12);
});

it("records that nobody refers to are garbage within a loop that never waits", () => {
  const la = freshLinearAlgebra();
  const memory = new KernelMemory();
  const collect = collector();
  collect();
  // Of this thread, since test files run side by side.
  const before = getHeapStatistics().external_memory;
  // 160 MB in all; more than 16 MB of it does not stay in the runtime's memory.
  for (let i = 0; i < 2000; i++) {
    memory.keep(la).block(0, 100, 100);
    memory.save({ i });
  }
  // Buffers are freed beside the first collection; the second waits for that.
  collect();
  collect();
  expect(getHeapStatistics().external_memory - before).toBeLessThan(8e7);
});
