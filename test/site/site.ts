/** The built site on localhost and Chromium, for the tests of its pages. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { serve } from "../../site/server.js";

/** Debian's; the environment variable names another. */
export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(executablePath);
if (!hasChromium) process.stderr.write(`not run: no page is opened, for there is no Chromium at ${executablePath}\n`);

const root = fileURLToPath(new URL("../../", import.meta.url));
export const siteFolder = join(root, "dist-site");

/** What the site is made of. */
const SOURCES = ["site", "src", "codegen", "grammar", "rules", "docs"];

function newest(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const own = readdirSync(path).filter((name) => !/^(?:node_modules|cache|dist)$|\.generated\./.test(name));
  return own.reduce((time, name) => Math.max(time, newest(join(path, name))), 0);
}

const upToDate = (): boolean => {
  const made = statSync(join(siteFolder, "play/index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return SOURCES.every((folder) => newest(join(root, folder)) < made);
};

/** Builds the site unless what is built is newer than its sources. Test files that run at once build it once. */
export async function builtSite(): Promise<void> {
  const lock = join(root, ".site/lock");
  mkdirSync(join(lock, ".."), { recursive: true });
  for (let waited = 0; !taken(lock); waited += 1) {
    if (waited > 600) throw new Error(`another build holds ${lock}`);
    await new Promise((done) => setTimeout(done, 500));
  }
  try {
    if (!upToDate()) execFileSync("npm", ["run", "-s", "site"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  } finally {
    rmdirSync(lock);
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

const FLAGS =
  "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** Everything that a page may not do: ask another origin, write to the console as an error, break the policy. */
export class Visit {
  readonly faults: string[] = [];

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.on("request", (r) => {
      const own = r.url().startsWith(url) || /^(?:data|blob):/.test(r.url());
      if (!own) this.faults.push(`request to ${r.url()}`);
    });
    page.on("console", (m) => {
      if (m.type() === "error" || m.type() === "warning") this.faults.push(`console: ${m.text()}`);
    });
    page.on("pageerror", (e) => this.faults.push(`error: ${e.message}`));
  }

  /** Opens the playground, or another page of the site. */
  async open(path = "/play/"): Promise<void> {
    await this.page.goto(this.url + path);
  }

  get program() {
    return this.page.getByRole("textbox", { name: "Program" });
  }

  get result() {
    return this.page.getByRole("region", { name: "Result" });
  }

  get messages() {
    return this.page.getByRole("region", { name: "Messages" });
  }

  /** Puts a program in place of the one that is there. */
  async type(program: string): Promise<void> {
    await this.program.fill(program);
  }

  tab(name: string) {
    return this.page.getByRole("tab", { name, exact: true });
  }

  /** The text of a tab, once it is that of the program. */
  async textOf(name: string): Promise<string> {
    await this.tab(name).click();
    const panel = this.page.getByRole("tabpanel", { name });
    await this.settled();
    return (await panel.locator("pre").textContent()) ?? "";
  }

  /** Waits until what is shown is the answer to what was typed. */
  async settled(): Promise<void> {
    await this.page.locator(".outputs:not(.stale) [role=tabpanel]:not([aria-busy=true])").waitFor();
  }
}

export interface Site {
  visit(options?: BrowserContextOptions): Promise<Visit>;
  readonly browser: Browser;
  readonly url: string;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  await builtSite();
  const { server, url } = await serve(siteFolder);
  const browser = await chromium.launch({ executablePath, args: FLAGS.split(" ") });
  return {
    browser,
    url,
    visit: async (options = {}) => {
      const context = await browser.newContext(options);
      await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
      return new Visit(await context.newPage(), url);
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
