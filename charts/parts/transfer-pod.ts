/** Pods that carry data between the database, the artefact store and the backups: what they have in common. */
import type { Container, EnvVar, PodFailurePolicy, PodSpec, Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Expr, Opaque, Value } from '../../lib/expr/expr';
import { and } from '../../lib/expr/function';
import { each, shared, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { leftToChart, type SecretVariable } from './environment';
import { imageReference, type ImageProps } from './image';
import { podDefaults, type GlobalValues, type PodProps } from './pod';

/** Whose programs a container runs. */
/** `postgresql` is of the server's major version wherever that runs, `database` the very one that runs here. */
export type TransferImage = 'mlflow' | 'postgresql' | 'copy' | 'database';
/** What a container logs in to, and the keys with which MLflow encrypts. */
export type Access = 'database' | 'store' | 'destination' | 'keys';
/** What goes to a store may go by a proxy, whose URL may be secret. */
const TO_STORES: readonly Access[] = ['store', 'destination'];

export interface TransferProps {
  readonly registry: GlobalValues;
  readonly images: Readonly<Record<TransferImage, ImageProps>>;
  readonly pod: PodProps;
  readonly serviceAccountName: Value<string>;
  /** Space for a dump. */
  readonly scratchSize: Value<string>;
  /** The ConfigMap with all settings that are no secrets. */
  readonly settings: Value<string>;
  readonly secrets: Readonly<Record<Access | 'proxy', readonly SecretVariable[]>>;
  /** What they are called in templates, where they are others than the platform's. */
  readonly secretsName?: string;
  /** Of the user's, for the server. */
  readonly env: Opaque;
  readonly envFrom: Opaque;
  /** Whose certificates are believed: a first container makes a file of them, if there are others than the public ones. */
  readonly authorities: {
    readonly needed: Value<boolean>;
    readonly command: string;
    readonly preparationMounts: readonly (Deferred<VolumeMount> | undefined)[];
    readonly mounts: readonly (Deferred<VolumeMount> | undefined)[];
    readonly volumes: readonly (Deferred<Volume> | undefined)[];
  };
}

/** A container. */
export interface Step {
  readonly name: string;
  readonly image: TransferImage;
  readonly command: readonly string[];
  readonly access: readonly Access[];
  readonly env?: readonly (Deferred<EnvVar> | undefined)[];
  readonly secrets?: readonly SecretVariable[];
  readonly mounts?: readonly VolumeMount[];
  /** What is not as in the others. */
  readonly more?: Partial<Exclude<Deferred<Container>, Expr<Container>>>;
}

/**
 * Of their Jobs: a pod whose node is drained, or that makes room for others, has not failed. Stable since Kubernetes 1.31, and on
 * by default since 1.26: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export const MAY_BE_MOVED: PodFailurePolicy = {
  rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
};

/** As in the server's pod: there authorities.py is called by this path. */
export const PROGRAMS = '/prepare';
/** Where they leave something for each other. */
export const WORK_FOLDER = '/work';
const WORK = { name: 'backup-work', mountPath: WORK_FOLDER };
const PROGRAMS_MOUNT = { name: 'backup-programs', mountPath: PROGRAMS, readOnly: true };
const TMP = { name: 'tmp', mountPath: '/tmp' };

/** The last step is its container, or as many as run beside each other; those before run one after the other. `kind` names them all. */
export function transferPod(
  props: TransferProps,
  kind: string,
  programs: readonly Value<string>[],
  steps: readonly Step[],
  beside = 1,
) {
  return {
    serviceAccountName: props.serviceAccountName,
    ...podDefaults(props.pod, props.registry),
    initContainers: transferContainers(props, kind, steps.slice(0, -beside)),
    containers: steps.slice(-beside).map((step) => transferContainer(props, step)),
    volumes: [
      { name: TMP.name, emptyDir: { sizeLimit: '1Gi' } },
      ...transferVolumes(props, programs),
      ...props.authorities.volumes,
    ],
  } satisfies Partial<Deferred<PodSpec>>;
}

/** One for each step, and before them one that prepares the authorities, where there are any. */
export function transferContainers(
  props: TransferProps,
  kind: string,
  steps: readonly Step[],
  condition: Value<boolean> = true,
): readonly (Deferred<Container> | undefined)[] {
  const { authorities } = props;
  const prepare = transferContainer(props, { name: 'authorities', image: 'mlflow', command: [], access: [] });
  const first = {
    ...prepare,
    command: authorities.command.split(' '),
    volumeMounts: [TMP, PROGRAMS_MOUNT, ...authorities.preparationMounts],
  };
  return [
    ...shared(`${kind}.authorities`, [when(and(condition, authorities.needed), first)]),
    ...steps.flatMap((step) => shared(`${kind}.${step.name}`, [when(condition, transferContainer(props, step))])),
  ];
}

/** Their own, beside /tmp and those of the authorities. */
export function transferVolumes(props: TransferProps, programs: readonly Value<string>[]): readonly Deferred<Volume>[] {
  return [
    { name: WORK.name, emptyDir: { sizeLimit: props.scratchSize } },
    { name: PROGRAMS_MOUNT.name, projected: { sources: programs.map((name) => ({ configMap: { name } })) } },
  ];
}

function transferContainer(props: TransferProps, step: Step): Exclude<Deferred<Container>, Expr<Container>> {
  const { pod, images, registry, authorities } = props;
  const { name, image, command, access, env = [], secrets = [], mounts = [], more = {} } = step;
  const goesOut = access.some((what) => TO_STORES.includes(what));
  return {
    name,
    image: imageReference(`transfer.${image}`, images[image], registry),
    imagePullPolicy: images[image].pullPolicy,
    command,
    envFrom: [{ configMapRef: { name: props.settings } }, ...each(props.envFrom, (source) => source)],
    env: [
      ...[...access, ...(goesOut ? (['proxy'] as const) : [])].flatMap((what) =>
        shared(`${props.secretsName ?? 'transfer'}.${what}`, leftToChart(props.secrets[what], props.env)),
      ),
      ...leftToChart(secrets, props.env),
      ...env,
      ...each(props.env, (entry) => entry),
    ],
    resources: unlessEmpty(pod.resources),
    securityContext: unlessEmpty(pod.securityContext),
    volumeMounts: [TMP, WORK, PROGRAMS_MOUNT, ...mounts, ...authorities.mounts],
    ...more,
  };
}
