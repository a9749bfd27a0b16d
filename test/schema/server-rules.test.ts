/** What the API server demands beyond the form, and what the schema leaves of an object. */
import { describe, expect, test } from '@jest/globals';
import { customResourceFiles, fileOfGroup, schemaFile } from '../../lib/schema/schema-files';
import { Absences } from '../../lib/schema/absences';
import { groupOf, nearestKind } from '../../lib/schema/kind-index';
import { listKeysOf } from '../../lib/schema/list-keys';
import { GoPattern } from '../../lib/schema/pattern';
import { SchemaSet } from '../../lib/schema/schema-set';
import { shown } from '../../lib/schema/shown';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';
import { deployment, service } from './manifests';
import { problemsOf } from './problems-of';

type JsonObject = Readonly<Record<string, Json>>;

const schemas = new SchemaSet({ minor: 36 });

/** As base64. */
const mebibyte = Buffer.alloc(1024 * 1024).toString('base64');

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
    [{ data: { '.': '' } }, ['wrong-format data["."]']],
    [{ data: { '.a': '' }, binaryData: { b: '' } }, []],
    [{ binaryData: { b: '' } }, []],
    [{ data: { a: 'x' }, binaryData: { b: mebibyte } }, ['out-of-range data']],
    [{ binaryData: { b: mebibyte } }, []],
    [{ data: { '..a': '' } }, ['wrong-format data["..a"]']],
    [{ data: { 'a/b': '' } }, ['wrong-format data["a/b"]']],
    [{ data: { a: '' }, binaryData: { a: '' } }, ['duplicate-item binaryData.a']],
    [{ data: { a: 'é'.repeat(1024 * 512) } }, []],
    [{ data: { a: 'é'.repeat(1024 * 512), b: 'x' } }, ['out-of-range data']],
  ])('data %#', (data, problems) => {
    expect(problemsOf(configMap(data))).toEqual(problems);
  });
  const labels = { 'a b': 'x', c: 'x y' };
  test.each<[apiVersion: string, kind: string, fields: object, problems: readonly string[]]>([
    ['v1', 'Secret', { data: { 'a/b': '' } }, ['data["a/b"]']],
    ['v1', 'Secret', { stringData: { 'a/b': '' } }, ['stringData["a/b"]']],
    ['v1', 'Service', { spec: { selector: labels } }, ['spec.selector["a b"]', 'spec.selector.c']],
    [
      'v1',
      'Pod',
      { spec: { containers: [], nodeSelector: labels } },
      ['spec.nodeSelector["a b"]', 'spec.nodeSelector.c'],
    ],
    ['v1', 'ReplicationController', { spec: { selector: labels } }, ['spec.selector["a b"]', 'spec.selector.c']],
  ])('%s %s %j', (apiVersion, kind, fields, problems) => {
    expect(problemsOf({ apiVersion, kind, ...fields })).toEqual(problems.map((path) => `wrong-format ${path}`));
  });
  test.each([
    [{ data: { a: mebibyte } }, []],
    [{ data: { a: mebibyte }, stringData: { b: 'x' } }, ['out-of-range data']],
    [{ stringData: { b: 'x'.repeat(1024 * 1024) } }, []],
    [{ stringData: { b: 'x'.repeat(1024 * 1024 + 1) } }, ['out-of-range data']],
  ])('a Secret %#', (fields, problems) => {
    expect(problemsOf({ apiVersion: 'v1', kind: 'Secret', ...fields })).toEqual(problems);
  });
  test.each([
    [{ key: 'a', operator: 'In', values: ['b'] }, []],
    [{ key: 'a', operator: 'NotIn', values: ['b'] }, []],
    [{ key: 'a', operator: 5, values: ['b'] }, ['wrong-type spec.podSelector.matchExpressions[0].operator']],
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

describe('patterns', () => {
  /** What a pattern is compiled for: 200 for each character and instruction. */
  const instructions = (pattern: string): number | string => {
    let cost: number | undefined;
    try {
      new GoPattern(pattern).test('', (steps) => (cost ??= steps));
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : '';
    }
    return (cost ?? 0) / 200 - pattern.length;
  };
  test.each<[string, number]>([
    ['', 0],
    ['abc', 3],
    ['[a-z]\\d.', 3],
    ['(ab)', 4],
    ['(ab){3}', 12],
    ['a{3}', 3],
    ['a{2,5}', 5],
    ['a{5,}', 5],
    ['a{0}', 1],
    ['((a{2}){3}){4}', 4 * (3 * 4 + 2)],
    ['ab{3}c', 5],
    ['[{3}]', 1],
  ])('%s has %d instructions', (pattern, size) => {
    expect(instructions(pattern)).toBe(size);
  });
  test.each<[string, string]>([
    ['a{1000}'.repeat(10), ''],
    [`${'a{1000}'.repeat(10)}a`, 'PatternSizeError: the pattern is larger than 10000 instructions'],
    // Where there is nothing to repeat, nothing is counted.
    ['{20000}', 'RE2JSSyntaxException: error parsing regexp: invalid repeat count: `{20000}`'],
    ['({20000})', 'RE2JSSyntaxException: error parsing regexp: invalid repeat count: `{20000}`'],
    [`${'a{1000}'.repeat(10)})`, 'PatternSizeError: the pattern is larger than 10000 instructions'],
    ['a)', 'RE2JSSyntaxException: error parsing regexp: unexpected ): `a)`'],
  ])('%.20s…: %s', (pattern, error) => {
    const told = instructions(pattern);
    expect(typeof told === 'string' ? told : '').toBe(error);
  });
  test('one that is compiled, or is none, is read once', () => {
    const costs: number[] = [];
    const [fits, none] = [new GoPattern('^a'), new GoPattern('(')];
    for (const text of ['ab', 'b']) expect(fits.test(text, (cost) => costs.push(cost))).toBe(text === 'ab');
    expect(costs.filter((cost) => cost >= 200)).toHaveLength(1);
    const errors = ['a', 'b'].map((text) => {
      try {
        return none.test(text, (cost) => costs.push(cost));
      } catch (error) {
        return error;
      }
    });
    expect(errors[0]).toBeInstanceOf(Error);
    expect(errors[1]).toBe(errors[0]);
    expect(costs.filter((cost) => cost >= 200)).toHaveLength(2);
  });
});

describe('a value in a message', () => {
  const letters = (count: number) => 'a'.repeat(count);
  test.each<[Json | undefined, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [1, '1'],
    [[1, 'a', [true], {}], '[1,"a",[true],{}]'],
    [{ a: 1, b: [2] }, '{"a":1,"b":[2]}'],
    [letters(58), `"${letters(58)}"`],
    [letters(59), `"${letters(56)}...`],
    [{ [letters(80)]: 1 }, `{"${letters(55)}...`],
    [Array.from({ length: 100 }, () => 1), `[${'1,'.repeat(28)}...`],
  ])('%j', (value, text) => {
    expect(shown(value)).toBe(text);
  });
  test('no more is written than shown', () => {
    let reads = 0;
    const item = {
      get a() {
        reads++;
        return letters(1000);
      },
    };
    expect(shown([item, item, item])).toBe(`[{"a":"${letters(50)}...`);
    expect(reads).toBe(1);
  });
});

describe('the words', () => {
  const messagesOf = (object: object) => schemas.check(object as JsonObject).problems.map(({ message }) => message);
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };
  const selector = (requirement: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    spec: { podSelector: { matchExpressions: [requirement] } },
  });
  const labelForm = 'a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends';
  test.each<[object, string]>([
    [
      { ...configMap, metadata: { annotations: { a: 'x'.repeat(256 * 1024) } } },
      'expected at most 262144 bytes (256 KiB) of annotations in all, got 262145',
    ],
    [
      { ...configMap, data: { a: 'x'.repeat(1024 * 1024 + 1) } },
      'expected at most 1048576 bytes (1 MiB) of data in all, got 1048577',
    ],
    [{ ...configMap, data: { a: '' }, binaryData: { a: '' } }, 'data has the same key'],
    [selector({ key: 'a', operator: 'in' }), 'expected one of "In", "NotIn", "Exists", "DoesNotExist", got "in"'],
    [selector({ key: 'a', operator: 'In' }), 'required with operator In, but missing or empty'],
    [selector({ key: 'a', operator: 'Exists', values: ['b'] }), 'must not be set with operator Exists'],
    [{ ...configMap, metadata: { labels: { a: 'b ' } } }, `expected ${labelForm}, got "b "`],
    [
      { ...configMap, metadata: { labels: { a: 'b'.repeat(64) } } },
      `expected ${labelForm}, got 64 characters: "${'b'.repeat(56)}...`,
    ],
  ])('%#', (object, message) => {
    expect(messagesOf(object)).toEqual([message]);
  });
});

