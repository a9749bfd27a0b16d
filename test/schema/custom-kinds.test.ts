/** Kinds that CustomResourceDefinitions and folders of the user define. */
import { describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { customKinds } from '../../lib/schema/custom-kinds';
import { namesOf, SchemaFolderError } from '../../lib/schema/schema-folder';
import { rootSchema, type StructuralSchema } from '../../lib/schema/structural-schema';
import { SchemaSet } from '../../lib/schema/schema-set';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';

type JsonObject = Readonly<Record<string, Json>>;

function definition(spec: JsonObject, { scope = 'Namespaced', group = 'example.com', served = true } = {}): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope,
      names: { kind: 'Widget', plural: 'widgets' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
        { name: 'v1beta1', served, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  };
}

function checked(spec: JsonObject, value: Json, metadata: JsonObject = { name: 'a' }) {
  const schemas = new SchemaSet({ minor: 36 });
  schemas.learn(definition(spec));
  return schemas.check({ apiVersion: 'example.com/v1', kind: 'Widget', metadata, spec: value });
}

describe('a structural schema', () => {
  const cases: Record<string, [schema: JsonObject, value: Json, problem: string | undefined]> = {
    'allows its fields': [{ type: 'object', properties: { a: { type: 'string' } } }, { a: 'x' }, undefined],
    'refuses others': [
      { type: 'object', properties: { size: { type: 'integer' } } },
      { sizes: 1 },
      'unknown-field spec.sizes: unknown field, did you mean "size"?',
    ],
    'refuses others in an object without fields': [{ type: 'object' }, { a: 1 }, 'unknown-field spec.a: unknown field'],
    'preserves unknown fields': [
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      { a: { b: [null] } },
      undefined,
    ],
    'is a map': [
      { type: 'object', additionalProperties: { type: 'integer' } },
      { a: 1, b: 'x' },
      'wrong-type spec.b: expected integer, got "x"',
    ],
    'says int or string': [
      {
        type: 'object',
        properties: { port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] } },
      },
      { port: true },
      'wrong-type spec.port: expected integer or string, got true',
    ],
    'says int or string without alternatives': [
      { type: 'object', properties: { port: { 'x-kubernetes-int-or-string': true } } },
      { port: true },
      'wrong-type spec.port: expected integer or string, got true',
    ],
    'allows any others': [{ type: 'object', additionalProperties: true }, { a: 1 }, undefined],
    'says nothing': [{}, { a: 1 }, undefined],
    'has a list of anything': [{ type: 'array' }, [1, 'a', { b: 1 }], undefined],
    'has a list of objects': [
      { type: 'array', items: { type: 'object', properties: { a: {} } } },
      [{ other: 1 }],
      'unknown-field spec[0].other: unknown field',
    ],
    'counts items': [{ type: 'array', minItems: 1 }, [], 'out-of-range spec: expected at least 1 items, got 0'],
    'has a choice that is about items': [
      { type: 'array', items: { type: 'string' }, allOf: [{ items: { maxLength: 1 } }] },
      ['ab'],
      'out-of-range spec[0]: expected at most 1 characters, got "ab"',
    ],
    'has a list with one key': [
      { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'] },
      [{ a: 1 }, { a: 1 }],
      'duplicate-item spec[1]: a 1: [0] has the same',
    ],
    'has a list with no key': [{ type: 'array', 'x-kubernetes-list-type': 'map' }, [{ a: 1 }, { a: 1 }], undefined],
    'has a list that is one value': [
      { type: 'array', 'x-kubernetes-list-type': 'atomic', 'x-kubernetes-list-map-keys': ['a'] },
      [{ a: 1 }, { a: 1 }],
      undefined,
    ],
    'requires what makes a resource one': [
      { type: 'object', 'x-kubernetes-embedded-resource': true },
      { kind: 'Pod', metadata: {} },
      'missing-field spec.apiVersion: required, but missing',
    ],
    'embeds a resource with fields': [
      { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'string' } } },
      { apiVersion: 'v1', kind: 'Pod', spec: 1 },
      'wrong-type spec.spec: expected string, got 1',
    ],
    'embeds a resource that requires more': [
      { type: 'object', 'x-kubernetes-embedded-resource': true, required: ['spec', 'kind'], properties: { spec: {} } },
      { apiVersion: 'v1', kind: 'Pod' },
      'missing-field spec.spec: required, but missing',
    ],
    'embeds a resource with a limit': [
      { type: 'object', 'x-kubernetes-embedded-resource': true, maxProperties: 1 },
      { apiVersion: 'v1', kind: 'Pod' },
      'out-of-range spec: expected at most 1 fields, got 2',
    ],
    'is nullable': [
      { type: 'object', properties: { list: { type: 'array', items: { type: 'string', nullable: true } } } },
      { list: ['a', null] },
      undefined,
    ],
    'has a default for a required field': [
      { type: 'object', required: ['a'], properties: { a: { type: 'string', default: 'x' } } },
      {},
      undefined,
    ],
    'requires a field': [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      {},
      'missing-field spec.a: required, but missing',
    ],
    'has a list with keys': [
      {
        type: 'object',
        properties: {
          list: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['port', 'protocol'],
            items: {
              type: 'object',
              properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
            },
          },
        },
      },
      { list: [{ port: 1 }, { port: 1, protocol: 'UDP' }, { port: 1, protocol: 'TCP' }] },
      'duplicate-item spec.list[2]: port 1 and protocol "TCP": [0] has the same',
    ],
    'has a set': [
      {
        type: 'object',
        properties: { set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } },
      },
      { set: ['a', 'b', 'a'] },
      'duplicate-item spec.set[2]: "a" stands in the list twice, first as [0]',
    ],
    'embeds a resource': [
      {
        type: 'object',
        properties: {
          template: {
            type: 'object',
            'x-kubernetes-embedded-resource': true,
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
      { template: { apiVersion: 'v1', kind: 'Pod', metadata: { lables: {} }, spec: {} } },
      'unknown-field spec.template.metadata.lables: unknown field, did you mean "labels"?',
    ],
    'has a pattern of Go': [
      { type: 'object', properties: { a: { type: 'string', pattern: '(?i)^[a-z]+\\z' } } },
      { a: 'A1' },
      'wrong-format spec.a: expected a text that matches (?i)^[a-z]+\\z, got "A1"',
    ],
    'takes no time over a pattern that would': [
      { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } },
      { a: `${'a'.repeat(50)}!` },
      `wrong-format spec.a: expected a text that matches ^(a+)+$, got "${'a'.repeat(50)}!"`,
    ],
    'has alternatives that depend on a default': [
      {
        type: 'object',
        properties: { type: { type: 'string', default: 'IPAddress' }, value: { type: 'string' } },
        oneOf: [
          {
            properties: { type: { enum: ['IPAddress'] }, value: { anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] } },
          },
          { properties: { type: { not: { enum: ['IPAddress'] } } } },
        ],
      },
      { value: '10.0.0.1' },
      undefined,
    ],
    'has alternatives': [
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        oneOf: [{ required: ['a'] }, { required: ['b'] }],
      },
      { a: 'x', b: 'x' },
      'wrong-value spec: must fit one of the alternatives of its schema, but fits 2',
    ],
  };
  test.each(Object.entries(cases))('%s', (_, [schema, value, problem]) => {
    const { status, problems } = checked(schema, value);
    const texts = problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`);
    expect(texts).toEqual(problem === undefined ? [] : [problem]);
    expect(status).toBe(problem === undefined ? 'valid' : 'invalid');
  });

  test('the whole object has a schema, too, and its metadata are narrowed by it', () => {
    const openAPIV3Schema = {
      type: 'object',
      required: ['spec'],
      maxProperties: 3,
      properties: { spec: {}, metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 1 } } } },
    };
    const schemas = new SchemaSet({ minor: 36 });
    const { spec, ...others } = definition({}) as { readonly spec: JsonObject };
    schemas.learn({
      ...others,
      spec: { ...spec, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }] },
    });
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };
    const texts = (fields: JsonObject) =>
      schemas
        .check({ ...widget, ...fields })
        .problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`);
    expect(texts({ metadata: { name: 'a' } })).toEqual(['missing-field spec: required, but missing']);
    expect(texts({ metadata: { name: 'ab', nmae: 1 }, spec: {} })).toEqual([
      'unknown-field metadata.nmae: unknown field',
      'out-of-range metadata.name: expected at most 1 characters, got "ab"',
      'out-of-range : expected at most 3 fields, got 4',
    ]);
    expect(texts({ spec: {}, others: 1 })).toEqual([
      'unknown-field others: unknown field',
      'out-of-range : expected at most 3 fields, got 4',
    ]);
  });

  test('metadata is that of every object, and its name a DNS name', () => {
    const { problems } = checked({ type: 'object' }, {}, { name: 'A', labels: { a: 1 } });
    expect(problems.map(({ path }) => pathText(path))).toEqual(['metadata.labels.a', 'metadata.name']);
  });
});

