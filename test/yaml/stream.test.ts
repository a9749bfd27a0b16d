import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { YamlError } from '../../lib/yaml/error';
import { readDocuments } from '../../lib/yaml/read';
import { readStream } from '../../lib/yaml/stream';
import { writeYaml } from '../../lib/yaml/write';
import type { Path } from '../../lib/yaml/position';
import type { Json } from '../../lib/yaml/json';

/** `0: {"a":1}` for a document, `3:5 reason` for what can not be read. */
function streamOf(text: string): readonly string[] {
  return [...readStream(text, 'f')].map((document) =>
    document instanceof YamlError
      ? `${document.line}:${document.column} ${document.reason}`
      : `${document.index}: ${JSON.stringify(document.value)}`,
  );
}

const splits: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', []],
  ['a mark only', '---', []],
  ['comments before the first mark', '# c\n\n--- # d\na: 1\n', ['0: {"a":1}']],
  ['content on the line of the mark', '--- [1]\n--- 2\n', ['0: [1]', '1: 2']],
  ['CRLF and CR', 'a: 1\r\n---\r\nb: 2\r---\rc: 3', ['0: {"a":1}', '1: {"b":2}', '2: {"c":3}']],
  ['no mark: more dashes, indented, in a block', 'a: |\n  x\n  ---\n----: 1\n', ['0: {"a":"x\\n---\\n","----":1}']],
  ['a block that keeps its line breaks', '--- |+\n  x\n\n---\nz\n', ['0: "x\\n\\n"', '1: "z"']],
  ['document ends and directives', 'a: 1\n...\n%YAML 1.1\n---\nb: 2\n', ['0: {"a":1}', '1: {"b":2}']],
  ['a byte order mark', '\uFEFF---\na: 1\n---\nb: 2\n', ['0: {"a":1}', '1: {"b":2}']],
  [
    'anchors end with their document',
    'a: &x 1\n---\nb: *x\n',
    ['0: {"a":1}', expect.stringMatching(/^3:4 alias \*x/) as never],
  ],
  [
    'anchors end with their document, after "..." too',
    'a: &x 1\n...\n---\nb: *x\n',
    ['4:4 alias *x: no anchor &x stands above it'],
  ],
  ['the empty text, null and marks alone count', '---\n---\n--- ~\n---\n---\t \r\n--- # c\n--- x', ['6: "x"']],
  ['a document of one scalar', '!!str 12', ['0: "12"']],
  ['a tab behind the mark, a block at the margin', '--- \tb\n--- |\nx\n', ['0: "b"', '1: "x\\n"']],
  [
    'a control character behind a byte order mark',
    '\uFEFF\u0007',
    ['1:2 the invisible character U+0007 is not allowed; write "\\u0007" in double quotes'],
  ],
  ['more dashes than a mark', 'a: ---\n', ['0: {"a":"---"}']],
  [
    'a byte order mark elsewhere',
    'a: 1\n---\n\uFEFFb: 2\n',
    ['0: {"a":1}', '3:1 the invisible character U+FEFF is not allowed; write "\\uFEFF" in double quotes'],
  ],
  [
    'faults',
    'a: {\n---\nb: 1\nb: 2\n---\nc: 1\n',
    [expect.stringMatching(/^2:1 /) as never, '4:1 duplicate key "b"', '2: {"c":1}'],
  ],
];

test.each(splits)('%s', (_, text, expected) => {
  expect(streamOf(text)).toEqual(expected);
});

test('reading document by document is reading them by themselves', () => {
  const pieces = [
    'a: 1\n',
    '- x\n',
    '# c\n',
    '\n',
    '"---"\n',
    'b: |\n  t\n',
    '  ---\n',
    '--- \n',
    '---\n',
    '---\tx\n',
    '...\n',
    '[\n',
    ']\n',
  ];
  const stream = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(stream, stream, (first, second) => {
      fc.pre(!first.includes('...') && !second.includes('...'));
      const values = (text: string) =>
        [...readStream(text, 'f')].map((each) => (each instanceof YamlError ? each.reason : each.value));
      expect(values(`---\n${first}\n---\n${second}`)).toEqual([
        ...values(`---\n${first}\n`),
        ...values(`---\n${second}`),
      ]);
    }),
    { numRuns: 600 },
  );
});

