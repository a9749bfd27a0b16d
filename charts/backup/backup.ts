/** Backups by a schedule, the practice of restoring them, and an exporter that says which there are. */
import type { Construct } from 'constructs';
import type { ConfigMap, Deployment, Service, ServiceAccount } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { and, join, notEmpty, or, sha256 } from '../../lib/expr/function';
import { each, collection, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Settings } from '../parts/environment';
import type { Departure, Flows } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { METRICS_PATH, scrapeAnnotations, type Source } from '../parts/scraped';
import { TransferCronJob } from '../parts/transfer-cron-job';
import { PROGRAMS, transferPod, WORK_FOLDER, type Step, type TransferProps } from '../parts/transfer-pod';
import ARCHIVE from './archive.py';
import BACKUP from './backup.py';
import CATALOGUE from './catalogue.py';
import COMPARE from './compare.py';
import COMPLETE from './complete.py';
import COPY from './copy.sh';
import DUMP from './dump.sh';
import EXPORTER from './exporter.py';
import MIGRATION_DUE from './migration_due.py';
import RCLONE from './rclone.sh';
import RETENTION from './retention.py';
import STREAMS from './streams.py';
import TOLD from './told.py';
import WORDS from './words.py';

export interface BackupProps {
  readonly instance: Instance;
  readonly settings: Values['backup'];
  /** Whether any are made. */
  readonly made: Value<boolean>;
  /** Whether its settings, programs and identity are there: for a restore, too. */
  readonly used: Value<boolean>;
  /** Whether its programs are: for servers that look for what a restore has left. */
  readonly known: Value<boolean>;
  /** Whether others read backups: with the catalogue alone. */
  readonly hasReaders: Value<boolean>;
  readonly transfer: TransferProps;
  /** Everything that is no secret, of database, store and destination. */
  readonly environment: Settings;
  /** Of the server, which its programs need: the ConfigMap that has them. */
  readonly serverPrograms: Value<string>;
  /** With which a rehearsal restores: the ConfigMap that has them, and what they do. */
  readonly rehearsal: { readonly programs: Value<string>; readonly steps: readonly Step[] };
  /** To the database, the store and the destination. */
  readonly departures: readonly Departure[];
  /** To the destination alone. */
  readonly toDestination: readonly Departure[];
  /** Whether the exporter's Service says by itself that it has metrics. */
  readonly saysMetrics: Value<boolean>;
}

const NAME = 'backup';
const EXPORTER_NAME = 'backup-exporter';
const METRICS_PORT = 9114;
/** Where the public keys are, among the programs. */
const RECIPIENTS = 'recipients.asc';
/** What others need of them. */
export const SHARED_PROGRAMS = { 'catalogue.py': CATALOGUE, 'words.py': WORDS };
/** With what others' words are told. */
export const TELLING_PROGRAMS = { 'told.py': TOLD, 'words.py': WORDS };
/** A ConfigMap each; whoever runs some of them mounts them all in one folder. */
const PROGRAM_PARTS = {
  catalogue: { 'archive.py': ARCHIVE, 'catalogue.py': CATALOGUE, 'streams.py': STREAMS, 'words.py': WORDS },
  dump: { 'dump.sh': DUMP, 'migration_due.py': MIGRATION_DUE },
  copy: { 'backup.py': BACKUP, 'compare.py': COMPARE, 'copy.sh': COPY, 'rclone.sh': RCLONE },
  completion: { 'complete.py': COMPLETE, 'retention.py': RETENTION },
  exporter: { 'exporter.py': EXPORTER },
} as const;

/** Database first, so that every artefact that it names is there when they are listed; what makes it a backup comes last. */
const STEPS: readonly Step[] = [
  { name: 'dump', image: 'postgresql', command: ['bash', `${PROGRAMS}/dump.sh`], access: ['database'] },
  {
    name: 'list',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/backup.py`, 'list'],
    access: ['store', 'destination'],
  },
  { name: 'copy', image: 'copy', command: ['sh', `${PROGRAMS}/copy.sh`], access: ['store', 'destination'] },
  {
    name: 'finish',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/backup.py`, 'finish'],
    access: ['database', 'store', 'destination', 'keys'],
  },
];

