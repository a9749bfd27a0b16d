/** What a container of a pod becomes on this machine: image, command, environment, user, mounts, limits. */
import { join } from 'node:path';
import type { Container as ContainerSpec, PodSecurityContext } from '../../../imports/kubernetes/types';
import type { ContainerOptions, User } from './container';
import { environmentOf, expand, type PodContext } from './environment';
import type { Image } from './image';
import { parseQuantity } from './quantity';
import { mountsOf, type Mount } from './volumes';

/** What a pod's containers have in common. */
export interface PodSurroundings {
  readonly context: PodContext;
  /** Name of the network namespace. */
  readonly network: string;
  /** Variables about the cluster. */
  readonly clusterEnv: Readonly<Record<string, string>>;
  /** Files of the cluster, such as /etc/hosts. */
  readonly mounts: readonly Mount[];
}

export interface Surroundings extends PodSurroundings {
  readonly image: Image;
  /** Of the pod, existing. */
  readonly folder: string;
  /** Folder of each of the pod's volumes, by name. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly logFile: string;
}

export function containerOptions(spec: ContainerSpec, surroundings: Surroundings): ContainerOptions {
  const { context, image, network, folder, clusterEnv, mounts, volumes, logFile } = surroundings;
  const base = { ...image.env, ...clusterEnv, HOSTNAME: context.pod.metadata.name };
  const env = environmentOf(spec, context, base);
  const command = spec.command?.map((word) => expand(word, env)) ?? image.entrypoint;
  // A command of one's own replaces the image's arguments too.
  const args = spec.args?.map((word) => expand(word, env)) ?? (spec.command === undefined ? image.command : []);
  const limit = spec.resources?.limits?.['memory'];
  return {
    name: `${network}-${spec.name}`,
    folder: join(folder, spec.name),
    network,
    command: [...command, ...args],
    env,
    folders: image.folders,
    mounts: [
      ...Object.entries(image.files).map(([target, source]) => ({ source, target, readOnly: true })),
      ...mounts,
      ...mountsOf(spec, volumes),
    ],
    workingDir: spec.workingDir ?? '/',
    user: userOf(spec, context.pod.spec?.securityContext),
    readOnlyRoot: spec.securityContext?.readOnlyRootFilesystem ?? false,
    memoryLimit: limit === undefined ? undefined : parseQuantity(String(limit)),
    logFile,
  };
}

/** The images here have no user of their own: root, unless the pod says otherwise. */
function userOf({ name, securityContext = {} }: ContainerSpec, ofPod: PodSecurityContext = {}): User {
  const { runAsUser = 0, runAsGroup = 0, runAsNonRoot = false } = { ...ofPod, ...securityContext };
  if (runAsNonRoot && runAsUser === 0) throw new Error(`${name} must not run as root, and its image does`);
  return {
    uid: runAsUser,
    gid: runAsGroup,
    groups: ofPod.fsGroup === undefined ? [] : [ofPod.fsGroup],
    noNewPrivileges: securityContext.allowPrivilegeEscalation === false,
    dropAllCapabilities: securityContext.capabilities?.drop?.includes('ALL') ?? false,
  };
}
