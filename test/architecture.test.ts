/** Imports point downwards only: the lint rule says so, and this says that the rule works. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { root } from './support/root';

/** The rule alone, which needs no types: all of ESLint's configuration takes seconds to start. */
const LINT = `
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import configs from './eslint.config.mjs';

const { plugins } = configs.find((config) => config.plugins?.rooms !== undefined);
const config = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins, rules: { 'rooms/direction': 'error' } };
const said = JSON.parse(process.argv[1]).map(([filename, code]) => new Linter().verify(code, [config], { filename }));
console.log(JSON.stringify(said.map((messages) => messages.map(({ message }) => message))));
`;

type Row = readonly [file: string, code: string, expected: string];

const UPWARDS: readonly Row[] = [
  ['lib/expr/evaluate.ts', "import '../../charts/platform';", 'lib/expr/ must not import charts/platform'],
  ['lib/expr/evaluate.ts', "import '../synth/model';", 'lib/expr/ must not import lib/synth/model'],
  ['lib/expr/evaluate.ts', "import type { Model } from '../synth/model';", 'lib/expr/ must not import lib/synth/model'],
  ['lib/text/wrap.ts', "export * from '../yaml/json';", 'lib/text/ must not import lib/yaml/json'],
  ['lib/text/wrap.ts', "export { a } from '../yaml/json';", 'lib/text/ must not import lib/yaml/json'],
  ['lib/text/wrap.ts', "void import('../yaml/json');", 'lib/text/ must not import lib/yaml/json'],
  ['charts/platform.ts', "import '../lib/synth/write-folder';", 'charts/ must not import lib/synth/write-folder'],
  ['charts/store/minio.ts', "import { x } from '../server/x';", 'charts/store/ must not import charts/server/x'],
  ['values/server.ts', "import '../charts/platform';", 'values/ must not import charts/platform'],
];
const FINE: readonly Row[] = [
  ['charts/platform.ts', "import '../lib/expr/vocabulary';", ''],
  ['charts/platform.ts', "import './server/tracking-server';", ''],
  ['charts/store/minio.ts', "import type { X } from '../server/x';", ''],
  ['lib/expr/evaluate.ts', "import './expr';\nimport { join } from 'node:path';", ''],
  ['main.ts', "import './charts/mlflow';\nimport './lib/cli/synth';", ''],
];

describe('imports', () => {
  const rows = [...UPWARDS, ...FINE];
  const args = ['--input-type=module', '--eval', LINT, JSON.stringify(rows)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const said = (stdout === '' ? [] : JSON.parse(stdout)) as readonly (readonly string[])[];

  test('are looked at', () => {
    expect({ stderr, files: said.length }).toEqual({ stderr: '', files: rows.length });
  });

  test.each(rows.map(([file, code, expected], index) => [file, code, expected, index] as const))(
    '%s: %s',
    (_file, _code, expected, index) => {
      expect(said[index]).toEqual(expected === '' ? [] : [`${expected} (docs/architecture.md)`]);
    },
  );
});
