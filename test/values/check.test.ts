/** What a person reads when values are wrong. */
import { expect, test } from '@jest/globals';
import { checkValues, formatProblems } from '../../lib/values/check';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';
import { definition } from '../support/platform';

/** The problems of one file, as printed; empty if it is fine. */
function said(text: string): string {
  const checked = checkValues(definition, [{ file: 'v.yaml', text }]);
  return checked.ok ? '' : formatProblems(checked.problems);
}

/** Enough to satisfy the rules. */
const FINE =
  'postgresql: {auth: {password: x}}\nminio: {enabled: true, auth: {rootUser: admin, rootPassword: longenough}}\n';

/** Measured: `helm template` of Helm 3.17 leaves out what Helm 4.1 takes. */
const LATER_DOCUMENT =
  'expected one document, found another, which Helm 3 ignores and Helm 4 merges. Put all values into the first one';

test.each<[string, string, string]>([
  ['fine', FINE, ''],
  [
    'an unknown key',
    'mlflow:\n  replicaCout: 2\n',
    'v.yaml:2:3: mlflow.replicaCout: unknown key. Did you mean replicaCount?',
  ],
  [
    'an unknown section',
    'mongodb: {}\n',
    'v.yaml:1:1: mongodb: unknown key. Known here: global, mlflow, postgresql, externalDatabase, minio, externalS3, clients.',
  ],
  [
    'a wrong type',
    'mlflow: {workers: "four"}\n',
    'v.yaml:1:19: mlflow.workers: expected an integer from 1 to 64, got "four"',
  ],
  [
    'a number in quotes',
    'mlflow: {workers: "4"}\n',
    'v.yaml:1:19: mlflow.workers: expected an integer from 1 to 64, got "4". Remove its quotes',
  ],
  [
    'true in quotes',
    'minio: {enabled: "true"}\n',
    'v.yaml:1:18: minio.enabled: expected a boolean, got "true". Remove its quotes',
  ],
  [
    'a number without them',
    'mlflow: {image: {tag: 3.1}}\n',
    'v.yaml:1:23: mlflow.image.tag: expected an image tag, got 3.1. Put it in quotes',
  ],
  [
    'a number for an option, once',
    'mlflow: {image: {pullPolicy: 3}}\n',
    'v.yaml:1:30: mlflow.image.pullPolicy: expected one of IfNotPresent, Always or Never, got 3',
  ],
  ['out of range', 'mlflow:\n  workers: 65\n', 'v.yaml:2:12: mlflow.workers: expected an integer from 1 to 64, got 65'],
  [
    'a misspelt option',
    'mlflow: {artifacts: {mode: proxed}}\n',
    'v.yaml:1:28: mlflow.artifacts.mode: expected one of proxied or direct, got "proxed". Did you mean proxied?',
  ],
  [
    'a pattern',
    'mlflow: {staticPrefix: mlflow/}\n',
    'v.yaml:1:24: mlflow.staticPrefix: expected a path such as /mlflow, without a / at its end, got "mlflow/"',
  ],
  [
    'deleted by null',
    'mlflow: {image: {tag: null}}\n',
    'v.yaml:1:18: mlflow.image.tag: was deleted by null, but is required: expected an image tag',
  ],
  [
    'missing in a list',
    'mlflow: {ingress: {hosts: [{paths: []}]}}\n',
    'v.yaml:1:28: mlflow.ingress.hosts[0].host: is missing: expected a DNS name such as mlflow.example.com',
  ],
  [
    'inside resources',
    'mlflow: {resources: {limit: {}}}\n',
    'v.yaml:1:22: mlflow.resources.limit: unknown key. Did you mean limits?',
  ],
  [
    'a variable without a name',
    'mlflow: {env: [{value: x}]}\n',
    'v.yaml:1:16: mlflow.env[0].name: is missing: expected a string',
  ],
  ['not YAML', 'mlflow: [\n', 'v.yaml:2:1: '],
  ['a duplicate key', 'mlflow: {}\nmlflow: {}\n', 'v.yaml:2:1: '],
  ['a list', '- a\n', 'v.yaml:1:1: expected a mapping of values'],
  ['two documents', 'a: 1\n---\nb: 1\n', `v.yaml:3:1: ${LATER_DOCUMENT}`],
  ['a document after an empty one', '---\n# nothing\n---\nmlflow: {}\n', `v.yaml:4:1: ${LATER_DOCUMENT}`],
  ['an empty document after the first', `${FINE}---\n# nothing\n`, ''],
])('%s', (_name, text, expected) => {
  if (expected.endsWith(' ') && expected !== '') expect(said(text).startsWith(expected)).toBe(true);
  else expect(said(text)).toBe(expected);
});

