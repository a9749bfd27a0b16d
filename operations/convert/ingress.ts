/** The way in. */
import { isMapping, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import type { Ours } from './ours';
import { textOf } from './their';

export interface Ingress {
  readonly className: string;
  readonly annotations: JsonObject;
  readonly hosts: readonly Json[];
  readonly tls: readonly Json[];
}

const CONTROLLERS = ['traefik', 'haproxy', 'alb'] as const;
const LEGACY = 'kubernetes.io/ingress.class';

/** @param from the path of all of it */
export function takeIngress(ours: Ours, { className, annotations, hosts, tls }: Ingress, from: string): void {
  const at = (name: string) => `${from}.${name}`;
  ours.set('mlflow.ingress.enabled', true, at('enabled'));
  const { [LEGACY]: legacy, ...others } = annotations;
  const name = className === '' ? textOf(legacy) : className;
  if (name !== '') ours.set('mlflow.ingress.className', name, at(className === '' ? 'annotations' : 'className'));
  const controller = CONTROLLERS.find(
    (one) => name.includes(one) || Object.keys(others).some((key) => key.includes(one)),
  );
  if (controller !== undefined) ours.set('mlflow.ingress.controller', controller, at('className'));
  if (Object.keys(others).length > 0) ours.set('mlflow.ingress.annotations', texts(others), at('annotations'));
  ours.set('mlflow.ingress.hosts', hosts, at('hosts'));
  const [certificates, nameless] = [tls.filter(named), tls.filter((entry) => !named(entry))];
  if (certificates.length > 0) ours.set('mlflow.ingress.tls', certificates, at('tls'));
  if (nameless.length > 0) {
    ours.say(
      'left out',
      at('tls'),
      'has an entry without secretName, for the controller’s own certificate: name a Secret in mlflow.ingress.tls, without which links and origins are http here',
    );
  }
}

/** A Gateway's. */
export function takeGateway(
  ours: Ours,
  route: { readonly parentRefs: readonly Json[]; readonly hostnames: readonly Json[] },
  from: string,
): void {
  ours.set('mlflow.gateway.enabled', true, `${from}.enabled`);
  const parents = route.parentRefs.filter(isMapping).map((parent) => {
    const { name, namespace, sectionName } = parent;
    return {
      name: name ?? '',
      ...(namespace !== undefined && { namespace }),
      ...(sectionName !== undefined && { sectionName }),
    };
  });
  ours.set('mlflow.gateway.parentRefs', parents, `${from}.parentRefs`);
  ours.set('mlflow.gateway.hostnames', route.hostnames, `${from}.hostnames`);
}

function named(entry: Json): boolean {
  return isMapping(entry) && textOf(entry['secretName']) !== '';
}

/** Annotations are texts, also where somebody wrote a number. */
export function texts(map: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, typeof value === 'object' ? value : textOf(value)]),
  );
}
