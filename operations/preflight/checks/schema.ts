/** The versions of MLflow, and what the new one does to the database. */
import { sizeOf } from '../../backups/report';
import { withDatabase, WELL, withTarget, type Facts } from '../facts';
import type { Check } from '../check';
import { dueOf, inWords, roomOf, rowsOf, secondsOf, stepsOf } from '../migration';
import {
  ANALYTICS,
  BREAKS_OLDER,
  CANCELS_JOBS,
  distance,
  schemasOf,
  TRACKING,
  USERS,
  versionsWith,
} from '../migrations';
import { isTried } from '../tried';

const IMAGE = 'mlflow.image.tag';
const SERVER = 'deployment/mlflow-tracking';
/** A minute of a database that answers nobody is what people notice. */
const LONG_SECONDS = 60;
const BEFORE_ANALYTICS = TRACKING[TRACKING.findIndex(({ revision }) => revision === ANALYTICS) - 1]?.revision ?? '';

const rows = (tables: Readonly<Record<string, number>>) => ({
  tables: Object.fromEntries(
    Object.entries(tables).map(([name, count]) => [name, { rows: count, bytes: count * 200 }]),
  ),
});
const AT_3_16 = withDatabase({ tracking: [BEFORE_ANALYTICS], ...rows({ spans: 10_000_000, trace_info: 1_000_000 }) });
const within = (facts: Facts, sizeBytes: number, availableBytes: number): Facts => ({
  ...facts,
  state: {
    ...facts.state,
    volumes: [
      {
        ...{ holds: 'database', claim: 'data-mlflow-postgresql-0', problem: null, capacityBytes: sizeBytes },
        ...{ sizeBytes, usedBytes: sizeBytes - availableBytes, availableBytes },
      },
    ],
  },
});
const MANY = withDatabase(rows({ metrics: 100_000_000 }));
const titled = (migrations: readonly { readonly revision: string; readonly title: string }[]) =>
  migrations.map(({ revision, title }) => `${revision} (${title})`).join(', ');
const revisionIn = ({ inside }: Facts) => inside?.database?.tracking.join(', ') ?? '';

