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

test.each<[string, Path, Place, string]>([
  // The place of a key or value is where its anchor, tag or quote starts.
  ['a: &x b', ['a'], { of: 'value' }, '1:4'],
  ['a: !!str &x "b"', ['a'], { of: 'value' }, '1:4'],
  ['a: &x !!str b', ['a'], { of: 'value' }, '1:4'],
  ['a: !!str', ['a'], { of: 'value' }, '1:4'],
  ['a: &x', ['a'], { of: 'value' }, '1:4'],
  ["a: 'b'", ['a'], { of: 'value' }, '1:4'],
  ['!!str &x a: 1', ['a'], {}, '1:1'],
  ["b: 1\n&x 'a': 1", ['a'], {}, '2:1'],
  ['- a\n- *x\n'.replace('a', '&x a'), [1], {}, '2:3'],
  ['a: |\n  b', ['a'], { of: 'value' }, '2:1'],
  // One that is not written is at its key.
  ['b: 1\na:\n', ['a'], { of: 'value' }, '2:1'],
  ['- 1\n-\n', [1], {}, '1:1'],
  // Keys by the names that Kubernetes has for them.
  ['!!int 0x1F: a\n!!str on: b', ['31'], { of: 'value' }, '1:13'],
  ['!!int 0x1F: a\n!!str on: b', ['on'], { of: 'value' }, '2:11'],
  ["on: b\n'on': a", ['on'], {}, '2:1'],
  ['!!str on: b', ['on'], { of: 'value' }, '1:11'],
  ["'on': a\non: b", ['true'], {}, '2:1'],
  ['a: &x b\n*x : c', ['b'], { of: 'value' }, '2:6'],
  ['a: &x b\n*x : c', ['b'], {}, '2:1'],
  ['a: &x <<\n*x : {b: 1}', ['<<', 'b'], {}, '2:7'],
  // A merge key is no name, what looks like one is.
  ['<<: {a: 1}', ['<<'], {}, '1:1'],
  ['b: 1\n<<: {a: 1}', ['<<', 'a'], {}, '1:1'],
  ['b: 1\n! <<: {a: 1}', ['<<', 'a'], {}, '1:1'],
  ['b: 1\n!!merge <<: {a: 1}', ['<<', 'a'], {}, '1:1'],
  ["b: 1\n'<<': {a: 1}", ['<<', 'a'], {}, '2:8'],
  ['b: 1\n!!str <<: {a: 1}', ['<<', 'a'], {}, '2:12'],
  ["b: 1\n! '<<': {a: 1}", ['<<', 'a'], {}, '1:1'],
  // Deeper than what is written.
  ['a: {b: 1}', ['a', 'c'], { of: 'value' }, '1:1'],
  ['a: {b: 1}', ['a', 'b', 'c'], { of: 'value' }, '1:5'],
  ['a: {b: {c: 1}}', ['a', 'b', 'd'], {}, '1:5'],
  ['a: [b, c]', ['a', 2], {}, '1:1'],
  ['a: [b, c]', ['a', '0'], {}, '1:1'],
  ['a: &x [&y b, *y]\nc: *x', ['c', 1], {}, '1:14'],
  // Anchors end with their document.
  ['&x a: 1\n...\n---\nb: &x c\nd: *x', ['d'], { document: 1, of: 'value' }, '5:4'],
])('%j: %j %j is at %s', (text, path, place, expected) => {
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
