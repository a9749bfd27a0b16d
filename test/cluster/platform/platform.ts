/** The platform in a namespace of the cluster, as the tests of it ask for it. */
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { commandsIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { chartOf, objectsIn, type RenderedObject } from '../../support/dist';
import { outputOf, type Outcome } from '../../support/execute';
import type { HelmMajor } from '../../support/helm-binary';
import { remark } from '../../support/proofs';
import { ask, type Answer } from '../clients/http';
import type { Login } from '../clients/login';
import { TRACKING } from '../clients/services';
import { TrackingApi } from '../clients/tracking-api';
import { eventually } from '../eventually';
import type { Pod, RealCluster } from '../nodes/real-cluster';

/** Values beside those of an environment: as an object, or as the text of a file. */
export type MoreValues = JsonObject | string;

/** How a test of `helm test` has ended. */
export interface SmokeTest {
  readonly passed: boolean;
  readonly said: string;
}

export class Platform {
  constructor(
    readonly cluster: RealCluster,
    readonly namespace: string,
    /** For its API, where it asks for one. */
    private readonly login?: Login,
  ) {}

  /** An empty namespace in which Pod Security “restricted” is enforced. */
  async makeNamespace(): Promise<void> {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await this.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace, labels } }]);
  }

  /** Deletes the namespace, and with it everything. */
  async remove(): Promise<void> {
    await this.cluster.ok(['delete', 'namespace', this.namespace]);
  }

  /** `helm install` of an environment's packaged chart; says how long it took until everything was Ready. */
  async install(environment: string, values: MoreValues = {}, major?: HelmMajor): Promise<void> {
    const started = performance.now();
    await this.helm(['install', 'mlflow', chartOf(environment), '--wait', '--timeout=9m'], values, major);
    remark(`Ready after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }

  /** The same of an archive that was packaged before. */
  async installArchive(file: string, values: MoreValues): Promise<void> {
    await this.helm(['install', 'mlflow', file, '--wait', '--timeout=9m'], values);
  }

  /** `helm upgrade` to what may never be Ready. */
  async upgradeWithoutWaiting(environment: string, values: MoreValues): Promise<void> {
    await this.helm(['upgrade', 'mlflow', chartOf(environment)], values);
  }

  /** `helm upgrade` to an environment's packaged chart, until everything is Ready again. */
  async upgrade(environment: string, values: MoreValues = {}, major?: HelmMajor): Promise<void> {
    await this.helm(['upgrade', 'mlflow', chartOf(environment), '--wait', '--timeout=9m'], values, major);
  }

  /** `helm rollback`; it does not wait. */
  async rollback(revision: number): Promise<void> {
    await this.helm(['rollback', 'mlflow', String(revision)]);
  }

  /** `helm uninstall`, until all of it is gone. */
  async uninstall(): Promise<void> {
    await this.helm(['uninstall', 'mlflow', '--wait', '--timeout=5m']);
  }

  /** `helm test`, as docs/install.md has it: whether it passed, and all that it has said. */
  async smokeTest(major: HelmMajor = '4'): Promise<SmokeTest> {
    const [command = ''] = commandsIn('docs/install.md', 'Whether it works').filter((one) =>
      one.startsWith('helm test '),
    );
    const { code, stdout, stderr } = await this.cluster.helm(major, this.wordsOf(command, 'mlflow-prod'));
    return { passed: code === 0, said: `${stdout}${stderr}` };
  }

  /** The same without a release, of what was applied as plain manifests: the document's commands, one after the other. */
  async smokeTestPod(environment: string, values: MoreValues): Promise<SmokeTest> {
    const commands = commandsIn('docs/install.md', 'Plain manifests').filter((one) => one.includes('smoke-test'));
    const [template = '', wait = '', logs = '', remove = ''] = commands;
    const [render = '', apply] = template.split(' | ');
    expect([apply, commands.length]).toEqual(['kubectl apply -f -', 4]);
    const chart = (word: string) => (word.endsWith('.tgz') ? chartOf(environment) : word);
    const pod = await this.helm(this.wordsOf(render, 'mlflow-dev').map(chart), values);
    await this.cluster.apply(objectsIn(pod, 'helm template'));
    await this.cluster.ok(this.wordsOf(wait, 'mlflow-dev'));
    const said = await this.cluster.ok(this.wordsOf(logs, 'mlflow-dev'));
    const phase = async () => (await this.pod('smoke-test')).status.phase;
    await eventually(async () => (await phase()) !== 'Running', true);
    const passed = (await phase()) === 'Succeeded';
    await this.cluster.ok(this.wordsOf(remove, 'mlflow-dev'));
    return { passed, said };
  }

  /** A command of a document, here: without the program. */
  private wordsOf(command: string, namespace: string): readonly string[] {
    return command
      .split(' ')
      .slice(1)
      .map((word) => (word === namespace ? this.namespace : word));
  }

  /** What `helm template` renders of an environment's packaged chart, for tests that change it. */
  async rendered(environment: string, values: MoreValues = {}): Promise<readonly RenderedObject[]> {
    return objectsIn(await this.helm(['template', 'mlflow', chartOf(environment)], values), 'helm template');
  }

  /** Pods of a component, such as `tracking`, that are not about to go. */
  pods(component: string): Promise<readonly Pod[]> {
    return this.cluster.pods(this.namespace, `app.kubernetes.io/component=${component}`);
  }

  /** The only pod of a component. */
  async pod(component: string): Promise<Pod> {
    const [pod, second] = await this.pods(component);
    if (pod === undefined || second !== undefined) throw new Error(`${component} has not exactly one pod`);
    return pod;
  }

  /** Restarts of all containers of a component's pods, of those that prepare, too. */
  async restarts(component: string): Promise<number> {
    const statuses = (await this.pods(component)).flatMap(({ status }) => [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
    ]);
    return statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  }

  /** Runs a command in the main container of a component's only pod. */
  async exec(component: string, command: readonly string[]): Promise<Outcome> {
    const { metadata, spec } = await this.pod(component);
    return this.cluster.exec(metadata, spec.containers[0]?.name ?? '', command);
  }

  /** What a script prints that is run there; an error with its words if it fails. */
  async shell(component: string, script: string): Promise<string> {
    return outputOf(await this.exec(component, ['sh', '-ec', script]));
  }

  /** What a container of a component's only pod has said. */
  async log(component: string, container: string): Promise<string> {
    return this.logOf(await this.pod(component), container);
  }

  /** The same of each pod of a component. */
  async logs(component: string, container: string): Promise<readonly string[]> {
    return Promise.all((await this.pods(component)).map((pod) => this.logOf(pod, container)));
  }

  logOf({ metadata }: Pod, container: string): Promise<string> {
    return this.cluster.ok(['logs', metadata.name, '--container', container, '--namespace', this.namespace]);
  }

  /** Says how much memory the main container of each pod of these components holds. */
  async remarkMemory(...components: readonly string[]): Promise<void> {
    for (const component of components) {
      for (const pod of await this.pods(component))
        remark(`${pod.metadata.name} holds ${(await this.cluster.memoryOf(pod)).toFixed(0)} MiB`);
    }
  }

  /** MLflow's API through its Service. */
  async api(): Promise<TrackingApi> {
    return new TrackingApi(await this.cluster.serviceAddress(this.namespace, TRACKING), this.login);
  }

  /** Asks the server's pod itself. */
  async askPod(path: string, host: string): Promise<Answer> {
    const { status } = await this.pod('tracking');
    return ask({ address: status.podIP ?? '', path, headers: { Host: host } });
  }

  private async helm(args: readonly string[], values?: MoreValues, major: HelmMajor = '4'): Promise<string> {
    const text = typeof values === 'string' ? values : JSON.stringify(values ?? {});
    return withFolder({ 'values.yaml': text }, async (folder) => {
      const file = values === undefined ? [] : ['--values', join(folder, 'values.yaml')];
      const { code, stdout, stderr } = await this.cluster.helm(major, [
        ...args,
        ...['--namespace', this.namespace],
        ...file,
      ]);
      if (code !== 0) throw new Error(`${stderr}\n${await this.cluster.complaints(this.namespace)}`);
      return stdout;
    });
  }
}
