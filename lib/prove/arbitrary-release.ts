/** Random releases: every name that `helm install` takes, the extreme ones often. */
import fc from 'fast-check';
import type { Installation } from './three-ways';

const name = fc.oneof(
  fc.constantFrom('release', 'a', 'x'.repeat(53), 'a-name-of-fortyfive-characters-with-some-dash', '1up', 'a.b', 'on'),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,51}[a-z0-9]$/),
);

export const anyRelease: fc.Arbitrary<Installation['release']> = fc.record({
  name,
  namespace: fc.constantFrom('default', 'ml', 'n'.repeat(63)),
});
