/** The printer broken on purpose, one rule at a time: comparing with Helm must notice each of them. */
import { expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { Expr, type Tree, type Value } from '../../lib/expr/expr';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import type { Shape } from '../../lib/expr/shape';
import { each, text, when } from '../../lib/expr/vocabulary';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helm } from '../support/helm';

function value<T>(name: string, shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path: [name] }, shape);
}

const number = value<number>('number', { type: 'integer' });
const word = value<string>('word', { type: 'string' });
const off = value<boolean>('off', { type: 'boolean' });
const names = value<readonly Value<string>[]>('names', { type: 'list', item: { type: 'string' } });
const map: Tree = value('map', { type: 'map' });

const VALUES = { number: 2500000, word: 'on', off: false, names: [], map: { a: { b: 1 } } };
const RELEASE = { name: 'r', namespace: 'n' };
const TREE: Tree = {
  number,
  word,
  url: text`http://${word}:${number}`,
  literal: 'a {{ template }} in text',
  noValue: 'there is <no value> here',
  conditional: [when(off, 'x')],
  looped: each(names, (name) => name),
  nested: { map },
};

async function rendered(mutate: (template: string) => string): Promise<unknown> {
  const template = mutate(new TemplatePrinter('tiny').manifest(TREE, { comment: 'all rules' }));
  const files = { 'Chart.yaml': CHART_YAML, 'values.yaml': writeYaml(VALUES), 'templates/t.yaml': template };
  return withFolder(files, async (folder) => {
    const { code, stdout, stderr } = await helm('4').run(['template', 'r', folder, '-n', 'n']);
    return code === 0 ? readDocuments(stdout, 'helm')[0]?.value : { failed: stderr };
  });
}

const expected = evaluate(TREE, { values: VALUES, release: RELEASE });

test('the printer as it is agrees', async () => {
  expect(await rendered((template) => template)).toEqual(expected);
});

test.each<[string, RegExp, string]>([
  ['texts without quotes', / \| quote/g, ''],
  ['numbers as Go prints them', /int64 /g, ''],
  ['braces not escaped', /\{\{ "\{\{" \}\}/g, '{{'],
  ['“<no value>” not escaped', /\\u003cno value>/g, '<no value>'],
  ['no guard around what may be empty', /^ *\{\{- (if|with|end).*\n/gm, ''],
  ['conditions the other way round', /if \.Values\.off/g, 'if not .Values.off'],
  ['printf without its verbs', /%d/g, '%s'],
  ['nested maps at the wrong depth', /nindent 4/g, 'nindent 0'],
  ['a map instead of its YAML', /toYaml /g, 'toString '],
])('noticed: %s', async (_name, rule, broken) => {
  let changed = false;
  const result = await rendered((template) => {
    const mutant = template.replace(rule, broken);
    changed = mutant !== template;
    return mutant;
  });
  expect(changed).toBe(true);
  expect(result).not.toEqual(expected);
});