export const schemaChecks: readonly Check[] = [
  {
    id: 'schema-backwards',
    level: 'error',
    what: 'The database has the schema of a newer MLflow than the one that is to come, which does not start on it. None migrates back.',
    remedy:
      'Keep the MLflow that runs, or a newer one; to go back, restore a backup from before the upgrade (docs/recovery.md).',
    examples: {
      finds: [
        withTarget({ mlflow: '2.9.2' }),
        { ...withDatabase({ users: 'f1a2b3c4d5e6' }), target: { ...WELL.target, mlflow: '3.10.1' } },
        // Between versions, too.
        { ...withDatabase({ tracking: ['76601a5f987d'] }), target: { ...WELL.target, mlflow: '3.10.1' } },
      ],
      quiet: [
        WELL,
        withTarget({ mlflow: '3.10.4' }),
        withTarget({ mlflow: undefined }),
        withTarget({ mlflow: '9.1.0' }),
      ],
    },
    look({ inside, target }) {
      const wanted = target.mlflow === undefined ? undefined : schemasOf(target.mlflow);
      const { tracking = [], users } = inside?.database ?? {};
      if (wanted === undefined) return [];
      const ahead = [
        ['the tracking store', distance(TRACKING, tracking[0] ?? '', wanted.tracking).ahead, tracking[0]],
        ['the users', distance(USERS, users ?? '', wanted.users).ahead, users],
      ] as const;
      const seen = ahead.flatMap(([whose, count, at]) =>
        count > 0
          ? [`${whose}: ${at ?? ''} is ${String(count)} migrations ahead of MLflow ${target.mlflow ?? ''}`]
          : [],
      );
      return seen.length === 0 ? [] : [{ evidence: seen.join('; '), where: IMAGE }];
    },
  },
  {
    id: 'schema-unknown',
    level: 'error',
    what: 'Nobody here knows the database’s schema: a newer MLflow has made it, or one before 2.9, or it is half migrated.',
    remedy:
      'Let the MLflow that runs start once more, which brings its schema to its own version; use the chart that was made for it, or a newer one.',
    examples: {
      finds: [
        withDatabase({ tracking: ['0123456789ab'] }),
        withDatabase({ tracking: ['1b5f0d9ad7c1', 'f4a9b2c7d1e6'] }),
        withDatabase({ users: '0123456789ab' }),
      ],
      quiet: [
        WELL,
        withDatabase({ tracking: [] }),
        withDatabase({ users: '2ed73881770d' }),
        { ...WELL, inside: undefined },
      ],
    },
    look({ inside }) {
      const { tracking = [], users } = inside?.database ?? {};
      const isKnown = (all: typeof TRACKING, revision: string) => all.some((one) => one.revision === revision);
      const odd = tracking.length > 1 || tracking.some((revision) => !isKnown(TRACKING, revision));
      const seen = [
        ...(odd ? [`alembic_version has ${tracking.join(', ')}`] : []),
        ...(users !== undefined && !isKnown(USERS, users) ? [`of the users, ${users}`] : []),
      ];
      return seen.length === 0 ? [] : [{ evidence: seen.join('; '), where: SERVER }];
    },
  },
  {
    id: 'version-unknown',
    level: 'warning',
    what: 'Which schema the MLflow that is to come wants, this program does not know: nothing is said of its migrations.',
    remedy:
      'Say with --to which version the image has; of a version newer than this chart, read MLflow’s own notes of it.',
    examples: {
      finds: [withTarget({ mlflow: undefined }), withTarget({ mlflow: '9.1.0' })],
      quiet: [WELL, withTarget({ mlflow: '3.17.2' })],
    },
    look: ({ target: { mlflow } }) =>
      mlflow !== undefined && schemasOf(mlflow) !== undefined
        ? []
        : [
            {
              evidence: mlflow === undefined ? 'the tag of its image says no version' : `MLflow ${mlflow}`,
              where: IMAGE,
            },
          ],
  },
  {
    id: 'path-untried',
    level: 'warning',
    what: 'This way from one MLflow to the other is none of those that were tried.',
    remedy:
      'Try it with a copy first: a second release with a restored backup (docs/upgrading.md, Canary); or go by versions of the table there.',
    examples: {
      finds: [withTarget({ mlflow: '3.14.0' }), { ...WELL, inside: { ...WELL.inside, mlflow: '2.20.1' } }],
      quiet: [
        WELL,
        { ...WELL, inside: { ...WELL.inside, mlflow: '2.9.2' } },
        { ...WELL, inside: { ...WELL.inside, mlflow: '3.18.0' } },
        withTarget({ mlflow: undefined }),
        { ...WELL, inside: undefined },
      ],
    },
    look({ inside, target }) {
      if (inside === undefined || target.mlflow === undefined || isTried(inside.mlflow, target.mlflow)) return [];
      return [{ evidence: `from MLflow ${inside.mlflow} to ${target.mlflow}`, where: IMAGE }];
    },
  },
  {
    id: 'migration-running',
    level: 'error',
    what: 'A pod migrates the database at this moment, or has the lock for it and is stuck.',
    remedy:
      'Wait for it: kubectl logs of the init container prepare says how far it is; what it waits for, mlflow-chart doctor says.',
    examples: { finds: [withDatabase({ migrating: true })], quiet: [WELL] },
    look: ({ inside }) =>
      inside?.database?.migrating === true ? [{ evidence: 'a session has the migration’s lock', where: SERVER }] : [],
  },
  {
    id: 'transaction-open',
    level: 'warning',
    what: 'A transaction has been open for long: a migration that changes its tables waits for it, and everybody else for the migration.',
    remedy: 'Find out whose it is (pg_stat_activity), and let it end before the upgrade.',
    examples: {
      finds: [withDatabase({ open: 3600 })],
      quiet: [
        WELL,
        withDatabase({ open: 30 }),
        { ...withDatabase({ open: 3600 }), target: { ...WELL.target, mlflow: '3.10.1' } },
      ],
    },
    look(facts) {
      const { open = 0 } = facts.inside?.database ?? {};
      if (open < 300 || (dueOf(facts) ?? []).length === 0) return [];
      return [{ evidence: `the oldest has been open for ${inWords(open)}`, where: 'the database' }];
    },
  },
  {
    id: 'migration-long',
    level: 'warning',
    what: 'The migration takes long, in one transaction: from its first change of a table to its end, whoever asks for that table waits, the pods that serve included.',
    remedy:
      'Upgrade when nobody works; raise mlflow.migration.timeoutSeconds above it, or pods that wait give up and begin again, and Helm’s --timeout. Delete what is not needed before (docs/retention.md).',
    examples: {
      finds: [MANY],
      quiet: [
        WELL,
        withDatabase(rows({ metrics: 100_000 })),
        { ...MANY, target: { ...WELL.target, mlflow: '3.10.1' } },
      ],
    },
    look(facts) {
      const seconds = secondsOf(facts);
      if (seconds < LONG_SECONDS) return [];
      const steps = stepsOf(facts)
        .filter((step) => step.seconds >= 1)
        .map(
          ({ migration, table, rows: count, seconds: each }) =>
            `${migration.revision} (${migration.title}): ${inWords(each)} for ${String(count)} rows of ${table}`,
        );
      const { patience } = facts.target;
      const waits = seconds > patience ? `; pods that wait give up after ${String(patience)} s` : '';
      return [
        {
          evidence: `about ${inWords(seconds)}: ${steps.join('; ')}${waits}`,
          where: 'mlflow.migration.timeoutSeconds',
        },
      ];
    },
  },
  {
    id: 'migration-room',
    level: 'error',
    what: 'The database’s volume has too little room for the migration, which keeps what it replaces until its end.',
    remedy:
      'Make the volume larger (docs/database.md), or delete what is not needed, and let the database tidy up (docs/retention.md).',
    examples: {
      finds: [within(MANY, 100 * 1024 ** 3, 1024 ** 3)],
      quiet: [within(MANY, 100 * 1024 ** 3, 60 * 1024 ** 3), MANY, within(WELL, 1024 ** 3, 0)],
    },
    look(facts) {
      const needed = roomOf(facts);
      return facts.state.volumes.flatMap(({ holds, claim, availableBytes }) =>
        holds !== 'database' || availableBytes === null || availableBytes >= needed
          ? []
          : [
              {
                evidence: `it writes about ${sizeOf(needed)}, its log included, and ${sizeOf(availableBytes)} are free`,
                where: `persistentvolumeclaim/${claim}`,
              },
            ],
      );
    },
  },
  {
    id: 'migration-fails',
    level: 'error',
    what: 'The migration to MLflow 3.17 would end with an error: it does not know what stands in spans.dimension_attributes, a column that it drops.',
    remedy:
      'Keep what it holds elsewhere, and empty it for these spans (UPDATE spans SET dimension_attributes = NULL WHERE …): it may have a model and a provider, as texts, and nothing else.',
    examples: {
      finds: [withDatabase({ strange: 2 })],
      quiet: [
        WELL,
        withDatabase({ strange: null }),
        { ...withDatabase({ strange: 2 }), target: { ...WELL.target, mlflow: '3.16.0' } },
      ],
    },
    look(facts) {
      const { strange } = facts.inside?.database ?? {};
      const isDue = dueOf(facts)?.some(({ revision }) => revision === ANALYTICS) === true;
      return isDue && (strange ?? 0) > 0
        ? [
            {
              evidence: `${strange === 1000 ? '1000 or more' : String(strange)} spans have something else in it`,
              where: 'table spans',
            },
          ]
        : [];
    },
  },
  {
    id: 'old-pods-break',
    level: 'warning',
    what: 'Pods of the older MLflow, which serve until the new ones are ready, cannot read traces any more once the migration is done: it drops a column that they ask for.',
    remedy:
      'Upgrade when nobody traces; runs, metrics, models and artefacts go on. Searches for traces, and their pages, fail for as long as the new pods take to start.',
    examples: {
      finds: [withDatabase(rows({ trace_info: 10 }))],
      quiet: [WELL, { ...withDatabase(rows({ trace_info: 10 })), target: { ...WELL.target, mlflow: '3.16.0' } }],
    },
    look(facts) {
      const { database, mlflow = '' } = facts.inside ?? {};
      const traces = database === undefined ? 0 : rowsOf(database, 'trace_info');
      const breaks = dueOf(facts)?.some(({ revision }) => revision === BREAKS_OLDER) === true;
      return breaks && traces > 0
        ? [
            {
              evidence: `MLflow ${mlflow} serves about ${String(traces)} traces, and ${BREAKS_OLDER} is due`,
              where: SERVER,
            },
          ]
        : [];
    },
  },
  {
    id: 'jobs-cancelled',
    level: 'warning',
    what: 'The migration to MLflow 3.17 cancels jobs that have not ended.',
    remedy: 'Wait until they have, or submit them again afterwards.',
    examples: {
      finds: [withDatabase({ jobs: 3 })],
      quiet: [WELL, { ...withDatabase({ jobs: 3 }), target: { ...WELL.target, mlflow: '3.16.0' } }],
    },
    look(facts) {
      const { jobs = 0 } = facts.inside?.database ?? {};
      const isDue = dueOf(facts)?.some(({ revision }) => revision === CANCELS_JOBS) === true;
      return isDue && jobs > 0 ? [{ evidence: `${String(jobs)} wait or run`, where: 'table jobs' }] : [];
    },
  },
  {
    id: 'prepopulate-first',
    level: 'warning',
    what: 'The analytics of traces are the longest part, and MLflow can do a third of it beforehand, while everybody works: mlflow db prepopulate-trace-analytics.',
    remedy: `It runs at the schema of MLflow 3.16 (${BEFORE_ANALYTICS}) alone: where the database is older, upgrade to 3.16 first, with this chart and mlflow.image.tag. Then run it with MLflow 3.17 or newer (docs/upgrading.md), and upgrade.`,
    examples: {
      finds: [AT_3_16, withDatabase(rows({ spans: 10_000_000 }))],
      quiet: [WELL, { ...AT_3_16, target: { ...WELL.target, mlflow: '3.16.0' } }],
    },
    look(facts) {
      const steps = stepsOf(facts).filter(({ migration }) => migration.revision === ANALYTICS);
      const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
      if (seconds < LONG_SECONDS) return [];
      const at = revisionIn(facts);
      const versions = versionsWith(at);
      return [
        {
          evidence: `about ${inWords(seconds)} of the migration; the schema is ${at}${versions === undefined ? '' : `, of MLflow ${versions}`}`,
          where: SERVER,
        },
      ];
    },
  },
];

/** What is due, for people, whether it hurts or not. */
export function distanceInWords(facts: Facts): string | undefined {
  const due = dueOf(facts);
  if (due === undefined) return undefined;
  if (due.length === 0) return 'no migration is due';
  return `${String(due.length)} migrations, about ${inWords(secondsOf(facts))}: ${titled(due)}`;
}
