/** Prometheus beside MLflow in a Compose file: it reads what docs/prometheus.yml reads, and the alerts of the chart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compose } from '../../../charts/compose';
import { composeProject, type ComposeProject } from '../../../lib/synth/compose/compose';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import type { Json } from '../../../lib/yaml/json';
import { readDocuments } from '../../../lib/yaml/read';
import { composeImages } from '../../../values/images';
import { complete, environmentValues, model } from '../../support/platform';
import { root } from '../../support/root';

const release = { name: 'mlflow', namespace: 'mlflow' };
const CONFIGURATION = 'files/mlflow-prometheus/prometheus.yml';
const RULES = 'files/mlflow-alerts/mlflow.rules.yaml';

interface Job {
  readonly static_configs: readonly {
    readonly targets: readonly [string];
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly tls_config?: object;
}

function madeOf(own: JsonObject): { readonly project: ComposeProject; readonly objects: readonly Json[] } {
  const context = { values: complete(own), release };
  const objects = [...evaluateModel(model, context).values()];
  const project = composeProject(objects, compose(context), release);
  if (typeof project === 'string') throw new Error(project);
  return { project, objects };
}

function jobIn({ files }: ComposeProject): Job {
  const { scrape_configs } = JSON.parse(files.get(CONFIGURATION) ?? '') as { readonly scrape_configs: readonly [Job] };
  expect(scrape_configs).toHaveLength(1);
  return scrape_configs[0];
}

/** The commented job of docs/prometheus.yml, for where there is no cluster. */
function documented(): Job {
  const page = readFileSync(join(root, 'docs/prometheus.yml'), 'utf8');
  const lines = page.slice(page.indexOf('#  - job_name: mlflow-static')).replaceAll(/^#/gm, '');
  const [document] = readDocuments(`jobs:\n${lines}`, 'docs/prometheus.yml');
  return (document?.value as unknown as { readonly jobs: readonly [Job] }).jobs[0];
}

const portOf = (target: string) => target.split(':')[1];
const dev = environmentValues('dev');
const MONITORED: JsonObject = { ...dev, monitoring: { enabled: true } };
const keys = { accessKeyId: 'key-of-mlflow', secretAccessKey: 'sixteen-chars-16' };
const EVERYTHING: readonly JsonObject[] = [
  {
    ...MONITORED,
    backup: { enabled: true, destination: { bucket: 'b', endpoint: 'https://s3.example.com', existingSecret: 'k' } },
  },
  { ...MONITORED, minio: {}, objectStore: { engine: 'garage', garage: keys } },
];

describe('targets', () => {
  test('are those that docs/prometheus.yml shows for where there is no cluster, at their ports and paths', () => {
    const ofDocument = new Map(
      documented().static_configs.map(({ targets: [target], labels }) => [
        labels['service'],
        [portOf(target), labels['namespace'], labels['__metrics_path__'] ?? '/metrics'],
      ]),
    );
    const made = EVERYTHING.flatMap((values) => jobIn(madeOf(values).project).static_configs);
    const ours = new Map(
      made.map(({ targets: [target], labels }) => [
        labels['service'],
        [portOf(target), labels['namespace'], labels['__metrics_path__']],
      ]),
    );
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(ofDocument));
    expect(ours.size).toBe(5);
  });

  test('each is a name of a service in the network of the Compose file', () => {
    for (const values of EVERYTHING) {
      const { project } = madeOf(values);
      const names = Object.values(project.services).flatMap(
        ({ networks }) => (networks as { readonly default?: { readonly aliases: readonly string[] } } | undefined)?.default?.aliases ?? [], // prettier-ignore
      );
      for (const { targets } of jobIn(project).static_configs) expect(names).toContain(targets[0].replace(/:\d+$/, ''));
    }
  });

  test('a store with TLS is asked by the name in its certificate, whose authority is the only one that is believed', () => {
    const { project } = madeOf({
      ...MONITORED,
      tls: { existingSecret: 'server' },
      minio: { ...(dev['minio'] as JsonObject), tls: { enabled: true, existingSecret: 'minio-tls' } },
    });
    const job = jobIn(project);
    const [minio, ...others] = job.static_configs.filter(({ labels }) => labels['__scheme__'] === 'https');
    expect([minio?.targets, others]).toEqual([['mlflow-minio.mlflow.svc.cluster.local:9000'], []]);
    expect(job.tls_config).toEqual({ ca_file: '/etc/mlflow/authority/ca.crt' });
    expect(project.services['prometheus']?.['volumes']).toContain('prometheus-authority:/etc/mlflow/authority:ro');
    expect(JSON.stringify(project.services['volumes']?.['entrypoint'])).toContain(
      'cp /secrets/minio-tls/ca.crt /volumes/prometheus-authority/ca.crt',
    );
    // Its key is nobody's business but MinIO's.
    expect(JSON.stringify(project.services['volumes']?.['entrypoint'])).not.toMatch(/tls\.key \S*prometheus/);
  });
});

