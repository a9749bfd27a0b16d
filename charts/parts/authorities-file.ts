/** Of all authorities that are believed, one file, for programs that are no Python and ask by TLS. */
import type { Container, Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Opaque, Value } from '../../lib/expr/expr';
import { unlessEmpty, when } from '../../lib/expr/vocabulary';
import type { Authorities } from '../tls/authorities';
import { imageReference, type ImageProps, type Registry } from './image';

/** What makes it: the image, and the ConfigMap that has its program. */
export interface MadeBy {
  readonly image: ImageProps;
  readonly programs: Value<string>;
}

export interface AuthoritiesFileProps {
  readonly authorities: Authorities;
  readonly madeBy: MadeBy;
  readonly registry: Registry;
  /** Of the pod that it is for. */
  readonly pod: { readonly resources: Opaque; readonly securityContext: Opaque };
  /** Whether anybody reads it. */
  readonly needed: Value<boolean>;
}

export interface AuthoritiesFile {
  readonly initContainers: readonly (Deferred<Container> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
  /** Of who reads it. */
  readonly mounts: readonly (Deferred<VolumeMount> | undefined)[];
}

const PROGRAMS = { name: 'programs', mountPath: '/prepare', readOnly: true };
const TMP = { name: 'authorities-tmp', mountPath: '/tmp' };

export function authoritiesFile({ authorities, madeBy, registry, pod, needed }: AuthoritiesFileProps): AuthoritiesFile {
  const container: Deferred<Container> = {
    name: 'authorities',
    image: imageReference('tracking', madeBy.image, registry),
    imagePullPolicy: madeBy.image.pullPolicy,
    command: authorities.command.split(' '),
    resources: unlessEmpty(pod.resources),
    securityContext: unlessEmpty(pod.securityContext),
    volumeMounts: [TMP, PROGRAMS, ...authorities.preparationMounts],
  };
  const whereNeeded = <T>(parts: readonly (T | undefined)[]) =>
    parts.map((part) => (part === undefined ? undefined : when(needed, part)));
  return {
    initContainers: [when(needed, container)],
    volumes: [
      when(needed, { name: TMP.name, emptyDir: { sizeLimit: '16Mi' } }),
      when(needed, { name: PROGRAMS.name, configMap: { name: madeBy.programs } }),
      ...whereNeeded(authorities.volumes),
    ],
    mounts: whereNeeded(authorities.mounts),
  };
}
