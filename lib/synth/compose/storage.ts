/** What pods mount, as Compose has it: files beside the Compose file, volumes, and memory. */
import { quantityOf } from '../../text/quantity';
import { dataOf, type Surroundings } from './environment';
import { NotInCompose } from './not-in-compose';
import type { Container, Files, Volume, Workload } from './workload';

/** Emptied with the container, and no larger: in memory. Others are on the disk. */
const LARGEST_IN_MEMORY = 128 * 2 ** 20;
const SHARED_MEMORY = '/dev/shm';

export interface Mounted {
  /** In the short syntax. */
  readonly volumes: readonly string[];
  /** Path → options. */
  readonly tmpfs: readonly string[];
  /** Bytes of /dev/shm. */
  readonly sharedMemory?: number;
}

/** A volume of Compose, and whose it has to be. */
export interface OwnedVolume {
  readonly name: string;
  readonly user: number;
  readonly group: number;
  /** What is copied into it at each start, from a folder beside the Compose file. */
  readonly given: readonly Given[];
}

/** What is in a Secret, or in a ConfigMap that others make. */
export interface Given {
  readonly from: string;
  /** Where in the volume; without, all that there is. */
  readonly item?: { readonly key: string; readonly path: string };
  /** It may be missing. */
  readonly optional?: true;
}

export interface Storage {
  /** Of one container. */
  mountsOf(container: Container): Mounted;
  readonly volumes: readonly OwnedVolume[];
  /** Path below the Compose file's folder → content. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a workload's pods keep, and read. @param service what its first container is called: its volumes are called after it */
export function storageOf(workload: Workload, service: string, around: Surroundings): Storage {
  const { spec, claims } = workload;
  const all: readonly Volume[] = [
    ...(spec.volumes ?? []),
    ...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
  ];
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const { runAsUser = 0, runAsGroup = 0, fsGroup = runAsGroup } = spec.securityContext ?? {};
  const owned: OwnedVolume[] = [];
  const files = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const volume of all) {
    const mounting = containers.filter(({ volumeMounts = [] }) =>
      volumeMounts.some(({ name }) => name === volume.name),
    );
    if (mounting.length === 0) continue;
    const place = placeOf(volume, workload, { service, shared: mounting.length > 1, around });
    places.set(volume.name, place);
    if (place.files !== undefined) for (const [path, text] of place.files) files.set(path, text);
    if (place.volume !== undefined)
      owned.push({ name: place.volume, user: runAsUser, group: fsGroup, given: place.given ?? [] });
  }
  return {
    volumes: owned,
    files,
    mountsOf: (container) => mounts(container, places, { runAsUser, fsGroup }),
  };
}

interface Place {
  readonly volume?: string;
  /** A folder beside the Compose file. */
  readonly folder?: string;
  readonly files?: ReadonlyMap<string, string>;
  readonly given?: readonly Given[];
  /** Bytes; in memory, of one container. */
  readonly memory?: number | 'unbounded';
}

interface Setting {
  readonly service: string;
  /** By several containers. */
  readonly shared: boolean;
  readonly around: Surroundings;
}

function placeOf(volume: Volume, workload: Workload, { service, shared, around }: Setting): Place {
  const { name, emptyDir, persistentVolumeClaim } = volume;
  const own = `${service}-${name}`;
  // What there is one of has its name.
  if (persistentVolumeClaim !== undefined) return { volume: workload.claims.length === 1 ? service : own };
  if (emptyDir !== undefined) {
    const most = quantityOf(emptyDir.sizeLimit);
    const small = emptyDir.medium === 'Memory' || most === undefined || most <= LARGEST_IN_MEMORY;
    return !shared && small ? { memory: most ?? 'unbounded' } : { volume: own };
  }
  const sources = sourcesOf(volume);
  if (sources === undefined)
    throw new NotInCompose(`${workload.kind} ${workload.name}: volume ${name} is of a kind that Compose does not have`);
  const texts = new Map<string, string>();
  const given: Given[] = [];
  for (const { kind, of } of sources) {
    const from = of.name ?? of.secretName ?? '';
    const object = kind === 'ConfigMap' ? around.object(kind, from) : undefined;
    if (object === undefined) {
      const source = { from, ...(of.optional === true ? { optional: true as const } : {}) };
      given.push(...(of.items?.map(({ key, path }) => ({ ...source, item: { key, path } })) ?? [source]));
    } else {
      const data = dataOf(object);
      const items = of.items ?? Object.keys(data).map((key) => ({ key, path: key }));
      for (const { key, path } of items) texts.set(path, data[key] ?? '');
    }
  }
  if (given.length > 0 && texts.size > 0)
    throw new NotInCompose(
      `${workload.kind} ${workload.name}: volume ${name} has files of the chart’s and of others in one folder`,
    );
  if (given.length > 0) return { volume: own, given };
  const [first, second] = sources;
  // A ConfigMap as it is, or what a pod makes of several.
  const whole = second === undefined && first?.of.items === undefined ? first?.of.name : undefined;
  const folder = whole === undefined ? `mounts/${own}` : `files/${whole}`;
  return { folder, files: new Map([...texts].map(([path, text]) => [`${folder}/${path}`, text])) };
}

interface FilesSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly of: Files;
}

function sourcesOf({ configMap, secret, projected }: Volume): readonly FilesSource[] | undefined {
  if (configMap !== undefined) return [{ kind: 'ConfigMap', of: configMap }];
  if (secret !== undefined) return [{ kind: 'Secret', of: secret }];
  const sources = (projected?.sources ?? []).map((source): FilesSource | undefined => {
    if (source.configMap !== undefined) return { kind: 'ConfigMap', of: source.configMap };
    return source.secret === undefined ? undefined : { kind: 'Secret', of: source.secret };
  });
  const known = sources.filter((source) => source !== undefined);
  return known.length === 0 || known.length < sources.length ? undefined : known;
}

function mounts(
  { name: container, volumeMounts = [] }: Container,
  places: ReadonlyMap<string, Place>,
  { runAsUser, fsGroup }: { readonly runAsUser: number; readonly fsGroup: number },
): Mounted {
  const volumes: string[] = [];
  const tmpfs: string[] = [];
  let sharedMemory: number | undefined;
  for (const { name, mountPath, subPath, readOnly = false } of volumeMounts) {
    const { volume, folder, memory } = places.get(name) ?? {};
    const end = readOnly || folder !== undefined ? ':ro' : '';
    if (memory !== undefined && mountPath === SHARED_MEMORY && memory !== 'unbounded') sharedMemory = memory;
    else if (memory !== undefined) {
      const size = memory === 'unbounded' ? [] : [`size=${String(memory)}`];
      tmpfs.push(
        `${mountPath}:${['mode=0770', `uid=${String(runAsUser)}`, `gid=${String(fsGroup)}`, ...size].join(',')}`,
      );
    } else if (folder !== undefined)
      volumes.push(`./${folder}${subPath === undefined ? '' : `/${subPath}`}:${mountPath}${end}`);
    else if (subPath === undefined && volume !== undefined) volumes.push(`${volume}:${mountPath}${end}`);
    else
      throw new NotInCompose(
        `container ${container} mounts a part of a volume (subPath), which Compose’s short syntax does not have`,
      );
  }
  return { volumes, tmpfs, ...(sharedMemory === undefined ? {} : { sharedMemory }) };
}
