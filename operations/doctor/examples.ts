/** Small objects that examples of checks are made of. */
import type {
  ContainerStatus,
  Deployment,
  Event,
  Ingress,
  NetworkPolicy,
  Pod,
  Service,
  StatefulSet,
} from '../../imports/kubernetes/types';
import { COMPONENT, INSTANCE, NOTHING, type State } from './state';

/** Of the release that NOTHING is about. */
export const labels = (component: string) => ({ [INSTANCE]: 'mlflow', [COMPONENT]: component });

export function pod(
  component: string,
  more: { readonly spec?: Partial<Pod['spec']>; readonly status?: Partial<Pod['status']> } = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `mlflow-${component}-0`, namespace: 'ml', labels: labels(component) },
    spec: {
      containers: [{ name: component, image: 'a', ports: PORTS[component] ?? [] }],
      ...more.spec,
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      podIPs: [{ ip: '10.0.0.7' }],
      ...more.status,
    },
  };
}

const PORTS: Readonly<Record<string, readonly { readonly name: string; readonly containerPort: number }[]>> = {
  tracking: [{ name: 'http', containerPort: 5000 }],
  postgresql: [{ name: 'postgresql', containerPort: 5432 }],
  minio: [{ name: 'api', containerPort: 9000 }],
};

export const UNREADY = { conditions: [{ type: 'Ready', status: 'False' } as const] };

/** A pod whose first container is in this state, and was in that one before. */
export function podIn(
  component: string,
  state: ContainerStatus['state'],
  lastState: ContainerStatus['lastState'] = {},
  restartCount = 0,
): Pod {
  const status = { name: component, image: 'a', imageID: '', ready: false, restartCount, state, lastState };
  return pod(component, { status: { ...UNREADY, containerStatuses: [status as ContainerStatus] } });
}

/** So many minutes before the moment that examples are about. */
export const ago = (minutes: number) => new Date(NOTHING.now - minutes * 60_000).toISOString().replace('.000', '');

export function event(kind: string, name: string, reason: string, message: string, minutes = 1): Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    involvedObject: { kind, name },
    type: 'Warning',
    ...{ reason, message, lastTimestamp: ago(minutes) },
  };
}

export function service(component: string, spec: Partial<Service['spec']> = {}): Service {
  const [{ name, containerPort } = { name: '', containerPort: 0 }] = PORTS[component] ?? [];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `mlflow-${component}`, namespace: 'ml', labels: labels(component) },
    spec: { selector: labels(component), ports: [{ name, port: containerPort, targetPort: name }], ...spec },
  };
}

export function deployment(component: string, more: Partial<Deployment['spec']> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `mlflow-${component}`, namespace: 'ml', labels: labels(component) },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels(component) },
      template: { metadata: { labels: labels(component) }, spec: { containers: [{ name: 'mlflow', image: 'a' }] } },
      ...more,
    },
  };
}

export function statefulSet(component: string, replicas = 1): StatefulSet {
  const { spec, ...rest } = deployment(component, { replicas });
  return { ...rest, kind: 'StatefulSet', spec: { ...spec, serviceName: '' } } as StatefulSet;
}

export function policy(name: string, spec: NetworkPolicy['spec']): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'ml' },
    spec: spec ?? { podSelector: {} },
  };
}

export const HOST = 'mlflow.example.com';

export function ingress(
  spec: Partial<Ingress['spec']> = {},
  annotations: Readonly<Record<string, string>> = {},
  port: string | number = 'http',
): Ingress {
  const backend = {
    service: { name: 'mlflow-tracking', port: typeof port === 'number' ? { number: port } : { name: port } },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'mlflow-tracking', namespace: 'ml', labels: labels('tracking'), annotations },
    spec: { rules: [{ host: HOST, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }], ...spec },
  };
}

/** All is well with the server's way in. */
export const PUBLISHED: Partial<State> = {
  pods: [pod('tracking')],
  services: [service('tracking')],
  ingresses: [ingress()],
};
