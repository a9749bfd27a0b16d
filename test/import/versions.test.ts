/** What two versions of the client say, read from their text and compared. */
import { expect, test } from '@jest/globals';
import { type ClientModels, classIn, kindsIn } from '../../lib/import/read-client';
import { corrected } from '../../lib/import/version-corrections';
import { compareVersions } from '../../lib/import/versions';

test('a class: its fields, with the class of items and values', () => {
  const text = `
class V1PodSpec {
}
V1PodSpec.attributeTypeMap = [
    {
        "name": "containers",
        "baseName": "containers",
        "type": "Array<V1Container>",
        "format": ""
    },
    {
        "name": "_default",
        "baseName": "default",
        "type": "{ [key: string]: V1Quantity; }"
    }
];`;
  expect(classIn(text)).toEqual([
    [
      'V1PodSpec',
      new Map([
        ['containers', 'V1Container'],
        ['default', 'V1Quantity'],
      ]),
    ],
  ]);
});

test('a kind: what is posted to a collection; not what is read, replaced, or says how to delete', () => {
  const operation = (path: string, statement: string) => `localVarPath = this.basePath + '${path}';\n${statement};\n`;
  const text = [
    operation('/apis/batch/v1/namespaces/{namespace}/jobs', 'ObjectSerializer.serialize(body, "V1Job")'),
    operation('/apis/batch/v1/namespaces/{namespace}/jobs', 'ObjectSerializer.serialize(body, "V1DeleteOptions")'),
    operation('/apis/batch/v1/jobs', 'ObjectSerializer.deserialize(body, "V1JobList")'),
    operation('/apis/batch/v1/namespaces/{namespace}/jobs/{name}', 'ObjectSerializer.serialize(body, "V1Other")'),
    operation('/api/v1/namespaces/{namespace}/events', 'ObjectSerializer.serialize(body, "CoreV1Event")'),
  ];
  expect(kindsIn(text.join(''))).toEqual([
    ['batch/v1/Job', 'V1Job'],
    ['v1/Event', 'CoreV1Event'],
  ]);
});

function client(kinds: Record<string, string>, classes: Record<string, Record<string, string>>): ClientModels {
  return {
    kinds: new Map(Object.entries(kinds)),
    classes: new Map(Object.entries(classes).map(([name, fields]) => [name, new Map(Object.entries(fields))])),
  };
}

test('fields and kinds that came and went, through a class that was renamed', () => {
  const schemas = {
    kinds: { 'v1/Claim': 'v1.Claim' },
    definitions: {
      'v1.Claim': { properties: { resources: { $ref: '#/definitions/v1.Resources' }, extra: { type: 'string' } } },
      'v1.Resources': { properties: { limits: { type: 'object' } } },
    },
  };
  const older = client(
    { 'v1/Claim': 'V1Claim', 'v1/Old': 'V1Old', 'v1/Other': 'V1Other' },
    { V1Claim: { resources: 'V1Requirements' }, V1Requirements: { limits: 'string', claims: 'string' } },
  );
  const newer = client(
    { 'v1/Claim': 'V1Claim', 'v1/New': 'V1New', 'v1/Other': 'V1Other' },
    { V1Claim: { resources: 'V1Resources', extra: 'string' }, V1Resources: { limits: 'string' } },
  );
  expect(
    compareVersions(
      schemas,
      new Map([
        [28, newer],
        [27, older],
      ]),
    ),
  ).toEqual({
    fields: { 'v1.Claim': { extra: { since: 28 } }, 'v1.Resources': { claims: { until: 27 } } },
    // Other has no schema: that it exists is said.
    kinds: { 'v1/Old': { until: 27 }, 'v1/New': { since: 28 }, 'v1/Other': { since: 27 } },
  });
});

test('kinds of versions before the oldest are known to be gone, their lists with them', () => {
  const { kinds } = corrected({ fields: {}, kinds: {} }, [
    'extensions/v1beta1/Ingress',
    'extensions/v1beta1/DeploymentList',
    'networking.k8s.io/v1beta1/IPAddress',
  ]);
  expect(kinds['extensions/v1beta1/Ingress']).toEqual({ until: 21 });
  expect(kinds['extensions/v1beta1/DeploymentList']).toEqual({ until: 15 });
  expect(kinds['networking.k8s.io/v1beta1/IPAddress']).toEqual({ since: 31 });
});
