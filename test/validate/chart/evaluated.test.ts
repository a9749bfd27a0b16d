/** The objects of our own evaluator, validated without Helm: they point to the templates that Helm would render. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../../lib/synth/model';
import { evaluatedSources } from '../../../lib/validate/chart/evaluated';
import { validate } from '../../../lib/validate/validate';
import { root } from '../../support/root';
import { complete, model, SMALLEST } from '../../support/platform';

const folder = join(root, 'dist/chart/mlflow/templates');

const objects = [...evaluateModel(model, { values: complete(SMALLEST), release: { name: 'r', namespace: 'n' } })].map(
  ([name, value]) => {
    const file = join(folder, `${name}.yaml`);
    return { file, value, template: () => readFileSync(file, 'utf8') };
  },
);

test('each key points to the same key of its template, or to one around it that prints a block', () => {
  let keys = 0;
  for (const source of evaluatedSources(objects)) {
    const template = readFileSync(source.name, 'utf8').split('\n');
    for (const [index, text] of source.text().split('\n').entries()) {
      const [, key] = /^(?: |- )*([\w./-]+):(?: |$)/.exec(text) ?? [];
      if (key === undefined) continue;
      keys++;
      const location = source.origin?.({ line: index + 1, column: 1 });
      const line = template[(location?.line ?? 0) - 1] ?? '';
      const isSame = line.slice((location?.column ?? 0) - 1).startsWith(`${key}:`);
      const printsBlock = /^\s*(?:[\w./-]+:|- .*|\{\{-? .*\bnindent \d+ -?\}\}$)/.test(line);
      expect(isSame || printsBlock).toBe(true);
    }
  }
  expect(keys).toBeGreaterThan(300);
});

test('a finding has the place in the template, and that in the object', () => {
  const [source] = evaluatedSources([
    {
      file: 'templates/a.yaml',
      value: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'text', port: 80 } },
      template: () =>
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n{{- with .Values.port }}\ndata:\n  a: text\n  port: {{ . }}\n{{- end }}\n',
    },
  ]);
  const { findings } = validate(source === undefined ? [] : [source]);
  expect(findings.map(({ rule, location, rendered }) => ({ rule, location, rendered }))).toEqual([
    {
      rule: 'wrong-type',
      location: { file: 'templates/a.yaml', line: 8, column: 3 },
      rendered: { file: 'templates/a.yaml', line: 7, column: 3 },
    },
  ]);
});

test('an item that a definition prints points to what includes it, whichever others give nothing', () => {
  const [source] = evaluatedSources([
    {
      file: 'templates/a.yaml',
      value: { spec: { containers: [{ name: 'main' }, { name: 'monitor', env: [{ name: 'A' }], image: 'i' }] } },
      template: () =>
        [
          'spec:',
          '  containers:',
          '    - name: main',
          '    {{- include "ours.proxy.container" . | nindent 4 }}',
          '    {{- include "ours.monitor.container" . | nindent 4 }}',
          '    {{- include "ours.more.containers" . | nindent 4 }}',
        ].join('\n'),
    },
  ]);
  const lines = source?.text().split('\n') ?? [];
  const lineOf = (words: string) =>
    source?.origin?.({ line: lines.findIndex((line) => line.includes(words)) + 1, column: 1 }).line;
  expect(['main', 'monitor', 'name: A', 'image'].map(lineOf)).toEqual([3, 5, 5, 5]);
});
