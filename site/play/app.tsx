/** The page: the program on the left, what follows from it on the right. */
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

const embedded = new URLSearchParams(location.search).has("embed");

export function App() {
  return (
    <div class={embedded ? "page embedded" : "page"}>
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
        </div>
      </main>
    </div>
  );
}
