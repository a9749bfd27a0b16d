import { describe, expect, test } from '@jest/globals';
import { text } from '../../../lib/validate/report/text';
import { accepted, everything, image, misspelt, plain, reportOf } from './sample';

test('what a person sees', () => {
  expect(text(everything, plain)).toMatchInlineSnapshot(`
    "broken.yaml

      error cannot be read  broken.yaml:2:3
          a tab cannot indent

    folder/a b.yaml

        info unused-suppression  folder/a b.yaml:1:1
          about no object
          Fix: Remove it: it would hide the next such finding, which nobody has
          decided about. A baseline is written again with --write-baseline.

    web.yaml

      Deployment team/web

        error unknown-field  web.yaml:5:1
          a < b & "c", 100% second line
          at spec
              5 │ spec:
                │ ^^^^
          the Service that means it: service, one.yaml:3:1
          with defaults; ingress.enabled=true
          Fix: Correct the name or the indentation, or remove the field.

        warning latest-tag  web.yaml:10:11
          image nginx:latest: whatever is newest will run
          at spec.template.spec.containers[0].image
             10 │           image: nginx:latest
                │           ^^^^^
          Fix: Name the version that was tested, best with its digest.

    2 objects checked for Kubernetes 1.36: 1 error, 1 warning, 1 info
    15 sets of values tried in 1.2 s; the chart refuses 8 of them; 2 not tried: at most 250 are, within 300 s
    1 suppressed
    1 object of a kind without a schema: its fields were not checked
    1 skipped (neither YAML nor JSON); --verbose names them
    1 file could not be read
    "
  `);
});

test('nothing found is one line', () => {
  expect(text(reportOf([]), plain)).toBe('1 object checked for Kubernetes 1.36: 0 errors, 0 warnings, 0 info\n');
});

test('a remedy is told once for each rule', () => {
  const printed = text(reportOf([image, { ...image, path: 'spec.other' }]), plain);
  expect(printed.split('Fix: ')).toHaveLength(2);
});

test('of many triggers the first are named, with --verbose all', () => {
  const report = reportOf([{ ...image, triggers: ['defaults', 'a=true', 'b=true', 'c=true'] }]);
  expect(text(report, plain)).toContain('with defaults; a=true; and 2 more\n');
  expect(text(report, { ...plain, detail: 'verbose' })).toContain('with defaults; a=true; b=true; c=true\n');
});

test('quiet: what makes the run fail, and nothing else', () => {
  const printed = text(reportOf([image, misspelt]), { ...plain, detail: 'quiet' });
  expect(printed).toContain('unknown-field');
  expect(printed).not.toMatch(/latest-tag|checked for/);
  expect(text(reportOf([image]), { ...plain, detail: 'quiet' })).toBe('');
});

test('verbose: suppressed findings with their reasons', () => {
  expect(text(reportOf([accepted]), plain)).not.toContain('latest-tag');
  expect(text(reportOf([accepted]), { ...plain, detail: 'verbose' })).toContain('a demonstration (web.yaml:9:30)');
});

test('no line is wider than the terminal', () => {
  const long = { ...image, message: 'word '.repeat(60).trim() };
  const lines = text(reportOf([long, misspelt]), plain).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

describe('colours', () => {
  const escape = '\u001B[';

  test('are used only where they are wanted', () => {
    expect(text(everything, plain)).not.toContain(escape);
    expect(text(everything, { ...plain, color: true })).toContain(escape);
  });

  test('nothing in the input can steer the terminal', () => {
    const hostile = `\u001B[2Jgone\u202E`;
    const finding = {
      ...image,
      message: hostile,
      path: hostile,
      location: { ...image.location, file: `${hostile}.yaml`, line: 1, column: 1 },
      object: { apiVersion: 'v1', kind: hostile, name: hostile, namespace: '' },
    };
    const printed = text(reportOf([finding]), { ...plain, textOf: () => `key: ${hostile}` });
    for (const character of hostile.match(/[^\w[]/gu) ?? []) expect(printed).not.toContain(character);
    expect(printed).toContain('\\u001B[2Jgone\\u202E');
  });
});
