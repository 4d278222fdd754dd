/** The documentation site. Its pages are laid out by site/pages/stage.ts, which `npm run site` runs first. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { katexStyles } from "../../site/katex-styles.js";
import { renderFormulas } from "../../site/pages/markdown.js";
import { POLICY } from "../../site/server.js";
import { SIDEBAR } from "./sidebar.js";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Scripts that VitePress writes into its pages, by their ids; they become files, so that the policy can refuse any. */
const scripts = new Map<string, string>();

function withoutInlineScripts(html: string): string {
  return html.replace(/<script id="([\w-]+)">([\s\S]*?)<\/script>/g, (_, id: string, code: string) => {
    scripts.set(`${id}.js`, code);
    return `<script src="/assets/${id}.js"></script>`;
  });
}

const katexCss = {
  name: "katex-css",
  resolveId: (source: string) => (source === "virtual:katex.css" ? "\0virtual:katex.css" : undefined),
  load: (source: string) => (source === "\0virtual:katex.css" ? katexStyles() : undefined),
};

export default defineConfig({
  title: "matrix-backprop",
  description: "Differentiate matrix expressions: variation, adjoint, derivation, code, and a check",
  lang: "en",
  srcDir: folder("../../.site/pages"),
  outDir: folder("../../dist-site"),
  cacheDir: folder("../../.site/cache"),
  cleanUrls: true,
  metaChunk: true,
  lastUpdated: false,
  ignoreDeadLinks: "localhostLinks",
  rewrites: { "docs/index.md": "docs/index.md" },
  head: [
    ["link", { rel: "icon", href: "/icon.svg", type: "image/svg+xml" }],
    ["script", { type: "module", src: "/play/derive-gradient.js" }],
    ["meta", { "http-equiv": "Content-Security-Policy", content: POLICY }],
  ],
  markdown: {
    config: (md) => renderFormulas(md as unknown as Parameters<typeof renderFormulas>[0]),
  },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Playground", link: "/play/", target: "_self" },
      { text: "Docs", link: "/docs/", activeMatch: "^/docs/(?!rules)" },
      { text: "Rules", link: "/docs/rules/", activeMatch: "^/docs/rules" },
    ],
    sidebar: SIDEBAR,
    outline: [2, 3],
    docFooter: { prev: false, next: false },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "derive-gradient" } } },
  vite: { plugins: [katexCss], build: { assetsInlineLimit: 0 } },
  transformHtml: withoutInlineScripts,
  buildEnd: ({ outDir }) => {
    mkdirSync(join(outDir, "assets"), { recursive: true });
    for (const [name, code] of scripts) writeFileSync(join(outDir, "assets", name), code);
    const missing = readFileSync(join(outDir, "404.html"), "utf8");
    writeFileSync(join(outDir, "404.html"), withoutInlineScripts(missing));
  },
});
