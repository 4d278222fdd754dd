/** Starts the playground. */
import { render } from "preact";
import { App } from "./app.js";
import { start } from "./store.js";
import "virtual:katex.css";
import "./style/index.css";

render(<App />, document.getElementById("app")!);
start();

// Where storage is refused the page works as before, with a network.
if (import.meta.env.PROD) navigator.serviceWorker?.register("./sw.js").catch(() => undefined);
