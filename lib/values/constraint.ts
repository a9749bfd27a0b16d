/** What a field accepts, in a few words, for the comments of values.yaml and for the reference. */
import type { Field } from './schema';

/** Such as “1 to 50”, “ClusterIP, NodePort or LoadBalancer”; empty where the type says it all. */
export function constraintOf(field: Field): string {
  if (field.kind === 'integer') return `${String(field.minimum)} to ${String(field.maximum)}`;
  if (field.kind !== 'string') return '';
  return field.options === undefined ? '' : choiceOf(field.options);
}

/** Such as “a, b or c”; nothing is “""”. */
export function choiceOf(options: readonly unknown[]): string {
  const [last = '', ...others] = options.map((option) => (option === '' ? '""' : String(option))).reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

/** The description with the constraint, as sentences. */
export function fullDescription(field: Field): string {
  const constraint = constraintOf(field);
  if (constraint === '') return field.description;
  return `${field.description} ${field.kind === 'integer' ? constraint : `One of ${constraint}`}.`;
}

export function typeOf(field: Field): string {
  switch (field.kind) {
    case 'record':
      return 'object';
    case 'map':
      return field.value.kind === 'record' ? 'map of objects' : `map of ${field.value.kind}s`;
    case 'list':
      return field.item.kind === 'record' ? 'list of objects' : `list of ${field.item.kind}s`;
    case 'opaque':
      return field.schema.type === 'array' ? 'list' : 'object';
    default:
      return field.kind;
  }
}
