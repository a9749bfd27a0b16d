/** One pod, from its first init container to its end: a small kubelet. */
import { mkdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container as ContainerSpec, PodSpec } from '../../../imports/kubernetes/types';
import { Container, type Exit } from './container';
import { containerOptions, type PodSurroundings } from './container-options';
import type { Catalogue, Image } from './image';
import { parseQuantity } from './quantity';
import type { ProbeResult } from './probe';
import { everyPeriod, untilDecided } from './probing';
import { refuseUnsupported } from './supported';
import { makeVolumes, type VolumeFolders } from './volumes';

export interface RunningPodOptions extends PodSurroundings {
  readonly folders: VolumeFolders;
  readonly catalogue: Catalogue;
  /** Called when readiness or existence changed. */
  readonly changed: () => void;
}

/** For how long connections still arrive at a pod that is being stopped: until every node has heard of it. */
const ENDPOINT_LAG = 1000;

/** Seconds before a restart: at once the first time, then as the kubelet. */
function backOff(restarts: number): number {
  return restarts < 2 ? 0 : Math.min(300, 10 * 2 ** (restarts - 2));
}

interface Incarnation {
  readonly container: Container;
  ready: boolean;
}

export class RunningPod {
  readonly name: string;
  readonly ip: string;
  /** Of all families. */
  readonly ips: readonly string[];
  /** What happened, in words, with the second it happened at. */
  readonly events: string[] = [];
  /** Restarts of all containers. */
  restarts = 0;
  /** How each container that will not be started again has ended. */
  readonly #ended: Exit[] = [];
  readonly #current = new Map<string, Incarnation>();
  readonly #spec: PodSpec;
  readonly #volumes: ReadonlyMap<string, string>;
  readonly #begun = Date.now();
  readonly #work: Promise<void>;
  #deleted: number | undefined;
  #servingUntil = 0;
  #stopped: Promise<void> | undefined;

