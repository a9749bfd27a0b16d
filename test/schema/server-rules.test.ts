/** What the API server demands beyond the form, and what the schema leaves of an object. */
import { describe, expect, test } from '@jest/globals';
import { customResourceFiles, fileOfGroup, schemaFile } from '../../lib/schema/schema-files';
import { SchemaSet } from '../../lib/schema/schema-set';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';
import { deployment, service } from './manifests';

type JsonObject = Readonly<Record<string, Json>>;

const schemas = new SchemaSet({ minor: 36 });

function problemsOf(object: object, minor = 36): string[] {
  const set = minor === 36 ? schemas : new SchemaSet({ minor });
  return set.check(object as JsonObject).problems.map(({ rule, path }) => `${rule} ${pathText(path)}`);
}

describe('names', () => {
  const named = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });
  test.each([
    ['v1', 'ConfigMap', 'a.b-c.1', 36],
    ['v1', 'Namespace', 'a-1', 36],
    ['v1', 'Service', '1a', 36],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:a.B_c', 36],
  ])('%s %s %s is accepted', (apiVersion, kind, name, minor) => {
    expect(problemsOf(named(apiVersion, kind, name), minor)).not.toContain('wrong-format metadata.name');
  });
  test.each([
    ['v1', 'ConfigMap', 'a_b', 36],
    ['v1', 'ConfigMap', 'a..b', 36],
    ['v1', 'ConfigMap', 'a'.repeat(254), 36],
    ['v1', 'ConfigMap', '-a', 36],
    ['v1', 'Namespace', 'a.b', 36],
    ['v1', 'Service', '1a', 35],
    ['v1', 'Service', 'a'.repeat(64), 36],
    ['apps/v1', 'StatefulSet', 'a.b', 36],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'a/b', 36],
    ['cert-manager.io/v1', 'Issuer', 'A', 36],
  ])('%s %s %s is refused', (apiVersion, kind, name, minor) => {
    expect(problemsOf(named(apiVersion, kind, name), minor)).toContain('wrong-format metadata.name');
  });
  test.each([
    [{ generateName: 'web-' }, []],
    [{ generateName: 'Web-' }, ['wrong-format metadata.generateName']],
    [{ generateName: 'web.' }, ['wrong-format metadata.generateName']],
    [{ name: 'a', namespace: 'b.c' }, ['wrong-format metadata.namespace']],
  ])('%j', (metadata, problems) => {
    expect(problemsOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata })).toEqual(problems);
  });
});

describe('labels, annotations and keys', () => {
  const configMap = (fields: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', ...fields });
  test.each([
    [{ labels: { 'example.com/a_b.c-d': 'A_b.1', b: '' } }, []],
    [{ labels: { a: 'x y' } }, ['wrong-format metadata.labels.a']],
    [{ labels: { a: `x${'y'.repeat(63)}` } }, ['wrong-format metadata.labels.a']],
    [{ labels: { 'Example.com/a': 'x' } }, ['wrong-format metadata.labels["Example.com/a"]']],
    [{ labels: { '/a': 'x' } }, ['wrong-format metadata.labels["/a"]']],
    [{ annotations: { 'Example.com/a': 'any thing' } }, []],
    [{ annotations: { 'a b': '' } }, ['wrong-format metadata.annotations["a b"]']],
    [{ annotations: { a: 'x'.repeat(256 * 1024 - 1) } }, []],
    [{ annotations: { a: 'x'.repeat(256 * 1024) } }, ['out-of-range metadata.annotations']],
  ])('metadata %#', (metadata, problems) => {
    expect(problemsOf(configMap({ metadata }))).toEqual(problems);
  });
  test.each([
    [{ data: { '.a-b_C.1': '' } }, []],
    [{ data: { '..a': '' } }, ['wrong-format data["..a"]']],
    [{ data: { 'a/b': '' } }, ['wrong-format data["a/b"]']],
    [{ data: { a: '' }, binaryData: { a: '' } }, ['duplicate-item binaryData.a']],
    [{ data: { a: 'é'.repeat(1024 * 512) } }, []],
    [{ data: { a: 'é'.repeat(1024 * 512), b: 'x' } }, ['out-of-range data']],
  ])('data %#', (data, problems) => {
    expect(problemsOf(configMap(data))).toEqual(problems);
  });
  test.each([
    [{ key: 'a', operator: 'In', values: ['b'] }, []],
    [{ key: 'a', operator: 'Exists' }, []],
    [{ key: 'a', operator: 'in', values: ['b'] }, ['wrong-value spec.podSelector.matchExpressions[0].operator']],
    [{ key: 'a', operator: 'NotIn', values: [] }, ['missing-field spec.podSelector.matchExpressions[0].values']],
    [{ key: 'a', operator: 'Exists', values: ['b'] }, ['wrong-value spec.podSelector.matchExpressions[0].values']],
    [{ key: 'a b', operator: 'Exists' }, ['wrong-format spec.podSelector.matchExpressions[0].key']],
  ])('selector %#', (requirement, problems) => {
    const spec = { podSelector: { matchExpressions: [requirement] } };
    expect(problemsOf({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec })).toEqual(problems);
  });
});

describe('the value that is left', () => {
  const left = (object: object) => schemas.check(object as JsonObject).value as unknown;

  test('is the same one if nothing is refused', () => {
    for (const object of [deployment, service]) expect(left(object)).toBe(object);
  });

  test('has no nulls, except as texts of a map', () => {
    const metadata = { name: 'a', labels: null, annotations: { a: null } };
    expect(left({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: null })).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', annotations: { a: '' } },
    });
  });

  test('has no field that is refused or unknown; parts that are not concerned are the same', () => {
    const { spec } = deployment;
    const value = left({ ...deployment, spec: { ...spec, replicas: 'x', paussed: true } }) as typeof deployment;
    const others = Object.fromEntries(Object.entries(spec).filter(([name]) => name !== 'replicas'));
    expect(value).toEqual({ ...deployment, spec: others });
    expect(value.spec.template).toBe(spec.template);
  });

  test('has no list with an item that is refused; the finding says so', () => {
    const spec = {
      containers: [
        { name: 'a', args: ['a', 1], command: ['x'] },
        { name: 'b', image: 1 },
      ],
    };
    const { value, problems } = schemas.check({ apiVersion: 'v1', kind: 'Pod', spec });
    expect(value).toMatchObject({ spec: { containers: [{ name: 'a', command: ['x'] }, { name: 'b' }] } });
    expect(problems.map(({ path, removed }) => [path.join('.'), removed?.join('.')])).toEqual([
      ['spec.containers.0.args.1', 'spec.containers.0.args'],
      ['spec.containers.1.image', undefined],
    ]);
    const noContainers = schemas.check({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'a' }, 'b'] } });
    expect(noContainers.value).toMatchObject({ spec: {} });
    expect(noContainers.value).not.toHaveProperty('spec.containers');
  });

  test('keeps apiVersion and kind', () => {
    expect(left({ kind: 'Pod', apiVersion: 'v1', metadata: 1 })).toEqual({ apiVersion: 'v1', kind: 'Pod' });
  });

  test('inherits nothing', () => {
    const hostile = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","__proto__":{"a":1},"constructor":{},"metadata":{"name":"a","labels":{"__proto__":"x","toString":"y"},"__proto__":{"name":"b"}}}',
    ) as JsonObject;
    const { value, problems } = schemas.check(hostile);
    expect(problems.map(({ rule, path }) => `${rule} ${pathText(path)}`)).toEqual([
      'unknown-field __proto__',
      'unknown-field constructor',
      'wrong-format metadata.labels.__proto__',
      'unknown-field metadata.__proto__',
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys((value['metadata'] as JsonObject)['labels'] as JsonObject)).toEqual(['__proto__', 'toString']);
    expect(schemas.check({ apiVersion: '__proto__', kind: 'constructor' }).status).toBe('unknown-kind');
  });

  test('is found in objects of any depth', () => {
    let schema: Json = { type: 'object' };
    for (let depth = 0; depth < 5000; depth++) schema = { properties: { a: schema } };
    const spec = {
      group: 'a.b',
      names: { kind: 'A', plural: 'as' },
      scope: 'Cluster',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    };
    const object = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'as.a.b' },
      spec,
    };
    expect(schemas.check(object).problems.map(({ message }) => message)).toEqual(['more than 2000 levels deep']);
  });
});

