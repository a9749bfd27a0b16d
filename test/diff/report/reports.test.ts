/** Reports as people and programs get them: whole, reviewed, and without a secret. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../../lib/diff/explanation';
import { SecretContents } from '../../../lib/diff/secret-values';
import { reports } from '../../../lib/diff/report/reports';
import { example } from './example';

const STYLE = { color: false, width: 100, full: false };
let explanation: Explanation;
beforeAll(async () => {
  explanation = await example();
});

test('text', () => {
  expect(reports.text([explanation], STYLE)).toMatchSnapshot();
});

test('text, in full', () => {
  expect(reports.text([explanation], { ...STYLE, full: true })).toMatchSnapshot();
});

test('markdown', () => {
  expect(reports.markdown([explanation], STYLE)).toMatchSnapshot();
});

test('json', () => {
  const report = JSON.parse(reports.json([explanation])) as { readonly differences: readonly Explanation[] };
  expect(report).toMatchSnapshot();
});

test.each(['text', 'markdown', 'json'] as const)('%s has no secret, in full either', (format) => {
  const said = reports[format]([explanation], { ...STYLE, full: true });
  for (const secret of [
    'old secret',
    'new secret',
    Buffer.from('old secret').toString('base64'),
    Buffer.from('new secret').toString('base64'),
  ]) {
    expect(said).not.toContain(secret);
  }
});

test('colours are for a terminal', () => {
  const coloured = reports.text([explanation], { ...STYLE, color: true });
  expect(coloured).toContain('\u001b[32m');
  // eslint-disable-next-line no-control-regex -- that is what colours are made of
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(reports.text([explanation], STYLE));
});

test.each(['text', 'markdown', 'json'] as const)(
  '%s of two that are the same, which nobody has to read further',
  (format) => {
    const same: Explanation = {
      from: 'a',
      to: 'b',
      values: [],
      objects: [],
      same: 3,
      remarks: [],
      warnings: [],
      elsewhere: [],
      secrets: new SecretContents([]),
    };
    expect(reports[format]([same], STYLE)).toMatchSnapshot();
  },
);

describe('Markdown', () => {
  test('is cut where GitHub would refuse it, and says so; its last block is closed', () => {
    const [object] = explanation.objects.filter(({ change }) => change.before === undefined);
    const objects = Array.from({ length: 3000 }, () => object ?? explanation.objects[0]).filter(
      (one) => one !== undefined,
    );
    const said = reports.markdown([{ ...explanation, objects }], STYLE);
    expect(said.length).toBeLessThan(61_000);
    expect(said).toMatch(/^```+\n\n\*\*\d{3,} more lines\*\* did not fit into a comment/m);
    expect(said.match(/^```+/gm)).toHaveLength(2);
  });

  test('one comment of several environments', () => {
    const said = reports.markdown([explanation, { ...explanation, environment: 'dev', objects: [] }], STYLE);
    expect(said.match(/^### .*$/gm)).toEqual(['### Difference of prod', '### Difference of dev']);
  });
});
