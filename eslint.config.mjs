// What Biome cannot see: rules that need the types, and which room of the repository may import what.
import tseslint from "typescript-eslint";

/** Forbids importing from folders of this repository, wherever the importing file lies. */
function forbid(folders, why) {
  const patterns = folders.map((folder) => ({ regex: `^(\\.\\./)+${folder}(/|$)`, message: why }));
  return { "no-restricted-imports": ["error", { patterns }] };
}

/** The policy pack is a package of its own: nothing in it, this many folders deep, may import from outside of it. */
function policyPack(files, depth) {
  const message =
    "The policy pack can be copied alone: everything that it needs is in its folder or in its package.json.";
  const patterns = [{ regex: `^(\\.\\./){${depth}}`, message }];
  return { files: [files], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  { ignores: ["node_modules/", ".sandbox/", "test-output/", "**/*.mjs", "**/*.mts"] },
  {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-for-in-array": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/prefer-promise-reject-errors": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: [
      "adopt/**/*.ts",
      "api/**/*.ts",
      "verify/**/*.ts",
      "components/**/*.ts",
      "config/**/*.ts",
      "lib/**/*.ts",
      "provider/**/*.ts",
      "index.ts",
    ],
    rules: forbid(["sandbox", "cli", "test"], "A user who installs the components gets none of the sandbox."),
  },
  {
    files: ["components/**/*.ts", "config/**/*.ts", "lib/**/*.ts", "index.ts"],
    rules: {
      ...forbid(
        ["sandbox", "cli", "test", "provider"],
        "The plugin runs in a process of its own; programs reach it by components/native.",
      ),
    },
  },
  policyPack("policies/*.ts", 1),
  policyPack("policies/lib/*.ts", 2),
  policyPack("policies/rules/*/*.ts", 3),
  {
    files: ["sandbox/okta/**/*.ts"],
    rules: forbid(["cloudflare", "sandbox/cloudflare"], "The local Okta meets the local Cloudflare over HTTP only."),
  },
  {
    files: ["sandbox/cloudflare/**/*.ts"],
    rules: forbid(["okta", "sandbox/okta"], "The local Cloudflare meets the local Okta over HTTP only."),
  },
);
