import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What a folder may import, besides itself and packages. Arrows point one way (docs/architecture.md). */
const layers = {
  grammar: [],
  "src/language": ["grammar"],
  "src/expression": ["grammar", "src/language"],
  "src/simplify": ["src/language", "src/expression"],
  "src/calculus": ["src/language", "src/expression", "src/simplify"],
  "codegen/runtime": [],
  codegen: ["src/language", "src/expression", "src/simplify", "src/calculus", "codegen/runtime"],
  "src/explore": ["src/language", "src/expression", "src/simplify", "src/calculus", "codegen"],
  "src/check": ["src/language", "src/expression", "src/simplify", "src/calculus", "codegen", "codegen/runtime"],
};

const folders = Object.keys(layers);
const zones = folders.map((folder) => ({
  target: folder === "codegen" ? ["./codegen/!(runtime)/**", "./codegen/*.ts"] : `./${folder}`,
  from: folders.filter((other) => other !== folder && !layers[folder].includes(other)).map((other) => `./${other}`),
  // codegen/runtime lies inside codegen, which it may not import: its own files are no import from there. Its errors are
  // those of the package.
  ...(folder === "codegen/runtime" && { except: ["./runtime", "./diagnostics.ts"] }),
  message: `${folder} may import only ${layers[folder].join(", ") || "packages"}`,
}));

export default tseslint.config(
  { ignores: ["dist", "dist-site", "coverage", "reports", ".stryker-tmp", "node_modules", "**/*.generated.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [importX.createNodeResolver({ extensionAlias: { ".js": [".ts", ".js"] } })] },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["scripts/**", "bench/**", "src/cli.ts", "test/**/*.mjs", "test/fuzz/run.ts", "test/fuzz/run-command.ts"],
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
    files: ["site/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["site/play/public/*.js"],
    languageOptions: {
      sourceType: "script",
      globals: { document: "readonly", localStorage: "readonly", matchMedia: "readonly" },
    },
  },
  prettier,
);
