/** A release by its one command, in a clone of this repository; then what it made is published and pulled. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { locateHelm } from '../../support/helm-binary';
import { clone, helm, place } from './place';

const NEXT = '99.0.0';

describe(`a release ${NEXT} of this commit`, () => {
  let folder = '';
  const environment = { ...process.env, HELM: locateHelm('4').file };
  const run = (file: string, ...args: readonly string[]) => execute(file, args, { cwd: folder, env: environment });
  const git = async (...args: readonly string[]) => outputOf(await run('git', ...args)).trim();
  const release = (...args: readonly string[]) => run('npm', 'run', '--silent', 'release', '--', ...args);

  beforeAll(async () => {
    folder = await clone();
    // Who has checked out a commit alone has cloned no branch.
    await git('switch', '--quiet', '--force-create', 'releasing');
    await git('config', 'user.name', 'Releaser');
    await git('config', 'user.email', 'releaser@example.com');
  }, 120_000);

  test('a dry run shows it, and changes nothing', async () => {
    const before = await git('rev-parse', 'HEAD');
    const { code, stderr } = await release(NEXT, '--dry-run');
    expect([code, stderr]).toEqual([0, expect.stringContaining(`dist/prod/mlflow-${NEXT}.tgz`)]);
    expect([await git('rev-parse', 'HEAD'), await git('status', '--porcelain'), await git('tag')]).toEqual([
      before,
      '',
      '',
    ]);
  }, 300_000);

  test('one commit, with its tag, its notes, dist/ and the chart that upgrades start from', async () => {
    const unreleased = outputOf(await release(NEXT, '--date', '2030-01-02'));
    expect(await git('describe', '--exact-match')).toBe(`v${NEXT}`);
    expect([await git('status', '--porcelain'), await git('log', '-1', '--format=%s')]).toEqual([
      '',
      `Release ${NEXT}`,
    ]);
    const changelog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toContain(`## [Unreleased]\n\n## [${NEXT}] - 2030-01-02\n`);
    expect(changelog).toContain(unreleased.trim());
    for (const environment of ['dev', 'staging', 'prod']) {
      const archives = readdirSync(join(folder, 'dist', environment)).filter((file) => file.endsWith('.tgz'));
      expect(archives).toEqual([`mlflow-${NEXT}.tgz`]);
    }
    const kept = readFileSync(join(folder, `test/cluster/fixtures/mlflow-${NEXT}-prod.tgz`));
    expect(kept.equals(readFileSync(join(folder, `dist/prod/mlflow-${NEXT}.tgz`)))).toBe(true);
    expect(await git('grep', '-lF', `dist/prod/mlflow-${NEXT}.tgz`, '--', 'docs')).toContain('docs/install.md');
  }, 300_000);

  test('the same again is refused', async () => {
    const { code, stderr } = await release(NEXT);
    expect([code, stderr]).toEqual([
      2,
      `${NEXT} is not higher than ${NEXT}, the version in package.json: take a higher one\n`,
    ]);
  });

  test('a synth of what was released changes nothing, and what is released is published', async () => {
    outputOf(await run('npm', 'run', '--silent', 'synth'));
    expect(await git('status', '--porcelain')).toBe('');
    const target = `oci://${place().registry}/released`;
    outputOf(await run('npm', 'run', '--silent', 'publish', '--', target, '--plain-http'));
    const shown = outputOf(await helm('3', ['show', 'chart', `${target}/mlflow`, '--version', NEXT, '--plain-http']));
    expect(shown).toContain('artifacthub.io/changes');
    expect(shown).toContain('kind: security');
  }, 300_000);
});
