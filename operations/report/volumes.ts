/** The volumes of an installation's own database and store: how large they are, and how full. */
import { quantityOf } from '../../lib/text/quantity';
import { kubectl, type KubectlAnswer } from '../kubectl';
import type { Problem, Volume } from './answer';

/** Of the chart's objects, as far as it is read here. */
export interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly {
          readonly name: string;
          readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
        }[];
      };
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
    /** Of CloudNativePG's Cluster. */
    readonly walStorage?: object;
  };
}

interface Place {
  readonly holds: Volume['holds'];
  readonly claim: string;
  readonly pod: string;
  readonly container: string;
  /** What says how full it is. */
  readonly command: readonly string[];
}

type Room = Pick<Volume, 'sizeBytes' | 'usedBytes' | 'availableBytes'>;

const COMPONENT = 'app.kubernetes.io/component';
const DATABASE = 'postgresql';
/** Its image has neither a shell nor df, but it says itself how full the file system of its data is. */
const GARAGE = 'garage';
export const ASK_GARAGE = ['/garage', '-c', '/run/garage/garage.toml', 'json-api', 'GetClusterStatus'];
/** As CloudNativePG has them in each of its pods (its pkg/specs/containers.go and pkg/specs/volumes.go), by what it labels the claim with. */
const OF_CNPG = {
  PG_DATA: { holds: 'database', path: '/var/lib/postgresql/data' },
  PG_WAL: { holds: 'log', path: '/var/lib/postgresql/wal' },
} as const;
type Role = keyof typeof OF_CNPG;
const CNPG_CONTAINER = 'postgres';
const SECONDS = 30;
const SEVERAL = ' and ';

type Ask = (...args: readonly string[]) => Promise<KubectlAnswer>;

/** And what nobody says of them. */
export async function volumesOf(
  objects: readonly Rendered[],
  target: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly volumes: readonly Volume[]; readonly problems: readonly Problem[] }> {
  const ask: Ask = (...args) => kubectl([...args.slice(0, 1), ...target, ...args.slice(1)], environment, SECONDS);
  const clusters = objects.filter(({ kind }) => kind === 'Cluster');
  const ofOperator = await Promise.all(clusters.map((cluster) => placesOfCluster(cluster, ask)));
  const places = [...objects.flatMap(placesOfStatefulSet), ...ofOperator.flatMap(({ found }) => found)];
  const volumes = await Promise.all(places.map((place) => volumeAt(place, ask)));
  const ofVolumes = volumes.flatMap(({ claim, problem }) =>
    problem === null ? [] : [{ what: `volume ${claim}`, reason: problem }],
  );
  return { volumes, problems: [...ofOperator.flatMap(({ problems }) => problems), ...ofVolumes] };
}

function placesOfStatefulSet({ kind, metadata, spec }: Rendered): readonly Place[] {
  if (kind !== 'StatefulSet') return [];
  const containers = spec?.template?.spec?.containers ?? [];
  const pod = `${metadata.name}-0`;
  const component = metadata.labels?.[COMPONENT];
  const holds = component === DATABASE ? 'database' : 'artefacts';
  return (spec?.volumeClaimTemplates ?? []).flatMap(({ metadata: { name } }) =>
    containers.flatMap(({ name: container, volumeMounts = [] }) =>
      volumeMounts
        .filter((mount) => mount.name === name)
        .slice(0, 1)
        .map(({ mountPath }) => {
          const command = component === GARAGE ? ASK_GARAGE : df(mountPath);
          return { holds, claim: `${name}-${pod}`, pod, container, command } as const;
        }),
    ),
  );
}

