/** Starts the playground. */
import { render } from "preact";
import { App } from "./app.js";
import { start } from "./store.js";
import "virtual:katex.css";
import "./style/index.css";

render(<App />, document.getElementById("app")!);
start();
