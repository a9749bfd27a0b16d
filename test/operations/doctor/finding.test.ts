/** A cause is said, and what follows from it is not. */
import { describe, expect, test } from '@jest/globals';
import { CAUSES } from '../../../charts/doctor/causes';
import { checks } from '../../../operations/doctor/checks';
import { causesAmong, ranked, type Ranked } from '../../../operations/doctor/finding';
import type { Part } from '../../../charts/doctor/causes';

/** By its name, at a part. */
function found(id: string, part?: Part): Ranked {
  const cause = CAUSES[id] ?? checks.find((check) => check.id === id);
  if (cause === undefined) throw new Error(id);
  const at = part ?? CAUSES[id]?.part ?? 'server';
  return ranked(id, { ...cause, part: at }, { where: 'x/y', evidence: id });
}

const said = (...all: readonly Ranked[]) => causesAmong(all).map(({ id, part }) => `${id} (${part})`);

test('a command in a remedy is about the object', () => {
  const [finding] = causesAmong([found('not-ready', 'server')]);
  expect(finding?.remedy).toContain('(kubectl describe x/y)');
});

test('what is said of an object is what it is called, whatever that is', () => {
  const { remedy, where } = ranked(
    'x',
    { symptom: 'connect', part: 'server', what: '', remedy: 'see <where>' },
    {
      where: `secret/$&$'${'x'.repeat(2000)}`,
      evidence: '',
    },
  );
  expect([remedy, where]).toEqual([`see ${where}`, `secret/$&$'${'x'.repeat(989)} …`]);
});

describe('what follows is not said', () => {
  test.each<[string, readonly Ranked[], string]>([
    [
      'a database that is scaled down',
      [found('not-ready', 'server'), found('database-refused'), found('scaled-to-zero', 'database')],
      'scaled-to-zero (database)',
    ],
    [
      'a database outside that is away',
      [found('restart-loop', 'server'), found('database-no-answer')],
      'database-no-answer (database)',
    ],
    [
      'a full volume',
      [
        found('restart-loop', 'database'),
        found('volume-full', 'database'),
        found('database-starting'),
        found('not-ready', 'database'),
      ],
      'volume-full (database)',
    ],
    [
      'a policy that denies DNS',
      [found('names-no-answer'), found('policy-denies-names', 'cluster'), found('not-ready', 'server')],
      'policy-denies-names (cluster)',
    ],
    [
      'DNS that is gone',
      [found('names-no-answer'), found('cluster-dns-away', 'cluster')],
      'cluster-dns-away (cluster)',
    ],
    [
      'too little memory',
      [found('restart-loop', 'server'), found('out-of-memory', 'server'), found('server-silent')],
      'out-of-memory (server)',
    ],
    [
      'a store whose pod does not fit',
      [found('store-refused'), found('not-ready', 'store'), found('pod-does-not-fit', 'store')],
      'pod-does-not-fit (store)',
    ],
  ])('%s', (_title, all, only) => {
    expect(said(...all)).toEqual([only]);
    expect(said(...[...all].reverse())).toEqual([only]);
  });

  test('what has nothing to do with it is', () => {
    expect(said(found('database-refused'), found('scaled-to-zero', 'store'))).toEqual([
      'scaled-to-zero (store)',
      'database-refused (database)',
    ]);
  });

  test('what ends again and again is nearer than what does not answer, and two of equal rank are two', () => {
    expect(said(found('database-refused'), found('restart-loop', 'database'))).toEqual(['restart-loop (database)']);
    expect(said(found('restart-loop', 'server'), found('restart-loop', 'server'))).toEqual([
      'restart-loop (server)',
      'restart-loop (server)',
    ]);
  });

  test('two causes are two', () => {
    expect(said(found('image-not-pulled', 'server'), found('database-login'))).toEqual([
      'database-login (database)',
      'image-not-pulled (server)',
    ]);
  });

  test('what is only slow explains no pod that is not ready', () => {
    expect(said(found('not-ready', 'server'), found('index-missing'))).toEqual([
      'index-missing (database)',
      'not-ready (server)',
    ]);
  });
});

describe('which causes explain that nothing can be done with a part', () => {
  const explained = (id: string, part: Part) => said(found('not-ready', part), found(id, part)).length === 1;

  test('from outside', () => {
    const silent = checks.flatMap(({ id }) => (id !== 'not-ready' && !explained(id, 'server') ? [id] : []));
    expect(silent).toEqual([
      'body-size',
      'certificate-expired',
      'certificate-host',
      'certificate-not-issued',
      'host-not-allowed',
      'ingress-backend',
      'ingress-class',
      'job-failed',
      'policy-denies-clients',
      'route-not-accepted',
      'route-not-admitted',
      'tls-secret-missing',
    ]);
  });

  test('that a pod is not ready explains the parts that need it', () => {
    expect(said(found('restart-loop', 'server'), found('not-ready', 'database'))).toEqual(['not-ready (database)']);
  });

  test.each<readonly [Part, readonly Part[]]>([
    ['cluster', ['cluster', 'database', 'store', 'server', 'way in']],
    ['database', ['database', 'server', 'way in']],
    ['store', ['store', 'server', 'way in']],
    ['server', ['server', 'way in']],
    ['way in', ['way in']],
  ])('%s: what follows is said of no part of %j', (cause, parts) => {
    const all: readonly Part[] = ['cluster', 'database', 'store', 'server', 'way in'];
    const follows = (part: Part) => said(found('not-ready', part), found('scaled-to-zero', cause)).length === 1;
    expect(all.filter(follows)).toEqual(parts);
  });
});

test('what was seen, and where, stands in the finding', () => {
  expect(causesAmong([found('not-ready', 'server')])).toEqual([
    expect.objectContaining({ where: 'x/y', evidence: 'not-ready', part: 'server', symptom: 'connect' }),
  ]);
});

test('from the part that others need to the one that needs them', () => {
  const parts: readonly Part[] = ['way in', 'server', 'store', 'cluster'];
  expect(said(...parts.map((part) => found('job-failed', part)))).toEqual([
    'job-failed (cluster)',
    'job-failed (store)',
    'job-failed (server)',
    'job-failed (way in)',
  ]);
});

test('what users meet of each, from outside: MLflow is not reached, but for these', () => {
  const others = checks.flatMap(({ id, symptom }) => (symptom === 'connect' ? [] : [[id, symptom]]));
  expect(others).toEqual([
    ['body-size', 'upload'],
    ['job-failed', 'full'],
    ['volume-full', 'full'],
  ]);
});
