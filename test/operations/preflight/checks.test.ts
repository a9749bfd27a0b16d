/** Each check finds what its examples say that it finds, and nothing in the others. */
import { describe, expect, test } from '@jest/globals';
import { CAUSES } from '../../../charts/doctor/causes';
import { checks as ofDoctor } from '../../../operations/doctor/checks';
import { checks } from '../../../operations/preflight/checks';
import { WELL } from '../../../operations/preflight/facts';

const cases = (kind: 'finds' | 'quiet') =>
  checks.flatMap(({ id, look, examples }) => examples[kind].map((facts, at) => [id, at + 1, look, facts] as const));

describe('examples', () => {
  test.each(cases('finds'))('%s finds its example %d', (_id, _at, look, facts) => {
    const found = look(facts);
    expect(found.map(({ evidence, where }) => [evidence === '', where === ''])).toEqual([[false, false]]);
  });

  test.each(cases('quiet'))('%s is quiet about its example %d', (_id, _at, look, facts) => {
    expect(look(facts)).toEqual([]);
  });

  test.each(checks.map(({ id, examples }) => [id, examples] as const))('%s has both', (_id, { finds, quiet }) => {
    expect([finds.length > 0, quiet.length > 0]).toEqual([true, true]);
  });

  test('where all is well, nothing is found', () => {
    expect(checks.flatMap(({ look }) => look(WELL))).toEqual([]);
  });
});

test('names are of one form, and none is the doctor’s', () => {
  const names = [...checks.map(({ id }) => id), ...ofDoctor.map(({ id }) => id), ...Object.keys(CAUSES)];
  expect(names.filter((name, at) => names.indexOf(name) !== at || !/^[a-z]+(-[a-z]+)+$/.test(name))).toEqual([]);
});

test.each(checks.map((check) => [check.id, check] as const))(
  '%s: what would hurt, and what to do, are sentences',
  (_id, { what, remedy }) => {
    expect([what, remedy].filter((text) => !/^[A-Z].*[.)]$/s.test(text))).toEqual([]);
  },
);
