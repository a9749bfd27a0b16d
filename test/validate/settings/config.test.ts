import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../lib/validate/settings/config';
import { resultsOf } from '../../support/linear';
import { pod, run, shown } from './run';

const full = `kubernetesVersion: "1.34"
namespace: team
failOn: warning
rules: {latest-tag: off, unknown-kind: error}
packs: []
registries: [ghcr.io/team]
external:
  - {kind: Secret, namespace: team, name: database}
  - {kind: Issuer.cert-manager.io}
schemas: [crds]
exclude: ['**/testdata/**']
paths: [deploy]
values: [prod.yaml]
`;

test('everything it can say', () => {
  expect(readConfig(full, 'c.yaml')).toEqual({
    minor: 34,
    namespace: 'team',
    failOn: 'warning',
    rules: { 'latest-tag': 'off', 'unknown-kind': 'error' },
    packs: [],
    registries: ['ghcr.io/team'],
    external: [{ kind: 'Secret', namespace: 'team', name: 'database' }, { kind: 'Issuer.cert-manager.io' }],
    schemas: ['crds'],
    exclude: ['**/testdata/**'],
    paths: ['deploy'],
    values: ['prod.yaml'],
    suppressions: [],
  });
});

test('an empty one says nothing', () => {
  expect(readConfig('# nothing yet\n', 'c.yaml')).toEqual(readConfig('', 'c.yaml'));
});

describe('mistakes have their place', () => {
  test.each([
    ['kubernetesVersion: 1.34', 'c.yaml:1:1: kubernetesVersion: expected a text, got 1.34; put it in quotes'],
    ['kubernetesVersion: v1.34', 'c.yaml:1:1: kubernetesVersion: expected a version such as "1.34", got "v1.34"'],
    ['a: 1\nfailon: error', 'c.yaml:2:1: failon: unknown key, did you mean failOn?'],
    [
      'rules:\n  latest-tag: loud',
      'c.yaml:2:3: rules.latest-tag: expected one of off, error, warning, info, got "loud"',
    ],
    ['rules: []', 'c.yaml:1:1: rules: expected a mapping, got []'],
    ['suppress:\n  - reason: why', 'c.yaml:2:5: suppress[0].rule: required, but missing'],
    ['external: [{kind: ""}]', 'c.yaml:1:13: external[0].kind: expected something, got nothing'],
    [
      `suppress:\n${'  - {rule: latest-tag, reason: why}\n'.repeat(1001)}`,
      'c.yaml:1:1: suppress: at most 1000, got 1001: a baseline is for more',
    ],
    ['- a', 'c.yaml:1:1: the configuration: expected a mapping, got ["a"]'],
    ['a: 1\n---\nb: 1', 'c.yaml:3:1: expected one document, got another one'],
    ['a: [', 'c.yaml:1:5: '],
  ])('%j', (text, message) => {
    expect(() => readConfig(text, 'c.yaml')).toThrow(message);
  });

  test('all of them at once', () => {
    expect(() => readConfig('a: 1\nb: 2', 'c.yaml')).toThrow(/c\.yaml:1:1: a: .*\nc\.yaml:2:1: b: /s);
  });
});

test.each([
  ['exclude: ["a", "!b"]', 'c.yaml:1:16: exclude[1]: a glob that begins with ! is not known here: name what is meant'],
  ['paths: ["+(a)"]', 'c.yaml:1:9: paths[0]: @(…), !(…) and the like are not known here: use {a,b}'],
  [
    'suppress:\n  - {rule: latest-tag, files: ["!(a)"]}',
    'c.yaml:2:32: suppress[0].files[0]: a glob that begins with ! is not known here: name what is meant',
  ],
])('a glob that is none: %s', (text, message) => {
  expect(() => readConfig(text, 'c.yaml')).toThrow(new Error(message));
});

describe('off, unquoted, is a word here', () => {
  test.each(['off', "'off'", '"off"'])('%s', (word) => {
    expect(readConfig(`rules: {latest-tag: ${word}}`, 'c.yaml').rules).toEqual({ 'latest-tag': 'off' });
  });
});

describe('suppress', () => {
  const yaml = pod('', '    - name: a\n      image: nginx\n', '    - name: b\n      image: redis\n');
  const findings = (entry: string) =>
    shown(run(yaml, { suppressions: readConfig(`suppress:\n  - {${entry}}\n`, 'c.yaml').suppressions }));
  const both = ['latest-tag 8 (why)', 'latest-tag 10 (why)'];
  const none = ['latest-tag 8', 'latest-tag 10'];

  test.each([
    ['rule: latest-tag, reason: why', both],
    ['rule: latest-tag, reason: why, kind: Pod, name: w*b, namespace: default, files: ["*.yaml"]', both],
    ['rule: latest-tag, reason: why, path: "spec.containers[1].image"', ['latest-tag 8', 'latest-tag 10 (why)']],
    ['rule: latest-tag, reason: why, path: "spec.containers*"', both],
    ['rule: latest-tag, reason: why, kind: Deployment', [...none, 'unused-suppression 2']],
    ['rule: latest-tag, reason: why, name: we', [...none, 'unused-suppression 2']],
    ['rule: latest-tag', [...none, 'suppression-without-reason 2']],
    ['rule: latest-tags, reason: why', [...none, 'suppression-of-unknown-rule 2']],
  ])('%s', (entry, expected) => {
    expect(findings(entry)).toEqual(expected);
  });

  test('patterns that a regular expression would not finish with', () => {
    const long = yaml.replace('name: web', `name: ${'eb'.repeat(10_000)}`);
    const config = `suppress: [{rule: latest-tag, reason: why, name: "${'*e*b'.repeat(2000)}*x"}]`;
    const results = resultsOf('./test/validate/settings/run', 'it.runWith', [[long, config]]);
    expect(results).toEqual([expect.arrayContaining(none)]);
  });

  test('of files that were not read is not called unused', () => {
    expect(findings('rule: latest-tag, reason: why, files: [other/**]')).toEqual(none);
  });
});
