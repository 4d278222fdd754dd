/** Rounds of moves: which moves of an adjoint stand in one line of a derivation. */
import type { Move, Pairing } from "./adjoint.js";
import { unique, type Reason } from "./passages.js";

/** Moves of the skeleton, which need no line and, beside others, no mention. */
const TRIVIAL: ReadonlySet<string> = new Set(["sum", "scale", "transpose"]);

const isTrivial = (move: Move): boolean => TRIVIAL.has(move.fn);

/** The identities that moves are made by. */
export function identities(made: readonly Move[]): Reason {
  const telling = made.filter((m) => !isTrivial(m));
  const names = unique((telling.length > 0 ? telling : made).map((m) => m.rule));
  return { kind: "identity", names, citations: [] };
}

/** The moves of one function in one term, with the trivial ones around them. */
export function oneRound(term: Pairing, moves: ReadonlyMap<Pairing, Move>, made: Move[]): Pairing[] {
  const done: Pairing[] = [];
  const work: { term: Pairing; fn: string | undefined }[] = [{ term, fn: undefined }];
  for (let top = work.pop(); top; top = work.pop()) {
    const move = moves.get(top.term);
    if (!move || (!isTrivial(move) && top.fn !== undefined && top.fn !== move.fn)) {
      done.push(top.term);
      continue;
    }
    made.push(move);
    const fn = isTrivial(move) ? top.fn : move.fn;
    work.push(...[...move.after].reverse().map((t) => ({ term: t, fn })));
  }
  return done;
}

/** The first move that is left. */
export function oneMove(terms: readonly Pairing[], moves: ReadonlyMap<Pairing, Move>, made: Move[]): Pairing[] {
  const i = terms.findIndex((t) => moves.has(t));
  const move = moves.get(terms[i]!)!;
  made.push(move);
  return [...terms.slice(0, i), ...move.after, ...terms.slice(i + 1)];
}
