/** The page: the program on the left, what follows from it on the right. */
import { useEffect, useRef } from "preact/hooks";
import { Check } from "./parts/check.js";
import { Claim } from "./parts/claim.js";
import { Header } from "./parts/header.js";
import { Inputs } from "./parts/inputs.js";
import { lit, numberAt } from "./parts/lit.js";
import { Messages } from "./parts/messages.js";
import { Settings } from "./parts/settings.js";
import { ProgramEditor } from "./parts/program.js";
import { Result } from "./parts/result.js";
import { Tabs } from "./parts/tabs.js";
import { Toolbar } from "./parts/toolbar.js";
import { encodeState } from "./state.js";
import { state } from "./store.js";

const embedded = new URLSearchParams(location.search).has("embed");

/** Tells the page that embeds this one how high it is. */
function useTold() {
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!embedded || !page.current || parent === window) return undefined;
    const tell = (): void => parent.postMessage({ height: page.current?.offsetHeight ?? 0 }, "*");
    const observer = new ResizeObserver(tell);
    observer.observe(page.current);
    return () => observer.disconnect();
  }, []);
  return page;
}

/** From an embedded page to the whole one. */
function Whole() {
  return (
    <p class="whole">
      <a href={`./#${encodeState(state.value)}`} target="_blank" rel="noopener">
        Open in the playground
      </a>
    </p>
  );
}

export function App() {
  const page = useTold();
  return (
    <div class={embedded ? "page embedded" : "page"} ref={page}>
      {embedded ? null : <Header />}
      <main onMouseOver={(e) => (lit.value = numberAt(e.target))} onMouseLeave={() => (lit.value = undefined)}>
        <h1 class="unseen">Playground</h1>
        <div class="column">
          {embedded ? null : <Toolbar />}
          <ProgramEditor />
          <Messages />
          <Inputs />
          {embedded ? null : <Claim />}
        </div>
        <div class="column">
          {embedded ? null : <Settings />}
          <Result />
          <Check />
          <Tabs />
          {embedded ? <Whole /> : null}
        </div>
      </main>
    </div>
  );
}
