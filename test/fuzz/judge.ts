/** What must hold for every input, whatever it is. */
import { isDeepStrictEqual } from 'node:util';
import { SchemaSet } from '../../lib/schema/schema-set';
import { checks } from '../../lib/validate/checks';
import type { Finding, Location } from '../../lib/validate/finding';
import { itemsOf } from '../../lib/validate/items';
import { validate, type Validation } from '../../lib/validate/validate';
import { YamlError } from '../../lib/yaml/error';
import type { Json } from '../../lib/yaml/json';
import { readStream } from '../../lib/yaml/stream';
import { writeYaml } from '../../lib/yaml/write';

type JsonObject = Readonly<Record<string, Json>>;

const file = 'input.yaml';
const schemas = new SchemaSet({ minor: 34 });
/** All of them, the optional ones and those of packs, too. */
const settings = Object.fromEntries(checks.map(({ id, severity }) => [id, severity]));

/** What is wrong with how the input is treated; undefined if nothing is. `full`: with all checks, not the reader only. */
export function judge(text: string, full: boolean): string | undefined {
  try {
    return judgeReading(text) ?? (full ? judgeChecks(text) : undefined);
  } catch (error) {
    return `crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function judgeReading(text: string): string | undefined {
  for (const document of readStream(text, file)) {
    if (document instanceof YamlError) {
      if (!isIn(text, document)) return `error outside of the file: ${document.message}`;
      continue;
    }
    const problem = judgeValue(document.value);
    if (problem !== undefined) return problem;
    for (const { value, path } of itemsOf(document.value)) {
      if (!isIn(text, document.positionOf(path))) return `no position for ${JSON.stringify(path)}`;
      const about = judgeSchema(value);
      if (about !== undefined) return about;
    }
  }
  return undefined;
}

/** What was read, written and read again is the same. */
function judgeValue(value: Json): string | undefined {
  const written = writeYaml(value);
  const [again] = [...readStream(written, file)];
  if (again === undefined || again instanceof YamlError) return `unreadable when written: ${again?.message ?? 'empty'}`;
  return isDeepStrictEqual(again.value, value) ? undefined : `another value when written: ${written}`;
}

/** What the schema leaves of an object has the right types: a wrong number or text stays, for checks to look at. */
function judgeSchema(value: Json): string | undefined {
  if (!isObject(value)) return undefined;
  const first = schemas.check(value);
  if (!isObject(first.value)) return first.status === 'unknown-kind' ? undefined : 'the cleaned value is no object';
  const again = schemas.check(first.value);
  const left = again.problems.find(({ rule }) => rule === 'wrong-type' || rule === 'unknown-field');
  return left === undefined ? undefined : `left in the cleaned value: ${JSON.stringify(left)}`;
}

function judgeChecks(text: string): string | undefined {
  const once = run(text);
  for (const finding of once.findings) {
    const problem = judgeFinding(finding, text);
    if (problem !== undefined) return `${problem}: ${JSON.stringify(finding)}`;
  }
  const fault = once.unreadable.find(({ reason }) => /internal error|our stack/.test(reason));
  if (fault !== undefined) return fault.reason;
  const outside = once.unreadable.find((place) => !isIn(text, place));
  if (outside !== undefined) return `unreadable outside of the file: ${JSON.stringify(outside)}`;
  return isDeepStrictEqual(run(text), once) ? undefined : 'other findings the second time';
}

function run(text: string): Validation {
  return validate([{ name: file, text: () => text }], { settings });
}

function judgeFinding({ message, location, related, rule }: Finding, text: string): string | undefined {
  if (!isIn(text, location)) return 'outside of the file';
  if (related.some((other) => !isIn(text, other.location))) return 'related to a place outside of the file';
  if (
    message === '' ||
    /\[object |undefined|\bNaN\b/.test(text) !== /\[object |undefined|\bNaN\b/.test(text + message)
  ) {
    return 'a message that is not for people';
  }
  return settings[rule] === undefined ? 'of no rule' : undefined;
}

function isIn(text: string, { line, column }: Pick<Location, 'line' | 'column'>): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  return line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 2;
}

function isObject(value: Json): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return typeof (value as JsonObject)['apiVersion'] === 'string' && typeof (value as JsonObject)['kind'] === 'string';
}
