/** What teams add to the chart's own objects, instead of a copy of the chart. */
import { describe, expect, test } from '@jest/globals';
import type { Container, PodSpec, PodTemplateSpec } from '../../imports/kubernetes/types';
import { environmentFiles } from '../../lib/synth/environment';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { readDocuments } from '../../lib/yaml/read';
import { complete, model, SMALLEST } from '../support/platform';

interface Any {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly selector?: unknown;
    readonly template?: PodTemplateSpec;
    readonly volumeClaimTemplates?: unknown;
  };
}

const release = { name: 'ml', namespace: 'team' };

function objectsOf(values: JsonObject): readonly Any[] {
  const objects = evaluateModel(model, { values: complete(SMALLEST, values), release });
  return [...objects.values()] as unknown as readonly Any[];
}

function podOf(values: JsonObject, name: string): PodSpec | undefined {
  return objectsOf(values).find(({ metadata, spec }) => metadata.name === name && spec?.template !== undefined)?.spec
    ?.template?.spec;
}

const everything: JsonObject = {
  mlflow: {
    replicaCount: 2,
    podDisruptionBudget: { enabled: true },
    ingress: { enabled: true, hosts: [{ host: 'ml.example.com' }] },
  },
};

describe('commonLabels', () => {
  const commonLabels = {
    team: 'data',
    empty: '',
    'app.kubernetes.io/name': 'theirs',
    'app.kubernetes.io/part-of': 'shop',
  };
  const plain = objectsOf(everything);
  const labelled = objectsOf({ ...everything, commonLabels });

  test('are on every object and on every pod, and the chart’s own win', () => {
    expect(labelled).toHaveLength(plain.length);
    for (const [index, { metadata, spec }] of labelled.entries()) {
      const before = plain[index];
      expect(metadata.labels).toEqual({ team: 'data', empty: '', ...before?.metadata.labels });
      const pod = before?.spec?.template?.metadata?.labels;
      expect(spec?.template?.metadata?.labels).toEqual(pod && { team: 'data', empty: '', ...pod });
    }
  });

  test('are never part of what cannot change: selectors and claims of volumes', () => {
    const fixed = (objects: readonly Any[]) => objects.map(({ spec }) => [spec?.selector, spec?.volumeClaimTemplates]);
    expect(fixed(labelled)).toEqual(fixed(plain));
  });

  test('give way to podLabels, on the pods', () => {
    const podLabels = { team: '', empty: 'no', 'app.kubernetes.io/component': 'theirs' };
    const [server] = objectsOf({ commonLabels, mlflow: { podLabels } }).filter(({ kind }) => kind === 'Deployment');
    expect(server?.metadata.labels).toMatchObject({ team: 'data', empty: '' });
    expect(server?.spec?.template?.metadata?.labels).toMatchObject({
      team: '',
      empty: 'no',
      'app.kubernetes.io/component': 'tracking',
    });
  });
});

test('extra containers stand after the server, extra init containers before the stores are prepared', () => {
  const container = (name: string) => ({ name, image: 'busybox:1.37', args: ['{{ as it is }}'] });
  const pod = podOf(
    {
      mlflow: {
        extraContainers: [container('logs')],
        extraInitContainers: [{ ...container('tunnel'), restartPolicy: 'Always' }],
      },
    },
    'ml-tracking',
  );
  const names = (containers: readonly Container[] = []) => containers.map(({ name }) => name);
  expect(names(pod?.containers)).toEqual(['mlflow', 'proxy', 'logs']);
  expect(names(pod?.initContainers)).toEqual(['tunnel', 'prepare']);
  expect(pod?.containers[2]).toEqual(container('logs'));
});

describe.each([
  ['mlflow', 'ml-tracking'],
  ['postgresql', 'ml-postgresql'],
  ['minio', 'ml-minio'],
])('names that %s’s pods know', (key, name) => {
  test('nothing is said by default: pods would be replaced for it', () => {
    const pod = podOf({}, name);
    for (const field of ['hostAliases', 'dnsPolicy', 'dnsConfig']) expect(pod).not.toHaveProperty(field);
  });

  test('from /etc/hosts and from DNS', () => {
    const hostAliases = [{ ip: '10.1.2.3', hostnames: ['db.example.com'] }];
    const dnsConfig = {
      nameservers: ['10.0.0.10'],
      searches: ['example.com'],
      options: [{ name: 'ndots', value: '2' }],
    };
    expect(podOf({ [key]: { hostAliases, dnsPolicy: 'None', dnsConfig } }, name)).toMatchObject({
      hostAliases,
      dnsPolicy: 'None',
      dnsConfig,
    });
    expect(podOf({ [key]: { dnsConfig: { searches: ['example.com'] } } }, name)?.dnsConfig).toEqual({
      searches: ['example.com'],
    });
  });
});

test('extra objects are installed as they are, each in a file of its own', () => {
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'prices' },
      data: { template: '{{ .Values }}', empty: '' },
    },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'shop:read' }, rules: [] },
  ];
  const { files } = environmentFiles(
    model,
    complete(SMALLEST, { extraObjects: objects, commonLabels: { a: 'b' } }),
    release,
  );
  const written = (name: string) =>
    readDocuments(String(files.get(`manifests/1-extra-objects-${name}.yaml`)), name)[0]?.value;
  expect([written('configmap-prices'), written('clusterrole-shop-read')]).toEqual(objects);
});
