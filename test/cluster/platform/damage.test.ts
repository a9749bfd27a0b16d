/** That these tests notice damage: the development platform with one thing wrong does not become ready, and it is said why. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { outputOf } from '../../support/execute';
import { chartOf, objectsIn } from '../../support/dist';
import { remark } from '../../support/proofs';
import { realCluster } from '../nodes/running';

const cluster = realCluster();
const NAMESPACE = 'damaged';
/** Long enough for the pods to say what is wrong. */
const PATIENCE_SECONDS = 75;

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  spec: Record<string, unknown>;
}

/** The parts of a Deployment that are damaged here. */
interface PodOwner {
  readonly template: {
    readonly spec: {
      readonly initContainers: [{ volumeMounts: unknown[]; command: string[] }];
    };
  };
}

describe(`damage is noticed, on Kubernetes ${cluster.version}`, () => {
  afterEach(async () => {
    await cluster.ok(['delete', 'namespace', NAMESPACE]);
  });

  test('a Service that selects nothing: the server waits for its database', async () => {
    const objects = await platform();
    const service = find(objects, 'Service', 'mlflow-postgresql');
    service.spec['selector'] = { 'app.kubernetes.io/name': 'mlfow' };
    expect(await hindrance(objects)).toMatch(/waiting for the database: .*Connection refused/);
  });

  test('a mount that is missing: the server’s preparation ends in an error', async () => {
    const objects = await platform();
    const [prepare] = podOf(objects).initContainers;
    prepare.volumeMounts = prepare.volumeMounts.slice(0, 1);
    expect(await hindrance(objects)).toMatch(/can't open file '\/prepare\/migrate\.py'/);
  });

  test('a system call that RuntimeDefault forbids is refused', async () => {
    const objects = await platform();
    const [prepare] = podOf(objects).initContainers;
    // Allowed to everybody, but for that profile: the session keyring.
    const call = 'import ctypes; c = ctypes.CDLL(None, use_errno=True); r = c.syscall(250, 0, -3, 1)';
    prepare.command = ['python', '-c', `${call}; assert r >= 0, f"keyctl: {ctypes.get_errno()}"`];
    expect(await hindrance(objects)).toMatch(/AssertionError: keyctl: 1\b/);
  });

  test('a NetworkPolicy that is too narrow: the server does not reach its database', async () => {
    const selector = { matchLabels: { 'app.kubernetes.io/component': 'postgresql' } };
    const from = [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'server' } } }];
    const spec = { podSelector: selector, policyTypes: ['Ingress'], ingress: [{ from }] };
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'narrow', namespace: NAMESPACE },
      spec,
    };
    expect(await hindrance([policy, ...(await platform())])).toMatch(/waiting for the database/);
  });
});

async function platform(): Promise<Rendered[]> {
  const rendered = outputOf(await cluster.helm('4', ['template', 'mlflow', chartOf('dev'), '--namespace', NAMESPACE]));
  return [...objectsIn(rendered, 'helm template')] as unknown as Rendered[];
}

/** What is said when these objects do not become ready; an error if they do. */
async function hindrance(objects: readonly unknown[]): Promise<string> {
  await cluster.ok(['create', 'namespace', NAMESPACE]);
  await cluster.apply(objects);
  const said = await cluster.settled(NAMESPACE, PATIENCE_SECONDS).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  if (said === undefined) throw new Error('the damage was not noticed');
  remark(/.*(waiting for the database|can't open file|keyctl: \d).*/.exec(said)?.[0].slice(0, 150) ?? '');
  return said;
}

function find(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

function podOf(objects: readonly Rendered[]): PodOwner['template']['spec'] {
  return (find(objects, 'Deployment', 'mlflow-tracking').spec as unknown as PodOwner).template.spec;
}
