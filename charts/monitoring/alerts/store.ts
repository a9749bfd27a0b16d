/** The bucket of the artefacts, and the stores of the chart that hold it. */
import { and } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { runsStore } from '../../../values/engines';
import { BY_SERVICE, from, isGone, kubectl, podsOf, serverLogs, type Alert, type Origin, type Scope, type Subject } from './alert'; // prettier-ignore

const FULL = '0.05';
// Of what all pods say together, and not of each series: one that was replaced has left a series that stays as it was.
const FILLING = { below: '0.4', seen: '12h:1m', seconds: 4 * 86_400 };

const ENLARGE =
  'Enlarge its volume (docs/upgrading.md, `storage.size`), or delete what nobody needs: `retention` does it by rules (docs/retention.md).';

export function bucket(scope: Scope): Subject {
  const matchers = from(scope, 'metrics');
  return {
    name: 'bucket',
    title: 'The bucket of the artefacts',
    enabled: hasAlerts(scope.values),
    alerts: [
      {
        name: 'MlflowBucketUnreachable',
        expr: text`max ${BY_SERVICE} (mlflow_bucket_up{${matchers}}) == 0`,
        for: '5m',
        severity: 'page',
        summary: 'MLflow does not get to the bucket of its artefacts',
        description:
          'No pod of MLflow can list the bucket of the artefacts: models do not load, and uploads and downloads fail.',
        runbook: {
          look: [serverLogs(scope, 'monitor'), kubectl(scope, 'get events --sort-by=.lastTimestamp')],
          remedy: [
            'The log has what the store answered. 403: the keys (their Secret, or the role of the ServiceAccount). 404: the bucket is gone, or called otherwise. No answer: DNS, the network, `networkPolicy.externalCidrs.s3`, or the store itself.',
            'From anywhere: `aws s3 ls s3://<bucket> --endpoint-url <endpoint>` with the same keys.',
          ],
        },
      },
      {
        name: 'MlflowBucketNotWritable',
        expr: text`max ${BY_SERVICE} (mlflow_bucket_writable{${matchers}}) == 0`,
        for: '10m',
        severity: 'page',
        summary: 'Nothing can be written to the bucket of the artefacts',
        description:
          'MLflow reads the bucket of the artefacts, but cannot write, read back and delete an object: what runs log of files and models is lost.',
        runbook: {
          look: [serverLogs(scope, 'monitor')],
          remedy: [
            'The log says which of the three steps failed, and how: a right that the keys have not (s3:PutObject, s3:DeleteObject), a quota, a store that is full (MlflowMinioFull, MlflowGarageFull), or a bucket with a lock on everything.',
          ],
        },
      },
    ],
  };
}

export function minio(scope: Scope): Subject {
  const matchers = from(scope, 'minio-metrics');
  const of = (what: string) => text`max ${BY_SERVICE} (minio_cluster_capacity_usable_${what}_bytes{${matchers}})`;
  return {
    name: 'minio',
    title: 'MinIO',
    enabled: and(hasAlerts(scope.values), runsStore(scope.values, 'minio')),
    alerts: [
      away(scope, 'minio', 'MinIO'),
      full('MlflowMinioFull', 'MinIO', text`${of('free')} / ${of('total')} < ${FULL}`, scope, 'minio'),
      filling(
        'MlflowMinioFilling',
        'MinIO',
        text`${of('free')} / ${of('total')} < ${FILLING.below} and predict_linear((${of('free')})[${FILLING.seen}], ${FILLING.seconds}) < 0`,
        scope,
        'minio',
      ),
    ],
  };
}

export function garage(scope: Scope): Subject {
  const matchers = text`${from(scope, 'garage-metrics')},volume="data"`;
  const of = (what: string) => text`max ${BY_SERVICE} (garage_local_disk_${what}{${matchers}})`;
  return {
    name: 'garage',
    title: 'Garage',
    enabled: and(hasAlerts(scope.values), runsStore(scope.values, 'garage')),
    alerts: [
      away(scope, 'garage', 'Garage'),
      full('MlflowGarageFull', 'Garage', text`${of('avail')} / ${of('total')} < ${FULL}`, scope, 'garage'),
      filling(
        'MlflowGarageFilling',
        'Garage',
        text`${of('avail')} / ${of('total')} < ${FILLING.below} and predict_linear((${of('avail')})[${FILLING.seen}], ${FILLING.seconds}) < 0`,
        scope,
        'garage',
      ),
    ],
  };
}

type OwnStore = 'minio' | 'garage';

function look(scope: Scope, component: OwnStore) {
  return [
    podsOf(scope, component),
    kubectl(scope, text`logs statefulset/${scope.instance.name(component)} --tail=100`),
  ];
}

function away(scope: Scope, component: OwnStore, name: string): Alert {
  const origin: Origin = `${component}-metrics`;
  return {
    name: `Mlflow${name === 'MinIO' ? 'Minio' : name}Down`,
    expr: isGone(scope, origin),
    for: '5m',
    severity: 'page',
    summary: `${name} does not answer`,
    description: `Prometheus gets no answer from ${name}, which holds the artefacts: models do not load, and uploads and downloads fail.`,
    runbook: {
      look: [...look(scope, component), kubectl(scope, 'get events --sort-by=.lastTimestamp')],
      remedy: [
        'A pod that is `Pending` waits for its volume or a node: the events say which. One that restarts says in its log why.',
        'If MLflow gets to it (no MlflowBucketUnreachable), Prometheus alone does not: with `networkPolicy.enabled`, its namespace has to stand in `networkPolicy.monitoring`.',
      ],
    },
  };
}

function full(name: string, store: string, expr: Alert['expr'], scope: Scope, component: OwnStore): Alert {
  return {
    name,
    expr,
    for: '5m',
    severity: 'page',
    summary: `${store} is nearly full`,
    description: `{{ $value | humanizePercentage }} of ${store}’s space are left. When none is, uploads fail, and what runs log of files and models is lost.`,
    runbook: { look: look(scope, component), remedy: [ENLARGE] },
  };
}

function filling(name: string, store: string, expr: Alert['expr'], scope: Scope, component: OwnStore): Alert {
  return {
    name,
    expr,
    for: '1h',
    severity: 'ticket',
    summary: `${store} will be full in four days`,
    description: `{{ $value | humanizePercentage }} of ${store}’s space are left, and as fast as it has filled lately, none will be in four days.`,
    runbook: {
      look: look(scope, component),
      remedy: [ENLARGE, 'Look who uploads so much: `client` and `received` in the proxy’s log.'],
    },
  };
}
