/** The expressions of the program and of its gradients as a graph, parts above what is made of them. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { View } from "../../../src/explore/view.js";
import type { NodeView } from "../../../src/explore/nodes.js";
import { painted } from "../store.js";
import { layOut, type Drawing, type Placed } from "./graph-layout.js";
import { lit } from "./lit.js";

const drawing = signal<{ readonly view: View; readonly drawing: Drawing } | undefined>(undefined);
const backward = signal(true);

function title(node: NodeView): string {
  return `${node.text}: ${[node.shape, ...node.properties].join(" ")}`;
}

/** Up to what a node is made of, down to what uses it. */
function moved(event: KeyboardEvent, node: Placed, all: Drawing): void {
  const to = {
    ArrowUp: all.edges.find((e) => e.to === node.view.id)?.from,
    ArrowDown: all.edges.find((e) => e.from === node.view.id)?.to,
  }[event.key as "ArrowUp" | "ArrowDown"];
  if (to === undefined) return;
  event.preventDefault();
  document.getElementById(`node-${String(to)}`)?.focus();
}

function GraphNode({ node, all }: { node: Placed; all: Drawing }) {
  const { view, x, y, width, height, kind } = node;
  return (
    <g
      id={`node-${String(view.id)}`}
      class={`node ${kind}`}
      data-n={view.id}
      tabIndex={0}
      role="img"
      aria-label={title(view)}
      onFocus={() => (lit.value = view.id)}
      onKeyDown={(e) => moved(e, node, all)}
    >
      <title>{title(view)}</title>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx="6" />
      <text x={x} y={y - 1} text-anchor="middle">
        {node.label}
      </text>
      <text class="shape" x={x} y={y + 12} text-anchor="middle">
        {view.shape}
      </text>
    </g>
  );
}

function Picture({ all }: { all: Drawing }) {
  return (
    <div class="graph">
      <svg
        viewBox={`0 0 ${String(all.width)} ${String(all.height)}`}
        width={all.width}
        height={all.height}
        role="group"
        aria-label="Graph of the expressions"
      >
        {all.edges.map((e) => (
          <path key={`${String(e.from)} ${String(e.to)}`} class={e.kind} d={e.path} />
        ))}
        {all.nodes.map((n) => (
          <GraphNode key={n.view.id} node={n} all={all} />
        ))}
      </svg>
    </div>
  );
}

export function Graph() {
  const view = painted.value?.view;
  const withBackward = backward.value;
  useEffect(() => {
    let asked = true;
    if (view) {
      void layOut(view, withBackward).then((made) => {
        if (asked) drawing.value = { view, drawing: made };
      });
    }
    return () => (asked = false);
  }, [view, withBackward]);
  const shown = drawing.value;
  if (!view || !shown) return <p class="note">No graph yet.</p>;
  return (
    <>
      <p class="legend">
        <label>
          <input type="checkbox" checked={withBackward} onChange={(e) => (backward.value = e.currentTarget.checked)} />{" "}
          with the gradients
        </label>
        <span class="forward">computed forward</span> <span class="backward">only for the gradients</span>
        {shown.drawing.omitted > 0 ? <span>{shown.drawing.omitted} expressions are not drawn</span> : null}
      </p>
      <Picture all={shown.drawing} />
    </>
  );
}
