/**
 * A stand-in for a container image: programs of this machine, as the image would have them. No image can be pulled
 * here, so what a container sees is the machine's own root file system (read-only below a private layer) with this on top.
 */
export interface Image {
  /** What really runs, such as "PostgreSQL 15.18". */
  readonly version: string;
  /** Folders of this machine that the programs need, seen at the same path; every user may read them. */
  readonly folders: readonly string[];
  /** Files that the image brings: their path inside, and where they are on this machine. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** What a runtime sends to stop it; SIGTERM unless the image says otherwise. */
  readonly stopSignal?: NodeJS.Signals;
}

/** Finds what stands in for an image reference; throws if nothing does. */
export type Catalogue = (reference: string) => Image;
