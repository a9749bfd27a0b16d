/** What one object says about others: the Secrets it reads, the Services it sends to, the hosts it knows. */
import type { Json } from '../yaml/json';

export interface References {
  /** Names, in the object's namespace, each once and in the order in which they appear. */
  readonly secrets: readonly string[];
  /** Services named as such: the backends of an Ingress. */
  readonly services: readonly string[];
  /** Everything in its texts that could be a qualified host name: `db.prod.svc.cluster.local`. */
  readonly hosts: readonly string[];
}

/** Fields whose `name` is that of a Secret: https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret. */
const SECRET_FIELDS = new Set(['secretKeyRef', 'secretRef', 'imagePullSecrets']);

const HOST = /[a-z0-9-]+(?:\.[a-z0-9-]+)+/g;

export function references(object: Json): References {
  const secrets = new Set<string>();
  const services = new Set<string>();
  const hosts = new Set<string>();
  const visit = (value: Json, key: string): void => {
    if (typeof value === 'string') {
      if (key === 'secretName') secrets.add(value);
      for (const [host] of value.matchAll(HOST)) hosts.add(host);
    } else if (Array.isArray(value)) {
      for (const item of value as readonly Json[]) visit(item, key);
    } else if (value !== null && typeof value === 'object') {
      const fields = value as Readonly<Record<string, Json>>;
      const name = fields['name'];
      if (typeof name === 'string' && SECRET_FIELDS.has(key)) secrets.add(name);
      if (typeof name === 'string' && key === 'service') services.add(name);
      for (const [field, content] of Object.entries(fields)) visit(content, field);
    }
  };
  visit(object, '');
  return { secrets: [...secrets], services: [...services], hosts: [...hosts] };
}
