/** Which container is asked from inside, what it is told, and what is made of its answer. */
import { describe, expect, test } from '@jest/globals';
import type { Pod } from '../../../imports/kubernetes/types';
import { CAUSES } from '../../../charts/doctor/causes';
import { pod, service, UNREADY } from '../../../operations/doctor/examples';
import { lookInside, placeIn } from '../../../operations/doctor/inside';
import { COMMAND, inputFor } from '../../../operations/doctor/programs';
import { NOTHING, type State } from '../../../operations/doctor/state';

interface Given {
  readonly running?: readonly string[];
  readonly ready?: boolean;
  readonly name?: string;
  readonly ip?: string;
  readonly probe?: { readonly path?: string; readonly scheme?: 'HTTP' | 'HTTPS' };
}

/** A pod of the server, in which these containers run. */
function server({ running = ['mlflow', 'proxy'], ready = true, name = 'p', ip, probe }: Given): Pod {
  const one = pod('tracking', {
    spec: {
      containers: [
        { name: 'mlflow', image: 'a', readinessProbe: { httpGet: { port: 1, path: '/wrong/health' } } },
        { name: 'proxy', image: 'a', ...(probe && { readinessProbe: { httpGet: { port: 5000, ...probe } } }) },
      ],
    },
    status: {
      ...(!ready && UNREADY),
      ...(ip !== undefined && { podIP: ip }),
      containerStatuses: [...running, 'ended'].map((each) => ({
        ...{ name: each, image: 'a', imageID: '', ready: true, restartCount: 0 },
        ...(each !== 'ended' && { state: { running: {} } }),
      })),
    },
  });
  return { ...one, metadata: { ...one.metadata, name } };
}
const stateWith = (...pods: readonly Pod[]): State => ({
  ...NOTHING,
  pods,
  services: [
    {
      ...service('tracking'),
      metadata: {
        name: 'other-tracking',
        labels: { 'app.kubernetes.io/instance': 'other', 'app.kubernetes.io/component': 'tracking' },
      },
    },
    service('minio'),
    service('tracking'),
  ],
});

describe('the place', () => {
  test('nowhere, if no container of the server runs', () => {
    expect(placeIn(stateWith())).toBeUndefined();
    expect(placeIn(stateWith(server({ running: ['proxy'] }), server({ running: [] })))).toBeUndefined();
    expect(placeIn(stateWith({ ...pod('minio'), status: server({}).status ?? {} }))).toBeUndefined();
  });

  test.each([
    ['mlflow', ['proxy', 'stores', 'prepare', 'mlflow']],
    ['prepare', ['stores', 'prepare', 'proxy']],
    ['stores', ['stores']],
  ])('is %s, of %j', (container, running) => {
    expect(placeIn(stateWith(server({ running })))?.container).toBe(container);
  });

  test('a pod that is not ready before one that is, and another if nothing runs there', () => {
    const ready = server({ name: 'ready' });
    const unready = server({ name: 'unready', ready: false });
    expect(placeIn(stateWith(ready, unready))?.pod).toBe('unready');
    expect(placeIn(stateWith(unready, ready))?.pod).toBe('unready');
    expect(placeIn(stateWith(ready, server({ name: 'empty', ready: false, running: [] })))?.pod).toBe('ready');
  });
});

describe('the server’s address', () => {
  const host = 'mlflow-tracking.ml.svc.cluster.local';

  test.each<readonly [string, Given, string]>([
    ['by its probe', { ip: '10.0.0.7', probe: { path: '/health', scheme: 'HTTP' } }, 'http://10.0.0.7:5000'],
    ['encrypted', { ip: '10.0.0.7', probe: { path: '/health', scheme: 'HTTPS' } }, 'https://10.0.0.7:5000'],
    [
      'though its probe asks for something else',
      { ip: '10.0.0.7', probe: { path: '/nowhere' } },
      'http://10.0.0.7:5000',
    ],
    ['under a prefix', { ip: '10.0.0.7', probe: { path: '/ml/health' } }, 'http://10.0.0.7:5000/ml'],
    [
      'under a prefix that is called so',
      { ip: '10.0.0.7', probe: { path: '/health/health' } },
      'http://10.0.0.7:5000/health',
    ],
    ['of IPv6', { ip: 'fd00::7', probe: { path: '/health' } }, 'http://[fd00::7]:5000'],
    ['without a probe, or a path', { ip: '10.0.0.7' }, 'http://10.0.0.7:5000'],
    ['with a probe without a path', { ip: '10.0.0.7', probe: {} }, 'http://10.0.0.7:5000'],
  ])('%s', (_title, given, address) => {
    expect(placeIn(stateWith(server(given)))?.server).toEqual({ address, host });
  });

  test('without a Service of this release, by the host that is always allowed', () => {
    const state = stateWith(server({ ip: '10.0.0.7' }));
    const services = state.services.slice(0, 2);
    expect(placeIn({ ...state, services })?.server?.host).toBe('localhost');
  });

  test.each<readonly [string, Given]>([
    ['has no address', {}],
    ['runs no proxy', { ip: '10.0.0.7', running: ['mlflow'] }],
    ['does not run yet', { ip: '10.0.0.7', running: ['prepare', 'proxy'] }],
  ])('is not asked of one that %s', (_title, given) => {
    expect(placeIn(stateWith(server(given)))?.server).toBeUndefined();
  });
});

