import { describe, expect, test } from '@jest/globals';
import type { Check } from '../../../lib/validate/check';
import { selectRules, type RuleChoice } from '../../../lib/validate/settings/rule-choice';

const check = (id: string, more: Partial<Check> = {}): Check =>
  ({ id, severity: 'warning', scope: 'object', ...more }) as Check;
const groups = {
  fruit: [check('apple'), check('cherry', { optional: true })],
  tree: [check('oak', { pack: 'forest' })],
};
const select = (choice: Partial<RuleChoice>) => selectRules({ packs: [], rules: {}, only: [], ...choice }, groups);

test('without `only`, the settings are what was said', () => {
  expect(select({ packs: ['forest'], rules: { apple: 'off' } })).toEqual({
    packs: ['forest'],
    settings: { apple: 'off' },
  });
});

describe('only', () => {
  test.each([
    ['a rule, even an optional one', { only: ['cherry'] }, { apple: 'off', cherry: 'warning', oak: 'off' }],
    ['a group, with what it does by default', { only: ['fruit'] }, { oak: 'off' }],
    ['a rule of a pack', { only: ['oak'] }, { apple: 'off', cherry: 'off', oak: 'warning' }],
    ['severities stay', { only: ['apple'], rules: { apple: 'error' } }, { apple: 'error', cherry: 'off', oak: 'off' }],
    [
      'who names a rule wants it',
      { only: ['apple'], rules: { apple: 'off' } },
      { apple: 'warning', cherry: 'off', oak: 'off' },
    ],
  ])('%s', (_, choice, settings) => {
    expect(select(choice).settings).toEqual(settings);
  });
});

test.each([
  [{ rules: { aple: 'off' } }, 'there is no rule aple; did you mean apple?'],
  [{ rules: { apple: 'of' } }, 'there is no setting of rule apple, of; did you mean off?'],
  [{ only: ['fruits'] }, 'there is no rule or group fruits; did you mean fruit?'],
  [{ packs: ['wood'] }, 'there is no rule pack wood; there is forest'],
])('%j is refused', (choice, message) => {
  expect(() => select(choice as Partial<RuleChoice>)).toThrow(message);
});
