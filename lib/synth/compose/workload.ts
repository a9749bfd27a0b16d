/** The pods of an installation, as far as Compose takes something of them. */
import type { Json } from '../../yaml/json';
import { isTestHook } from '../test-hook';

export interface Source {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly configMapKeyRef?: Source;
    readonly secretKeyRef?: Source;
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: {
      readonly containerName?: string;
      readonly resource: string;
      readonly divisor?: string | number;
    };
  };
}

export interface Probe {
  readonly exec?: { readonly command: readonly string[] };
  readonly httpGet?: {
    readonly path?: string;
    readonly port: string | number;
    readonly scheme?: string;
    readonly host?: string;
  };
  readonly tcpSocket?: { readonly port: string | number };
  readonly grpc?: object;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
  readonly initialDelaySeconds?: number;
}

export type Amounts = Readonly<Record<string, string | number>>;

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvironmentVariable[];
  readonly envFrom?: readonly {
    readonly prefix?: string;
    readonly configMapRef?: Source;
    readonly secretRef?: Source;
  }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  /** Of an init container: one that runs on beside the others. */
  readonly restartPolicy?: string;
}

export interface Files {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
  readonly defaultMode?: number;
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[];
}

export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string };
  readonly configMap?: Files;
  readonly secret?: Files;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: {
    readonly defaultMode?: number;
    readonly sources: readonly {
      readonly configMap?: Files;
      readonly secret?: Files;
      readonly [other: string]: unknown;
    }[];
  };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly securityContext?: {
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly fsGroup?: number;
    readonly supplementalGroups?: readonly number[];
  };
  readonly terminationGracePeriodSeconds?: number;
}

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'CronJob' | 'Job';
  readonly name: string;
  readonly namespace: string;
  /** Its name without the release's, and without what tells a Job from the one before: `tracking`, `restore`. */
  readonly component: string;
  /** Of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Annotations of its pods that change with what they mount: then they are made anew. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Names of a StatefulSet's own volumes. */
  readonly claims: readonly string[];
}

export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

const KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'CronJob', 'Job'] satisfies readonly Workload['kind'][];

/** Whether its pods end. */
export function isTask({ kind }: Workload): boolean {
  return kind === 'CronJob' || kind === 'Job';
}

/** What is installed: no tests. */
export function installedObjects(objects: Iterable<Json>): readonly KubernetesObject[] {
  return [...objects].filter((object) => !isTestHook(object)) as unknown as readonly KubernetesObject[];
}

/** Those that have pods, in the order of their names. @param release its name */
export function workloadsOf(objects: readonly KubernetesObject[], release: string): readonly Workload[] {
  return objects
    .filter(({ kind }) => KINDS.includes(kind))
    .map((object) => workload(object, `${release}-`))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function componentOf(name: string, kind: string, prefix: string): string {
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return kind === 'Job' ? own.replace(/-[0-9a-f]{8}$/, '') : own;
}

interface Template {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: PodSpec;
}

function workload({ kind, metadata, ...object }: KubernetesObject, prefix: string): Workload {
  const spec = object['spec'] as {
    readonly template?: Template;
    readonly jobTemplate?: { readonly spec: { readonly template: Template } };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
  const template = spec.template ?? spec.jobTemplate?.spec.template;
  return {
    kind: kind as Workload['kind'],
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    component: componentOf(metadata.name, kind, prefix),
    labels: template?.metadata?.labels ?? {},
    checksums: Object.fromEntries(
      Object.entries(template?.metadata?.annotations ?? {}).filter(([name]) => name.startsWith('checksum/')),
    ),
    spec: template?.spec ?? { containers: [] },
    claims: (spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name),
  };
}
