/** How many connections PostgreSQL accepts, and when that changes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StatefulSet } from '../../imports/kubernetes/types';
import { evaluate } from '../../lib/expr/evaluate';
import { Expr, type Opaque, type Value } from '../../lib/expr/expr';
import { evaluateModel } from '../../lib/synth/model';
import { quantityOf } from '../../lib/text/quantity';
import { checkValues } from '../../lib/values/check';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { guaranteedMemory, mebibytes } from '../../values/quantity';
import { everyFeature } from '../cluster/every-feature';
import { complete, definition, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { root } from '../support/root';

const release = { name: 'mlflow', namespace: 'mlflow' };

function statefulSet(...values: readonly JsonObject[]): StatefulSet {
  const objects = evaluateModel(model, { values: complete(...values), release });
  return objects.get('postgresql-statefulset') as unknown as StatefulSet;
}

function accepted(...values: readonly JsonObject[]): string | undefined {
  const [container] = statefulSet(...values).spec?.template.spec?.containers ?? [];
  return container?.env?.find(({ name }) => name === 'MAX_CONNECTIONS')?.value;
}

test('whoever connects is listed here, and counted in values/connections.ts', () => {
  const connecting = Object.values(everyFeature).flatMap((values) =>
    [...evaluateModel(model, { values: complete(values), release })]
      .filter(([, object]) => /"PGHOST"|"name":"mlflow-tracking"/.test(JSON.stringify(podOf(object) ?? '')))
      .map(([file]) => file),
  );
  expect([...new Set(connecting)]).toEqual([
    'tracking-deployment',
    'jobs-deployment',
    // They read the server's settings, but have no password, and forget the address (test/charts/server/artifacts.test.ts).
    'artifacts-deployment',
    // Its pod has one at a time, as administration.
    'doctor-job',
  ]);
});

/** The pod that a workload makes, or a CronJob's Job; undefined for what makes none. */
function podOf(object: Json): unknown {
  const { spec } = object as { spec?: { template?: unknown; jobTemplate?: { spec?: { template?: unknown } } } };
  return spec?.template ?? spec?.jobTemplate?.spec?.template;
}

/** Of prod, as long as nobody has named a bucket. */
const NO_BACKUPS = [{ message: expect.stringMatching(/^backup\.destination\.bucket: is empty: NOTHING IS BACKED UP/) }];

describe('what PostgreSQL accepts', () => {
  test.each<[string, JsonObject, string]>([
    ['follows from who connects: 254', {}, '500'],
    ['up to the step: 498', { mlflow: { replicaCount: 3 } }, '500'],
    ['past it: 620', { mlflow: { replicaCount: 4 } }, '1000'],
    [
      'exactly on it: 500 of 5 pods',
      { mlflow: { replicaCount: 4, workers: 8, databasePool: { size: 1, maxOverflow: 5 } } },
      '500',
    ],
    [
      'one pod more: 598',
      { mlflow: { replicaCount: 5, workers: 8, databasePool: { size: 1, maxOverflow: 5 } } },
      '1000',
    ],
    ['with the registry elsewhere: 437', { mlflow: { replicaCount: 6, registry: { existingSecret: 'r' } } }, '500'],
    ['with a pod for jobs, of two workers: 496', { jobs: { enabled: true, workers: 2 } }, '500'],
    ['of three: 541', { jobs: { enabled: true, workers: 3 } }, '1000'],
    ['with jobs: 674', { mlflow: { jobExecution: true } }, '1000'],
    ['is the number that somebody set', { postgresql: { maxConnections: 321 } }, '321'],
  ])('%s', (_name, values, expected) => {
    expect(accepted(SMALLEST, values)).toBe(expected);
  });
});

test('prod from 2 to 5 replicas is the same StatefulSet, byte for byte, so PostgreSQL is not restarted', () => {
  const texts = [2, 3, 4, 5].map((replicaCount) =>
    writeYaml(statefulSet(environmentValues('prod'), { mlflow: { replicaCount } }) as unknown as Json),
  );
  expect(new Set(texts).size).toBe(1);
});

