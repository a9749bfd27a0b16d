/** The way in, as reviewed. */
import { expect, test } from '@jest/globals';
import { reviewed } from './objects';

test.each(Object.entries(reviewed('inside', 'ingress')))('%s with every feature', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});

test.each(
  Object.entries(reviewed('behind a proxy and a router', 'openshift', 'isolation-to-outbound', 'tracking-settings')),
)('%s behind a proxy and a router', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});
