/** What all reports say in the same words. */
import { isDeepStrictEqual } from 'node:util';
import type { Cause } from '../causes';
import type { FieldChange } from '../change';
import type { ExplainedObject, ExplainedValue, Explanation } from '../explanation';
import { objectName, objectOf, ownName } from '../object-key';
import { hiddenSides, HIDDEN_TEXT, type SecretContents, type Shown } from '../secret-values';
import type { Json } from '../../yaml/json';
import { groupBy } from '../../validate/report/group-by';
import { visible } from '../../text/visible';

/** Longer values are cut in lists: `--full` has them. */
const LONGEST = 100;

/** `3 → 5`, `none → "debug"`; of long texts, the parts that differ. */
export function sidesText({ before, after }: Shown): string {
  if (typeof before === 'string' && typeof after === 'string' && Math.max(before.length, after.length) > LONGEST) {
    return differingParts(before, after).map(valueText).join(' → ');
  }
  return `${valueText(before)} → ${valueText(after)}`;
}

/** Characters around a difference that tell where it is. */
const AROUND = 16;

function differingParts(before: string, after: string): readonly string[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [from, to] = [Math.max(0, start - AROUND), Math.max(0, end - AROUND)];
  return [before, after].map(
    (text) => `${from > 0 ? '…' : ''}${text.slice(from, text.length - to)}${to > 0 ? '…' : ''}`,
  );
}

export function fieldText(object: ExplainedObject, change: FieldChange, secrets: SecretContents): string {
  if (change.order === true) return `in another order: ${[change.before, change.after].map(namesText).join(' → ')}`;
  return sidesText(secrets.sides(objectOf(object.change), change));
}

export function valueSides({ change: { before, after }, isSecret }: ExplainedValue, secrets: SecretContents): Shown {
  if (isSecret) return hiddenSides(before, after);
  const shown = { before: secrets.shown(before), after: secrets.shown(after) };
  return isDeepStrictEqual(shown.before, shown.after) ? hiddenSides(before, after) : shown;
}

function namesText(names: Json | undefined): string {
  return Array.isArray(names) ? names.join(', ') : '';
}

/** One line: texts as they are unless they could be taken for something else, parts as JSON, what is large by its size. */
function valueText(value: Json | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return textOf(value);
  const json = JSON.stringify(value);
  if (json.length <= LONGEST || typeof value !== 'object' || value === null) return visible(json);
  return Array.isArray(value)
    ? `a list of ${counted(value.length, 'item')}`
    : `a part with ${counted(fieldCount(value), 'field')}`;
}

/** A checksum, which nobody reads to its end. */
const DIGEST = /^(?:sha256:)?[0-9a-f]{40,}$/;

function textOf(text: string): string {
  if (text.startsWith(HIDDEN_TEXT.slice(0, -1))) return text;
  if (DIGEST.test(text)) return `${text.slice(0, 'sha256:'.length + 9)}…`;
  const lines = text.trimEnd().split('\n').length;
  if (lines > 1) return `a text of ${counted(lines, 'line')}`;
  return isPlain(text) ? text : cut(JSON.stringify(text));
}

/** Needs no quotes to be told from the words around it. */
function isPlain(text: string): boolean {
  return (
    text.length <= LONGEST &&
    /^[^\s"'→,]+$/.test(text) &&
    !/^(?:none|null|true|false|-?[\d.]+)$/.test(text) &&
    visible(text) === text
  );
}

function cut(text: string): string {
  return visible(text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
}

/** Scalars in it, at any depth. */
export function fieldCount(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner: Json) => sum + fieldCount(inner), 0);
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${String(count)} ${count === 1 ? noun : plural}`;
}

/**
 * What made the difference: `mlflow.replicaCount, mlflow.image.tag`, `the chart itself`; of what comes or goes, also what makes it
 * what it is: `monitoring.enabled; shaped by monitoring.labels`.
 * @param most values are named, and the others counted: a single other one is named, too
 */
export function causeText(cause: Cause, values: readonly ExplainedValue[], most = Infinity): string {
  const { chart, unknown, random, shapes = [] } = cause;
  const reasons = [
    ...namesOf(cause.values, values, most),
    ...(chart ? ['the chart itself'] : []),
    ...(unknown === true ? ['not known'] : []),
    ...(random === true ? ['random: each rendering gives another'] : []),
  ].join(', ');
  const shaped = shapes.length === 0 ? '' : `shaped by ${namesOf(shapes, values, most).join(', ')}`;
  return [reasons, shaped].filter((part) => part !== '').join('; ');
}

function namesOf(places: readonly number[], values: readonly ExplainedValue[], most: number): readonly string[] {
  const all = places.flatMap((place) => values.slice(place, place + 1)).map(({ change }) => valuePath(change.path));
  return all.length <= most + 1 ? all : [...all.slice(0, most), `${String(all.length - most)} others`];
}

export function valuePath(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}

/** The mark of an object that comes, goes or changes. */
export function markOf({ change: { before, after } }: ExplainedObject): '+' | '-' | '~' {
  if (before === undefined) return '+';
  return after === undefined ? '-' : '~';
}

export function nameOf({ change }: ExplainedObject): string {
  return visible(objectName(objectOf(change)));
}

/**
 * Names while there are few of them, one for all kinds that have it: `Service, Deployment web; Secret keys`. Then how many of each
 * kind: `24 objects: 12 × Deployment, 12 × Service`.
 */
export function objectsText(objects: readonly ExplainedObject[], most: number): string {
  const kinds = groupBy(objects, ({ change }) => objectOf(change).kind);
  if (objects.length > most) {
    const parts = [...kinds].map(([kind, { length }]) => `${String(length)} × ${kind}`);
    return visible(`${counted(objects.length, 'object')}: ${parts.join(', ')}`);
  }
  const names = groupBy(objects, ({ change }) => ownName(objectOf(change)));
  const parts = [...names].map(
    ([name, same]) => `${same.map(({ change }) => objectOf(change).kind).join(', ')} ${name}`,
  );
  return visible(parts.join('; '));
}

/** `4 objects change in 14 fields, 1 comes, 2 go, 30 stay as they are`. */
export function summaryText({ objects, same }: Explanation): string {
  const of = (mark: string) => objects.filter((object) => markOf(object) === mark).length;
  const changed = of('~');
  const fields = objects.reduce((sum, object) => sum + object.fields.length, 0);
  const parts = [
    changed > 0 && `${counted(changed, 'object changes', 'objects change')} in ${counted(fields, 'field')}`,
    of('+') > 0 && counted(of('+'), 'comes', 'come'),
    of('-') > 0 && counted(of('-'), 'goes', 'go'),
    same > 0 && counted(same, 'stays as it is', 'stay as they are'),
  ].filter((part) => part !== false);
  return objects.length === 0 ? `nothing differs: ${counted(same, 'object')} the same` : parts.join(', ');
}
