/** What all pods of the platform have in common. */
import type { PodSpec } from '../../imports/kubernetes/types';
import type { Deferred, Opaque, Value } from '../../lib/expr/expr';
import { equal, not, omit } from '../../lib/expr/function';
import { unlessEmpty, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';

type Texts = Value<Readonly<Record<string, string>>>;

export interface PodProps {
  readonly resources: Opaque;
  readonly podAnnotations: Texts;
  readonly podLabels: Texts;
  readonly nodeSelector: Texts;
  readonly tolerations: Opaque;
  readonly affinity: Opaque;
  readonly priorityClassName: Value<string>;
  readonly terminationGracePeriodSeconds: Value<number>;
  readonly podSecurityContext: Opaque;
  readonly securityContext: Opaque;
  readonly hostAliases: Opaque;
  readonly dnsPolicy: Value<'ClusterFirst' | 'Default' | 'None'>;
  readonly dnsConfig: Opaque;
}

/** What all pods of one installation share. */
export type GlobalValues = Values['global'];

/** What OpenShift chooses for a namespace, and refuses where somebody else has. */
const OF_NAMESPACE = ['runAsUser', 'runAsGroup', 'fsGroup'];

/** The fields of a pod's spec that do not depend on what runs in it. No component talks to the Kubernetes API. */
export function podDefaults(pod: PodProps, global: GlobalValues) {
  return {
    automountServiceAccountToken: false,
    // A Service called mlflow would inject MLFLOW_PORT=tcp://…, which MLflow takes for its own setting.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    imagePullSecrets: unlessEmpty(global.imagePullSecrets),
    priorityClassName: unlessEmpty(pod.priorityClassName),
    nodeSelector: unlessEmpty(pod.nodeSelector),
    tolerations: unlessEmpty(pod.tolerations),
    affinity: unlessEmpty(pod.affinity),
    securityContext: when(
      global.openshift,
      unlessEmpty(omit(pod.podSecurityContext, OF_NAMESPACE)),
      unlessEmpty(pod.podSecurityContext),
    ),
    hostAliases: unlessEmpty(pod.hostAliases),
    // Kubernetes' own default is not written down: pods would be replaced for it.
    dnsPolicy: when(not(equal(pod.dnsPolicy, 'ClusterFirst')), pod.dnsPolicy),
    dnsConfig: unlessEmpty(pod.dnsConfig),
  } satisfies Partial<Deferred<PodSpec>>;
}
