/** The tests of the engine that mutants must pass, in one module so that the engine is loaded once; quick ones first. */
import "../calculus/structures.test.js";
import "../calculus/gradients.test.js";
import "../calculus/riemannian.test.js";
import "../docs/paper.test.js";
import "../derivation/lines.test.js";
import "../simplify/value.test.js";
