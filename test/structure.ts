/** What an elaborated program is, as data that compares: its inputs, its outputs and every expression below them. */
import { postorder } from "../src/expression/node/node.js";
import type { ElaboratedProgram } from "../src/expression/elaborate/program.js";

export interface Structure {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** One line for each node, arguments first, by their place in the list. */
  readonly nodes: readonly string[];
}

/** Equal for two programs exactly where they compute the same expressions of the same inputs. */
export function structureOf(program: ElaboratedProgram): Structure {
  const { catalogue } = program;
  const order = postorder(program.outputs.map((o) => o.node));
  const place = new Map(order.map((node, i) => [node, i]));
  return {
    inputs: program.inputs.map(({ name, node, matrix, inferred }) =>
      [
        `${name}: ${node.rows.key}×${node.cols.key}`,
        ...catalogue.names(node.properties),
        ...(matrix ? ["as rows"] : []),
        ...(inferred ? ["inferred"] : []),
      ].join(" "),
    ),
    outputs: program.outputs.map(({ name, node }) => `${name} = ${place.get(node)}`),
    nodes: order.map((node) => {
      if (node.kind === "number") return node.value.toFraction();
      if (node.kind === "symbol") return `${node.role} ${node.name}`;
      const parts = [...node.args.map((a) => place.get(a)), ...node.dims.map((d) => d.key)];
      return `${node.fn}(${parts.join(", ")}): ${node.rows.key}×${node.cols.key}`;
    }),
  };
}
