/** Asks the cluster what the doctor does not: Kubernetes' version, Helm's revisions, quotas, nodes, versions of the API, backups. */
import type { ObjectMeta, ResourceQuota } from '../../imports/kubernetes/types';
import { quantityOf } from '../../lib/text/quantity';
import { readBackups } from '../backups/report';
import type { Unseen } from '../doctor/read';
import { componentOf, INSTANCE, nameOf, type State } from '../doctor/state';
import type { KubectlAnswer } from '../kubectl';
import type { Applied, Facts, HelmRevision, Kubernetes, Node } from './facts';

/** @param seconds after which nobody waits any more */
export type Ask = (args: readonly string[], seconds?: number) => Promise<KubectlAnswer>;

export interface Read {
  readonly facts: Pick<Facts, 'kubernetes' | 'revisions' | 'quotas' | 'nodes' | 'applied' | 'backups'>;
  readonly unseen: readonly Unseen[];
}

/** A large bucket takes a while to be read. */
const BACKUP_SECONDS = 120;
const LIST_BACKUPS = ['python', '/prepare/exporter.py', 'list'];
/** Of Helm's Secrets, which hold values, labels alone. */
const LABELS = '{{range .items}}{{.metadata.labels.version}} {{.metadata.labels.status}}{{"\\n"}}{{end}}';
/** Of pods of others, where they are and what they ask for. */
const REQUESTS =
  '{{range .items}}{{if .spec.nodeName}}{{.spec.nodeName}}{{range .spec.containers}} {{with .resources}}{{with .requests}}{{.cpu}},{{.memory}}{{end}}{{end}}{{end}}{{"\\n"}}{{end}}{{end}}';
/** Of which API versions came to an end, and may again. */
const KINDS = 'cronjobs,ingresses,poddisruptionbudgets,horizontalpodautoscalers';

/** @param ofNamespace asks about its namespace; @param ofCluster about everything */
export async function readMore(state: State, ofNamespace: Ask, ofCluster: Ask): Promise<Read> {
  const unseen: Unseen[] = [];
  const { release } = state;
  /** What is made of an answer; undefined where there is none, which is said. */
  const known = async <T>(
    what: string,
    answer: Promise<KubectlAnswer>,
    read: (text: string) => T | undefined,
    isNeeded = false,
  ): Promise<T | undefined> => {
    const said = await answer;
    const found = 'output' in said ? read(said.output) : undefined;
    if (found === undefined)
      unseen.push({
        what,
        reason: 'unknown' in said ? said.unknown : 'kubectl prints something else than that',
        isNeeded,
      });
    return found;
  };
  const [kubernetes, revisions, quotas, nodes, applied, backups] = await Promise.all([
    known('Kubernetes’ version', ofCluster(['version', '--output', 'json']), versionIn),
    known(
      'Helm’s revisions (list secrets)',
      ofNamespace(['get', 'secrets', '--selector', `owner=helm,name=${release}`, '--output', `go-template=${LABELS}`]),
      revisionsIn,
    ),
    known(
      'quotas',
      ofNamespace(['get', 'resourcequotas', '--output', 'json']),
      (text) => itemsIn(text) as readonly ResourceQuota[] | undefined,
    ),
    nodesOf(ofCluster, known),
    known(
      'API versions that were applied',
      ofNamespace(['get', KINDS, '--selector', `${INSTANCE}=${release}`, '--show-managed-fields', '--output', 'json']),
      appliedIn,
    ),
    backupsOf(state, ofNamespace, known),
  ]);
  return {
    facts: { kubernetes, revisions: revisions ?? [], quotas: quotas ?? [], nodes, applied: applied ?? [], backups },
    unseen,
  };
}

type Known = <T>(
  what: string,
  answer: Promise<KubectlAnswer>,
  read: (text: string) => T | undefined,
  isNeeded?: boolean,
) => Promise<T | undefined>;

