/** What the checks are told of objects: whose they are, whether they serve, and which warnings are about them. */
import { describe, expect, test } from '@jest/globals';
import type { Event, Pod } from '../../../imports/kubernetes/types';
import { ago, event, pod } from '../../../operations/doctor/examples';
import {
  componentOf,
  containersOf,
  INSTANCE,
  isOf,
  isReady,
  labelsOf,
  nameOf,
  NOTHING,
  podsOf,
  servingPods,
  since,
  statusesOf,
  warningsAbout,
} from '../../../operations/doctor/state';

test('an object without metadata has no name, no label, no component, and is of no release', () => {
  expect([nameOf({}), labelsOf({}), componentOf({}), isOf(NOTHING, {})]).toEqual(['', {}, '', false]);
  expect(isOf(NOTHING, { metadata: { labels: { 'app.kubernetes.io/instance': 'mlflow' } } })).toBe(true);
  expect(INSTANCE).toBe('app.kubernetes.io/instance');
});

test('each component has its part; what serves nobody has none', () => {
  const components = ['tracking', 'postgresql', 'cnpg', 'pooler', 'minio', 'garage', 'backup', ''];
  const pods = components.map((component) => pod(component));
  expect(servingPods({ ...NOTHING, pods }).map(({ pod: one, part }) => [componentOf(one), part])).toEqual([
    ['tracking', 'server'],
    ['postgresql', 'database'],
    ['cnpg', 'database'],
    ['pooler', 'database'],
    ['minio', 'store'],
    ['garage', 'store'],
  ]);
  expect(podsOf({ ...NOTHING, pods }, 'minio')).toEqual([pod('minio')]);
});

test.each<readonly [string, Pod]>([
  ['has ended well', pod('minio', { status: { phase: 'Succeeded' } })],
  ['has ended', pod('minio', { status: { phase: 'Failed' } })],
  [
    'is about to go',
    { ...pod('minio'), metadata: { ...pod('minio').metadata, deletionTimestamp: '2026-11-28T12:00:00Z' } },
  ],
])('a pod that %s serves nobody', (_title, one) => {
  expect(servingPods({ ...NOTHING, pods: [one] })).toEqual([]);
});

test('a pod of which nothing is known yet is to serve, and is not ready', () => {
  const { metadata } = pod('minio');
  const one: Pod = { apiVersion: 'v1', kind: 'Pod', ...(metadata && { metadata }) };
  expect(servingPods({ ...NOTHING, pods: [one] })).toEqual([{ pod: one, part: 'store' }]);
  expect([isReady(one), statusesOf(one)]).toEqual([false, []]);
});

test.each([
  [
    true,
    [
      ['PodScheduled', 'True'],
      ['Ready', 'True'],
    ],
  ],
  [
    false,
    [
      ['PodScheduled', 'True'],
      ['Ready', 'False'],
    ],
  ],
  [false, [['PodScheduled', 'True']]],
  [false, []],
] as const)('ready: %s, with %j', (ready, conditions) => {
  expect(
    isReady(pod('minio', { status: { conditions: conditions.map(([type, status]) => ({ type, status })) } })),
  ).toBe(ready);
});

test('containers, and what is said of them, in the order in which they start', () => {
  const [first, second] = ['first', 'second'].map((name) => ({ name, image: 'a' }));
  expect(containersOf({ initContainers: [first] as never, containers: [second] as never })).toEqual([first, second]);
  const status = (name: string) => ({ name, image: 'a', imageID: '', ready: false, restartCount: 0 });
  expect(
    statusesOf(
      pod('minio', {
        status: { initContainerStatuses: [status('first')], containerStatuses: [status('second')] },
      }),
    ),
  ).toEqual([status('first'), status('second')]);
});

test('seconds since then', () => {
  expect([since(NOTHING, '2026-11-28T11:59:30Z'), since(NOTHING, undefined)]).toEqual([30, Infinity]);
});

describe('warnings about an object', () => {
  const about = (...events: readonly Event[]) =>
    warningsAbout({ ...NOTHING, events }, 'Pod', 'p').map(({ message }) => message);
  const said = (message: string, more: Partial<Event> = {}, minutes = 1): Event => ({
    ...event('Pod', 'p', 'Unhealthy', message, minutes),
    ...more,
  });
  const timed = (message: string, more: Partial<Event>): Event => {
    const { lastTimestamp, ...rest } = said(message);
    expect(lastTimestamp).toBe(ago(1));
    return { ...rest, ...more };
  };

  test('the newest first, of the last fifteen minutes', () => {
    expect(about(said('old', {}, 15), said('second', {}, 14.9), said('first', {}, 2))).toEqual(['first', 'second']);
  });

  test('not of others, and no news that is good', () => {
    expect(
      about(
        said('another name', { involvedObject: { kind: 'Pod', name: 'q' } }),
        said('another kind', { involvedObject: { kind: 'Service', name: 'p' } }),
        said('good', { type: 'Normal' }),
      ),
    ).toEqual([]);
  });

  test('of the time that stands where whoever told it puts it', () => {
    expect(
      about(
        timed('series', { series: { count: 2, lastObservedTime: ago(1) }, eventTime: ago(60), lastTimestamp: ago(60) }),
        timed('last', { lastTimestamp: ago(2), eventTime: ago(60) }),
        timed('event', { eventTime: ago(3), firstTimestamp: ago(60) }),
        timed('first', { firstTimestamp: ago(4) }),
        timed('without', {}),
      ),
    ).toEqual(['series', 'last', 'event', 'first']);
  });
});
