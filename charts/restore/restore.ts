/** Restoring a backup, once: a Job whose name says what it would do, and that does it only if nobody has. */
import type { Construct } from 'constructs';
import type { ConfigMap, Job } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { notEmpty, sha256, truncate } from '../../lib/expr/function';
import { concatenate, extend, jsonOf, named, shared, text, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Settings } from '../parts/environment';
import type { Departure, Flows } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { MAY_BE_MOVED, PROGRAMS, transferPod, type Step, type TransferProps } from '../parts/transfer-pod';
import ASIDE from './aside.py';
import ASKED from './asked.py';
import CHECK from './check.py';
import CHOSEN from './chosen.py';
import DATABASES from './databases.py';
import DIFFERENCES from './differences.py';
import EMPTINESS from './emptiness.py';
import FINISH from './finish.py';
import LOAD from './load.sh';
import MLFLOW_SCHEMA from './mlflow_schema.py';
import REHEARSE from './rehearse.py';
import REOPEN from './reopen.py';
import COPY from './restore-copy.sh';
import RIGHTS from './rights.py';
import SWAP from './swap.py';
import TRANSACTION from './transaction.py';

export interface RestoreProps {
  readonly instance: Instance;
  readonly settings: Values['restore'];
  readonly enabled: Value<boolean>;
  /** Whether its programs are there: rehearsals and servers use some of them, too. */
  readonly used: Value<boolean>;
  readonly transfer: TransferProps;
  /** The ConfigMaps with its programs, and with those that they need. */
  readonly programs: readonly Value<string>[];
  /** What it reads and writes, as its settings say it: where that changes, it is another Job. */
  readonly stores: readonly Value<string>[];
  readonly destination: Values['backup']['destination'];
  readonly departures: readonly Departure[];
}

const NAME = 'restore';
const FILES = {
  'aside.py': ASIDE,
  'asked.py': ASKED,
  'check.py': CHECK,
  'chosen.py': CHOSEN,
  'databases.py': DATABASES,
  'differences.py': DIFFERENCES,
  'emptiness.py': EMPTINESS,
  'finish.py': FINISH,
  'load.sh': LOAD,
  'mlflow_schema.py': MLFLOW_SCHEMA,
  'rehearse.py': REHEARSE,
  'reopen.py': REOPEN,
  'restore-copy.sh': COPY,
  'rights.py': RIGHTS,
  'swap.py': SWAP,
  'transaction.py': TRANSACTION,
};

export class Restore extends Component {
  readonly flows: Flows;

  constructor(scope: Construct, id: string, props: RestoreProps) {
    super(scope, id);
    const { instance, settings, transfer } = props;
    this.flows = { component: NAME, enabled: props.enabled, arrivals: [], departures: props.departures };
    new Manifest<ConfigMap>(
      this,
      'programs',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(NAME, 'restore-programs'),
        data: FILES,
      },
      props.used,
    );
    const { initContainers, containers, volumes, ...rest } = transferPod(
      transfer,
      NAME,
      props.programs,
      stepsOf(settings),
    );
    const lists = {
      initContainers: shared('restore.initContainers', initContainers),
      containers: shared('restore.containers', containers),
      volumes: shared('restore.volumes', volumes),
    };
    const labels = instance.podLabels(NAME, transfer.pod.podLabels);
    const { bucket, endpoint, region } = props.destination;
    const places = named(
      'restore.places',
      concatenate([...props.stores, bucket, endpoint, region].flatMap((one) => [one, ' '])),
    );
    const annotations = extend({ 'checksum/places': sha256(places) }, transfer.pod.podAnnotations);
    const others = shared('restore.others', [{ labels, annotations, ...rest }]);
    const content = [...Object.values(lists), others].map((part) => jsonOf(part));
    const metadata = instance.metadata(NAME);
    new Manifest<Job>(
      this,
      'job',
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        // A Job's pod cannot be changed: another pod is another Job. None has a time to live, or a sync would make it once more.
        metadata: { ...metadata, name: text`${metadata.name}-${truncate(sha256(concatenate(content)), 8)}` },
        spec: {
          backoffLimit: 6,
          podFailurePolicy: MAY_BE_MOVED,
          template: { metadata: { labels, annotations }, spec: { ...rest, ...lists, restartPolicy: 'Never' } },
        },
      },
      props.enabled,
    );
  }
}

/** Artefacts first; the database comes last, and that is the moment from which it is restored. */
function stepsOf(settings: Values['restore']): readonly Step[] {
  const env = restoreEnv(settings);
  const sessionKey = {
    name: 'RESTORE_SESSION_KEY',
    secret: { name: settings.existingSecret, key: settings.existingSecretKey },
    condition: notEmpty(settings.existingSecret),
  };
  return [
    {
      name: 'check',
      image: 'mlflow',
      command: ['python', `${PROGRAMS}/check.py`],
      access: ['database', 'store', 'destination', 'keys'],
      env,
      secrets: [sessionKey],
    },
    {
      name: 'load',
      image: 'postgresql',
      command: ['bash', `${PROGRAMS}/load.sh`],
      access: ['database'],
      env,
      secrets: [sessionKey],
    },
    {
      name: 'copy',
      image: 'copy',
      command: ['sh', `${PROGRAMS}/restore-copy.sh`],
      access: ['store', 'destination'],
      env,
    },
    {
      name: 'finish',
      image: 'mlflow',
      command: ['python', `${PROGRAMS}/finish.py`],
      access: ['database', 'store', 'destination'],
      env,
    },
  ];
}

function restoreVariables({ from, overwrite, request }: Values['restore']) {
  return { RESTORE_FROM: from, RESTORE_OVERWRITE: overwrite, RESTORE_REQUEST: request };
}

/** For whoever does it. An empty variable the API server would not store. */
export function restoreEnv(settings: Values['restore']) {
  return Object.entries(restoreVariables(settings)).map(([name, value]) => when(notEmpty(value), { name, value }));
}

/** For the servers, which wait until it is done. */
export function restoreRequest(settings: Values['restore'], enabled: Value<boolean>): Settings {
  const variables = Object.entries(restoreVariables(settings));
  return Object.fromEntries(variables.map(([name, value]) => [name, when(enabled, value)]));
}

export function programsOfRestore(instance: Instance): Value<string> {
  return instance.name('restore-programs');
}
