/**
 * What is not mutated: the texts of thrown errors, which the tests of messages look at, and, where SAMPLE is a number k,
 * all functions but one in k. Which ones depends on their names alone, so that the sample stays the same.
 */
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const sample = Number(process.env.SAMPLE ?? 1);

/** FNV-1a. */
const hash = (text) => [...text].reduce((h, c) => Math.imul(h ^ c.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5);

/** The name of a function of a module or of a method of a class; undefined for what is neither. */
function nameOf(path) {
  if (path.isClassMethod() || path.isClassPrivateMethod()) return path.node.key.name ?? path.node.key.id?.name;
  if (path.isFunctionDeclaration()) return path.node.id?.name;
  if (path.isVariableDeclarator() && path.parentPath.parentPath?.isProgram()) return path.node.id.name;
  if (path.isVariableDeclarator() && path.parentPath.parentPath?.isExportNamedDeclaration()) return path.node.id.name;
  return undefined;
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "messages", {
    shouldIgnore: (path) =>
      path.isNewExpression() && path.parentPath.isThrowStatement() ? "the text of an error" : undefined,
  }),
  declareValuePlugin(PluginKind.Ignore, "sample", {
    shouldIgnore(path) {
      const name = sample > 1 ? nameOf(path) : undefined;
      return name !== undefined && hash(name) % sample !== 0 ? "not in the sample" : undefined;
    },
  }),
];
