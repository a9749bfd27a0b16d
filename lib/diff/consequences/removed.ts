import type { Ingress, ReplicaSet } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
import { ingress, manifest, service } from '../../validate/references/example';
import { replicated } from '../../validate/reliability/replicas';
import { workloadKinds } from '../../validate/references/workloads';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { replicasBefore } from '../pod-counts';
import { successorsOf } from '../successors';
import type { Transition } from '../transition';
import { countText, listText } from '../words';

const job = (kind: string, spec: string) =>
  `apiVersion: batch/v1\nkind: ${kind}\nmetadata: {name: tidy}\nspec: ${spec}\n`;
const template = 'template: {spec: {restartPolicy: Never, containers: [{name: app, image: "app:1"}]}}';
const autoscaler = manifest(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'web',
  'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 5}',
);

export default {
  id: 'removed',
  about:
    'A workload, Service or Ingress that goes. Helm deletes it, Argo CD and Flux do where they prune, `kubectl apply` does not.',
  kinds: [...workloadKinds, 'Pod', 'CronJob.batch', 'Job.batch', 'Service', 'Ingress.networking.k8s.io'],
  examples: [
    {
      title: 'a Deployment that goes',
      before: workload({ spec: 'replicas: 3' }),
      after: '',
      expected: [['downtime', 'warning', /^its 3 pods stop, and no others take their place$/]],
    },
    {
      title: 'pods of each node that go',
      before: workload({ kind: 'DaemonSet' }),
      after: '',
      expected: [['downtime', 'warning', /^its pods on all nodes stop$/]],
    },
    {
      title: 'a Service that goes',
      before: service('web'),
      after: '',
      expected: [['downtime', 'warning', /^its name no longer resolves: whoever calls it gets an error$/]],
    },
    {
      title: 'a Service with an address outside that goes',
      before: service('web').replace('spec: {', 'spec: {type: LoadBalancer, '),
      after: '',
      expected: [
        [
          'downtime',
          'warning',
          /^its name no longer resolves: whoever calls it gets an error; its address outside is given back, and another one will be another$/,
        ],
      ],
    },
    {
      title: 'an Ingress that goes',
      before: ingress('web', '{name: http}'),
      after: '',
      expected: [['downtime', 'warning', /^nothing answers at www\.example\.com by it$/]],
    },
    {
      title: 'a CronJob that goes',
      before: job('CronJob', `{schedule: "0 3 * * *", jobTemplate: {spec: {${template}}}}`),
      after: '',
      expected: [['downtime', 'warning', /^it runs no more, and a run that is under way is ended$/]],
    },
    {
      title: 'a Job that goes',
      before: job('Job', `{${template}}`),
      after: '',
      expected: [['downtime', 'info', /^its pods are deleted with it, those that still run, too$/]],
    },
    {
      title: 'a hook of Helm that goes',
      before: job('Job', `{${template}}`).replace(
        '{name: tidy}',
        '{name: tidy, annotations: {helm.sh/hook: pre-upgrade}}',
      ),
      after: '',
      expected: [],
    },
    {
      title: 'settings that go',
      before: manifest('v1', 'ConfigMap', 'settings', 'data: {a: b}'),
      after: '',
      expected: [],
    },
    {
      title: 'a bare pod that goes',
      before: manifest('v1', 'Pod', 'once', 'spec: {containers: [{name: app, image: "app:1"}]}'),
      after: '',
      expected: [['downtime', 'warning', /^it stops$/]],
    },
    {
      title: 'an Ingress without hosts that goes',
      before: manifest(
        'networking.k8s.io/v1',
        'Ingress',
        'web',
        'spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}',
      ),
      after: '',
      expected: [['downtime', 'warning', /^nothing answers by it$/]],
    },
    {
      title: 'an Ingress for any host that goes',
      before: ingress('web', '{name: http}').replace('host: www.example.com, ', ''),
      after: '',
      expected: [['downtime', 'warning', /^nothing answers at any host by it$/]],
    },
    {
      title: 'a Deployment without pods that goes',
      before: workload({ spec: 'replicas: 0' }),
      after: '',
      expected: [],
    },
    {
      title: 'a Deployment that goes, of as many pods as its autoscaler has made',
      before: documents(workload({ spec: 'replicas: 2' }), autoscaler),
      after: autoscaler,
      expected: [['downtime', 'warning', /^its pods stop, and no others take their place$/]],
    },
    {
      title: 'a ReplicaSet that goes',
      before: workload('').replace('Deployment', 'ReplicaSet'),
      after: '',
      expected: [['downtime', 'warning', /^its 1 pod stops, and no others take their place$/]],
    },
    {
      title: 'a Deployment that is called otherwise',
      before: workload({ spec: 'replicas: 3' }),
      after: workload({ spec: 'replicas: 3' }).replace('  name: web\n', '  name: site\n'),
      expected: [
        [
          'downtime',
          'warning',
          /^its 3 pods stop, without waiting until those of Deployment site, which is new, are ready$/,
        ],
      ],
    },
    {
      title: 'a Deployment that becomes a DaemonSet',
      before: workload({ spec: 'replicas: 3' }),
      after: workload({ kind: 'DaemonSet' }),
      expected: [
        ['downtime', 'warning', /^its 3 pods stop, without waiting until those of DaemonSet web, which is new, /],
      ],
    },
    {
      title: 'pods of each node that are called otherwise',
      before: workload({ kind: 'DaemonSet' }),
      after: workload({ kind: 'DaemonSet' }).replace('  name: web\n', '  name: site\n'),
      expected: [
        [
          'downtime',
          'warning',
          /^its pods on all nodes stop, without waiting until those of DaemonSet site, which is new, /,
        ],
      ],
    },
    {
      title: 'a Deployment beside which another one comes',
      before: workload({ spec: 'replicas: 3' }),
      after: workload({ name: 'site' }),
      expected: [['downtime', 'warning', /^its 3 pods stop, and no others take their place$/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const gone = deletedOf(transition);
    const message = gone === undefined ? undefined : whatStops(transition, gone);
    if (message === undefined) return [];
    return [{ effect: 'downtime', severity: transition.key === 'Job.batch' ? 'info' : 'warning', message, fields: [] }];
  },
} satisfies ConsequenceRule;

function whatStops(transition: Transition, object: ManifestObject): string | undefined {
  switch (object.key) {
    case 'DaemonSet.apps':
      return `its pods on all nodes stop${instead(transition, object, '')}`;
    case 'CronJob.batch':
      return 'it runs no more, and a run that is under way is ended';
    case 'Job.batch':
      return 'its pods are deleted with it, those that still run, too';
    case 'Pod':
      return 'it stops';
    case 'Ingress.networking.k8s.io': {
      const hosts = (typed<Ingress>(object).spec?.rules ?? []).map(({ host }) => host ?? 'any host');
      return hosts.length === 0 ? 'nothing answers by it' : `nothing answers at ${listText([...new Set(hosts)])} by it`;
    }
    case 'Service': {
      const isOutside = object.value['spec'] !== undefined && typeOf(object) === 'LoadBalancer';
      const outside = isOutside ? '; its address outside is given back, and another one will be another' : '';
      return `its name no longer resolves: whoever calls it gets an error${outside}`;
    }
    default: {
      const { replicas = 1 } = typed<ReplicaSet>(object).spec ?? {};
      const pods = replicated.includes(object.key) ? replicasBefore(transition) : replicas;
      if (pods === 0) return undefined;
      const what = `its ${pods === undefined ? 'pods' : countText(pods, 'pod')} ${pods === 1 ? 'stops' : 'stop'}`;
      return `${what}${instead(transition, object)}`;
    }
  }
}

/** What comes in its place with the same change: nobody waits until it is ready. */
function instead({ sides }: Transition, gone: ManifestObject, none = ', and no others take their place'): string {
  const fresh = successorsOf(sides, gone);
  if (fresh.length === 0) return none;
  const isElsewhere = fresh.every(({ namespace }) => namespace !== gone.namespace);
  const names = listText(
    fresh.map(({ kind, name, namespace }) => `${kind} ${isElsewhere ? `${namespace}/` : ''}${name}`),
  );
  return isElsewhere
    ? `, and those of ${names} start in another namespace`
    : `, without waiting until those of ${names}, which is new, are ready`;
}

function typeOf(service: ManifestObject): string | undefined {
  return typed<{ spec: { type: string } }>(service).spec?.type;
}