test.each<[string, string, string]>([
  [
    'both databases',
    `${FINE}externalDatabase:\n  host: db\n`,
    'v.yaml:4:3: externalDatabase.host: is set although postgresql.enabled is true. Set postgresql.enabled to false, or remove the host.',
  ],
  [
    'no password',
    'minio: {enabled: true, auth: {existingSecret: s3}}\npostgresql: {auth: {username: me}}\n',
    'v.yaml:2:14: postgresql.auth.password: is empty, and there is no postgresql.auth.existingSecret. Name a Secret in existingSecret, or, for development, set the password.',
  ],
  [
    'a tag that moves',
    `${FINE}mlflow:\n  image: {tag: latest}\n`,
    'v.yaml:4:11: mlflow.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    'a volume of the chart',
    `${FINE}mlflow: {extraVolumes: [{name: tmp, emptyDir: {}}]}\n`,
    'v.yaml:3:10: mlflow.extraVolumes: has a volume called tmp or scripts, as the chart has. Use another name.',
  ],
  [
    'a pod that ends before it is drained',
    `${FINE}mlflow: {drainSeconds: 60}\n`,
    'v.yaml:3:10: mlflow.drainSeconds: is 60 of the 60 seconds that a pod has to end, so that requests in flight would be cut off. Lower it, or raise mlflow.terminationGracePeriodSeconds.',
  ],
  [
    'too many connections',
    `${FINE}mlflow: {replicaCount: 10}\n`,
    'v.yaml:1:1: postgresql.maxConnections: is 200, but 10 replicas of 4 workers, and one more during an update, can open 660 connections, and 10 are kept for administration. Raise it, or lower mlflow.workers or mlflow.databasePool.',
  ],
  [
    'text that Helm deletes',
    `${FINE}mlflow: {podAnnotations: {a: "<no value>"}}\n`,
    'v.yaml:3:30: a value contains the text “<no value>”, which Helm deletes from everything it renders: write it differently',
  ],
])('%s contradict', (_name, text, expected) => {
  expect(said(text)).toBe(expected);
});

test('the place is in the last file that says it', () => {
  const checked = checkValues(definition, [
    { file: 'a.yaml', text: `${FINE}mlflow: {workers: 2}\n` },
    { file: 'b.yaml', text: 'mlflow:\n  workers: 0\n' },
  ]);
  expect(checked.ok ? '' : formatProblems(checked.problems)).toBe(
    'b.yaml:2:12: mlflow.workers: expected an integer from 1 to 64, got 0',
  );
});

/** Helm 3 reads all of these, and so does our YAML reader. */
test.each<[string, string, string]>([
  [
    'a directive',
    '# x\n%YAML 1.1\n---\na: 1\n',
    'v.yaml:2:1: a YAML directive, which Helm 4 does not read: remove the line',
  ],
  [
    'a mapping beside ---',
    '--- {mlflow: {}}\n',
    'v.yaml:1:1: expected nothing but a comment beside ---, as Helm 4 does: go on in the next line',
  ],
  [
    'a tag beside ---',
    '\uFEFF# x\n--- !!map\nmlflow: {}\n',
    'v.yaml:2:1: expected nothing but a comment beside ---, as Helm 4 does: go on in the next line',
  ],
  [
    'an anchor beside ---',
    '---\t&x\nmlflow: {}\n',
    'v.yaml:1:1: expected nothing but a comment beside ---, as Helm 4 does: go on in the next line',
  ],
])('what only Helm 3 reads is refused: %s', async (_name, text, expected) => {
  expect(said(text)).toBe(expected);
  const chart = { 'Chart.yaml': CHART_YAML, 'templates/a.yaml': 'a: 1\n', 'v.yaml': text };
  const codes = await withFolder(chart, (folder) =>
    Promise.all(helms().map(async (helm) => (await helm.run(['template', folder, '-f', `${folder}/v.yaml`])).code)),
  );
  expect(codes).toEqual([0, 1]);
});

test.each(['---\n', '--- # x\n', '# x\n---  \n', '\uFEFF---\r\n'])('a document may begin with %j', (start) => {
  expect(said(`${start}${FINE}`)).toBe('');
});

test('texts that only look like what Helm cannot carry are fine', () => {
  const texts = { a: '%(message)s\\n\n', b: '[\\u2028]', 'a"<<': 'x', c: '\\u003cno value>', d: ',"<<":' };
  expect(said(`${FINE}mlflow: {podAnnotations: ${JSON.stringify(texts)}}\n`)).toBe('');
});

test.each<[string, string]>([
  ['a backslash and two line breaks', 'x\\\n\n'],
  ['two backslashes and two line breaks', 'x\\\\\n\n'],
  ['three line breaks', '\n\n\n'],
  ['a backslash and a separator', '\\\u2028'],
  ['a backslash before what Helm deletes', '\\<no value>'],
])('and those that are, are not: %s', (_name, text) => {
  expect(said(`${FINE}mlflow: {podAnnotations: {a: ${JSON.stringify(text).replace('\u2028', '\\u2028')}}}\n`)).toMatch(
    /^v.yaml:3:30: a value /,
  );
});
