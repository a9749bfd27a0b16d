/** By schedules: deleting for good what people have deleted in MLflow long ago and traces that are old, tidying the bucket, and maintaining the database. */
import type { Construct } from 'constructs';
import type { ConfigMap, ServiceAccount } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { and, greater, toJson } from '../../lib/expr/function';
import { text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { SecretVariable, Settings } from '../parts/environment';
import type { Departure, Flows } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { TransferCronJob } from '../parts/transfer-cron-job';
import { PROGRAMS, WORK_FOLDER, type TransferProps } from '../parts/transfer-pod';
import AGED from './aged.py';
import AGES from './ages.py';
import COLLECT from './collect.py';
import COVERED from './covered.py';
import DELETED from './deleted.py';
import GOING from './going.py';
import LIFECYCLE from './lifecycle.py';
import MAINTAIN from './maintain.py';
import PLACES from './places.py';
import TRACES from './traces.py';
import TRACKING from './tracking.py';

export interface RetentionProps {
  readonly instance: Instance;
  readonly settings: Values['retention'];
  /** Whether any of it is done. */
  readonly enabled: Value<boolean>;
  /** Whether nothing goes that no backup has. */
  readonly byBackups: Value<boolean>;
  readonly transfer: Omit<TransferProps, 'pod' | 'scratchSize' | 'serviceAccountName' | 'settings'>;
  /** Everything that is no secret, of database and store. */
  readonly environment: Settings;
  /** The same of the store of backups, and what is secret of it. */
  readonly destination: { readonly settings: Settings; readonly secrets: readonly SecretVariable[] };
  /** ConfigMaps of the server and of backups, with what its programs need. */
  readonly programs: readonly Value<string>[];
  readonly toDatabase: readonly Departure[];
  readonly toStore: readonly Departure[];
  /** To the store of backups. */
  readonly toDestination: readonly Departure[];
}

const NAME = 'retention';
const LIFECYCLE_NAME = 'retention-lifecycle';
const MAINTENANCE = 'retention-database';
const TRACES_NAME = 'retention-traces';
/** What knows the indexes that MLflow's tables should have. */
export const MAINTENANCE_PROGRAMS = { 'maintain.py': MAINTAIN };

const FILES = {
  'aged.py': AGED,
  'ages.py': AGES,
  'collect.py': COLLECT,
  'covered.py': COVERED,
  'deleted.py': DELETED,
  'going.py': GOING,
  'lifecycle.py': LIFECYCLE,
  'maintain.py': MAINTAIN,
  'places.py': PLACES,
  'traces.py': TRACES,
  'tracking.py': TRACKING,
};

export class Retention extends Component {
  readonly flows: readonly Flows[];

  constructor(scope: Construct, id: string, props: RetentionProps) {
    super(scope, id);
    const { instance, settings, enabled, byBackups, destination } = props;
    const { gc, traces, lifecycle, database } = settings;
    const toDestination = props.toDestination.map((departure) => ({ ...departure, condition: byBackups }));
    this.flows = [
      {
        component: NAME,
        enabled: gc.enabled,
        arrivals: [],
        departures: [...props.toDatabase, ...props.toStore, ...toDestination],
      },
      {
        component: TRACES_NAME,
        enabled: traces.enabled,
        arrivals: [],
        departures: [...props.toDatabase, ...props.toStore, ...toDestination],
      },
      {
        component: LIFECYCLE_NAME,
        enabled: lifecycle.enabled,
        arrivals: [],
        departures: [...props.toStore, ...toDestination],
      },
      { component: MAINTENANCE, enabled: database.enabled, arrivals: [], departures: props.toDatabase },
    ];
    new Manifest<ServiceAccount>(
      this,
      'serviceaccount',
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(settings.serviceAccount.annotations) },
        automountServiceAccountToken: false,
      },
      enabled,
    );
    const ofBackups = Object.entries(destination.settings).map(([name, value]) => [name, when(byBackups, value)]);
    new Manifest<ConfigMap>(
      this,
      'settings',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(NAME),
        data: {
          ...props.environment,
          ...(Object.fromEntries(ofBackups) as Settings),
          GC_OLDER_THAN: gc.olderThan,
          GC_DELETE: text`${gc.delete}`,
          GC_MODELS: text`${gc.loggedModels}`,
          GC_JOBS: text`${gc.jobs}`,
          GC_BACKUP_HOURS: when(byBackups, text`${gc.backupWithinHours}`),
          TRACES_OLDER_THAN: traces.olderThan,
          TRACES_DELETE: text`${traces.delete}`,
          TRACES_LINKED: text`${traces.linked}`,
          TRACES_EXPERIMENTS: toJson(traces.experiments),
          TRACES_BACKUP_HOURS: when(byBackups, text`${traces.backupWithinHours}`),
          LIFECYCLE_APPLY: text`${lifecycle.apply}`,
          LIFECYCLE_UPLOAD_DAYS: text`${lifecycle.abortUploadsAfterDays}`,
          LIFECYCLE_NONCURRENT_DAYS: when(greater(lifecycle.noncurrentDays, 0), text`${lifecycle.noncurrentDays}`),
          LIFECYCLE_BACKUPS: when(byBackups, 'true'),
          BLOAT_PERCENT: text`${database.bloatPercent}`,
          BLOAT_MEGABYTES: text`${database.bloatMegabytes}`,
          CREATE_INDEXES: text`${database.createIndexes}`,
          LOCK_SECONDS: text`${database.lockSeconds}`,
          WORK: WORK_FOLDER,
          // As in the server's pod.
          HOME: '/tmp',
          GIT_PYTHON_REFRESH: 'quiet',
          MLFLOW_DISABLE_TELEMETRY: 'true',
        },
      },
      enabled,
    );
    new Manifest<ConfigMap>(
      this,
      'programs',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: instance.metadata(NAME, 'retention-programs'), data: FILES },
      enabled,
    );
    const secrets = destination.secrets.map((secret) => ({ ...secret, condition: and(byBackups, secret.condition) }));
    const of = {
      instance,
      transfer: {
        ...props.transfer,
        pod: settings,
        scratchSize: settings.scratchSize,
        serviceAccountName: instance.name(NAME),
        settings: instance.name(NAME),
      },
      timeoutSeconds: settings.timeoutSeconds,
      programs: [...props.programs, instance.name('retention-programs')],
    };
    new TransferCronJob(this, 'gc', {
      ...of,
      component: NAME,
      name: 'retention-gc',
      schedule: gc.schedule,
      enabled: gc.enabled,
      steps: [
        {
          name: 'gc',
          image: 'mlflow',
          command: ['python', `${PROGRAMS}/collect.py`],
          access: ['database', 'store'],
          secrets,
        },
      ],
    });
    new TransferCronJob(this, 'traces', {
      ...of,
      component: TRACES_NAME,
      name: TRACES_NAME,
      schedule: traces.schedule,
      enabled: traces.enabled,
      steps: [
        {
          name: 'traces',
          image: 'mlflow',
          command: ['python', `${PROGRAMS}/traces.py`],
          access: ['database', 'store'],
          secrets,
        },
      ],
    });
    new TransferCronJob(this, 'lifecycle', {
      ...of,
      component: LIFECYCLE_NAME,
      name: LIFECYCLE_NAME,
      schedule: lifecycle.schedule,
      enabled: lifecycle.enabled,
      steps: [
        {
          name: 'lifecycle',
          image: 'mlflow',
          command: ['python', `${PROGRAMS}/lifecycle.py`],
          access: ['store'],
          secrets,
        },
      ],
    });
    new TransferCronJob(this, 'database', {
      ...of,
      component: MAINTENANCE,
      name: MAINTENANCE,
      schedule: database.schedule,
      enabled: database.enabled,
      steps: [
        { name: 'database', image: 'mlflow', command: ['python', `${PROGRAMS}/maintain.py`], access: ['database'] },
      ],
    });
  }
}
