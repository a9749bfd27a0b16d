/** The table of API versions against what Kubernetes really served. */
import { describe, expect, test } from '@jest/globals';
import { kindRange, knownMinors } from '../../../lib/schema/availability';
import { deprecatedVersion, deprecatedVersions } from '../../../lib/validate/deprecations/api-versions';
import versions from '../../../imports/kubernetes/versions.json';

const { newest } = knownMinors();
const named = deprecatedVersions.flatMap((entry) =>
  (entry.kinds ?? []).map((kind) => [`${entry.apiVersion}/${kind}`, entry] as const),
);
// Gone before the oldest version of which everything is known, and without a schema.
const before = named.filter(([kind, { removed = Infinity }]) => removed > 27 || kindRange(kind).until !== undefined);

describe('each entry agrees with the versions that serve it', () => {
  test.each(before)('%s', (kind, { removed }) => {
    const { until } = kindRange(kind);
    expect(until).toBe(removed === undefined || removed > newest ? undefined : removed - 1);
  });
});

test('everything that Kubernetes stopped to serve is in the table', () => {
  const gone = Object.entries(versions.kinds).filter(([key, range]) => 'until' in range && !key.endsWith('List'));
  const missing = gone.filter(([key, range]) => {
    const slash = key.lastIndexOf('/');
    const entry = deprecatedVersion(key.slice(0, slash), key.slice(slash + 1));
    return 'until' in range && entry?.removed !== range.until + 1;
  });
  expect(missing).toEqual([]);
});

test('every entry is deprecated before it is removed', () => {
  for (const { deprecated, removed = Infinity } of deprecatedVersions) expect(deprecated).toBeLessThan(removed);
});
