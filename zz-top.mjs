import { readFileSync, readdirSync } from "node:fs";
const p = JSON.parse(readFileSync("/tmp/prof/"+readdirSync("/tmp/prof").filter(f=>f.endsWith("cpuprofile"))[0]));
const self = new Map(), total = new Map(), byId = new Map(p.nodes.map(n=>[n.id,n]));
const dt = p.timeDeltas; const hits = new Map();
p.samples.forEach((s,i)=>hits.set(s,(hits.get(s)??0)+dt[i]));
const parent = new Map(); for (const n of p.nodes) for (const c of n.children??[]) parent.set(c,n.id);
const name = n => n.callFrame.functionName+" "+n.callFrame.url.split("/").slice(-2).join("/")+":"+n.callFrame.lineNumber;
let all=0;
for (const [id,t] of hits) { all+=t; const n=byId.get(id); self.set(name(n),(self.get(name(n))??0)+t); const seen=new Set(); for (let k=id;k;k=parent.get(k)) { const m=name(byId.get(k)); if(!seen.has(m)){seen.add(m); total.set(m,(total.get(m)??0)+t);} } }
const show = m => [...m].sort((a,b)=>b[1]-a[1]).slice(0,45).forEach(([k,v])=>console.log((v/all*100).toFixed(1)+"%",k));
console.log("SELF"); show(self); console.log("TOTAL"); show(total);
