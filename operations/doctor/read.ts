/** Reads what there is of a release, with what the user may read; the rest is said. */
import { kubectl, type KubectlAnswer } from '../kubectl';
import { OBJECT_NAME } from '../object-name';
import type { ObjectMeta } from '../../imports/kubernetes/types';
import { volumesOf, type Rendered } from '../report/volumes';
import { referencesOf } from './secret-references';
import { INSTANCE, nameOf, NOTHING, statusesOf, type SecretKeys, type State } from './state';
import { ingressesOf } from './ways-in';

export interface Unseen {
  readonly what: string;
  readonly reason: string;
  /** Whether nothing at all can be said without it. */
  readonly isNeeded: boolean;
}

export interface Reading {
  readonly state: State;
  readonly unseen: readonly Unseen[];
}

const SECONDS = 60;
/** Field of the state → what kubectl calls it. */
const OF_RELEASE = {
  deployments: 'deployments.apps',
  statefulSets: 'statefulsets.apps',
  pods: 'pods',
  claims: 'persistentvolumeclaims',
  jobs: 'jobs.batch',
  configMaps: 'configmaps',
  clusters: 'clusters.postgresql.cnpg.io',
} as const;
const OF_NAMESPACE = {
  services: 'services',
  slices: 'endpointslices.discovery.k8s.io',
  policies: 'networkpolicies.networking.k8s.io',
  ingresses: 'ingresses.networking.k8s.io',
  routes: 'httproutes.gateway.networking.k8s.io',
  openshiftRoutes: 'routes.route.openshift.io',
  events: 'events',
  certificates: 'certificates.cert-manager.io',
  middlewares: 'middlewares.traefik.io',
} as const;
const OF_CLUSTER = {
  ingressClasses: 'ingressclasses.networking.k8s.io',
  storageClasses: 'storageclasses.storage.k8s.io',
} as const;
/** Of operators that a cluster may not have. */
const OPTIONAL: readonly string[] = ['clusters', 'routes', 'openshiftRoutes', 'certificates', 'middlewares'];
const NEEDED: readonly string[] = ['deployments', 'statefulSets', 'pods', 'services'];

/** Names of keys, and the certificate: no other value leaves kubectl. */
const KEYS =
  '{{if .data}}{{range $key, $value := .data}}{{$key}} {{end}}{{"\\n"}}{{with index .data "tls.crt"}}{{.}}{{end}}{{end}}';
const LINES = '3';
/** Of a log, whose lines may be of any length. */
const BYTES = '16384';
/** More than any release has; each is asked for by itself, so that no value leaves kubectl. */
const MOST_SECRETS = 200;

export type Ask = (args: readonly string[]) => Promise<KubectlAnswer>;

