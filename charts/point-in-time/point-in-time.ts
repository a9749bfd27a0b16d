/** Every change of the PostgreSQL that runs here, in the bucket of backups: a pod that receives them, and base backups by a schedule. */
import type { Construct } from 'constructs';
import type { ConfigMap, Deployment } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { or, sha256 } from '../../lib/expr/function';
import { text, unlessEmpty } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Departure, Flows } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { TransferCronJob } from '../parts/transfer-cron-job';
import { PROGRAMS, transferPod, type Step, type TransferProps } from '../parts/transfer-pod';
import BASE from './base.sh';
import BASE_COMPLETE from './base_complete.py';
import FETCH from './fetch.sh';
import RECEIVE from './receive.sh';
import RECOVER from './recover.sh';
import RECOVERY_PLAN from './recovery_plan.py';
import SHIP_BASE from './ship-base.sh';
import SHIP from './ship.sh';

export interface PointInTimeProps {
  readonly instance: Instance;
  readonly settings: Values['backup'];
  /** Whether changes are kept. */
  readonly kept: Value<boolean>;
  /** Whether the database goes back to a time: then its programs are there, too. */
  readonly goesBack: Value<boolean>;
  readonly transfer: TransferProps;
  /** The ConfigMaps of the programs that those here use. */
  readonly programs: readonly Value<string>[];
  /** To the database and the destination. */
  readonly departures: readonly Departure[];
}

const NAME = 'wal-archive';
const BASE_NAME = 'base-backup';
const RECEIVING = { 'receive.sh': RECEIVE, 'ship.sh': SHIP };
const FILES = {
  'base.sh': BASE,
  'base_complete.py': BASE_COMPLETE,
  'fetch.sh': FETCH,
  'recover.sh': RECOVER,
  'recovery_plan.py': RECOVERY_PLAN,
  'ship-base.sh': SHIP_BASE,
  ...RECEIVING,
};

export class PointInTime extends Component {
  readonly flows: readonly Flows[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PointInTimeProps,
  ) {
    super(scope, id);
    const { instance, settings, kept, transfer, departures } = props;
    this.flows = [NAME, BASE_NAME].map((component) => ({ component, enabled: kept, arrivals: [], departures }));
    new Manifest<ConfigMap>(
      this,
      'programs',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(NAME, 'point-in-time-programs'),
        data: FILES,
      },
      or(kept, props.goesBack),
    );
    const programs = [...props.programs, programsOfPointInTime(instance)];
    this.archive(programs);
    new TransferCronJob(this, 'base-backup', {
      instance,
      transfer,
      component: BASE_NAME,
      name: BASE_NAME,
      schedule: settings.pointInTime.schedule,
      timeoutSeconds: settings.timeoutSeconds,
      enabled: kept,
      programs,
      steps: [
        { name: 'read', image: 'database', command: ['bash', `${PROGRAMS}/base.sh`], access: ['database'] },
        { name: 'ship', image: 'copy', command: ['sh', `${PROGRAMS}/ship-base.sh`], access: ['destination'] },
        {
          name: 'finish',
          image: 'mlflow',
          command: ['python', `${PROGRAMS}/base_complete.py`],
          access: ['destination'],
          env: [{ name: 'POINT_IN_TIME_DAYS', value: text`${settings.pointInTime.days}` }, this.shipSeconds()],
        },
      ],
    });
  }

  private shipSeconds() {
    return { name: 'SHIP_SECONDS', value: text`${this.props.settings.pointInTime.shipSeconds}` };
  }

  private archive(programs: readonly Value<string>[]): void {
    const { instance, settings, kept, transfer } = this.props;
    const selector = instance.selector(NAME);
    const more = { resources: unlessEmpty(settings.pointInTime.resources) };
    const steps: readonly Step[] = [
      {
        name: 'receive',
        image: 'database',
        command: ['bash', `${PROGRAMS}/receive.sh`],
        access: ['database'],
        env: [this.shipSeconds()],
        more,
      },
      { name: 'ship', image: 'copy', command: ['sh', `${PROGRAMS}/ship.sh`], access: ['destination'], more },
    ];
    new Manifest<Deployment>(
      this,
      'archive',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: instance.metadata(NAME),
        spec: {
          replicas: 1,
          // The slot of the server is for one of them.
          strategy: { type: 'Recreate' },
          selector: { matchLabels: selector },
          template: {
            metadata: {
              labels: instance.podLabels(NAME, settings.podLabels),
              annotations: { 'checksum/programs': sha256(Object.values(RECEIVING).join('')) },
            },
            spec: transferPod(transfer, NAME, programs, steps, steps.length),
          },
        },
      },
      kept,
    );
  }
}

export function programsOfPointInTime(instance: Instance): Value<string> {
  return instance.name('point-in-time-programs');
}
