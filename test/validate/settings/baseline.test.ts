import { describe, expect, test } from '@jest/globals';
import { readBaseline, writeBaseline } from '../../../lib/validate/settings/baseline';
import { pod, run, shown } from './run';

const containers = ['    - name: a\n      image: nginx\n', '    - name: b\n      image: redis\n'];
const yaml = pod('', ...containers);
const baseline = writeBaseline(run(yaml));
const suppressions = readBaseline(baseline, 'baseline.json');
const known = 'known since the baseline';

test('is JSON, a line for each finding, sorted', () => {
  expect(JSON.parse(baseline)).toMatchObject({ version: 1 });
  const lines = baseline.split('\n').slice(3, -3);
  expect(lines.map((line) => line.replace(/"[0-9a-f]{32}"/, '…'))).toEqual([
    '    {"fingerprint":…,"rule":"latest-tag","file":"web.yaml","about":"Pod default/web spec.containers[0].image"},',
    '    {"fingerprint":…,"rule":"latest-tag","file":"web.yaml","about":"Pod default/web spec.containers[1].image"}',
  ]);
  expect(writeBaseline([...run(yaml)].reverse())).toBe(baseline);
  expect(writeBaseline([])).toBe('{\n  "version": 1,\n  "findings": []\n}\n');
});

test('what strangers have called things steers nothing that shows it', () => {
  const [finding] = run(yaml);
  if (finding === undefined) throw new Error('nothing was found');
  const hostile = '##[group]\u202E\u0085';
  const written = writeBaseline([{ ...finding, location: { ...finding.location, file: hostile } }]);
  expect(written).toContain('"file":"#\\u0023[group]\\u202E\\u0085"');
  expect(JSON.parse(written)).toMatchObject({ findings: [{ file: hostile }] });
});

test('its findings are suppressed, also when their lines have moved', () => {
  expect(shown(run(`# moved\n\n${yaml}`, { suppressions }))).toEqual([
    `latest-tag 10 (${known})`,
    `latest-tag 12 (${known})`,
  ]);
});

test('new findings are not', () => {
  const more = pod('', ...containers, '    - name: c\n      image: new\n');
  expect(shown(run(more, { suppressions }))).toContain('latest-tag 12');
});

test('what is no longer found is reported at its line of the baseline', () => {
  const findings = run(pod('', containers[0] ?? ''), { suppressions });
  expect(shown(findings)).toEqual([`latest-tag 8 (${known})`, 'unused-suppression 5']);
  expect(findings[1]?.location.file).toBe('baseline.json');
});

test('unless its file was not among the input', () => {
  const other = readBaseline(baseline.replaceAll('web.yaml', 'other.yaml'), 'baseline.json');
  expect(shown(run(yaml, { suppressions: other }))).not.toContain('unused-suppression 4');
});

test('written again, it keeps what it has', () => {
  expect(writeBaseline(run(yaml, { suppressions }))).toBe(baseline);
});

describe('what is no baseline', () => {
  test.each([
    ['{', 'a baseline is JSON, and this is not'],
    ['null', 'expected a baseline of version 1'],
    ['{"version": 2, "findings": []}', 'expected a baseline of version 1'],
    ['{"version": 1, "findings": [null]}', 'every finding needs a fingerprint, a rule and a file'],
    ['{"version": 1, "findings": [{"rule": "a"}]}', 'every finding needs a fingerprint, a rule and a file'],
  ])('%s', (text, reason) => {
    expect(() => readBaseline(text, 'b.json')).toThrow(`b.json: ${reason}; write it with --write-baseline`);
  });
});
