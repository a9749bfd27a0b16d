/** Each check finds what its examples say that it finds, and nothing in the others. */
import { describe, expect, test } from '@jest/globals';
import { CAUSES } from '../../../charts/doctor/causes';
import { checks } from '../../../operations/doctor/checks';
import { NOTHING } from '../../../operations/doctor/state';

const cases = (kind: 'finds' | 'quiet') =>
  checks.flatMap(({ id, look, examples }) => examples[kind].map((state, at) => [id, at + 1, look, state] as const));

describe('examples', () => {
  test.each(cases('finds'))('%s finds its example %d', (_id, _at, look, state) => {
    const found = look({ ...NOTHING, ...state });
    expect(found).toHaveLength(1);
    for (const { evidence, where } of found)
      expect([evidence === '', /^\S+\/\S+|CrashLoop/.test(where)]).toEqual([false, true]);
  });

  test.each(cases('quiet'))('%s is quiet about its example %d', (_id, _at, look, state) => {
    expect(look({ ...NOTHING, ...state })).toEqual([]);
  });

  test.each(checks.map(({ id, examples }) => [id, examples] as const))('%s has both', (_id, { finds, quiet }) => {
    expect([finds.length > 0, quiet.length > 0]).toEqual([true, true]);
  });

  test('nothing is found where there is nothing', () => {
    expect(checks.flatMap(({ look }) => look(NOTHING))).toEqual([]);
  });
});

test('a cause has one name, from inside and from outside', () => {
  const names = [...checks.map(({ id }) => id), ...Object.keys(CAUSES)];
  expect(names.filter((name, at) => names.indexOf(name) !== at || !/^[a-z]+(-[a-z]+)+$/.test(name))).toEqual([]);
});

test.each([...checks.map((check) => [check.id, check] as const), ...Object.entries(CAUSES)])(
  '%s: what is wrong, and what to do, are sentences',
  (_id, { what, remedy }) => {
    expect([what, remedy].filter((text) => !/^[A-Z].*[.)]$/s.test(text))).toEqual([]);
  },
);
