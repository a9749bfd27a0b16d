/** What a person reads when values are wrong. */
import { describe, expect, test } from '@jest/globals';
import { checkValues, formatProblems, formatWarnings } from '../../lib/values/check';
import type { JsonObject } from '../../lib/values/merge';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';
import { definition } from '../support/platform';

const KNOWN = [...Object.keys(definition.schema.fields), 'enabled'].join(', ');

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
  ['an unknown section', 'mongodb: {}\n', `v.yaml:1:1: mongodb: unknown key. Known here: ${KNOWN}.`],
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
    'a number below zero in quotes',
    'mlflow: {workers: "-4"}\n',
    'v.yaml:1:19: mlflow.workers: expected an integer from 1 to 64, got "-4". Remove its quotes',
  ],
  [
    'no number of YAML in quotes',
    'mlflow: {workers: "04"}\n',
    'v.yaml:1:19: mlflow.workers: expected an integer from 1 to 64, got "04"',
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
  ...Object.entries({ y: true, YES: true, on: true, 1: true, N: false, no: false, Off: false, 0: false }).map(
    ([word, meant]): [string, string, string] => [
      `${word} in quotes`,
      `minio: {enabled: "${word}"}\n`,
      `v.yaml:1:18: minio.enabled: expected a boolean, got "${word}". Write ${String(meant)}, without quotes`,
    ],
  ),
  ['one for true', 'minio: {enabled: 1}\n', 'v.yaml:1:18: minio.enabled: expected a boolean, got 1. Write true'],
  ['zero for false', 'minio: {enabled: 0}\n', 'v.yaml:1:18: minio.enabled: expected a boolean, got 0. Write false'],
  ['no word for true', 'minio: {enabled: "ja"}\n', 'v.yaml:1:18: minio.enabled: expected a boolean, got "ja"'],
  [
    'yes, which is true for Helm, too',
    `${FINE}mlflow: {ingress: {enabled: no}, podDisruptionBudget: {enabled: n}}\n`,
    '',
  ],
  [
    'yes for a text',
    'mlflow: {image: {tag: yes}}\n',
    'v.yaml:1:23: mlflow.image.tag: expected an image tag, got true. Put it in quotes (yes without quotes is true)',
  ],
  [
    'on for a number',
    'mlflow:\n  workers: on # all of them\n',
    'v.yaml:2:12: mlflow.workers: expected an integer from 1 to 64, got true (on without quotes is true)',
  ],
  [
    'no for an option',
    'mlflow: {artifacts: {mode: no}}\n',
    'v.yaml:1:28: mlflow.artifacts.mode: expected one of proxied, direct or presigned, got false (no without quotes is false)',
  ],
  ['on for a key', 'on: {}\n', `v.yaml:1:1: true: unknown key. Known here: ${KNOWN}. (on without quotes is true)`],
  [
    'an octal number',
    'mlflow: {podAnnotations: {mode: 0644}}\n',
    'v.yaml:1:33: mlflow.podAnnotations.mode: expected a string, got 420. Put it in quotes (0644 without quotes is 420)',
  ],
  [
    'a version that is a number',
    'mlflow: {image: {tag: 3.10}}\n',
    'v.yaml:1:23: mlflow.image.tag: expected an image tag, got 3.1. Put it in quotes (3.10 without quotes is 3.1)',
  ],
  [
    'a long number',
    `mlflow: {image: {tag: 3.1${'0'.repeat(80)}}}\n`,
    `v.yaml:1:23: mlflow.image.tag: expected an image tag, got 3.1. Put it in quotes (3.1${'0'.repeat(80)} without quotes is 3.1)`,
  ],
  [
    'Null for a text',
    'mlflow: {env: [{name: Null}]}\n',
    'v.yaml:1:23: mlflow.env[0].name: expected a string, got null (Null without quotes is null)',
  ],
  [
    'yes by an alias, which stands elsewhere',
    'x-tag: &yes yes\nmlflow: {image: {tag: *yes}}\n',
    'v.yaml:2:23: mlflow.image.tag: expected an image tag, got true. Put it in quotes',
  ],
  [
    'not enabled, without a parent chart',
    `${FINE}enabled: false\n`,
    'v.yaml:3:1: enabled: is false, but Helm heeds that only as the condition of a parent chart’s dependency. Give the dependency in the parent’s Chart.yaml the condition <its name>.enabled; without a parent, uninstall the release instead.',
  ],
  [
    'an object of a kind that cannot be',
    'extraObjects:\n  - {apiVersion: v1, kind: configMap, metadata: {name: a}}\n',
    'v.yaml:2:28: extraObjects[0].kind: expected a kind such as ConfigMap, got "configMap"',
  ],
  [
    'an object without a name',
    'extraObjects:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {}}\n',
    'v.yaml:2:39: extraObjects[0].metadata.name: is missing: expected a string',
  ],
  [
    'a label that Kubernetes would refuse',
    'commonLabels: {team: "data science"}\n',
    'v.yaml:1:22: commonLabels.team: expected the value of a label: letters, digits, dashes, underscores and dots, at most 63, got "data science"',
  ],
  [
    'a map of variables',
    'mlflow:\n  env:\n    FOO: bar\n    BAZ: 1\n',
    'v.yaml:3:5: mlflow.env: expected a list, got {"FOO":"bar","BAZ":1}. Write a list: - {name: FOO, value: bar}',
  ],
  [
    'a map of variables, whose text is no plain one',
    'mlflow: {env: {A: "on"}}\n',
    'v.yaml:1:15: mlflow.env: expected a list, got {"A":"on"}. Write a list: - {name: A, value: "on"}',
  ],
  [
    'a map of variables, with a comma',
    'mlflow: {env: {A: "b, c"}}\n',
    'v.yaml:1:15: mlflow.env: expected a list, got {"A":"b, c"}. Write a list: - {name: A, value: "b, c"}',
  ],
  [
    'a map of variables, whose text is longer than a message',
    `mlflow: {env: {A: ${'b'.repeat(41)}}}\n`,
    `v.yaml:1:15: mlflow.env: expected a list, got {"A":"${'b'.repeat(41)}"}. Write a list: - {name: A, …}`,
  ],
  [
    'a variable from a Secret in a map',
    'mlflow: {env: {A: {secretKeyRef: {}}}}\n',
    'v.yaml:1:15: mlflow.env: expected a list, got {"A":{"secretKeyRef":{}}}. Write a list: - {name: A, …}',
  ],
  [
    'one variable without its list',
    'mlflow: {env: {name: A, value: b}}\n',
    'v.yaml:1:15: mlflow.env: expected a list, got {"name":"A","value":"b"}. Write a list: - {name: A, …}',
  ],
  [
    'a variable as Compose has it',
    'mlflow: {env: [A=b=c]}\n',
    'v.yaml:1:16: mlflow.env[0]: expected an object, got "A=b=c". Write {name: A, value: b=c}',
  ],
  [
    'a variable as a map in the list',
    'mlflow: {env: [{A: b}]}\n',
    'v.yaml:1:16: mlflow.env[0].name: is missing: expected a string\n' +
      'v.yaml:1:17: mlflow.env[0].A: unknown key. Known here: name, value, valueFrom. Write {name: A, value: b}.',
  ],
  [
    'a misspelt name in it',
    'mlflow: {env: [{nam: A}]}\n',
    'v.yaml:1:16: mlflow.env[0].name: is missing: expected a string\n' +
      'v.yaml:1:17: mlflow.env[0].nam: unknown key. Did you mean name?',
  ],
  ['an empty map for a list', 'mlflow: {env: {}}\n', 'v.yaml:1:15: mlflow.env: expected a list, got {}'],
  [
    'volumes by name',
    'mlflow: {extraVolumes: {a: {emptyDir: {}}}}\n',
    'v.yaml:1:24: mlflow.extraVolumes: expected a list, got {"a":{"emptyDir":{}}}. Write a list: - {name: a, …}',
  ],
  [
    'names for objects',
    'global: {imagePullSecrets: [regcred]}\nmlflow: {ingress: {hosts: [a.example.com]}}\n',
    'v.yaml:1:29: global.imagePullSecrets[0]: expected an object, got "regcred". Write {name: regcred}\n' +
      'v.yaml:2:28: mlflow.ingress.hosts[0]: expected an object, got "a.example.com". Write {host: a.example.com}',
  ],
  [
    'a list for a map',
    'mlflow: {nodeSelector: [{name: disk, value: ssd}]}\n',
    'v.yaml:1:24: mlflow.nodeSelector: expected a map of strings, got [{"name":"disk","value":"ssd"}]. Write a map: disk: ssd',
  ],
  [
    'a list of keys for a map',
    'mlflow: {nodeSelector: [{key: disk, value: ssd}]}\n',
    'v.yaml:1:24: mlflow.nodeSelector: expected a map of strings, got [{"key":"disk","value":"ssd"}]. Write a map: disk: ssd',
  ],
  ['out of range', 'mlflow:\n  workers: 65\n', 'v.yaml:2:12: mlflow.workers: expected an integer from 1 to 64, got 65'],
  [
    'a misspelt option',
    'mlflow: {artifacts: {mode: proxed}}\n',
    'v.yaml:1:28: mlflow.artifacts.mode: expected one of proxied, direct or presigned, got "proxed". Did you mean proxied?',
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
  ['a list after a comment', '\n# x\n- a\n', 'v.yaml:3:1: expected a mapping of values'],
  ['what only looks like the start of a document', `${FINE}mlflow: {podAnnotations: {a: "x --- y"}}\n`, ''],
  ['two documents', 'a: 1\n---\nb: 1\n', `v.yaml:3:1: ${LATER_DOCUMENT}`],
  ['a percent sign in the first line', `x-a: 50%\n${FINE}`, ''],
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
    'v.yaml:4:3: externalDatabase.host: is set, but the database is the PostgreSQL of this chart. Set database.engine to external, or remove the host.',
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
    'v.yaml:3:10: mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts or proxy-tmp, as the chart has. Use another name.',
  ],
  [
    'a pod that ends before it is drained',
    `${FINE}mlflow: {drainSeconds: 60}\n`,
    'v.yaml:3:10: mlflow.drainSeconds: is 60 of the 60 seconds that a pod has to end, so that requests in flight would be cut off. Lower it, or raise mlflow.terminationGracePeriodSeconds.',
  ],
  [
    'too many connections',
    'postgresql: {auth: {password: x}, maxConnections: 300}\nminio: {enabled: true, auth: {existingSecret: s3}}\nmlflow: {replicaCount: 10}\n',
    'v.yaml:1:35: postgresql.maxConnections: is 300, but 1352 connections can be open: 1342 from 11 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers.',
  ],
  [
    'text that Helm deletes',
    `${FINE}mlflow: {podAnnotations: {a: "<no value>"}}\n`,
    'v.yaml:3:30: a value contains the text “<no value>”, which Helm deletes from everything it renders: write it differently',
  ],
])('%s contradict', (_name, text, expected) => {
  expect(said(text)).toBe(expected);
});

