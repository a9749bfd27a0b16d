/** What differs: by name, by the key of an item, and by what the API server makes of an amount. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareSides } from '../../lib/diff/compare';
import { pathText } from '../../lib/diff/path-text';
import { deployment, objectsOf } from './objects';

/** Each change as a line: `spec.replicas: 1 -> 2`. */
function lines(before: string, after: string): readonly string[] {
  return compareSides({ before: objectsOf(before), after: objectsOf(after) }).flatMap((change) => {
    const name = (change.after ?? change.before)?.metadata.name ?? '';
    if (change.before === undefined) return [`+ ${name}`];
    if (change.after === undefined) return [`- ${name}`];
    return change.fields.map(({ path, before: old, after: now, order }) => {
      const sides = [old, now].map((side) => (side === undefined ? 'none' : JSON.stringify(side))).join(' -> ');
      return `${pathText(path)}${order === true ? ' (order)' : ''}: ${sides}`;
    });
  });
}

const service = (spec: string, more = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web${more}}\nspec: ${spec}\n`;

describe('objects', () => {
  test.each([
    ['the same', service('{type: ClusterIP}'), service('{type: ClusterIP}'), []],
    ['new', '', service('{}'), ['+ web']],
    ['gone', service('{}'), '', ['- web']],
    ['of another kind', service('{}'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n', ['+ web', '- web']],
    [
      'of another version of the same API',
      'apiVersion: policy/v1beta1\nkind: X\nmetadata: {name: a}\n',
      'apiVersion: policy/v1\nkind: X\nmetadata: {name: a}\n',
      ['apiVersion: "policy/v1beta1" -> "policy/v1"'],
    ],
    [
      'of another group',
      'apiVersion: a.io/v1\nkind: X\nmetadata: {name: a}\n',
      'apiVersion: b.io/v1\nkind: X\nmetadata: {name: a}\n',
      ['+ a', '- a'],
    ],
    ['in another namespace', service('{}', ', namespace: other'), service('{}'), ['+ web', '- web']],
    ['in the release’s namespace, said or not', service('{}', ', namespace: shop'), service('{}'), []],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  test('a namespace of something that is in none says nothing', () => {
    const role = (more: string) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a${more}}\n`;
    expect(lines(role(', namespace: elsewhere'), role(''))).toEqual([]);
  });

  test('what the API server writes by itself, and nulls, say nothing', () => {
    const applied = `metadata:
  name: web
  uid: a1
  resourceVersion: '7'
  generation: 3
  creationTimestamp: null
  managedFields: [{manager: kubectl}]
  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}'}
status: {loadBalancer: {}}
spec: {type: ClusterIP, externalName: null}
`;
    expect(lines(`apiVersion: v1\nkind: Service\n${applied}`, service('{type: ClusterIP}'))).toEqual([]);
  });

  test('a Secret’s stringData is its data, and wins', () => {
    const secret = (content: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n${content}\n`;
    expect(lines(secret('stringData: {a: x, b: "2"}\ndata: {a: eQ==}'), secret('data: {a: eA==, b: Mg==}'))).toEqual(
      [],
    );
    expect(lines(secret('stringData: {a: x}'), secret('stringData: {a: z}'))).toEqual(['data.a: "eA==" -> "eg=="']);
  });
});

describe('fields', () => {
  test.each([
    ['another value', '{type: ClusterIP}', '{type: NodePort}', ['spec.type: "ClusterIP" -> "NodePort"']],
    ['a new one', '{}', '{a: {b: 1}}', ['spec.a: none -> {"b":1}']],
    ['one that is gone, where it was', '{a: 1, b: 2, c: 3}', '{a: 1, c: 4}', ['spec.b: 2 -> none', 'spec.c: 3 -> 4']],
    ['an empty part is not none', '{a: {}}', '{}', ['spec.a: {} -> none']],
    ['another type', '{a: 1}', '{a: "1"}', ['spec.a: 1 -> "1"']],
    ['a list in the place of a map', '{a: [1]}', '{a: {b: 1}}', ['spec.a: [1] -> {"b":1}']],
    [
      'a key with dots',
      '{selector: {app.kubernetes.io/name: a}}',
      '{selector: {app.kubernetes.io/name: b}}',
      ['spec.selector["app.kubernetes.io/name"]: "a" -> "b"'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lines(service(before), service(after))).toEqual(expected);
  });

  test.each([
    [
      'of a container',
      'resources: {limits: {memory: 1Gi, cpu: "0.5"}}',
      'resources: {limits: {memory: 1024Mi, cpu: 500m}}',
      [],
    ],
    [
      'that differ',
      'resources: {limits: {memory: 1Gi}}',
      'resources: {limits: {memory: 1G}}',
      ['spec.template.spec.resources.limits.memory: "1Gi" -> "1G"'],
    ],
    [
      'anywhere else',
      'args: {limits: {memory: 1Gi}}',
      'args: {limits: {memory: 1024Mi}}',
      ['spec.template.spec.args.limits.memory: "1Gi" -> "1024Mi"'],
    ],
    ['of a volume', 'emptyDir: {sizeLimit: 1Gi}', 'emptyDir: {sizeLimit: 1024Mi}', []],
  ])('amounts %s', (_, before, after, expected) => {
    expect(lines(deployment(before), deployment(after))).toEqual(expected);
  });

  test('the data of a ConfigMap are no amounts', () => {
    const map = (size: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {sizeLimit: ${size}}\n`;
    expect(lines(map('1Gi'), map('1024Mi'))).toEqual(['data.sizeLimit: "1Gi" -> "1024Mi"']);
  });
});

