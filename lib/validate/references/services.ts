/** Services, the pods behind them, and what is wrong with references to them. */
import type { Service, ServicePort } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import { type Loose, type ManifestObject, typed } from '../object';
import type { Pod } from '../pod';
import { absence, findAcross } from './absence';
import { isInDoubt } from './doubt';
import { withoutRuntimeLabels } from './runtime-labels';

export interface SelectingService {
  readonly object: ManifestObject;
  readonly value: Loose<Service>;
  /** Without labels that pods get only when they run. */
  readonly selector: Readonly<Record<string, string>>;
  readonly pods: readonly Pod[];
}

/** Services that have a selector and use it. */
export function selectingServices(corpus: Corpus): readonly SelectingService[] {
  return corpus.checked<Service>('Service').flatMap(({ object, value }) => {
    const selector = withoutRuntimeLabels((value.spec?.selector ?? {}) as Readonly<Record<string, string>>);
    if (Object.keys(selector).length === 0 || value.spec?.type === 'ExternalName') return [];
    if (isInDoubt(object, ['spec', 'selector'])) return [];
    const pods = corpus.podsSelectedBy(object.namespace, { matchLabels: selector });
    return [{ object, value, selector, pods }];
  });
}

export interface PortReference {
  readonly name?: string | undefined;
  readonly number?: number | undefined;
}

export interface ServiceFault {
  /** `port`: the Service is there, but without that port. */
  readonly missing: 'service' | 'port';
  readonly message: string;
  readonly service?: ManifestObject;
}

/** What is wrong with a reference to a Service's port; `isWritten`: the reference itself says the namespace. */
export function serviceFault(
  corpus: Corpus,
  { namespace, name, isWritten = false }: { namespace: string; name: string; isWritten?: boolean },
  port: PortReference,
): ServiceFault | undefined {
  const target = { key: 'Service', namespace, name };
  const found = isWritten ? findAcross(corpus, target) : corpus.find('Service', namespace, name);
  if (found === undefined) {
    if (corpus.derive(operatedServices).has(`${namespace}/${name}`)) return undefined;
    const message = absence(corpus, target);
    return message === undefined ? undefined : { missing: 'service', message };
  }
  const services = corpus.all('Service', found.namespace, name);
  if (services.some((service) => service.status === 'unknown-kind' || isInDoubt(service, ['spec', 'ports']))) {
    return undefined;
  }
  const specs = services.map((service) => typed<Service>(service).spec ?? {});
  if (specs.some(({ type }) => type === 'ExternalName')) return undefined;
  const ports = specs.flatMap((spec) => spec.ports ?? []);
  if (port.name === undefined && port.number === undefined) return undefined;
  if (ports.some((candidate) => isPort(candidate, port))) return undefined;
  const wanted = port.name === undefined ? `port ${port.number}` : `port named "${port.name}"`;
  const listed = ports.length === 0 ? 'it has none' : `its ports: ${servicePortsText(ports)}`;
  return { missing: 'port', message: `Service "${name}" has no ${wanted}, ${listed}`, service: found };
}

function isPort(candidate: Loose<ServicePort>, { name, number }: PortReference): boolean {
  return name === undefined ? candidate.port === number : candidate.name === name;
}

/** `http 80, 443`. */
export function servicePortsText(ports: readonly Loose<ServicePort>[]): string {
  return ports.map(({ name, port }) => [name, port].filter((part) => part !== undefined).join(' ')).join(', ');
}

/** `namespace/name` of Services that operators make. */
function operatedServices(corpus: Corpus): ReadonlySet<string> {
  const of = (key: string, names: (name: string) => readonly string[]) =>
    corpus.ofKind(key).flatMap(({ namespace, name }) => names(name).map((made) => `${namespace}/${made}`));
  return new Set([
    ...of('Cluster.postgresql.cnpg.io', (name) => [`${name}-rw`, `${name}-ro`, `${name}-r`]),
    ...of('Pooler.postgresql.cnpg.io', (name) => [name]),
    ...of('Prometheus.monitoring.coreos.com', () => ['prometheus-operated']),
    ...of('Alertmanager.monitoring.coreos.com', () => ['alertmanager-operated']),
    ...of('ThanosRuler.monitoring.coreos.com', () => ['thanos-ruler-operated']),
  ]);
}
