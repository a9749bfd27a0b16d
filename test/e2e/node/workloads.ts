/** Deployments and StatefulSets: which pods there should be, and which one to start or stop next. */
import type { Deployment, PodTemplateSpec, StatefulSet } from '../../../imports/kubernetes/types';
import type { RunningPod } from './running-pod';
import type { KubernetesObject } from './store';

export type Workload = (Deployment | StatefulSet) & KubernetesObject;

/** Starts a pod of this name. */
export type StartPod = (name: string, namespace: string, template: PodTemplateSpec) => RunningPod;

interface Member {
  readonly pod: RunningPod;
  /** What it was made from, as text. */
  readonly revision: string;
  readonly ordinal: number;
}

export abstract class Controller<T extends Workload> {
  protected members: readonly Member[] = [];
  #closed = false;

  constructor(
    protected object: T,
    private readonly startPod: StartPod,
  ) {}

  apply(object: T): void {
    this.object = object;
    this.reconcile();
  }

  get name(): string {
    return this.object.metadata.name;
  }

  /** Those that have not been deleted. */
  get pods(): readonly RunningPod[] {
    return this.members.map(({ pod }) => pod).filter((pod) => !pod.terminating);
  }

  /** Whether all pods that there should be are there, are of the newest revision and ready, and no other is left. */
  get settled(): boolean {
    const good = this.members.filter(({ pod, revision }) => pod.ready && revision === this.revision);
    return good.length === this.replicas && this.members.length === this.replicas;
  }

  /** To be called whenever pods or the object changed. */
  reconcile(): void {
    if (!this.#closed) this.step();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.members.map(({ pod }) => pod.stop(0)));
  }

  protected abstract step(): void;
  protected abstract podName(ordinal: number): string;
  protected abstract template(ordinal: number): PodTemplateSpec;

  protected get replicas(): number {
    return this.object.spec?.replicas ?? 1;
  }

  protected get revision(): string {
    return JSON.stringify(this.object.spec?.template);
  }

  protected start(ordinal: number): void {
    const pod = this.startPod(this.podName(ordinal), this.object.metadata.namespace, this.template(ordinal));
    this.members = [...this.members, { pod, revision: this.revision, ordinal }];
  }

  /** Ends a pod and forgets it, which calls for another one if it is missing then. */
  async delete(gone: RunningPod): Promise<void> {
    await gone.stop();
    this.members = this.members.filter(({ pod }) => pod !== gone);
    this.reconcile();
  }
}

export class DeploymentController extends Controller<Deployment & KubernetesObject> {
  #started = 0;

  protected step(): void {
    const { type = 'RollingUpdate', rollingUpdate = {} } = this.object.spec?.strategy ?? {};
    const { maxSurge = 1, maxUnavailable = 0 } = rollingUpdate;
    if (type !== 'RollingUpdate' || typeof maxSurge !== 'number' || typeof maxUnavailable !== 'number') {
      throw new Error(`${this.name}: this strategy is not interpreted`);
    }
    const alive = () => this.members.filter(({ pod }) => !pod.terminating);
    const fresh = () => alive().filter(({ revision }) => revision === this.revision);
    while (fresh().length < this.replicas && alive().length < this.replicas + maxSurge) this.start(this.#started++);

    const old = alive().filter((member) => !fresh().includes(member));
    const superfluous = [...old, ...fresh().slice(this.replicas)];
    const available = alive().filter(({ pod }) => pod.ready).length;
    const spare = Math.max(0, available - (this.replicas - maxUnavailable));
    const unready = superfluous.filter(({ pod }) => !pod.ready);
    const ready = superfluous.filter(({ pod }) => pod.ready).slice(0, spare);
    for (const { pod } of [...unready, ...ready]) void this.delete(pod);
  }

  protected podName(ordinal: number): string {
    return `${this.name}-${ordinal.toString(36).padStart(5, '0')}`;
  }

  protected template(): PodTemplateSpec {
    return this.object.spec?.template ?? {};
  }
}

/** One after the other: the next is started when those before it are ready, the last is replaced first. */
export class StatefulSetController extends Controller<StatefulSet & KubernetesObject> {
  protected step(): void {
    if (this.members.some(({ pod }) => pod.terminating)) return;
    for (let ordinal = 0; ordinal < this.replicas; ordinal++) {
      const member = this.members.find((candidate) => candidate.ordinal === ordinal);
      if (member === undefined) this.start(ordinal);
      if (member?.pod.ready !== true) break;
    }
    const stale = this.members.filter(
      ({ revision, ordinal }) => revision !== this.revision || ordinal >= this.replicas,
    );
    const last = stale.at(-1);
    if (last !== undefined) void this.delete(last.pod);
  }

  protected podName(ordinal: number): string {
    return `${this.name}-${String(ordinal)}`;
  }

  protected template(ordinal: number): PodTemplateSpec {
    const { template = {}, volumeClaimTemplates = [] } = this.object.spec ?? {};
    const claims = volumeClaimTemplates.map(({ metadata }) => {
      const name = metadata?.name ?? '';
      return { name, persistentVolumeClaim: { claimName: `${name}-${this.podName(ordinal)}` } };
    });
    const spec = template.spec ?? { containers: [] };
    return { ...template, spec: { ...spec, volumes: [...(spec.volumes ?? []), ...claims] } };
  }
}
