/** Whatever emitted TypeScript calls by its name, the runtime that it imports has. */
import { expect, it } from "vitest";
import { kernels } from "../../codegen/runtime/composed.js";
import * as runtime from "../../codegen/runtime/index.js";

it("exports every computation that kernels call besides the linear algebra", () => {
  expect(Object.keys(kernels).filter((name) => !(name in runtime))).toEqual([]);
});
