/** Volumes of the release, as the kubelets say how full they are. */
import { and, or } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { runsCnpg } from '../../../values/cloudnative-pg';
import { hasDatabase, runsStore } from '../../../values/engines';
import { alternatives, kubectl, type Alert, type Scope, type Subject } from './alert';

const FULL = '0.05';
// Of what the kubelets say together, and not of each series: a pod that has moved has left one at the node where it was.
const FILLING = { below: '0.4', seen: '12h:1m', seconds: 4 * 86_400 };

export function volumes(scope: Scope): Subject {
  const { values, instance } = scope;
  const own = ['postgresql', 'minio', 'garage'].map((component) => instance.name(component));
  const claims = text`data-(${alternatives(own)})-[0-9]+|${instance.name('cnpg')}-[0-9]+(-wal)?`;
  const matchers = text`namespace="${instance.namespace}",persistentvolumeclaim=~"${claims}"`;
  const of = (what: string) =>
    text`max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_${what}_bytes{${matchers}})`;
  const left = text`${of('available')} / ${of('capacity')}`;
  const release = instance.selectorOfAll()['app.kubernetes.io/instance'];
  const runbook: Alert['runbook'] = {
    look: [
      kubectl(scope, text`get pvc -l app.kubernetes.io/instance=${release}`),
      kubectl(scope, text`exec ${instance.name('postgresql')}-0 -- df -h /var/lib/postgresql/data`),
    ],
    remedy: [
      'Enlarge it: raise the claim (`kubectl edit pvc`, if its class allows it) and `storage.size` in the values (docs/upgrading.md).',
      'PostgreSQL’s: look for WAL that is kept. With `backup.pointInTime`, that is what is not in the bucket yet (MlflowPointInTimeBehind); otherwise `SELECT * FROM pg_replication_slots`.',
      'Delete what nobody needs: `retention` does it by rules (docs/retention.md).',
    ],
  };
  return {
    name: 'volumes',
    title: 'Volumes',
    enabled: and(
      hasAlerts(values),
      or(hasDatabase(values, 'bundled'), runsCnpg(values), runsStore(values, 'minio'), runsStore(values, 'garage')),
    ),
    alerts: [
      {
        name: 'MlflowVolumeFull',
        expr: text`${left} < ${FULL}`,
        for: '5m',
        severity: 'page',
        summary: 'A volume is nearly full',
        description:
          '{{ $value | humanizePercentage }} of the volume {{ $labels.persistentvolumeclaim }} are left. A PostgreSQL without space stops, and does not start again; a store without space takes no uploads.',
        runbook,
      },
      {
        name: 'MlflowVolumeFilling',
        expr: text`${left} < ${FILLING.below} and predict_linear((${of('available')})[${FILLING.seen}], ${FILLING.seconds}) < 0`,
        for: '1h',
        severity: 'ticket',
        summary: 'A volume will be full in four days',
        description:
          '{{ $value | humanizePercentage }} of the volume {{ $labels.persistentvolumeclaim }} are left, and as fast as it has filled lately, none will be in four days.',
        runbook,
      },
    ],
  };
}
