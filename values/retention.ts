/** What is deleted for good, and when; and how the database is maintained. */
import type { Value } from '../lib/expr/expr';
import { and, greater, has, matches, not, notEmpty, or, repeated, toJson } from '../lib/expr/function';
import { collection, each, text, when } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, record, string, stringMap } from '../lib/values/schema';
import { makesBackups } from './backup';
import { empty, setsVariable } from './conditions';
import { hasDatabase, hasStore, movesArtifacts } from './engines';
import { podFields, RESTRICTED_CONTAINER, RESTRICTED_POD, size } from './fields';
import { runsJobs } from './jobs';
import { longestGap, schedule } from './schedule';
import type { Values } from './schema';
import { byRole } from './store';

const AGE = '[1-9][0-9]{0,4}d([0-9]{1,2}h)?|[1-9][0-9]{0,4}h';

export const retention = record(
  'Deleting for good what is not needed any more, and maintenance: see docs/retention.md.',
  {
    gc: record('Runs, experiments and logged models that people have deleted in MLflow, which only marks them.', {
      enabled: boolean({ default: false, description: 'Say, by schedule, what would be deleted for good.' }),
      schedule: schedule('30 5 * * *', 'When, in UTC.'),
      olderThan: string({
        default: '30d',
        description: 'How long ago it must have been deleted; until then, MLflow can restore it.',
        pattern: {
          regex: `^(${AGE})$`,
          expected: 'an age such as 30d, 12h or 1d12h',
        },
      }),
      delete: boolean({ default: false, description: 'Delete it, rows and artefacts, instead of only saying so.' }),
      loggedModels: boolean({ default: true, description: 'Logged models, too.' }),
      jobs: boolean({ default: false, description: 'And records of MLflow’s jobs that ended that long ago.' }),
      backupWithinHours: integer({
        default: 48,
        minimum: 1,
        maximum: 8760,
        description: 'With backups, nothing is deleted unless the newest is younger, and has what would be deleted.',
      }),
    }),
    traces: record('Traces of experiments that are not deleted, by their age.', {
      enabled: boolean({ default: false, description: 'Say, by schedule, which would be deleted for good.' }),
      schedule: schedule('45 5 * * *', 'When, in UTC.'),
      olderThan: string({
        default: '90d',
        description: 'How long ago it must have begun; and nothing of it may be younger.',
        pattern: { regex: `^(${AGE})$`, expected: 'an age such as 90d, 12h or 1d12h' },
      }),
      delete: boolean({ default: false, description: 'Delete them, rows and artefacts, instead of only saying so.' }),
      linked: boolean({
        default: false,
        description:
          'Those of runs, too, those that evaluation datasets, issues or reviews need, and those with expectations.',
      }),
      experiments: list(
        record('One experiment.', {
          id: string({
            default: '',
            description: 'Its id, which stays the same whoever renames it.',
            pattern: { regex: '^(0|[1-9][0-9]{0,9})?$', expected: 'the id of an experiment as text, such as "12"' },
          }),
          name: string({
            default: '',
            description: 'Its name, to the letter, in the place of its id; beside it, both have to be of the same.',
            pattern: { regex: '^[^\\n]*$', expected: 'a name, in one line' },
            maxLength: 500,
          }),
          olderThan: string({
            description: 'The age at which its traces go, or never.',
            pattern: { regex: `^(${AGE}|never)$`, expected: 'an age such as 365d, or never' },
          }),
        }),
        {
          default: [],
          description:
            'Those of which traces go at another age. Where one of them is not there, or a name leads to another one than it did, nothing is deleted.',
        },
      ),
      backupWithinHours: integer({
        default: 48,
        minimum: 1,
        maximum: 8760,
        description: 'With backups, nothing is deleted unless the newest is younger, and has what would be deleted.',
      }),
      archive: record('Moving spans from the database to the bucket, from which MLflow still shows them.', {
        enabled: boolean({ default: false, description: 'Do it, in the pod of jobs.enabled.' }),
        olderThan: string({
          default: '30d',
          description: 'How long ago the trace must have begun.',
          pattern: { regex: '^[1-9][0-9]{0,4}[dh]$', expected: 'an age such as 30d or 12h' },
        }),
        everySeconds: integer({
          default: 300,
          minimum: 60,
          maximum: 86_400,
          description: 'How often MLflow looks for some.',
        }),
        mostAtATime: integer({
          default: 1000,
          minimum: 1,
          maximum: 1_000_000,
          description: 'How many it moves then, at most.',
        }),
      }),
    }),
    lifecycle: record('Tidying the bucket of artefacts: uploads that nobody completes, and older versions.', {
      enabled: boolean({ default: false, description: 'Say, by schedule, what would be changed.' }),
      schedule: schedule('0 6 * * *', 'When, in UTC.'),
      apply: boolean({ default: false, description: 'Change it, instead of only saying so.' }),
      abortUploadsAfterDays: integer({
        default: 7,
        minimum: 1,
        maximum: 3650,
        description: 'Uploads in several parts that began earlier are ended, and their parts deleted.',
      }),
      noncurrentDays: integer({
        default: 0,
        minimum: 0,
        maximum: 36_500,
        description:
          'In a bucket with versioning, a rule that ends versions this long after they were replaced or deleted: 30 or more, and more than the oldest backup is old. 0 is no rule.',
      }),
    }),
    database: record('Vacuuming and analysing MLflow’s tables, and rebuilding what is bloated, without blocking.', {
      enabled: boolean({ default: false, description: 'Do it, by schedule.' }),
      schedule: schedule('30 3 * * 6', 'When, in UTC.'),
      bloatPercent: integer({
        default: 50,
        minimum: 10,
        maximum: 99,
        description: 'An index is rebuilt if more of it than this is empty, by what PostgreSQL knows of its rows.',
      }),
      bloatMegabytes: integer({
        default: 64,
        minimum: 1,
        maximum: 1_048_576,
        description: 'And if that is more than this.',
      }),
      createIndexes: boolean({
        default: false,
        description: 'Create indexes that MLflow’s own model has and the database lacks, instead of only saying so.',
      }),
      lockSeconds: integer({
        default: 10,
        minimum: 1,
        maximum: 3600,
        description: 'How long to wait for a table that somebody else holds; then it is left for the next time.',
      }),
    }),
    scratchSize: size({ default: '5Gi', description: 'Space on the node for the list of artefacts of a backup.' }),
    timeoutSeconds: integer({
      default: 21_600,
      minimum: 60,
      maximum: 604_800,
      description: 'After which one that has not ended is stopped; the next goes on.',
    }),
    serviceAccount: record('Identity of the pods; its token is never mounted.', {
      annotations: stringMap('Such as eks.amazonaws.com/role-arn, for buckets without keys.'),
    }),
    ...podFields({
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } },
      podSecurityContext: { ...RESTRICTED_POD, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      securityContext: RESTRICTED_CONTAINER,
      gracePeriod: 30,
    }),
  },
);

