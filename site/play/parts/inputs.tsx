/** Shapes and properties of the inputs as chips; changing one writes a declaration into the program. */
import { signal } from "@preact/signals";
import { Formula } from "../../components/formula.js";
import type { AssumptionView, Variable } from "../../../src/explore/view.js";
import { answered, state, update } from "../store.js";
import { declared } from "./declare.js";

const opened = signal<string | undefined>(undefined);

const described = (v: Variable): string => [v.shape, ...v.properties].join(" ");

function Editing({ variable }: { variable: Variable }) {
  const name = variable.name.text;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("shape") as HTMLInputElement;
    update({ program: declared(state.peek().program, name, field.value) });
    opened.value = undefined;
  };
  return (
    <form class="chip-editor" onSubmit={submit} onKeyDown={(e) => e.key === "Escape" && (opened.value = undefined)}>
      <label>
        {name} is {/* An answer that arrives while somebody types leaves what is typed. */}
        <input
          name="shape"
          defaultValue={described(variable)}
          autocomplete="off"
          spellcheck={false}
          ref={(e) => e?.focus()}
        />
      </label>
      <button type="submit" class="small">
        Declare
      </button>
    </form>
  );
}

/** What is assumed of an input can be declared of it, and then changed. */
function Assumed({ assumption, inputs }: { assumption: AssumptionView; inputs: readonly Variable[] }) {
  const variable = inputs.find((v) => v.key === assumption.input);
  if (!variable) return <>{assumption.text}</>;
  const name = variable.name.text;
  const properties = [...new Set([...variable.properties, ...(assumption.properties ?? [])])];
  const declare = (): void => {
    update({ program: declared(state.peek().program, name, [variable.shape, ...properties].join(" ")) });
    opened.value = name;
  };
  return (
    <button type="button" class="chip assumed" title="Declare it, to change it" onClick={declare}>
      {assumption.text.replace(/ \(.*/, "")} <em>assumed</em>
    </button>
  );
}

export function Inputs() {
  const view = answered.value?.view;
  if (!view) return null;
  return (
    <section class="inputs" aria-label="Inputs">
      <ul>
        {view.inputs.map((v) => (
          <li key={v.name.text}>
            <button
              type="button"
              class={v.inferred ? "chip inferred" : "chip"}
              aria-expanded={opened.value === v.name.text}
              onClick={() => (opened.value = opened.value === v.name.text ? undefined : v.name.text)}
            >
              <Formula {...v.name} /> <span>{described(v)}</span> {v.inferred ? <em>inferred</em> : null}
            </button>
            {opened.value === v.name.text ? <Editing variable={v} /> : null}
          </li>
        ))}
      </ul>
      {view.assumptions.length === 0 ? null : (
        <div class="assumptions">
          <h2>Taken for granted</h2>
          <ul>
            {view.assumptions.map((a) => (
              <li key={a.text}>
                <Assumed assumption={a} inputs={view.inputs} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
