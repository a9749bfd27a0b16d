/** Gateway API: what routes send requests to, and whom they attach themselves to. */
import type { Path } from '../../yaml/position';
import type { Corpus } from '../corpus';
import type { ManifestObject } from '../object';
import { listAt, textAt, valueAt } from './lenient';

export const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(
  (kind) => `${kind}.gateway.networking.k8s.io`,
);

/** A reference from a route to another object: backend or parent. */
export interface RouteReference {
  readonly object: ManifestObject;
  readonly path: Path;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly isNamespaceWritten: boolean;
  readonly name: string;
  readonly port: number | undefined;
  readonly sectionName: string | undefined;
}

/** All backends of routes, those that filters mirror to included. */
export function backendReferences(corpus: Corpus): readonly RouteReference[] {
  return routes(corpus).flatMap((object) =>
    listAt(object.value, 'spec', 'rules').flatMap((rule, index) => {
      const at = ['spec', 'rules', index];
      const lists = listAt(rule, 'backendRefs').map((value, place) => [value, [...at, 'backendRefs', place]] as const);
      const mirrors = listAt(rule, 'filters').flatMap((filter, place) => {
        const value = valueAt(filter, 'requestMirror', 'backendRef');
        return value === undefined ? [] : [[value, [...at, 'filters', place, 'requestMirror', 'backendRef']] as const];
      });
      return [...lists, ...mirrors].flatMap(([value, path]) => reference(object, value, path, ['', 'Service']));
    }),
  );
}

export function parentReferences(corpus: Corpus): readonly RouteReference[] {
  return routes(corpus).flatMap((object) =>
    listAt(object.value, 'spec', 'parentRefs').flatMap((value, index) =>
      reference(object, value, ['spec', 'parentRefs', index], ['gateway.networking.k8s.io', 'Gateway']),
    ),
  );
}

function routes(corpus: Corpus): readonly ManifestObject[] {
  return routeKinds.flatMap((key) => corpus.ofKind(key));
}

function reference(
  object: ManifestObject,
  value: unknown,
  path: Path,
  [group, kind]: readonly [string, string],
): readonly RouteReference[] {
  const name = textAt(value, 'name');
  if (name === undefined) return [];
  const namespace = textAt(value, 'namespace');
  const port = valueAt(value, 'port');
  const writtenGroup = valueAt(value, 'group');
  return [
    {
      object,
      path,
      group: typeof writtenGroup === 'string' ? writtenGroup : group,
      kind: textAt(value, 'kind') ?? kind,
      namespace: namespace ?? object.namespace,
      isNamespaceWritten: namespace !== undefined,
      name,
      port: typeof port === 'number' ? port : undefined,
      sectionName: textAt(value, 'sectionName'),
    },
  ];
}