describe('alerts', () => {
  const groupsIn = (text: string | undefined) => (JSON.parse(text ?? '') as { readonly groups: unknown }).groups;

  test('are the file of the chart', () => {
    const { project, objects } = madeOf(MONITORED);
    const [chart] = objects.filter((object) => JSON.stringify(object).includes('"mlflow.rules.yaml"'));
    const { data } = chart as unknown as { readonly data: Readonly<Record<string, string>> };
    expect(project.files.get(RULES)).toBe(data['mlflow.rules.yaml']);
    expect(project.services['prometheus']?.['volumes']).toContain('./files/mlflow-alerts:/etc/mlflow/alerts:ro');
  });

  test('or, where an operator takes them, those that it takes', () => {
    const { project } = madeOf({ ...dev, monitoring: { enabled: true, mode: 'operator' } });
    expect(groupsIn(project.files.get(RULES))).toEqual(groupsIn(madeOf(MONITORED).project.files.get(RULES)));
  });

  test('without them it has none, and mounts none', () => {
    const { project } = madeOf({ ...dev, monitoring: { enabled: true, alerts: { enabled: false } } });
    expect(project.files.get(RULES)).toBeUndefined();
    expect(project.services['prometheus']?.['volumes']).toEqual([
      './files/mlflow-prometheus:/etc/mlflow/prometheus:ro',
      'prometheus:/prometheus',
    ]);
  });
});

describe('the service', () => {
  test('is not started by those who do not name the profile, and is the machine’s own', () => {
    const { profiles, ports, read_only, cap_drop, user, healthcheck, command } =
      madeOf(MONITORED).project.services['prometheus'] ?? {};
    expect([profiles, ports, read_only, cap_drop, user]).toEqual([
      ['monitoring'],
      ['127.0.0.1:9090:9090'],
      true,
      ['ALL'],
      '65534:65534',
    ]);
    expect(JSON.stringify(healthcheck)).toContain('http://127.0.0.1:9090/-/ready');
    expect(command).toEqual(
      expect.arrayContaining(['--storage.tsdb.retention.time=31d', '--storage.tsdb.retention.size=2GB']),
    );
  });

  test.each(['operator', 'annotations', 'none'])('is there with mode %s, and the same', (mode) => {
    const { project } = madeOf({ ...dev, monitoring: { enabled: true, mode } });
    expect(jobIn(project)).toEqual(jobIn(madeOf(MONITORED).project));
  });

  test('is not there without metrics', () => {
    expect(Object.keys(madeOf(dev).project.services)).not.toContain('prometheus');
    const backup = {
      enabled: true,
      destination: { bucket: 'b', endpoint: 'https://s3.example.com', existingSecret: 'k' },
    };
    expect(Object.keys(madeOf({ ...dev, backup }).project.services)).not.toContain('prometheus');
  });

  test('has the image of the mirror, and only where it is started anew its configuration changes', () => {
    const { repository, tag } = composeImages.prometheus;
    const imageOf = (values: JsonObject) => madeOf(values).project.services['prometheus']?.['image'];
    expect(imageOf(MONITORED)).toBe(`${repository}:${tag}`);
    expect(imageOf({ ...MONITORED, global: { imageRegistry: 'mirror.example.com/hub' } })).toBe(
      `mirror.example.com/hub/${repository}:${tag}`,
    );
    const sumOf = (values: JsonObject) => madeOf(values).project.services['prometheus']?.['labels'];
    expect(sumOf(MONITORED)).toEqual(sumOf({ ...MONITORED, mlflow: { ...(dev['mlflow'] as JsonObject), workers: 3 } }));
    const other = { enabled: true, alerts: { latencySeconds: '5' } };
    expect(sumOf({ ...MONITORED, monitoring: other })).not.toEqual(sumOf(MONITORED));
  });
});
