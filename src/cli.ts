#!/usr/bin/env node
import * as module from "node:module";

// From version 22 on Node keeps compiled code from one run to the next; the modules of the command are loaded after this.
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
const { main } = await import("./command/main.js");
process.exitCode = await main(process.argv.slice(2));
