import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What a folder may import, besides itself and packages. Arrows point one way (docs/architecture.md). */
const layers = {
  grammar: [],
  "codegen/runtime": [],
  "codegen/plan": ["grammar", "codegen/runtime"],
  "codegen/prepare": ["codegen/plan", "codegen/runtime"],
  "codegen/targets": ["grammar", "codegen/plan", "codegen/prepare", "codegen/runtime"],
  "codegen/run": ["grammar", "codegen/plan", "codegen/prepare", "codegen/runtime"],
  "src/language": ["grammar"],
  "src/expression": ["grammar", "src/language"],
  "src/simplify": ["src/language", "src/expression"],
  "src/calculus": ["grammar", "src/language", "src/expression", "src/simplify"],
  "src/plan": ["grammar", "src/language", "src/expression", "src/simplify", "src/calculus", "codegen"],
  "src/print": ["grammar", "src/language", "src/expression", "src/simplify", "src/calculus", "src/plan", "codegen"],
  "src/check": [
    "grammar",
    "src/language",
    "src/expression",
    "src/simplify",
    "src/calculus",
    "src/plan",
    "src/print",
    "codegen",
  ],
  "src/explore": [
    "grammar",
    "src/language",
    "src/expression",
    "src/simplify",
    "src/calculus",
    "src/plan",
    "src/print",
    "src/check",
    "codegen",
  ],
};

/** Modules that every folder may import: polynomials in sizes, the class of errors, the border itself. */
const shared = { "./codegen/plan": "sizes.ts", "./codegen": "diagnostics.ts" };

const folders = Object.keys(layers);
const allowed = (folder, other) => layers[folder].some((a) => other === a || other.startsWith(`${a}/`));
const zones = folders.flatMap((folder) =>
  folders
    .filter((other) => other !== folder && !allowed(folder, other))
    .map((other) => ({
      target: `./${folder}`,
      from: `./${other}`,
      ...(shared[`./${other}`] && { except: [`./${shared[`./${other}`]}`] }),
      message: `${folder} may import only ${layers[folder].join(", ") || "packages"}`,
    })),
);
/** Nothing points back from code generation, nor from the notation, to the engine. */
const borders = ["./codegen", "./grammar"].map((target) => ({
  target,
  from: "./src",
  message: `${target} imports nothing of src/`,
}));

export default tseslint.config(
  {
    ignores: ["dist", "dist-site", ".site", "coverage", "reports", ".stryker-tmp", "node_modules", "**/*.generated.ts"],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [importX.createNodeResolver({ extensionAlias: { ".js": [".ts", ".js"] } })],
      // Without these two the rule of cycles reads no TypeScript and finds none.
      "import-x/extensions": [".ts", ".js"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones: [...zones, ...borders] }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60 }],
    },
  },
  { files: ["test/**"], rules: { "max-lines": "off", "max-lines-per-function": "off" } },
  {
    files: [
      "scripts/**",
      "bench/**",
      "examples/**",
      "src/cli.ts",
      "test/**/*.mjs",
      "test/fuzz/run.ts",
      "test/fuzz/run-command.ts",
    ],
    rules: { "no-console": "off", "no-control-regex": "off" },
    languageOptions: {
      globals: {
        Buffer: "readonly",
        clearTimeout: "readonly",
        performance: "readonly",
        console: "readonly",
        process: "readonly",
        setTimeout: "readonly",
      },
    },
  },
  {
    files: ["site/*.ts", "site/pages/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["site/play/public/*.js"],
    languageOptions: {
      sourceType: "script",
      globals: { document: "readonly", localStorage: "readonly", matchMedia: "readonly" },
    },
  },
  {
    files: ["site/play/public/derive-gradient.js"],
    languageOptions: {
      sourceType: "module",
      globals: {
        HTMLElement: "readonly",
        IntersectionObserver: "readonly",
        URL: "readonly",
        addEventListener: "readonly",
        removeEventListener: "readonly",
        customElements: "readonly",
        location: "readonly",
        navigator: "readonly",
      },
    },
  },
  prettier,
);
