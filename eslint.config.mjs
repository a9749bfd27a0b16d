import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Rooms from top to bottom (docs/architecture.md): a room may import only what stands below it. */
const forbid = (files, ...rooms) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: rooms.map((room) => ({
          regex: `^(\\.\\./)+${room}(/|$)`,
          message: `imports point downwards only: this room must not know ${room}/ (docs/architecture.md)`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'imports/', 'coverage/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // An Expr is an object and always truthy: `if (props.enabled)` must not compile away silently.
      '@typescript-eslint/strict-boolean-expressions': ['error', { allowNullableString: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // constructs register themselves with their scope: `new X(this, 'id')` is the idiom.
      'no-new': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['jest.config.js'], languageOptions: { globals: { module: 'writable' } } },
  forbid(['lib/**/*.ts'], 'charts', 'values', 'main'),
  forbid(['lib/expr/**/*.ts'], 'synth', 'validate', 'cli', 'values', 'charts', 'imports'),
  forbid(['charts/**/*.ts'], 'values', 'main', 'lib/synth/(?!manifest)', 'lib/cli', 'lib/validate'),
  forbid(['values/**/*.ts'], 'charts', 'main', 'lib/synth', 'lib/cli', 'lib/validate', 'imports'),
);
