/** Every rule's own examples: all that all rules say of them, and nothing else. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compareSides } from '../../lib/diff/compare';
import type { Consequence, ConsequenceExample, Effect } from '../../lib/diff/consequence';
import { consequencesOf, rules } from '../../lib/diff/consequences';
import type { Severity } from '../../lib/validate/finding';
import { isRecord, type JsonObject } from '../../lib/validate/object';
import { transitionOf } from '../../lib/diff/transition';
import type { KubernetesObject } from '../../lib/diff/change';
import { normalForm } from '../../lib/diff/normal-form';
import type { Json } from '../../lib/yaml/json';
import { Random } from '../fuzz/random';
import { sidesOf } from '../support/sides';
import { root } from '../support/root';

function consequences({ before, after }: ConsequenceExample): readonly Consequence[] {
  const sides = sidesOf(before, after);
  return compareSides(sides).flatMap((change) => consequencesOf(change, sides));
}

/** The severity of each, and its words where they are not as expected. */
function shown(found: readonly Consequence[], { expected }: ConsequenceExample): readonly unknown[] {
  return found.map(({ effect, severity, message }, index) => {
    const words = expected[index]?.[2];
    return [effect, severity, words?.test(message) === true ? words : message];
  });
}

/** Severities mean the same in every rule. */
const severityOf: Readonly<Partial<Record<Effect, Severity>>> = {
  recreate: 'error',
  refused: 'error',
  restart: 'info',
};

test.each(
  rules.flatMap(({ id, examples }) => examples.map((example) => [`${id}: ${example.title}`, example] as const)),
)('%s: fields, remedies and severities', (_, { before, after }) => {
  const sides = sidesOf(before, after);
  for (const change of compareSides(sides)) {
    for (const { effect, severity, fields, remedy } of consequencesOf(change, sides)) {
      if (severityOf[effect] !== undefined) expect(severity).toBe(severityOf[effect]);
      if (severity === 'error') expect(['recreate', 'refused', 'data']).toContain(effect);
      if (severityOf[effect] === 'error') expect(remedy).toMatch(/\w{3}/);
      expect(change.fields).toEqual(expect.arrayContaining([...fields]));
      // An object that comes or goes as a whole has no field that brings it.
      expect(fields.length > 0).toBe(change.fields.length > 0);
    }
  }
});

test('each file of consequences/ is a rule of that name', () => {
  const files = readdirSync(join(root, 'lib/diff/consequences')).filter((file) => file !== 'index.ts');
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test.each(rule.examples.map((example) => [example.title, example] as const))('%s', (__, example) => {
    expect(shown(consequences(example), example)).toEqual(example.expected);
  });

  test('has an example of which it speaks, and one of which it is silent', () => {
    const spoken = rule.examples.map(({ before, after }) => {
      const sides = sidesOf(before, after);
      const transitions = compareSides(sides).map((change) => transitionOf(change, sides));
      return transitions.some(
        (each) => (rule.kinds === '*' || rule.kinds.includes(each.key)) && rule.consequencesOf(each).length > 0,
      );
    });
    expect(new Set(spoken)).toEqual(new Set([true, false]));
  });
});

/** The same example with one part of it put out of shape. */
function damaged(value: Json, random: Random): Json {
  if (typeof value !== 'object' || value === null || random.oneIn(6)) {
    return random.pick<Json>([null, 7, 'text', '', [], {}, [1, null], { a: { b: [] } }, true]);
  }
  if (Array.isArray(value)) {
    const items = [...(value as readonly Json[])];
    const at = random.below(Math.max(1, items.length));
    return items.map((item, index) => (index === at ? damaged(item, random) : item));
  }
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  const key = random.pick(keys.length === 0 ? ['spec'] : keys);
  return { ...value, [key]: damaged(value[key] ?? null, random) };
}

test('whatever somebody writes, there is an answer', () => {
  let said = 0;
  for (const [index, example] of rules.flatMap(({ examples }) => examples).entries()) {
    const { before, after } = sidesOf(example.before, example.after);
    for (let round = 0; round < 12; round++) {
      const random = Random.of(round, index);
      const side = (objects: readonly KubernetesObject[]) =>
        objects.flatMap((object) => {
          const { apiVersion, kind, metadata, ...rest } = object as unknown as Readonly<Record<string, Json>>;
          const version = typeof apiVersion === 'string' ? apiVersion : '';
          // A version that nobody knows says nothing about what may be there.
          const around = { apiVersion: random.oneIn(8) ? version.replace(/v\w+$/, 'v9') : version, kind: kind ?? '' };
          const changed = random.oneIn(4)
            ? { ...rest, metadata: metadata ?? null }
            : damaged({ ...rest, metadata: metadata ?? null }, random);
          const fields: JsonObject = isRecord(changed) ? changed : {};
          return normalForm({ ...around, ...fields }, 'default') ?? [];
        });
      const sides = { before: side(before), after: side(after) };
      for (const change of compareSides(sides)) said += consequencesOf(change, sides).length;
    }
  }
  expect(said).toBeGreaterThan(400);
});
