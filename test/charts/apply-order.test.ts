/** In which order the platform is installed by plain manifests, by Argo CD and by kustomize. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { phaseOf } from '../../lib/synth/apply-order';
import { environmentFiles, installationOf } from '../../lib/synth/environment';
import { evaluateModel } from '../../lib/synth/model';
import { isTestHook } from '../../lib/synth/test-hook';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { commandsIn } from '../docs/shown';
import { withFolder } from '../support/chart-folder';
import { execute, outputOf } from '../support/execute';
import { everyFeature } from '../cluster/every-feature';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { EXAMPLES } from './examples';

interface Found {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

const EVERY: Readonly<Record<string, JsonObject>> = {
  ...EXAMPLES,
  ...everyFeature,
  ...Object.fromEntries(environmentNames.map((name) => [name, environmentValues(name)])),
};

const release = { name: 'mlflow', namespace: 'mlflow' };

function objectsOf(values: JsonObject): readonly Json[] {
  return [...evaluateModel(model, { values: complete(values), release }).values()].filter((one) => !isTestHook(one));
}

/** Names that somewhere stand after such a key. */
function named(tree: Json, wanted: Readonly<Record<string, string>>, key = ''): readonly string[] {
  if (typeof tree === 'string') return key in wanted ? [`${String(wanted[key])} ${tree}`] : [];
  if (tree === null || typeof tree !== 'object') return [];
  if (Array.isArray(tree)) return tree.flatMap((item: Json) => named(item, wanted, key));
  const kinds: Readonly<Record<string, string>> = {
    configMap: 'ConfigMap',
    configMapRef: 'ConfigMap',
    configMapKeyRef: 'ConfigMap',
    secretKeyRef: 'Secret',
    secretRef: 'Secret',
  };
  const { name } = tree as { readonly name?: Json };
  const own = kinds[key] !== undefined && typeof name === 'string' ? [`${kinds[key]} ${name}`] : [];
  return [...own, ...Object.entries(tree).flatMap(([field, part]) => named(part, wanted, field))];
}

describe.each(Object.entries(EVERY))('%s', (_, values) => {
  const objects = objectsOf(values);
  const phases = new Map(objects.map((object) => [idOf(object), phaseOf(object)]));

  test('no pod comes before what it names', () => {
    for (const object of objects.filter(hasPods)) {
      const needed = named(object, { secretName: 'Secret', serviceAccountName: 'ServiceAccount' });
      for (const name of needed.filter((one) => phases.has(one)))
        expect([idOf(object), name, Number(phases.get(name)) < phaseOf(object)]).toEqual([idOf(object), name, true]);
    }
  });

  test('servers are in the second wave, what points at them in the third, and all else in the first', () => {
    const waveOf = ({ metadata }: Found) => metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0';
    for (const object of objects as unknown as readonly Found[]) {
      const { kind, metadata } = object;
      const isServer = kind === 'Deployment' && /^mlflow-(tracking|artifacts|jobs)$/.test(metadata.name);
      const isLast =
        ['HorizontalPodAutoscaler', 'ScaledObject', 'Ingress', 'HTTPRoute', 'BackendTLSPolicy', 'Route'].includes(
          kind,
        ) ||
        (kind === 'Job' && metadata.name.startsWith('mlflow-doctor-')) ||
        (kind === 'Service' && isLoadBalancer(object));
      const isOurs = metadata.name.startsWith('mlflow-');
      if (isOurs)
        expect([kind, metadata.name, waveOf(object)]).toEqual([
          kind,
          metadata.name,
          isServer ? '1' : isLast ? '2' : '0',
        ]);
    }
  });
});

test('a Service that waits for an address from outside keeps nobody waiting', () => {
  const waves = ['ClusterIP', 'LoadBalancer'].map((type) => {
    const objects = evaluateModel(model, {
      values: complete(SMALLEST, { mlflow: { service: { type } } }),
      release,
    });
    return (objects.get('tracking-service') as unknown as Found).metadata.annotations?.['argocd.argoproj.io/sync-wave'];
  });
  expect(waves).toEqual([undefined, '2']);
});

