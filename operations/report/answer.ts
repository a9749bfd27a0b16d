/** What report.py says, and what the cluster says of volumes: the shape that `--json` prints, in docs/report.md. */

export type Period = 'day' | 'week' | 'month';
/** In the last 1, 7 and 30 days. */
export type Lately = Readonly<Record<Period, number>>;

export interface Answer {
  readonly format: 1;
  /** By the clock of the cluster. */
  readonly now: string;
  readonly mlflow: string | null;
  readonly database: Database | null;
  readonly bucket: Bucket | null;
  readonly experiments: readonly Experiment[];
  /** Objects that belong to no experiment. */
  readonly others: readonly Other[];
  readonly free: {
    readonly gc: Collected | null;
    /** Null for an MLflow that knows no traces, too. */
    readonly traces: Swept | null;
    readonly lifecycle: Tidied | null;
  };
  /** What nobody could say, and why. */
  readonly problems: readonly Problem[];
  readonly took: { readonly seconds: number; readonly memoryBytes: number };
}

export interface Problem {
  readonly what: string;
  readonly reason: string;
}

export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}
/** `written` are bytes of what is still there. */
export interface Written extends Amount {
  readonly written: Lately;
}

export interface Experiment {
  readonly id: string;
  /** Null, as all that the database would say, where it says nothing. */
  readonly name: string | null;
  readonly state: string | null;
  readonly location: string | null;
  /** Whether that is below the root of this installation's artefacts. */
  readonly isHere: boolean;
  /** Another that has the same folder, and is counted for both. */
  readonly sharedWith: string | null;
  readonly runs: Marked | null;
  /** Null for an MLflow that knows none; so are traces. */
  readonly models: Marked | null;
  readonly traces: { readonly count: number; readonly begun: Lately } | null;
  /** An estimate. */
  readonly databaseBytes: number | null;
  readonly artifacts: Written | null;
}
export interface Marked {
  readonly active: number;
  readonly deleted: number;
  readonly begun: Lately;
}

export interface Other extends Written {
  readonly what: 'registry' | 'gone' | 'chart' | 'other';
}

export interface Database {
  readonly bytes: number;
  /** Of the whole server; null where the user may not ask. */
  readonly logBytes: number | null;
  /** The largest first. */
  readonly tables: readonly Table[];
}
export interface Table {
  readonly name: string;
  /** With indexes, and with what is too large for a row. */
  readonly bytes: number;
  /** An estimate; null where PostgreSQL has none. */
  readonly rows: number | null;
  /** What it grows with. */
  readonly of: 'runs' | 'traces' | null;
}

export interface Bucket extends Written {
  readonly name: string;
  readonly prefix: string;
  /** Whether all of it was listed in the time that there was. */
  readonly complete: boolean;
  readonly versioning: 'none' | 'enabled' | 'suspended' | 'unknown';
  readonly noncurrent: Amount | null;
  readonly uploads: (Uploads & { readonly complete: boolean }) | null;
}
export interface Uploads {
  readonly count: number;
  readonly bytes: number;
}

/** As retention.gc says in its report. */
export interface Collected {
  readonly runs: number;
  readonly models: number;
  readonly experiments: number;
  readonly jobs: number;
  /** Null where the bucket was not listed. */
  readonly objects: number | null;
  readonly bytes: number | null;
  /** Something needs them. */
  readonly stay: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly reason: string | null;
  /** Not looked at. */
  readonly unseen: number;
}

/** As retention.traces says in its report. */
export interface Swept extends Pick<Collected, 'objects' | 'bytes' | 'stay' | 'failed' | 'reason' | 'unseen'> {
  readonly traces: number;
  /** An estimate. */
  readonly databaseBytes: number | null;
  /** Of those that have some. */
  readonly experiments: readonly { readonly id: string; readonly traces: number }[];
}

export interface Tidied {
  readonly uploads: Uploads | null;
  /** Null where noncurrentDays is 0, too. */
  readonly noncurrent: Amount | null;
}

export interface Volume {
  readonly holds: 'database' | 'log' | 'artefacts';
  readonly claim: string;
  /** Of the claim. */
  readonly capacityBytes: number | null;
  /** Of its file system, as the pod sees it. */
  readonly sizeBytes: number | null;
  readonly usedBytes: number | null;
  readonly availableBytes: number | null;
  /** What of it nobody says, and why. */
  readonly problem: string | null;
}

/** Undefined for anything else than what report.py prints; a text where it could say nothing at all, and why. */
export function readAnswer(text: string): Answer | string | undefined {
  try {
    const found = JSON.parse(text) as Partial<Answer> & { readonly problem?: unknown };
    if (typeof found.problem === 'string') return found.problem;
    return found.format === 1 && Array.isArray(found.experiments) ? (found as Answer) : undefined;
  } catch {
    return undefined;
  }
}
