/** Names in emitted Octave: letters, digits and underscores, never a word of the language or a function that a file calls. */
import { OCTAVE_HELPERS } from "./helpers.js";
import { DIFFERENCES } from "../python/differences.js";
import { STRUCTURE_HELPERS } from "../python/structure.js";

const RESERVED: ReadonlySet<string> = new Set([
  ...(
    "ans break case catch classdef continue do else elseif end end_try_catch end_unwind_protect endarguments endclassdef " +
    "endenumeration endevents endfor endfunction endif endmethods endparfor endproperties endspmd endswitch endwhile " +
    "enumeration events for function global if methods otherwise parfor persistent properties return spmd switch " +
    "try until unwind_protect unwind_protect_cleanup while eps pi i j e Inf NaN NA true false I J nargin nargout varargin varargout " +
    "abs acos all any asin atan atan2 chol cos cosh det diag double eig erf erfc error exp expm expm1 eye full imag inv " +
    "gammaln psi isscalar kron log log1p logm lu max min norm nthroot numel ones pinv prod qr real reshape round sign sin sinh size " +
    "cumsum flipud sort sqrt sqrtm sub2ind sum svd sylvester tan tanh trace tril triu zeros columns rows floor double mean " +
    "back saved r_ t a b"
  ).split(" "),
  ...Object.values(OCTAVE_HELPERS).flatMap((text) => [...text.matchAll(/\b([A-Za-z]\w*) \(/g)].map((m) => m[1]!)),
  ...Object.keys(OCTAVE_HELPERS),
  ...Object.keys(DIFFERENCES),
  ...Object.keys(STRUCTURE_HELPERS),
]);

/** Whether a function may be called so: a name that neither the language has nor a file calls. */
export const isFunctionName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name) && !RESERVED.has(name);

/** A name for a function that resembles the wish. */
export function functionNameLike(wish: string): string {
  const letters = wish.replace(/\W+/g, "_").replace(/^[^A-Za-z]+/, "");
  return isFunctionName(letters) ? letters : `layer_${letters}`.replace(/_$/, "");
}

export class OctaveNames {
  readonly #taken = new Set<string>();

  /** @param file the function of the file, whose name nothing else has */
  constructor(
    private readonly ascii: (name: string) => string,
    file: string,
  ) {
    this.#taken.add(file).add(`${file}_backward`);
  }

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
