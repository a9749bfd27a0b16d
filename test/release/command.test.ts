/** `npm run release` as a maintainer meets it. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { releaseCommand } from '../../release/command';
import { withFolder } from '../support/chart-folder';
import { root as repository } from '../support/root';

const CHANGELOG =
  '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- Next.\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- First.\n';
const FILES = {
  'package.json': '{\n  "version": "1.0.0",\n  "scripts": { "synth": "node synth.js" }\n}\n',
  'package-lock.json':
    '{\n  "version": "1.0.0",\n  "packages": {\n    "": {\n      "version": "1.0.0",\n      "a": 1\n    }\n  }\n}\n',
  'synth.js':
    "const { version } = require('./package.json'); require('fs').writeFileSync(`dist/prod/mlflow-${version}.tgz`, version);\n",
  'CHANGELOG.md': CHANGELOG,
  'charts/changes.json': '{}\n',
  'dist/prod/README': '',
  'test/cluster/fixtures/README': '',
  '.gitignore': 'node_modules*\n',
};

async function released(args: readonly string[], root: string) {
  let stdout = '';
  let stderr = '';
  const code = await releaseCommand(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: {},
    folder: root,
  });
  return { code, stdout, stderr };
}

async function inRepository(use: (root: string, git: (...args: readonly string[]) => string) => Promise<void>) {
  await withFolder(FILES, async (root) => {
    const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
    git('init', '--quiet', '--initial-branch', 'main');
    git('config', 'user.name', 'Somebody');
    git('config', 'user.email', 'somebody@example.com');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Begin');
    await use(root, git);
  });
}

test('prints the notes, and what is next', async () => {
  await inRepository(async (root, git) => {
    expect(await released(['1.1.0', '--date', '2026-12-01'], root)).toEqual({
      code: 0,
      stdout: '### Fixed\n\n- Next.\n',
      stderr:
        'npm run synth, for dist/ of 1.1.0, on the branch main\n\nIt is released here, on the branch main. Next:\n  git push --follow-tags\n  npm run publish -- oci://REGISTRY/PATH\n',
    });
    expect(git('tag')).toBe('v1.1.0');
  });
});

test('from a folder in it, and on another branch', async () => {
  await inRepository(async (root, git) => {
    git('switch', '--quiet', '--create', 'next');
    const { code, stderr } = await released(['1.1.0'], join(root, 'charts'));
    expect([code, stderr]).toEqual([0, expect.stringContaining('It is released here, on the branch next.')]);
    expect(git('log', '-1', '--format=%s', 'next')).toBe('Release 1.1.0');
  });
});

test('a folder that is in no repository is named', async () => {
  await withFolder({}, async (folder) => {
    expect(await released(['1.1.0'], folder)).toEqual({
      code: 2,
      stdout: '',
      stderr: `${folder} is in no repository of git's: run this in the clone\n`,
    });
  });
});

test('whoever has stopped reading makes nothing fail', async () => {
  await inRepository(async (root, git) => {
    const main = join(repository, 'release/main.ts');
    const program = spawn(process.execPath, [join(repository, 'node_modules/tsx/dist/cli.mjs'), main, '1.1.0'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    program.stdout.destroy();
    program.stderr.destroy();
    expect(await new Promise((resolve) => program.on('exit', resolve))).toBe(0);
    expect(git('tag')).toBe('v1.1.0');
  });
});

test('a dry run shows the files, and writes the notes alone', async () => {
  await inRepository(async (root, git) => {
    const notes = join(root, 'node_modules-notes.md');
    const { code, stdout, stderr } = await released(['1.1.0', '--dry-run', '--notes', notes], root);
    expect([code, stdout, readFileSync(notes, 'utf8')]).toEqual([0, '', '### Fixed\n\n- Next.\n']);
    expect(stderr).toMatch(/ CHANGELOG\.md +\| [^]*\nNothing was changed: this was a dry run\n$/);
    expect([git('tag'), git('status', '--porcelain')]).toEqual(['', '']);
  });
});

test.each<[string, string]>([
  ['nowhere/notes.md', 'no such file or directory'],
  ['dist', 'expected a regular file or a new one, this is a folder'],
])('notes that cannot be written to %s are printed', async (name, reason) => {
  await inRepository(async (root, git) => {
    const file = join(root, name);
    const { code, stdout, stderr } = await released(['1.1.0', '--notes', file], root);
    expect([code, stdout, git('tag')]).toEqual([0, '### Fixed\n\n- Next.\n', 'v1.1.0']);
    expect(stderr).toContain(`cannot write ${file}: ${reason}; the notes are printed instead\n`);
  });
});

test('`--changes` writes charts/changes.json of the version in package.json', async () => {
  await inRepository(async (root) => {
    expect(await released(['--changes'], root)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(join(root, 'charts/changes.json'), 'utf8'))).toEqual({
      version: '1.0.0',
      changes: [{ kind: 'added', description: 'First' }],
    });
  });
});

test.each([
  [[], 'expected the version to release, such as 1.1.0; see --help\n'],
  [['1.1.0', '1.2.0'], 'expected one version, got 1.1.0 and 1.2.0\n'],
  [['1.1.0', '--date', 'today'], '--date: expected a day such as 2026-11-29, got today\n'],
  [['1.1.0', '--date', '2026-02-30'], '--date: expected a day such as 2026-11-29, got 2026-02-30\n'],
  [['1.1.0', '--date', '2026-13-01'], '--date: expected a day such as 2026-11-29, got 2026-13-01\n'],
  [['1.1.0', '--dryrun'], 'there is no option --dryrun; did you mean --dry-run?\n'],
  [['0.1.0'], '0.1.0 is not higher than 1.0.0, the version in package.json: take a higher one\n'],
])('%j is refused in words', async (args, stderr) => {
  await inRepository(async (root) => {
    expect(await released(args, root)).toEqual({ code: 2, stdout: '', stderr });
  });
});

test('its help fits 80 columns', async () => {
  const { code, stdout } = await released(['--help'], '/nowhere');
  expect([code, stdout.split('\n').filter((line) => line.length > 80)]).toEqual([0, []]);
  expect(stdout.split('\n')[0]).toBe('Usage: npm run release -- VERSION [OPTION…]');
});
