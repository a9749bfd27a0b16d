/** Which kinds have no namespace, as the servers say it. */
import { describe, expect, test } from '@jest/globals';
import { isClusterScoped, kindKey } from '../../lib/schema/scope';
import { outputOf } from '../support/execute';
import { eachCluster } from './running-clusters';

describe.each(eachCluster())('%s', (_, cluster) => {
  test.each([
    ['false', true],
    ['true', false],
  ])('every kind of which it says namespaced=%s is taken for one', async (namespaced, isWithout) => {
    const listed = outputOf(await cluster.kubectl(['api-resources', `--namespaced=${namespaced}`, '--no-headers']));
    // NAME [SHORTNAMES] APIVERSION NAMESPACED KIND
    const keys = listed
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).slice(-3))
      .map(([apiVersion = '', , kind = '']) => kindKey(apiVersion, kind));
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => isClusterScoped(key) !== isWithout)).toEqual([]);
  });
});
