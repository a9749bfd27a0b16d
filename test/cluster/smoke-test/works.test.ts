/** It works with each version of MLflow, and leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { oldest, Release, store } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE } from '../images/versions';
import { resetting } from '../local/resetting';
import { sql } from '../local/postgresql';
import { migrate, templateOf } from '../local/prepare';
import { startMlflow, type Mlflow } from '../restore/mlflow';
import { left, NOTHING, smoke } from './smoke';

afterAll(() => {
  store.close();
});

const STEPS = [
  'reach the server: 200 comes back',
  'log in: nobody: there is no login; the server is MLflow VERSION',
  'make an experiment: mlflow-chart-smoke-test-',
  'log a run: ',
  'upload an artefact: 1 MiB of random bytes to mlflow-artifacts:/',
  'read the run back: parameter, metric and status are the same',
  'download the artefact: 1 MiB, each byte as it was',
  'register a model version: version 1 of mlflow-chart-smoke-test-',
  'read it back, artefact and all: 1 MiB, each byte as it was',
  'send a trace: tr-',
  'find it: its span has what was sent',
  'clean up: model, artefact and trace are gone, run and experiment deleted',
];

describe.each([MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE])('MLflow %s', (version) => {
  let release: Release;
  let server: Mlflow;

  beforeAll(async () => {
    if (version === MLFLOW_GUIDE) {
      await sql(oldest, 'postgres', `CREATE DATABASE ${templateOf(version)}`);
      await migrate(oldest, templateOf(version), version);
    }
    release = await Release.make(oldest, { version });
    server = await startMlflow(release);
  });
  afterAll(() => {
    server.stop();
  });

  test('each step is a line with its time, and the last one says that all is well', async () => {
    const { code, said } = await smoke(release, server.url);
    const lines = said.trim().split('\n');
    expect([code, lines.at(0)]).toEqual([0, `${server.url}, auth.mode none`]);
    expect(lines.at(-1)).toMatch(/^passed[.] It took \d+ s$/);
    const traces = version === MLFLOW_GUIDE ? ['send a trace', 'find it'] : [];
    for (const words of STEPS.filter((step) => !traces.some((skipped) => step.startsWith(skipped)))) {
      const [line = `no line: ${words}`] = lines.filter((one) => one.includes(words.replace('VERSION', version)));
      expect(line).toMatch(/^ok +\d+[.]\d s {2}/);
    }
    expect(lines.filter((line) => line.startsWith('skipped')).map((line) => line.slice(18))).toEqual([
      'be refused without a login: auth.mode is none: there is no login to ask for',
      ...(traces.length === 0 ? [] : [`send a trace: MLflow ${version} has no traces`, 'find it: none was sent']),
    ]);
    // Nothing else, such as a warning of MLflow's client.
    expect(lines).toHaveLength(STEPS.length + 3);
    remark(lines.at(-1) ?? '');
  });

  test('nothing is left but rows that wait for retention.gc: one experiment, and its run', async () => {
    expect(await left(release)).toEqual({ ...NOTHING, deleted: 1 });
    expect(await release.sql('SELECT lifecycle_stage, count(*) FROM runs GROUP BY 1')).toBe('deleted|1');
  });

  test('a pod that does not let it in yet, beside one that does: only what lasts is a fault', async () => {
    const before = await resetting(server.url, [2, 4]);
    const { code, said } = await smoke(release, before.url);
    before.close();
    expect([code, said.trim().split('\n').at(-1)]).toEqual([0, expect.stringMatching(/^passed[.] It took/)]);
    expect(before.count()).toBe(2);
  });

  test('artefacts of experiments whose number begins like its own stay, in any version', async () => {
    const next = Number(await release.sql('SELECT max(experiment_id) FROM experiments')) + 1;
    const others = Object.fromEntries(
      [0, 1, 9].map((digit) => [`${String(next)}${String(digit)}/run/artifacts/model`, 'x']),
    );
    await release.put(others);
    expect((await smoke(release, server.url)).code).toBe(0);
    expect(await release.sql(`SELECT count(*) FROM experiments WHERE experiment_id = ${String(next)}`)).toBe('1');
    expect(Object.keys(await release.live()).sort()).toEqual(Object.keys(others).sort());
    await release.remove(...Object.keys(others));
  });

  test('where clients talk to the store themselves, it does so with their keys, and removes what it has written', async () => {
    const direct = await startMlflow(release, [
      ...['--no-serve-artifacts', '--default-artifact-root', release.env['ARTIFACTS_URI'] ?? ''],
    ]);
    const names = ['MLFLOW_S3_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION'];
    const keys = Object.fromEntries(names.map((name) => [name, release.env[name] ?? '']));
    const { code, said } = await smoke(release, direct.url, keys);
    direct.stop();
    expect([code, said]).toEqual([0, expect.stringContaining('1 MiB of random bytes to s3:/')]);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  // Older ones pass artefacts on.
  if (version === MLFLOW)
    test('where the server signs URLs, it works by these alone, without a key', async () => {
      const only = { MLFLOW_ARTIFACTS_PRESIGNED_ONLY: 'true' };
      const signing = await startMlflow(release.with(only));
      const refused = await fetch(`${signing.url}/api/2.0/mlflow-artifacts/artifacts/x`, { method: 'PUT', body: 'x' });
      const { code, said } = await smoke(release, signing.url);
      signing.stop();
      expect(refused.status).toBe(403);
      expect([code, said]).toEqual([0, expect.stringContaining('read it back, artefact and all: 1 MiB, each byte')]);
      expect(await left(release)).toMatchObject(NOTHING);
    });
});
