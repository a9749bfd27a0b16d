/** What is known of the other charts is all of it, and what it becomes here is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isMapping, mergeValues, type JsonObject } from '../../../lib/values/merge';
import type { Field } from '../../../lib/values/schema';
import type { Json } from '../../../lib/yaml/json';
import { readDocuments } from '../../../lib/yaml/read';
import { rowOf, type OtherChart } from '../../../operations/convert/chart';
import { charts } from '../../../operations/convert/charts';
import { convert } from '../../../operations/convert/convert';
import { Their } from '../../../operations/convert/their';
import { definition } from '../../support/platform';
import { root } from '../../support/root';

const SAMPLES = join(root, 'test/operations/convert/samples');

function samplesOf({ name }: OtherChart): readonly (readonly [file: string, values: JsonObject])[] {
  return readdirSync(join(SAMPLES, name)).map((file) => {
    const [document] = readDocuments(readFileSync(join(SAMPLES, name, file), 'utf8'), file);
    return [file, document?.value as JsonObject] as const;
  });
}

/** Values, and maps and lists without anything in them. */
function leaves(value: Json, path = ''): readonly string[] {
  if (!isMapping(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
}

function isField([step, ...rest]: readonly string[], field: Field | undefined): boolean {
  if (step === undefined || field === undefined) return field !== undefined;
  return field.kind === 'record' && Object.hasOwn(field.fields, step) && isField(rest, field.fields[step]);
}

const isWithin = (path: string, other: string) => path === other || path.startsWith(`${other}.`);

describe.each(charts.map((chart) => [chart.title, chart] as const))('%s', (_title, chart) => {
  const keys = leaves(chart.defaults);

  test('each of its values has a row', () => {
    expect(keys.length).toBeGreaterThan(90);
    expect(keys.filter((key) => rowOf(chart, key) === undefined)).toEqual([]);
    expect(chart.further.filter((key) => rowOf(chart, key) === undefined)).toEqual([]);
  });

  test('each row is of a value that it has', () => {
    const known = [...keys, ...chart.further];
    const rows = Object.keys(chart.rows);
    expect(rows.filter((row) => !known.some((key) => isWithin(key, row) || isWithin(row, key)))).toEqual([]);
  });

  test('each row counts for something that no longer row has', () => {
    const used = new Set([...keys, ...chart.further, ...Object.keys(chart.rows)].map((key) => rowOf(chart, key)?.[0]));
    expect(Object.keys(chart.rows).filter((row) => !used.has(row))).toEqual([]);
  });

  test('what a value becomes is one of ours', () => {
    const paths = Object.values(chart.rows).flatMap((row) => (row.becomes === 'value' ? [row.path] : []));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !isField(path.split('.'), definition.schema))).toEqual([]);
  });

  test('what is read together is read, in one of the samples', () => {
    const asked = new Set<string>();
    for (const [, values] of samplesOf(chart)) {
      const their = new Their(chart.defaults, values);
      convert(chart, values, '', their);
      their.asked.forEach((path) => asked.add(path));
    }
    const parts = keys.filter((key) => rowOf(chart, key)?.[1].becomes === 'part');
    expect(parts.length).toBeGreaterThan(10);
    expect(parts.filter((key) => ![...asked].some((path) => isWithin(path, key) || isWithin(key, path)))).toEqual([]);
  });

  test('its own defaults, written out, are no more to say than none', () => {
    const ofNone = convert(chart, {}, '');
    const ofAll = convert(chart, chart.defaults, '');
    expect(ofAll.text).toBe(ofNone.text);
    expect(ofAll.findings).toEqual(ofNone.findings);
  });

  const nested = (path: string, value: Json): JsonObject =>
    path.split('.').reduceRight<Json>((inner, step) => ({ [step]: inner }), value) as JsonObject;

  test.each([['x'], [['a', 5, null]], [{ a: { b: 1 } }], [null], [true], [7], ['{{ .Values.x }}'], [[{ name: 'a' }]]])(
    'whatever stands in its values, it is converted or said: %j',
    (value) => {
      const all = keys.reduce<JsonObject>((values, key) => mergeValues(values, nested(key, value)), {});
      const { text, findings } = convert(chart, all, '');
      expect(readDocuments(text, 'values.yaml').length).toBeLessThan(2);
      expect(findings).not.toEqual([]);
    },
  );

  test('values that its words name are ours', () => {
    const words = Object.values(chart.rows).flatMap((row) =>
      row.becomes === 'nothing' ? [row.instead] : row.becomes === 'needless' ? [row.why] : [],
    );
    const found = samplesOf(chart).flatMap(([, values]) => convert(chart, values, '').findings.map((one) => one.words));
    const named = [...words, ...found].flatMap((text) =>
      [...text.matchAll(/(?<![\w./@:-])[a-z]\w*(\.[A-Za-z]\w*)+/g)].map(([path]) => path),
    );
    const ours = named.filter(
      (path) => !/^tls\.(crt|key)$/.test(path) && Object.hasOwn(definition.schema.fields, path.split('.')[0] ?? ''),
    );
    expect(ours.length).toBeGreaterThan(5);
    const wrong = ours.filter((path) => !isValue(path.split('.'), definition.schema));
    expect([...new Set(wrong)]).toEqual([]);
  });
});

/** Also below what is only passed on. */
function isValue([step, ...rest]: readonly string[], field: Field | undefined): boolean {
  if (step === undefined || field === undefined) return field !== undefined;
  if (field.kind === 'opaque' || field.kind === 'map') return true;
  return field.kind === 'record' && Object.hasOwn(field.fields, step) && isValue(rest, field.fields[step]);
}