describe('what is asked, and what is made of it', () => {
  const WHAT = 'the database, the store and the server from inside (create pods/exec)';
  const answering = async (output: string, given: Given = { ip: '10.0.0.7' }) => {
    const asked: { readonly args: readonly string[]; readonly input: string }[] = [];
    const looked = await lookInside(stateWith(server(given)), (args, input) => {
      asked.push({ args, input });
      return Promise.resolve({ output });
    });
    return { looked, asked };
  };

  test('the programs, with where the server answers, if it does', async () => {
    const { asked } = await answering('');
    expect(asked).toEqual([
      {
        args: ['exec', '--stdin', 'p', '--container', 'mlflow', '--', ...COMMAND],
        input: inputFor({
          server: { address: 'http://10.0.0.7:5000', host: 'mlflow-tracking.ml.svc.cluster.local' },
        }),
      },
    ]);
    const early = await answering('', { running: ['prepare'] });
    expect(early.asked.map(({ input }) => input)).toEqual([inputFor({})]);
    expect(JSON.parse(inputFor({}))).toMatchObject({ asked: {} });
  });

  test('findings that are known, and what it could not look at', async () => {
    const { looked } = await answering(
      JSON.stringify({
        format: 1,
        findings: [
          { id: 'store-key', about: 'store', evidence: 'InvalidAccessKeyId' },
          { id: 'of-tomorrow', about: 'store', evidence: 'a' },
        ],
        unseen: [{ what: 'indexes', reason: 'memory' }, { what: 'rights', reason: 'late', needed: true }, null],
      }),
    );
    expect(looked.findings).toEqual([
      expect.objectContaining({ id: 'store-key', evidence: 'InvalidAccessKeyId', where: CAUSES['store-key']?.where }),
    ]);
    expect(looked.unseen).toEqual([
      { what: WHAT, reason: 'pod p prints findings that nobody knows', isNeeded: true },
      { what: 'indexes', reason: 'memory', isNeeded: false },
      { what: 'rights', reason: 'late', isNeeded: true },
      { what: WHAT, reason: 'it says that of nothing that anybody knows', isNeeded: true },
    ]);
  });

  test('nothing wrong, and nothing that it could not look at, after what the image prints', async () => {
    const { looked } = await answering('a warning\n{"format": 1, "findings": [], "unseen": []}\n');
    expect(looked).toEqual({ findings: [], unseen: [] });
  });

  test.each([
    ['no JSON', 'Traceback', 'pod p prints something else than findings'],
    ['nothing', 'null', 'pod p prints something else than findings'],
    ['no findings', '{"format": 1, "unseen": []}', 'pod p prints something else than findings'],
    ['findings alone', '{"format": 1, "findings": []}', 'pod p prints something else than findings'],
    ['another format', '{"format": 2, "findings": [], "unseen": []}', 'pod p prints something else than findings'],
    ['a problem', '{"problem": "no module psycopg2"}', 'no module psycopg2'],
  ])('%s: it could not look, and that counts', async (_title, output, reason) => {
    expect((await answering(output)).looked).toEqual({
      findings: [],
      unseen: [{ what: WHAT, reason, isNeeded: true }],
    });
  });

  test('no answer, and nobody to ask: it could not look, and that counts', async () => {
    const refused = await lookInside(stateWith(server({})), () => Promise.resolve({ unknown: 'forbidden' }));
    expect(refused).toEqual({ findings: [], unseen: [{ what: WHAT, reason: 'forbidden', isNeeded: true }] });
    const nobody = await lookInside(NOTHING, () => Promise.reject(new Error('asked')));
    const reason = 'no container of the server runs that could be asked';
    expect(nobody).toEqual({ findings: [], unseen: [{ what: WHAT, reason, isNeeded: true }] });
  });
});
