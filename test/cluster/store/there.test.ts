/** A server refuses a store without the artefacts of which its database tells, and no other. */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { start } from '../local/container';
import { OWNER } from '../local/minio';
import { sql, toDatabase, type PostgreSQL } from '../local/postgresql';
import { inMlflow, localServers, templateOf, VERSIONS } from '../local/prepare';
import { programsOf } from '../local/programs';
import { MLFLOW } from '../images/versions';
import { addresses, closeStores, garage, minio, STATE } from './moving-pod';

afterAll(closeStores);

const [postgresql] = localServers().postgresql as [PostgreSQL];
const PROGRAM = `${programsOf('server')}/artifacts-there.py`;
const FILE = { '1/run/artifacts/model/MLmodel': 'flavors: {}' };

const RUN = `INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, artifact_uri)
  VALUES ('r1', 0, 'r', 'active', 'FINISHED', 'mlflow-artifacts:/0/r1/artifacts');`;
const EXPERIMENT = `INSERT INTO experiments (experiment_id, name, lifecycle_stage, artifact_location, creation_time, last_update_time)
  VALUES (0, 'Default', 'active', 'mlflow-artifacts:/0', 0, 0) ON CONFLICT DO NOTHING;`;
const model = (location: string, status = 2, stage = 'active') =>
  `INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage)
  VALUES ('m1', 0, 'classifier', '${location}', 0, 0, ${String(status)}, '${stage}');`;
const version = (location: string) =>
  `INSERT INTO registered_models (name, creation_time) VALUES ('churn', 0);
  INSERT INTO model_versions (name, version, creation_time, current_stage, source, storage_location)
  VALUES ('churn', 3, 0, 'None', 'runs:/r1/model', '${location}');`;
const history = `INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.log-model.history', '[]', 'r1');`;

/** A database of MLflow's, and an empty bucket of its name in either store. */
class Installation {
  private constructor(readonly name: string) {}

