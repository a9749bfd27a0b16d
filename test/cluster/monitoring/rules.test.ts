/** promtool: the rules are ones, and each alert fires when it has to, and not before. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execute } from '../../support/execute';
import { ALERT_CASES } from './alert-cases';
import { prometheus } from '../addons/prometheus';
import { goFolder } from '../../support/go-build';
import { alertsOf, only, rulesOf, rulesText, ruleTests } from './rules-files';

const promtool = join(goFolder(prometheus), 'promtool');
const rules = rulesOf();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'rules-'));
});

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('promtool check rules', async () => {
  const { code, stdout, stderr } = await execute(promtool, [
    'check',
    'rules',
    '--lint=all',
    written('all.yaml', rulesText()),
  ]);
  expect([code, stderr]).toEqual([0, '']);
  // It has read all that were written.
  expect(stdout).toContain(`SUCCESS: ${String(rules.groups.flatMap((group) => group.rules).length)} rules found`);
});

describe('fires, and does not fire at the edge', () => {
  test.each(Object.keys(ALERT_CASES))('%s', async (alert) => {
    const file = written(`${alert}.yaml`, JSON.stringify(only(rules, alert)));
    const tests = ruleTests(alert, file).map((text, index) => written(`${alert}.${String(index)}.test.yaml`, text));
    const { code, stdout, stderr } = await execute(promtool, ['test', 'rules', ...tests]);
    expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });
});

test('what is said of one: summary, figures, and labels by which it is routed', async () => {
  const of = rulesOf({
    monitoring: { alerts: { labels: { team: 'ml' }, runbookUrl: 'https://wiki.example.com/runbooks' } },
  });
  const [rule] = alertsOf(of).filter(({ alert }) => alert === 'MlflowDatabaseConnections');
  expect(rule?.annotations?.['description']).toContain('{{ $value | humanizePercentage }}');
  const service = 'namespace="team",service="ml-database-exporter-metrics"';
  const expected = {
    rule_files: [written('one.yaml', JSON.stringify(only(of, 'MlflowDatabaseConnections')))],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [
          { series: `pg_stat_activity_count{${service},datname="mlflow"}`, values: '97x9' },
          { series: `pg_settings_max_connections{${service}}`, values: '100x9' },
          { series: `pg_settings_superuser_reserved_connections{${service}}`, values: '3x9' },
        ],
        alert_rule_test: [
          {
            eval_time: '6m',
            alertname: 'MlflowDatabaseConnections',
            exp_alerts: [
              {
                exp_labels: {
                  severity: 'critical',
                  namespace: 'team',
                  release: 'ml',
                  service: 'ml-database-exporter-metrics',
                  team: 'ml',
                },
                exp_annotations: {
                  summary: 'PostgreSQL is near its limit of connections: MLflow ml in team',
                  description:
                    '100% of the connections that PostgreSQL accepts are open. Past the limit, requests fail with errors, and migrations and backups do not start.',
                  runbook_url: 'https://wiki.example.com/runbooks#mlflowdatabaseconnections',
                },
              },
            ],
          },
        ],
      },
    ],
  };
  const { code, stdout, stderr } = await execute(promtool, [
    'test',
    'rules',
    written('one.test.yaml', JSON.stringify(expected)),
  ]);
  expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
});