test('what Helm keeps, Argo CD and Flux keep', () => {
  const cluster = objectsOf({ ...SMALLEST, database: { engine: 'cloudnative-pg' } }).find(
    (object) => (object as unknown as Found).kind === 'Cluster',
  );
  expect((cluster as unknown as Found).metadata.annotations).toEqual({
    'helm.sh/resource-policy': 'keep',
    'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
});

test('by the document’s command all is deleted but CloudNativePG’s Cluster, which has the volumes', async () => {
  const [command = ''] = commandsIn('docs/gitops.md', 'kubectl').filter((one) => one.includes('cloudnative-pg'));
  const values = complete(SMALLEST, { database: { engine: 'cloudnative-pg' } });
  const { files } = environmentFiles(model, values, installationOf(model, 'prod'));
  const manifests = [...files].filter(([path]) => path.startsWith('manifests/'));
  const texts = Object.fromEntries(manifests.map(([path, text]) => [`dist/prod/${path}`, text]));
  await withFolder({ ...texts, 'bin/kubectl': '#!/bin/sh\necho "$3"\n' }, async (folder) => {
    chmodSync(join(folder, 'bin/kubectl'), 0o755);
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
    const deleted = outputOf(await execute('bash', ['-ec', command], { cwd: folder, env }))
      .trim()
      .split('\n');
    const kept = Object.entries(texts).filter(([path]) => !deleted.includes(path));
    const kinds = kept.map(([path, text]) => (readDocuments(String(text), path)[0]?.value as unknown as Found).kind);
    expect(kinds).toEqual(['Cluster']);
    expect(deleted).toHaveLength(manifests.length - 1);
  });
});

test('the examples have each kind that has a wave', () => {
  const kinds = new Set(
    Object.values(EVERY)
      .flatMap((values) => objectsOf(values))
      .map((one) => (one as unknown as Found).kind),
  );
  for (const kind of [
    'HorizontalPodAutoscaler',
    'ScaledObject',
    'Ingress',
    'HTTPRoute',
    'BackendTLSPolicy',
    'Route',
    'Job',
  ])
    expect(kinds).toContain(kind);
});

describe.each(environmentNames)('dist/%s', (name) => {
  const installation = installationOf(model, name);
  const { files } = environmentFiles(model, complete(environmentValues(name)), installation);
  const read = (path: string) => readDocuments(String(files.get(path)), path)[0]?.value;
  const manifests = [...files.keys()].filter((path) => path.startsWith('manifests/'));

  test('files are numbered as their objects are', () => {
    for (const path of manifests)
      expect(path).toMatch(new RegExp(`^manifests/${String(phaseOf(read(path) ?? null))}-`));
    expect(manifests).toContain('manifests/4-tracking-deployment.yaml');
  });

  test('the Namespace asks for what all pods meet, and is in no other file', () => {
    expect(read('namespace.yaml')).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: `mlflow-${name}`,
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    });
    const kinds = manifests.map((path) => (read(path) as unknown as Found).kind);
    expect(kinds).not.toContain('Namespace');
  });

  test('the kustomization has each manifest, in their order, and nothing else', () => {
    expect(read('kustomization.yaml')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      sortOptions: { order: 'fifo' },
      resources: [...manifests].sort(),
    });
  });
});

function idOf(object: Json): string {
  const { kind, metadata } = object as unknown as Found;
  return `${kind} ${metadata.name}`;
}

function hasPods(object: Json): boolean {
  return ['Deployment', 'StatefulSet', 'Job', 'CronJob'].includes((object as unknown as Found).kind);
}

function isLoadBalancer(object: object): boolean {
  return (object as { readonly spec?: { readonly type?: string } }).spec?.type === 'LoadBalancer';
}