/** What the operator has made: it labels each claim with the pod that has it, and with what it is for. */
async function placesOfCluster(
  { metadata: { name: cluster }, spec }: Rendered,
  ask: Ask,
): Promise<{ readonly found: readonly Place[]; readonly problems: readonly Problem[] }> {
  const selector = `cnpg.io/cluster=${cluster}`;
  const answer = await ask('get', 'persistentvolumeclaims', '--selector', selector, '--output', 'json');
  const what = `volumes of the database's Cluster ${cluster}`;
  if ('unknown' in answer) {
    return {
      found: [],
      problems: [{ what, reason: `${answer.unknown}; it needs the right to list persistentvolumeclaims` }],
    };
  }
  const found = claimsIn(answer.output).flatMap(({ metadata: { name: claim, labels = {} } }) => {
    const { 'cnpg.io/instanceName': pod = '', 'cnpg.io/pvcRole': role = '' } = labels;
    if (!isRole(role)) return [];
    const { holds, path } = OF_CNPG[role];
    return [{ holds, claim, pod, container: CNPG_CONTAINER, command: df(path) }];
  });
  const expected = ['database', ...(spec?.walStorage === undefined ? [] : ['log'])];
  const missing = expected.filter((kind) => found.every(({ holds }) => holds !== kind));
  const reason = `there is no PersistentVolumeClaim with ${selector} for the ${missing.join(SEVERAL)}: has the operator made the Cluster?`;
  return { found, problems: missing.length === 0 ? [] : [{ what, reason }] };
}

function claimsIn(json: string): readonly Pick<Rendered, 'metadata'>[] {
  try {
    return (JSON.parse(json) as { readonly items?: readonly Rendered[] }).items ?? [];
  } catch {
    return [];
  }
}

function isRole(text: string): text is Role {
  return Object.hasOwn(OF_CNPG, text);
}

function df(path: string): readonly string[] {
  return ['df', '-P', '-k', path];
}

async function volumeAt({ holds, claim, pod, container, command }: Place, ask: Ask): Promise<Volume> {
  const [size, use] = await Promise.all([
    ask('get', 'persistentvolumeclaim', claim, '--output', 'jsonpath={.status.capacity.storage}'),
    ask('exec', pod, '--container', container, '--', ...command),
  ]);
  const capacity = 'unknown' in size ? undefined : quantityOf(size.output.trim());
  const room = 'unknown' in use ? undefined : command === ASK_GARAGE ? readGarage(use.output) : readDf(use.output);
  const problems = [
    ...('unknown' in size
      ? [`how large its claim is: ${size.unknown}; it needs the right to get persistentvolumeclaims`]
      : []),
    ...('output' in size && capacity === undefined ? ['how large its claim is: it is not bound to a volume'] : []),
    ...('unknown' in use
      ? [`how full it is: ${use.unknown}; it needs pod ${pod} to run, and the right to create pods/exec`]
      : []),
    ...('output' in use && room === undefined
      ? [`how full it is: ${command[0] ?? ''} in pod ${pod} prints something else than that`]
      : []),
  ];
  const unknown = { sizeBytes: null, usedBytes: null, availableBytes: null };
  const problem = problems.length === 0 ? null : problems.join(`;${SEVERAL}`);
  return { holds, claim, capacityBytes: capacity ?? null, ...(room ?? unknown), problem };
}

/** Of POSIX's df, in kibibytes: a line of titles, and one that may be broken after its name. */
function readDf(text: string): Room | undefined {
  const [, size, used, available] = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(text) ?? [];
  if (size === undefined || used === undefined || available === undefined) return undefined;
  const bytes = (kibibytes: string) => Number(kibibytes) * 1024;
  return { sizeBytes: bytes(size), usedBytes: bytes(used), availableBytes: bytes(available) };
}

/** Of its one node; what it may not use itself counts as used. */
export function readGarage(text: string): Room | undefined {
  try {
    const { nodes } = JSON.parse(text) as {
      readonly nodes?: readonly {
        readonly dataPartition?: { readonly available?: unknown; readonly total?: unknown };
      }[];
    };
    const { available, total } = nodes?.[0]?.dataPartition ?? {};
    if (typeof available !== 'number' || typeof total !== 'number') return undefined;
    return { sizeBytes: total, usedBytes: total - available, availableBytes: available };
  } catch {
    return undefined;
  }
}
