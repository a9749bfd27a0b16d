/** The table of docs/isolation.md, and what its cells say for some values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../lib/values/merge';
import type { Json } from '../../../lib/yaml/json';
import { readDocuments } from '../../../lib/yaml/read';
import { root } from '../../support/root';
import type { Protocol } from '../../support/network-policies';

export interface Row {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly when: string;
}

export interface Port {
  readonly port: number;
  readonly protocol: Protocol;
}

export const ROWS: readonly Row[] = readRows();

function readRows(): readonly Row[] {
  const text = readFileSync(join(root, 'docs/isolation.md'), 'utf8');
  const section = /## What is let through\n\n([^]*?)\n\n/.exec(text)?.[1] ?? '';
  return section
    .split('\n')
    .slice(2)
    .map((line) => {
      const [from = '', to = '', ports = '', when = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      return { from, to, ports, when };
    });
}

/** Texts in code: `a` and `b`. */
export function codeIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** What `restore.from` and others may be. */
const KINDS: Readonly<Record<string, RegExp>> = { '<time>': /:/, '<backup>': /^[^:]*$/, '<given>': /./ };

/** Whether all that a cell asks for, as `auth.mode: oidc`, is so. */
export function holds({ when }: Row, values: JsonObject): boolean {
  if (when === 'always') return true;
  return codeIn(when).every((condition) => {
    const [path = '', expected = ''] = condition.split(': ');
    const kind = KINDS[expected];
    if (kind !== undefined) return kind.test(valueAt(values, path) as string);
    return saidAt(values, path) === readDocuments(expected, condition)[0]?.value;
  });
}

/** What an empty engine follows. */
const FOLLOWED: Readonly<Record<string, readonly [path: string, yes: string, no: string]>> = {
  'database.engine': ['postgresql.enabled', 'bundled', 'external'],
  'objectStore.engine': ['minio.enabled', 'minio', 'external'],
};

function saidAt(values: JsonObject, path: string): Json {
  const said = valueAt(values, path);
  const [followed, yes, no] = FOLLOWED[path] ?? [];
  if (said !== '' || followed === undefined) return said;
  return (valueAt(values, followed) === true ? yes : no) ?? said;
}

/** @param all what “all” means */
export function portsOf({ ports }: Row, values: JsonObject, all: readonly Port[]): readonly Port[] {
  if (ports === 'all') return all;
  return ports.split(', ').flatMap((part) => {
    const [, number, protocol = 'TCP'] = /^(\d+)(?: (UDP))?$/.exec(part) ?? [];
    if (number !== undefined) return [{ port: Number(number), protocol: protocol as Protocol }];
    const found = valueAt(values, codeIn(part)[0] ?? '');
    const numbers = part.startsWith('of ') ? urlsIn(found).map(portOfUrl) : [Number(found)];
    return numbers.map((port) => ({ port, protocol: 'TCP' as const }));
  });
}

/** One URL, or a list of issuers. */
function urlsIn(found: Json): readonly string[] {
  return Array.isArray(found)
    ? found.map((issuer) => (issuer as { readonly issuerUrl: string }).issuerUrl)
    : [found as string];
}

/** AWS, where there is none, is asked by https. */
function portOfUrl(url: string): number {
  const { protocol, port } = new URL(url === '' ? 'https://s3.amazonaws.com' : url);
  return port === '' ? ({ 'http:': 80, 'https:': 443 }[protocol] ?? NaN) : Number(port);
}

export function valueAt(values: Json, path: string): Json {
  return path.split('.').reduce<Json>((part, key) => {
    const found = (part as JsonObject | undefined)?.[key];
    if (found === undefined) throw new Error(`docs/isolation.md: there is no value ${path}`);
    return found;
  }, values);
}
