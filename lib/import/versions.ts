import type { ClientModels } from './read-client';
import { type JsonSchema, visitSchemas, type SchemaFile } from './json-schema';

/** The minors that have something; undefined stands for "from the oldest", "up to the newest". */
export interface Range {
  readonly since?: number;
  readonly until?: number;
}

/** What is not the same in all versions of Kubernetes from 1.oldest to 1.newest. */
export interface Versions {
  readonly oldest: number;
  readonly newest: number;
  /** By definition name and field. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, Range>>>>;
  /**
   * By `apiVersion/kind`. `until` is below `oldest` for kinds that only earlier versions served; a kind without a schema
   * is here even if all versions serve it, with `since` at `oldest`.
   */
  readonly kinds: Readonly<Record<string, Range>>;
}

type Seen = Map<string, Set<number>>;

/**
 * Compares the definitions with each version's models, from the kinds downwards, field by field. The fields of a
 * definition that is itself newer than `oldest` count from its own start: what refers to it says when that was.
 */
export function compareVersions(
  { definitions, kinds }: Pick<SchemaFile, 'definitions' | 'kinds'>,
  clients: ReadonlyMap<number, ClientModels>,
): Pick<Versions, 'fields' | 'kinds'> {
  const minors = [...clients.keys()].sort((a, b) => a - b);
  const served: Seen = new Map();
  const present: Seen = new Map();
  const defined = new Map<string, Set<number>>();
  for (const minor of minors) {
    const client = clients.get(minor);
    if (client === undefined) continue;
    for (const key of client.kinds.keys()) add(served, key, minor);
    for (const [definition, names] of pairs(kinds, definitions, client)) {
      add(defined, definition, minor);
      for (const name of names) {
        for (const field of client.classes.get(name)?.keys() ?? []) add(present, `${definition} ${field}`, minor);
      }
    }
  }
  const fields: Record<string, Record<string, Range>> = {};
  for (const [key, seen] of present) {
    const [definition = '', field = ''] = key.split(' ');
    const range = rangeOf(seen, [...(defined.get(definition) ?? [])]);
    if (range !== undefined) fields[definition] = { ...fields[definition], [field]: range };
  }
  const kindRanges: Record<string, Range> = {};
  for (const [key, seen] of served) {
    const range = rangeOf(seen, minors);
    if (range !== undefined) kindRanges[key] = range;
    // That it exists is worth saying where no schema does.
    else if (!Object.hasOwn(kinds, key)) kindRanges[key] = { since: Math.min(...minors) };
  }
  return { fields, kinds: kindRanges };
}

/** Undefined where it was there all the time that it could have been. Nothing comes back once it is gone. */
function rangeOf(seen: ReadonlySet<number>, possible: readonly number[]): Range | undefined {
  const since = Math.min(...seen);
  const until = Math.max(...seen);
  const range = {
    ...(since > Math.min(...possible) ? { since } : {}),
    ...(until < Math.max(...possible) ? { until } : {}),
  };
  return Object.keys(range).length === 0 ? undefined : range;
}

/** Which classes stand where which definition does: names alone say it for most, but not for all. */
function pairs(kinds: SchemaFile['kinds'], definitions: SchemaFile['definitions'], client: ClientModels) {
  const found = new Map<string, Set<string>>();
  const queue: [string, string][] = Object.entries(kinds).flatMap(([key, definition]): [string, string][] => {
    const name = client.kinds.get(key);
    return name === undefined ? [] : [[definition, name]];
  });
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [definition, name] = next;
    const fields = client.classes.get(name);
    const schema = definitions[definition];
    if (fields === undefined || schema === undefined || found.get(definition)?.has(name) === true) continue;
    add(found, definition, name);
    for (const [field, property] of Object.entries(schema.properties ?? {})) {
      const type = fields.get(field);
      const target = referenceIn(property);
      if (type !== undefined && target !== undefined) queue.push([target, type]);
    }
  }
  return found;
}

/** The definition that a property, its items or the values of its map refer to. */
function referenceIn(property: JsonSchema): string | undefined {
  let reference: string | undefined;
  visitSchemas(property, ({ $ref }) => {
    if ($ref?.startsWith('#/definitions/') === true) reference ??= $ref.slice('#/definitions/'.length);
  });
  return reference;
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}
