/**
 * Which requests MLflow (3.5 and later) lets in. It refuses every Host header and, for writes, every web origin that it is
 * not told of, even its own; so both lists are derived from what the chart exposes.
 */
import type { Value } from '../../lib/expr/expr';
import { choose, join, notEmpty } from '../../lib/expr/function';
import { collection, each, named, text, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';

type Settings = Pick<
  Values['mlflow'],
  'ingress' | 'gateway' | 'route' | 'service' | 'allowedHosts' | 'corsAllowedOrigins'
>;

/**
 * Host headers, each with and without a port: MLflow compares the text, or, where there is a `*`, takes it for a pattern.
 * 0.0.0.0 is what MLflow's own jobs use, $(POD_IP) what the kubelet and Prometheus use (Kubernetes fills it in).
 */
export function allowedHosts(instance: Instance, settings: Settings): Value<string> {
  const service = instance.name('tracking');
  const { namespace } = instance;
  const fixed: readonly Value<string>[] = [
    'localhost',
    '127.0.0.1',
    '0.0.0.0',
    '$(POD_IP)',
    service,
    text`${service}.${namespace}`,
    text`${service}.${namespace}.svc`,
    instance.host('tracking'),
  ];
  const { ingress, route } = settings;
  const { hosts } = ingress;
  const list = collection('allowedHosts', [
    ...fixed.flatMap((host) => [host, text`${host}:*`]),
    ...['::1', '$(POD_IP)'].flatMap(inBrackets),
    ...each(hosts, ({ host }) => host),
    ...each(hosts, ({ host }) => text`${host}:*`),
    ...[settings.gateway.hostnames, settings.service.hostnames].flatMap((names) => [
      ...each(names, (host) => host),
      ...each(names, (host) => text`${host}:*`),
    ]),
    when(notEmpty(route.host), route.host),
    when(notEmpty(route.host), text`${route.host}:*`),
    ...each(settings.allowedHosts, (host) => host),
  ]);
  return named('tracking.allowedHosts', join(list, ','));
}

/** As an IPv6 address stands in a Host header; `[[]` is a bracket in a pattern. (Of an IPv4 address, it matches nothing.) */
const inBrackets = (address: string) => [`[${address}]`, `[[]${address}]:*`];

/** Web origins: those of the Ingress (https where it has certificates), of the Gateway, of the Route, of the Service, and a port-forward to one's own machine. */
export function corsOrigins(settings: Settings, tls: Value<boolean>): Value<string> {
  const { ingress, gateway, route, service, corsAllowedOrigins } = settings;
  const scheme = choose(notEmpty(ingress.tls), 'https', 'http');
  const list = collection('corsOrigins', [
    'http://localhost:*',
    'http://127.0.0.1:*',
    when(tls, 'https://localhost:*'),
    when(tls, 'https://127.0.0.1:*'),
    ...each(ingress.hosts, ({ host }) => text`${scheme}://${host}`),
    ...each(gateway.hostnames, (host) => text`${gateway.scheme}://${host}`),
    when(notEmpty(route.host), text`https://${route.host}`),
    ...each(service.hostnames, (host) => text`${choose(tls, 'https', 'http')}://${host}`),
    ...each(service.hostnames, (host) => text`${choose(tls, 'https', 'http')}://${host}:${service.port}`),
    ...each(corsAllowedOrigins, (origin) => origin),
  ]);
  return named('tracking.corsOrigins', join(list, ','));
}
