/** Functions of an emitted module that take single values and batches of them. */

/** A function for single values and for batches of them. */
export function overloaded(
  imports: Set<string>,
  name: string,
  parameters: string,
  ofOne: string,
  result: string,
  lines: readonly string[],
  batch: { parameters: string; result: string; test: string; call: string; single: string },
): string {
  for (const f of ["isBatched", "isBatchSaved", "batchForward", "batchBackward"])
    if (`${batch.test} ${batch.call}`.includes(`${f}(`)) imports.add(f);
  return [
    `function ${name}One(${ofOne}): ${result} {`,
    ...lines.map((l) => `  ${l}`),
    "}",
    "",
    `export function ${name}(${parameters}): ${result};`,
    `export function ${name}(${batch.parameters}): ${batch.result};`,
    `export function ${name}(${eitherOf(parameters, batch.parameters)}): unknown {`,
    `  if (${batch.test}) return ${batch.call};`,
    `  return ${batch.single};`,
    "}",
  ].join("\n");
}

/** The parameters of both signatures. */
function eitherOf(one: string, batch: string): string {
  const [names, types] = [one, batch].map((list) => list.split(", ")) as [string[], string[]];
  return names
    .map((p, i) => (p === types[i] ? p : `${p} | ${types[i]!.slice(types[i]!.indexOf(": ") + 2)}`))
    .join(", ");
}
