/** Kubernetes, Helm and the pods that are to be replaced. */
import type { ResourceQuota, StatefulSet } from '../../../imports/kubernetes/types';
import { deprecatedVersion } from '../../../lib/validate/deprecations/api-versions';
import { quantityOf } from '../../../lib/text/quantity';
import { outside } from '../../doctor';
import { deployment, labels, pod, UNREADY } from '../../doctor/examples';
import { componentOf, nameOf, NOTHING, SERVER } from '../../doctor/state';
import type { Rendered } from '../../report/volumes';
import type { Check } from '../check';
import { WELL, withTarget, type Facts } from '../facts';

/** Of the chart (kubeVersion), and the newest that the suites run on. */
export const OLDEST_MINOR = 27;
export const NEWEST_MINOR = 37;
const SOON = 3;

const on = (minor: number): Facts => ({ ...WELL, kubernetes: { version: `1.${String(minor)}.0`, minor } });
const helm = (...statuses: readonly string[]): Facts => ({
  ...WELL,
  revisions: statuses.map((status, at) => ({ revision: at + 1, status })),
});
const running = (chart: string, more: object = {}): Facts => {
  const one = deployment(SERVER, more);
  const metadata = { ...one.metadata, labels: { ...one.metadata?.labels, 'helm.sh/chart': chart } };
  return { ...WELL, state: { ...NOTHING, deployments: [{ ...one, metadata }] } };
};
const quota = (used: string): ResourceQuota => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'team', namespace: 'ml' },
  status: { hard: { 'requests.memory': '8Gi' }, used: { 'requests.memory': used } },
});
const requests = (cpu: string, memory: string) => ({
  template: {
    metadata: { labels: labels(SERVER) },
    spec: { containers: [{ name: 'mlflow', image: 'a', resources: { requests: { cpu, memory } } }] },
  },
});
const large = (more: Partial<Facts>): Facts => ({ ...running('mlflow-1.0.0', requests('2', '4Gi')), ...more });
const sets = (size: string) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'mlflow-postgresql', labels: labels('postgresql') },
    spec: {
      serviceName: 'mlflow-postgresql',
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: size } } } }],
    },
  }) as unknown as StatefulSet;
const resized = (from: string, to: string): Facts => ({
  ...withTarget({ objects: [sets(to) as unknown as Rendered] }),
  state: { ...NOTHING, statefulSets: [sets(from)] },
});
const image = (tag: string): Facts => {
  const one = deployment('postgresql');
  const spec = { containers: [{ name: 'postgresql', image: `mirror/postgres:${tag}` }] };
  const set = { ...one, kind: 'StatefulSet', spec: { ...one.spec, template: { ...one.spec?.template, spec } } };
  return withTarget({ objects: [set as unknown as Rendered] });
};

/** What a pod of the server asks for, in cores and bytes. */
function askedFor({ state }: Facts): { readonly cpu: number; readonly memory: number } {
  const server = state.deployments.find((one) => componentOf(one) === SERVER);
  const all = (server?.spec?.template.spec?.containers ?? []).map(({ resources }) => resources?.requests ?? {});
  const sum = (name: string) => all.reduce((total, one) => total + (quantityOf(String(one[name] ?? '0')) ?? 0), 0);
  return { cpu: sum('cpu'), memory: sum('memory') };
}

/** `mlflow-1.2.3`, as numbers. */
function versionIn(chart: string): readonly number[] | undefined {
  const [, ...parts] = /-(\d+)\.(\d+)\.(\d+)/.exec(chart) ?? [];
  return parts.length === 0 ? undefined : parts.map(Number);
}

