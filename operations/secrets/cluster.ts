/** What a cluster has already, asked with the user's own kubectl. */
import { execFile } from 'node:child_process';
import { visible } from '../../lib/text/visible';

/** Name → key → content. */
export type ExistingSecrets = ReadonlyMap<string, ReadonlyMap<string, Buffer>>;

export type ClusterState =
  | { readonly existing: ExistingSecrets }
  /** Why nobody can say, in words. */
  | { readonly unknown: string };

/** Nobody waits longer for a cluster that does not answer. */
const SECONDS = 20;

/** What kubectl says of Secrets of these names, and of no others: the others' content is nobody's business. */
export async function secretsInCluster(
  namespace: string,
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ClusterState> {
  if (names.length === 0) return { existing: new Map() };
  const wanted = ['get', 'secret', ...names, '--namespace', namespace, '--ignore-not-found', '--output', 'json'];
  const args = [...wanted, `--request-timeout=${String(SECONDS / 2)}s`];
  return await new Promise((resolve) => {
    const options = { env: { ...environment }, timeout: SECONDS * 1000, maxBuffer: 64 * 1024 * 1024 };
    execFile('kubectl', args, options, (error, stdout, stderr) => {
      resolve(error === null ? { existing: secretsIn(stdout) } : { unknown: reasonOf(error, stderr) });
    });
  });
}

/** @param json a List, one Secret, or nothing: what `kubectl get --output json` prints for several, one, or none */
export function secretsIn(json: string): ExistingSecrets {
  if (json.trim() === '') return new Map();
  const found = JSON.parse(json) as ApiSecret | { readonly kind: 'List'; readonly items: readonly ApiSecret[] };
  const items = found.kind === 'List' ? found.items : [found];
  return new Map(
    items.map(({ metadata, data = {} }) => {
      const entries = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
      return [metadata.name, new Map(entries)];
    }),
  );
}

interface ApiSecret {
  readonly kind: 'Secret';
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

function reasonOf(error: Error & { readonly code?: unknown; readonly killed?: boolean }, stderr: string): string {
  if (error.code === 'ENOENT') return 'there is no kubectl';
  if (error.killed === true) return `kubectl did not answer within ${String(SECONDS)} seconds`;
  // Its last line is what it ends with; those before are the attempts.
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return `kubectl says: ${visible(said === '' ? error.message : said)}`;
}
