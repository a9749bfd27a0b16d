import { expect, test } from '@jest/globals';
import { splitStream } from '../../lib/yaml/split';

test.each<[string, readonly string[]]>([
  ['', []],
  ['a', ['a']],
  ['---', ['---']],
  ['a\n---\nb', ['a\n', '---\nb']],
  ['---\n---\n---', ['---\n', '---\n', '---']],
  ['a\n--- b\n---\tc\n---\rd\r---\r\ne\n---', ['a\n', '--- b\n', '---\tc\n', '---\rd\r', '---\r\ne\n', '---']],
  // No marks.
  ['a\n----\n---b\n ---\n --- c\na---\nb ---\n---- ---', ['a\n----\n---b\n ---\n --- c\na---\nb ---\n---- ---']],
  ['x---\nb', ['x---\nb']],
  // What stands before the first one.
  ['# c\n\n \t# d\r\r\n---\na', ['# c\n\n \t# d\r\r\n---\na']],
  ['#---\n# ---\n---\na\n---\n# d\n---', ['#---\n# ---\n---\na\n', '---\n# d\n', '---']],
  ['# c\na\n---\nb', ['# c\na\n', '---\nb']],
  ['# c', ['# c']],
  ['\n', ['\n']],
  ['\uFEFF---\na\n---\nb', ['\uFEFF---\na\n', '---\nb']],
  ['\uFEFF# c\n---\na', ['\uFEFF# c\n---\na']],
  ['\uFEFFa\n---\nb', ['\uFEFFa\n', '---\nb']],
  ['---\n\uFEFF---\na', ['---\n\uFEFF---\na']],
  // Directives and document ends.
  ['%YAML 1.1\n---\na\n---\nb', ['%YAML 1.1\n---\na\n---\nb']],
  ['\uFEFF%YAML 1.1\n---\na\n---\nb', ['\uFEFF%YAML 1.1\n---\na\n---\nb']],
  ['\uFEFFa: 5%\n---\nb', ['\uFEFFa: 5%\n', '---\nb']],
  ['a\n...\n---\nb', ['a\n...\n---\nb']],
  ['a: 5%\n%\n---\nb', ['a: 5%\n%\n---\nb']],
  ['a: 5%, %\n---\nb...\n c ...', ['a: 5%, %\n', '---\nb...\n c ...']],
  ['a...\r...\r---\rb', ['a...\r...\r---\rb']],
])('%j', (text, parts) => {
  expect(splitStream(text).map(({ start, end }) => text.slice(start, end))).toEqual(parts);
});