describe('scaling with one flag is accepted', () => {
  /** `--set mlflow.replicaCount=…` on an environment's chart. */
  const scaled = (environment: string, replicas: number) => {
    const file = `values/${environment}.yaml`;
    const text = readFileSync(join(root, file), 'utf8');
    return checkValues(definition, [
      { file, text },
      { file: '--set', text: `mlflow: {replicaCount: ${String(replicas)}}` },
    ]);
  };

  test.each(['prod', 'staging'])('%s with 2 to 12 replicas', (environment) => {
    for (let replicas = 3; replicas <= 12; replicas += 1)
      expect(scaled(environment, replicas)).toMatchObject({ ok: true });
  });

  test('the README’s five replicas of prod: without a warning too', () => {
    expect(scaled('prod', 5)).toMatchObject({ ok: true, warnings: NO_BACKUPS });
  });

  test('three replicas on the defaults, with a warning', () => {
    const checked = checkValues(definition, [
      { file: 'v.yaml', text: writeYaml({ ...SMALLEST, mlflow: { replicaCount: 3 } }) },
    ]);
    expect(checked).toMatchObject({ ok: true, warnings: [{ message: expect.stringMatching(/but 498 connections/) }] });
  });
});

test.each(environmentNames)('%s has nothing to be warned about, but that prod is not backed up yet', (environment) => {
  const file = `values/${environment}.yaml`;
  expect(checkValues(definition, [{ file, text: readFileSync(join(root, file), 'utf8') }])).toMatchObject({
    ok: true,
    warnings: environment === 'prod' ? NO_BACKUPS : [],
  });
});

describe('the memory that a pod is guaranteed', () => {
  const resources = new Expr({ op: 'values', path: ['resources'] }, { type: 'map' }) as unknown as Opaque;
  const amount: Value<number> = mebibytes('test', guaranteedMemory(resources));
  const read = (given: Json): unknown => evaluate(amount, { values: { resources: given }, release });

  test.each<[Json, number]>([
    [{ requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } }, 1024],
    [{ requests: { memory: 1073741824 } }, 1024],
    [{ requests: { memory: 1e21 } }, 2 ** 30],
    [{ requests: { memory: 0.5 } }, 0],
    [{ requests: { memory: '1.5Gi' } }, 1536],
    [{ requests: { memory: '500M' } }, 476],
    [{ requests: { memory: '512m' } }, 0],
    [{ requests: { memory: '9Ei' } }, 2 ** 30],
    // Zeros in front make nothing more.
    [{ requests: { memory: '0000000G' } }, 0],
    [{ requests: { memory: '0000000000000000001Gi' } }, 1024],
    [{ requests: { memory: '00000.5Gi' } }, 512],
    [{ requests: { 'hugepages-memory': '9Gi', memory: '1Mi' } }, 1],
    // Kubernetes takes the limit for the request.
    [{ limits: { memory: '2Gi' } }, 2048],
    [{ requests: { cpu: 1 }, limits: { memory: '2Gi' } }, 2048],
    [{ requests: { cpu: 1 } }, 0],
    [{ requests: {} }, 0],
    [{}, 0],
  ])('%j', (given, expected) => {
    expect(read(given)).toBe(expected);
  });

  test('is that of every quantity that Kubernetes reads, down to whole mebibytes', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'Ki', 'M', 'Mi', 'G', 'Gi', 'T', 'Ti', 'P', 'Pi', 'E', 'Ei');
    const digits = fc.oneof(fc.stringMatching(/^0{0,20}[0-9]{1,12}$/), fc.stringMatching(/^[0-9]{1,4}\.[0-9]{1,3}$/));
    const number = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e25, noNaN: true }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(digits, suffix).map((parts) => parts.join('')),
          number,
        ),
        (memory) => {
          const exact = (quantityOf(memory) ?? NaN) / 2 ** 20;
          const found = read({ requests: { memory } });
          expect(found).toBeGreaterThanOrEqual(Math.min(Math.floor(exact - 1e-6), 999_000_000));
          expect(found).toBeLessThanOrEqual(Math.max(exact + 1e-6, exact > 9e5 ? 2 ** 30 : 0));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
