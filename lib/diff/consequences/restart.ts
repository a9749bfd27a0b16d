import type { DaemonSet, Deployment, StatefulSet } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { ordinalsOf, paceOf, replicasAfter, replicasBefore, strategyOf } from '../pod-counts';
import { isTemplateChanged, onlyAnnotations, rollingKinds, templateFields } from '../pod-template';
import { isRemade } from '../remade';
import type { Transition } from '../transition';
import { countText, listText } from '../words';

const image = (tag: string) => `image: ghcr.io/example/app:${tag}`;
const deployment = (spec: string, tag: string) => workload({ spec, container: image(tag) });
const set = (spec: string, tag: string) => workload({ kind: 'StatefulSet', spec, container: image(tag) });
const daemons = (spec: string, tag: string) => workload({ kind: 'DaemonSet', spec, container: image(tag) });
const autoscaler = manifest(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'web',
  'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 5}',
);
/** A label of the workload itself, so that it does change. */
const named = (text: string, label: string) => text.replace('  name: web\n', `  name: web\n  labels: {is: ${label}}\n`);

export default {
  id: 'restart',
  about:
    'Pods that are replaced because their template changes: how many, and how many at a time, as the controllers of Deployments, StatefulSets and DaemonSets compute it. A template that the API server stores as before replaces nothing.',
  kinds: rollingKinds,
  examples: [
    {
      title: 'another image, with three replicas',
      before: deployment('replicas: 3', '1'),
      after: deployment('replicas: 3', '2'),
      expected: [
        [
          'restart',
          'info',
          /^3 pods are replaced: up to 1 new one starts beside them, and none is away before a new one is ready$/,
        ],
      ],
    },
    {
      title: 'ten replicas, a quarter of them at a time',
      before: deployment('replicas: 10', '1'),
      after: deployment('replicas: 10\nminReadySeconds: 20', '2'),
      expected: [
        [
          'restart',
          'info',
          /^10 pods are replaced: up to 3 new ones start beside them, and at most 2 are away at a time; a new one counts after it was ready for 20 s$/,
        ],
      ],
    },
    {
      title: 'no more pods than there are',
      before: deployment('replicas: 2\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}', '1').replace(
        'maxUnavailable: 0%',
        'maxUnavailable: 1',
      ),
      after: deployment('replicas: 2\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 10%}}', '2'),
      expected: [['restart', 'info', /^2 pods are replaced: at most 1 is away at a time$/]],
    },
    {
      title: 'defaults that are spelt out',
      before: workload({ container: 'ports: [{containerPort: 80}]\nreadinessProbe: {httpGet: {port: 80}}' }),
      after: workload({
        pod: 'restartPolicy: Always\nterminationGracePeriodSeconds: 30\nsecurityContext: {}\nhostNetwork: false\nvolumes: []',
        container:
          'imagePullPolicy: IfNotPresent\nenv: []\nresources: {}\nports: [{containerPort: 80, protocol: TCP}]\nreadinessProbe: {periodSeconds: 10, initialDelaySeconds: 0, httpGet: {port: 80, path: /, scheme: HTTP}}',
      }),
      expected: [],
    },
    {
      title: 'the same amounts in other units, and what else is stored alike',
      before: named(
        workload({
          pod: 'serviceAccount: default\nvolumes: [{name: a, configMap: {name: a, optional: true}}, {name: b, projected: {sources: [{serviceAccountToken: {path: a}}]}}, {name: c, emptyDir: {sizeLimit: 1Gi}}]\ninitContainers: [{name: first, image: "ghcr.io/example/first"}]',
          container:
            'resources: {requests: {cpu: 500m, memory: 1Gi}}\nenv: [{name: A}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]\nvolumeMounts: [{name: a, mountPath: /a}]\nlivenessProbe: {exec: {command: ["true"]}}',
        }),
        'old',
      ),
      after: named(
        workload({
          pod: 'serviceAccountName: default\nvolumes: [{name: a, configMap: {name: a, optional: true, defaultMode: 420}}, {name: b, projected: {defaultMode: 420, sources: [{serviceAccountToken: {path: a, expirationSeconds: 3600}}]}}, {name: c, emptyDir: {sizeLimit: 1024Mi}}]\ninitContainers: [{name: first, image: "ghcr.io/example/first", imagePullPolicy: Always}]',
          container:
            'resources: {requests: {cpu: "0.5", memory: 1024Mi}, limits: {}}\nenv: [{name: A, value: ""}, {name: B, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.name}}}]\nvolumeMounts: [{name: a, mountPath: /a, readOnly: false}]\nlivenessProbe: {exec: {command: ["true"]}, timeoutSeconds: 1, failureThreshold: 3}\nterminationMessagePolicy: File',
        }),
        'new',
      ),
      expected: [],
    },
    {
      title: 'no value, which is not the same as false',
      before: workload('securityContext: {allowPrivilegeEscalation: false}'),
      after: workload('securityContext: {allowPrivilegeEscalation: false, privileged: false}'),
      expected: [['restart', 'info', /^1 pod is replaced: the old one goes once the new one is ready$/]],
    },
    {
      title: 'labels of the Deployment alone',
      before: workload(''),
      after: workload('')
        .replace('{name: web}', '{name: web, labels: {team: a}}')
        .replace('  name: web\n', '  name: web\n  labels: {team: a}\n'),
      expected: [],
    },
    {
      title: 'a checksum',
      before: workload('').replace(
        'labels: {app: web}\n    spec',
        'labels: {app: web}\n      annotations: {checksum/config: a}\n    spec',
      ),
      after: workload('').replace(
        'labels: {app: web}\n    spec',
        'labels: {app: web}\n      annotations: {checksum/config: b}\n    spec',
      ),
      expected: [
        [
          'restart',
          'info',
          /^1 pod is replaced: .*; nothing else in them changes than the annotation checksum\/config$/,
        ],
      ],
    },
    {
      title: 'as many as an autoscaler has made',
      before: documents(deployment('', '1').replace('spec:\n  replicas: 1', 'spec:'), autoscaler),
      after: documents(deployment('', '2'), autoscaler),
      expected: [['restart', 'info', /^all pods are replaced, as many as its autoscaler has made$/]],
    },
    {
      title: 'a StatefulSet of three',
      before: set('replicas: 3', '1'),
      after: set('replicas: 3', '2'),
      expected: [
        [
          'restart',
          'info',
          /^3 pods are replaced one by one, from web-2 to web-0; each is away until its successor is ready$/,
        ],
      ],
    },
    {
      title: 'the last of a StatefulSet',
      before: set('replicas: 3\nupdateStrategy: {rollingUpdate: {partition: 2}}', '1'),
      after: set('replicas: 3\nupdateStrategy: {rollingUpdate: {partition: 2}}', '2'),
      expected: [
        ['restart', 'info', /^1 pod is replaced, web-2; it is away until its successor is ready$/],
        ['stale', 'info', /^web-0 and web-1 keep/],
      ],
    },
    {
      title: 'two of a StatefulSet at a time',
      before: set('replicas: 4\nupdateStrategy: {rollingUpdate: {maxUnavailable: 2}}', '1'),
      after: set('replicas: 4\nupdateStrategy: {rollingUpdate: {maxUnavailable: 2}}', '2'),
      expected: [
        [
          'restart',
          'info',
          /^4 pods are replaced, from web-3 to web-0, at most 2 at a time since Kubernetes 1\.37, one by one before; each is away until its successor is ready$/,
        ],
      ],
    },
    {
      title: 'pods of each node',
      before: daemons('', '1'),
      after: daemons('', '2'),
      expected: [
        [
          'restart',
          'info',
          /^the pod of each node is replaced, on at most 1 node at a time; it is away until its successor is ready$/,
        ],
      ],
    },
    {
      title: 'pods of each node, the new one first',
      before: daemons('updateStrategy: {rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}', '1'),
      after: daemons('updateStrategy: {rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}', '2'),
      expected: [
        [
          'restart',
          'info',
          /^the pod of each node is replaced, on at most 10% of the nodes at a time; the old one goes once the new one is ready$/,
        ],
      ],
    },
    {
      title: 'no pods to replace',
      before: deployment('replicas: 0', '1'),
      after: deployment('replicas: 0', '2'),
      expected: [],
    },
    {
      title: 'two annotations',
      before: workload('').replace(
        'labels: {app: web}\n    spec',
        'labels: {app: web}\n      annotations: {checksum/a: a, checksum/b: a, same: same}\n    spec',
      ),
      after: workload('').replace(
        'labels: {app: web}\n    spec',
        'labels: {app: web}\n      annotations: {checksum/a: b, same: same}\n    spec',
      ),
      expected: [['restart', 'info', /nothing else in them changes than the annotations checksum\/a and checksum\/b$/]],
    },
    {
      title: 'more replicas with another image',
      before: deployment('replicas: 1', '1'),
      after: deployment('replicas: 4', '2'),
      expected: [
        ['restart', 'info', /^1 pod is replaced: up to 1 new one starts beside it, and at most 1 is away at a time$/],
        ['scale', 'info', /^from 1 to 4 pods: 3 more start$/],
      ],
    },
    {
      title: 'a checksum, and another image',
      before: workload(image('1')).replace(
        'labels: {app: web}\n    spec',
        'labels: {app: web}\n      annotations: {checksum/config: a}\n    spec',
      ),
      after: workload(image('2')).replace(
        'labels: {app: web}\n    spec',
        'labels: {app: web}\n      annotations: {checksum/config: b}\n    spec',
      ),
      expected: [['restart', 'info', /^1 pod is replaced: the old one goes once the new one is ready$/]],
    },
    {
      title: 'two of four away at a time, none beside',
      before: deployment('replicas: 4\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 2}}', '1'),
      after: deployment('replicas: 4\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 2}}', '2'),
      expected: [['restart', 'info', /^4 pods are replaced: at most 2 are away at a time$/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined || !isTemplateChanged(before, after) || isRemade(transition)) return [];
    const what = replaced(transition, after);
    if (what === undefined) return [];
    const { minReadySeconds = 0 } = typed<Deployment>(after).spec ?? {};
    const pause = minReadySeconds > 0 ? `; a new one counts after it was ready for ${minReadySeconds} s` : '';
    const annotations = onlyAnnotations(transition) ?? [];
    const names = `${annotations.length === 1 ? 'annotation' : 'annotations'} ${listText(annotations)}`;
    const why = annotations.length === 0 ? '' : `; nothing else in them changes than the ${names}`;
    const message = `${what}${pause}${why}`;
    return [{ effect: 'restart', severity: 'info', message, fields: templateFields(transition) }];
  },
} satisfies ConsequenceRule;

/** Undefined where no pod is, or none by itself. */
function replaced(transition: Transition, after: ManifestObject): string | undefined {
  const strategy = strategyOf(after);
  if (strategy !== 'rolling' && strategy !== 'recreate') return undefined;
  if (after.key === 'DaemonSet.apps') return ofNodes(after);
  const wanted = replicasAfter(transition);
  const pods = wanted === undefined ? undefined : Math.min(wanted, replicasBefore(transition) ?? wanted);
  if (pods === 0) return undefined;
  if (pods === undefined || wanted === undefined) return 'all pods are replaced, as many as its autoscaler has made';
  if (after.key === 'StatefulSet.apps') return ofSet(after, pods);
  const replacement = `${countText(pods, 'pod')} ${pods === 1 ? 'is' : 'are'} replaced`;
  if (strategy === 'recreate') return pods === 1 ? replacement : `${replacement}, all at once`;
  const { surge, unavailable } = paceOf(after, wanted);
  if (wanted === 1 && unavailable === 0) return `${replacement}: the old one goes once the new one is ready`;
  const beside =
    surge === 0
      ? ''
      : `up to ${surge} new ${surge === 1 ? 'one starts' : 'ones start'} beside ${pods === 1 ? 'it' : 'them'}, and `;
  const away =
    unavailable === 0
      ? 'none is away before a new one is ready'
      : `at most ${unavailable} ${unavailable === 1 ? 'is' : 'are'} away at a time`;
  return `${replacement}: ${beside}${away}`;
}

function ofSet(set: ManifestObject, pods: number): string | undefined {
  const { first, partition } = ordinalsOf(set);
  const last = first + pods - 1;
  const count = last - partition + 1;
  if (count <= 0) return undefined;
  if (count === 1) return `1 pod is replaced, ${set.name}-${last}; it is away until its successor is ready`;
  const { maxUnavailable = 1 } = typed<StatefulSet>(set).spec?.updateStrategy?.rollingUpdate ?? {};
  const range = `from ${set.name}-${last} to ${set.name}-${partition}`;
  const pace =
    maxUnavailable === 1
      ? ` one by one, ${range}`
      : `, ${range}, at most ${maxUnavailable} at a time since Kubernetes 1.37, one by one before`;
  return `${count} pods are replaced${pace}; each is away until its successor is ready`;
}

function ofNodes(daemons: ManifestObject): string {
  const { maxUnavailable = 1, maxSurge = 0 } = typed<DaemonSet>(daemons).spec?.updateStrategy?.rollingUpdate ?? {};
  const isSurging = maxSurge !== 0 && maxSurge !== '0%';
  const most = isSurging ? maxSurge : maxUnavailable;
  const nodes = typeof most === 'number' ? countText(most, 'node') : `${most} of the nodes`;
  const order = isSurging ? 'the old one goes once the new one is ready' : 'it is away until its successor is ready';
  return `the pod of each node is replaced, on at most ${nodes} at a time; ${order}`;
}
