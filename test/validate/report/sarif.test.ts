/** What we write against the official schema of SARIF 2.1.0, and what viewers need beyond it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import { sarif } from '../../../lib/validate/report/sarif';
import { everything, image, plain, reportOf } from './sample';

const schemaFile = join(
  dirname(require.resolve('@microsoft/jest-sarif/package.json')),
  'lib/schemas/sarif-2.1.0-rtm.5.json',
);
const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
const isValid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly unknown[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly suppressions: readonly unknown[];
        readonly partialFingerprints: unknown;
      }[];
    },
  ];
}

const logOf = (report = everything) => JSON.parse(sarif(report, plain)) as Log;
const run = logOf().runs[0];

test.each([
  ['everything', everything],
  ['nothing', reportOf([])],
])('the official schema accepts a report of %s', (_, report) => {
  isValid(logOf(report));
  expect(isValid.errors).toBeNull();
});

test('the schema would refuse a mistake', () => {
  expect(isValid({ ...logOf(), runs: [{ ...run, results: [{ level: 'fatal' }] }] })).toBe(false);
});

test('every result names its rule by index, too', () => {
  const rules = run.tool.driver.rules.map(({ id }) => id);
  expect(run.results.map(({ ruleIndex }) => rules[ruleIndex])).toEqual(run.results.map(({ ruleId }) => ruleId));
});

test('levels', () => {
  expect(run.results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
    'unused-suppression note',
    'unknown-field error',
    'latest-tag warning',
    'latest-tag warning',
  ]);
});

test('what is suppressed says why, and everything else that it is not', () => {
  expect(run.results.map(({ suppressions }) => suppressions.length)).toEqual([0, 0, 1, 0]);
  expect(run.results[2]?.suppressions).toEqual([
    expect.objectContaining({ kind: 'inSource', status: 'accepted', justification: 'a demonstration' }),
  ]);
});

test('input that cannot be read is an unsuccessful execution', () => {
  expect(run.invocations).toEqual([
    expect.objectContaining({
      executionSuccessful: false,
      exitCode: 2,
      toolExecutionNotifications: [
        expect.objectContaining({ level: 'error', message: { text: 'a tab cannot indent' } }),
        expect.objectContaining({ level: 'note', message: { text: 'skipped: neither YAML nor JSON' } }),
      ],
    }),
  ]);
  expect(logOf(reportOf([])).runs[0].invocations).toEqual([
    { executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [] },
  ]);
});

describe('places', () => {
  test('a name of a file is a URI', () => {
    expect(sarif(everything, plain)).toContain('"uri": "folder/a%20b.yaml"');
    const absolute = { ...image, location: { ...image.location, file: '/tmp/a b.yaml' } };
    expect(sarif(reportOf([absolute]), plain)).toContain('"uri": "file:///tmp/a%20b.yaml"');
  });

  test('fingerprints survive when lines move, and tell fields apart', () => {
    const prints = (changes: object) =>
      logOf(reportOf([{ ...image, ...changes }])).runs[0].results[0]?.partialFingerprints;
    expect(prints({ location: { ...image.location, line: 99 } })).toEqual(prints({}));
    expect(prints({ path: 'spec.other' })).not.toEqual(prints({}));
    expect(prints({ rule: 'unknown-field' })).not.toEqual(prints({}));
  });
});

test('whatever an object is called, no message has a link in it', () => {
  const link = '[click](https://evil.example/)';
  const report = reportOf([{ ...image, message: link, related: [{ message: link, location: image.location }] }]);
  const unreadable = [{ file: 'a.yaml', line: 1, column: 1, reason: link }];
  const skipped = [{ file: 'b.yaml', reason: link }];
  const written = sarif({ ...report, unreadable, skipped }, plain);
  expect(written).not.toContain('[click](');
  expect(written.match(/\[click\] \(https/g)).toHaveLength(4);
});
