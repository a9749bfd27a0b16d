import { expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { findPosition, type Path, type Place } from '../../lib/yaml/position';
import { readDocuments } from '../../lib/yaml/read';

const text = `# values
mlflow:
  replicaCount: 2
  "quoted key": x
  on: 1
  0x1F: 2
  args: [a, {b: c}]
  env:
    - name: A
      value: 1
base: &base
  x: 1
derived:
  <<: *base
  y: 2
alias: *base
---
second: doc
`;

const cases: readonly (readonly [Path, Place, string])[] = [
  [[], {}, '2:1'],
  [['mlflow'], {}, '2:1'],
  [['mlflow'], { of: 'value' }, '3:3'],
  [['mlflow', 'replicaCount'], {}, '3:3'],
  [['mlflow', 'replicaCount'], { of: 'value' }, '3:17'],
  [['mlflow', 'quoted key'], {}, '4:3'],
  [['mlflow', 'true'], {}, '5:3'],
  [['mlflow', '31'], { of: 'value' }, '6:9'],
  [['mlflow', 'args', 1, 'b'], { of: 'value' }, '7:17'],
  [['mlflow', 'env', 0], {}, '9:7'],
  [['mlflow', 'env', 0, 'value'], {}, '10:7'],
  [['mlflow', 'missing', 'deeper'], {}, '2:1'],
  [['derived', 'true'], {}, '15:3'],
  [['derived', 'x'], {}, '13:1'],
  [['alias', 'x'], {}, '12:3'],
  [['second'], { document: 1, of: 'value' }, '18:9'],
];

test.each(cases)('%j %j is at %s', (path, place, expected) => {
  const position = findPosition(text, path, place);
  expect(`${position?.line}:${position?.column}`).toBe(expected);
});

test('no such document', () => {
  expect(findPosition(text, ['a'], { document: 5 })).toBeUndefined();
  expect(findPosition('', [])).toBeUndefined();
});

test('document numbers are those of the reader, empty documents included', () => {
  const stream = '# nothing\n---\n---\na: 1\n---\n# nothing\n---\nb: 2\n';
  const lines = readDocuments(stream, 'f').map(({ index, value }) => {
    const [key = ''] = Object.keys(value as Record<string, Json>);
    return [key, findPosition(stream, [key], { document: index })?.line];
  });
  expect(lines).toEqual([
    ['a', 4],
    ['b', 8],
  ]);
});
