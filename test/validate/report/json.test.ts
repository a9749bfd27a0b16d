import { expect, test } from '@jest/globals';
import { json } from '../../../lib/validate/report/json';
import { everything, plain } from './sample';

const report = JSON.parse(json(everything, plain)) as Readonly<Record<string, unknown>> & {
  readonly findings: readonly Readonly<Record<string, unknown>>[];
};

test('the head of the report', () => {
  const { findings, ...head } = report;
  expect(findings).toHaveLength(4);
  expect(head).toEqual({
    version: 1,
    tool: { name: 'tool', version: '1.2.3' },
    kubernetesVersion: '1.36',
    failOn: 'error',
    summary: {
      documents: 3,
      objects: 2,
      unknownKinds: 1,
      errors: 1,
      warnings: 1,
      infos: 1,
      suppressed: 1,
      unreadable: 1,
    },
    omitted: [],
    matrix: { cases: 15, refused: 8, untried: 2, milliseconds: 1234 },
    unreadable: [{ file: 'broken.yaml', line: 2, column: 3, message: 'a tab cannot indent' }],
    skipped: [{ file: 'README.md', message: 'neither YAML nor JSON' }],
  });
});

test('every finding has every key', () => {
  const keys = report.findings.map((finding) => Object.keys(finding).join(' '));
  expect([...new Set(keys)]).toEqual([
    'rule severity message file line column path object rendered related triggers suppressed fingerprint',
  ]);
});

test('a finding', () => {
  expect(report.findings.find(({ rule }) => rule === 'unknown-field')).toEqual({
    rule: 'unknown-field',
    severity: 'error',
    message: 'a < b & "c", 100%\nsecond line',
    file: 'web.yaml',
    line: 5,
    column: 1,
    path: 'spec',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team', name: 'web' },
    rendered: { file: 'rendered.yaml', line: 7, column: 1 },
    related: [{ message: 'the Service that means it', file: 'service, one.yaml', line: 3, column: 1 }],
    triggers: ['defaults', 'ingress.enabled=true'],
    suppressed: null,
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(report.findings.flatMap(({ suppressed }) => suppressed ?? [])).toEqual([
    { source: 'comment', reason: 'a demonstration', file: 'web.yaml', line: 9, column: 30 },
  ]);
});
