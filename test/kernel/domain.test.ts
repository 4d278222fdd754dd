import { describe, expect, it } from "vitest";
import { NoKernel } from "../../src/plan/lowering.js";
import { LinearAlgebraError, type Matrix } from "../../codegen/runtime/index.js";
import { explain } from "../../src/command/explain.js";
import { derive, MatrixBackpropError } from "../../src/index.js";

const square = (...data: number[]): Matrix => ({ rows: 2, cols: 2, data: Float64Array.from(data) });

/** What a call throws, which must be the error class of the package. */
function thrown(call: () => unknown): { code: string; message: string } {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(MatrixBackpropError);
    const { code, message } = error as MatrixBackpropError;
    return { code, message };
  }
  throw new Error("nothing was thrown");
}

describe("a compiled layer outside the domain of its functions", () => {
  it.each([
    ["S: n×n symmetric\nlog(S)", { S: square(1, 2, 2, 1) }, /Y has no value at this point: log\(S\) is infinite/],
    ["S: n×n symmetric\ntr(sqrt(S))", { S: square(1, 2, 2, 1) }, /Y has no value/],
    ["A: m×n\nlog.(A)", { A: square(1, -1, 2, 3) }, /Y has no value at this point: log\.\(A\) is infinite/],
    ["A: m×n\nsum(log.(A))", { A: square(1, 0, 2, 3) }, /Y has no value at this point: log\.\(A\) is infinite/],
    ["A: m×n\nexp.(exp.(A))", { A: square(1, 2, 3, 9) }, /Y has no value/],
  ])("%s is refused", (program, inputs, message) => {
    const layer = derive(program).compile();
    expect(thrown(() => layer.forward(inputs))).toMatchObject({ code: "DomainError", message: expect.stringMatching(message) as string }); // prettier-ignore
    // The layer goes on.
    const { outputs } = layer.forward(Object.fromEntries(Object.keys(inputs).map((k) => [k, square(2, 1, 1, 2)])));
    expect(outputs["Y"]).toBeDefined();
  });

  it("a derivative that is infinite is refused", () => {
    const layer = derive("A: m×n\nsum(sqrt.(A))").compile();
    const { saved } = layer.forward({ A: square(1, 0, 2, 3) });
    const error = thrown(() => layer.backward(saved));
    expect(error).toEqual({ code: "DomainError", message: "the derivative of A has no value at this point" });
    const A = square(1, 0, 0, 0);
    expect(thrown(() => layer.variation(layer.forward({ A }).saved, { A })).code).toBe("DomainError");
  });

  it("one element of a batch is enough", () => {
    const layer = derive("S: n×n symmetric\nlog(S)").compile();
    const S = { batch: 2, rows: 2, cols: 2, data: Float64Array.of(2, 1, 1, 2, 1, 2, 2, 1) };
    expect(thrown(() => layer.forward({ S })).code).toBe("DomainError");
  });

  it("errors of the factorizations are of the same class", () => {
    expect(
      thrown(() =>
        derive("inv(A)")
          .compile()
          .forward({ A: square(1, 2, 2, 4) }),
      ).code,
    ).toBe("Singular");
    const layer = derive("S: n×n spd\nlogdet(S)").compile({ testStructure: false });
    expect(thrown(() => layer.forward({ S: square(1, 2, 2, 1) })).code).toBe("NotPositiveDefinite");
  });
});

describe("the command", () => {
  const telling = { color: false, verbose: false };

  it("rejects what has no kernel, and numbers outside a domain, with status 2", () => {
    const program = { name: "expression", text: "f(A)" };
    const none = new NoKernel("there is no kernel for f of a general matrix");
    expect(explain(none, telling, program)).toEqual([2, "error: there is no kernel for f of a general matrix\n"]);
    const outside = new LinearAlgebraError("DomainError", "Y has no value at this point");
    expect(explain(outside, telling, program)).toEqual([2, "error: Y has no value at this point\n"]);
  });

  it("takes a wrong shape in the runtime for a mistake of its own", () => {
    const [status, text] = explain(new LinearAlgebraError("Shape", "product: 2×3 and 2×3"), telling, undefined);
    expect(status).toBe(3);
    expect(text).toMatch(/^internal error: LinearAlgebraError: product/);
  });
});
