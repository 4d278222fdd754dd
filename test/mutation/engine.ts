/** The tests of the engine that mutants must pass, in one module so that the engine is loaded once; telling ones first. */
import "./recorded.js";
import "../simplify/cost.test.js";
import "../calculus/riemannian.test.js";
