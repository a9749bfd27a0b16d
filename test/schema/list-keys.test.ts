/** Which lists of Kubernetes' own kinds have keys, and which: all of them, for people to read. */
import { expect, test } from '@jest/globals';
import { listKeysOf } from '../../lib/schema/list-keys';
import { builtInFile, schemaFile } from '../../lib/schema/schema-files';

test('lists with keys', () => {
  const { definitions } = schemaFile(builtInFile);
  const lines = Object.entries(definitions).flatMap(([definition, { properties = {} }]) =>
    Object.keys(properties).flatMap((field) =>
      listKeysOf(definition, field).map((key) => `${definition} ${field} ${JSON.stringify(key)}`),
    ),
  );
  expect(lines.sort().join('\n')).toMatchSnapshot();
});