describe('places', () => {
  const json = fc.letrec<{ value: Json; object: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(1, 'x', 'two words', true, '12', 'a\nb\n'),
      tie('object'),
      fc.array(tie('value'), { maxLength: 3, minLength: 1 }),
    ),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'on', '12', 'c d', 'x-y'), tie('value'), {
      minKeys: 1,
      maxKeys: 4,
    }),
  })).object;

  test('are those that the yaml package finds', () => {
    fc.assert(
      fc.property(json, fc.boolean(), (value, isFlow) => {
        const text = isFlow ? `# c\n\n${JSON.stringify(value)}\n` : `# c\n\n${writeYaml(value)}`;
        const lines = new LineCounter();
        const { contents } = parseDocument(text, { lineCounter: lines });
        const [document] = [...readStream(text, 'f')];
        if (document === undefined || document instanceof YamlError) throw new Error(text);
        const position = (offset: number) => {
          const { line, col } = lines.linePos(offset);
          return { line, column: col };
        };
        const nodes = [...nodesOf(contents)];
        const found = nodes.map(([path]) => [path, document.positionOf(path), document.positionOf(path, 'value')]);
        expect([text, found]).toEqual([text, nodes.map(([path, key, at]) => [path, position(key), position(at)])]);
      }),
      { numRuns: 200 },
    );
  });

  test('thousands in one document, without looking through it for each', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => `  - name: n${index}\n    value: ${index}\n`).join('');
    const [document] = [...readStream(`items:\n${items}`, 'f')];
    if (document === undefined || document instanceof YamlError) throw new Error('unreadable');
    const lines = Array.from({ length: 20_000 }, (_, index) => document.positionOf(['items', index, 'value']).line);
    expect(lines).toEqual(lines.map((_, index) => 3 + 2 * index));
  });
});

/** Path, offset of the key (or item), offset of the value. */
function* nodesOf(node: Node | null, path: Path = []): Iterable<readonly [Path, number, number]> {
  if (isMap<Node, Node>(node)) {
    for (const { key, value } of node.items) {
      if (value === null || !isScalar(key)) continue;
      const inner = [...path, String(key.source)];
      // A block scalar starts with its text for one, with its sign for the other.
      if (!(isScalar(value) && String(value.type).startsWith('BLOCK'))) yield [inner, startOf(key), startOf(value)];
      yield* nodesOf(value, inner);
    }
  } else if (isSeq<Node>(node)) {
    for (const [index, item] of node.items.entries()) {
      const inner = [...path, index];
      if (!(isScalar(item) && String(item.type).startsWith('BLOCK'))) yield [inner, startOf(item), startOf(item)];
      yield* nodesOf(item, inner);
    }
  }
}

function startOf(node: Node): number {
  return node.range?.[0] ?? -1;
}

test('a document says where it is, whichever is asked first', () => {
  const [first, second] = [...readStream('\na: 1\n---\nb: 2\n', 'f')];
  expect([second?.line, first?.line, second?.line]).toEqual([4, 2, 4]);
});

