/** That these tests notice damage: the development platform with one thing wrong does not become ready, and it is said why. */
import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf } from '../../support/execute';
import { chartOf, objectsIn } from '../../support/dist';
import { remark } from '../../support/proofs';
import { realCluster } from '../nodes/running';

const cluster = realCluster();
/** Long enough for the pods to say what is wrong, on a busy machine. */
const PATIENCE_SECONDS = 240;

/** Between two attempts of the preparation to reach the database. */
const RETRY_SECONDS = 2;

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
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

interface Damage {
  readonly title: string;
  /** Changes what the chart renders, or adds to it. */
  readonly damage: (objects: Rendered[], namespace: string) => void;
  /** Said by the pods that are hindered. */
  readonly said: RegExp;
}

/** Allowed to everybody, but for the profile: to join a session's keyring. */
const KEYCTL = 'import ctypes; c = ctypes.CDLL(None, use_errno=True); r = c.syscall(250, 0, -3, 1)';

const DAMAGES: readonly Damage[] = [
  {
    title: 'a Service that selects nothing: the server waits for its database',
    damage: (objects) => {
      find(objects, 'Service', 'mlflow-postgresql').spec['selector'] = { 'app.kubernetes.io/name': 'mlfow' };
    },
    said: /waiting for the database: .*Connection refused/,
  },
  {
    title: 'a mount that is missing: the server’s preparation ends in an error',
    damage: (objects) => {
      const prepare = preparationIn(objects);
      prepare.volumeMounts = prepare.volumeMounts.slice(0, 1);
    },
    said: /can't open file '\/prepare\/migrate\.py'/,
  },
  {
    title: 'a system call that RuntimeDefault forbids is refused',
    damage: (objects) => {
      const script = `${KEYCTL}; assert r >= 0, f"keyctl: {ctypes.get_errno()}"`;
      preparationIn(objects).command = ['python', '-c', script];
    },
    said: /AssertionError: keyctl: 1\b/,
  },
  {
    title: 'a NetworkPolicy that is too narrow: the server does not reach its database',
    damage: (objects, namespace) => {
      const component = (name: string) => ({ matchLabels: { 'app.kubernetes.io/component': name } });
      const ingress = [{ from: [{ podSelector: component('server') }] }];
      const spec = { podSelector: component('postgresql'), policyTypes: ['Ingress'], ingress };
      const metadata = { name: 'narrow', namespace };
      objects.unshift({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec });
    },
    // Not refused by a Service without endpoints: by the policy, whether in words or by silence.
    said: /waiting for the database: .*(timeout expired|Connection refused)/,
  },
];

describe(`damage is noticed, on Kubernetes ${cluster.version}`, () => {
  test.each(DAMAGES.map((damage, index) => [damage.title, damage, `damaged-${String(index + 1)}`] as const))(
    '%s',
    async (_, { damage, said }, namespace) => {
      const objects = await platform(namespace);
      damage(objects, namespace);
      await cluster.ok(['create', 'namespace', namespace]);
      try {
        await cluster.apply(objects);
        const words = await hindrance(namespace, said);
        remark(words.slice(0, 150));
        const ready = [
          'get',
          'deployment',
          'mlflow-tracking',
          '--namespace',
          namespace,
          '--output=jsonpath={.status.readyReplicas}',
        ];
        expect(await cluster.ok(ready)).toBe('');
      } finally {
        await cluster.ok(['delete', 'namespace', namespace, '--wait=false']);
      }
    },
  );
});

async function platform(namespace: string): Promise<Rendered[]> {
  const rendered = outputOf(await cluster.helm('4', ['template', 'mlflow', chartOf('dev'), '--namespace', namespace]));
  return [...objectsIn(rendered, 'helm template')] as unknown as Rendered[];
}

/**
 * Waits until the database is Ready, and then for the server's preparation to say it last; gives the words. An error with
 * everything that is said, if it does not: whole, it would have gone on by then.
 */
async function hindrance(namespace: string, said: RegExp): Promise<string> {
  const at = ['--namespace', namespace];
  await cluster.ok([
    'rollout',
    'status',
    'statefulset/mlflow-postgresql',
    ...at,
    `--timeout=${String(PATIENCE_SECONDS)}s`,
  ]);
  await sleep(5 * RETRY_SECONDS * 1000);
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const { stdout } = await cluster.kubectl([
      'logs',
      'deployment/mlflow-tracking',
      '--container=prepare',
      '--tail=1',
      ...at,
    ]);
    const [words] = said.exec(stdout) ?? [];
    if (words !== undefined) return words;
    if (Date.now() > end) throw new Error(`the damage was not noticed:\n${await cluster.complaints(namespace)}`);
    await sleep(1000);
  }
}

function find(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

function preparationIn(objects: readonly Rendered[]) {
  const { template } = find(objects, 'Deployment', 'mlflow-tracking').spec as unknown as PodOwner;
  return template.spec.initContainers[0];
}
