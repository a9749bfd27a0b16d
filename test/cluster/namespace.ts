/** A namespace of a running cluster, in which Pod Security “restricted” is enforced. */
import { expect } from '@jest/globals';
import { secretsCommand } from '../../operations/secrets';
import type { HelmMajor } from '../support/helm-binary';
import type { Cluster } from './cluster';
import type { Outcome } from '../support/execute';
import { keyOf, keysOf, type KubeObject } from './objects';

const RELEASE_OF = 'meta.helm.sh/release-name';

/** What every namespace holds, and what comes and goes by itself. */
const ALWAYS_THERE = ['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt'];
const PASSING = ['events', 'events.events.k8s.io', 'endpoints', 'leases.coordination.k8s.io'];

/** The API server's own repairs of what it has just given out; and on a busy machine it does not yet know a ServiceAccount that is there, and tries again. */
const REPAIRS = /^((ClusterIP|Port)NotAllocated: |FailedCreate: .* error looking up service account .* not found$)/;

/** It is deleted afterwards, without waiting for that: this takes longer than most tests. */
export async function withNamespace(
  cluster: Cluster,
  name: string,
  use: (namespace: Namespace) => Promise<void>,
): Promise<void> {
  await cluster.kubectl(['wait', '--for=delete', `namespace/${name}`, '--timeout=120s']);
  const levels = ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
  const metadata = { name, labels: Object.fromEntries(levels) as unknown };
  quiet(
    await cluster.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata })),
  );
  try {
    await use(new Namespace(cluster, name));
  } finally {
    quiet(await cluster.kubectl(['delete', 'namespace', name, '--wait=false']));
  }
}

/** What it printed. It must succeed, and print nothing to stderr: that is where clients repeat a server's warnings. */
export function quiet({ command, code, stdout, stderr }: Outcome): string {
  expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
  return stdout;
}

/** The same for a command of the documents. Some tell on stderr how they get on, or what they have made. */
export function quietAsShown(command: string, outcome: Outcome): void {
  quiet(/^(openssl|htpasswd|npm run --silent secrets) /.test(command) ? { ...outcome, stderr: '' } : outcome);
}

export class Namespace {
  constructor(
    readonly cluster: Cluster,
    readonly name: string,
  ) {}

  kubectl(args: readonly string[], stdin?: string): Promise<Outcome> {
    return this.cluster.kubectl([...args, '--namespace', this.name], stdin);
  }

  helm(major: HelmMajor, args: readonly string[]): Promise<Outcome> {
    return this.cluster.helm(major, [...args, '--namespace', this.name]);
  }

  /** What `mlflow-chart secrets` prints for an environment, here, and what it says. */
  async secrets(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    let stdout = '';
    let stderr = '';
    const code = await secretsCommand([...args, '--namespace', this.name], {
      output: { write: (text) => (stdout += text) },
      errors: { write: (text) => (stderr += text) },
      environment: this.cluster.environment,
      tool: { name: 'mlflow-chart', version: '' },
    });
    return { code, stdout, stderr };
  }

  /** The Secrets that an environment reads, all but the certificate of its Ingress. */
  async makeSecrets(environment = 'prod'): Promise<void> {
    const { code, stdout, stderr } = await this.secrets('--env', environment);
    expect([code, stderr]).toEqual([0, expect.stringContaining(': made')]);
    quiet(await this.kubectl(['create', '--filename', '-'], stdout));
  }

  /** Everything in it, except what every namespace holds. */
  async objects(): Promise<readonly KubeObject[]> {
    const args = ['api-resources', '--namespaced', '--verbs=list,create', '--output=name'];
    const types = quiet(await this.cluster.kubectl(args))
      .trim()
      .split('\n');
    return this.get(types.filter((type) => !PASSING.includes(type)));
  }

  async get(types: readonly string[]): Promise<readonly KubeObject[]> {
    const { items } = JSON.parse(quiet(await this.kubectl(['get', types.join(','), '--output=json']))) as {
      readonly items: readonly KubeObject[];
    };
    return items.filter((object) => !ALWAYS_THERE.includes(keyOf(object)));
  }

  /** What Helm counts as the release's. (Controllers copy the annotation to what they make.) */
  async released(release = 'mlflow'): Promise<readonly KubeObject[]> {
    const all = await this.objects();
    return all.filter(
      ({ metadata }) => metadata.annotations?.[RELEASE_OF] === release && metadata.ownerReferences === undefined,
    );
  }

  /** Pods by component, of one release. */
  async podCounts(release = 'mlflow'): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const { metadata } of await this.get(['pods'])) {
      if (metadata.labels?.['app.kubernetes.io/instance'] !== release) continue;
      const component = metadata.labels['app.kubernetes.io/component'] ?? 'none';
      counts[component] = (counts[component] ?? 0) + 1;
    }
    return counts;
  }

  /** Workloads that their controllers have not seen as they are now. */
  async unobserved(): Promise<readonly string[]> {
    const workloads = await this.get(['deployments', 'statefulsets']);
    return keysOf(workloads.filter(({ metadata, status }) => status?.['observedGeneration'] !== metadata.generation));
  }

  /** What its controllers complained about, such as pods that were refused. */
  async complaints(): Promise<readonly string[]> {
    const output = ['--output', 'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}'];
    const events = quiet(await this.kubectl(['get', 'events', '--field-selector=type=Warning', ...output]));
    return events.split('\n').filter((line) => line !== '' && !REPAIRS.test(line));
  }
}
