/** operations/preflight/migrations.ts against MLflow itself: which migrations there are, in which order, and what they do to tables. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { schemasOf, TRACKING, USERS } from '../../../operations/preflight/migrations';
import { closeStores, newest } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { Upgraded } from './upgraded';

afterAll(closeStores);

interface Applied {
  readonly revision: string;
  readonly stopsReaders: readonly string[];
  readonly stopsWriters: readonly string[];
  readonly rewrites: readonly string[];
  readonly indexes: readonly string[];
}

/** In files, without importing what they import. */
const REVISIONS = `
import ast, glob, json, os, mlflow
folder = os.path.dirname(mlflow.__file__)
def chain(path):
    down = {}
    for file in glob.glob(os.path.join(folder, path, "versions/*.py")):
        said = {}
        for one in ast.parse(open(file).read()).body:
            targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
            for target in targets:
                if getattr(target, "id", "") in ("revision", "down_revision"):
                    said[target.id] = ast.literal_eval(one.value)
        if "revision" in said:
            down[said["down_revision"]] = said["revision"]
    found, at = [], None
    while at in down:
        at = down[at]
        found.append(at)
    return found
print(json.dumps([chain("store/db_migrations"), chain("server/auth/db/migrations")]))
`;

describe.each([MLFLOW_GUIDE, MLFLOW_BEFORE, MLFLOW])('MLflow %s', (version) => {
  test('its migrations are these, in this order, and end where the table says', async () => {
    const said = outputOf(await execute(inMlflow(version, 'python'), ['-W', 'ignore', '-c', REVISIONS]));
    const [tracking, users] = JSON.parse(said) as readonly [readonly string[], readonly string[]];
    const known = TRACKING.map(({ revision }) => revision);
    expect(tracking.slice(tracking.indexOf(known[0] ?? ''))).toEqual(
      known.slice(0, known.indexOf(tracking.at(-1) ?? '') + 1),
    );
    expect(users).toEqual(USERS.map(({ revision }) => revision).slice(0, users.length));
    expect(schemasOf(version)).toMatchObject({ tracking: tracking.at(-1), users: users.at(-1) });
  });
});

describe('what they do to tables that may be large', () => {
  /** Which grow with use: of all others there are few rows. */
  const LARGE = ['metrics', 'latest_metrics', 'params', 'tags', 'runs', 'spans', 'trace_info', 'trace_tags', 'assessments', 'span_metrics', 'trace_metrics', 'trace_request_metadata', 'logged_model_metrics']; // prettier-ignore
  let applied: readonly Applied[];

  beforeAll(async () => {
    const upgraded = await Upgraded.make(newest);
    await upgraded.migrate(MLFLOW_GUIDE);
    const head = schemasOf(MLFLOW)?.tracking ?? '';
    const said = await upgraded.python(MLFLOW, join(__dirname, 'migrations.py'), head);
    applied = JSON.parse(said.trim().split('\n').at(-1) ?? '') as readonly Applied[];
  });

  test('one after the other they lead as far as all at once', () => {
    expect(applied.map(({ revision }) => revision)).toEqual(TRACKING.slice(1).map(({ revision }) => revision));
  });

  test('none copies a table as a whole', () => {
    expect(applied.filter(({ rewrites }) => rewrites.length > 0)).toEqual([]);
  });

  test('each index of theirs is in the list', () => {
    const made = applied.flatMap(({ revision, indexes }) =>
      indexes.filter((table) => LARGE.includes(table)).map((table) => `${revision} ${table}`),
    );
    const listed = TRACKING.flatMap(({ revision, work = [] }) => work.filter(({ how }) => how !== 'check').map(({ table }) => `${revision} ${table}`)); // prettier-ignore
    expect([...made].sort()).toEqual([...listed].sort());
  });

  test('which stop whoever asks for experiments: docs/upgrading.md names them', () => {
    const stopping = applied.filter(({ stopsReaders }) =>
      stopsReaders.some((table) => ['experiments', 'experiment_tags'].includes(table)),
    );
    expect(stopping.map(({ revision }) => revision)).toEqual([
      '0584bdc529eb', // 2.18
      '1b5f0d9ad7c1', // 3.10
      '6f8d9c3b2a1e', // 3.15
      '17e22815139b', // 3.16
    ]);
  });
});
