/** Alerts: where they are, for whom, and that each says what is wrong and what to do. promtool proves when they fire (test/cluster/monitoring). */
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { declared } from '../../docs/runbooks-page';
import { longestGap } from '../../values/schedule';
import { oldestAllowed } from '../../values/alerts';
import { ALERT_CASES, RELEASE } from '../cluster/monitoring/alert-cases';
import { alertsOf, EVERYTHING, rulesOf, type Rules } from '../cluster/monitoring/rules-files';
import { complete, model, SMALLEST } from '../support/platform';
import { unknownIn } from './series';

const render = (...values: readonly JsonObject[]) =>
  evaluateModel(model, { values: complete(SMALLEST, ...values), release: RELEASE });
const on = (monitoring: JsonObject = {}): JsonObject => ({ monitoring: { enabled: true, ...monitoring } });

const rules = rulesOf();
const alerts = alertsOf(rules);
const named = alerts.map((rule) => [rule.alert, rule] as const);

describe('where they are', () => {
  test('without the operator: a file in a ConfigMap', () => {
    const objects = render(on());
    expect(objects.has('alerts-prometheusrule')).toBe(false);
    expect(objects.get('alerts-configmap')).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'ml-alerts', namespace: 'team' },
    });
  });

  test('with it: a PrometheusRule with the labels by which it selects, and the same rules', () => {
    const labels = { release: 'kps' };
    const objects = render(EVERYTHING, on({ mode: 'operator', labels }));
    expect(objects.has('alerts-configmap')).toBe(false);
    expect(objects.get('alerts-prometheusrule')).toMatchObject({
      kind: 'PrometheusRule',
      metadata: { name: 'ml-alerts', namespace: 'team', labels: { ...labels, 'app.kubernetes.io/instance': 'ml' } },
      spec: rules,
    });
  });

  test.each([
    ['without monitoring', { monitoring: { enabled: false } }],
    ['switched off', on({ alerts: { enabled: false } })],
    ['switched off, with the operator', on({ mode: 'operator', alerts: { enabled: false } })],
  ])('%s: nowhere', (_, values) => {
    expect([...render(values).keys()].filter((file) => file.startsWith('alerts'))).toEqual([]);
  });
});

describe('only of what there is', () => {
  const groups = (...values: readonly JsonObject[]) => {
    const { data } = render(on(), ...values).get('alerts-configmap') as {
      readonly data: Readonly<Record<string, string>>;
    };
    const found = JSON.parse(data['mlflow.rules.yaml'] ?? '') as Rules;
    return found.groups.map(({ name }) => name.replace(/^mlflow-(.*)\.team\.ml$/, '$1'));
  };
  const ALWAYS = ['users', 'server', 'database', 'bucket', 'certificates', 'pods'];
  const EXTERNAL = {
    database: { engine: 'external' },
    externalDatabase: { host: 'db', password: 'a' },
    objectStore: { engine: 'external' },
    externalS3: { bucket: 'b' },
  };
  const BACKUP = EVERYTHING['backup'] as JsonObject;
  const expected = (...more: readonly string[]) => [...ALWAYS, ...more].sort();

  test.each<[string, JsonObject, readonly string[]]>([
    ['everything inside', {}, ['database-exporter', 'minio', 'volumes']],
    ['all of others', EXTERNAL, ['database-exporter']],
    ['no exporter of the database', { ...EXTERNAL, ...on({ databaseExporter: { enabled: false } }) }, []],
    ['jobs', { ...EXTERNAL, jobs: { enabled: true } }, ['database-exporter', 'jobs']],
    ['artefacts', { ...EXTERNAL, artifacts: { enabled: true } }, ['artifacts', 'database-exporter']],
    ['Garage', { objectStore: { engine: 'garage' } }, ['database-exporter', 'garage', 'volumes']],
    ['CloudNativePG', { ...EXTERNAL, database: { engine: 'cloudnative-pg' } }, ['database-exporter', 'volumes']],
    [
      'backups',
      { ...EXTERNAL, backup: { ...BACKUP, pointInTime: { enabled: false }, rehearsal: { enabled: false } } },
      ['database-exporter', 'backups'],
    ],
    ...['gc', 'traces', 'lifecycle', 'database'].map((part): [string, JsonObject, readonly string[]] => [
      `retention.${part}`,
      { ...EXTERNAL, retention: { [part]: { enabled: true } } },
      ['database-exporter', 'retention'],
    ]),
    ['rehearsals without backups', { ...EXTERNAL, backup: { rehearsal: { enabled: true } } }, ['database-exporter']],
  ])('%s', (_, values, more) => {
    expect([...groups(values)].sort()).toEqual(expected(...more));
  });

  test('everything', () => {
    expect(rules.groups.map(({ name }) => name)).toHaveLength(16);
    expect(alerts).toHaveLength(45);
  });
});

test('whatever a query asks for, some source has, with those labels', () => {
  const recorded = rules.groups.flatMap((group) =>
    group.rules.flatMap(({ record }) => (record === undefined ? [] : [record])),
  );
  const asked = rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  expect(asked.flatMap((expr) => unknownIn(expr, 'ml', recorded))).toEqual([]);
  expect(
    unknownIn('pg_up{service="ml-metrics"} + pg_up{service="ml-database-exporter-metrics",a="b"}', 'ml', []),
  ).toEqual(['pg_up of metrics', 'pg_up{a}']);
});

