/** The tests of the printers that mutants must pass, in one module so that all is loaded once; telling ones first. */
import "../codegen/printed.test.js";
import "./recorded.js";
import "../codegen/latex-letters.test.js";
