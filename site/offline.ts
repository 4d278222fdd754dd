/** Service workers, of the playground and of the documentation: after one visit everything is there without a network. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Read by budgets and by nobody in the page. */
const LEFT_OUT = new Set(["manifest.json", "sw.js", "hashmap.json"]);

/** The script of the playground that pages of the documentation load. */
const EMBEDDED = "play/derive-gradient.js";

/** What the page may ask for, relative to it. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !LEFT_OUT.has(path))
    .sort();
}

/** Writes sw.js into the folder of the playground. Another version of any file makes another cache. */
export function writePlaygroundWorker(folder: string): void {
  writeWorker(folder, "play", filesOf(folder));
}

/** Writes sw.js for all pages but the playground, which has its own. */
export function writeDocumentationWorker(folder: string): void {
  writeWorker(
    folder,
    "docs",
    filesOf(folder).filter((file) => !file.startsWith("play/") || file === EMBEDDED),
  );
}

function writeWorker(folder: string, name: string, files: readonly string[]): void {
  const version = createHash("sha256");
  for (const file of files) version.update(file).update(readFileSync(join(folder, file)));
  writeFileSync(
    join(folder, "sw.js"),
    workerText(`${name}-${version.digest("hex").slice(0, 16)}`, files.map(addressOf)),
  );
}

/** Pages have addresses without the ending. */
const addressOf = (file: string): string => `./${file.replace(/(^|\/)index\.html$/, "$1").replace(/\.html$/, "")}`;

const workerText = (version: string, addresses: readonly string[]): string => `// Keeps the files of one version.
const NAME = "${version}";
const KIND = NAME.replace(/-.*/, "-");
const FILES = ${JSON.stringify(addresses)};

addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(KIND) && name !== NAME;
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  const kept = caches.open(NAME).then((cache) => cache.match(request, { ignoreSearch: true }));
  event.respondWith(kept.then((found) => found ?? fetch(request)));
});
`;