describe('a learnt kind', () => {
  test('stands among the others in their order', () => {
    const schemas = new SchemaSet({ minor: 36 });
    schemas.learn(definition({ type: 'object' }));
    const kinds = schemas.knownKinds();
    expect(kinds).toContain('example.com/v1/Widget');
    expect(kinds).toEqual([...kinds].sort());
  });

  test('says where it lives', () => {
    const schemas = new SchemaSet({ minor: 36 });
    expect(schemas.isClusterScoped('Widget.example.com')).toBe(false);
    schemas.learn(definition({ type: 'object' }, { scope: 'Cluster' }));
    expect(schemas.isClusterScoped('Widget.example.com')).toBe(true);
    expect(schemas.isClusterScoped('Namespace')).toBe(true);
  });

  test('exists in no other version than those served', () => {
    const schemas = new SchemaSet({ minor: 36 });
    schemas.learn(definition({ type: 'object' }, { served: false }));
    expect(schemas.check({ apiVersion: 'example.com/v1beta1', kind: 'Widget' }).problems).toEqual([
      {
        rule: 'no-such-kind',
        path: ['apiVersion'],
        message: 'no Widget in example.com/v1beta1; it is in example.com/v1',
      },
    ]);
  });

  test('takes the place of a generated schema, also when objects came first', () => {
    const schemas = new SchemaSet({ minor: 36 });
    const issuer = { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', spec: { ownField: 1 } };
    expect(schemas.check(issuer).status).toBe('invalid');
    const own = definition(
      { type: 'object', properties: { ownField: { type: 'integer' } } },
      { group: 'cert-manager.io' },
    );
    const spec = own['spec'] as JsonObject;
    schemas.learn({ ...own, spec: { ...spec, names: { kind: 'Issuer', plural: 'issuers' } } });
    expect(schemas.check(issuer).status).toBe('valid');
  });

  test.each([
    {},
    { spec: 1 },
    { spec: { group: 1, versions: [null] } },
    { spec: { group: 'a.b', names: { kind: 'A' } } },
  ])('a broken definition (%j) teaches nothing', (fields) => {
    const schemas = new SchemaSet({ minor: 36 });
    schemas.learn({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', ...fields });
    expect(schemas.has('a.b/v1', 'A')).toBe(false);
  });
});

describe('a folder of schemas', () => {
  function withFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
    const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      return use(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', spec: { size: 'x' } };
  const schema = JSON.stringify({
    type: 'object',
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, spec: { $ref: '#/definitions/spec' } },
    definitions: {
      spec: { properties: { size: { type: ['integer', 'null'] }, inner: { $ref: '#/definitions/spec' } } },
    },
  });

  test.each([
    [
      'a definition in YAML',
      'crds/widget.yaml',
      `# it\n---\n${JSON.stringify(definition({ type: 'object', properties: { size: { type: 'integer' } } }))}`,
    ],
    [
      'a list of definitions in JSON',
      'all.json',
      JSON.stringify({
        kind: 'List',
        items: [definition({ type: 'object', properties: { size: { type: 'integer' } } })],
      }),
    ],
    ['a JSON Schema', 'widget-example-v1.json', schema],
    ['a JSON Schema with the whole group', 'widget-example.com-v1.json', schema],
    ['a JSON Schema in a folder for the group', 'example.com/widget_v1.json', schema],
    ['a JSON Schema in some folder, whatever its case', 'a/b/Widget-Example-v1.json', schema],
    ['a JSON Schema in a folder for the group, further down', 'a/b/Example.com/Widget_v1.json', schema],
    [
      'a JSON Schema that looks like a list',
      'widget-example-v1.json',
      `{"kind":"Listing","items":[],${schema.slice(1)}`,
    ],
    ['a JSON Schema with items', 'widget-example-v1.json', `{"items":[],${schema.slice(1)}`],
    ['a JSON Schema that calls itself a list', 'widget-example-v1.json', `{"kind":"List",${schema.slice(1)}`],
  ])('%s', (_, path, text) => {
    const { problems } = withFolder({ [path]: text }, (folder) => {
      const schemas = new SchemaSet({ minor: 36 });
      expect(schemas.check(widget).status).toBe('unknown-kind');
      schemas.addFolder(folder);
      return schemas.check({ ...widget, spec: { ...widget.spec, other: 1 } });
    });
    expect(problems.map(({ rule, path: at }) => `${rule} ${pathText(at)}`)).toEqual([
      'wrong-type spec.size',
      'unknown-field spec.other',
    ]);
  });

  test('no other file is read, and no kind of Kubernetes replaced', () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 'x' } };
    withFolder({ 'a.json.bak': '{', 'deployment-apps-v1.json': '{"properties":{"apiVersion":{}}}' }, (folder) => {
      const schemas = new SchemaSet({ minor: 36 });
      const before = schemas.check(deployment).problems;
      schemas.addFolder(folder);
      expect(schemas.check(deployment).problems).toEqual(before);
    });
  });

  test.each([
    ['has another type', '{"type":"string"}'],
    ['refuses the version', '{"properties":{"apiVersion":{"type":"integer"},"kind":{}}}'],
    ['refuses the kind', '{"properties":{"apiVersion":{},"kind":{"type":"integer"}}}'],
  ])('an object whose schema %s stays one', (_, text) => {
    withFolder({ 'widget-example-v1.json': text }, (folder) => {
      const schemas = new SchemaSet({ minor: 36 });
      schemas.addFolder(folder);
      const { status, value } = schemas.check({ apiVersion: 'example.com/v1', kind: 'Widget' });
      expect({ status, value }).toEqual({ status: 'invalid', value: { apiVersion: 'example.com/v1', kind: 'Widget' } });
    });
  });

  test.each([null, 'a', [1], { name: 5 }])('metadata of which a schema says nothing may be %j', (metadata) => {
    withFolder({ 'widget-example-v1.json': '{}' }, (folder) => {
      const schemas = new SchemaSet({ minor: 36 });
      schemas.addFolder(folder);
      const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata };
      expect(schemas.check(object)).toEqual({ status: 'valid', problems: [], value: object });
    });
  });

  test.each([
    ['that is not there', {}, /no-such-folder/],
    ['with nothing of use', { 'a.txt': '' }, /no CustomResourceDefinition/],
    ['with broken YAML', { 'a.yaml': 'a: [' }, /a\.yaml/],
    ['with broken JSON', { 'a.json': '{' }, /a\.json: (?!SyntaxError)./],
    ['with a JSON Schema in YAML', { 'widget-example-v1.yaml': 'type: object' }, /no CustomResourceDefinition/],
    ['with what is no object', { 'a.json': '5', 'b.json': 'null', 'c.json': '[{}]' }, /no CustomResourceDefinition/],
    ['with a list of such', { 'a.json': '{"kind":"List","items":[5,null,[{}]]}' }, /no CustomResourceDefinition/],
  ])('%s is an error', (_, files, message) => {
    withFolder(files, (folder) => {
      const path = Object.keys(files).length === 0 ? join(folder, 'no-such-folder') : folder;
      const add = () => {
        new SchemaSet({ minor: 36 }).addFolder(path);
      };
      expect(add).toThrow(SchemaFolderError);
      expect(add).toThrow(message);
    });
  });
});

