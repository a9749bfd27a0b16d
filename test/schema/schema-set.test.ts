import { describe, expect, test } from '@jest/globals';
import { SchemaSet } from '../../lib/schema/schema-set';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';
import { cronJob, deployment, ingress, networkPolicy, service, serviceMonitor, statefulSet } from './manifests';

const schemas = new SchemaSet({ minor: 36 });

function validateObject(object: object) {
  return schemas
    .check(object as Readonly<Record<string, Json>>)
    .problems.map(({ path, message }) => ({ path: pathText(path), message }));
}

describe('a correct manifest has no problems', () => {
  test.each([deployment, statefulSet, service, ingress, networkPolicy, cronJob, serviceMonitor])(
    '$kind',
    (manifest) => {
      expect(validateObject(manifest)).toEqual([]);
    },
  );
});

describe('each mistake is reported where it is', () => {
  const container = (fields: object) => podOf({ containers: [{ name: 'app', image: 'app:1', ...fields }] });
  const prometheus = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', spec: {} };
  const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
  const cases: Record<string, [object: object, problem: { path: string; message: string }]> = {
    'a misspelt field': [
      withSpec(deployment, { replica: 2 }),
      { path: 'spec.replica', message: 'unknown field, did you mean "replicas"?' },
    ],
    'a misspelt field deep inside': [
      container({ readinessProbe: { httpGet: { port: 80, pth: '/' } } }),
      {
        path: 'spec.containers[0].readinessProbe.httpGet.pth',
        message: 'unknown field, did you mean "path"?',
      },
    ],
    'a field of another level': [
      podOf({ containers: [{ name: 'app', image: 'app:1' }], livenessProbe: {} }),
      { path: 'spec.livenessProbe', message: 'unknown field' },
    ],
    'a field in the wrong case': [
      container({ ImagePULLPolicy: 'Always' }),
      { path: 'spec.containers[0].ImagePULLPolicy', message: 'unknown field, did you mean "imagePullPolicy"?' },
    ],
    'an unknown field at the top': [
      { ...service, stats: {} },
      { path: 'stats', message: 'unknown field, did you mean "status"?' },
    ],
    'a string for a number': [
      withSpec(deployment, { replicas: '3' }),
      { path: 'spec.replicas', message: 'expected integer, got "3"' },
    ],
    'a number for a string': [
      container({ env: [{ name: 'PORT', value: 5000 }] }),
      { path: 'spec.containers[0].env[0].value', message: 'expected string, got 5000' },
    ],
    'a boolean label': [
      { ...service, metadata: { name: 'web', labels: { 'example.com/on': true } } },
      { path: 'metadata.labels["example.com/on"]', message: 'expected string, got true' },
    ],
    'a fraction for an integer': [
      withSpec(deployment, { replicas: 1.5 }),
      { path: 'spec.replicas', message: 'expected integer, got 1.5' },
    ],
    'an integer that does not fit': [
      withSpec(deployment, { replicas: 2 ** 31 }),
      { path: 'spec.replicas', message: 'expected a 32-bit integer, got 2147483648' },
    ],
    'a missing field': [
      withSpec(deployment, { selector: undefined }),
      { path: 'spec.selector', message: 'required, but missing' },
    ],
    'a required field that is null': [
      withSpec(deployment, { selector: null }),
      { path: 'spec.selector', message: 'required, but missing' },
    ],
    'a missing name in a list': [
      podOf({ containers: [{ image: 'app:1' }] }),
      { path: 'spec.containers[0].name', message: 'required, but missing' },
    ],
    'null in a list': [
      podOf({ containers: [null] }),
      { path: 'spec.containers[0]', message: 'expected object, got null' },
    ],
    'an unknown enum value': [
      container({ imagePullPolicy: 'Sometimes' }),
      {
        path: 'spec.containers[0].imagePullPolicy',
        message: 'expected one of "Always", "IfNotPresent", "Never", got "Sometimes"',
      },
    ],
    'a boolean port': [
      withSpec(service, { ports: [{ port: 80, targetPort: true }] }),
      { path: 'spec.ports[0].targetPort', message: 'expected integer or string, got true' },
    ],
    'a quantity with an unknown unit': [
      container({ resources: { limits: { memory: '1GB' } } }),
      {
        path: 'spec.containers[0].resources.limits.memory',
        message: 'expected a quantity such as 500m, 2 or 1Gi, got "1GB"',
      },
    ],
    'plain text in a Secret': [
      { apiVersion: 'v1', kind: 'Secret', data: { password: 'not base64' } },
      { path: 'data.password', message: 'expected base64, got "not base64"' },
    ],
    'a misspelt field of a custom resource': [
      withSpec(serviceMonitor, { endpoint: [] }),
      { path: 'spec.endpoint', message: 'unknown field, did you mean "endpoints"?' },
    ],
    'a misspelt field of a shared definition in a custom resource': [
      withSpec(serviceMonitor, { selector: { matchLabel: {} } }),
      { path: 'spec.selector.matchLabel', message: 'unknown field, did you mean "matchLabels"?' },
    ],
    'a field of another file, to which a custom resource adds some': [
      withSpec(prometheus, { topologySpreadConstraints: [{ ...spread, labelSelector: { matchLabel: {} } }] }),
      {
        path: 'spec.topologySpreadConstraints[0].labelSelector.matchLabel',
        message: 'unknown field, did you mean "matchLabels"?',
      },
    ],
    'a field that a custom resource adds': [
      withSpec(prometheus, { topologySpreadConstraints: [{ ...spread, additionalLabelSelectors: 'x' }] }),
      {
        path: 'spec.topologySpreadConstraints[0].additionalLabelSelectors',
        message: 'expected one of "OnResource", "OnShard", got "x"',
      },
    ],
    'a kind of another API version': [
      { ...ingress, apiVersion: 'apps/v1' },
      {
        path: 'apiVersion',
        message: 'no Ingress in apps/v1; it is in extensions/v1beta1, networking.k8s.io/v1, networking.k8s.io/v1beta1',
      },
    ],
    'an unknown kind': [
      { apiVersion: 'example.com/v1', kind: 'Widget' },
      { path: 'kind', message: 'no schema for example.com/v1 Widget' },
    ],
  };
  test.each(Object.entries(cases))('%s', (_, [object, problem]) => {
    expect(validateObject(object)).toEqual([problem]);
  });

  test('all problems at once', () => {
    const problems = validateObject(withSpec(deployment, { replicas: 'x', paussed: true }));
    expect(problems.map(({ path }) => path).sort()).toEqual(['spec.paussed', 'spec.replicas']);
  });
});

