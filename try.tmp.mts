import { readFileSync } from "node:fs";
import { derive } from "./src/index.js";
for (const line of readFileSync(process.argv[2]!, "utf8").split("\n").filter(Boolean)) {
  const src = line.replaceAll("⏎", "\n");
  try {
    const r = derive(src) as any;
    const { emit } = await import("./src/index.js");
    const t = emit(r, "text").split("\n");
    const k = t.findIndex((l) => l === "");
    const head = t.slice(0, k).join(" ; ");
    const shapes = t.slice(k + 2).slice(0, t.slice(k + 2).findIndex((l) => l === "")).map((s) => s.trim()).join(", ");
    const g = t.findIndex((l) => /^(Adjoint|Gradient)/.test(l));
    console.log(`▶ ${line}\n    ${head}   [${shapes}]\n    ${t.slice(g + 1).filter(Boolean).slice(0,3).map((s) => s.trim()).join(" | ")}`);
    for (const n of r.notes ?? []) console.log("    note:", n.message);
  } catch (e: any) { console.log(`▶ ${line}\n    ERR ${e.message} ⟶ ${e.hint ?? ""}`); }
}
