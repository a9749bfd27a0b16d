/** What an installation consists of, and who talks to whom: read off its objects. */
import type { Json } from '../yaml/json';

export interface GraphNode {
  readonly name: string;
  /** One line for each object, such as `Deployment ×3`. */
  readonly lines: readonly string[];
}

export interface InstallationGraph {
  readonly nodes: readonly GraphNode[];
  /** From a node's name to another's. */
  readonly edges: readonly (readonly [from: string, to: string])[];
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, Json>>;
}

const COMPONENT = 'app.kubernetes.io/component';

/** A node for each component and for each host of an Ingress; an edge wherever one names another's Service. */
export function installationGraph(manifests: Iterable<Json>): InstallationGraph {
  const objects = [...manifests] as unknown as readonly KubernetesObject[];
  const components = [...new Set(objects.map(componentOf))];
  const services = objects.filter(({ kind }) => kind === 'Service');
  const ingresses = objects.filter(({ kind }) => kind === 'Ingress');
  const nodes = components.map((name) => ({
    name,
    lines: counted(
      objects.filter((object) => componentOf(object) === name && object.kind !== 'Ingress').flatMap(summary),
    ),
  }));
  const hosts = ingresses.flatMap((ingress) => hostsOf(ingress).map((host) => [host, componentOf(ingress)] as const));
  const calls = objects.flatMap((object) => {
    const text = JSON.stringify(object);
    const called = services.filter(({ metadata }) => text.includes(`${metadata.name}.${metadata.namespace}.svc`));
    return called.map((service) => [componentOf(object), componentOf(service)] as const);
  });
  const edges = [...hosts, ...calls].filter(([from, to]) => from !== to);
  return {
    nodes: [...hosts.map(([name]) => ({ name, lines: ['Ingress'] })), ...nodes],
    edges: [...new Map(edges.map((edge) => [edge.join('\n'), edge])).values()],
  };
}

function componentOf({ metadata }: KubernetesObject): string {
  return metadata.labels?.[COMPONENT] ?? metadata.name;
}

function hostsOf({ spec }: KubernetesObject): readonly string[] {
  const rules = (spec?.['rules'] ?? []) as readonly { readonly host: string }[];
  return rules.map(({ host }) => host);
}

/** Equal lines once, with how many there are. */
function counted(lines: readonly string[]): readonly string[] {
  const count = (line: string): number => lines.filter((other) => other === line).length;
  return [...new Set(lines)].map((line) => (count(line) === 1 ? line : `${String(count(line))} ${line}s`));
}

function replicasOf(spec: KubernetesObject['spec']): string {
  const replicas = spec?.['replicas'] as number;
  return replicas === 1 ? 'one pod' : `${String(replicas)} pods`;
}

/** An object in a few words; what only serves others (ServiceAccounts, headless Services) goes without saying. */
function summary({ kind, spec }: KubernetesObject): readonly string[] {
  switch (kind) {
    case 'Deployment':
      return [`Deployment, ${replicasOf(spec)}`];
    case 'StatefulSet': {
      const claims = (spec?.['volumeClaimTemplates'] ?? []) as readonly {
        readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
      }[];
      const sizes = claims.map((claim) => `volume of ${claim.spec.resources.requests.storage}`);
      return [`StatefulSet, ${replicasOf(spec)}`, ...sizes];
    }
    case 'Service': {
      if (spec?.['clusterIP'] === 'None') return [];
      const ports = (spec?.['ports'] ?? []) as readonly { readonly port: number }[];
      return [`Service :${ports.map(({ port }) => String(port)).join(', :')}`];
    }
    case 'ServiceAccount':
      return [];
    default:
      return [kind];
  }
}
