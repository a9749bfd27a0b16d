/** What clients get, as reviewed. */
import { expect, test } from '@jest/globals';
import { reviewed } from './objects';

test.each(Object.entries(reviewed('inside', 'clients')))('%s with every feature', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});
