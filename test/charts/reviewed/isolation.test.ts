/** The NetworkPolicies, as reviewed. */
import { expect, test } from '@jest/globals';
import { reviewed } from './objects';

test.each(['inside', 'outside', 'with issuers'])('what is let through, %s', (values) => {
  expect(Object.values(reviewed(values, 'isolation')).join('---\n')).toMatchSnapshot();
});
