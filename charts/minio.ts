/** MinIO: an S3 store with its volume, for artefacts where no other store is at hand. */
import type { Construct } from 'constructs';
import type { Service, ServiceAccount, StatefulSet } from '../imports/kubernetes/types';
import type { Value } from '../lib/expr/expr';
import { extend, unlessEmpty } from '../lib/expr/vocabulary';
import { Component } from '../lib/synth/component';
import { Manifest } from '../lib/synth/manifest';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from './artifact-store';
import { imageReference, type ImageProps, type Registry } from './image';
import type { Instance } from './instance';
import { podDefaults, type PodProps } from './pod';
import { dataVolume, type StorageProps } from './postgresql';

export interface MinioProps extends PodProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly enabled: Value<boolean>;
  readonly image: ImageProps;
  /** Secret with the root login as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  readonly secretName: Value<string>;
  readonly storage: StorageProps;
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
}

const NAME = 'minio';
const API = { name: 'api', port: 9000 } as const;
const CONSOLE = { name: 'console', port: 9001 } as const;

export class Minio extends Component {
  constructor(scope: Construct, id: string, props: MinioProps) {
    super(scope, id, props.enabled);
    const { instance } = props;
    const selector = instance.selector(NAME);
    const ports = [API, CONSOLE].map(({ name, port }) => ({ name, port, targetPort: name, protocol: 'TCP' as const }));

    new Manifest<ServiceAccount>(this, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: instance.metadata(NAME),
      automountServiceAccountToken: false,
    });
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: instance.metadata(NAME),
      spec: { type: 'ClusterIP', selector, ports },
    });
    new Manifest<Service>(this, 'service-headless', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: instance.metadata(NAME, 'minio-headless'),
      spec: { type: 'ClusterIP', clusterIP: 'None', publishNotReadyAddresses: true, selector, ports },
    });
    new Manifest<StatefulSet>(this, 'statefulset', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: instance.metadata(NAME),
      spec: {
        replicas: 1,
        serviceName: instance.name('minio-headless'),
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: extend(instance.labels(NAME), props.podLabels),
            annotations: extend(props.checksums, props.podAnnotations),
          },
          spec: {
            serviceAccountName: instance.name(NAME),
            ...podDefaults(props, props.registry),
            containers: [this.container(props)],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
        volumeClaimTemplates: [dataVolume(selector, props.storage)],
      },
    });
  }

  private container({ image, registry, secretName, resources, securityContext }: MinioProps) {
    const probe = (path: string) => ({ httpGet: { path, port: API.name } });
    return {
      name: NAME,
      image: imageReference(NAME, image, registry),
      imagePullPolicy: image.pullPolicy,
      args: ['server', '/data', '--console-address', `:${String(CONSOLE.port)}`],
      env: [
        { name: 'HOME', value: '/tmp' },
        { name: 'MINIO_ROOT_USER', valueFrom: { secretKeyRef: { name: secretName, key: ACCESS_KEY_ID } } },
        { name: 'MINIO_ROOT_PASSWORD', valueFrom: { secretKeyRef: { name: secretName, key: SECRET_ACCESS_KEY } } },
        // No calls to the outside: for updates and licences.
        { name: 'MINIO_UPDATE', value: 'off' },
        { name: 'MINIO_CALLHOME_ENABLE', value: 'off' },
      ],
      ports: [API, CONSOLE].map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' as const })),
      startupProbe: { ...probe('/minio/health/live'), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 60 },
      livenessProbe: { ...probe('/minio/health/live'), periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
      readinessProbe: { ...probe('/minio/health/ready'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      resources: unlessEmpty(resources),
      securityContext: unlessEmpty(securityContext),
      volumeMounts: [
        { name: 'data', mountPath: '/data' },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    };
  }
}