test('the names that the file of a schema may have', () => {
  expect(namesOf('v1', 'Pod')).toEqual(['pod-v1', 'core/pod_v1']);
  expect(namesOf('a.b/v1', 'Widget')).toEqual(['widget-a-v1', 'widget-a.b-v1', 'a.b/widget_v1']);
});

describe('the kinds of a definition', () => {
  const names = { kind: 'A' };
  test.each<[spec: JsonObject, apiVersions: readonly string[]]>([
    [
      {
        group: 'a.b',
        names,
        versions: [{ name: 'v1' }, { name: 'v2', served: false }, { name: 'v3', served: true }, {}],
      },
      ['a.b/v1', 'a.b/v3'],
    ],
    [{ group: 'a.b', names, version: 'v1' }, ['a.b/v1']],
    [{ group: 'a.b', names }, []],
    [{ group: 'a.b', names: {}, version: 'v1' }, []],
    [{ names, version: 'v1' }, []],
  ])('%j', (spec, apiVersions) => {
    expect(customKinds({ spec }).map(({ apiVersion }) => apiVersion)).toEqual(apiVersions);
  });

  test('without a schema, anything goes; of v1beta1, all versions may have one', () => {
    const [open] = customKinds({ spec: { group: 'a.b', names, version: 'v1' } });
    expect(open?.schema).toMatchObject({ type: 'object', additionalProperties: true });
    const validation = { openAPIV3Schema: { properties: { a: { type: 'string' } } } };
    const [narrow] = customKinds({ spec: { group: 'a.b', names, version: 'v1', validation } });
    expect(narrow?.schema).toMatchObject({ properties: { a: { type: 'string' } }, additionalProperties: false });
  });
});

test('what is in a definition is looked at as often, however deep it is', () => {
  const readsAt = (depth: number) => {
    let reads = 0;
    const leaf: StructuralSchema = {
      get type() {
        reads++;
        return 'string';
      },
    };
    const levels = Array.from({ length: depth });
    const schema = levels.reduce<StructuralSchema>((n) => ({ type: 'object', properties: { n } }), leaf);
    rootSchema(schema, 'example.com/v1', 'Widget');
    return reads;
  };
  expect(readsAt(100)).toBe(readsAt(2));
});
