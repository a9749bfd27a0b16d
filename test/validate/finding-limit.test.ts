/** A hundred thousand findings of one kind are counted, not held: the exit code and the numbers are those of all. */
import { describe, expect, test } from '@jest/globals';
import type { ObjectCheck } from '../../lib/validate/check';
import { checkSource } from '../../lib/validate/check-source';
import latestTag from '../../lib/validate/checks/supply-chain/latest-tag';
import { attach } from '../../lib/validate/keep';
import type { ManifestObject } from '../../lib/validate/object';
import type { RawFinding } from '../../lib/validate/raw-finding';
import { formatNames, formats } from '../../lib/validate/report/formats';
import { exitCode, toReport, totalsOf } from '../../lib/validate/report/report';
import { RuleSet } from '../../lib/validate/rule-set';
import { defaultOptions, Run, validate, type ValidateOptions } from '../../lib/validate/validate';
import { validateInput } from '../../lib/validate/validate-input';
import { plain, reportOf } from './report/sample';

const settings = { 'latest-tag': 'error' as const };
const pod = (name: string, note = '') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: app
      image: nginx ${note}
`;
const many = (count: number, note = '') => ({
  name: 'many.yaml',
  text: () => Array.from({ length: count }, (_, index) => pod(`p${String(index)}`, note)).join('---\n'),
});

function latest(source: ReturnType<typeof many>, options: Partial<ValidateOptions>) {
  const { findings, omitted } = validate([source], { settings, ...options });
  return {
    listed: findings.filter(({ rule }) => rule === 'latest-tag').length,
    omitted: omitted?.filter(({ rule }) => rule === 'latest-tag'),
  };
}

test('the first are listed, the others counted', () => {
  expect(latest(many(30), { findingsPerRule: 5 })).toEqual({
    listed: 5,
    omitted: [{ rule: 'latest-tag', severity: 'error', isSuppressed: false, count: 25 }],
  });
  expect(validate([many(5)], { findingsPerRule: 5 }).omitted).toBeUndefined();
});

test('suppressed ones take no place', () => {
  const comment = '# validate-ignore latest-tag: a demo';
  const text = () => `${many(30, comment).text()}---\n${pod('last')}`;
  const { findings, omitted } = validate([{ name: 'many.yaml', text }], { settings, findingsPerRule: 5 });
  const listed = findings.filter(({ rule }) => rule === 'latest-tag');
  expect(listed.filter(({ suppressed }) => suppressed === undefined).map(({ object }) => object?.name)).toEqual([
    'last',
  ]);
  expect(omitted?.find(({ rule }) => rule === 'latest-tag')).toMatchObject({ isSuppressed: true, count: 25 });
  // All of them are of use, also those whose findings are not listed.
  expect(findings.filter(({ rule }) => rule === 'unused-suppression')).toEqual([]);
});

test('what is wrong with suppressions has the same limit', async () => {
  const comments = '# validate-ignore a, latest-tag: x\n# validate-ignore latest-tag\n'.repeat(30);
  const source = { name: 'many.yaml', text: () => `${many(30).text()}---\n${comments}` };
  const input = { sources: [source], charts: [], unreadable: [], skipped: [] };
  const { findings, omitted: more } = await validateInput(input, { settings, findingsPerRule: 5 });
  const rules = ['suppression-of-unknown-rule', 'suppression-without-reason', 'unused-suppression'];
  // Beside those of the manifests, which were counted before.
  for (const rule of ['latest-tag', ...rules]) {
    expect(findings.filter((each) => each.rule === rule)).toHaveLength(5);
    expect(more?.filter((each) => each.rule === rule)).toMatchObject([{ isSuppressed: false, count: 25 }]);
  }
});

test('so has what cannot be read', async () => {
  const unreadable = Array.from({ length: 1003 }, () => ({ file: 'a.yaml', line: 1, column: 1, reason: 'no' }));
  const read = await validateInput({ sources: [], charts: [], unreadable, skipped: [] });
  expect(read.unreadable).toHaveLength(1000);
  expect(read.unreadable.at(-2)?.reason).toBe('no');
  expect(read.unreadable.at(-1)?.reason).toBe('no (and 3 more places that cannot be read, not listed here)');
  const report = reportOf([], read);
  expect(JSON.parse(formats.json(report, plain))).toMatchObject({ summary: { unreadable: 1003 } });
  expect(formats.text(report, plain)).toContain('at least 1 file could not be read');
});

const omitted = [{ rule: 'latest-tag', severity: 'error', isSuppressed: false, count: 25 }] as const;

test('they count', () => {
  expect(totalsOf([], omitted)).toEqual({ error: 25, warning: 0, info: 0, suppressed: 0 });
  expect(exitCode(reportOf([], { omitted }))).toBe(1);
  expect(exitCode(reportOf([], { omitted: [{ ...omitted[0], severity: 'info' }] }))).toBe(0);
  expect(exitCode(reportOf([], { omitted: [{ ...omitted[0], isSuppressed: true }] }))).toBe(0);
});

test.each(formatNames.filter((name) => name !== 'json'))('%s says so', (name) => {
  expect(formats[name](reportOf([], { omitted }), plain)).toContain('25 more findings of this rule, not listed here');
});

test('json says so', () => {
  const { summary, omitted: listed } = JSON.parse(formats.json(reportOf([], { omitted }), plain)) as {
    readonly summary: unknown;
    readonly omitted: unknown;
  };
  expect(summary).toMatchObject({ errors: 25 });
  expect(listed).toEqual([{ rule: 'latest-tag', severity: 'error', suppressed: false, count: 25 }]);
});

test('quiet output says it of what makes the run fail', () => {
  const quiet = { ...plain, detail: 'quiet' as const };
  expect(formats.text(reportOf([], { omitted }), quiet)).toContain('25 more findings');
  expect(formats.text(reportOf([], { omitted: [{ ...omitted[0], severity: 'info' }] }), quiet)).toBe('');
});

test('a report of what was validated has them', () => {
  const validation = validate([many(30)], { settings, findingsPerRule: 5 });
  const report = toReport(validation, { tool: { name: 't', version: '1' }, minor: 36, failOn: 'error', skipped: [] });
  expect(totalsOf(report.findings, report.omitted).error).toBe(30);
});

describe('a finding has an end', () => {
  /** What a check says of a pod, in short. */
  function reported(say: ObjectCheck['check']): RawFinding | undefined {
    const check: ObjectCheck = { ...latestTag, id: 'check', scope: 'object', kinds: '*', check: say };
    const rules = new RuleSet([check], { packs: [], settings: {} }, { minor: 36, registries: [] });
    const { objects } = checkSource({ name: 'a.yaml', text: () => pod('a') }, new Run(defaultOptions).checks);
    return objects.flatMap((object) => rules.checkObject(attach(object, { name: 'a.yaml', text: () => '' })))[0];
  }

  test('its message', () => {
    const say = (length: number) =>
      reported((_, report) => {
        report([], 'x'.repeat(length));
      })?.message;
    expect([say(1000), say(1001)]).toEqual(['x'.repeat(1000), `${'x'.repeat(1000)}…`]);
  });

  test('places beside it', () => {
    const related = (object: ManifestObject) =>
      Array.from({ length: 21 }, () => ({ object, path: [], message: 'here' }));
    const found = reported((object, report) => {
      report([], 'x', { related: related(object) });
    });
    expect(found?.related).toHaveLength(20);
  });

  test('also where the words are those of a definition', () => {
    const rule = { rule: 'self.a == ""', message: 'x'.repeat(1001) };
    const properties = { a: { type: 'string' } };
    const spec = { type: 'object', properties, 'x-kubernetes-validations': [rule] };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        names: { kind: 'Thing', plural: 'things' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { properties: { spec } } } }],
      },
    };
    const thing = 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {a: b}\n';
    const { findings } = validate([{ name: 'a.yaml', text: () => `${JSON.stringify(definition)}\n---\n${thing}` }]);
    expect(findings.find((each) => each.rule === 'cel-rule')?.message).toBe(`${'x'.repeat(1000)}…`);
  });
});

test('a finding of thousands does not list thousands: its message has an end, suggestions are for names that people write', () => {
  const volumes = Array.from({ length: 1500 }, (_, index) => `{name: volume-${String(index)}, emptyDir: {}}`);
  const mount = '{name: volume-x, mountPath: /a}';
  const spec = `volumes: [${volumes.join(', ')}]\n  containers: [{name: app, image: "nginx:1.29.3", volumeMounts: [${mount}]}]`;
  const text = () => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  ${spec}\n`;
  const { findings } = validate([{ name: 'a.yaml', text }]);
  const messages = findings.map(({ rule, message }) => ({ rule, message }));
  expect(messages.filter(({ message }) => message.length > 1001)).toEqual([]);
  expect(messages.find(({ rule }) => rule === 'volume-mount-undefined')?.message).toBe(
    `the pod has no volume "volume-x"; it has ${Array.from({ length: 8 }, (_, index) => `volume-${String(index)}`).join(', ')}`,
  );
});
