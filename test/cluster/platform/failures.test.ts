/** The staging platform under load through its Ingress, while processes, nodes and networks fail. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Logged, type Streamed, type Working } from '../clients/client';
import { ALICE } from '../clients/login';
import { during, expectAllAnswered, inWords, type Outcome } from '../clients/load';
import { TRACKING } from '../clients/services';
import { eventually } from '../eventually';
import { remark } from '../../support/proofs';
import { realCluster } from '../nodes/running';
import { Published, STORES, WAY_IN } from './published';

const NAMESPACE = 'failures';
const cluster = realCluster();

describe(`dist/staging under load through an Ingress while something fails, Kubernetes ${cluster.version}`, () => {
  const published = new Published(cluster, NAMESPACE);
  const { platform } = published;
  let client: Client;
  let logged: Logged;

  beforeAll(async () => {
    await published.install();
    client = new Client(cluster, NAMESPACE, { login: ALICE, pod: published.pod });
    logged = await client.log('before', 20);
  });
  afterAll(() => platform.remove());

  const underLoad = (action: () => Promise<void>): Promise<Outcome> => during(action, () => published.ask());
  /** Some went wrong: as many were answered as tell that service went on, and now none goes wrong any more. */
  const expectRecovered = async (outcome: Outcome) => {
    remark(inWords(outcome));
    expect(outcome.answered).toBeGreaterThan(outcome.failures.length);
    expectAllAnswered(await underLoad(() => sleep(5000)));
    await client.check(logged);
  };

  const expectNothingLost = async (streaming: Working<Streamed>, restarts: number) => {
    const { acknowledged, errors, lost, slowest } = await streaming.result;
    const words = `${String(lost.length)} lost, the slowest took ${String(slowest)} s`;
    remark(`${String(acknowledged)} metrics acknowledged, ${words}`);
    expect({ errors, lost }).toEqual({ errors: [], lost: [] });
    expect(await platform.restarts('tracking')).toBe(restarts);
  };

  test('a server is killed: the other one answers until it is back', async () => {
    const [pod] = await platform.pods('tracking');
    if (pod === undefined) throw new Error('there is no server');
    const outcome = await underLoad(async () => {
      expect(await cluster.kill(pod.metadata, /mlflow server|uvicorn/)).toBeGreaterThan(0);
      await eventually(() => platform.restarts('tracking'), 1);
      await cluster.settled(NAMESPACE);
    });
    await expectRecovered(outcome);
  });

  test('a node with a server on it is lost: the other one answers, and the node comes back', async () => {
    const node = (await platform.pods('tracking')).map(({ spec }) => spec.nodeName).find((name) => name !== WAY_IN);
    if (node === undefined) throw new Error('both servers are on one node');
    const ready = `jsonpath={.items[*].endpoints[?(@.conditions.ready==true)].nodeName}`;
    const slices = ['get', 'endpointslices', `--selector=kubernetes.io/service-name=${TRACKING}`, `--output=${ready}`];
    const outcome = await underLoad(async () => {
      await cluster.powerOff(node);
      await eventually(() => cluster.ok([...slices, '--namespace', NAMESPACE]), WAY_IN);
    });
    remark(`while the node is lost: ${inWords(outcome)}`);
    expect(outcome.answered).toBeGreaterThan(0);
    expectAllAnswered(await underLoad(() => sleep(5000)));
    const back = await underLoad(async () => {
      cluster.powerOn(node);
      await cluster.nodesReady();
      await cluster.settled(NAMESPACE);
    });
    await expectRecovered(back);
  });

  test('the network between servers and database is cut for 20 s: nothing acknowledged is lost, nothing restarts', async () => {
    const before = await platform.restarts('tracking');
    const { status } = await platform.pod('postgresql');
    const set = (change: '--insert' | '--delete') => {
      for (const way of ['--source', '--destination']) {
        const rule = ['FORWARD', way, status.podIP ?? '', '--protocol', 'tcp', '--jump', 'DROP'];
        cluster.onNode(STORES, ['iptables', '--wait', '--table', 'mangle', change, ...rule]);
      }
    };
    const streaming = client.stream(40);
    await streaming.begun;
    await sleep(3000);
    set('--insert');
    try {
      await expect(published.ask()).rejects.toThrow('timeout');
    } finally {
      set('--delete');
    }
    await expectNothingLost(streaming, before);
    expectAllAnswered(await underLoad(() => sleep(5000)));
  });

  test('the node of the volumes is lost and comes back: nothing acknowledged is lost', async () => {
    const before = await platform.restarts('tracking');
    const streaming = client.stream(60);
    await streaming.begun;
    await sleep(3000);
    // Everything on it ends at once; what was written to its disk stays, as the machine's own memory is not lost.
    await cluster.powerOff(STORES);
    await sleep(30_000);
    cluster.powerOn(STORES);
    await cluster.nodesReady();
    await cluster.settled(NAMESPACE);
    await expectNothingLost(streaming, before);
    expectAllAnswered(await underLoad(() => sleep(5000)));
    await client.check(logged);
  });
});
