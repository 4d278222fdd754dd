/** Examples, and a link to what the page shows. */
import { signal } from "@preact/signals";
import { GROUPS } from "../examples.js";
import { encodeState } from "../state.js";
import { open, state } from "../store.js";

const all = GROUPS.flatMap((g) => g.examples);
const told = signal("");

function choose(event: Event): void {
  const select = event.currentTarget as HTMLSelectElement;
  const example = all[Number(select.value)];
  if (example) open({ program: example.program, claim: example.claim ?? "" });
}

async function share(): Promise<void> {
  const hash = `#${encodeState(state.peek())}`;
  history.replaceState(null, "", hash);
  await copied(location.href, "The link is on the clipboard.", "The address of this page is the link.");
}

/** What puts the program into another page. */
async function embed(): Promise<void> {
  const { program } = state.peek();
  const escaped = program
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll("\n", "&#10;");
  const script = new URL("./derive-gradient.js", location.href).href;
  const text = `<script type="module" src="${script}"></script>\n<derive-gradient program="${escaped}"></derive-gradient>\n`;
  await copied(text, "HTML for your page is on the clipboard.", "The browser gives no clipboard.");
}

async function copied(text: string, done: string, refused: string): Promise<void> {
  told.value = await navigator.clipboard.writeText(text).then(
    () => done,
    () => refused,
  );
  setTimeout(() => (told.value = ""), 4000);
}

export function Toolbar() {
  const current = all.findIndex((e) => e.program === state.value.program && (e.claim ?? "") === state.value.claim);
  return (
    <div class="toolbar">
      <label>
        <span class="unseen">Examples</span>
        <select value={current < 0 ? "" : String(current)} onChange={choose}>
          <option value="" disabled hidden={current >= 0}>
            Examples
          </option>
          {GROUPS.map((group) => (
            <optgroup key={group.title} label={group.title}>
              {group.examples.map((example) => (
                <option key={example.title} value={String(all.indexOf(example))}>
                  {example.title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => void share()}>
        Share
      </button>
      <button type="button" onClick={() => void embed()}>
        Embed
      </button>
      <span class="told" aria-live="polite">
        {told.value}
      </span>
    </div>
  );
}
