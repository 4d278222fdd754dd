/** The tests of the printers that mutants must pass, in one module so that all is loaded once; quick ones first. */
import "../codegen/printed.test.js";
import "../codegen/text.test.js";
import "../codegen/latex-letters.test.js";
import "../codegen/json.test.js";
