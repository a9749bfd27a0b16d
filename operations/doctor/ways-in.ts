/** How requests get to MLflow from outside of the cluster. */
import type { Ingress } from '../../imports/kubernetes/types';
import { wildcard } from '../../lib/text/wildcard';
import { componentOf, isOf, nameOf, SERVER, type HttpRoute, type OpenShiftRoute, type State } from './state';

export interface Backend {
  readonly service: string;
  /** By number or name; undefined for any. */
  readonly port: number | string | undefined;
}

/** The names of MLflow's Services. */
function servers(state: State): readonly string[] {
  return state.services.filter((one) => isOf(state, one) && componentOf(one) === SERVER).map(nameOf);
}

export function backendsOf({ spec }: Ingress): readonly Backend[] {
  const all = [
    spec?.defaultBackend,
    ...(spec?.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
  ];
  return all.flatMap((backend) => {
    const { name, port } = backend?.service ?? {};
    return name === undefined ? [] : [{ service: name, port: port?.name ?? port?.number }];
  });
}

/** The release's own, and of others what leads to it. */
export function ingressesOf(state: State): readonly Ingress[] {
  const names = servers(state);
  return state.ingresses.flatMap((one) => {
    if (isOf(state, one) && componentOf(one) === SERVER) return [one];
    const found = leadingTo(one, names);
    return backendsOf(found).length === 0 ? [] : [found];
  });
}

/** Of an Ingress that others share, the rules to these Services, and the certificates of their hosts. */
function leadingTo({ spec, ...rest }: Ingress, names: readonly string[]): Ingress {
  const leads = (backend: { readonly service?: { readonly name: string } } | undefined) =>
    names.includes(backend?.service?.name ?? '');
  const rules = (spec?.rules ?? []).flatMap(({ http, ...rule }) => {
    const paths = (http?.paths ?? []).filter(({ backend }) => leads(backend));
    return paths.length === 0 ? [] : [{ ...rule, http: { paths } }];
  });
  const covers = (name: string) =>
    rules.some(({ host = '' }) => host === name || wildcard(name)(host) || wildcard(host)(name));
  const { defaultBackend, ...others } = spec ?? {};
  return {
    ...rest,
    spec: {
      ...others,
      ...(leads(defaultBackend) && defaultBackend !== undefined && { defaultBackend }),
      rules,
      tls: (spec?.tls ?? []).flatMap(({ hosts = [], ...one }) => {
        const ours = leads(defaultBackend) ? hosts : hosts.filter(covers);
        return ours.length > 0 || hosts.length === 0 ? [{ ...one, hosts: ours }] : [];
      }),
    },
  };
}

export function routesOf(state: State): readonly HttpRoute[] {
  const names = servers(state);
  return state.routes.filter(
    (one) =>
      (isOf(state, one) && componentOf(one) === SERVER) ||
      (one.spec?.rules ?? []).some(({ backendRefs = [] }) => backendRefs.some(({ name }) => names.includes(name))),
  );
}

export function openshiftRoutesOf(state: State): readonly OpenShiftRoute[] {
  const names = servers(state);
  return state.openshiftRoutes.filter(
    (one) => (isOf(state, one) && componentOf(one) === SERVER) || names.includes(one.spec?.to?.name ?? ''),
  );
}

/** Hosts under which people ask for it, with the object that says so; patterns are none. */
export function hostsOf(state: State): readonly { readonly host: string; readonly where: string }[] {
  const all = [
    ...ingressesOf(state).flatMap((one) =>
      (one.spec?.rules ?? []).map(({ host = '' }) => ({ host, where: `ingress/${nameOf(one)}` })),
    ),
    ...routesOf(state).flatMap((one) =>
      (one.spec?.hostnames ?? []).map((host) => ({ host, where: `httproute/${nameOf(one)}` })),
    ),
    ...openshiftRoutesOf(state).map((one) => ({ host: one.spec?.host ?? '', where: `route/${nameOf(one)}` })),
  ];
  return all.filter(({ host }) => host !== '' && !host.includes('*'));
}
