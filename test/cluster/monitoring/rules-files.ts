/** The rules of a release as promtool reads them, and its tests. */
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';
import { ALERT_CASES, RELEASE } from './alert-cases';

const KEYS = { bucket: 'backups', endpoint: 'https://s3.example.com', existingSecret: 'keys' };

/** Whatever has alerts. */
export const EVERYTHING: JsonObject = {
  monitoring: { enabled: true },
  objectStore: { engine: 'garage', migrateFrom: 'minio' },
  backup: { enabled: true, destination: KEYS, pointInTime: { enabled: true }, rehearsal: { enabled: true } },
  jobs: { enabled: true },
  retention: { gc: { enabled: true } },
};

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** The text of the file, as the ConfigMap has it: of everything. */
export function rulesText(...values: readonly JsonObject[]): string {
  return rulesFor(RELEASE, EVERYTHING, ...values);
}

export function rulesFor(release: typeof RELEASE, ...values: readonly JsonObject[]): string {
  const objects = evaluateModel(model, { values: complete(SMALLEST, ...values), release });
  const { data } = objects.get('alerts-configmap') as unknown as { readonly data: Readonly<Record<string, string>> };
  return data['mlflow.rules.yaml'] ?? '';
}

export function rulesOf(...values: readonly JsonObject[]): Rules {
  return JSON.parse(rulesText(...values)) as Rules;
}

export function alertsOf(rules: Rules): readonly (Rule & { readonly alert: string })[] {
  return rules.groups.flatMap((group) =>
    group.rules.filter((rule): rule is Rule & { readonly alert: string } => rule.alert !== undefined),
  );
}

/** Nobody waits for minutes in a test: as they are, but after two seconds. */
export function impatient(rules: Rules): Rules {
  return {
    groups: rules.groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ({ ...rule, ...(rule.for !== undefined && { for: '2s' }) })),
    })),
  };
}

/** The same, with seconds in the place of how old something may be; each has to be there. */
export function hasty(rules: Rules, ages: Readonly<Record<string, number>>): Rules {
  const found = new Set<string>();
  const groups = rules.groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => {
      const seconds = ages[rule.alert ?? ''];
      if (rule.alert === undefined || seconds === undefined) return rule;
      const expr = rule.expr.replace(/ > \d+/, ` > ${String(seconds)}`);
      if (expr !== rule.expr) found.add(rule.alert);
      return { ...rule, expr };
    }),
  }));
  const missing = Object.keys(ages).filter((alert) => !found.has(alert));
  if (missing.length > 0) throw new Error(`no age: ${missing.join(', ')}`);
  return { groups };
}

/** Of all rules, one alert, and the recordings that it asks for: the rest only takes time. */
export function only(rules: Rules, alert: string): Rules {
  const groups = rules.groups.flatMap((group) => {
    const [asking] = group.rules.filter((rule) => rule.alert === alert);
    if (asking === undefined) return [];
    const asked = group.rules.filter(({ record }) => record !== undefined && asking.expr.includes(`${record}{`));
    return [{ ...group, rules: [...asked, asking] }];
  });
  return { groups };
}

/** A file of tests for each step between values: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export function ruleTests(alert: string, file: string): readonly string[] {
  const cases = ALERT_CASES[alert] ?? [];
  const steps = [...new Set(cases.map(({ step = 1 }) => step))];
  return steps.map((wanted) => {
    const tests = cases
      .filter(({ step = 1 }) => step === wanted)
      .map(({ title, series, at, fires }) => ({
        name: `${alert}: ${title}`,
        interval: `${String(wanted)}m`,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [
          {
            expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
            eval_time: `${String(at)}m`,
            exp_samples: [{ labels: '{}', value: fires ? 1 : 0 }],
          },
        ],
      }));
    return JSON.stringify({ rule_files: [file], evaluation_interval: `${String(wanted)}m`, tests });
  });
}