/** @param target words that say which cluster */
export async function readState({
  release,
  namespace,
  target,
  environment,
}: {
  readonly release: string;
  readonly namespace: string;
  readonly target: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<Reading> {
  const ask: Ask = (args) => kubectl([...args, ...target], environment, SECONDS);
  const there = ['--namespace', namespace];
  const unseen: Unseen[] = [];
  const list = async (field: string, args: readonly string[]): Promise<readonly unknown[] | undefined> => {
    const answer = await ask(['get', ...args, '--output', 'json']);
    const what = args[0] ?? field;
    const isNeeded = NEEDED.includes(field);
    if ('output' in answer) {
      const items = itemsOf(answer.output);
      if (items === undefined) unseen.push({ what, reason: 'kubectl prints something else than a list', isNeeded });
      const named = items?.filter(isNamed);
      if (named?.length !== items?.length)
        unseen.push({ what, reason: 'some have names that no object can have', isNeeded });
      return named;
    }
    if (!OPTIONAL.includes(field) || !isNoKind(answer.unknown)) unseen.push({ what, reason: answer.unknown, isNeeded });
    return undefined;
  };
  const lists = async (kinds: Readonly<Record<string, string>>, more: readonly string[]) =>
    Object.fromEntries(
      (
        await Promise.all(
          Object.entries(kinds).map(async ([field, kind]) => [field, await list(field, [kind, ...more])] as const),
        )
      ).filter(([, found]) => found !== undefined),
    );
  const [ofRelease, ofNamespace, ofCluster, dns, labels] = await Promise.all([
    lists(OF_RELEASE, [...there, '--selector', `${INSTANCE}=${release}`]),
    lists(OF_NAMESPACE, there),
    lists(OF_CLUSTER, []),
    list('dns', [
      'endpointslices.discovery.k8s.io',
      '--namespace',
      'kube-system',
      '--selector',
      'kubernetes.io/service-name=kube-dns',
    ]),
    ask(['get', 'namespace', namespace, '--output', 'json']),
  ]);
  const first: State = {
    ...NOTHING,
    ...{ release, namespace, now: Date.now() },
    ...(ofRelease as Partial<State>),
    ...(ofNamespace as Partial<State>),
    ...(ofCluster as Partial<State>),
    dns: dns as State['dns'],
    namespaceLabels: 'output' in labels ? labelsIn(labels.output) : undefined,
  };
  if (first.namespaceLabels === undefined && first.policies.length > 0) {
    const reason = 'unknown' in labels ? labels.unknown : 'kubectl prints something else than a namespace';
    unseen.push({ what: 'labels of the namespace', reason, isNeeded: false });
  }
  const [secrets, lastWords, { volumes, problems }] = await Promise.all([
    readSecrets(first, (args) => ask([...args, ...there]), unseen),
    readLastWords(first, (args) => ask([...args, ...there]), unseen),
    volumesOf(
      [...(first.statefulSets as unknown as readonly Rendered[]), ...first.clusters],
      [...there, ...target],
      environment,
    ),
  ]);
  const ofVolumes = problems.map((problem) => ({ ...problem, isNeeded: false }));
  return { state: { ...first, secrets, lastWords, volumes }, unseen: [...unseen, ...ofVolumes] };
}

/** Undefined for what is no list: a proxy may answer in the place of the API server. */
function itemsOf(text: string): readonly unknown[] | undefined {
  const found = parsed(text) as { readonly items?: unknown } | undefined;
  if (typeof found !== 'object' || Array.isArray(found)) return undefined;
  const { items = [] } = found;
  return Array.isArray(items) ? items : undefined;
}

function parsed(text: string): unknown {
  try {
    // The API server writes null for a list that is empty, as of the endpoints of a slice.
    return JSON.parse(text, (_, value: unknown) => (value === null ? undefined : value));
  } catch {
    // What is wrong with it would be said with a piece of it.
    return undefined;
  }
}

/** Its name is given to kubectl again. */
function isNamed(object: unknown): boolean {
  return OBJECT_NAME.test((object as { readonly metadata?: ObjectMeta } | undefined)?.metadata?.name ?? '');
}

function labelsIn(text: string): State['namespaceLabels'] {
  const found = parsed(text) as
    { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } } | undefined;
  return found?.metadata && { ...found.metadata.labels };
}

/** A cluster without Gateway API, for instance: then there are none. */
function isNoKind(reason: string): boolean {
  return /doesn't have a resource type|could not find the requested resource/.test(reason);
}

async function readSecrets(state: State, ask: Ask, unseen: Unseen[]): Promise<State['secrets']> {
  const ofPods = [...state.deployments, ...state.statefulSets].flatMap(({ spec }) =>
    spec?.template.spec === undefined ? [] : referencesOf(spec.template.spec),
  );
  const names = new Set([
    ...ofPods.filter(({ kind }) => kind === 'Secret').map(({ name }) => name),
    ...ingressesOf(state).flatMap(({ spec }) =>
      (spec?.tls ?? []).flatMap(({ secretName = '' }) => (secretName === '' ? [] : [secretName])),
    ),
  ]);
  const found = new Map<string, SecretKeys | undefined>();
  const refused = new Set<string>();
  // No Secret can have such a name, and kubectl might take it for an option.
  for (const name of names) if (!OBJECT_NAME.test(name)) found.set(name, undefined);
  const asked = [...names].filter((name) => OBJECT_NAME.test(name));
  if (asked.length > MOST_SECRETS)
    unseen.push({
      what: 'secrets',
      reason: `pods want ${String(asked.length)} of them; ${String(MOST_SECRETS)} were asked for`,
      isNeeded: false,
    });
  await Promise.all(
    asked.slice(0, MOST_SECRETS).map(async (name) => {
      const answer = await ask(['get', 'secret', name, '--output', `go-template=${KEYS}`]);
      if ('output' in answer) found.set(name, keysIn(answer.output));
      else if (answer.unknown.includes('(NotFound)')) found.set(name, undefined);
      else refused.add(answer.unknown);
    }),
  );
  const [reason] = refused;
  if (reason !== undefined) unseen.push({ what: 'secrets', reason, isNeeded: false });
  return found;
}

function keysIn(text: string): SecretKeys {
  const [keys = '', certificate = ''] = text.split('\n');
  return {
    keys: keys.split(' ').filter(Boolean),
    ...(certificate !== '' && { certificate: Buffer.from(certificate, 'base64').toString() }),
  };
}

/** Of containers that have ended, and of those that are to end before others begin. */
async function readLastWords(state: State, ask: Ask, unseen: Unseen[]): Promise<State['lastWords']> {
  const wanted = state.pods.flatMap((pod) =>
    statusesOf(pod).flatMap(({ name, ready, restartCount, state: now }) => {
      const isInit = pod.spec?.initContainers?.some((one) => one.name === name) === true;
      if (now?.waiting?.reason === 'CrashLoopBackOff' || (restartCount > 0 && !ready))
        return [{ pod, name, previous: true }];
      return isInit && now?.running !== undefined ? [{ pod, name, previous: false }] : [];
    }),
  );
  const words = new Map<string, string>();
  const refused = new Set<string>();
  await Promise.all(
    wanted.map(async ({ pod, name, previous }) => {
      const answer = await ask([
        'logs',
        nameOf(pod),
        '--container',
        name,
        '--tail',
        LINES,
        '--limit-bytes',
        BYTES,
        ...(previous ? ['--previous'] : []),
      ]);
      if ('output' in answer && answer.output.trim() !== '')
        words.set(`${nameOf(pod)}/${name}`, answer.output.trim().split('\n').join(' | '));
      if ('unknown' in answer && answer.unknown.includes('(Forbidden)')) refused.add(answer.unknown);
    }),
  );
  const [reason] = refused;
  if (reason !== undefined) unseen.push({ what: 'logs (get pods/log)', reason, isNeeded: false });
  return words;
}
