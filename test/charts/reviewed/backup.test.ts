/** Backups and restores, as reviewed: with everything inside, and of what others run. */
import { expect, test } from '@jest/globals';
import { reviewed } from './objects';

test.each(Object.entries(reviewed('inside', 'backup')))('%s with every feature', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});

test.each(
  ['point-in-time-archive', 'point-in-time-base', 'postgresql-statefulset'].flatMap((file) =>
    Object.entries(reviewed('back to a second', file)),
  ),
)('every change, and back to a second: %s', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});

test.each(['inside', 'outside'])('a restore, %s', (values) => {
  expect(Object.values(reviewed(values, 'restore')).join('---\n')).toMatchSnapshot();
});
