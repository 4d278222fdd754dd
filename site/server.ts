/** A server of static files for localhost, with the policy that the site is made for. */
import { createReadStream, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

/** What the pages may load: their own files, and no code from text. KaTeX and the editor write style attributes. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The file that an address means: itself, its index, or the page of that name. */
function fileOf(folder: string, address: string): string | undefined {
  const path = normalize(join(folder, address));
  if (path !== folder && !path.startsWith(folder + sep)) return undefined;
  return [path, join(path, "index.html"), `${path}.html`].find(isFile);
}

/** Serves a folder on localhost; port 0 takes any that is free. */
export async function serve(folder: string, port = 0): Promise<{ readonly server: Server; readonly url: string }> {
  const root = normalize(folder).replace(/[\\/]$/, "");
  const server = createServer((request, response) => {
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    } catch {
      response.writeHead(400).end();
      return;
    }
    const file = fileOf(root, path);
    const missing = join(root, "404.html");
    const shown = file ?? (isFile(missing) ? missing : undefined);
    const type = TYPES[extname(shown ?? "")] ?? "application/octet-stream";
    const headers = { "Content-Type": type, "Content-Security-Policy": POLICY, "Cache-Control": "no-cache" };
    response.writeHead(file ? 200 : 404, headers);
    if (shown) createReadStream(shown).pipe(response);
    else response.end();
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
