/** Whether what a reference names is missing, and how to say so. */
import { isClusterScoped } from '../../schema/scope';
import type { Corpus } from '../corpus';
import type { ManifestObject } from '../object';
import { eachString, textAt, valueAt } from './lenient';
import { suggestion } from './suggestion';

/** The name of an object of a kind, `Kind.group`. `namespace` is ignored for cluster-scoped kinds. */
export interface Target {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Known {
  /** Names that exist without being in the input. */
  readonly alsoThere?: readonly string[];
  /** All names of the kind in that namespace, where other kinds make some of them. */
  readonly names?: () => readonly string[];
}

/**
 * `no Secret "db-cred" in namespace team, did you mean "db-creds"?`; undefined if the object is there or might be: where
 * the input could not be read in full, an object of that kind lost its name, a kind nobody knows may provide it, or the
 * user said that it exists elsewhere.
 */
export function absence(
  corpus: Corpus,
  { key, namespace, name }: Target,
  { alsoThere = [], names }: Known = {},
): string | undefined {
  const home = isClusterScoped(key) ? '' : namespace;
  if (name === '' || !corpus.complete || corpus.find(key, home, name) !== undefined || alsoThere.includes(name)) {
    return undefined;
  }
  if (corpus.isExternal(key, home, name) || isProvidedByUnknown(corpus, { key, namespace, name })) return undefined;
  if (corpus.all(key, home, '').some(({ value }) => textAt(value, 'metadata', 'generateName') === undefined)) {
    return undefined;
  }
  const where = home === '' ? '' : ` in namespace ${home}`;
  const near = suggestion(corpus, name, () => corpus.derive(knownNames)({ key, namespace: home, name }, names));
  return `no ${kindOf(key)} "${name}"${where}${near === undefined ? '' : `, did you mean "${near}"?`}`;
}

/**
 * The object that a reference with a written namespace means: there, or among objects that leave their namespace to
 * whoever applies them.
 */
export function findAcross(corpus: Corpus, { key, namespace, name }: Target): ManifestObject | undefined {
  return (
    corpus.find(key, namespace, name) ??
    corpus
      .named(name)
      .find((object) => object.key === key && textAt(object.value, 'metadata', 'namespace') === undefined)
  );
}

/** By a kind that no schema knows: a misspelt one, one of another group, or one that mentions what it makes. */
export function isProvidedByUnknown(corpus: Corpus, { key, name }: Target): boolean {
  const kind = kindOf(key);
  return (
    corpus.derive(mentions).has(name) ||
    corpus
      .named(name)
      .some((object) => object.key !== key && (object.kind === kind || object.status === 'unknown-kind'))
  );
}

/** `Deployment.apps` → `Deployment`. */
export function kindOf(key: string): string {
  return key.replace(/\..*/, '');
}

/** Every string in objects of kinds nobody knows. */
function mentions(corpus: Corpus): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { status, value } of corpus.objects) {
    if (status === 'unknown-kind') eachString(valueAt(value, 'spec') ?? value, (text) => found.add(text));
  }
  return found;
}

/** The names of each kind and namespace, listed once. */
function knownNames(corpus: Corpus) {
  const namesOf = new Map<string, readonly string[]>();
  return ({ key, namespace }: Target, names?: () => readonly string[]): readonly string[] => {
    const place = `${key}\n${namespace}`;
    const known = namesOf.get(place) ?? names?.() ?? namesIn(corpus, key, namespace);
    namesOf.set(place, known);
    return known;
  };
}

function namesIn(corpus: Corpus, key: string, namespace: string): readonly string[] {
  return corpus
    .ofKind(key)
    .filter((object) => object.namespace === namespace)
    .map((object) => object.name);
}