describe('hostile input', () => {
  const hostile: readonly (readonly [string, string, RegExp])[] = [
    ['deep brackets', '['.repeat(100_000), /nesting/],
    ['deep blocks', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), /nesting/],
    ['millions of items', `[${'a,'.repeat(2_000_000)}]`, /more than 1,500,000 lines and items/],
    ['a document without end', `a: ${'x'.repeat(70 * 1024 * 1024)}`, /more than 64 MB/],
    ['a NUL', 'a: \0', /U\+0000/],
  ];

  test.each(hostile)('%s', (_, text, reason) => {
    expect(() => readDocuments(text, 'f')).toThrow(reason);
  });

  const atTheMargin = (count: number) =>
    `a: {\n${Array.from({ length: count }, (_, index) => `k${String(index)}: 1,\n`).join('')}}\n`;

  test('a thousand lines that are not indented inside brackets are read, at their places', () => {
    const [document] = [...readStream(`${atTheMargin(1000)}b: 2\n`, 'f')];
    if (document === undefined || document instanceof YamlError) throw document ?? new Error('nothing was read');
    expect(Object.keys((document.value as { readonly a: object }).a)).toHaveLength(1000);
    expect(document.positionOf(['a', 'k999'])).toEqual({ line: 1001, column: 1 });
    expect(document.positionOf(['b'])).toEqual({ line: 1003, column: 1 });
  });

  test('of all documents together, they have an end', () => {
    const documents = Array.from({ length: 12 }, () => atTheMargin(1200));
    const read = streamOf(`${documents.join('---\n')}---\nb: 2\n`);
    expect(read).toHaveLength(13);
    const refused = read.filter((each) => each.includes('too many lines inside brackets or quotes'));
    expect(refused.length).toBeGreaterThan(6);
    // Those that come first are read as ever, and what needs none of it afterwards, too.
    expect(read[0]).toMatch(/^0: /);
    expect(read.at(-1)).toBe('12: {"b":2}');
  });

  /** Of a list with so many items, and a thousand nodes named by aliases: how many of those Helm 3.17.3 reads. */
  test.each([
    [1000, 220, 'in brackets', (items: string) => `a: [${items}]`, '1,'],
    [6000, 422, 'in brackets', (items: string) => `a: [${items}]`, '1,'],
    [1000, 220, 'as lines', (items: string) => `a:\n${items}`, '- 1\n'],
  ])('beside %d items, no more than %d aliases: %s', (items, most, _, list, item) => {
    const before = list(item.repeat(items)).trimEnd();
    const text = (aliases: number) => `${before}\nb: &b [${'1,'.repeat(999)}]\nc: [${'*b,'.repeat(aliases)}]\n`;
    const refusal = `${before.split('\n').length + 2}:${5 + 3 * most} the document consists almost only of aliases; Kubernetes and Helm refuse it`;
    // Each document by itself.
    expect([...readStream(`${text(most)}...\n---\n${text(most)}`, 'f')].map((read) => 'value' in read)).toEqual([
      true,
      true,
    ]);
    expect(streamOf(text(most + 1))).toEqual([refusal]);
  });

  test('a merge key is no node, as in Helm 3.17.3', () => {
    const text = (merges: number) =>
      `a: [${'1,'.repeat(1000)}]\nb: &b {k: [${'1,'.repeat(997)}]}\nc:\n${'- <<: *b\n'.repeat(merges)}`;
    expect([...readStream(text(247), 'f')].map((read) => 'value' in read)).toEqual([true]);
    expect(streamOf(text(248))).toEqual([expect.stringMatching(/^251:7 the document consists/)]);
  });

  test('too many documents', () => {
    const marks = '---\n'.repeat(249_999);
    expect(streamOf(`${marks}---\na: 1\n---\nb: 2\n`)).toEqual([
      '249999: {"a":1}',
      '250002:1 more than 250,000 documents: split it into several files',
    ]);
  });

  test('too many items', () => {
    const remedy = 'put each object into a document of its own (---)';
    expect(streamOf(`a: 1\n---\n${','.repeat(1_500_000)}`)).toEqual([
      '0: {"a":1}',
      `2:1 a document of more than 1,500,000 lines and items: ${remedy}`,
    ]);
  });

  test('as deep as can be, and deeper', () => {
    expect(streamOf('['.repeat(999) + ']'.repeat(999))).toEqual([`0: ${'['.repeat(999) + ']'.repeat(999)}`]);
    expect(streamOf('['.repeat(1000) + ']'.repeat(1000))).toEqual(['1:1000 nesting exceeded maxDepth (1000)']);
  });

  test('keys of Object.prototype are keys', () => {
    const text = '__proto__: {polluted: true}\nconstructor: 1\nhasOwnProperty: 2\ntoString: {valueOf: 1}\n';
    const [document] = readDocuments(text, 'f');
    expect(Object.keys(document?.value as object)).toEqual(['__proto__', 'constructor', 'hasOwnProperty', 'toString']);
    expect('polluted' in {}).toBe(false);
  });
});