test('lists of other names have no key', () => {
  expect(listKeysOf('v1.Container', 'env')).toMatchObject([{ fields: ['name'] }]);
  expect([listKeysOf('v1.Container', 'args'), listKeysOf('v1.Other', 'env')]).toEqual([[], []]);
});

test('a definition of which one field has a rule', () => {
  const limits = [{ type: 'Pod' }, { type: 'Container' }, { type: 'Pod' }];
  expect(problemsOf({ apiVersion: 'v1', kind: 'LimitRange', spec: { limits } })).toEqual([
    'duplicate-item spec.limits[2]',
  ]);
  const spec = { podSelector: { matchLabels: { a: 'b ' } } };
  expect(problemsOf({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec })).toEqual([
    'wrong-format spec.podSelector.matchLabels.a',
  ]);
});

test('two items of the same key, and a rule of the whole', () => {
  const spec = { containers: [{ name: 'a', env: [{ name: 'b' }, { name: 'b' }] }] };
  expect(problemsOf({ apiVersion: 'v1', kind: 'Pod', spec })).toEqual([
    'duplicate-merge-key spec.containers[0].env[1]',
  ]);
});

describe('names of containers', () => {
  const duplicate = (at: string, first: string) => `duplicate-item ${at}: name "a": ${first} has the same`;
  test.each<[JsonObject, readonly string[]]>([
    [{ containers: [{ name: 'a' }], initContainers: [{ name: 'b' }], ephemeralContainers: [{ name: 'c' }] }, []],
    [
      { containers: [{ name: 'a' }], initContainers: [{ name: 'b' }, { name: 'a' }] },
      [duplicate('spec.containers[0]', 'initContainers[1]')],
    ],
    [
      { containers: [{ name: 'a' }], ephemeralContainers: [{ name: 'a' }] },
      [duplicate('spec.ephemeralContainers[0]', 'containers[0]')],
    ],
    // Inside a list once, as in any list with a key.
    [{ containers: [{ name: 'a' }, { name: 'a' }], initContainers: [] }, [duplicate('spec.containers[1]', '[0]')]],
    [
      { containers: [{}], initContainers: [{}] },
      [
        'missing-field spec.containers[0].name: required, but missing',
        'missing-field spec.initContainers[0].name: required, but missing',
      ],
    ],
  ])('%j', (spec, problems) => {
    const found = schemas.check({ apiVersion: 'v1', kind: 'Pod', spec }).problems;
    expect(found.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`)).toEqual(problems);
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

  test('a kind in words', () => {
    const words = (minor: number, key: string) => {
      const absences = new Absences(minor);
      return [absences.ofKind(key), absences.ofComingKind(key), absences.knowsKind(key)];
    };
    const came = 'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
    const early = 'kind unknown in Kubernetes 1.29; it came with 1.30';
    expect([words(29, came), words(30, came)]).toEqual([
      [early, early, true],
      [undefined, undefined, true],
    ]);
    const both = 'resource.k8s.io/v1alpha3/ResourceClaim';
    const late = 'kind unknown in Kubernetes 1.34; 1.33 was the last to have it';
    expect([words(30, both), words(31, both), words(33, both), words(34, both)]).toEqual([
      [
        'kind unknown in Kubernetes 1.30; it came with 1.31',
        'kind unknown in Kubernetes 1.30; it came with 1.31',
        true,
      ],
      [undefined, undefined, true],
      [undefined, undefined, true],
      [late, undefined, true],
    ]);
    const gone = 'policy/v1beta1/PodSecurityPolicy';
    expect([words(24, gone), words(25, gone)]).toEqual([
      [undefined, undefined, true],
      ['kind unknown in Kubernetes 1.25; 1.24 was the last to have it', undefined, true],
    ]);
    expect(words(30, 'apps/v1/Deployment')).toEqual([undefined, undefined, false]);
    expect([new Absences(36).isBeyond, new Absences(37).isBeyond]).toEqual([false, true]);
    expect(new Absences(31).ofField('v1.PodResourceClaim', 'source')).toBe(
      'field unknown in Kubernetes 1.31; 1.30 was the last to have it',
    );
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
    ['skaffold/v1', 'Config', 'unknown-kind kind', 'no schema for skaffold/v1 Config'],
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

  test('a version that does not have it, or is newer than what is known', () => {
    const bundle = { apiVersion: 'certificates.k8s.io/v1beta1', kind: 'ClusterTrustBundle' };
    expect(new SchemaSet({ minor: 30 }).check(bundle).problems).toEqual([
      {
        rule: 'kind-not-in-version',
        path: ['apiVersion'],
        message: 'kind unknown in Kubernetes 1.30; it came with 1.33',
      },
    ]);
    const newer = { apiVersion: 'apps/v1', kind: 'Something' };
    expect(problemsOf(newer, 36)).toEqual(['no-such-kind kind']);
    expect(problemsOf(newer, 99)).toEqual(['unknown-kind kind']);
    // In one version only.
    expect(problemsOf({ apiVersion: 'app/v1', kind: 'Issuer' })).toEqual(['no-such-kind apiVersion']);
  });

  test('the nearest kind is one of the group, if there is one', () => {
    const keys = ['a/v1/Abcdex', 'b/v1/Abcdxx', 'v1/Other'];
    expect(['b', 'a', 'c'].map((group) => nearestKind('Abcdef', keys, group))).toEqual(['Abcdxx', 'Abcdex', 'Abcdex']);
    const letters = (count: number) => 'a'.repeat(count);
    expect(nearestKind(letters(100), [`v1/${letters(99)}`], '')).toBe(letters(99));
    expect(nearestKind(letters(101), [`v1/${letters(100)}`], '')).toBeUndefined();
    expect([groupOf('v1'), groupOf('apps/v1')]).toEqual(['', 'apps']);
  });

  test('every group of the generated files is in the index', () => {
    const groups = customResourceFiles().flatMap((file) =>
      Object.keys(schemaFile(file).kinds).map((key) => [key.slice(0, key.indexOf('/')), file] as const),
    );
    expect(new Map(groups)).toEqual(fileOfGroup);
  });
});
