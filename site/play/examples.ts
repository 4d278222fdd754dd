/** The programs of the examples menu: those of the project's folders, some of the Matrix Cookbook, and wrong claims. */
import bench from "../../bench/layers.json" with { type: "json" };
import { LAYERS } from "../../scripts/docs/paper-layers.js";

export interface Example {
  readonly title: string;
  readonly program: string;
  /** A formula to check with it. */
  readonly claim?: string;
}

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

export const FIRST = "X: m×n\nε: scalar positive constant\nlog(XᵀX + εI)";

const lines = (program: string): string => program.replaceAll("; ", "\n");

const paper: ExampleGroup = {
  title: "Layers of the paper",
  examples: LAYERS.map(({ title, program, adjoints }) => {
    const [[name, claim] = ["", ""]] = Object.entries(adjoints);
    return { title, program: lines(program), ...(name === "X" || name === "Z" ? { claim } : {}) };
  }),
};

const benchmark: ExampleGroup = {
  title: "Layers of the benchmark",
  examples: bench.map(({ about, program }) => ({ title: about, program })),
};

/** Formulas of Petersen and Pedersen, The Matrix Cookbook, by their numbers there. */
const cookbook: ExampleGroup = {
  title: "The Matrix Cookbook",
  examples: [
    { title: "49: determinant", program: "X: n×n invertible\ndet(X)", claim: "det(X) X⁻ᵀ" },
    { title: "57: logarithm of a determinant", program: "X: n×n invertible\nlogdet(XᵀX)", claim: "2X⁻ᵀ" },
    {
      title: "61: inverse between vectors",
      program: "X: n×n invertible\na: n constant\nb: n constant\naᵀX⁻¹b",
      claim: "−X⁻ᵀabᵀX⁻ᵀ",
    },
    { title: "70: aᵀXb", program: "X: m×n\na: m constant\nb: n constant\naᵀXb", claim: "abᵀ" },
    { title: "77: bᵀXᵀXc", program: "X: m×n\nb: n constant\nc: n constant\nbᵀXᵀXc", claim: "X(bcᵀ + cbᵀ)" },
    {
      title: "84: weighted least squares",
      program: "A: m×n constant\nW: m×m symmetric constant\nx: m constant\ns: n\n(x − As)ᵀW(x − As)",
      claim: "−2AᵀW(x − As)",
    },
    { title: "99: tr(X)", program: "X: n×n\ntr(X)", claim: "I" },
    { title: "101: tr(AXB)", program: "A: k×m constant\nX: m×n\nB: n×k constant\ntr(AXB)", claim: "AᵀBᵀ" },
    { title: "108: tr(X²B)", program: "X: n×n\nB: n×n constant\ntr(X²B)", claim: "(XB + BX)ᵀ" },
    {
      title: "116: tr(AXBXᵀC)",
      program: "A: k×m constant\nX: m×n\nB: n×n constant\nC: m×k constant\ntr(AXBXᵀC)",
      claim: "AᵀCᵀXBᵀ + CAXB",
    },
    { title: "121: power", program: "X: n×n\ntr(X³)", claim: "3(X²)ᵀ" },
    { title: "129: norm of a difference", program: "x: n\na: n constant\n‖x − a‖", claim: "(x − a)/‖x − a‖" },
  ],
};

const wrong: ExampleGroup = {
  title: "Claims that are wrong",
  examples: [
    {
      title: "the symmetric part is forgotten",
      program: FIRST,
      claim: "U, Λ = eig(XᵀX + εI); Γ = loewner(log, Λ); X U(Γ ∘ (UᵀȲU))Uᵀ",
    },
    { title: "a transpose is missing", program: "A: k×m constant\nX: m×n\nB: n×k constant\ntr(AXB)", claim: "BA" },
    { title: "a factor of two", program: "A: n×n symmetric constant\nx: n\nxᵀAx", claim: "Ax" },
    { title: "the sign of the inverse", program: "X: n×n invertible\nX⁻¹", claim: "X⁻ᵀȲX⁻ᵀ" },
    { title: "A is not symmetric", program: "A: n×n constant\nX: m×n\ntr(XAXᵀ)", claim: "2XA" },
  ],
};

/** Programs of the folder `examples`: the first line is the title. */
const files: Readonly<Record<string, string>> = import.meta.glob("../../examples/*.mx", {
  query: "?raw",
  import: "default",
  eager: true,
});

const folder: ExampleGroup = {
  title: "Examples",
  examples: Object.values(files).map((text) => {
    const [title, ...program] = text.trimEnd().split("\n");
    return { title: title!.replace(/^# /, ""), program: program.join("\n") };
  }),
};

export const GROUPS: readonly ExampleGroup[] = [folder, paper, benchmark, cookbook, wrong];
