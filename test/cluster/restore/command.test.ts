/** `mlflow-chart restore`, with real backups, a real database and the real programs of the Job that it makes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { restoreCommand } from '../../../operations/restore';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { closeStores, destination, oldest, Release, runs } from '../backup/pod';
import { StandInKubectl } from './kubectl';
import { stateOf, type State } from './pod';

let release: Release;
let kubectl: StandInKubectl;
let [first, second] = ['', ''];
let before: State;
const short = (name: string) => name.split('/').slice(2).join('/');
const cwd = process.cwd();

async function restore(...args: readonly string[]) {
  const values = join(kubectl.folder, 'ours.yaml');
  writeFileSync(
    values,
    `backup: {enabled: true, destination: {bucket: ${release.backups}, existingSecret: keys}}\nnetworkPolicy: {externalCidrs: {backups: [{cidr: 192.0.2.0/24}]}}\n`,
  );
  let [stdout, stderr] = ['', ''];
  const code = await restoreCommand(['--env', 'prod', '-f', values, '-n', 'team', ...args], {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: kubectl.env,
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout, stderr };
}

beforeAll(async () => {
  process.chdir(root);
  release = await Release.make(oldest);
  kubectl = new StandInKubectl(release);
  await release.sql(runs(12));
  await release.put({ a: 'a', b: 'b' });
  first = short((await release.backup()).name);
  before = await stateOf(release);
  await release.sql(
    `${runs(5, 'later')} UPDATE runs SET start_time = ${String(Date.now())} WHERE run_uuid LIKE 'later%'`,
  );
  await release.put({ c: 'c' });
  second = short((await release.backup()).name);
  await release.sql("DELETE FROM runs WHERE run_uuid = 'run7'");
  await release.put({ a: 'spoilt' });
});
afterAll(() => {
  kubectl.close();
  closeStores();
  process.chdir(cwd);
});

test('it knows the backups, and what was written since the one that is meant', async () => {
  const { code, stdout } = await restore();
  expect(code).toBe(0);
  expect(stdout).toContain(`  backup     ${second}, the newest complete one\n`);
  expect(stdout).toContain('  has        17 runs, ');
  const older = await restore('--backup', first);
  expect(older.stdout).toContain('  - 5 runs were begun since then, of the 16 that are there now.\n');
  expect(older.stdout).toContain(
    `mlflow-chart restore --env prod -f ${join(kubectl.folder, 'ours.yaml')} -n team --backup ${first} --apply\n`,
  );
});

test('the one that is named comes back, every row and artefact of it', async () => {
  const { code, stdout, stderr } = await restore('--backup', first, '--apply');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('has the values of the restore; it begins\n'),
  });
  expect(stdout).toContain('\nRestored: mlflow in team, and its servers serve.\n');
  remark(
    stdout
      .trim()
      .split('\n')
      .find((line) => line.startsWith('restore: ')) ?? '',
  );
  const now = await stateOf(release);
  expect(now.rows).toBe(before.rows);
  expect(now.artifacts).toMatchObject(before.artifacts);
});

test('what the Job refuses is said, and nothing has changed', async () => {
  const [key = ''] = (await release.keys(`team/${release.name}/${second}/artifacts/`)).filter((name) =>
    name.endsWith('/c'),
  );
  await destination.do('delete', release.backups, key);
  const untouched = await stateOf(release);
  const { code, stderr } = await restore('--backup', second, '--apply');
  remark(stderr.trim().split('\n').at(-2) ?? '');
  expect(code).toBe(1);
  expect(stderr).toContain('Refused, and nothing has changed. It says:\n');
  expect(await stateOf(release)).toEqual(untouched);
});
