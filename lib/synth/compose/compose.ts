/** An installation's objects as a Compose file, and what it mounts. Nothing is described twice: each service is a container of them. */
import { MisuseError } from '../../expr/expr';
import type { Json } from '../../yaml/json';
import { writeYaml } from '../../yaml/write';
import type { ComposeDeclaration } from './declaration';
import { dataOf, type Surroundings } from './environment';
import { headerOf } from './header';
import { healthcheckOf } from './healthcheck';
import { NotInCompose } from './not-in-compose';
import { serviceOf, type Condition, type Service } from './service';
import { storageOf, type Given, type Storage } from './storage';
import { GIVEN } from './own-files';
import { VOLUMES, volumesService } from './volumes-service';
import {
  installedObjects,
  isTask,
  workloadsOf,
  type Container,
  type KubernetesObject,
  type Workload,
} from './workload';

/** A variable of `.env`. */
export interface Variable {
  readonly name: string;
  /** Of what Secret it is which key. */
  readonly secret: string;
  readonly key: string;
  /** Whether nothing starts without it. */
  readonly required: boolean;
  /** Whether the chart has that Secret itself. */
  readonly known: boolean;
}

/** Files below `secrets/`, a folder for each Secret. */
export interface SecretFile {
  readonly secret: string;
  /** Without, all that there are. */
  readonly key?: string;
}

export interface ComposeProject {
  /** Path below the folder → content. */
  readonly files: ReadonlyMap<string, string>;
  readonly services: Readonly<Record<string, Service>>;
  readonly variables: readonly Variable[];
  readonly secretFiles: readonly SecretFile[];
}

/**
 * @param origin for the comment above it: what it was made of, and by what
 * @returns words that say why there is none, if the installation has what Compose cannot have
 */
export function composeProject(
  rendered: Iterable<Json>,
  declaration: ComposeDeclaration,
  release: { readonly name: string },
  origin?: string,
): ComposeProject | string {
  try {
    const installed = installedObjects(rendered);
    return project([...installed, ...(declaration.beside?.(installed) ?? [])], declaration, release, origin);
  } catch (error) {
    if (error instanceof NotInCompose) return error.message;
    throw error;
  }
}

function project(
  objects: readonly KubernetesObject[],
  declaration: ComposeDeclaration,
  release: { readonly name: string },
  origin: string | undefined,
): ComposeProject {
  const impossible = objects.map(({ kind }) => declaration.impossible[kind]).find((why) => why !== undefined);
  if (impossible !== undefined) throw new NotInCompose(impossible);
  const known = new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
  const variables = new Map<string, Variable>();
  const around: Surroundings = {
    object: (kind, name) => known.get(`${kind}/${name}`),
    address: (workload) => mainOf(workload, declaration),
    variable: (secret, key, { required, own }) => {
      const name = own ?? declaration.variables[`${secret}/${key}`] ?? variableName(secret, key, release.name);
      const other = variables.get(name);
      if (other !== undefined && (other.secret !== secret || other.key !== key))
        throw new NotInCompose(`${name} would be both ${other.secret}/${other.key} and ${secret}/${key}`);
      const variable = { name, secret, key, known: known.has(`Secret/${secret}`) };
      variables.set(name, { ...variable, required: required || other?.required === true });
      return name;
    },
  };
  const pods = workloadsOf(objects, release.name).map((workload) => podOf(workload, declaration, around));
  const volumes = pods.flatMap(({ storage }) => storage.volumes);
  const { image } =
    pods.flatMap(({ members }) => members).find(({ key }) => key === declaration.shell)?.container ?? {};
  if (volumes.length > 0 && image === undefined) throw new MisuseError(`no container is called ${declaration.shell}`);
  const services = byName([
    ...(volumes.length === 0 ? [] : [[VOLUMES, volumesService(image ?? '', volumes)] as const]),
    ...pods.flatMap((pod) => podServices(pod, { pods, declaration, objects, around })),
  ]);
  const secretFiles = secretFilesOf(volumes.flatMap(({ given }) => given));
  // What the chart has itself nobody has to make.
  const ours = secretFiles.flatMap(({ secret, key }) => {
    const object = known.get(`Secret/${secret}`);
    const data = object === undefined ? [] : Object.entries(dataOf(object));
    return data
      .filter(([name]) => key === undefined || name === key)
      .map(([name, text]) => [`${GIVEN}/${secret}/${name}`, text] as const);
  });
  const wanted = [...variables.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const header = headerOf({
    ...(origin === undefined ? {} : { origin }),
    services,
    tasks: pods.filter(({ workload }) => isTask(workload)).map(({ main }) => main),
    required: wanted.filter(({ required }) => required).map(({ name }) => name),
  });
  const file = writeYaml({
    name: declaration.project,
    services,
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes.map(({ name }) => [name, {}])) }),
  });
  return {
    services,
    secretFiles,
    variables: wanted,
    files: new Map([
      ['compose.yaml', `${header}${file}`],
      ...pods.flatMap(({ storage }) => [...storage.files]),
      ...ours,
    ]),
  };
}

/** @throws NotInCompose for a name that two have */
function byName(all: readonly (readonly [string, Service])[]): Readonly<Record<string, Service>> {
  const services = new Map<string, Service>();
  for (const [name, service] of all) {
    if (services.has(name)) throw new NotInCompose(`two containers would be the service ${name}`);
    services.set(name, service);
  }
  return Object.fromEntries(services);
}

/** Each once. */
function secretFilesOf(given: readonly Given[]): readonly SecretFile[] {
  const files = given.map(({ from: secret, item }) => (item === undefined ? { secret } : { secret, key: item.key }));
  return [...new Map(files.map((file) => [`${file.secret}/${file.key ?? ''}`, file])).values()];
}

