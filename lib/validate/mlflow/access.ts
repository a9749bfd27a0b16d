/** How requests get to an MLflow server: its Services, and the Ingresses in front of them. */
import type { Ingress, Service } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import { typed, type ManifestObject } from '../object';
import type { Pod } from '../pod';
import { matchesLabels } from '../selector';
import type { Path } from '../../yaml/position';

/** The Services that send requests to the pod. */
export function servicesOf(pod: Pod, corpus: Corpus): readonly ManifestObject[] {
  return corpus.ofKind('Service').filter((service) => {
    const { selector = {} } = typed<Service>(service).spec ?? {};
    if (service.namespace !== pod.object.namespace || Object.keys(selector).length === 0) return false;
    return matchesLabels(selector as Readonly<Record<string, string>>, pod.labels);
  });
}

export interface Route {
  readonly ingress: ManifestObject;
  readonly host: string;
  readonly path: Path;
}

/** The hosts under which Ingresses serve the Services. */
export function routesTo(services: readonly ManifestObject[], corpus: Corpus): readonly Route[] {
  return corpus.ofKind('Ingress.networking.k8s.io').flatMap((ingress) =>
    (typed<Ingress>(ingress).spec?.rules ?? []).flatMap(({ host = '', http }, index) => {
      const names = (http?.paths ?? []).map(({ backend }) => backend?.service?.name);
      const isRouted = services.some(({ name, namespace }) => namespace === ingress.namespace && names.includes(name));
      return isRouted && host !== '' ? [{ ingress, host, path: ['spec', 'rules', index, 'host'] }] : [];
    }),
  );
}

/** Whether other machines than those of the cluster reach the Service directly. */
export function isExposed(service: ManifestObject): boolean {
  const type = typed<Service>(service).spec?.type;
  return type === 'NodePort' || type === 'LoadBalancer';
}
