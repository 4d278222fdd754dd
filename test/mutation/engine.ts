/** The tests of the engine that mutants must pass, in one module so that the engine is loaded once; quick ones first. */
import "../simplify/cost.test.js";
import "../simplify/function-of.test.js";
import "../derivation/recorded.test.js";
import "../calculus/riemannian.test.js";
import "../calculus/structures.test.js";
import "../simplify/value.test.js";
