/** Missing Secrets and ConfigMaps, and missing keys in those that are there. */
import type { Corpus } from '../corpus';
import { absence } from './absence';
import { configMaps, type Products, secrets } from './producers';
import { suggestion } from './suggestion';
import { uses, type Use } from './uses';

export interface Missing {
  readonly use: Use;
  readonly message: string;
  /** Nothing in the input makes any object of that kind: the input is not all there is. */
  readonly isKindAbsent: boolean;
}

export interface MissingKey {
  readonly use: Use;
  readonly path: Use['path'];
  readonly message: string;
  readonly holder: Use['object'];
}

/** Once for each object and name, at its first use. */
export function missingData(corpus: Corpus, key: Use['key']): readonly Missing[] {
  const products = productsOf(corpus, key);
  const told = new Map<Use['object'], Set<string>>();
  return corpus.derive(uses).flatMap((use) => {
    if (use.key !== key || use.isOptional || products.find(use.namespace, use.name).length > 0) return [];
    const names = told.get(use.object) ?? new Set();
    if (names.has(use.name)) return [];
    told.set(use.object, names.add(use.name));
    const message = absence(corpus, use, {
      alsoThere: [...products.always, ...flagged(corpus, use)],
      names: () => products.names(use.namespace),
    });
    if (message === undefined) return [];
    return [{ use, message, isKindAbsent: products.isEmpty }];
  });
}

export function missingKeys(corpus: Corpus, key: Use['key']): readonly MissingKey[] {
  const products = productsOf(corpus, key);
  return corpus.derive(uses).flatMap((use) => {
    if (use.key !== key || use.isOptional) return [];
    const [first, ...others] = products.find(use.namespace, use.name);
    if (first === undefined) return missingExternalKeys(corpus, use);
    const keys: string[] = [];
    for (const made of [first, ...others]) {
      if (made.keys === undefined) return [];
      keys.push(...made.keys);
    }
    return without(corpus, use, keys).map((missing) => ({ ...missing, holder: first.object }));
  });
}

function missingExternalKeys(corpus: Corpus, use: Use): readonly MissingKey[] {
  const known = corpus.external(use.key, use.namespace, use.name);
  if (known.length === 0 || known.some(({ keys }) => keys === undefined)) return [];
  const keys = known.flatMap((external) => external.keys ?? []);
  return without(corpus, use, keys).map((missing) => ({ ...missing, holder: use.object }));
}

function without(corpus: Corpus, use: Use, keys: readonly string[]) {
  return use.items
    .filter(({ anyOf }) => !anyOf.some((item) => keys.includes(item)))
    .map(({ anyOf, path }) => {
      const wanted = anyOf.map((item) => `"${item}"`).join(' or ');
      const near = suggestion(corpus, anyOf[0] ?? '', () => keys);
      const hint = near === undefined ? `its keys: ${keys.slice(0, 8).join(', ')}` : `did you mean "${near}"?`;
      return { use, path, message: `${use.key} "${use.name}" has no key ${wanted}, ${hint}` };
    });
}

function productsOf(corpus: Corpus, key: Use['key']): Products {
  return corpus.derive(key === 'Secret' ? secrets : configMaps);
}

/** Names that a container gets with a flag like `--secret-name=web-tls`: it makes the Secret itself. */
function flagged(corpus: Corpus, { key, name }: Use): readonly string[] {
  return key === 'Secret' && corpus.derive(secretFlags).has(name) ? [name] : [];
}

function secretFlags(corpus: Corpus): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { containers } of corpus.pods()) {
    for (const { spec } of containers) {
      for (const argument of [...(spec.command ?? []), ...(spec.args ?? [])]) {
        const name = secretOption(argument);
        if (name !== undefined) found.add(name);
      }
    }
  }
  return found;
}

function secretOption(argument: string): string | undefined {
  const [, option = '', value] = /^--?([\w-]*)=(.+)$/.exec(argument) ?? [];
  return option.includes('secret') ? value : undefined;
}
