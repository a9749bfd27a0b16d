/** A value that a text of ours names is one: what people are told to set can be set. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { README } from '../../charts/readme';
import { chartFiles } from '../../lib/synth/chart-files';
import type { Field } from '../../lib/values/schema';
import { defaults, definition, model } from '../support/platform';
import { root } from '../support/root';

const { schema } = definition;

/** What is called like a value, and is none. */
const OTHERS: Readonly<Record<string, string>> = {
  'mlflow.trace.archivalRetention': 'MLflow’s own, a tag of an experiment',
  'mlflow.clients.configMap': 'of a parent chart, which has this one as mlflow',
  'mlflow.mlflow.replicaCount': 'of a parent chart',
  'mlflow.enabled': 'of a parent chart, its condition',
  'tls.enabled': 'of each of the stores that the sentence names',
  'backup.barmanObjectStore': 'of database.cnpg, in its own description',
};
/** Modules of MLflow, and tags that it sets: programs name them. */
const OF_MLFLOW = /^mlflow\.(server|trace|llm|note|artifactLocation|sourceRun)\b/;
/** What its client is made of, in Python. */
const OF_ITS_CLIENT = /^mlflow\.(log_\w+|pyfunc|pytorch|sklearn|transformers|xgboost)\b/;
/** Files, hosts, modules and keys of Secrets. */
const NO_VALUES = /\.(ya?ml|json|conf|crt|key|shown|sqlite|sh|py|dump|gpg|gz|com|io)$|\.dump\.gpg$/;

/** `a.b`, `list[].c` or `list[0].c`. */
const PATH = /[a-z]\w*(?:\.[A-Za-z_][\w*]*|\[\w*\])+/;
const INLINE_CODE = new RegExp(`\`(${PATH.source})(?:(?::|=)[^\`\\n]*)?\``, 'g');
/** Neither part of a longer name, nor after an @ or a slash; and none of Helm's own, which begin with a dot. */
const IN_PROSE = new RegExp(`(?<![\\w./@:$-])(${PATH.source})(?![\\w/(-]|\\.\\w)`, 'g');
const STRINGS = /"(?:[^"\\\n]|\\.)*"/g;

function isField(steps: readonly string[], field: Field | undefined): boolean {
  const [step, ...rest] = steps;
  if (step === undefined || field === undefined) return field !== undefined;
  switch (field.kind) {
    case 'record':
      if (step === '*') return true;
      return Object.hasOwn(field.fields, step) ? isField(rest, field.fields[step]) : field.open;
    case 'list':
      return step === '[]' && isField(rest, field.item);
    case 'map':
      return isField(rest, field.value);
    case 'opaque':
      return true;
    default:
      return false;
  }
}

function isValue(path: string): boolean {
  return isField(path.replace(/\[\w*\]/g, '.[]').split('.'), schema);
}

/** Of a text, what begins as a value does, and is none. */
function wrongIn(text: string, pattern: RegExp): readonly string[] {
  const found = [...text.matchAll(pattern)].map(([, path = '']) => path);
  const ours = found.filter((path) => Object.hasOwn(schema.fields, /^\w*/.exec(path)?.[0] ?? ''));
  return [...new Set(ours)].filter((path) => !isValue(path) && !(path in OTHERS) && !NO_VALUES.test(path));
}

test.each([
  ['retention.database.enabled', true],
  ['retention.maintenance', false],
  ['retention.gc.enabled.more', false],
  ['mlflow.resources.limits.memory', true],
  ['mlflow.ingress.hosts[].host', true],
  ['mlflow.ingress.hosts[0].name', false],
  ['global.anything.else', true],
  ['monitoring.dashboard.labels.any', true],
])('%s: %p', (path, expected) => {
  expect(isValue(path)).toBe(expected);
});

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs')).flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];

test.each(PAGES)('%s', (page) => {
  const wrong = wrongIn(readFileSync(join(root, page), 'utf8'), INLINE_CODE);
  expect(wrong.filter((path) => !OF_ITS_CLIENT.test(path))).toEqual([]);
});

test('the page of runbooks names some', () => {
  const page = readFileSync(join(root, 'docs/runbooks.md'), 'utf8');
  expect(wrongIn(page.replaceAll('`retention.database`', '`retention.maintenance`'), INLINE_CODE)).toEqual(['retention.maintenance']); // prettier-ignore
});

const HELPER = /\b(?:include|define) "[^"]*"/g;

/** The chart's own: the notes, the rules, the descriptions and, in the helpers, the alerts. */
test.each(['templates/NOTES.txt', 'templates/checks.yaml', 'templates/_helpers.tpl', 'values.yaml'])('%s', (file) => {
  const text = (chartFiles(model, defaults).get(file) ?? '').replace(HELPER, '');
  expect(text).not.toBe('');
  expect(wrongIn(text, IN_PROSE)).toEqual([]);
});

test('the chart’s README', () => {
  expect(wrongIn(README, INLINE_CODE)).toEqual([]);
});

const PROGRAMS = ['charts', 'operations'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).flatMap((file) =>
    file.endsWith('.py') ? [`${folder}/${file}`] : [],
  ),
);

test.each(PROGRAMS)('what %s says', (file) => {
  const strings = readFileSync(join(root, file), 'utf8').match(STRINGS) ?? [];
  expect(wrongIn(strings.join('\n'), IN_PROSE).filter((path) => !OF_MLFLOW.test(path))).toEqual([]);
});