describe('versions', () => {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: { podReplacementPolicy: 'Failed', template: { spec: { containers: [{ name: 'a' }] } } },
  };

  test('a field that came later', () => {
    expect(problemsOf(job, 28)).toEqual([]);
    expect(new SchemaSet({ minor: 27 }).check(job).problems).toEqual([
      {
        rule: 'field-not-in-version',
        path: ['spec', 'podReplacementPolicy'],
        message: 'field unknown in Kubernetes 1.27; it came with 1.28',
      },
    ]);
  });

  test('a field that is gone', () => {
    const spec = { containers: [{ name: 'a' }], resourceClaims: [{ name: 'a', source: {} }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', spec };
    expect(problemsOf(pod, 30)).toEqual([]);
    expect(problemsOf(pod, 31)).toEqual(['field-not-in-version spec.resourceClaims[0].source']);
  });

  test('a kind that came later', () => {
    const policy = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' };
    expect(problemsOf(policy, 30)).toEqual([]);
    expect(problemsOf(policy, 29)).toEqual(['kind-not-in-version apiVersion']);
  });
});

describe('kinds that have no schema', () => {
  test.each([
    ['apps/v1', 'Deploymnet', 'no-such-kind kind', 'no Deploymnet in apps/v1, did you mean Deployment?'],
    [
      'v1',
      'Deployment',
      'no-such-kind apiVersion',
      'no Deployment in v1; it is in apps/v1, apps/v1beta1, apps/v1beta2, extensions/v1beta1',
    ],
    [
      'app/v1',
      'StatefulSet',
      'no-such-kind apiVersion',
      'no StatefulSet in app/v1; it is in apps/v1, apps/v1beta1, apps/v1beta2',
    ],
    ['example.com/v1', 'Widget', 'unknown-kind kind', 'no schema for example.com/v1 Widget'],
    [
      'cert-manager.io/v1alpha2',
      'Issuer',
      'unknown-kind kind',
      'no schema for cert-manager.io/v1alpha2 Issuer; it is in cert-manager.io/v1',
    ],
    [
      'certificates.k8s.io/v1beta1',
      'ClusterTrustBundle',
      'unknown-kind kind',
      'no schema for certificates.k8s.io/v1beta1 ClusterTrustBundle',
    ],
  ])('%s %s', (apiVersion, kind, problem, message) => {
    const { status, problems, value } = schemas.check({ apiVersion, kind, a: null });
    expect(problems.map(({ rule, path }) => `${rule} ${pathText(path)}`)).toEqual([problem]);
    expect(problems[0]?.message).toBe(message);
    expect(status).toBe('unknown-kind');
    expect(value).toEqual({ apiVersion, kind, a: null });
  });

  test('every group of the generated files is in the index', () => {
    const groups = customResourceFiles().flatMap((file) =>
      Object.keys(schemaFile(file).kinds).map((key) => [key.slice(0, key.indexOf('/')), file] as const),
    );
    expect(new Map(groups)).toEqual(fileOfGroup);
  });
});
