/** A program with one pod, one volume and a port or two: what is the same for every store inside the cluster. */
import type { Construct } from 'constructs';
import type { Container, Service, ServiceAccount, StatefulSet, Volume } from '../../imports/kubernetes/types';
import type { Deferred, Expr, Value } from '../../lib/expr/expr';
import { not, orDefault } from '../../lib/expr/function';
import { extend, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { imageReference, type ImageProps } from './image';
import type { Arrival, Departure, Flows } from './flows';
import type { Instance } from './instance';
import { podDefaults, type GlobalValues, type PodProps } from './pod';
import { CERTIFICATE, certificateVolume, type ServerCertificate } from './server-certificate';

/** What the platform tells each store. */
export interface StatefulProgramProps extends PodProps {
  readonly instance: Instance;
  readonly registry: GlobalValues;
  readonly enabled: Value<boolean>;
  readonly image: ImageProps;
  readonly storage: {
    readonly size: Value<string>;
    /** Empty for that of all volumes. */
    readonly storageClass: Value<string>;
  };
  /** What becomes of the volume's claim. */
  readonly persistentVolumeClaimRetentionPolicy: Readonly<Record<'whenDeleted' | 'whenScaled', Value<string>>>;
  /** Annotations that change when what the pod reads changes. */
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
  /** With one, it speaks TLS. */
  readonly certificate: ServerCertificate;
  /** Of the workload, not of its pods. */
  readonly annotations?: Readonly<Record<string, Value<string>>> | undefined;
  /** What runs in its pod before it. */
  readonly preparation?: Preparation;
}

export interface Preparation {
  readonly containers: readonly (Deferred<Container> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
  /** Where it goes; the program itself goes nowhere. */
  readonly departures: readonly Departure[];
}

/** What makes it this store. */
export interface Program {
  /** Component, container, and end of every name. */
  readonly name: string;
  readonly ports: readonly {
    readonly name: string;
    readonly port: Value<number>;
    /** As pods have it; by its name, unless given. */
    readonly targetPort?: Value<number> | string | undefined;
  }[];
  /** Of its container alone: no Service has it, and nothing else takes it. */
  readonly ownPort?: { readonly name: string; readonly port: number };
  /** The rest of its container: command, environment, probes. */
  readonly container: Partial<Exclude<Deferred<Container>, Expr<Container>>>;
  /** Where its volume is mounted. */
  readonly dataPath: string;
  /** Who comes to it from outside of the release. */
  readonly arrivals?: readonly Arrival[];
  /** Folders beside the volume that it writes to: name, path, and medium of an emptyDir. */
  readonly scratch: readonly { readonly name: string; readonly path: string; readonly emptyDir?: Volume['emptyDir'] }[];
  /** Its certificate's files, as it wants them to be called. */
  readonly certificateFiles?: { readonly crt: string; readonly key: string };
  /** What speaks TLS in its place, on the same ports, where it does not itself. */
  readonly tls?: Exclude<Deferred<Container>, Expr<Container>>;
}

export class StatefulProgram extends Component {
  readonly flows: Flows;

  constructor(scope: Construct, id: string, props: StatefulProgramProps, program: Program) {
    super(scope, id, props.enabled);
    const { instance } = props;
    const { name, arrivals = [] } = program;
    const { containers = [], volumes = [], departures = [] } = props.preparation ?? {};
    this.flows = { component: name, enabled: props.enabled, arrivals, departures };
    const headless = `${name}-headless`;
    const selector = instance.selector(name);
    const ports = program.ports.map(({ name: called, port, targetPort = called }) => ({
      name: called,
      port,
      targetPort,
      protocol: 'TCP' as const,
    }));

    new Manifest<ServiceAccount>(this, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: instance.metadata(name),
      automountServiceAccountToken: false,
    });
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: instance.metadata(name),
      spec: { type: 'ClusterIP', selector, ports },
    });
    new Manifest<Service>(this, 'service-headless', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: instance.metadata(name, headless),
      spec: { type: 'ClusterIP', clusterIP: 'None', publishNotReadyAddresses: true, selector, ports },
    });
    new Manifest<StatefulSet>(this, 'statefulset', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { ...instance.metadata(name), annotations: props.annotations },
      spec: {
        replicas: 1,
        serviceName: instance.name(headless),
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(name, props.podLabels),
            annotations: extend(props.checksums, props.podAnnotations),
          },
          spec: {
            serviceAccountName: instance.name(name),
            ...podDefaults(props, props.registry),
            initContainers: containers,
            containers: [
              this.container(props, program),
              program.tls && when(props.certificate.enabled, { ...program.tls, ports: portsOf(program) }),
            ],
            volumes: [
              ...program.scratch.map((folder) => ({ name: folder.name, emptyDir: folder.emptyDir ?? {} })),
              certificateVolume(props.certificate, program.certificateFiles),
              ...volumes,
            ],
          },
        },
        persistentVolumeClaimRetentionPolicy: props.persistentVolumeClaimRetentionPolicy,
        volumeClaimTemplates: [
          {
            // The selector's labels: like them, a claim's can never change.
            metadata: { name: 'data', labels: selector },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: unlessEmpty(orDefault(props.storage.storageClass, props.registry.storageClass)),
              resources: { requests: { storage: props.storage.size } },
            },
          },
        ],
      },
    });
  }

  private container(props: StatefulProgramProps, program: Program): Deferred<Container> {
    const { name, container, dataPath, scratch, tls, ownPort } = program;
    const { enabled: encrypts } = props.certificate;
    return {
      name,
      image: imageReference(name, props.image, props.registry),
      imagePullPolicy: props.image.pullPolicy,
      ...container,
      ports: [
        ...portsOf(program).map((port) => (tls === undefined ? port : when(not(encrypts), port))),
        ...(ownPort === undefined ? [] : portsOf({ ports: [ownPort] })),
      ],
      resources: unlessEmpty(props.resources),
      securityContext: unlessEmpty(props.securityContext),
      volumeMounts: [
        { name: 'data', mountPath: dataPath },
        ...scratch.map((folder) => ({ name: folder.name, mountPath: folder.path })),
        tls === undefined ? when(encrypts, CERTIFICATE) : undefined,
      ],
    };
  }
}

function portsOf({ ports }: Pick<Program, 'ports'>) {
  return ports.map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' as const }));
}

/** Probes of a store: five minutes to start, two to answer again before it is restarted. */
export function programProbes<T>(alive: T, ready: T) {
  return {
    startupProbe: { ...alive, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 60 },
    livenessProbe: { ...alive, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { ...ready, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  };
}