  static async make(rows = '', template = templateOf(MLFLOW)): Promise<Installation> {
    const name = `t${randomBytes(4).toString('hex')}`;
    await sql(postgresql, 'postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
    await sql(postgresql, name, `${EXPERIMENT}${rows}`);
    for (const store of [minio, garage]) await store.do('make', name);
    return new Installation(name);
  }

  place(store: 'minio' | 'garage'): string {
    return `s3://${this.name} at ${addresses[store]}`;
  }

  /** What the container says that looks before a server starts. */
  async server(store: 'minio' | 'garage', more: Readonly<Record<string, string>> = {}) {
    const { code, said } = await start(['python', '-B', PROGRAM], {
      HOME: '/tmp',
      LANG: 'C.UTF-8',
      PATH: [dirname(inMlflow(MLFLOW, 'python')), '/usr/bin', '/bin'].join(':'),
      ...toDatabase(postgresql, this.name),
      MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://',
      MLFLOW_ARTIFACTS_DESTINATION: `s3://${this.name}`,
      MLFLOW_S3_ENDPOINT_URL: addresses[store],
      AWS_ACCESS_KEY_ID: OWNER.id,
      AWS_SECRET_ACCESS_KEY: OWNER.key,
      AWS_DEFAULT_REGION: 'us-east-1',
      ...more,
    }).ended;
    return { code, said };
  }

  remembered(): Promise<string> {
    return sql(postgresql, this.name, 'SELECT place, was_empty FROM mlflow_chart.artifact_place');
  }

  sql(text: string): Promise<string> {
    return sql(postgresql, this.name, text);
  }
}

const FINE = { code: 0, said: '' };
const refusal = (place: string, told: string) =>
  `artifacts: ${place} is empty, but the database tells of artefacts, such as ${told}: everybody would see runs without them. ` +
  'If they are in the MinIO of this chart, set objectStore.migrateFrom to minio, which brings them (docs/store.md), or set ' +
  'objectStore.engine back. If they are lost, a backup has them (docs/recovery.md). To begin without them, set ' +
  'objectStore.startEmpty to true\n';

describe('where a server has seen artefacts', () => {
  test('another store without any is refused, until one is to begin so; what is said by then holds', async () => {
    const one = await Installation.make(RUN);
    await minio.do('put', one.name, FILE);
    expect(await one.server('minio')).toEqual(FINE);
    expect(await one.remembered()).toBe(`${one.place('minio')}|f`);
    expect(await one.server('minio')).toEqual(FINE);
    const refused = { code: 1, said: refusal(one.place('garage'), `what lies in ${one.place('minio')}`) };
    expect(await one.server('garage')).toEqual(refused);
    expect(await one.server('garage')).toEqual(refused);
    expect(await one.server('minio')).toEqual(FINE);
    expect(await one.server('garage', { STORE_MAY_BE_EMPTY: 'true' })).toEqual({
      code: 0,
      said: `artifacts: ${one.place('garage')} has nothing of what the database tells of, which is asked for\n`,
    });
    expect(await one.remembered()).toBe(`${one.place('garage')}|t`);
    expect(await one.server('garage')).toEqual(FINE);
    // An empty one had none to lose.
    await minio.do('delete', one.name, ...Object.keys(FILE));
    expect(await one.server('minio')).toEqual(FINE);
  });

  test('another folder of the same bucket is another place', async () => {
    const one = await Installation.make(RUN);
    await minio.do('put', one.name, FILE);
    expect(await one.server('minio')).toEqual(FINE);
    const inFolder = { MLFLOW_ARTIFACTS_DESTINATION: `s3://${one.name}/some/path` };
    expect((await one.server('minio', inFolder)).code).toBe(1);
    await minio.do('put', one.name, { 'some/path/1/run/artifacts/x': 'x', 'some/path-2/x': 'x' });
    expect(await one.server('minio', inFolder)).toEqual(FINE);
    await minio.do('delete', one.name, 'some/path/1/run/artifacts/x');
    // The same place: it was emptied, or lost, which is not for a server to say.
    expect(await one.server('minio', inFolder)).toEqual(FINE);
  });

  test('one to which they were copied, or moved, is not', async () => {
    const one = await Installation.make(RUN);
    await minio.do('put', one.name, FILE);
    await one.server('minio');
    await garage.do('put', one.name, { [STATE]: '{"state": "copying"}', '.mlflow-chart/moving/seen/a': 'x' });
    expect((await one.server('garage')).code).toBe(1);
    await garage.do('put', one.name, { [STATE]: '{"state": "done"}' });
    expect(await one.server('garage')).toEqual(FINE);
    await one.sql(`UPDATE mlflow_chart.artifact_place SET place = 'elsewhere', was_empty = false`);
    await garage.do('delete', one.name, STATE);
    await garage.do('put', one.name, FILE);
    expect(await one.server('garage')).toEqual(FINE);
    expect(await one.remembered()).toBe(`${one.place('garage')}|f`);
  });
});

describe('where none has', () => {
  test.each(VERSIONS)('models tell of artefacts: MLflow %s', async (mlflow) => {
    for (const [rows, told] of [
      [model('mlflow-artifacts:/0/models/m1/artifacts'), 'the model classifier'],
      [RUN + version('mlflow-artifacts:/0/r1/artifacts/model'), 'version 3 of the model churn'],
      [RUN + history, 'a model of the run r1'],
    ] as const) {
      const one = await Installation.make(rows, templateOf(mlflow));
      expect(await one.server('garage')).toEqual({ code: 1, said: refusal(one.place('garage'), told) });
    }
  });

  test('of direct artefacts, those below the root', async () => {
    const one = await Installation.make();
    const direct = { MLFLOW_ARTIFACTS_DESTINATION: '', MLFLOW_DEFAULT_ARTIFACT_ROOT: `s3://${one.name}/path` };
    await one.sql(model(`s3://${one.name}/path-2/m`));
    expect(await one.server('garage', direct)).toEqual(FINE);
    await one.sql(`UPDATE logged_models SET artifact_location = 's3://${one.name}/path/m'`);
    expect((await one.server('garage', direct)).code).toBe(1);
  });

  test.each([
    ['a new installation', ''],
    ['runs that logged none', RUN],
    ['a model that never got ready', model('mlflow-artifacts:/0/models/m1/artifacts', 1)],
    ['a model that was deleted', model('mlflow-artifacts:/0/models/m1/artifacts', 2, 'deleted')],
    ['a model elsewhere', model('s3://elsewhere/m1')],
    ['a version elsewhere', version('s3://elsewhere/m1')],
    ['a model of a deleted run', RUN + history + `UPDATE runs SET lifecycle_stage = 'deleted';`],
  ])('%s is no reason', async (_, rows) => {
    const one = await Installation.make(rows);
    expect(await one.server('garage')).toEqual(FINE);
  });

  test('a restored database is one of which nobody has seen artefacts, and with them it is as any', async () => {
    const one = await Installation.make(model('mlflow-artifacts:/0/models/m1/artifacts'));
    await garage.do('put', one.name, FILE);
    expect(await one.server('garage')).toEqual(FINE);
  });
});

describe('it keeps no server from starting', () => {
  const telling = () => Installation.make(model('mlflow-artifacts:/0/models/m1/artifacts'));

  test.each([
    ['whose store is away', { MLFLOW_S3_ENDPOINT_URL: 'http://127.0.0.1:9' }, 'Could not connect'],
    ['whose keys may not look', { AWS_SECRET_ACCESS_KEY: 'another-key-that-is-long' }, '403|SignatureDoesNotMatch'],
    ['whose bucket is not there', { MLFLOW_ARTIFACTS_DESTINATION: 's3://is-not-there' }, 'NoSuchBucket'],
    ['whose database is away', { PGPORT: '9' }, 'refused'],
  ])('%s', async (_, more, words) => {
    const { code, said } = await (await telling()).server('minio', more);
    expect(code).toBe(0);
    expect(said).toMatch(new RegExp(`^artifacts: not looked whether they are there: .*(${words})`));
    expect(said).not.toContain('Traceback');
  });

  test.each([
    ['whose artefacts are in no S3 store', { MLFLOW_ARTIFACTS_DESTINATION: 'gs://somewhere' }],
    ['whose database is not PostgreSQL', { MLFLOW_BACKEND_STORE_URI: 'mysql://db' }],
  ])('%s', async (_, more) => {
    expect(await (await telling()).server('garage', more)).toEqual(FINE);
  });

  test('whose user may not make a schema: it is not remembered', async () => {
    const one = await Installation.make(RUN);
    const user = `u_${one.name}`;
    await one.sql(`CREATE ROLE ${user} LOGIN PASSWORD 'x'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${user}`);
    await minio.do('put', one.name, FILE);
    const { code, said } = await one.server('minio', { PGUSER: user, PGPASSWORD: 'x' });
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^artifacts: the database does not remember where they are: .*permission denied/),
    ]);
  });
});
