/** How an attempt to publish ends. */
import type { ChartPackage } from './package';

export interface Place {
  /** Of its manifest, in a registry. */
  readonly digest?: string;
  /** Of its archive, where the index of a repository had it before. */
  readonly address?: string | undefined;
}

export type Outcome =
  /** It is there now. */
  | ({ readonly is: 'published' } & Place)
  /** The same bytes were there before. */
  | ({ readonly is: 'already there' } & Place)
  /** Nothing stands against it, and it was only asked. */
  | { readonly is: 'possible' }
  /** Nothing was changed. */
  | { readonly is: 'refused'; readonly why: string };

/** @param where that version is, in words; sha256: of what is there */
export function otherBytes({ name, version, sha256: ours }: ChartPackage, where: string, sha256: string): Outcome {
  return {
    is: 'refused',
    why:
      `${name} ${version} is in ${where} already, with other bytes: sha256:${sha256} there, sha256:${ours} here. ` +
      'What is published is never overwritten. Publish what was released, from the commit with its tag, or release the next version: npm run release -- VERSION',
  };
}
