/** The way in, as reviewed. */
import { expect, test } from '@jest/globals';
import { reviewed } from './objects';

test.each(Object.entries(reviewed('inside', 'ingress')))('%s with every feature', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});

test.each(
  Object.entries(reviewed('on OpenShift, behind a proxy', 'openshift', 'isolation-to-outbound', 'tracking-settings')),
)('%s on OpenShift, behind a proxy', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});
