/** The tables of docs/environments.md: what each environment is, where things are in it, and what has to be there first. */
import { needsOf, type NeededSecret } from '../operations/secrets/needed';
import {
  addresses,
  containersOf,
  environments,
  ingresses,
  isScraped,
  ofKind,
  outside,
  requested,
  services,
  workloads,
  type Environment,
} from './environment-objects';

/** By the name of the place that the page has for it; as Prettier has yet to lay them out. */
export function environmentTables(all: readonly Environment[] = environments()): ReadonlyMap<string, string> {
  return new Map([
    ['what differs', whatDiffers(all)],
    ['addresses', all.map(addressesOf).join('\n\n')],
    ['secrets', secretsTable(all)],
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function whatDiffers(all: readonly Environment[]): string {
  const row = (title: string, cell: (environment: Environment) => string) => [title, ...all.map(cell)];
  return table(
    ['', ...all.map(({ name }) => `\`${name}\``)],
    [
      row('namespace', ({ namespace }) => `\`${namespace}\``),
      row('opened at', (one) => outside(one)[0] ?? 'nothing: `kubectl port-forward`'),
      row('login (`auth.mode`)', ({ values }) => `\`${(values['auth'] as { readonly mode: string }).mode}\``),
      row('passwords', (one) =>
        ofKind(one, 'Secret').length > 0 ? 'in the values, in the open' : 'from your Secrets',
      ),
      row('servers', (one) => sizeOf(one, 'tracking', 'mlflow') ?? ''),
      row(
        'PostgreSQL',
        (one) => sizeOf(one, 'postgresql') ?? (ofKind(one, 'Cluster').length > 0 ? 'CloudNativePG' : 'elsewhere'),
      ),
      row('artefact store', (one) => sizeOf(one, 'minio') ?? sizeOf(one, 'garage') ?? 'elsewhere'),
      row('all pods ask for', (one) => {
        const [cpu, memory] = [requested(one, 'cpu'), requested(one, 'memory') / 2 ** 30];
        return `${rounded(cpu)} processors, ${rounded(memory)} GiB`;
      }),
      row('a server may be away', (one) =>
        ofKind(one, 'PodDisruptionBudget').length > 0 ? 'yes' : 'no: there is one',
      ),
      row('NetworkPolicies', (one) => (ofKind(one, 'NetworkPolicy').length > 0 ? 'yes' : 'no')),
      row('metrics, alerts', (one) => (services(one).some(isScraped) ? 'yes' : 'no')),
      row('backups', ({ values }) =>
        (values['backup'] as { readonly enabled: boolean }).enabled ? 'as soon as a bucket is named' : 'no',
      ),
    ],
  );
}

function rounded(amount: number): string {
  return String(Math.round(amount * 10) / 10);
}

/** `3 × 2 processors, 4Gi (at most 6Gi)`, with the volume if there is one. */
function sizeOf(one: Environment, component: string, container = component): string | undefined {
  const found = workloads(one).find(({ metadata }) => metadata.name === `mlflow-${component}`);
  if (found === undefined) return undefined;
  const { replicas = 1, template, volumeClaimTemplates: [claim] = [] } = found.spec;
  const { requests, limits } = containersOf(template).find(({ name: own }) => own === container)?.resources ?? {};
  const volume = claim === undefined ? '' : `; volume ${claim.spec.resources.requests.storage}`;
  return `${String(replicas)} × ${String(requests?.['cpu'])} CPU, ${String(requests?.['memory'])}, at most ${String(limits?.['memory'])}${volume}`;
}

function addressesOf(one: Environment): string {
  const rows = [
    ...outside(one).map((url) => ['MLflow, from outside', url]),
    ...addresses(one).map(({ url, what }) => [what, url]),
  ].map(([what = '', url = '']) => [what, `\`${url}\``]);
  return `### ${one.name}\n\n${table(['what', 'address'], rows)}`;
}

function secretsTable(all: readonly Environment[]): string {
  const needs = all.map((one) => ({
    one,
    secrets: needsOf({ values: one.values, release: { name: 'mlflow', namespace: one.namespace } }).secrets,
  }));
  const first = new Map<string, readonly string[]>();
  for (const { one, secrets } of [...needs].reverse())
    for (const secret of secrets) first.set(secret.name, described(one, secret));
  const names = [...new Set(needs.flatMap(({ secrets }) => secrets.map(({ name }) => name)))];
  const rows = names.map((name) => [
    `\`${name}\``,
    ...(first.get(name) ?? []),
    ...needs.map(({ secrets }) => (secrets.some((secret) => secret.name === name) ? 'yes' : '')),
  ]);
  return table(['Secret', 'named by', 'keys', ...all.map(({ name }) => `\`${name}\``)], rows);
}

/** Which value names it, and its keys. */
function described(one: Environment, { name, path, keys }: NeededSecret): readonly [string, string] {
  const certificate = ingresses(one).some(({ spec }) => (spec.tls ?? []).some(({ secretName }) => secretName === name));
  const value = path ?? (certificate ? 'mlflow.ingress.tls' : undefined);
  const words = keys.map(({ key, isOptional }) => `\`${key}\`${isOptional ? ' (may be missing)' : ''}`);
  return [value === undefined ? '' : `\`${value}\``, words.join(', ')];
}

/** Where a table stands in the page. */
const PLACE = /(<!-- Generated by `npm run environments`: ([\w ]+) -->)\n[^]*?(<!-- end -->)/g;

/** The page with its tables as they are now. @throws an Error if a table has no place, or a place no table */
export function withTables(page: string, tables: ReadonlyMap<string, string> = environmentTables()): string {
  const places = [...page.matchAll(PLACE)].map(([, , name = '']) => name);
  const wrong = [...places, ...tables.keys()].filter((name) => !(places.includes(name) && tables.has(name)));
  if (wrong.length > 0) throw new Error(`docs/environments.md: ${wrong.join(', ')}: no such table, or no place for it`);
  return page.replace(
    PLACE,
    (_, begin: string, name: string, end: string) => `${begin}\n\n${tables.get(name) ?? ''}\n\n${end}`,
  );
}
