/** Moving artefacts from MinIO to the store that is to have them: a Job, one for each of the two steps. */
import type { Construct } from 'constructs';
import type { ConfigMap, Job, ServiceAccount } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { and, choose, not, notEmpty, sha256, truncate } from '../../lib/expr/function';
import { concatenate, extend, jsonOf, shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { isStoreEngine } from '../../values/engines';
import type { Values } from '../../values/schema';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import type { SecretVariable, Settings } from '../parts/environment';
import { portOf, tcp, type Flows } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { MAY_BE_MOVED, PROGRAMS, transferPod, WORK_FOLDER, type Step, type TransferProps } from '../parts/transfer-pod';
import { buckets, CLOSED_PORT, GARAGE_PORT, STORE_PORT, type Bucket } from './artifact-store';
import PROGRAM from './moving.py';
import COPY from './moving-copy.sh';

export interface MovingProps {
  readonly instance: Instance;
  readonly values: Values;
  readonly enabled: Value<boolean>;
  readonly transfer: TransferProps;
  /** The ConfigMaps with the programs that its own need. */
  readonly programs: readonly Value<string>[];
  /** Whose certificates are believed, by the variables that say so. */
  readonly authorities: Settings;
  /** By which it reaches what is outside of the cluster. */
  readonly outbound: Settings;
}

const NAME = 'moving';
const PROGRAMS_NAME = 'moving-programs';
const STEPS: readonly Step[] = [
  {
    name: 'compare',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/moving.py`, 'compare'],
    access: ['store', 'destination'],
  },
  { name: 'copy', image: 'copy', command: ['sh', `${PROGRAMS}/moving-copy.sh`], access: ['store', 'destination'] },
  {
    name: 'finish',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/moving.py`, 'finish'],
    access: ['store', 'destination'],
  },
];

export class Moving extends Component {
  readonly flows: Flows;

  constructor(scope: Construct, id: string, props: MovingProps) {
    super(scope, id, props.enabled);
    const { instance, values, enabled } = props;
    const { finalPass } = values.objectStore;
    const { minio, garage, external } = buckets(values, instance);
    const toGarage = isStoreEngine(values, 'garage');
    const of = (field: 'bucket' | 'endpoint' | 'region' | 'secretName') =>
      choose(toGarage, garage[field], external[field]);
    this.flows = {
      component: NAME,
      enabled,
      arrivals: [],
      departures: [
        { component: 'minio', port: STORE_PORT, condition: not(finalPass) },
        { component: 'minio', port: CLOSED_PORT, condition: finalPass },
        { component: 'garage', port: GARAGE_PORT, condition: toGarage },
        { purpose: 's3', ports: [tcp(portOf(external.endpoint))], condition: not(toGarage) },
      ],
    };
    const metadata = instance.metadata(NAME);
    new Manifest<ServiceAccount>(this, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      // Where the other store is AWS, and has roles instead of keys.
      metadata: { ...metadata, annotations: unlessEmpty(values.mlflow.serviceAccount.annotations) },
      automountServiceAccountToken: false,
    });
    const settings = {
      ...props.authorities,
      ...props.outbound,
      ARTIFACTS_URI: text`s3://${minio.bucket}`,
      MLFLOW_S3_ENDPOINT_URL: minio.endpoint,
      AWS_DEFAULT_REGION: minio.region,
      BACKUP_BUCKET: of('bucket'),
      BACKUP_ENDPOINT: unlessEmpty(of('endpoint')),
      BACKUP_REGION: unlessEmpty(of('region')),
      WORK: WORK_FOLDER,
      RELEASE_NAME: instance.base,
      RELEASE_NAMESPACE: instance.namespace,
      HOME: '/tmp',
    };
    new Manifest<ConfigMap>(this, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: settings });
    new Manifest<ConfigMap>(this, 'programs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(NAME, PROGRAMS_NAME),
      data: { 'moving.py': PROGRAM, 'moving-copy.sh': COPY },
    });
    const secrets = {
      ...props.transfer.secrets,
      store: keys('AWS_', minio, true),
      destination: keys('BACKUP_', { secretName: of('secretName') }, choose(toGarage, true, external.hasKeys)),
    };
    const transfer: TransferProps = {
      ...props.transfer,
      secrets,
      secretsName: NAME,
      settings: instance.name(NAME),
      serviceAccountName: instance.name(NAME),
    };
    // Of the Job, not of the ConfigMap: one that has another step to do is another Job.
    const steps = STEPS.map((step) => ({ ...step, env: [when(finalPass, { name: 'FINAL', value: 'true' })] }));
    const programs = [...props.programs, instance.name(PROGRAMS_NAME)];
    const { initContainers, containers, volumes, ...rest } = transferPod(transfer, NAME, programs, steps);
    const lists = {
      initContainers: shared('moving.initContainers', initContainers),
      containers: shared('moving.containers', containers),
      volumes: shared('moving.volumes', volumes),
    };
    const labels = instance.podLabels(NAME, transfer.pod.podLabels);
    const places = concatenate(
      [minio.endpoint, minio.bucket, of('endpoint'), of('bucket'), choose(finalPass, 'last', 'first')].flatMap(
        (one) => [one, ' '],
      ),
    );
    const annotations = extend({ 'checksum/places': sha256(places) }, transfer.pod.podAnnotations);
    const others = shared('moving.others', [{ labels, annotations, ...rest }]);
    const content = [...Object.values(lists), others].map((part) => jsonOf(part));
    new Manifest<Job>(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      // A Job's pod cannot be changed: another pod is another Job. None has a time to live, or a sync would make it once more.
      metadata: { ...metadata, name: text`${metadata.name}-${truncate(sha256(concatenate(content)), 8)}` },
      spec: {
        backoffLimit: 6,
        podFailurePolicy: MAY_BE_MOVED,
        template: {
          metadata: { labels, annotations },
          // One that is in the way of the next step has nothing to finish.
          spec: { ...rest, ...lists, terminationGracePeriodSeconds: 5, restartPolicy: 'Never' },
        },
      },
    });
  }
}

function keys(prefix: string, { secretName }: Pick<Bucket, 'secretName'>, condition: Value<boolean>): SecretVariable[] {
  return [ACCESS_KEY_ID, SECRET_ACCESS_KEY].map((key) => ({
    name: key.replace('AWS_', prefix),
    secret: { name: secretName, key },
    condition: and(condition, notEmpty(secretName)),
  }));
}
