/** What is known of a release from outside: the objects of its namespace, as far as somebody may read them. */
import type {
  Deployment,
  EndpointSlice,
  Event,
  Ingress,
  Job,
  NetworkPolicy,
  ObjectMeta,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
  Service,
  StatefulSet,
} from '../../imports/kubernetes/types';
import type { Part } from '../../charts/doctor/causes';
import type { Volume } from '../report/answer';
import type { Rendered } from '../report/volumes';

/** Of a Secret, what may be known of it: never a value but the certificate, which is shown to everybody. */
export interface SecretKeys {
  readonly keys: readonly string[];
  /** PEM. */
  readonly certificate?: string;
}

export interface ConfigMapData {
  readonly metadata?: ObjectMeta;
  readonly data?: Readonly<Record<string, string>>;
}

/** Of Gateway API; of cert-manager; of Traefik. */
export interface HttpRoute {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly hostnames?: readonly string[];
    readonly rules?: readonly { readonly backendRefs?: readonly { readonly name: string; readonly port?: number }[] }[];
  };
  readonly status?: {
    readonly parents?: readonly {
      readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    }[];
  };
}
/** Of OpenShift. */
export interface OpenShiftRoute {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly host?: string; readonly to?: { readonly name: string } };
  readonly status?: {
    /** One for each router that has looked at it. */
    readonly ingress?: readonly {
      readonly conditions?: readonly {
        readonly type: string;
        readonly status: string;
        readonly reason?: string;
        readonly message?: string;
      }[];
    }[];
  };
}
export interface Certificate {
  readonly metadata?: ObjectMeta;
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}
export interface Middleware {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly buffering?: { readonly maxRequestBodyBytes?: number } };
}
export interface Class {
  readonly metadata?: ObjectMeta;
}

export interface State {
  readonly release: string;
  readonly namespace: string;
  /** Milliseconds. */
  readonly now: number;
  /** Of the whole namespace: what others have made there counts, too. */
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly policies: readonly NetworkPolicy[];
  readonly ingresses: readonly Ingress[];
  readonly routes: readonly HttpRoute[];
  readonly openshiftRoutes: readonly OpenShiftRoute[];
  readonly events: readonly Event[];
  readonly certificates: readonly Certificate[];
  readonly middlewares: readonly Middleware[];
  /** Of the release. */
  readonly deployments: readonly Deployment[];
  readonly statefulSets: readonly StatefulSet[];
  readonly pods: readonly Pod[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly jobs: readonly Job[];
  readonly configMaps: readonly ConfigMapData[];
  readonly clusters: readonly Rendered[];
  readonly volumes: readonly Volume[];
  /** Undefined where nobody may read them: then it may be any namespace that a policy is about. */
  readonly namespaceLabels: Readonly<Record<string, string>> | undefined;
  /** By name; undefined for one that is not there. Those that nobody may read are not here. */
  readonly secrets: ReadonlyMap<string, SecretKeys | undefined>;
  /** Of the cluster; undefined where nobody may read them. */
  readonly ingressClasses: readonly Class[] | undefined;
  readonly storageClasses: readonly Class[] | undefined;
  /** Of the cluster's DNS; undefined as above, or where it is called otherwise. */
  readonly dns: readonly EndpointSlice[] | undefined;
  /** What containers that do not run have said last: `pod/container` → lines. */
  readonly lastWords: ReadonlyMap<string, string>;
}

export const NOTHING: State = {
  release: 'mlflow',
  namespace: 'ml',
  now: Date.UTC(2026, 10, 28, 12),
  ...{
    services: [],
    slices: [],
    policies: [],
    ingresses: [],
    routes: [],
    openshiftRoutes: [],
    events: [],
    certificates: [],
    middlewares: [],
  },
  ...{ deployments: [], statefulSets: [], pods: [], claims: [], jobs: [], configMaps: [], clusters: [], volumes: [] },
  namespaceLabels: { 'kubernetes.io/metadata.name': 'ml' },
  secrets: new Map(),
  ...{ ingressClasses: undefined, storageClasses: undefined, dns: undefined },
  lastWords: new Map(),
};

interface Named {
  readonly metadata?: ObjectMeta;
}

export const COMPONENT = 'app.kubernetes.io/component';
export const INSTANCE = 'app.kubernetes.io/instance';
export const SERVER = 'tracking';

export const nameOf = ({ metadata }: Named): string => metadata?.name ?? '';
export const labelsOf = ({ metadata }: Named): Readonly<Record<string, string>> => metadata?.labels ?? {};
export const componentOf = (object: Named): string => labelsOf(object)[COMPONENT] ?? '';
export const isOf = ({ release }: State, object: Named): boolean => labelsOf(object)[INSTANCE] === release;

const PARTS: Readonly<Record<string, Part>> = {
  [SERVER]: 'server',
  jobs: 'server',
  postgresql: 'database',
  cnpg: 'database',
  pooler: 'database',
  minio: 'store',
  garage: 'store',
};

/** Undefined for what serves nobody at the moment, such as backups. */
export const partOf = (object: Named): Part | undefined => PARTS[componentOf(object)];

/** Those that are to serve, with their part: neither ended nor about to go. */
export function servingPods(state: State): readonly { readonly pod: Pod; readonly part: Part }[] {
  return state.pods.flatMap((pod) => {
    const part = partOf(pod);
    const { phase } = pod.status ?? {};
    const goes = pod.metadata?.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed';
    return part === undefined || goes ? [] : [{ pod, part }];
  });
}

export const podsOf = (state: State, component: string): readonly Pod[] =>
  servingPods(state).flatMap(({ pod }) => (componentOf(pod) === component ? [pod] : []));

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
}

export function containersOf({ initContainers = [], containers }: PodSpec) {
  return [...initContainers, ...containers];
}

export function statusesOf({ status }: Pod) {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

/** Seconds since then; Infinity where nobody says when. */
export function since({ now }: State, time: string | undefined): number {
  return time === undefined ? Infinity : (now - Date.parse(time)) / 1000;
}

/** Warnings about an object of the last minutes, the newest first. */
export function warningsAbout(state: State, kind: string, name: string, minutes = 15): readonly Event[] {
  const at = ({ lastTimestamp, eventTime, firstTimestamp, series }: Event) =>
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp;
  return state.events
    .filter(
      ({ type, involvedObject }) => type === 'Warning' && involvedObject.kind === kind && involvedObject.name === name,
    )
    .filter((event) => since(state, at(event)) < minutes * 60)
    .sort((one, other) => since(state, at(one)) - since(state, at(other)));
}
