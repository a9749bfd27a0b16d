import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import type { ManifestObject } from '../../object';
import { nearestName } from '../../../text/nearest-name';
import { absence, findAcross } from '../../references/absence';
import { parentReferences, routeKinds, type RouteReference } from '../../references/backend-references';
import { isInDoubt } from '../../references/doubt';
import { manifest } from '../../references/example';
import { listAt, textAt, valueAt } from '../../references/lenient';

const key = 'Gateway.gateway.networking.k8s.io';
const route = (name: string, parent: string) =>
  manifest('gateway.networking.k8s.io/v1', 'HTTPRoute', name, `spec: {parentRefs: [${parent}]}`);
const gateway = (name: string) =>
  manifest(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    name,
    'spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}',
  );

export default {
  id: 'route-parent-missing',
  scope: 'corpus',
  kinds: [key, ...routeKinds],
  severity: 'error',
  summary: 'A route to a Gateway that is not in the input (a warning), or to a listener that it does not have or allow',
  remedy: 'Name a Gateway and one of its listeners; let its allowedRoutes admit namespaces other than its own.',
  link: 'https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways',
  examples: {
    passes: [documents(route('web', '{name: public, sectionName: http}'), gateway('public'))],
    fails: [
      {
        yaml: documents(route('web', '{name: public, sectionName: https}'), gateway('public')),
        at: 'spec.parentRefs[0].sectionName',
      },
      { yaml: documents(route('web', '{name: public, port: 443}'), gateway('public')), at: 'spec.parentRefs[0].port' },
      { yaml: documents(route('web', '{name: pubic}'), gateway('public')), at: 'spec.parentRefs[0].name' },
      {
        yaml: documents(route('team/web', '{name: public, namespace: edge}'), gateway('edge/public')),
        at: 'spec.parentRefs[0].namespace',
      },
    ],
  },
  check(corpus, report) {
    for (const parent of parentReferences(corpus)) {
      const { object, path, group, kind, namespace, isNamespaceWritten, name } = parent;
      if (group !== 'gateway.networking.k8s.io' || kind !== 'Gateway') continue;
      const target = { key, namespace, name };
      const gateway = isNamespaceWritten ? findAcross(corpus, target) : corpus.find(key, namespace, name);
      const missing = gateway === undefined ? absence(corpus, target) : undefined;
      if (missing !== undefined) report(object, [...path, 'name'], missing, { severity: 'warning' });
      if (gateway === undefined || isInDoubt(gateway, ['spec', 'listeners'])) continue;
      const fault = faultOf(parent, gateway);
      if (fault === undefined) continue;
      const related = [{ object: gateway, path: ['spec', 'listeners'], message: 'its listeners' }];
      report(object, [...path, fault.field], fault.message, { related });
    }
  },
} satisfies CorpusCheck;

function faultOf({ object, namespace, name, sectionName, port }: RouteReference, gateway: ManifestObject) {
  const listeners = listAt(gateway.value, 'spec', 'listeners');
  const names = listeners.flatMap((listener) => textAt(listener, 'name') ?? []);
  if (sectionName !== undefined && !names.includes(sectionName)) {
    const near = nearestName(sectionName, names);
    const hint = near === undefined ? `its listeners: ${names.join(', ')}` : `did you mean "${near}"?`;
    return { field: 'sectionName', message: `Gateway "${name}" has no listener "${sectionName}", ${hint}` };
  }
  const chosen = listeners.filter(
    (listener) =>
      (sectionName === undefined || textAt(listener, 'name') === sectionName) &&
      (port === undefined || valueAt(listener, 'port') === port),
  );
  if (chosen.length === 0) {
    if (port === undefined) return undefined;
    return { field: 'port', message: `Gateway "${name}" has no listener on port ${port}` };
  }
  const isOwnOnly = (listener: unknown) =>
    (textAt(listener, 'allowedRoutes', 'namespaces', 'from') ?? 'Same') === 'Same';
  if (object.namespace === gateway.namespace || namespace !== gateway.namespace || !chosen.every(isOwnOnly)) {
    return undefined;
  }
  const message = `Gateway "${name}" takes routes of its own namespace ${namespace} only, not of ${object.namespace}`;
  return { field: 'namespace', message };
}
