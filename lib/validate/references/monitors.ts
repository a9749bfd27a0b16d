/** ServiceMonitors and PodMonitors, and what they select. */
import type { LabelSelector, Service, ServicePort } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import { isRecord, type Loose, type ManifestObject, typed } from '../object';
import { selects } from '../selector';
import { isInDoubt } from './doubt';
import { listAt, recordAt, stringsAt, valueAt } from './lenient';

export const monitorKinds = ['ServiceMonitor.monitoring.coreos.com', 'PodMonitor.monitoring.coreos.com'];

export interface Monitor {
  readonly object: ManifestObject;
  readonly selector: Loose<LabelSelector>;
  /** Undefined: all of them. */
  readonly namespaces: readonly string[] | undefined;
}

/** Monitors whose selectors the schema has accepted. */
export function monitors(corpus: Corpus, key: string): readonly Monitor[] {
  return corpus.ofKind(key).flatMap((object) => {
    const isLegible =
      object.status !== 'unknown-kind' &&
      !isInDoubt(object, ['spec', 'selector']) &&
      !isInDoubt(object, ['spec', 'namespaceSelector']);
    if (!isLegible) return [];
    const selector = recordAt(object.value, 'spec', 'selector') as Loose<LabelSelector>;
    const names = listAt(object.value, 'spec', 'namespaceSelector', 'matchNames').filter(
      (name) => typeof name === 'string',
    );
    const isAny = valueAt(object.value, 'spec', 'namespaceSelector', 'any') === true;
    return [{ object, selector, namespaces: isAny ? undefined : names.length > 0 ? names : [object.namespace] }];
  });
}

/** The Services that a ServiceMonitor selects by their labels: the same array for the same selection. */
export function monitoredServices(corpus: Corpus, monitor: Monitor): readonly ManifestObject[] {
  const known = corpus.derive(selections);
  const text = JSON.stringify([monitor.selector, monitor.namespaces]);
  const services = known.get(text) ?? select(corpus, monitor);
  known.set(text, services);
  return services;
}

function selections(): Map<string, readonly ManifestObject[]> {
  return new Map();
}

function select(corpus: Corpus, { selector, namespaces }: Monitor): readonly ManifestObject[] {
  const services = corpus.derive(servicesByLabel);
  const [pair] = Object.entries(isRecord(selector.matchLabels) ? selector.matchLabels : {});
  const candidates =
    pair === undefined ? corpus.ofKind('Service') : (services.get(`${pair[0]}=${String(pair[1])}`) ?? []);
  if (!corpus.mayCompare(selector, candidates.length)) return [];
  return candidates.filter(
    (service) =>
      (namespaces === undefined || namespaces.includes(service.namespace)) &&
      selects(selector, stringsAt(service.value, 'metadata', 'labels')),
  );
}

function servicesByLabel(corpus: Corpus): ReadonlyMap<string, readonly ManifestObject[]> {
  const found = new Map<string, ManifestObject[]>();
  for (const service of corpus.ofKind('Service')) {
    for (const [key, value] of Object.entries(stringsAt(service.value, 'metadata', 'labels'))) {
      const list = found.get(`${key}=${value}`);
      if (list === undefined) found.set(`${key}=${value}`, [service]);
      else list.push(service);
    }
  }
  return found;
}

/** The ports of these Services, once each; undefined if the schema refuses some of it. */
export function portsOfServices(
  corpus: Corpus,
  services: readonly ManifestObject[],
): readonly Loose<ServicePort>[] | undefined {
  const known = corpus.derive(servicePorts);
  let ports = known.get(services);
  if (ports === undefined && !known.has(services)) {
    ports = services.some((service) => isInDoubt(service, ['spec', 'ports']))
      ? undefined
      : unique(services.flatMap((service) => typed<Service>(service).spec?.ports ?? []));
    known.set(services, ports);
  }
  return ports;
}

function servicePorts(): WeakMap<readonly ManifestObject[], readonly Loose<ServicePort>[] | undefined> {
  return new WeakMap();
}

function unique(ports: readonly Loose<ServicePort>[]): readonly Loose<ServicePort>[] {
  return [...new Map(ports.map((port) => [`${port.name} ${port.port}`, port])).values()];
}
