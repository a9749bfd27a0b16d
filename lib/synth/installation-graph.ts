/** What an installation consists of, and who needs whom: read off its objects. */
import type { Json } from '../yaml/json';
import { summaries, type KubernetesObject } from './object-summary';
import { references } from './references';
import { isTestHook } from './test-hook';

export interface GraphNode {
  /** Unique in the graph: a component and a Secret may have the same name. */
  readonly id: string;
  /** A `secret` is one that is not installed, but must exist. */
  readonly type: 'ingress' | 'component' | 'secret';
  readonly name: string;
  /** What there is to say, such as `Deployment, 3 pods`. */
  readonly lines: readonly string[];
}

export interface InstallationGraph {
  readonly nodes: readonly GraphNode[];
  /** From a node's id to another's, each pair once. */
  readonly edges: readonly (readonly [from: string, to: string])[];
}

const COMPONENT = 'app.kubernetes.io/component';

/**
 * A node for each Ingress, component and existing Secret; an edge wherever an object of one names a Service of another
 * (as a backend, or by its host name in any text) or a Secret. Tests are no part of an installation.
 */
export function installationGraph(manifests: Iterable<Json>): InstallationGraph {
  const objects = [...manifests].filter((manifest) => !isTestHook(manifest)) as unknown as readonly KubernetesObject[];
  const ingresses = objects.filter(({ kind }) => kind === 'Ingress');
  const others = objects.filter(({ kind }) => kind !== 'Ingress');
  const found = objects.map((object) => ({ from: idOf(object), ...references(object as unknown as Json) }));
  const installed = (kind: string, matches: (object: KubernetesObject) => boolean): readonly string[] =>
    others.filter((object) => object.kind === kind && matches(object)).map(idOf);

  const secretId = (name: string): string =>
    installed('Secret', ({ metadata }) => metadata.name === name)[0] ?? `secret/${name}`;
  const edges = found.flatMap(({ from, secrets, services, hosts }) =>
    [
      ...installed('Service', (service) => services.includes(service.metadata.name) || isHostOf(service, hosts)),
      ...secrets.map(secretId),
    ].map((to) => [from, to] as const),
  );

  const existing = new Set(edges.map(([, to]) => to).filter((id) => id.startsWith('secret/')));
  return {
    nodes: [
      ...ingresses.map(ingressNode),
      ...[...new Set(others.map(componentOf))].map((name) => ({
        id: `component/${name}`,
        type: 'component' as const,
        name,
        lines: summaries(others.filter((object) => componentOf(object) === name)),
      })),
      ...[...existing].map((id) => ({
        id,
        type: 'secret' as const,
        name: id.slice('secret/'.length),
        lines: ['existing Secret'],
      })),
    ],
    edges: [...new Map(edges.filter(([from, to]) => from !== to).map((edge) => [edge.join('\n'), edge])).values()],
  };
}

function idOf(object: KubernetesObject): string {
  return object.kind === 'Ingress' ? `ingress/${object.metadata.name}` : `component/${componentOf(object)}`;
}

function componentOf({ metadata }: KubernetesObject): string {
  return metadata.labels?.[COMPONENT] ?? metadata.name;
}

/** Qualified by the namespace at least: the bare name is often that of other objects, too. */
function isHostOf({ metadata }: KubernetesObject, hosts: readonly string[]): boolean {
  const host = `${metadata.name}.${metadata.namespace ?? 'default'}`;
  return hosts.some((other) => other === host || other.startsWith(`${host}.svc`));
}

function ingressNode(ingress: KubernetesObject): GraphNode {
  const rules = (ingress.spec?.['rules'] ?? []) as readonly { readonly host?: string }[];
  const [name, ...more] = rules.flatMap(({ host }) => host ?? []);
  return { id: idOf(ingress), type: 'ingress', name: name ?? 'any host', lines: ['Ingress', ...more] };
}