/** A container, and the service that it becomes. */
interface Member {
  /** `<component>/<container>` */
  readonly key: string;
  readonly service: string;
  readonly container: Container;
  /** It ends before those after it start. */
  readonly once: boolean;
}

interface Pod {
  readonly workload: Workload;
  /** In the order in which they start. */
  readonly members: readonly Member[];
  /** The service of its first container, by whose name it is called. */
  readonly main: string;
  /** The service whose network all have: the one that others call. It outlives a container beside it that is started again. */
  readonly owner: string;
  readonly storage: Storage;
}

function serviceName({ component, spec }: Workload, container: Container, { services }: ComposeDeclaration): string {
  const usual = container === spec.containers[0] ? component : `${component}-${container.name}`;
  return services[`${component}/${container.name}`] ?? usual;
}

function mainOf(workload: Workload, declaration: ComposeDeclaration): string {
  const [first] = workload.spec.containers;
  return first === undefined ? workload.component : serviceName(workload, first, declaration);
}

function podOf(workload: Workload, declaration: ComposeDeclaration, around: Surroundings): Pod {
  const { component, spec } = workload;
  const memberOf = (container: Container, once: boolean): Member => ({
    ...{ key: `${component}/${container.name}`, container, once },
    service: serviceName(workload, container, declaration),
  });
  const main = mainOf(workload, declaration);
  const called = spec.containers.find(({ ports = [] }) => ports.length > 0);
  return {
    ...{ workload, main },
    owner: called === undefined ? main : serviceName(workload, called, declaration),
    members: [
      ...(spec.initContainers ?? []).map((one) => memberOf(one, one.restartPolicy !== 'Always')),
      ...spec.containers.map((one) => memberOf(one, false)),
    ],
    storage: storageOf(workload, main, around),
  };
}

interface Installation {
  readonly pods: readonly Pod[];
  readonly declaration: ComposeDeclaration;
  readonly objects: readonly KubernetesObject[];
  readonly around: Surroundings;
}

function podServices(
  pod: Pod,
  { pods, declaration, objects, around }: Installation,
): readonly (readonly [string, Service])[] {
  const { workload, members, main, owner, storage } = pod;
  const { component } = workload;
  const profile = declaration.profiles?.[component] ?? (isTask(workload) ? component : undefined);
  const needed = (declaration.needs[component] ?? []).flatMap((need) =>
    pods.filter((other) => other.workload.component === need).flatMap((other) => readiness(other, declaration)),
  );
  const before: Record<string, Condition> = {
    ...(storage.volumes.length === 0 ? {} : { [VOLUMES]: 'service_completed_successfully' }),
    ...Object.fromEntries(needed),
  };
  const written: (readonly [string, Service])[] = [];
  let after = before;
  for (const { key, service, container, once } of members) {
    const isOwner = service === owner;
    const place = {
      ...{ once, mounted: storage.mountsOf(container) },
      ...(declaration.named.includes(service) ? { containerName: service } : {}),
      ...(once || isOwner ? {} : { within: owner }),
      aliases: isOwner ? [...(main === owner ? [] : [main]), ...aliases(workload, objects)] : [],
      ports: isOwner ? ports(workload, declaration) : [],
      after: once || isOwner ? after : { ...after, [owner]: 'service_started' as const },
      ...(profile === undefined ? {} : { profile }),
      ...(declaration.askers[key] === undefined ? {} : { asker: declaration.askers[key] }),
    };
    written.push([service, serviceOf(container, workload, place, around)]);
    if (once) after = { [service]: 'service_completed_successfully' };
  }
  return written;
}

/** What there is to wait for, until a pod is ready. */
function readiness(
  { workload, members }: Pod,
  { askers }: ComposeDeclaration,
): readonly (readonly [string, Condition])[] {
  return members
    .filter(({ once }) => !once)
    .map(({ key, service, container }) => {
      if (isTask(workload)) return [service, 'service_completed_successfully'] as const;
      // Whoever is only looked after is ready when it runs.
      const probe = container.readinessProbe ?? container.startupProbe;
      const isAsked = probe !== undefined && healthcheckOf(container, askers[key]) !== undefined;
      return [service, isAsked ? 'service_healthy' : 'service_started'] as const;
    });
}

/** Names of its Services, as everything in the cluster writes them. */
function aliases({ labels, namespace }: Workload, objects: readonly KubernetesObject[]): readonly string[] {
  return objects
    .filter(({ kind, ...object }) => {
      const { selector } = (object['spec'] ?? {}) as { readonly selector?: Readonly<Record<string, string>> };
      return (
        kind === 'Service' &&
        selector !== undefined &&
        Object.entries(selector).every(([key, value]) => labels[key] === value)
      );
    })
    .flatMap(({ metadata: { name } }) =>
      ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map((end) => `${name}${end}`),
    );
}

/** At the machine's own address alone. */
function ports({ component, spec }: Workload, { published }: ComposeDeclaration): readonly string[] {
  const all = spec.containers.flatMap((container) => container.ports ?? []);
  return Object.entries(published[component] ?? {}).flatMap(([port, at]) => {
    const found = all.find(({ name }) => name === port);
    return found === undefined ? [] : [`127.0.0.1:${String(at)}:${String(found.containerPort)}`];
  });
}

/** `DATABASE_PASSWORD`: of `mlflow-database` the key `password`. */
function variableName(secret: string, key: string, release: string): string {
  const own = secret.startsWith(`${release}-`) ? secret.slice(release.length + 1) : secret;
  return `${own}_${key}`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
}
