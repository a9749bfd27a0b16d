/** The volumes of an installation's own database and store: how large they are, and how full. */
import { quantityOf } from '../../lib/validate/quantity';
import { kubectl, type KubectlAnswer } from '../kubectl';
import type { Volume } from './answer';

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
  };
}

export interface Place {
  readonly holds: Volume['holds'];
  readonly claim: string;
  readonly pod: string;
  readonly container: string;
  readonly path: string;
}

const COMPONENT = 'app.kubernetes.io/component';
/** As CloudNativePG has them in each of its pods. */
const OF_CNPG = { container: 'postgres', path: '/var/lib/postgresql/data' };
const SECONDS = 30;

type Ask = (...args: readonly string[]) => Promise<KubectlAnswer>;

export async function volumesOf(
  objects: readonly Rendered[],
  target: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Volume[]> {
  const ask: Ask = (...args) => kubectl([...args.slice(0, 1), ...target, ...args.slice(1)], environment, SECONDS);
  const ofOperator = await Promise.all(
    objects.filter(({ kind }) => kind === 'Cluster').map(({ metadata }) => placesOfCluster(metadata.name, ask)),
  );
  const places = [...objects.flatMap(placesOfStatefulSet), ...ofOperator.flat()];
  return await Promise.all(places.map((place) => volumeAt(place, ask)));
}

function placesOfStatefulSet({ kind, metadata, spec }: Rendered): readonly Place[] {
  if (kind !== 'StatefulSet') return [];
  const containers = spec?.template?.spec?.containers ?? [];
  const pod = `${metadata.name}-0`;
  const holds = metadata.labels?.[COMPONENT] === 'postgresql' ? 'database' : 'artefacts';
  return (spec?.volumeClaimTemplates ?? []).flatMap(({ metadata: { name } }) =>
    containers.flatMap(({ name: container, volumeMounts = [] }) =>
      volumeMounts
        .filter((mount) => mount.name === name)
        .slice(0, 1)
        .map(({ mountPath }) => ({ holds, claim: `${name}-${pod}`, pod, container, path: mountPath }) as const),
    ),
  );
}

/** Its pods are called as their claims are. */
async function placesOfCluster(cluster: string, ask: Ask): Promise<readonly Place[]> {
  const selector = `cnpg.io/cluster=${cluster},cnpg.io/pvcRole=PG_DATA`;
  const answer = await ask('get', 'persistentvolumeclaims', '--selector', selector, '--output', 'name');
  if ('unknown' in answer) return [];
  const names = answer.output.split('\n').flatMap((line) => line.split('/').slice(1));
  return names.map((claim) => ({ holds: 'database', claim, pod: claim, ...OF_CNPG }));
}

async function volumeAt({ holds, claim, pod, container, path }: Place, ask: Ask): Promise<Volume> {
  const [size, use] = await Promise.all([
    ask('get', 'persistentvolumeclaim', claim, '--output', 'jsonpath={.status.capacity.storage}'),
    ask('exec', pod, '--container', container, '--', 'df', '-P', '-k', path),
  ]);
  const capacityBytes = 'output' in size ? (quantityOf(size.output.trim()) ?? null) : null;
  const found = 'output' in use ? readDf(use.output) : undefined;
  const problem =
    found !== undefined
      ? null
      : 'unknown' in use
        ? `how full it is, nobody says: ${use.unknown}`
        : 'how full it is, nobody says: df prints something else than a volume';
  const unknown = { sizeBytes: null, usedBytes: null, availableBytes: null };
  return { holds, claim, capacityBytes, ...(found ?? unknown), problem };
}

/** Of POSIX's df, in kibibytes: a line of titles, and one that may be broken after its name. */
function readDf(text: string): Pick<Volume, 'sizeBytes' | 'usedBytes' | 'availableBytes'> | undefined {
  const [, size, used, available] = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(text) ?? [];
  if (size === undefined || used === undefined || available === undefined) return undefined;
  const bytes = (kibibytes: string) => Number(kibibytes) * 1024;
  return { sizeBytes: bytes(size), usedBytes: bytes(used), availableBytes: bytes(available) };
}