export class Backup extends Component {
  readonly flows: readonly Flows[];
  readonly source: Source;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackupProps,
  ) {
    super(scope, id);
    const { instance, settings, made, used, rehearsal } = props;
    const programs = [props.serverPrograms, ...programsOfBackup(instance)];
    this.source = { component: EXPORTER_NAME, enabled: made, port: METRICS_PORT, hasService: true };
    this.flows = [
      { component: NAME, enabled: made, arrivals: [], departures: props.departures },
      {
        component: EXPORTER_NAME,
        enabled: made,
        arrivals: [{ from: 'monitoring', port: METRICS_PORT }],
        departures: props.toDestination,
      },
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
      used,
    );
    new Manifest<ConfigMap>(
      this,
      'settings',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(NAME),
        data: { ...props.environment, ...this.ownSettings() },
      },
      used,
    );
    const { recipients } = settings.encryption;
    const keys = collection(
      'recipients',
      each(recipients, (key) => key),
    );
    const parts: Readonly<Record<string, Settings>> = {
      ...PROGRAM_PARTS,
      dump: { ...PROGRAM_PARTS.dump, [RECIPIENTS]: when(notEmpty(recipients), join(keys, '\n')) },
    };
    for (const [part, data] of Object.entries(parts)) {
      new Manifest<ConfigMap>(
        this,
        `${part}-programs`,
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: instance.metadata(NAME, programsName(part)),
          data,
        },
        part === 'catalogue' ? or(props.known, props.hasReaders) : props.known,
      );
    }
    const { transfer } = props;
    const of = { instance, transfer, component: NAME, timeoutSeconds: settings.timeoutSeconds };
    const { schedule } = settings;
    new TransferCronJob(this, 'cronjob', { ...of, name: NAME, schedule, enabled: made, programs, steps: STEPS });
    new TransferCronJob(this, 'rehearsal', {
      ...of,
      name: 'backup-rehearsal',
      schedule: settings.rehearsal.schedule,
      enabled: and(made, settings.rehearsal.enabled),
      programs: [...programs, rehearsal.programs],
      steps: rehearsal.steps,
    });
    this.exporter();
  }

  private ownSettings(): Settings {
    const { retention, encryption, timeoutSeconds } = this.props.settings;
    return {
      RETENTION_COUNT: text`${retention.count}`,
      RETENTION_DAYS: text`${retention.days}`,
      RETENTION_ACKNOWLEDGE: unlessEmpty(retention.acknowledge),
      ACTIVE_SECONDS: text`${timeoutSeconds}`,
      WORK: WORK_FOLDER,
      // As in the server's pod.
      HOME: '/tmp',
      GIT_PYTHON_REFRESH: 'quiet',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      ENCRYPTION_RECIPIENTS_FILE: when(notEmpty(encryption.recipients), `${PROGRAMS}/${RECIPIENTS}`),
    };
  }

  private exporter(): void {
    const { instance, settings, made, transfer } = this.props;
    const selector = instance.selector(EXPORTER_NAME);
    const ports = [{ name: 'metrics', port: METRICS_PORT, targetPort: 'metrics', protocol: 'TCP' as const }];
    new Manifest<Service>(
      this,
      'exporter-service',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          ...instance.metadata(EXPORTER_NAME),
          annotations: scrapeAnnotations({
            port: METRICS_PORT,
            path: METRICS_PATH,
            says: this.props.saysMetrics,
          }),
        },
        spec: { type: 'ClusterIP', selector, ports },
      },
      made,
    );
    const probe = { httpGet: { path: '/health', port: 'metrics' }, timeoutSeconds: 5, failureThreshold: 3 };
    const parts = ['catalogue', 'exporter'] as const;
    const programs = [this.props.serverPrograms, ...parts.map((part) => instance.name(programsName(part)))];
    const step: Step = {
      name: 'exporter',
      image: 'mlflow',
      command: ['python', `${PROGRAMS}/exporter.py`],
      access: ['destination'],
      more: {
        resources: unlessEmpty(settings.exporter.resources),
        ports: [{ name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' }],
        livenessProbe: { ...probe, periodSeconds: 30 },
        readinessProbe: { ...probe, periodSeconds: 10 },
      },
    };
    new Manifest<Deployment>(
      this,
      'exporter',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: instance.metadata(EXPORTER_NAME),
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: {
            metadata: {
              labels: instance.podLabels(EXPORTER_NAME, settings.podLabels),
              annotations: { 'checksum/programs': sha256(EXPORTER + CATALOGUE + ARCHIVE) },
            },
            spec: transferPod(transfer, EXPORTER_NAME, programs, [step]),
          },
        },
      },
      made,
    );
  }
}

export function settingsOfBackup(instance: Instance): Value<string> {
  return instance.name(NAME);
}

export function programsOfBackup(instance: Instance): readonly Value<string>[] {
  return Object.keys(PROGRAM_PARTS).map((part) => instance.name(programsName(part)));
}

/** With which others find and read backups. */
export function catalogueOfBackup(instance: Instance): Value<string> {
  return instance.name(programsName('catalogue'));
}

const programsName = (part: string) => `backup-${part}-programs`;