function isNewer(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

export const clusterChecks: readonly Check[] = [
  {
    id: 'kubernetes-too-old',
    level: 'error',
    what: 'Kubernetes is older than the chart supports: Helm refuses it.',
    remedy: 'Upgrade the cluster first.',
    examples: { finds: [on(26)], quiet: [on(27), on(37), { ...WELL, kubernetes: undefined }] },
    look: ({ kubernetes }) =>
      kubernetes === undefined || kubernetes.minor >= OLDEST_MINOR
        ? []
        : [
            {
              evidence: `${kubernetes.version}; the chart wants 1.${String(OLDEST_MINOR)} or newer`,
              where: 'the cluster',
            },
          ],
  },
  {
    id: 'kubernetes-untried',
    level: 'warning',
    what: 'Kubernetes is newer than any that this chart was tried on.',
    remedy: 'Upgrade in a cluster that is not production first, or take a newer chart.',
    examples: { finds: [on(38)], quiet: [on(37), { ...WELL, kubernetes: undefined }] },
    look: ({ kubernetes }) =>
      kubernetes === undefined || kubernetes.minor <= NEWEST_MINOR
        ? []
        : [
            {
              evidence: `${kubernetes.version}; the newest that was tried is 1.${String(NEWEST_MINOR)}`,
              where: 'the cluster',
            },
          ],
  },
  {
    id: 'api-version-goes',
    level: 'warning',
    what: 'An object of the release was applied in a version of the API that a Kubernetes soon serves no more: Helm cannot upgrade it then.',
    remedy: 'Change what applies it (extraObjects, or whoever it is), and upgrade once before the cluster is.',
    examples: {
      finds: [{ ...WELL, applied: [{ kind: 'CronJob', name: 'a', apiVersion: 'batch/v1beta1', manager: 'helm' }] }],
      quiet: [WELL, { ...WELL, applied: [{ kind: 'CronJob', name: 'a', apiVersion: 'batch/v1', manager: 'helm' }] }],
    },
    look: ({ applied, kubernetes }) =>
      applied.flatMap(({ kind, name, apiVersion, manager }) => {
        const found = deprecatedVersion(apiVersion, kind);
        const minor = kubernetes?.minor ?? NEWEST_MINOR;
        if (found?.removed === undefined || found.removed > minor + SOON) return [];
        const evidence = `${apiVersion}, by ${manager}; gone in Kubernetes 1.${String(found.removed)}: ${found.advice}`;
        return [{ evidence, where: `${kind.toLowerCase()}/${name}` }];
      }),
  },
  {
    id: 'release-pending',
    level: 'error',
    what: 'Helm is at work on the release, or was ended while it was: it refuses an upgrade.',
    remedy:
      'Wait for who upgrades it; where nobody does, helm rollback to the last revision that was deployed makes it free.',
    examples: { finds: [helm('deployed', 'pending-upgrade')], quiet: [WELL, helm('superseded', 'deployed'), helm()] },
    look({ revisions, state }) {
      const last = revisions.at(-1);
      if (last?.status.startsWith('pending-') !== true) return [];
      return [
        {
          evidence: `revision ${String(last.revision)} is ${last.status}`,
          where: `secret/sh.helm.release.v1.${state.release}.v${String(last.revision)}`,
        },
      ];
    },
  },
  {
    id: 'release-failed',
    level: 'warning',
    what: 'The last upgrade of the release failed: what runs may be a part of each.',
    remedy: 'See what is there (mlflow-chart doctor), and go back to what was deployed, before the next.',
    examples: { finds: [helm('superseded', 'failed')], quiet: [WELL] },
    look: ({ revisions, state }) =>
      revisions.at(-1)?.status === 'failed'
        ? [
            {
              evidence: `revision ${String(revisions.at(-1)?.revision)} is failed`,
              where: `secret/sh.helm.release.v1.${state.release}.v${String(revisions.at(-1)?.revision)}`,
            },
          ]
        : [],
  },
  {
    id: 'chart-backwards',
    level: 'warning',
    what: 'The chart that the release has is newer than the one of this program.',
    remedy: 'Ask the mlflow-chart that has the chart which is to come.',
    examples: { finds: [running('mlflow-1.10.0')], quiet: [WELL, running('mlflow-1.0.0'), running('mlflow-0.9.9')] },
    look: ({ state, target }) =>
      state.deployments.flatMap((one) => {
        const chart = one.metadata?.labels?.['helm.sh/chart'] ?? '';
        const [has, comes] = [versionIn(chart), versionIn(`-${target.chart}`)];
        if (componentOf(one) !== SERVER || has === undefined || comes === undefined || !isNewer(has, comes)) return [];
        return [
          { evidence: `${chart} runs, and mlflow-${target.chart} is to come`, where: `deployment/${nameOf(one)}` },
        ];
      }),
  },
  {
    id: 'ill-already',
    level: 'warning',
    what: 'Something is wrong with the release as it is: an upgrade may not mend it, and hides what was first.',
    remedy: 'Ask mlflow-chart doctor, and mend it before.',
    examples: {
      finds: [
        {
          ...WELL,
          state: {
            ...NOTHING,
            pods: [
              pod(SERVER, {
                status: {
                  phase: 'Pending',
                  ...UNREADY,
                  conditions: [
                    {
                      type: 'PodScheduled',
                      status: 'False',
                      reason: 'Unschedulable',
                      message: '0/3 nodes are available: 3 Insufficient memory.',
                    },
                  ],
                },
              }),
            ],
          },
        },
      ],
      quiet: [WELL],
    },
    look({ state }) {
      const ids = [...new Set(outside(state).found.map(({ id }) => id))].sort();
      return ids.length === 0 ? [] : [{ evidence: ids.join(', '), where: `deployment/${state.release}-tracking` }];
    },
  },
  {
    id: 'no-room-to-roll',
    level: 'error',
    what: 'There is no room for one more pod of the server: a new one starts before an old one goes, and would wait for ever.',
    remedy: 'Make room, raise the quota, or scale the server down by one for the upgrade.',
    examples: {
      finds: [
        large({ quotas: [quota('6Gi')] }),
        large({
          nodes: [
            { name: 'a', cpu: 1, memory: 64 * 1024 ** 3 },
            { name: 'b', cpu: 8, memory: 1024 ** 3 },
          ],
        }),
      ],
      quiet: [
        WELL,
        large({ quotas: [quota('3Gi')] }),
        large({
          nodes: [
            { name: 'a', cpu: 1, memory: 1024 ** 3 },
            { name: 'b', cpu: 2, memory: 4 * 1024 ** 3 },
          ],
        }),
        large({}),
      ],
    },
    look(facts) {
      const { cpu, memory } = askedFor(facts);
      if (cpu === 0 && memory === 0) return [];
      const wants = { 'requests.cpu': cpu, 'requests.memory': memory, cpu, memory, pods: 1 };
      const where = `deployment/${facts.state.release}-tracking`;
      const byQuota = facts.quotas.flatMap((one) => {
        const { hard = {}, used = {} } = one.status ?? {};
        const short = Object.entries(wants).filter(([name, wanted]) => {
          const most = quantityOf(String(hard[name] ?? ''));
          return most !== undefined && most - (quantityOf(String(used[name] ?? '0')) ?? 0) < wanted;
        });
        return short.length === 0
          ? []
          : [
              {
                evidence: `quota ${nameOf(one)}: ${short.map(([name]) => `${String(used[name] ?? 0)} of ${String(hard[name] ?? 0)} ${name} are used`).join(', ')}`,
                where,
              },
            ];
      });
      const { nodes } = facts;
      const fits =
        nodes === undefined || nodes.length === 0 || nodes.some((node) => node.cpu >= cpu && node.memory >= memory);
      const most = (key: 'cpu' | 'memory') => Math.max(...(nodes ?? []).map((node) => node[key]));
      const evidence = `a pod asks for ${String(cpu)} cores and ${(memory / 1024 ** 3).toFixed(1)} GiB; no node has both: at most ${most('cpu').toFixed(1)} cores and ${(most('memory') / 1024 ** 3).toFixed(1)} GiB`;
      return [...byQuota, ...(fits ? [] : [{ evidence, where }])];
    },
  },
  {
    id: 'postgresql-major',
    level: 'error',
    what: 'The PostgreSQL that is to come is of another major than the files on the volume: it does not start.',
    remedy: 'Keep the major (postgresql.image.tag), or go the way of docs/database.md, “A newer major of PostgreSQL”.',
    examples: { finds: [image('18'), image('16.4-bookworm')], quiet: [WELL, image('17.7'), image('latest')] },
    look({ inside, target }) {
      const has = inside?.database === undefined ? undefined : Math.floor(inside.database.server / 10_000);
      return target.objects.flatMap((one) => {
        const { containers = [] } = one.spec?.template?.spec ?? {};
        const image =
          (containers as readonly { readonly name: string; readonly image?: string }[]).find(
            ({ name }) => name === 'postgresql',
          )?.image ?? '';
        const major = /:(\d+)[^/]*$/.exec(image)?.[1];
        if (
          one.kind !== 'StatefulSet' ||
          componentOf(one) !== 'postgresql' ||
          major === undefined ||
          has === undefined ||
          Number(major) === has
        )
          return [];
        return [{ evidence: `${String(has)} runs, and ${image} is to come`, where: 'postgresql.image.tag' }];
      });
    },
  },
  {
    id: 'claim-changes',
    level: 'error',
    what: 'The values want another volume than the StatefulSet has, which Kubernetes does not change: the upgrade is refused in the middle.',
    remedy:
      'Keep the size that there is, or make it larger as docs/database.md does: the claim first, then the StatefulSet anew.',
    examples: { finds: [resized('20Gi', '50Gi')], quiet: [WELL, resized('20Gi', '20Gi'), resized('1Gi', '1024Mi')] },
    look: ({ state, target }) =>
      state.statefulSets.flatMap((has) => {
        const comes = target.objects.find(
          ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === nameOf(has),
        );
        const sizes = (set: unknown) =>
          Object.fromEntries(
            ((set as StatefulSet).spec?.volumeClaimTemplates ?? []).map(({ metadata, spec }) => [
              metadata?.name ?? '',
              String(spec?.resources?.requests?.['storage'] ?? ''),
            ]),
          );
        if (comes === undefined) return [];
        const [now, then] = [sizes(has), sizes(comes)];
        return Object.entries(now).flatMap(([name, size]) => {
          const wanted = then[name];
          if (wanted === undefined || quantityOf(wanted) === quantityOf(size)) return [];
          return [{ evidence: `${name}: ${size} there, ${wanted} wanted`, where: `statefulset/${nameOf(has)}` }];
        });
      }),
  },
  {
    id: 'values-refused',
    level: 'error',
    what: 'The chart that is to come does not take these values.',
    remedy: 'Change them as it says; docs/values.md has all that it takes, and CHANGELOG.md what has changed.',
    examples: {
      finds: [withTarget({ refused: ['values.yaml:1:1: mlflow.replicas: expected one of its keys'] })],
      quiet: [WELL],
    },
    look: ({ target: { refused } }) => refused.map((evidence) => ({ evidence, where: 'values' })),
  },
];
