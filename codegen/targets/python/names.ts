/** Names in emitted Python: letters, digits and underscores, never a word of the language or of the module. */

/** Words of the language, its functions that a module calls, and what modules declare or import. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield match case type " +
    "abs all any bool dict enumerate float int isinstance len list max min object print property range round self set " +
    "staticmethod str sum super tuple zip ArithmeticError NotImplementedError TypeError ValueError __name__ " +
    "inputs outputs cotangents directions gradients results tensors given primals tangents residuals weights moved turned " +
    "along across adjoint order units still hasattr " +
    "np numpy linalg special torch Tensor Function Layer nn jax jnp jsp ctx layer layer_fwd like functools " +
    "l O I dtype warnings forward backward variation second saved shapes needs INPUTS OUTPUTS GRADIENTS a b t"
  ).split(" "),
);

/** Gives out identifiers that are distinct, valid and free. */
export class PythonNames {
  readonly #taken = new Set<string>();

  /** @param ascii the spelling of a name in ASCII */
  constructor(private readonly ascii: (name: string) => string) {}

  /** An identifier that resembles the wish; a reserved word gets an underscore. */
  fresh(wish: string): string {
    const letters = this.ascii(wish)
      .replace(/[^A-Za-z0-9_]/g, "")
      .replace(/^_+/, "");
    const base = /^[A-Za-z]/.test(letters) ? letters : `v${letters}`;
    const stem = RESERVED.has(base) ? `${base}_` : base;
    let name = stem;
    for (let next = 2; this.#taken.has(name) || RESERVED.has(name); next++)
      name = /\d$/.test(stem) ? `${stem}_${next}` : `${stem}${next}`;
    this.#taken.add(name);
    return name;
  }
}
