/** Each rule about values, by its exact words: an equivalence test cannot see a rule that is wrong, or missing, on both sides. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { problemsOf } from '../../lib/synth/chart-files';
import { ruleMessage } from '../../lib/values/rule';
import type { JsonObject } from '../../lib/values/merge';
import { readDocuments } from '../../lib/yaml/read';
import { complete, definition, model, SMALLEST } from '../support/platform';
import type { RuleRow } from './rules/row';

/** Every file beside row.ts is a concern's, and exports its rows, and nothing else. */
const folder = join(__dirname, 'rules');
const TABLES: Readonly<Record<string, readonly RuleRow[]>> = Object.fromEntries(
  readdirSync(folder)
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((concern) => concern !== 'row')
    .map((concern) => [concern, rowsOf(concern)]),
);

function rowsOf(concern: string): readonly RuleRow[] {
  const exported = Object.values(
    jest.requireActual<Readonly<Record<string, readonly RuleRow[]>>>(join(folder, concern)),
  );
  const [rows] = exported;
  if (rows !== undefined && rows.length > 0 && exported.length === 1) return rows;
  throw new Error(`test/values/rules/${concern}.ts: expected one export, a list of at least one row`);
}

/** The least that the chart accepts without a word: PostgreSQL has memory for all connections. */
const QUIET = complete(SMALLEST, {
  postgresql: { resources: { requests: { memory: '4Gi' }, limits: { memory: '1Pi' } } },
});
const rules = definition.rules(model.values);
const context = (values: string) => ({
  values: complete(QUIET, (readDocuments(values, 'values.yaml')[0]?.value ?? {}) as JsonObject),
  release: { name: 'mlflow', namespace: 'mlflow' },
});
const saidOf = (values: string) => {
  const given = context(values);
  const evaluate = model.evaluator.for(given);
  const warned = rules.filter(({ level, violated }) => level === 'warned' && evaluate(violated) === true);
  return [...problemsOf(model, given), ...warned.map((rule) => `warning: ${String(evaluate(ruleMessage(rule)))}`)];
};

describe.each(Object.entries(TABLES))('%s', (_concern, rows) => {
  test.each(rows.map(([values, ...said]) => [values, said] as const))('%s', (values, said) => {
    expect(saidOf(values)).toEqual(said);
  });
});

test('nothing is said about the values that the rows start from', () => {
  expect(saidOf('')).toEqual([]);
});

test('what containers ask for is compared with what they may have, of all of them', () => {
  const owners = (values: JsonObject, path: string): readonly string[] =>
    Object.entries(values).flatMap(([key, value]) => {
      if (key === 'resources') return [path];
      const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isMap ? owners(value as JsonObject, path === '' ? key : `${path}.${key}`) : [];
    });
  const compared = rules.flatMap(({ path }) => /^(.*)[.]resources[.]limits[.]cpu$/.exec(path)?.[1] ?? []);
  expect(compared.sort()).toEqual([...owners(QUIET, '')].sort());
});

test('every rule has a row that breaks it', () => {
  const evaluators = Object.values(TABLES).flatMap((rows) =>
    rows.map(([values]) => model.evaluator.for(context(values))),
  );
  const unproved = rules
    .filter((rule) => !evaluators.some((evaluate) => evaluate(rule.violated) === true))
    .map((rule) => model.evaluator.for(context(''))(ruleMessage(rule)));
  expect(unproved).toEqual([]);
});
