/** Secrets that objects read, and Secrets that commands make: name → keys. */
import { readDocuments } from '../../lib/yaml/read';

export type Secrets = ReadonlyMap<string, ReadonlySet<string>>;

/** What somebody else has to make: objects refer to it, and it is not among them. Optional references count as well. */
export function secretsNeededBy(
  objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[],
): Secrets {
  const needed = new Map<string, Set<string>>();
  const need = (name: unknown, ...keys: readonly unknown[]) => {
    if (typeof name !== 'string') return;
    const known = needed.get(name) ?? new Set();
    for (const key of keys) known.add(String(key));
    needed.set(name, known);
  };
  JSON.stringify(objects, (field, value: unknown) => {
    const reference = (value ?? {}) as {
      readonly name?: string;
      readonly key?: string;
      readonly secretName?: string;
      readonly items?: readonly { readonly key: string }[];
    };
    if (field === 'secretKeyRef') need(reference.name, reference.key);
    if (field === 'secretRef') need(reference.name);
    if (field === 'secret')
      need(reference.secretName ?? reference.name, ...(reference.items ?? []).map(({ key }) => key));
    if (field === 'imagePullSecrets') for (const { name } of value as readonly { readonly name: string }[]) need(name);
    if (field === 'tls' && Array.isArray(value)) {
      for (const { secretName } of value as readonly { readonly secretName?: string }[])
        need(secretName, 'tls.crt', 'tls.key');
    }
    return value;
  });
  for (const { kind, metadata } of objects) if (kind === 'Secret') needed.delete(metadata.name);
  return needed;
}

/** What a stream for `kubectl create -f -` makes. */
export function secretsIn(stream: string): Secrets {
  const objects = readDocuments(stream, 'stream').map(({ value }) => value as unknown as Printed);
  return new Map(objects.map(({ metadata, data }) => [metadata.name, new Set(Object.keys(data))]));
}

interface Printed {
  readonly metadata: { readonly name: string };
  readonly data: object;
}

/** What `kubectl create secret` makes in a namespace. */
export function secretsMadeBy(commands: readonly string[], namespace: string): Secrets {
  const start = `kubectl -n ${namespace} create secret `;
  return new Map(
    commands
      .filter((command) => command.startsWith(start))
      .map((command) => {
        const [kind, name = ''] = command.slice(start.length).split(' ');
        const keys =
          kind === 'tls'
            ? ['tls.crt', 'tls.key']
            : [...command.matchAll(/--from-literal=([^= ]+)=|--from-file=([^= ]+)/g)].map(
                ([, key, file]) => key ?? file ?? '',
              );
        return [name, new Set(keys)] as const;
      }),
  );
}
