// What the linter holds: rules that catch mistakes or keep the house's habits. Spelling and spacing are prettier's.
import tseslint from "typescript-eslint";

const HABITS = [
  { selector: "ExportDefaultDeclaration", message: "Name what you export." },
  { selector: "TSEnumDeclaration", message: "Use a union of strings." },
];

export default tseslint.config(
  { ignores: ["dist/**", "dist.*/**", "node_modules/**", "runs/**", "coverage/**", ".cache/**", "**/fixtures/**"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-restricted-syntax": ["error", ...HABITS],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always"],
      "no-fallthrough": "error",
      "no-self-compare": "error",
      "no-unreachable": "error",
      "no-constant-condition": ["error", { checkLoops: false }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
      "max-lines": ["error", { max: 450 }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/no-for-in-array": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "error",
    },
  },
  {
    // The page knows the types of what the worker computes, and nothing else of it.
    files: ["lab/src/**/*.ts", "lab/src/**/*.tsx"],
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports", disallowTypeAnnotations: false }],
      "no-console": ["error", { allow: ["error"] }],
    },
  },
  {
    // The library runs in browsers: node's modules are reached through `process.getBuiltinModule` there, and nothing foreign is imported.
    files: ["src/**/*.ts"],
    ignores: ["src/cli/**", "src/datasets/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^(?!\\.)", message: "The library imports no third-party code and no node: modules." }] },
      ],
      "no-console": "error",
    },
  },
  { files: ["vitest.config.ts", "lab/vite.config.ts"], rules: { "no-restricted-syntax": "off" } },
);
