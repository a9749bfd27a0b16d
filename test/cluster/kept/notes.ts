/** What a kept cluster tells who looks after it. */
export interface KeptNotes {
  /** Folder with kubectl. */
  readonly binaries: string;
  /** A Unix socket that leads to MLflow, if it is installed. */
  readonly socket?: string;
}

/** File in the run's folder; it appears when everything is up. */
export const NOTES = 'notes.json';
