/** A clone publishes what was released, and nothing else by accident. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../operations/publish/released-tree';
import { version } from '../../../package.json';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';
import { withStandIns } from './stand-ins';

const TARGET = 'oci://registry.example.com/charts';
const RELEASED = '## [1.0.0] - 2026-01-01\n\n### Added\n\n- First.\n';
const EMPTY = `# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n${RELEASED}`;
const CHANGED = `# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- Next.\n\n${RELEASED}`;

function inGit(folder: string) {
  const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '--quiet');
  git('config', 'user.name', 'Somebody');
  git('config', 'user.email', 'somebody@example.com');
  git('config', 'commit.gpgsign', 'false');
  git('add', 'CHANGELOG.md');
  git('commit', '--quiet', '--message', 'Begin');
  return git;
}

const refusal = (state: string) =>
  `${version} would not be what was released as ${version}: ${state}. Publish from the tag (git checkout v${version}), release what is new (npm run release -- VERSION), or say --unreleased to publish it all the same\n`;

test('an installed package has no changelog: it publishes', async () => {
  await withStandIns({}, async ({ publish }) => {
    expect((await publish(TARGET)).code).toBe(0);
  });
});

test('nothing is unreleased', async () => {
  await withStandIns({ 'CHANGELOG.md': EMPTY }, async ({ publish }) => {
    expect((await publish(TARGET)).code).toBe(0);
  });
});

describe('something is unreleased', () => {
  test.each([[[]], [['--dry-run']]])('and this is not the tag: refused %j', async (more) => {
    await withStandIns({ 'CHANGELOG.md': CHANGED }, async ({ publish, folder, calls }) => {
      const words = refusal(`this is not v${version}, and ${folder}/CHANGELOG.md has changes below ## [Unreleased]`);
      const expected = { code: 1, stdout: '', stderr: words };
      // A folder of files, a commit with no such tag, and one behind the tag.
      expect(await publish(TARGET, ...more)).toEqual(expected);
      const git = inGit(folder);
      expect(await publish(TARGET, ...more)).toEqual(expected);
      git('tag', `v${version}`);
      git('commit', '--quiet', '--allow-empty', '--message', 'Next');
      expect(await publish(TARGET, ...more)).toEqual(expected);
      expect(calls()).toEqual([]);
    });
  });

  test('and whoever knows it says so', async () => {
    await withStandIns({ 'CHANGELOG.md': CHANGED }, async ({ publish, remote }) => {
      expect((await publish(TARGET, '--unreleased')).code).toBe(0);
      expect(remote().length).toBe(1);
    });
  });

  test('and this is the tag, annotated or not: published, whatever git does not know; not with a change', async () => {
    await withStandIns({ 'CHANGELOG.md': CHANGED }, async ({ publish, folder }) => {
      const git = inGit(folder);
      git('tag', '--annotate', '--message', 'x', `v${version}`);
      expect((await publish(TARGET)).code).toBe(0);
      writeFileSync(join(folder, 'CHANGELOG.md'), `${CHANGED}\n`);
      expect(await publish(TARGET)).toEqual({
        code: 1,
        stdout: '',
        stderr: refusal(`this is v${version} with changes that are not committed`),
      });
    });
  });
});

test('the folder of this program is found', () => {
  expect([packageRoot(), packageRoot(undefined)]).toEqual([root, root]);
  expect(readFileSync(join(packageRoot(), 'CHANGELOG.md'), 'utf8')).toContain('## [Unreleased]');
});

test('the clone that was called is meant, even where its node_modules is a link; whoever has installed us is not', async () => {
  const files = { 'clone/package.json': '{"name": "mlflow-chart"}', 'theirs/package.json': '{"name": "theirs"}' };
  await withFolder(files, async (folder) => {
    expect(packageRoot(join(folder, 'clone/node_modules/.cache/mlflow-chart.js'))).toBe(join(folder, 'clone'));
    expect(packageRoot(join(folder, 'theirs/node_modules/.bin/mlflow-chart'))).toBe(root);
    await Promise.resolve();
  });
});
