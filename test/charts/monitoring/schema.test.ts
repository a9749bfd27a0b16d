/** schema.py: which revision an MLflow has, by the files of its migrations. */
import { expect, test } from '@jest/globals';
import { python } from '../../support/python-programs';

const at = (name: string) => `mlflow/store/db_migrations/versions/${name}.py`;
const head = (versions: Readonly<Record<string, string>>) => {
  const files = Object.fromEntries(Object.entries(versions).map(([name, text]) => [at(name), text]));
  return python(
    'import schema\nsay(schema.head())',
    {},
    { 'mlflow/__init__.py': 'raise Exception("too large")\n', ...files },
  );
};

test.each<[string, Readonly<Record<string, string>>, string | null]>([
  [
    'the one that none follows',
    {
      a: 'import sqlalchemy\nrevision = "a"\ndown_revision = None\ndef upgrade(): pass\n',
      c: "revision = 'c'\ndown_revision = 'b'\n",
      b: 'revision = "b"\ndown_revision = "a"\nbranch_labels = None\n',
    },
    'c',
  ],
  [
    'with types, and of two before it',
    {
      a: 'revision: str = "a"\ndown_revision: tuple = ()\n',
      b: 'revision = "b"\ndown_revision = None\n',
      c: 'revision: str = "c"\ndown_revision = ("a", "b")\n',
    },
    'c',
  ],
  ['none of two', { a: 'revision = "a"\ndown_revision = None\n', b: 'revision = "b"\ndown_revision = None\n' }, null],
  ['none of no files', {}, null],
  [
    'a file that is no migration does not matter',
    { a: 'revision = "a"\ndown_revision = None\n', __init__: 'name = 1\n' },
    'a',
  ],
])('%s', async (_case, versions, expected) => {
  expect(await head(versions)).toBe(expected);
});

test('none where there is no MLflow', async () => {
  expect(await python('import schema\nsay(schema.head())')).toBeNull();
});
