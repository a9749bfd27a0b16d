/** The doctor as a Job: a fresh pod with the server's environment, which goes wherever the server goes, and says what it meets. */
import type { Construct } from 'constructs';
import type { ConfigMap, Job } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { add, choose, notEmpty, orDefault, sha256, truncate } from '../../lib/expr/function';
import { concatenate, extend, jsonOf, shared, text, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Departure, Flows } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { HTTP_PORT } from '../parts/server-socket';
import { AT_LAST } from '../parts/waves';
import { MAY_BE_MOVED, PROGRAMS, transferPod, type TransferProps } from '../parts/transfer-pod';
import { CAUSES } from './causes';
import DATABASE_STEPS from './database_steps.py';
import DOCTOR from './doctor.py';
import SERVER_STEPS from './server_steps.py';
import SLOW_STEPS from './slow_steps.py';
import STEPS from './steps.py';
import STORE_STEPS from './store_steps.py';

export interface DoctorProps {
  readonly instance: Instance;
  readonly values: Values;
  readonly transfer: TransferProps;
  /** Where the server's Service answers. */
  readonly uri: Value<string>;
  /** The server's own: the ConfigMap, and annotations that differ where it does. */
  readonly settings: Value<string>;
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
  /** How the server goes to its store; the ConfigMap. */
  readonly serverPrograms: Value<string>;
  /** What others look at the database and the store with, by their files. */
  readonly programs: Readonly<Record<string, string>>;
  readonly departures: readonly Departure[];
}

const NAME = 'doctor';
const PROGRAMS_NAME = 'doctor-programs';
/** What it takes beside the wait: names that nobody answers for, and the indexes of a large database. */
const MORE_SECONDS = 600;

export class Doctor extends Component {
  readonly flows: Flows;

  constructor(scope: Construct, id: string, props: DoctorProps) {
    const { instance, values, transfer } = props;
    const { doctor: settings, mlflow, retention } = values;
    super(scope, id, settings.enabled);
    this.flows = {
      component: NAME,
      enabled: settings.enabled,
      arrivals: [],
      departures: [{ component: 'tracking', port: HTTP_PORT, condition: true }, ...props.departures],
    };
    const metadata = instance.metadata(NAME);
    const words = Object.fromEntries(
      Object.entries(CAUSES).map(([name, { what, remedy }]) => [name, { what, remedy }]),
    );
    const files = {
      'doctor.py': DOCTOR,
      'steps.py': STEPS,
      'server_steps.py': SERVER_STEPS,
      'database_steps.py': DATABASE_STEPS,
      'slow_steps.py': SLOW_STEPS,
      'store_steps.py': STORE_STEPS,
      'causes.json': `${JSON.stringify(words, null, 1)}\n`,
      ...props.programs,
    };
    new Manifest<ConfigMap>(this, 'programs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(NAME, PROGRAMS_NAME),
      data: files,
    });
    const { create, name: account } = mlflow.serviceAccount;
    const { initContainers, containers, volumes, ...rest } = transferPod(
      {
        ...transfer,
        pod: settings,
        scratchSize: '16Mi',
        settings: props.settings,
        // Which may have a role in the place of keys.
        serviceAccountName: choose(create, instance.name('tracking'), orDefault(account, 'default')),
      },
      NAME,
      [props.serverPrograms, instance.name(PROGRAMS_NAME)],
      [
        {
          name: NAME,
          image: 'mlflow',
          command: ['python', '-B', `${PROGRAMS}/doctor.py`],
          access: ['database', 'store', 'keys'],
          env: [
            { name: 'DOCTOR_SERVER', value: props.uri },
            { name: 'DOCTOR_SECONDS', value: text`${settings.timeoutSeconds}` },
            { name: 'BLOAT_PERCENT', value: text`${retention.database.bloatPercent}` },
            { name: 'BLOAT_MEGABYTES', value: text`${retention.database.bloatMegabytes}` },
            when(notEmpty(settings.request), { name: 'DOCTOR_REQUEST', value: settings.request }),
          ],
        },
      ],
    );
    const lists = {
      initContainers: shared('doctor.initContainers', initContainers),
      containers: shared('doctor.containers', containers),
      volumes: shared('doctor.volumes', volumes),
    };
    const labels = instance.podLabels(NAME, settings.podLabels);
    const annotations = extend(
      { ...props.checksums, 'checksum/doctor': sha256(Object.values(files).join('')) },
      settings.podAnnotations,
    );
    const others = shared('doctor.others', [{ labels, annotations, ...rest }]);
    const content = [...Object.values(lists), others].map((part) => jsonOf(part));
    new Manifest<Job>(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      // A Job's pod cannot be changed: another pod is another Job. None has a time to live, or a sync would make it once more.
      metadata: {
        ...metadata,
        name: text`${metadata.name}-${truncate(sha256(concatenate(content)), 8)}`,
        annotations: AT_LAST,
      },
      spec: {
        // What was found once is said once.
        backoffLimit: 0,
        podFailurePolicy: MAY_BE_MOVED,
        activeDeadlineSeconds: add(settings.timeoutSeconds, MORE_SECONDS),
        template: { metadata: { labels, annotations }, spec: { ...rest, ...lists, restartPolicy: 'Never' } },
      },
    });
  }
}