async function backupsOf(state: State, ask: Ask, known: Known): Promise<Facts['backups']> {
  const exporter = state.deployments.find((one) => componentOf(one) === 'backup-exporter');
  if (exporter === undefined) return 'none';
  const args = ['exec', `deployment/${nameOf(exporter)}`, '--container', 'exporter', '--', ...LIST_BACKUPS];
  return await known('backups (create pods/exec)', ask(args, BACKUP_SECONDS), readBackups, true);
}

async function nodesOf(ask: Ask, known: Known): Promise<readonly Node[] | undefined> {
  const [nodes, pods] = await Promise.all([
    known(
      'nodes',
      ask(['get', 'nodes', '--output', 'json']),
      (text) => itemsIn(text) as readonly NodeObject[] | undefined,
    ),
    known(
      'what runs on nodes (list pods of all namespaces)',
      ask([
        'get',
        'pods',
        '--all-namespaces',
        '--field-selector',
        'status.phase!=Succeeded,status.phase!=Failed',
        '--output',
        `go-template=${REQUESTS}`,
      ]),
      (text) => text,
    ),
  ]);
  return nodes === undefined || pods === undefined ? undefined : leftOf(nodes, pods);
}

interface NodeObject {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly { readonly effect?: string }[] };
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> };
}

/** What is left for pods: nodes that take none are none. */
export function leftOf(nodes: readonly NodeObject[], pods: string): readonly Node[] {
  const used = new Map<string, { cpu: number; memory: number }>();
  for (const line of pods.split('\n')) {
    const [node = '', ...requests] = line.split(' ');
    const sum = used.get(node) ?? { cpu: 0, memory: 0 };
    for (const request of requests) {
      const [cpu = '', memory = ''] = request.split(',');
      sum.cpu += quantityOf(cpu) ?? 0;
      sum.memory += quantityOf(memory) ?? 0;
    }
    used.set(node, sum);
  }
  return nodes.flatMap((node) => {
    const { spec, status } = node;
    const isClosed = spec?.unschedulable === true || spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule');
    if (isClosed === true) return [];
    const { cpu = '0', memory = '0' } = status?.allocatable ?? {};
    const taken = used.get(nameOf(node)) ?? { cpu: 0, memory: 0 };
    return [
      { name: nameOf(node), cpu: (quantityOf(cpu) ?? 0) - taken.cpu, memory: (quantityOf(memory) ?? 0) - taken.memory },
    ];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function itemsIn(text: string): readonly unknown[] | undefined {
  const { items } = (parsed(text) ?? {}) as { readonly items?: unknown };
  return Array.isArray(items) ? (items as readonly unknown[]) : undefined;
}

function versionIn(text: string): Kubernetes | undefined {
  const { serverVersion } = (parsed(text) ?? {}) as { readonly serverVersion?: { readonly gitVersion?: unknown } };
  const version = typeof serverVersion?.gitVersion === 'string' ? serverVersion.gitVersion.replace(/^v/, '') : '';
  const [, minor] = /^1\.(\d+)/.exec(version) ?? [];
  return minor === undefined ? undefined : { version, minor: Number(minor) };
}

function revisionsIn(text: string): readonly HelmRevision[] | undefined {
  const lines = text.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => /^(\d+) ([a-z-]+)$/.exec(line));
  if (found.includes(null)) return undefined;
  return found
    .map((match) => ({ revision: Number(match?.[1]), status: match?.[2] ?? '' }))
    .sort((one, other) => one.revision - other.revision);
}

interface AppliedObject {
  readonly kind?: string;
  readonly metadata?: ObjectMeta & {
    readonly managedFields?: readonly {
      readonly apiVersion?: string;
      readonly manager?: string;
      readonly subresource?: string;
    }[];
  };
}

function appliedIn(text: string): readonly Applied[] | undefined {
  const items = itemsIn(text) as readonly AppliedObject[] | undefined;
  return items?.flatMap((one) =>
    (one.metadata?.managedFields ?? [])
      // Controllers write the status in their own time.
      .filter(({ subresource }) => subresource === undefined)
      .map(({ apiVersion = '', manager = '' }) => ({ kind: one.kind ?? '', name: nameOf(one), apiVersion, manager })),
  );
}
