/** Where the nodes of the graph stand. The layout comes with the first graph that is looked at. */
import type { NodeView } from "../../../src/explore/nodes.js";
import type { View } from "../../../src/explore/view.js";

export type Kind = "forward" | "backward";

export interface Placed {
  readonly view: NodeView;
  readonly label: string;
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  /** A path of SVG. */
  readonly path: string;
}

export interface Drawing {
  readonly nodes: readonly Placed[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
  /** Expressions beyond what one can look at. */
  readonly omitted: number;
}

const MOST = 160;
const HEIGHT = 38;
const LONGEST = 18;

/** The expressions below some, in the order of the view. */
function below(view: View, roots: readonly number[]): Set<number> {
  const nodes = new Map(view.nodes.map((n) => [n.id, n]));
  const found = new Set<number>();
  const pending = [...roots];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    pending.push(...(nodes.get(id)?.parts ?? []));
  }
  return found;
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Lays the graph out from top to bottom. */
export async function layOut(view: View, withGradients: boolean): Promise<Drawing> {
  const { Graph, layout } = await import("@dagrejs/dagre");
  const forward = below(view, view.graph.outputs);
  const all = withGradients ? below(view, [...view.graph.outputs, ...view.graph.gradients]) : forward;
  const shown = view.nodes.filter((n) => all.has(n.id)).slice(0, MOST);
  const there = new Set(shown.map((n) => n.id));
  const graph = new Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 18, ranksep: 34, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const n of shown) {
    graph.setNode(String(n.id), { width: Math.max(46, 16 + 8.2 * shortened(n.label).length), height: HEIGHT });
    for (const part of n.parts) if (there.has(part)) graph.setEdge(String(part), String(n.id));
  }
  layout(graph);
  const kindOf = (id: number): Kind => (forward.has(id) ? "forward" : "backward");
  const size = graph.graph();
  return {
    nodes: shown.map((n) => {
      const { x, y, width, height } = graph.node(String(n.id));
      return { view: n, label: shortened(n.label), kind: kindOf(n.id), x, y, width, height };
    }),
    edges: graph.edges().map(({ v, w }) => ({
      from: Number(v),
      to: Number(w),
      kind: kindOf(Number(w)),
      path: graph
        .edge(v, w)
        .points.map(
          ({ x, y }: { x: number; y: number }, i: number) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`,
        )
        .join(""),
    })),
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    omitted: all.size - shown.length,
  };
}
