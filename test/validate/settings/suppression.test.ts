import { describe, expect, test } from '@jest/globals';
import { checks } from '../../../lib/validate/checks';
import { RuleSet } from '../../../lib/validate/rule-set';
import { Suppressions } from '../../../lib/validate/settings/suppression';
import { validate } from '../../../lib/validate/validate';
import { pod, run, shown } from './run';

const container = (name: string, comment = '') => `    - name: ${name}\n      image: nginx${comment}\n`;

describe('annotations', () => {
  const annotation = (reason: string, rule = 'latest-tag') =>
    `  annotations:\n    validate-ignore/${rule}: ${reason}\n`;

  test('cover their object, all of it, and no other', () => {
    const yaml = `${pod(annotation('a demo'), container('a'), container('b'))}---\n${pod('', container('c')).replace('web', 'other')}`;
    expect(shown(run(yaml))).toEqual(['latest-tag 10 (a demo)', 'latest-tag 12 (a demo)', 'latest-tag 21']);
  });

  test('on a pod template, they cover the template', () => {
    const yaml = `apiVersion: apps/v1
kind: Deployment
metadata: {generateName: web-}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {validate-ignore/latest-tag: a demo, validate-ignore/missing-name: a demo}
    spec:
      containers:
        - name: app
          image: nginx
`.replace('generateName: web-', 'labels: {}');
    expect(shown(run(yaml))).toEqual(['missing-name 3', 'latest-tag 13 (a demo)', 'unused-suppression 9']);
  });

  test.each(["''", "'  '"])('without a reason (%s) they suppress nothing, and are an error', (reason) => {
    expect(shown(run(pod(annotation(reason), container('a'))))).toEqual([
      'latest-tag 10',
      'suppression-without-reason 6',
    ]);
  });

  test('of a rule that does not exist: what was meant', () => {
    const [, finding] = run(pod(annotation('a demo', 'lates-tag'), container('a')));
    expect(finding).toMatchObject({ rule: 'suppression-of-unknown-rule', severity: 'warning' });
    expect(finding?.message).toBe('there is no rule lates-tag, did you mean latest-tag?');
  });

  test('in many objects of a file: it is read no more often than for one, to say where they are', () => {
    const readingsOf = (count: number): number => {
      const one = (name: string) => pod(annotation('a demo', 'lates-tag'), container('a')).replace('web', name);
      const yaml = Array.from({ length: count }, (_, index) => one(`web-${String(index)}`)).join('---\n');
      let readings = 0;
      const { findings } = validate([{ name: 'web.yaml', text: () => (readings++, yaml) }]);
      const lines = findings
        .filter(({ rule }) => rule === 'suppression-of-unknown-rule')
        .map(({ location }) => location.line);
      const written = yaml.split('\n').flatMap((line, index) => (line.includes('lates-tag') ? [index + 1] : []));
      expect(lines).toEqual(written);
      return readings;
    };
    expect(readingsOf(40)).toBe(readingsOf(1));
  });

  test('of a custom resource whose annotations are anything are not looked at', () => {
    const yaml =
      'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, annotations: [validate-ignore/latest-tag]}\n';
    expect(shown(run(yaml))).toEqual([]);
  });
});

describe('unused', () => {
  const yaml = pod('', '    - name: a\n      image: nginx:1 # validate-ignore latest-tag: a demo\n');

  test('is a finding', () => {
    expect(shown(run(yaml))).toEqual(['unused-suppression 8']);
  });

  test('not if its rule did not run', () => {
    expect(shown(run(yaml, { settings: { 'latest-tag': 'off' } }))).not.toContain('unused-suppression 8');
  });

  test('not if part of the input could not be read', () => {
    const sources = [
      { name: 'web.yaml', text: () => yaml },
      { name: 'broken.yaml', text: () => 'a: [' },
    ];
    expect(validate(sources).findings.map(({ rule }) => rule)).not.toContain('unused-suppression');
  });
});

test('a template counts for what is rendered from it', () => {
  const rules = new RuleSet(checks, { packs: [], settings: {} }, { minor: 36, registries: [] });
  const suppressions = new Suppressions(rules, checks, []);
  suppressions.readFile(
    'templates/web.yaml',
    'kind: Pod\n{{/* validate-ignore latest-tag: a demo */}}\nimage: nginx\n',
  );
  const at = (line: number) => ({ file: 'templates/web.yaml', line, column: 1 });
  const finding = {
    rule: 'latest-tag',
    severity: 'warning',
    message: '',
    path: '',
    related: [],
    triggers: [],
  } as const;
  const rendered = { file: 'web/templates/web.yaml', line: 30, column: 1 };
  const findings = [3, 1].map((line) => ({ ...finding, location: at(line), rendered }));
  expect(shown(suppressions.apply(findings, { complete: true }))).toEqual(['latest-tag 3 (a demo)', 'latest-tag 1']);
});