describe('values with several forms', () => {
  const quantity = (value: unknown) =>
    validateObject({ apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard: { cpu: value } } });

  test.each(['1', '0.5', '.5', '5.', '500m', '100n', '2Gi', '128Mi', '1e3', '1E-3', '-1', '+1k', 2, 0.5])(
    'quantity %p is accepted',
    (value) => {
      expect(quantity(value)).toEqual([]);
    },
  );
  test.each(['', 'x', '1gi', '1KB', '1 Gi', 'Gi', '1K', '1e', true, {}])('quantity %p is refused', (value) => {
    expect(quantity(value)).toHaveLength(1);
  });

  test.each([80, 'http', '25%'])('int-or-string %p is accepted', (port) => {
    expect(validateObject(withSpec(service, { ports: [{ port: 80, targetPort: port }] }))).toEqual([]);
  });
  test.each([1.5, 2 ** 31, {}, ['80']])('int-or-string %p is refused', (port) => {
    expect(validateObject(withSpec(service, { ports: [{ port: 80, targetPort: port }] }))).toHaveLength(1);
  });

  const crd = (schema: object) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  const place = 'spec.versions[0].schema.openAPIV3Schema';
  test.each([{ additionalProperties: false }, { additionalProperties: { type: 'string' } }, { default: [1, 'a'] }])(
    'a schema that holds %p is accepted',
    (schema) => {
      expect(validateObject(crd(schema))).toEqual([]);
    },
  );
  test('a choice that no alternative fits is one problem', () => {
    expect(validateObject(crd({ additionalProperties: 1 }))).toMatchObject([{ path: `${place}.additionalProperties` }]);
  });
  test('a mistake inside an alternative is reported there', () => {
    const schema = { properties: { a: { items: { typ: 'string' } } } };
    expect(validateObject(crd(schema))).toMatchObject([{ path: `${place}.properties.a.items.typ` }]);
  });

  test('null counts as unset', () => {
    expect(validateObject({ ...withSpec(deployment, { paused: null }), status: null })).toEqual([]);
  });
  test('a free-form object takes anything', () => {
    const raw = { apiVersion: 'apps/v1', kind: 'ControllerRevision', revision: 1, data: { any: [{ thing: 1 }] } };
    expect(validateObject(raw)).toEqual([]);
  });
});

describe('the index of kinds', () => {
  test('knows built-in kinds and custom resources', () => {
    expect(schemas.has('apps/v1', 'Deployment')).toBe(true);
    expect(schemas.has('argoproj.io/v1alpha1', 'ApplicationSet')).toBe(true);
    expect(schemas.has('apps/v1', 'Ingress')).toBe(false);
  });

  test('every schema refuses an unknown field', () => {
    const kinds = schemas.knownKinds();
    expect(kinds.length).toBeGreaterThan(400);
    const lenient = kinds.filter((key) => {
      const slash = key.lastIndexOf('/');
      const object = { apiVersion: key.slice(0, slash), kind: key.slice(slash + 1), unknownField: 1 };
      return !validateObject(object).some(({ path }) => path === 'unknownField');
    });
    expect(lenient).toEqual([]);
  });
});

function withSpec(manifest: { readonly spec: object }, spec: object): object {
  return { ...manifest, spec: { ...manifest.spec, ...spec } };
}

function podOf(spec: object): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec };
}
