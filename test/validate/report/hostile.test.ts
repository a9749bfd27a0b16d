/** What strangers write into manifests, printed by each format: it can steer neither a terminal nor a CI server. */
import { describe, expect, test } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import type { Finding } from '../../../lib/validate/finding';
import { formats, formatNames, type FormatName } from '../../../lib/validate/report/formats';
import { image, plain, reportOf } from './sample';

/** Commands of GitHub's runner and Azure's agent, escape sequences of C0 and C1, and text that runs backwards. */
const hostile =
  'a\n::stop-commands::x\r\n  ::error::y\r##[add-path]z ##vso[task.setvariable]1 \u001B[2J\u009B2J\u0085\u007F\u061C\u202E\u2066\u2028\u{E0041}\uFEFF!';

const at = { file: `${hostile}.yaml`, line: 1, column: 1 };
const finding: Finding = {
  ...image,
  severity: 'error',
  message: hostile,
  path: hostile,
  location: at,
  rendered: at,
  object: { apiVersion: hostile, kind: hostile, name: hostile, namespace: hostile },
  related: [{ message: hostile, location: at }],
  triggers: [hostile],
};
const suppressed: Finding = { ...finding, suppressed: { source: 'comment', reason: hostile, location: at } };
const report = reportOf([finding, suppressed], {
  unreadable: [{ ...at, reason: hostile }],
  skipped: [{ file: hostile, reason: hostile }],
});

const printed = (name: FormatName, detail: 'normal' | 'verbose', color: boolean) =>
  formats[name](report, { ...plain, detail, color, textOf: () => hostile.replace(/[\r\n]/g, ' ') });

const ours = /^::(?:error|warning|notice) file=/;

describe.each(formatNames)('%s', (name) => {
  test.each([
    ['normal', false],
    ['verbose', false],
    ['verbose', true],
  ] as const)('%s, coloured: %s', (detail, color) => {
    const lines = printed(name, detail, color)
      // eslint-disable-next-line no-control-regex -- our own colours
      .replace(/\u001B\[[0-9]+m/g, '')
      .split('\n');
    expect(lines.filter((line) => /^\s*::/.test(line) && !(name === 'github' && ours.test(line)))).toEqual([]);
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
    expect(lines.filter((line) => /##(?:vso)?\[/.test(line))).toEqual([]);
  });
});

test('programs read what was written', () => {
  const json = JSON.parse(printed('json', 'normal', false)) as {
    readonly findings: readonly { readonly message: string }[];
  };
  expect(json.findings[0]?.message).toBe(hostile);
  const sarif = JSON.stringify(JSON.parse(printed('sarif', 'normal', false)));
  expect(sarif).toContain(JSON.stringify(hostile).slice(1, -1));
  // It warns of the character that stands for those which XML cannot carry.
  const xml = new DOMParser({ onError: () => undefined }).parseFromString(
    printed('junit', 'normal', false),
    'text/xml',
  );
  expect(xml.getElementsByTagName('failure')[0]?.getAttribute('message')).toBe(hostile.replace('\u001B', '\uFFFD'));
});

test('what a person reads', () => {
  const name = 'a\n::stop-commands::x';
  const about = { apiVersion: 'v1', kind: 'Pod', namespace: 'b', name };
  const one: Finding = {
    ...image,
    object: about,
    message: `${name} ::c`,
    path: '',
    location: { file: '::x', line: 1, column: 1 },
  };
  expect(formats.text(reportOf([one]), { ...plain, width: 40, textOf: () => '::y ##[z]' })).toBe(`\\u003A:x

  Pod b/a\\n::stop-commands::x

    warning latest-tag  ::x:1:1
      a ::stop-commands::x ::c
          1 │ ::y #\\u0023[z]
            │ ^
      Fix: Name the version that was
      tested, best with its digest.

1 object checked for Kubernetes 1.36: 0 errors, 1 warning, 0 info
`);
});
