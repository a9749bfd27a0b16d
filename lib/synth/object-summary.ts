/** An object in a few words, for a picture. */
import type { Json } from '../yaml/json';

export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, Json>>;
}

interface Claim {
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

/** First what runs, then how it is reached, then the rest as it comes. */
const ORDER = ['Deployment', 'StatefulSet', 'DaemonSet', 'Service'];

/** One line for each object or volume; equal lines once, with how many there are. */
export function summaries(objects: readonly KubernetesObject[]): readonly string[] {
  const rank = ({ kind }: KubernetesObject): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  const lines = objects.toSorted((a, b) => rank(a) - rank(b)).flatMap(summary);
  return [...new Set(lines)].map((line) => {
    const count = lines.filter((other) => other === line).length;
    return count === 1 ? line : `${line} ×${String(count)}`;
  });
}

/** What only serves others (ServiceAccounts, headless Services) goes without saying. */
function summary({ kind, spec }: KubernetesObject): readonly string[] {
  switch (kind) {
    case 'Deployment':
      return [`Deployment${pods(spec)}`];
    case 'StatefulSet': {
      const claims = (spec?.['volumeClaimTemplates'] ?? []) as unknown as readonly Claim[];
      return [
        `StatefulSet${pods(spec)}`,
        ...claims.map((claim) => `Volume of ${claim.spec.resources.requests.storage}`),
      ];
    }
    case 'Service': {
      if (spec?.['clusterIP'] === 'None') return [];
      const ports = (spec?.['ports'] ?? []) as readonly { readonly port: number }[];
      const numbers = ports.map(({ port }) => String(port)).join(', ');
      return [numbers === '' ? 'Service' : `Service on ${numbers}`];
    }
    case 'ServiceAccount':
      return [];
    default:
      return [kind];
  }
}

/** Without `replicas`, an autoscaler decides. */
function pods(spec: KubernetesObject['spec']): string {
  const replicas = spec?.['replicas'];
  if (typeof replicas !== 'number') return '';
  return replicas === 1 ? ', 1 pod' : `, ${String(replicas)} pods`;
}