test('whatever a query asks for is of this release alone', () => {
  const selectors = (expr: string) => [...expr.matchAll(/\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}/g)].map(([, matchers = '']) => matchers);
  const isOfRelease = (matchers: string) =>
    matchers.includes('namespace="team"') &&
    /\bservice="ml-(metrics|jobs-metrics|artifacts-metrics|database-exporter-metrics|minio-metrics|garage-metrics|backup-exporter)"|\bpersistentvolumeclaim=~"[^"]*\bml-|\bcronjob=~"(ml-[a-z-]+[|"])+|\bpod=~"\((ml-[a-z-]+\|?)+\)-/.test(matchers);
  for (const { name, rules: own } of rules.groups) {
    for (const { expr } of own) {
      expect([name, expr, selectors(expr).filter((matchers) => !isOfRelease(matchers))]).toEqual([name, expr, []]);
      // None has no braces: what is left between names and operators are functions, and their labels.
      expect(selectors(expr).length).toBeGreaterThan(0);
    }
  }
}); // prettier-ignore

test('each has cases on both sides', () => {
  expect(Object.keys(ALERT_CASES).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  for (const [name, cases] of Object.entries(ALERT_CASES)) {
    expect([name, new Set(cases.map(({ fires }) => fires)).size]).toEqual([name, 2]);
  }
});

describe('what each says', () => {
  test.each(named)('%s', (name, { labels, annotations = {} }) => {
    expect(name).toMatch(/^Mlflow([A-Z][a-z]+)+$/);
    expect(labels).toEqual({
      severity: expect.stringMatching(/^(critical|warning)$/),
      namespace: 'team',
      release: 'ml',
    });
    expect(Object.keys(annotations).sort()).toEqual(['description', 'runbook', 'summary']);
    expect(annotations['summary']).toMatch(/^\S.{5,90}: MLflow ml in team$/);
    expect(annotations['description']).toMatch(/^.{40,}\.$/);
    expect(annotations['runbook']).toMatch(/^\$ .+\n(\$ .+\n)*.+[.:]/);
    expect(annotations['runbook']).not.toContain('{{');
  });

  test('a link instead of the text, where somebody says to where', () => {
    const linked = alertsOf(rulesOf(on({ alerts: { runbookUrl: 'https://wiki.example.com/runbooks' } })));
    expect(linked[0]?.annotations).toMatchObject({ runbook_url: 'https://wiki.example.com/runbooks#mlflowerrorsfast' });
    expect(linked.filter(({ annotations }) => annotations?.['runbook'] !== undefined)).toEqual([]);
  });

  test('labels of one’s own, beside the alerts’', () => {
    const [first] = alertsOf(rulesOf(on({ alerts: { labels: { team: 'ml' } } })));
    expect(first?.labels).toEqual({ severity: 'critical', namespace: 'team', release: 'ml', team: 'ml' });
  });
});

test('what commands name is there', () => {
  const objects = [...render(EVERYTHING, { monitoring: { enabled: true } }).values()] as unknown as readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string };
  }[];
  const there = new Set(objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`));
  const runbooks = alerts.map(({ annotations }) => annotations?.['runbook'] ?? '').join('\n');
  const asked = [...runbooks.matchAll(/(deployment|statefulset|cronjob)\/(\S+)/g)].map(([whole]) => whole);
  expect(new Set(asked).size).toBeGreaterThan(7);
  expect([...new Set(asked)].filter((one) => !there.has(one))).toEqual([]);
  const components = [...runbooks.matchAll(/component=([\w-]+)/g)].map(([, component = '']) => component);
  const known = JSON.stringify(objects);
  expect(components.filter((one) => !known.includes(`"app.kubernetes.io/component":"${one}"`))).toEqual([]);
});

describe('how old a backup may be', () => {
  test.each([
    ['15 2 * * *', 24],
    ['0 */6 * * *', 6],
    ['30 */12 * * *', 12],
    ['*/10 */5 * * *', 5],
    ['0 */50 * * *', 24],
    ['0 */6 * * mon', 168],
    ['@daily', 24],
    ['@midnight', 24],
    ['*/15 * * * *', 1],
    ['@hourly', 1],
    ['0 2 * * mon-fri', 168],
    ['@weekly', 168],
    ['0 2 1 * *', 744],
    ['@monthly', 744],
    ['0 2 1 1 *', 8784],
    ['0 2 * jan mon', 8784],
  ])('%s: %d hours from one to the next', (schedule, hours) => {
    expect(longestGap(schedule)).toBe(hours);
  });

  test('and an hour, and as long as one may take', () => {
    expect(oldestAllowed('15 2 * * *', 21_600)).toBe(31 * 3600);
  });
});

test('the declarations are those of the rules', () => {
  expect(declared().flatMap((subject) => subject.alerts.map(({ name }) => name))).toEqual(
    alerts.map(({ alert }) => alert),
  );
});
