/** One object on its way from one state to the other, and both states of everything, as the rules about consequences see them. */
import { knownMinors } from '../schema/availability';
import { SchemaSet } from '../schema/schema-set';
import { Corpus } from '../validate/corpus';
import type { ManifestObject, Origin } from '../validate/object';
import { toObject } from '../validate/to-object';
import type { Json } from '../yaml/json';
import type { FieldChange, KubernetesObject, ObjectChange, Sides } from './change';

export interface Transition {
  /** `Deployment.apps` */
  readonly key: string;
  /** Without what its schema refuses; undefined: it is new. */
  readonly before: ManifestObject | undefined;
  /** Undefined: it goes. */
  readonly after: ManifestObject | undefined;
  readonly change: ObjectChange;
  /** All objects of each side. */
  readonly sides: { readonly before: Corpus; readonly after: Corpus };
  /** Where it is, for whoever types a command; undefined where that is not known, or it is in none. */
  readonly namespace: string | undefined;
}

export function transitionOf(change: ObjectChange, sides: Sides): Transition {
  const view = viewOf(sides);
  const before = change.before === undefined ? undefined : view.of(change.before);
  const after = change.after === undefined ? undefined : view.of(change.after);
  const { namespace = '' } = after ?? before ?? {};
  return {
    key: (after ?? before)?.key ?? '',
    before,
    after,
    change,
    sides: view,
    namespace: namespace === HERE ? sides.namespace : namespace === '' ? undefined : namespace,
  };
}

/** What a command of kubectl needs for the object to be found: ` -n mlflow-prod`, or nothing. */
export function inNamespace({ namespace }: Pick<Transition, 'namespace'>): string {
  return namespace === undefined ? '' : ` -n ${namespace}`;
}

/** What a controller has made of another object, as a cluster lists it: a Deployment's ReplicaSets, and their pods. */
export function isOwned({ metadata }: KubernetesObject): boolean {
  const { ownerReferences } = metadata as { readonly ownerReferences?: unknown };
  return Array.isArray(ownerReferences) && ownerReferences.length > 0;
}

/** The changed fields at a path, around it, or below it. */
export function fieldsAt({ change }: Transition, ...path: readonly string[]): readonly FieldChange[] {
  return change.fields.filter((field) => path.every((step, index) => (field.path[index] ?? step) === step));
}

interface View {
  readonly of: (object: KubernetesObject) => ManifestObject;
  readonly before: Corpus;
  readonly after: Corpus;
}

/** Made once for all changes of the same sides. */
const views = new WeakMap<Sides, View>();

function viewOf(sides: Sides): View {
  const known = views.get(sides) ?? view(sides);
  views.set(sides, known);
  return known;
}

/** Where objects live that name no namespace: a name that no other may have. */
const HERE = '(release)';
const ORIGIN: Origin = { source: { name: '', text: () => '' }, document: 0, path: [] };

function view(sides: Sides): View {
  const schemas = new SchemaSet({ minor: knownMinors().newest });
  const objects = new WeakMap<KubernetesObject, ManifestObject>();
  const of = (object: KubernetesObject): ManifestObject => {
    const known = objects.get(object) ?? toObject(object as unknown as Json, ORIGIN, schemas, HERE);
    objects.set(object, known);
    return known;
  };
  const corpus = (side: readonly KubernetesObject[]) =>
    new Corpus(side.filter((object) => !isOwned(object)).map(of), { complete: true, external: [] });
  return { of, before: corpus(sides.before), after: corpus(sides.after) };
}
