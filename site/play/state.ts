/** What a link to the playground holds, and how it is written into the address. Old versions are read for ever. */
import lz from "lz-string";
import { FORMS, type Form } from "../../src/emit-kinds.js";

export const TABS = [
  "steps",
  "latex",
  "ts",
  "numpy",
  "torch",
  "jax",
  "json",
  "graph",
  "plots",
  "markdown",
  "compare",
] as const;
export type Tab = (typeof TABS)[number];

export interface State {
  readonly program: string;
  /** The formula to check; empty where there is none. */
  readonly claim: string;
  /** The program to compare with; empty where there is none. */
  readonly other: string;
  readonly tab: Tab;
  /** Sizes of the check as they were typed, `m=6, n=4`. */
  readonly sizes: string;
  readonly seed: number;
  /** Which derivative, as `--form` takes it. */
  readonly form: Form;
  /** Signs by their names, as `--notation` takes them: `partial,odot`. */
  readonly notation: string;
}

export const EMPTY: State = {
  program: "",
  claim: "",
  other: "",
  tab: "steps",
  sizes: "",
  seed: 1,
  form: "adjoint",
  notation: "",
};

/** The names that stand in the address, short because addresses are. */
interface Version1 {
  readonly p?: string;
  readonly c?: string;
  readonly o?: string;
  readonly t?: string;
  readonly s?: string;
  readonly d?: number;
  readonly f?: string;
  readonly n?: string;
}

/** The text after `#`: the version, a point, the state. Defaults are left out. */
export function encodeState(state: State): string {
  const short: Version1 = {
    p: state.program,
    ...(state.claim === "" ? {} : { c: state.claim }),
    ...(state.other === "" ? {} : { o: state.other }),
    ...(state.tab === EMPTY.tab ? {} : { t: state.tab }),
    ...(state.sizes === "" ? {} : { s: state.sizes }),
    ...(state.seed === EMPTY.seed ? {} : { d: state.seed }),
    ...(state.form === EMPTY.form ? {} : { f: state.form }),
    ...(state.notation === EMPTY.notation ? {} : { n: state.notation }),
  };
  return `1.${lz.compressToEncodedURIComponent(JSON.stringify(short))}`;
}

const readers: Readonly<Record<string, (payload: string) => State | undefined>> = {
  "1": (payload) => {
    // Damaged text makes the unpacking throw.
    const text = attempt(() => lz.decompressFromEncodedURIComponent(payload));
    return text ? fromVersion1(attempt(() => JSON.parse(text) as unknown)) : undefined;
  },
};

/** `p=…&c=…&t=…`: program, claim and tab in plain text, which people write by hand. */
function fromPlainText(text: string): State | undefined {
  const fields = Object.fromEntries(
    text.split("&").map((field) => [field.slice(0, 1), attempt(() => decodeURIComponent(field.slice(2)))]),
  );
  return fromVersion1(fields);
}

/** The state of an address; undefined where the text is empty or damaged. */
export function decodeState(hash: string): State | undefined {
  const text = hash.replace(/^#/, "");
  if (text.startsWith("p=")) return fromPlainText(text);
  const point = text.indexOf(".");
  const read = point < 0 ? undefined : readers[text.slice(0, point)];
  return read?.(text.slice(point + 1));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function fromVersion1(value: unknown): State | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { p, c, o, t, s, d, f, n } = value as Record<keyof Version1, unknown>;
  if (typeof p !== "string") return undefined;
  return {
    program: p,
    claim: typeof c === "string" ? c : EMPTY.claim,
    other: typeof o === "string" ? o : EMPTY.other,
    tab: TABS.find((tab) => tab === t) ?? EMPTY.tab,
    sizes: typeof s === "string" ? s : EMPTY.sizes,
    seed: typeof d === "number" && Number.isInteger(d) && d >= 0 ? d : EMPTY.seed,
    form: FORMS.find((form) => form === f) ?? EMPTY.form,
    notation: typeof n === "string" ? n : EMPTY.notation,
  };
}
