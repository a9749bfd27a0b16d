/** Every rule's own examples: all that all rules say of them, and nothing else. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compareSides } from '../../lib/diff/compare';
import type { Consequence, ConsequenceExample } from '../../lib/diff/consequence';
import { consequencesOf, rules } from '../../lib/diff/consequences';
import { transitionOf } from '../../lib/diff/transition';
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
