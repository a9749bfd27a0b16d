/** What no JSON Schema says of Kubernetes' kinds and their lists, each entry for people to read. */
import { expect, test } from '@jest/globals';
import { listKeysOf } from '../../lib/schema/list-keys';
import { builtInFile, customResourceFiles, schemaFile } from '../../lib/schema/schema-files';
import { isClusterScoped, kindKey } from '../../lib/schema/scope';

test('lists with keys', () => {
  const { definitions } = schemaFile(builtInFile);
  const lines = Object.entries(definitions).flatMap(([definition, { properties = {} }]) =>
    Object.keys(properties).flatMap((field) =>
      listKeysOf(definition, field).map((key) => `${definition} ${field} ${JSON.stringify(key)}`),
    ),
  );
  expect(lines.sort().join('\n')).toMatchSnapshot();
});

/** Kinds that are in no definition of the newest version. */
const WITHOUT_DEFINITION = [
  'ClusterTrustBundle.certificates.k8s.io',
  'DeviceTaintRule.resource.k8s.io',
  'ComponentStatus',
  'PodSecurityPolicy.policy',
  'StorageVersion.internal.apiserver.k8s.io',
  'StorageVersionMigration.storagemigration.k8s.io',
];

/** `test/cluster/scope.test.ts` asks real servers the same. */
test('kinds without a namespace, of all that are known', () => {
  const defined = [builtInFile, ...customResourceFiles()]
    .flatMap((file) => Object.keys(schemaFile(file).kinds))
    .map((one) => kindKey(one.slice(0, one.lastIndexOf('/')), one.slice(one.lastIndexOf('/') + 1)));
  const found = new Set([...defined, ...WITHOUT_DEFINITION].filter(isClusterScoped));
  expect([...found].sort().join('\n')).toMatchSnapshot();
});
