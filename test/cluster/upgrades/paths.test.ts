/** Databases that a real, old MLflow has filled: the chart's migration takes them to newer ones, step by step and at once, and nothing is lost. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { schemasOf } from '../../../operations/preflight/migrations';
import { TRIED } from '../../../operations/preflight/tried';
import { closeStores, newest, oldest } from '../backup/pod';
import { installedMlflow } from '../images/installed-mlflow';
import { Upgraded } from './upgraded';

afterAll(closeStores);

/** Each on one of them: the migrations ask nothing that only one of them knows. */
const ON = [oldest, newest] as const;

describe.each(TRIED.map((way, at) => ({ way, words: way.join(' → '), postgresql: ON[at % ON.length] ?? newest })))(
  'MLflow $words, PostgreSQL $postgresql.major',
  ({ way, postgresql }) => {
    const [first = '', ...others] = way;
    let upgraded: Upgraded;
    let kept: unknown;
    let traces: unknown;
    let users: unknown;

    beforeAll(async () => {
      upgraded = await Upgraded.make(postgresql);
      await upgraded.migrate(first);
      ({ kept, traces } = await upgraded.kept(first, 'write'));
      users = await upgraded.users(first, 'write');
    });

    test(`MLflow ${first} fills it`, async () => {
      expect(kept).toMatchObject({ losses: [[0, 1], [1, 1 / 2], [2, 1 / 3]], text: 'hello', predicted: [1] }); // prettier-ignore
      expect(users).toEqual({ users: ['admin', 'alice'], administrator: true, password: true, experiment: 'EDIT', model: 'READ' }); // prettier-ignore
      expect(await upgraded.release.sql('SELECT version_num FROM alembic_version')).toBe(schemasOf(first)?.tracking);
    });

    test.each(others)('MLflow %s: it is migrated, and all is there', async (version) => {
      const seconds = await upgraded.migrate(version);
      remark(`${installedMlflow(version)?.version ?? ''}: migrated in ${seconds.toFixed(1)} s`);
      expect(await upgraded.release.sql('SELECT version_num FROM alembic_version')).toBe(schemasOf(version)?.tracking);
      const said = await upgraded.kept(version, 'read');
      expect(said.kept).toEqual(kept);
      if (traces !== null) expect(said.traces).toEqual(traces);
      expect(await upgraded.users(version, 'read')).toEqual(users);
      // What is new in this version, the next one has to keep.
      const more = await upgraded.kept(version, traces === null ? 'write' : 'read');
      expect(more.kept).toEqual(kept);
      expect(more.traces).toMatchObject({ name: 'root', feedback: [['good', true]], prompt: 'Hi {{name}}' });
      ({ traces } = more);
    });

    test('none goes back: the version before says so, and touches nothing', async () => {
      const before = await upgraded.release.sql('SELECT version_num FROM alembic_version');
      await expect(upgraded.migrate(way.at(-2) ?? '')).rejects.toThrow(
        'A newer MLflow made it, and none migrates back',
      );
      expect(await upgraded.release.sql('SELECT version_num FROM alembic_version')).toBe(before);
    });
  },
);
