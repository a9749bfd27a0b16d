/** What docs/engine.md and README.md show of a construct, and of the template that it becomes, is of a chart that is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { chartFiles } from '../../lib/synth/chart-files';
import { symbolicModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { defaultsOf } from '../../lib/values/schema';
import { blocksIn } from './shown';
import { webChart } from './engine-excerpt';

const SOURCE = readFileSync(join(__dirname, 'engine-excerpt.ts'), 'utf8');
const files = chartFiles(symbolicModel(webChart), defaultsOf(webChart.schema) as JsonObject);
const template = files.get('templates/web-deployment.yaml') ?? '';

/** Without what all lines have in front of them. */
function flush(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** The same wherever Prettier breaks its lines. */
function unbroken(code: string): string {
  return code.replace(/\s+/g, '').replace(/,([\])}])/g, '$1');
}

/** Whether each piece of an excerpt, between lines that are only `…`, stands in the text, in that order. */
function isExcerpt(excerpt: string, text: string): boolean {
  let rest = text;
  return excerpt.split(/^ *…\n/m).every((piece) => {
    const lines = rest.split('\n');
    const wanted = flush(piece);
    const height = wanted.split('\n').length;
    const at = lines.findIndex((_, index) => flush(lines.slice(index, index + height).join('\n')) === wanted);
    rest = lines.slice(at + height).join('\n');
    return at >= 0;
  });
}

test.each(['docs/engine.md', 'README.md'])('%s', (page) => {
  const [construct = ''] = blocksIn(page, 'ts');
  const [printed = ''] = blocksIn(page, 'yaml');
  expect(unbroken(construct)).not.toBe('');
  expect(unbroken(SOURCE)).toContain(unbroken(construct));
  expect([printed, isExcerpt(printed, template)]).toEqual([printed, true]);
});

test.each([
  ['a\nb\n', true],
  ['  a\n    b\n', false],
  ['a\n…\nc\n', true],
  ['c\n…\na\n', false],
  ['a\nc\n', false],
])('%j is an excerpt of “a, b, c”: %p', (excerpt, expected) => {
  expect(isExcerpt(excerpt, '  a\n  b\n  c\n')).toBe(expected);
});
