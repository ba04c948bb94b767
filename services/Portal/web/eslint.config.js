import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// What the compiler does not see: promises that nobody awaits, hooks in the wrong place, effects that only copy state.
export default tseslint.config(
  { files: ["src/**/*.{ts,tsx}", "vite.config.ts"], extends: [tseslint.configs.recommendedTypeChecked, reactHooks.configs.flat.recommended] },
  { ignores: ["public", "eslint.config.js"] },
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } }, linterOptions: { reportUnusedDisableDirectives: "error" } },
  // A name that begins with an underscore says that a value is left out on purpose.
  { rules: { "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }] } },
);
