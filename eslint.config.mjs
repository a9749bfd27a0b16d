import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const CHARTS = [
  'values',
  'imports',
  'lib/expr',
  'lib/synth/chart',
  'lib/synth/component',
  'lib/synth/compose/declaration',
  'lib/synth/manifest',
  'lib/synth/manifests',
];
const CONCERNS = readdirSync(join(import.meta.dirname, 'charts'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'parts')
  .map(({ name }) => name);

/** What each room may import (docs/architecture.md), the narrower room first. Rooms at the top (main.ts, test, …) may import anything. */
const ROOMS = {
  // A concern gets what it needs of another from the platform, and knows no more of it than a type.
  ...Object.fromEntries(CONCERNS.map((concern) => [`charts/${concern}`, ['charts/parts', ...CHARTS]])),
  'charts/parts': CHARTS,
  charts: CHARTS,
  operations: ['charts', 'values', 'imports', 'lib', 'package.json'],
  release: ['lib'],
  values: ['lib/expr', 'lib/values', 'lib/yaml'],
  imports: [],
  'lib/cli': ['lib'],
  'lib/prove': ['lib/expr', 'lib/values', 'lib/synth', 'lib/helm', 'lib/files', 'lib/yaml'],
  'lib/diff': ['imports', 'lib/validate', 'lib/schema', 'lib/values', 'lib/yaml', 'lib/text'],
  'lib/synth/gitops': ['imports', 'lib/expr', 'lib/values', 'lib/schema', 'lib/synth', 'lib/yaml'],
  'lib/synth': ['lib/expr', 'lib/values', 'lib/files', 'lib/yaml', 'lib/text'],
  'lib/values': ['lib/expr', 'lib/files', 'lib/yaml', 'lib/text'],
  'lib/expr': ['lib/yaml'],
  'lib/files': ['lib/yaml'],
  'lib/yaml': ['lib/text'],
  'lib/validate': ['imports', 'lib/schema', 'lib/helm', 'lib/files', 'lib/yaml', 'lib/text'],
  'lib/helm': ['lib/files/at-end', 'lib/files/end-group', 'lib/import/npm-package'],
  'lib/schema': ['imports', 'lib/files', 'lib/text', 'lib/yaml'],
  'lib/import': ['lib/files/at-end', 'lib/yaml', 'lib/text'],
  'lib/text': [],
};

const within = (path, room) => path === room || path.startsWith(`${room}/`);

/** Imports point downwards only. */
const direction = {
  meta: { type: 'problem', schema: [], messages: { up: '{{room}}/ must not import {{path}} (docs/architecture.md)' } },
  create(context) {
    const file = relative(import.meta.dirname, context.filename);
    const room = Object.keys(ROOMS).find((name) => within(file, name));
    const check = (node) => {
      if (!node.source?.value.startsWith('.') || room === undefined) return;
      const path = relative(import.meta.dirname, resolve(dirname(context.filename), node.source.value));
      if ([room, ...ROOMS[room]].some((allowed) => within(path, allowed))) return;
      if (node.importKind === 'type' && within(room, 'charts') && within(path, 'charts')) return;
      context.report({ node, messageId: 'up', data: { room, path } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'imports/', 'coverage/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { rooms: { rules: { direction } } },
    rules: {
      'rooms/direction': 'error',
      // An Expr is an object and always truthy: `if (props.enabled)` must not compile away silently.
      '@typescript-eslint/strict-boolean-expressions': ['error', { allowNullableString: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // constructs register themselves with their scope: `new X(this, 'id')` is the idiom.
      'no-new': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/jest.config.js', 'test/support/*.js'],
    languageOptions: {
      globals: { module: 'writable', __dirname: 'readonly', process: 'readonly', require: 'readonly' },
    },
  },
);
