/** Imports point downwards only: the lint rule says so, and this says that the rule works. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(__dirname, '..');

function lint(file: string, code: string): string {
  const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const args = [eslint, '--stdin', '--stdin-filename', join(root, file), '--rule', '{"rooms/direction": "error"}'];
  return spawnSync(process.execPath, args, { cwd: root, input: code, encoding: 'utf8' }).stdout;
}

test.each([
  ['lib/expr/evaluate.ts', '../../charts/platform'],
  ['lib/expr/evaluate.ts', '../synth/model'],
  ['charts/platform.ts', '../lib/synth/write-folder'],
])(
  '%s must not import %s',
  (file, path) => {
    expect(lint(file, `import '${path}';\n`)).toContain('must not import');
  },
  60_000,
);

test('what points downwards is fine', () => {
  expect(lint('charts/platform.ts', "import '../lib/expr/vocabulary';\n")).not.toContain('must not import');
}, 60_000);