  constructor(private readonly options: RunningPodOptions) {
    const { pod, ips } = options.context;
    this.name = pod.metadata.name;
    this.ip = ips[0];
    this.ips = ips;
    this.#spec = pod.spec ?? { containers: [] };
    refuseUnsupported(this.#spec);
    mkdirSync(options.folders.pod, { recursive: true });
    this.#volumes = makeVolumes(options.context, options.folders);
    this.#work = this.run().catch((error: unknown) => {
      this.note(`failed: ${error instanceof Error ? error.message : String(error)}`);
      this.#ended.push({ code: 1 });
    });
  }

  get labels(): Readonly<Record<string, string>> {
    return this.options.context.pod.metadata.labels ?? {};
  }

  get namespace(): string {
    return this.options.context.pod.metadata.namespace;
  }

  get ports() {
    return this.#spec.containers.flatMap(({ ports = [] }) => ports);
  }

  get terminating(): boolean {
    return this.#deleted !== undefined;
  }

  get ready(): boolean {
    const { containers } = this.#spec;
    return !this.terminating && containers.every(({ name }) => this.#current.get(name)?.ready === true);
  }

  /** Whether Services send connections here. */
  get serving(): boolean {
    return this.ready || Date.now() < this.#servingUntil;
  }

  container(name: string): Container {
    const current = this.#current.get(name);
    if (current === undefined) throw new Error(`${this.name} runs no container ${name}`);
    return current.container;
  }

  /** Bytes: what its limited containers may use together, and what they hold now. */
  get memory(): { readonly used: number; readonly limit: number } {
    const limited = this.#spec.containers.filter(({ resources }) => resources?.limits?.['memory'] !== undefined);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    return {
      used: sum(limited.map(({ name }) => this.#current.get(name)?.container.memory ?? 0)),
      limit: sum(limited.map(({ resources }) => parseQuantity(String(resources?.limits?.['memory'])))),
    };
  }

  /** What a container, init container included, has printed so far. */
  logs(container: string): string {
    const file = this.logFile(container);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** For a person: events, and the end of every log. */
  describe(lines = 40): string {
    const logs = [...(this.#spec.initContainers ?? []), ...this.#spec.containers].map(
      ({ name }) => `--- ${this.name}/${name}\n${this.logs(name).split('\n').slice(-lines).join('\n')}`,
    );
    return [`${this.name}: ${this.events.join('; ')}`, ...logs].join('\n');
  }

  /** Waits until all containers have ended and none will be started again; 0 if all did well. */
  async ended(): Promise<number> {
    await this.#work;
    return this.#ended.find(({ code }) => code !== 0)?.code ?? 0;
  }

  /** Ends it as a deletion does: preStop, the stop signal, the grace period, and the end. */
  stop(graceSeconds = this.#spec.terminationGracePeriodSeconds ?? 30): Promise<void> {
    this.#stopped ??= this.terminate(graceSeconds);
    return this.#stopped;
  }

  private async terminate(graceSeconds: number): Promise<void> {
    if (this.ready) this.#servingUntil = Date.now() + ENDPOINT_LAG;
    this.#deleted = Date.now();
    this.options.changed();
    setTimeout(this.options.changed, ENDPOINT_LAG + 1).unref();
    const deadline = this.#deleted + graceSeconds * 1000;
    await Promise.all(this.#spec.containers.map((spec) => this.endContainer(spec, deadline)));
    // An init container has no grace.
    for (const { container } of this.#current.values()) container.signal('SIGKILL');
    await this.#work;
    this.note(`gone ${((Date.now() - this.#deleted) / 1000).toFixed(1)} s after its deletion`);
    this.options.changed();
  }

  private async endContainer(spec: ContainerSpec, deadline: number): Promise<void> {
    const current = this.#current.get(spec.name)?.container;
    if (current?.running !== true) return;
    const { exec, sleep: pause } = spec.lifecycle?.preStop ?? {};
    if (exec !== undefined) await current.exec(exec.command ?? [], Math.max(1, (deadline - Date.now()) / 1000));
    if (pause !== undefined) await sleep(pause.seconds * 1000);
    await this.endProcess(spec, current, deadline);
  }

  private async endProcess(spec: ContainerSpec, container: Container, deadline: number): Promise<void> {
    container.signal(this.image(spec).stopSignal ?? 'SIGTERM');
    const timer = new AbortController();
    const killing = sleep(Math.max(0, deadline - Date.now()), undefined, { signal: timer.signal }).then(
      () => {
        this.note(`${spec.name} was killed after its grace period`);
        container.signal('SIGKILL');
      },
      () => undefined,
    );
    await container.exited;
    timer.abort();
    await killing;
  }

  private async run(): Promise<void> {
    for (const spec of this.#spec.initContainers ?? []) {
      // An init container that fails is started again, unless the pod is never restarted.
      const code = await this.keepRunning(spec, this.#spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure');
      this.#current.delete(spec.name);
      if (code !== 0 || this.terminating) {
        this.#ended.push({ code });
        return;
      }
    }
    const policy = this.#spec.restartPolicy ?? 'Always';
    const codes = await Promise.all(this.#spec.containers.map((spec) => this.keepRunning(spec, policy)));
    this.#ended.push(...codes.map((code) => ({ code })));
  }

  private async keepRunning(spec: ContainerSpec, policy: 'Always' | 'OnFailure' | 'Never'): Promise<number> {
    let code = 0;
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) {
        this.restarts += 1;
        this.note(`${spec.name} ended with code ${String(code)}, starts again`);
        await this.pause(backOff(attempt));
        if (this.terminating) break;
      }
      ({ code } = await this.runOnce(spec));
      if (policy === 'Never' || (policy === 'OnFailure' && code === 0) || this.terminating) break;
    }
    return code;
  }

  private async runOnce(spec: ContainerSpec): Promise<Exit> {
    const incarnation: Incarnation = { container: this.launch(spec), ready: false };
    this.#current.set(spec.name, incarnation);
    const probing = new AbortController();
    const probes = this.watch(spec, incarnation, probing.signal).catch((error: unknown) => {
      if (!probing.signal.aborted) throw error;
    });
    const exit = await incarnation.container.exited;
    probing.abort();
    await probes;
    this.setReady(incarnation, false);
    return exit;
  }

  /** Ends early when the pod is stopped. */
  private async pause(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!this.terminating && Date.now() < end) await sleep(100);
  }

  private async watch(spec: ContainerSpec, incarnation: Incarnation, signal: AbortSignal): Promise<void> {
    const { startupProbe, livenessProbe, readinessProbe, ports = [] } = spec;
    const target = { ip: this.ip, ports, container: incarnation.container };
    const kill = async (reason: string) => {
      this.note(`${spec.name}: ${reason}: killed`);
      const grace = this.#spec.terminationGracePeriodSeconds ?? 30;
      await this.endProcess(spec, incarnation.container, Date.now() + grace * 1000);
    };
    if (startupProbe !== undefined) {
      const { ok, detail } = await untilDecided(startupProbe, target, signal);
      if (!ok) {
        await kill(`startup probe: ${detail}`);
        return;
      }
    }
    // An init container is never ready: it ends.
    if (readinessProbe === undefined) this.setReady(incarnation, this.#spec.containers.includes(spec));
    const alive = async ({ ok, detail }: ProbeResult) => {
      if (!ok) await kill(`liveness probe: ${detail}`);
    };
    const ready = ({ ok, detail }: ProbeResult) => {
      if (!ok && incarnation.ready) this.note(`${spec.name} is not ready: ${detail}`);
      this.setReady(incarnation, ok);
    };
    await Promise.all([
      livenessProbe && everyPeriod(livenessProbe, target, signal, alive),
      readinessProbe && everyPeriod(readinessProbe, target, signal, ready),
    ]);
  }

  private setReady(incarnation: Incarnation, ready: boolean): void {
    if (incarnation.ready === ready) return;
    incarnation.ready = ready;
    if (ready) this.note('ready');
    this.options.changed();
  }

  private launch(spec: ContainerSpec): Container {
    const folder = this.options.folders.pod;
    mkdirSync(join(folder, spec.name), { recursive: true });
    const own = { image: this.image(spec), folder, volumes: this.#volumes, logFile: this.logFile(spec.name) };
    return new Container(containerOptions(spec, { ...this.options, ...own }));
  }

  private image({ image = '' }: ContainerSpec): Image {
    return this.options.catalogue(image);
  }

  private logFile(container: string): string {
    return join(this.options.folders.pod, `${container}.log`);
  }

  private note(event: string): void {
    this.events.push(`${((Date.now() - this.#begun) / 1000).toFixed(1)} s: ${event}`);
  }
}
