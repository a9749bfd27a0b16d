/** The MLflow server, as reviewed: with everything inside, and with what others run. */
import { expect, test } from '@jest/globals';
import { reviewed } from './objects';

test.each(Object.entries(reviewed('inside', 'tracking', 'encryption')))('%s with every feature', (_file, yaml) => {
  expect(yaml).toMatchSnapshot();
});

test.each(['outside', 'outside with passwords'])('its pods and settings, %s', (values) => {
  expect(Object.values(reviewed(values, 'tracking-deployment', 'tracking-settings')).join('---\n')).toMatchSnapshot();
});
