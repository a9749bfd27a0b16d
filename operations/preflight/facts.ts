/** What preflight knows: the release as it is, and what is to come. */
import type { ResourceQuota } from '../../imports/kubernetes/types';
import type { Backups } from '../backups/report';
import { NOTHING, type State } from '../doctor/state';
import type { Rendered } from '../report/volumes';

export interface Facts {
  readonly state: State;
  /** Of the API server; undefined where it did not say. */
  readonly kubernetes: Kubernetes | undefined;
  /** Of the release, the oldest first; none where Helm has not installed it, or nobody may see. */
  readonly revisions: readonly HelmRevision[];
  readonly quotas: readonly ResourceQuota[];
  /** Undefined where nobody may see nodes, or what runs on them. */
  readonly nodes: readonly Node[] | undefined;
  /** Objects of the release that somebody has applied in a version of the API: of managedFields. */
  readonly applied: readonly Applied[];
  readonly inside: Inside | undefined;
  /** `none` where the release makes no backups; undefined where nobody could say. */
  readonly backups: Backups | 'none' | undefined;
  readonly target: Target;
}

export interface Kubernetes {
  readonly version: string;
  /** 37 of 1.37. */
  readonly minor: number;
}

export interface HelmRevision {
  readonly revision: number;
  /** `deployed`, `pending-upgrade`… */
  readonly status: string;
}

/** What is left of it for pods, in cores and bytes. */
export interface Node {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
}

export interface Applied {
  readonly kind: string;
  readonly name: string;
  readonly apiVersion: string;
  readonly manager: string;
}

/** What preflight.py says. */
export interface Inside {
  readonly mlflow: string;
  /** Undefined where the database is none of PostgreSQL, or does not answer. */
  readonly database?: Database;
}

export interface Database {
  /** `server_version_num`. */
  readonly server: number;
  readonly bytes: number;
  /** `max_wal_size`, in bytes. */
  readonly log: number;
  /** Revisions of alembic: one, if all is well. */
  readonly tracking: readonly string[];
  /** Undefined where there are no users in it. */
  readonly users?: string;
  readonly tables: Readonly<Record<string, Table>>;
  /** Whether somebody holds the lock of the migration. */
  readonly migrating: boolean;
  /** Jobs that wait or run. */
  readonly jobs: number;
  /** Spans of which MLflow 3.17's migration does not know what to do; null where nobody could count them. */
  readonly strange: number | null;
  /** Seconds of the oldest transaction that is open. */
  readonly open: number;
}

export interface Table {
  /** An estimate. */
  readonly rows: number;
  readonly bytes: number;
}

export interface Target {
  /** The chart's version. */
  readonly chart: string;
  /** Undefined for an image whose tag says no version. */
  readonly mlflow: string | undefined;
  /** Whether anybody has said with which values. */
  readonly isGiven: boolean;
  /** Why the chart does not take them. */
  readonly refused: readonly string[];
  /** Nothing where they are refused, or not given. */
  readonly objects: readonly Rendered[];
  /** Whether the server's pod makes a backup before it migrates. */
  readonly backsUp: boolean;
  /** How long pods wait for another that migrates: mlflow.migration.timeoutSeconds. */
  readonly patience: number;
}

/** Of examples: a release of MLflow 3.10 on PostgreSQL 17, with a fresh backup, that is to become 3.18. */
export const WELL: Facts = {
  state: NOTHING,
  kubernetes: { version: '1.37.2', minor: 37 },
  revisions: [{ revision: 1, status: 'deployed' }],
  quotas: [],
  nodes: undefined,
  applied: [],
  inside: {
    mlflow: '3.10.1',
    database: {
      ...{ server: 170007, bytes: 100 * 1024 ** 2, log: 1024 ** 3, tracking: ['1b5f0d9ad7c1'], tables: {} },
      ...{ migrating: false, jobs: 0, strange: 0, open: 0 },
    },
  },
  backups: {
    bucket: 'backups',
    now: '2026-11-28T12:00:00Z',
    backups: [
      {
        name: 'ml/mlflow/0123456789ab/20261128T021500Z-1a2b',
        manifest: {
          ...{ kind: 'scheduled', started: '2026-11-28T02:15:00Z', finished: '2026-11-28T02:16:00Z', mlflow: '3.10.1' },
          ...{ protection: 'versioning', encryption: null },
          database: { bytes: 1024, tables: {} },
          artifacts: { objects: 1, bytes: 1024 },
        },
      },
    ],
    rehearsals: { 'ml/mlflow/0123456789ab/20261128T021500Z-1a2b': { finished: '2026-11-28T03:00:00Z', ok: true } },
  },
  target: { chart: '1.0.0', mlflow: '3.18.0', isGiven: true, refused: [], objects: [], backsUp: true, patience: 600 },
};

/** The same, with another database. */
export const withDatabase = (more: Partial<Database>): Facts => {
  const { inside } = WELL;
  return inside?.database === undefined
    ? WELL
    : { ...WELL, inside: { ...inside, database: { ...inside.database, ...more } } };
};
export const withTarget = (more: Partial<Target>): Facts => ({ ...WELL, target: { ...WELL.target, ...more } });
