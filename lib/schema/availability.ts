/**
 * What exists in which minor version of Kubernetes. Served means: the API server of that version knows it; alpha and
 * beta versions may have to be switched on.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsFolder } from './imports-folder';

/** The minors that have something; undefined stands for "from the oldest", "up to the newest". */
export interface Range {
  readonly since?: number;
  readonly until?: number;
}

interface Versions {
  readonly oldest: number;
  readonly newest: number;
  readonly fields: Readonly<Record<string, Readonly<Record<string, Range>>>>;
  readonly kinds: Readonly<Record<string, Range>>;
}

let loaded: Versions | undefined;

/** Read on first use: 10 KB. */
function versions(): Versions {
  return (loaded ??= JSON.parse(readFileSync(join(importsFolder, 'kubernetes/versions.json'), 'utf8')) as Versions);
}

/** The minors of which it is known what they have: 27 stands for 1.27. */
export function knownMinors(): { readonly oldest: number; readonly newest: number } {
  const { oldest, newest } = versions();
  return { oldest, newest };
}

/**
 * Which minors have a field of a definition (`v1.PodSpec`, `image`); an empty range for those that all have. A range
 * with `until` may be that of a field that the definition in schemas.json does not have any more.
 */
export function fieldRange(definition: string, field: string): Range {
  return own(own(versions().fields, definition), field) ?? {};
}

/**
 * Which minors serve a kind (`batch/v1beta1/CronJob`); an empty range for those that have a schema and are always served,
 * and for those that are not Kubernetes' own.
 */
export function kindRange(apiVersionAndKind: string): Range {
  return own(versions().kinds, apiVersionAndKind) ?? {};
}

/** Whether 1.`minor` has the field; of a minor that is not known, the nearest one decides. */
export function fieldIsIn(definition: string, field: string, minor: number): boolean {
  return isIn(fieldRange(definition, field), minor);
}

/** Whether 1.`minor` serves the kind. */
export function kindIsIn(apiVersionAndKind: string, minor: number): boolean {
  return isIn(kindRange(apiVersionAndKind), minor);
}

function isIn({ since, until }: Range, minor: number): boolean {
  return (since === undefined || minor >= since) && (until === undefined || minor <= until);
}

/** Names come from manifests: `constructor` must not find anything. */
function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
