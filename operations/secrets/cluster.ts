/** What a cluster has already, asked with the user's own kubectl. */
import { kubectl } from '../kubectl';

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
  seconds = SECONDS,
): Promise<ClusterState> {
  if (names.length === 0) return { existing: new Map() };
  const wanted = ['get', 'secret', ...names, '--namespace', namespace, '--ignore-not-found', '--output', 'json'];
  const args = [...wanted, `--request-timeout=${String(seconds / 2)}s`];
  const answer = await kubectl(args, environment, seconds);
  if ('unknown' in answer) return answer;
  return secretsIn(answer.output) ?? { unknown: 'kubectl prints something else than Secrets' };
}

/**
 * @param json a List, one Secret, or nothing: what `kubectl get --output json` prints for several, one, or none
 * @returns undefined for anything else, which may be secret: nobody is shown any of it
 */
export function secretsIn(json: string): { readonly existing: ExistingSecrets } | undefined {
  if (json.trim() === '') return { existing: new Map() };
  const found = parsed(json);
  if (!isRecord(found)) return undefined;
  const items: unknown = found['kind'] === 'List' ? found['items'] : [found];
  const secrets = Array.isArray(items) ? items.map(secretOf) : [undefined];
  const known = secrets.filter((secret) => secret !== undefined);
  return known.length === secrets.length ? { existing: new Map(known) } : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function secretOf(item: unknown): readonly [string, ReadonlyMap<string, Buffer>] | undefined {
  if (!isRecord(item) || item['kind'] !== 'Secret' || !isRecord(item['metadata'])) return undefined;
  const { name } = item['metadata'];
  const data = item['data'] ?? {};
  if (typeof name !== 'string' || !isRecord(data)) return undefined;
  const entries = Object.entries(data).map(
    ([key, text]) => [key, Buffer.from(typeof text === 'string' ? text : '', 'base64')] as const,
  );
  return [name, new Map(entries)];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