test('what is warned about is no problem, and has its place too', () => {
  const text = `${FINE}mlflow:\n  env: [{name: MLFLOW_SQLALCHEMYSTORE_POOL_SIZE, value: "9"}]\n`;
  const checked = checkValues(definition, [
    { file: 'a.yaml', text: FINE },
    { file: 'b.yaml', text },
  ]);
  expect(checked.ok && formatWarnings(checked.warnings)).toBe(
    [
      'b.yaml:1:1: warning: postgresql.resources.requests.memory: is enough for 76 connections of 10 MiB beside the shared buffers, but 254 connections can be open: 244 from 2 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Raise it, lower mlflow.databasePool or mlflow.workers, or connect through a pooler in session mode, as the externalDatabase.',
      'b.yaml:4:3: warning: mlflow.env: sets MLFLOW_SQLALCHEMYSTORE_POOL_SIZE or MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW, which wins over mlflow.databasePool, by which connections are counted. Remove it, and set mlflow.databasePool.',
    ].join('\n'),
  );
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

describe('keys for anchors', () => {
  test('hold anything, are merged from as Helm does, and are gone afterwards', () => {
    const text = `
x-small: &small {requests: {cpu: 100m}, limits: {memory: 1Gi}}
x-note: [yes, {mlflow: 1}, null]
x-: null
${FINE}mlflow:
  resources:
    <<: *small
    limits: {memory: 2Gi}
`;
    const checked = checkValues(definition, [{ file: 'v.yaml', text }]);
    if (!checked.ok) throw new Error(formatProblems(checked.problems));
    expect(Object.keys(checked.values)).toEqual(Object.keys(definition.schema.fields));
    expect((checked.values['mlflow'] as JsonObject)['resources']).toEqual({
      requests: { cpu: '100m', memory: '1Gi', 'ephemeral-storage': '1Gi' },
      limits: { memory: '2Gi' },
    });
  });

  test.each<[string, string, string]>([
    ['only at the top', 'mlflow: {x-a: 1}\n', 'v.yaml:1:10: mlflow.x-a: unknown key. Known here: '],
    ['in small letters', 'X-a: 1\n', 'v.yaml:1:1: X-a: unknown key. Known here: '],
    [
      'with nothing that Helm cannot carry',
      `${FINE}x-a: "<no value>"\n`,
      'v.yaml:3:6: a value contains the text “<no value>”, which Helm deletes from everything it renders',
    ],
  ])('%s', (_name, text, expected) => {
    expect(said(text)).toContain(expected);
  });
});

/** Helm 3 reads all of these, and so does our YAML reader. */
const ONLY_HELM_3: readonly (readonly [name: string, text: string, expected: string])[] = [
  [
    'a directive',
    '# x\n%YAML 1.1\n---\na: 1\n',
    'v.yaml:2:1: a YAML directive, which Helm 4 does not read: remove the line',
  ],
  [
    'a directive beside a mark of the byte order',
    '\uFEFF%YAML 1.1\n---\na: 1\n',
    'v.yaml:1:1: a YAML directive, which Helm 4 does not read: remove the line',
  ],
  [
    'a directive after a mark of the byte order',
    '\uFEFF# x\n%YAML 1.1\n---\na: 1\n',
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
];

test.each(ONLY_HELM_3)('what only Helm 3 reads is refused: %s', (_name, text, expected) => {
  expect(said(text)).toBe(expected);
});

test.each(ONLY_HELM_3)('only Helm 3 reads %s', async (_name, text) => {
  const chart = { 'Chart.yaml': CHART_YAML, 'templates/a.yaml': 'a: 1\n', 'v.yaml': text };
  const codes = await withFolder(chart, (folder) =>
    Promise.all(helms().map(async (helm) => (await helm.run(['template', folder, '-f', `${folder}/v.yaml`])).code)),
  );
  expect(codes).toEqual([0, 1]);
});

test.each(['---\n', '--- # x\n', '# x\n---  \n', '\uFEFF---\r\n', '\uFEFF--- !!map\n'])(
  'a document may begin with %j',
  (start) => {
    expect(said(`${start}${FINE}`)).toBe('');
  },
);

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

test('a chart is asked for its rules once, however many files are checked', () => {
  let asked = 0;
  const counting = {
    ...definition,
    rules: (...args: Parameters<typeof definition.rules>) => {
      asked += 1;
      return definition.rules(...args);
    },
  };
  const texts = [FINE, 'mlflow: {jobExecution: true}\n', FINE];
  const problemsFound = texts.map((text) => checkValues(counting, [{ file: 'v.yaml', text }]).ok);
  expect([asked, problemsFound]).toEqual([1, [true, false, true]]);
});