/** Whether there are any of its pods. */
export function retains({ retention: { gc, traces, lifecycle, database } }: Pick<Values, 'retention'>): Value<boolean> {
  return or(gc.enabled, traces.enabled, lifecycle.enabled, database.enabled);
}

export function retentionRules(values: Values): readonly Rule[] {
  const { backup, externalDatabase, externalS3, jobs, mlflow } = values;
  const { gc, traces, lifecycle, database } = values.retention;
  const sets = (...names: readonly string[]) => or(...names.map((name) => setsVariable(values, name)));
  const deletes = and(gc.enabled, gc.delete);
  const deletesTraces = and(traces.enabled, traces.delete);
  const named = collection(
    'namedExperiments',
    each(traces.experiments, ({ id, name }) => text`${id}|${name}`),
  );
  const ids = repeated(
    collection(
      'idsOfExperiments',
      each(traces.experiments, ({ id }) => when(notEmpty(id), id)),
    ),
  );
  const names = repeated(
    collection(
      'namesOfExperiments',
      each(traces.experiments, ({ name }) => when(notEmpty(name), name)),
    ),
  );
  const endsVersions = greater(lifecycle.noncurrentDays, 0);
  const noDatabase = and(hasDatabase(values, 'external'), empty(externalDatabase.host));
  const noStore = and(hasStore(values, 'external'), empty(externalS3.bucket));
  return [
    {
      path: 'retention.gc.enabled',
      violated: and(gc.enabled, or(sets('MLFLOW_BACKEND_STORE_URI', 'PGPASSFILE'), noDatabase)),
      problem: 'needs a database that the values name; mlflow.env names another one, or a file with its password',
      remedy: 'Name it in externalDatabase, or run mlflow gc yourself',
    },
    {
      path: 'retention.database.enabled',
      violated: and(database.enabled, or(sets('MLFLOW_BACKEND_STORE_URI', 'PGPASSFILE'), noDatabase)),
      problem: 'needs a database that the values name; mlflow.env names another one, or a file with its password',
      remedy: 'Name it in externalDatabase, or leave it to who runs it',
    },
    {
      path: 'retention.gc.enabled',
      violated: and(gc.enabled, or(sets('MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'), noStore)),
      problem: 'needs a bucket of artefacts that the values name; mlflow.env names another place',
      remedy: 'Name it in externalS3, or run mlflow gc yourself',
    },
    {
      path: 'retention.lifecycle.enabled',
      violated: and(
        lifecycle.enabled,
        or(sets('MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'), noStore),
      ),
      problem: 'needs a bucket of artefacts that the values name; mlflow.env names another place',
      remedy: 'Name it in externalS3, or leave it to who runs it',
    },
    {
      path: 'retention.lifecycle.noncurrentDays',
      violated: and(lifecycle.enabled, endsVersions, greater(30, lifecycle.noncurrentDays)),
      problem: 'is less than 30: what was deleted by mistake would be gone before anybody misses it',
      remedy: 'Set it to 30 or more, or to 0 for no rule',
    },
    {
      path: 'retention.lifecycle.noncurrentDays',
      violated: and(
        lifecycle.enabled,
        endsVersions,
        makesBackups(values),
        greater(backup.retention.days, lifecycle.noncurrentDays),
      ),
      problem: 'is less than backup.retention.days: backups would be kept for longer than the versions from their time',
      remedy: 'Set it to that or more, or to 0 for no rule',
    },
    {
      path: 'retention.lifecycle.noncurrentDays',
      violated: and(lifecycle.enabled, endsVersions, hasStore(values, 'garage')),
      problem: 'is set, but artefacts are in Garage, which has no versions: what is deleted there is gone at once',
      remedy: 'Set it to 0',
    },
    {
      level: 'warned',
      path: 'retention.serviceAccount.annotations',
      violated: and(
        or(gc.enabled, traces.enabled, lifecycle.enabled),
        byRole(values),
        not(notEmpty(values.retention.serviceAccount.annotations)),
      ),
      problem: 'is empty, and the bucket has no keys: only the servers have the role that mlflow.serviceAccount names',
      remedy: 'Name a role that may list and delete, in retention.serviceAccount.annotations',
    },
    {
      path: 'retention.gc.enabled',
      violated: and(gc.enabled, sets('MLFLOW_ENABLE_WORKSPACES')),
      problem: 'does not know workspaces, which mlflow.env switches on',
      remedy: 'Run mlflow gc --all-workspaces yourself',
    },
    {
      path: 'retention.gc.delete',
      violated: and(
        deletes,
        or(
          notEmpty(mlflow.registry.storeUri),
          notEmpty(mlflow.registry.existingSecret),
          sets('MLFLOW_REGISTRY_STORE_URI'),
        ),
      ),
      problem:
        'is true, but the registry has a database of its own: which runs its models were made of, nobody would look up',
      remedy: 'Leave it false, and delete by hand what the report names',
    },
    {
      path: 'retention.gc.delete',
      violated: and(deletes, backup.enabled, empty(backup.destination.bucket)),
      problem: 'is true, and backup.enabled too, but backup.destination.bucket is empty: there is no backup to go by',
      remedy: 'Name the bucket, or set backup.enabled to false if somebody else makes backups',
    },
    {
      path: 'retention.gc.delete',
      violated: and(deletes, movesArtifacts(values)),
      problem:
        'is true while objectStore.migrateFrom is set: what is deleted in one store may be on its way to the other',
      remedy: 'Set it to false until the artefacts have moved',
    },
    {
      level: 'warned',
      path: 'retention.gc.delete',
      violated: and(deletes, not(backup.enabled)),
      problem: 'is true, and the chart makes no backups: what is deleted is gone, whatever it was',
      remedy: 'Set up backup, with which nothing goes that the newest backup has not',
    },
    {
      level: 'warned',
      path: 'retention.gc.delete',
      violated: and(gc.delete, not(gc.enabled)),
      problem: 'is true, but retention.gc.enabled is false: nothing is deleted',
      remedy: 'Set retention.gc.enabled to true, or remove it',
    },
    {
      path: 'retention.traces.enabled',
      violated: and(traces.enabled, or(sets('MLFLOW_BACKEND_STORE_URI', 'PGPASSFILE'), noDatabase)),
      problem: 'needs a database that the values name; mlflow.env names another one, or a file with its password',
      remedy: 'Name it in externalDatabase, or delete traces by MLflow’s client',
    },
    {
      path: 'retention.traces.enabled',
      violated: and(traces.enabled, or(sets('MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'), noStore)),
      problem: 'needs a bucket of artefacts that the values name; mlflow.env names another place',
      remedy: 'Name it in externalS3, or delete traces by MLflow’s client',
    },
    {
      path: 'retention.traces.enabled',
      violated: and(traces.enabled, sets('MLFLOW_ENABLE_WORKSPACES')),
      problem: 'does not know workspaces, which mlflow.env switches on',
      remedy: 'Delete traces by MLflow’s client',
    },
    {
      path: 'retention.traces.delete',
      violated: and(deletesTraces, backup.enabled, empty(backup.destination.bucket)),
      problem: 'is true, and backup.enabled too, but backup.destination.bucket is empty: there is no backup to go by',
      remedy: 'Name the bucket, or set backup.enabled to false if somebody else makes backups',
    },
    {
      path: 'retention.traces.delete',
      violated: and(deletesTraces, movesArtifacts(values)),
      problem:
        'is true while objectStore.migrateFrom is set: what is deleted in one store may be on its way to the other',
      remedy: 'Set it to false until the artefacts have moved',
    },
    {
      level: 'warned',
      path: 'retention.traces.delete',
      violated: and(deletesTraces, not(backup.enabled)),
      problem: 'is true, and the chart makes no backups: what is deleted is gone, whatever it was',
      remedy: 'Set up backup, with which nothing goes that the newest backup has not',
    },
    {
      level: 'warned',
      path: 'retention.traces.delete',
      violated: and(traces.delete, not(traces.enabled)),
      problem: 'is true, but retention.traces.enabled is false: nothing is deleted',
      remedy: 'Set retention.traces.enabled to true, or remove it',
    },
    {
      level: 'warned',
      path: 'retention.gc.olderThan',
      violated: and(deletes, not(matches(gc.olderThan, 'd'))),
      problem: 'is given in hours: whoever deletes the wrong run in the evening cannot restore it in the morning',
      remedy: 'Give it in days, such as 30d',
    },
    {
      path: 'retention.traces.experiments',
      violated: has(named, '|'),
      problem: 'has an entry with neither an id nor a name',
      remedy: 'Give the id of the experiment',
    },
    {
      path: 'retention.traces.experiments',
      violated: notEmpty(ids),
      problem: text`has the id ${ids} more than once`,
      remedy: 'Keep the one with the age that is meant',
    },
    {
      path: 'retention.traces.experiments',
      violated: notEmpty(names),
      problem: text`has the name ${names} more than once`,
      remedy: 'Keep the one with the age that is meant',
    },
    {
      level: 'warned',
      path: 'retention.traces.olderThan',
      violated: and(deletesTraces, not(matches(traces.olderThan, 'd'))),
      problem: 'is given in hours, and MLflow cannot restore a trace: what somebody needs tomorrow may be gone by then',
      remedy: 'Give it in days, such as 90d',
    },
    {
      level: 'warned',
      path: 'retention.traces.experiments',
      violated: and(deletesTraces, matches(toJson(traces.experiments), '"olderThan":"[0-9]+h"')),
      problem:
        'has an age in hours, and MLflow cannot restore a trace: what somebody needs tomorrow may be gone by then',
      remedy: 'Give it in days, such as 7d',
    },
    {
      level: 'warned',
      path: 'retention.traces.linked',
      violated: and(deletesTraces, traces.linked),
      problem:
        'is true: traces go that evaluations, datasets, issues and reviews show, and what somebody said should have been answered',
      remedy: 'Leave it false, unless all that is old has to go',
    },
    {
      path: 'retention.traces.archive.enabled',
      violated: and(traces.archive.enabled, not(jobs.enabled)),
      problem: 'is true, but jobs.enabled is false: nothing is archived, since no pod runs MLflow’s periodic jobs',
      remedy: 'Set jobs.enabled to true',
    },
    {
      path: 'retention.traces.archive.enabled',
      violated: and(traces.archive.enabled, sets('MLFLOW_TRACE_ARCHIVAL_CONFIG')),
      problem: 'is true, and mlflow.env sets MLFLOW_TRACE_ARCHIVAL_CONFIG: of two, MLflow takes one',
      remedy: 'Remove one of them',
    },
    {
      path: 'retention.traces.archive.enabled',
      violated: and(
        traces.archive.enabled,
        or(sets('MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'), noStore),
      ),
      problem: 'needs a bucket of artefacts that the values name; mlflow.env names another place',
      remedy: 'Name it in externalS3, or write the file of MLFLOW_TRACE_ARCHIVAL_CONFIG yourself',
    },
    {
      level: 'warned',
      path: 'mlflow.env',
      violated: and(sets('MLFLOW_TRACE_ARCHIVAL_CONFIG'), not(runsJobs(values))),
      problem:
        'sets MLFLOW_TRACE_ARCHIVAL_CONFIG, but jobs.enabled is false: nothing is archived, since no pod runs jobs',
      remedy: 'Set jobs.enabled to true, or remove the variable',
    },
    ...Object.entries({ gc, traces }).map(([name, { enabled, backupWithinHours }]): Rule => ({
      level: 'warned',
      path: `retention.${name}.backupWithinHours`,
      violated: and(enabled, makesBackups(values), greater(longestGap(backup.schedule), backupWithinHours)),
      problem: text`is ${backupWithinHours}, and from one backup to the next, by backup.schedule, it can be ${longestGap(backup.schedule)}: in between, nothing is deleted`,
      remedy: 'Set it to more than that, or make backups more often',
    })),
  ];
}

/** Whether something depends on what backups there are. */
export function goesByBackups(values: Values): Value<boolean> {
  const { gc, traces, lifecycle } = values.retention;
  return and(or(gc.enabled, traces.enabled, lifecycle.enabled), makesBackups(values));
}
