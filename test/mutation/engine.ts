/** The tests of the engine that mutants must pass, in one module so that the engine is loaded once; telling ones first. */
import "../calculus/partial.test.js";
import "../simplify/cost.test.js";
import "./recorded.js";
import "../calculus/riemannian.test.js";
import "../simplify/formulas.test.js";