describe('items of lists', () => {
  const at = 'spec.template.spec';
  test.each([
    [
      'containers by name',
      'containers: [{name: a, image: x}, {name: b}]',
      'containers: [{name: b}, {name: a, image: z}]',
      [`${at}.containers[a].image: "x" -> "z"`, `${at}.containers (order): ["a","b"] -> ["b","a"]`],
    ],
    [
      'a new one',
      'containers: [{name: a}]',
      'containers: [{name: b}, {name: a}]',
      [`${at}.containers[b]: none -> {"name":"b"}`],
    ],
    [
      'mounts by their path, for a volume may have several',
      'm: [{name: v, mountPath: /a}, {name: v, mountPath: /b}]',
      'm: [{name: v, mountPath: /a}, {name: w, mountPath: /b}]',
      [`${at}.m[/b].name: "v" -> "w"`],
    ],
    [
      'ports by number and protocol',
      'ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]',
      'ports: [{containerPort: 53, protocol: TCP, hostPort: 1}, {containerPort: 53, protocol: UDP}]',
      [`${at}.ports[53/TCP].protocol: none -> "TCP"`, `${at}.ports[53/TCP].hostPort: none -> 1`],
    ],
    [
      'claim templates by the name in their metadata',
      'c: [{metadata: {name: data}, spec: {s: 1}}]',
      'c: [{metadata: {name: data}, spec: {s: 2}}]',
      [`${at}.c[data].spec.s: 1 -> 2`],
    ],
    [
      'the same name twice: by place',
      'env: [{name: a, value: x}, {name: a, value: v}]',
      'env: [{name: a, value: x}, {name: a, value: z}]',
      [`${at}.env[1].value: "v" -> "z"`],
    ],
    [
      'texts by what they say',
      'args: [a, b, c]',
      'args: [a, c, d]',
      [`${at}.args[1]: "b" -> none`, `${at}.args[2]: none -> "d"`],
    ],
    [
      'as many texts between two that stay: one by one',
      'args: [--a=1, x, --b=1]',
      'args: [--a=2, x, --b=2]',
      [`${at}.args[0]: "--a=1" -> "--a=2"`, `${at}.args[2]: "--b=1" -> "--b=2"`],
    ],
    ['a list that is emptied', 'args: [a]', 'args: []', [`${at}.args[0]: "a" -> none`]],
    [
      'rules without a name, inside',
      'r: [{from: [{p: 1}]}]',
      'r: [{from: [{p: 2}]}]',
      [`${at}.r[0].from[0].p: 1 -> 2`],
    ],
    ['a list of lists', 'a: [[1], [2]]', 'a: [[1], [3]]', [`${at}.a[1][0]: 2 -> 3`]],
  ])('%s', (_, before, after, expected) => {
    expect(lines(deployment(before), deployment(after))).toEqual(expected);
  });
});

test('lists that have too little in common to search them are told apart item by item', () => {
  const list = (letter: string) =>
    deployment(`args: [${Array.from({ length: 3000 }, (_, index) => `${letter}${String(index)}`).join(', ')}]`);
  const found = lines(list('a'), list('b'));
  expect(found).toHaveLength(3000);
  expect(found[2999]).toBe('spec.template.spec.args[2999]: "a2999" -> "b2999"');
});

describe('of any two objects', () => {
  const part = fc.letrec<{ part: unknown }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b', 1, true, '1Gi'),
      fc.array(tie('part'), { maxLength: 3 }),
      fc.array(fc.record({ name: fc.constantFrom('x', 'y', 'z'), v: tie('part') }), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('part'), { maxKeys: 3 }),
    ),
  })).part;
  const object = part.map((spec) => ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'a' }, spec }));

  test('none differs from itself, and both ways give the same places with their sides exchanged', () => {
    fc.assert(
      fc.property(object, object, (one, other) => {
        expect(compareSides({ before: [one], after: [structuredClone(one)] })).toEqual([]);
        const there = compareSides({ before: [one], after: [other] }).flatMap(({ fields }) => fields);
        const back = compareSides({ before: [other], after: [one] }).flatMap(({ fields }) => fields);
        expect(there.length > 0).toBe(JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other)));
        const named = (fields: typeof there, isBack: boolean) =>
          fields
            .filter(({ path }) => !path.some((step) => typeof step === 'number'))
            .map(({ path, before, after }) => JSON.stringify([path, ...(isBack ? [after, before] : [before, after])]))
            .sort();
        expect(named(back, true)).toEqual(named(there, false));
      }),
    );
  });
});

/** The order of keys says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
