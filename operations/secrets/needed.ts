/** Which Secrets an installation reads, and what has to be in each: found in its objects, and explained by the values. */
import type { Context } from '../../lib/expr/context';
import { SchemaSet } from '../../lib/schema/schema-set';
import { evaluateModel } from '../../lib/synth/model';
import { Corpus } from '../../lib/validate/corpus';
import { secrets } from '../../lib/validate/references/producers';
import { uses } from '../../lib/validate/references/uses';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { toObject } from '../../lib/validate/to-object';
import { defaultOptions } from '../../lib/validate/validate';
import { OF_OTHERS, MADE, type SecretForm, type SecretKind } from '../../values/declared-secret';
import { declaredSecrets } from '../../values/secrets';
import { ownModel } from '../own-model';

export interface NeededSecret {
  readonly name: string;
  readonly namespace: string;
  /** The value that names it; without, it is the user's own: of mlflow.env, for example. */
  readonly path?: string;
  /** None, if all that is known is that something reads it as a whole. */
  readonly keys: readonly NeededKey[];
  /** Where whoever reads it wants more than its keys. */
  readonly form?: SecretForm;
}

export interface NeededKey {
  readonly key: string;
  /** Nothing where no value of the chart's says what it is. */
  readonly kind?: SecretKind;
  /** What the values say has to stand there. */
  readonly content?: string;
  /** Whatever reads it goes on without. */
  readonly isOptional: boolean;
}

/** A Secret that an object of the installation will make: an ExternalSecret or a Certificate. */
export interface ForeignSecret {
  readonly name: string;
  readonly by: string;
}

export interface Needs {
  readonly secrets: readonly NeededSecret[];
  readonly madeByOthers: readonly ForeignSecret[];
}

/**
 * In the order in which the values are declared, and then in that of the objects. What the chart makes itself is not among them.
 * @throws SettingsError where two values name the same key of one Secret for different things
 */
export function needsOf(context: Context): Needs {
  const corpus = new Corpus(objectsOf(context), { complete: true, external: [] });
  const products = secrets(corpus);
  const used = new Map<string, { readonly use: NeededSecret; readonly keys: Map<string, NeededKey> }>();
  const madeByOthers = new Map<string, ForeignSecret>();
  for (const { key, name, namespace, items, isOptional } of uses(corpus)) {
    if (key !== 'Secret') continue;
    const maker = products.find(namespace, name)[0]?.object;
    if (maker !== undefined) {
      if (maker.kind !== 'Secret') madeByOthers.set(name, { name, by: `${maker.kind} ${maker.name}` });
      continue;
    }
    const identity = `${namespace}/${name}`;
    const entry = used.get(identity) ?? { use: { name, namespace, keys: [] }, keys: new Map<string, NeededKey>() };
    used.set(identity, entry);
    for (const [item = ''] of items.map(({ anyOf }) => anyOf)) {
      const known = entry.keys.get(item);
      entry.keys.set(item, { key: item, isOptional: isOptional && known?.isOptional !== false });
    }
  }
  const explained = explain(context);
  const found = [...used].map(([identity, { use, keys }]) => {
    const declared = explained.get(identity);
    const others = [...keys.values()].filter(({ key }) => declared?.keys.has(key) !== true);
    const own = [...(declared?.keys ?? [])].map(([key, kind]) => {
      const isOptional = declared?.needed.has(key) !== true && (keys.get(key)?.isOptional ?? true);
      const content = declared?.contents.get(key);
      return { key, kind, isOptional, ...(content !== undefined && { content }) };
    });
    const { path, form } = declared ?? {};
    return { ...use, ...(path !== undefined && { path }), ...(form && { form }), keys: [...own, ...others] };
  });
  const order = [...explained.keys()];
  const place = ({ namespace, name }: NeededSecret) => order.indexOf(`${namespace}/${name}`) >>> 0;
  return { secrets: found.sort((a, b) => place(a) - place(b)), madeByOthers: [...madeByOthers.values()] };
}

/** What users pass on to Kubernetes can be anything: only what fits its kind is looked into. */
const schemas = new SchemaSet({ minor: defaultOptions.minor });

export function objectsOf(context: Context) {
  return [...evaluateModel(ownModel(), context)].map(([file, object]) => {
    const origin = { source: { name: file, text: () => '' }, document: 0, path: [] };
    return toObject(object, origin, schemas, context.release.namespace);
  });
}

interface Explained {
  readonly path: string;
  readonly keys: Map<string, SecretKind>;
  /** Those that are needed although no object names them. */
  readonly needed: Set<string>;
  /** What has to stand in them. */
  readonly contents: Map<string, string>;
  form?: SecretForm;
}

/** `namespace/name` → what the values that name it say of its keys. */
function explain(context: Context): ReadonlyMap<string, Explained> {
  const evaluate = ownModel().evaluator.for(context);
  const explained = new Map<string, Explained>();
  for (const declared of declaredSecrets(ownModel().values)) {
    if (evaluate(declared.isRead) !== true) continue;
    const [path, name] = [declared.path, declared.name].map((value) => String(evaluate(value)));
    const identity = `${context.release.namespace}/${String(name)}`;
    const entry = explained.get(identity) ?? {
      path: String(path),
      keys: new Map<string, SecretKind>(),
      needed: new Set<string>(),
      contents: new Map<string, string>(),
    };
    explained.set(identity, entry);
    if (declared.form !== undefined) entry.form = declared.form;
    for (const each of declared.keys) {
      const key = String(evaluate(each.key));
      const kind = evaluate(each.kind) as SecretKind;
      const other = entry.keys.get(key);
      if (other !== undefined && other !== kind) {
        throw new SettingsError(
          `${String(path)} and ${entry.path} name the same key ${key} of the Secret ${String(name)}: ` +
            `it cannot be ${describeKind(other)} and ${describeKind(kind)}. Give one of them another key, or a Secret of its own.`,
        );
      }
      entry.keys.set(key, kind);
      if (each.isNeeded) entry.needed.add(key);
      if (each.content !== undefined) entry.contents.set(key, String(evaluate(each.content)));
    }
  }
  return explained;
}

/** In words. */
export function describeKind(kind: SecretKind): string {
  return { ...MADE, ...OF_OTHERS }[kind];
}
