/** A report with one of everything, for the tests of what prints it. */
import type { Finding, ObjectName } from '../../../lib/validate/finding';
import { toReport, type FormatOptions, type Report } from '../../../lib/validate/report/report';

export const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: app
          image: nginx:latest
`;

const object: ObjectName = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team', name: 'web' };
const at = (line: number, column: number, file = 'web.yaml') => ({ file, line, column });

export const image: Finding = {
  rule: 'latest-tag',
  severity: 'warning',
  message: 'image nginx:latest: whatever is newest will run',
  location: at(10, 11),
  object,
  path: 'spec.template.spec.containers[0].image',
  related: [],
  triggers: [],
};

export const misspelt: Finding = {
  rule: 'unknown-field',
  severity: 'error',
  message: 'a < b & "c", 100%\nsecond line',
  location: at(5, 1),
  object,
  path: 'spec',
  related: [{ message: 'the Service that means it', location: at(3, 1, 'service, one.yaml') }],
  triggers: ['defaults', 'ingress.enabled=true'],
  rendered: at(7, 1, 'rendered.yaml'),
};

export const accepted: Finding = {
  ...image,
  location: at(9, 11),
  path: 'spec.template.spec.containers[1].image',
  suppressed: { source: 'comment', reason: 'a demonstration', location: at(9, 30) },
};

export const ofFile: Finding = {
  rule: 'unused-suppression',
  severity: 'info',
  message: 'about no object',
  location: at(1, 1, 'folder/a b.yaml'),
  path: '',
  related: [],
  triggers: [],
};

export function reportOf(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  const counts = { documents: 1, objects: 1, unknownKinds: 0 };
  const tool = { name: 'tool', version: '1.2.3' };
  return {
    ...toReport({ findings, unreadable: [], counts }, { tool, minor: 36, failOn: 'error', skipped: [] }),
    ...changes,
  };
}

export const everything = reportOf([image, misspelt, accepted, ofFile], {
  unreadable: [{ file: 'broken.yaml', line: 2, column: 3, reason: 'a tab cannot indent' }],
  matrix: { cases: 15, refused: 8, untried: 2, milliseconds: 1234 },
  skipped: [{ file: 'README.md', reason: 'neither YAML nor JSON' }],
  counts: { documents: 3, objects: 2, unknownKinds: 1 },
});

export const plain: FormatOptions = {
  textOf: (file) => (file === 'web.yaml' ? manifest : undefined),
  color: false,
  width: 80,
  detail: 'normal',
};
