/** A container, as a service of Compose. */
import { quantityOf } from '../../text/quantity';
import { environmentOf, escaped, words, type Surroundings } from './environment';
import { healthcheckOf } from './healthcheck';
import type { Asker } from './declaration';
import type { Mounted } from './storage';
import { isTask, type Amounts, type Container, type Workload } from './workload';
import type { Json } from '../../yaml/json';

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** What a service is besides its container. */
export interface Place {
  readonly containerName?: string;
  /** Once, before the others of its pod. */
  readonly once: boolean;
  /** The service whose network it shares. */
  readonly within?: string;
  /** What others call it. */
  readonly aliases: readonly string[];
  /** At the machine itself, as `127.0.0.1:5000:5000`. */
  readonly ports: readonly string[];
  readonly after: Readonly<Record<string, Condition>>;
  readonly profile?: string;
  readonly asker?: Asker;
  readonly mounted: Mounted;
}

/** As much of it as a kubelet keeps, by default: Docker keeps all. */
export const LOGGING = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } };

export type Service = Readonly<Record<string, Json>>;

export function serviceOf(container: Container, workload: Workload, place: Place, around: Surroundings): Service {
  const { image, command, args, workingDir, securityContext = {}, resources = {} } = container;
  const { spec } = workload;
  const environment = environmentOf(container, workload, around);
  const pod = spec.securityContext ?? {};
  const user = securityContext.runAsUser ?? pod.runAsUser;
  const group = securityContext.runAsGroup ?? pod.runAsGroup;
  const groups = [...(pod.fsGroup === undefined ? [] : [pod.fsGroup]), ...(pod.supplementalGroups ?? [])];
  const { drop = [], add = [] } = securityContext.capabilities ?? {};
  const { mounted } = place;
  const healthcheck = place.once ? undefined : healthcheckOf(container, place.asker);
  const ends = place.once || isTask(workload);
  const limits = amounts(resources.limits);
  const reservations = amounts(resources.requests);
  return withoutNothing({
    image: escaped(image),
    container_name: place.containerName,
    labels: Object.keys(workload.checksums).length === 0 ? undefined : workload.checksums,
    profiles: place.profile === undefined ? undefined : [place.profile],
    entrypoint: command === undefined ? undefined : words(command, environment),
    command: args === undefined ? undefined : words(args, environment),
    working_dir: workingDir === undefined ? undefined : escaped(workingDir),
    environment: Object.keys(environment).length === 0 ? undefined : environment,
    network_mode: place.within === undefined ? undefined : `service:${place.within}`,
    networks:
      place.within === undefined && place.aliases.length > 0 ? { default: { aliases: place.aliases } } : undefined,
    ports: place.ports.length === 0 ? undefined : place.ports,
    user: user === undefined ? undefined : [user, ...(group === undefined ? [] : [group])].join(':'),
    group_add: groups.some((one) => one !== group) ? groups.map(String) : undefined,
    read_only: securityContext.readOnlyRootFilesystem,
    cap_drop: drop.length === 0 ? undefined : drop,
    cap_add: add.length === 0 ? undefined : add,
    security_opt: securityContext.allowPrivilegeEscalation === false ? ['no-new-privileges:true'] : undefined,
    volumes: mounted.volumes.length === 0 ? undefined : mounted.volumes.map(escaped),
    tmpfs: mounted.tmpfs.length === 0 ? undefined : mounted.tmpfs.map(escaped),
    shm_size: mounted.sharedMemory === undefined ? undefined : bytes(mounted.sharedMemory),
    healthcheck: healthcheck === undefined ? undefined : { ...healthcheck },
    depends_on: dependencies(place.after),
    restart: ends ? 'no' : 'unless-stopped',
    logging: LOGGING,
    stop_grace_period:
      spec.terminationGracePeriodSeconds === undefined ? undefined : `${String(spec.terminationGracePeriodSeconds)}s`,
    deploy:
      limits === undefined && reservations === undefined
        ? undefined
        : { resources: withoutNothing({ limits, reservations }) },
  });
}

function dependencies(after: Place['after']): Json | undefined {
  const all = Object.entries(after).map(([name, condition]) => [name, { condition }] as const);
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** Compose has processors and memory. */
function amounts(written: Amounts = {}): Json | undefined {
  const { cpu, memory } = written;
  const [cpus, size] = [quantityOf(cpu), quantityOf(memory)];
  if (cpus === undefined && size === undefined) return undefined;
  return withoutNothing({
    cpus: cpus === undefined ? undefined : String(cpus),
    memory: size === undefined ? undefined : bytes(size),
  });
}

/** Docker's `m` are of 1,048,576 bytes. */
function bytes(amount: number): string {
  const mebibytes = amount / 2 ** 20;
  return Number.isInteger(mebibytes) ? `${String(mebibytes)}m` : `${String(Math.ceil(amount))}b`;
}

function withoutNothing(fields: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
