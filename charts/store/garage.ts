/** Garage: an S3 store with its volume, for artefacts where no other store is at hand. */
import type { Construct } from 'constructs';
import type { ConfigMap, Container } from '../../imports/kubernetes/types';
import type { Deferred, Opaque, Value } from '../../lib/expr/expr';
import { sha256 } from '../../lib/expr/function';
import { unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Manifest } from '../../lib/synth/manifest';
import { ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY } from '../../values/store';
import { imageReference, type ImageProps } from '../parts/image';
import type { Arrival } from '../parts/flows';
import type { Source } from '../parts/scraped';
import { CERTIFICATE } from '../parts/server-certificate';
import { StatefulProgram, programProbes, type StatefulProgramProps } from '../parts/stateful-program';
import { GARAGE_PORT } from './artifact-store';
import TLS from './garage-tls.conf';
import PREPARE from './prepare-garage.py';

export interface GarageProps extends StatefulProgramProps {
  /** Secret with MLflow's key as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  readonly secretName: Value<string>;
  readonly bucket: Value<string>;
  /** Who comes to it from outside of the release, but for Prometheus. */
  readonly arrivals: readonly Arrival[];
  /** Whether somebody reads its metrics. */
  readonly monitored: Value<boolean>;
  /** Of what prepares it. */
  readonly preparedBy: ImageProps;
  /** What speaks TLS before it. */
  readonly proxy: { readonly image: ImageProps; readonly resources: Opaque };
}

const NAME = 'garage';
const DATA = '/data';
const API = { name: 'api', port: GARAGE_PORT };
/** Of its health and its metrics; without a token of the administrator’s, of nothing else. */
const ADMIN_PORT = 3903;
const RUN = { name: 'run', mountPath: '/run/garage' };
export const GARAGE_SETTINGS = `${RUN.mountPath}/garage.toml`;
const PROGRAMS = { name: 'programs', mountPath: '/prepare', readOnly: true };
const PROGRAMS_NAME = 'garage-programs';
const FILES = { 'prepare-garage.py': PREPARE, 'garage-tls.conf': TLS };

export class Garage extends StatefulProgram {
  readonly source: Source;

  constructor(scope: Construct, id: string, props: GarageProps) {
    const { instance, registry, secretName, bucket, arrivals, monitored, preparedBy, proxy, certificate } = props;
    const env = (name: string, value: Value<string>) => ({ name, value });
    const key = (name: string, secretKey: string) => ({
      name,
      valueFrom: { secretKeyRef: { name: secretName, key: secretKey } },
    });
    const securityContext = unlessEmpty(props.securityContext);
    const prepare: Deferred<Container> = {
      name: 'prepare',
      image: imageReference('tracking', preparedBy, registry),
      imagePullPolicy: preparedBy.pullPolicy,
      command: ['python', `${PROGRAMS.mountPath}/prepare-garage.py`],
      env: [
        { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        env('DATA', DATA),
        env('RUN', RUN.mountPath),
        env('S3_PORT', String(GARAGE_PORT)),
        env('HEALTH_PORT', String(ADMIN_PORT)),
        env('REGION', REGION),
        when(certificate.enabled, env('TLS', 'true')),
      ],
      resources: unlessEmpty(props.resources),
      securityContext,
      volumeMounts: [RUN, PROGRAMS],
    };
    const tls = {
      name: 'tls',
      image: imageReference('proxy', proxy.image, registry),
      imagePullPolicy: proxy.image.pullPolicy,
      command: ['nginx', '-e', 'stderr', '-c', `${PROGRAMS.mountPath}/garage-tls.conf`, '-g', 'daemon off;'],
      readinessProbe: { tcpSocket: { port: API.name }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      resources: unlessEmpty(proxy.resources),
      securityContext,
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, RUN, PROGRAMS, CERTIFICATE],
    };
    const preparation = {
      containers: [prepare],
      volumes: [{ name: PROGRAMS.name, configMap: { name: instance.name(PROGRAMS_NAME) } }],
      departures: [],
    };
    const checksums = { ...props.checksums, 'checksum/programs': sha256(Object.values(FILES).join('')) };
    const probe = { httpGet: { path: '/health', port: ADMIN_PORT } };
    super(
      scope,
      id,
      { ...props, preparation, checksums },
      {
        name: NAME,
        ports: [API],
        ownPort: { name: 'health', port: ADMIN_PORT },
        arrivals: [...arrivals, { from: 'monitoring', port: ADMIN_PORT, condition: monitored }],
        dataPath: DATA,
        scratch: [
          // nginx passes on what comes, and keeps nothing.
          { name: 'tmp', path: '/tmp', emptyDir: { sizeLimit: '64Mi' } },
          { name: RUN.name, path: RUN.mountPath, emptyDir: { sizeLimit: '1Mi' } },
        ],
        container: {
          // One node of its own, a key for MLflow, and its bucket, each made where it is missing.
          command: ['/garage', '-c', GARAGE_SETTINGS, 'server', '--single-node', '--default-bucket'],
          env: [
            key('GARAGE_DEFAULT_ACCESS_KEY', ACCESS_KEY_ID),
            key('GARAGE_DEFAULT_SECRET_KEY', SECRET_ACCESS_KEY),
            env('GARAGE_DEFAULT_BUCKET', bucket),
            env('RUST_LOG', 'garage=info,garage_api_common=warn'),
            env('NO_COLOR', '1'),
          ],
          ...programProbes(probe, probe),
        },
        tls,
      },
    );
    new Manifest<ConfigMap>(this, 'programs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(NAME, PROGRAMS_NAME),
      data: FILES,
    });
    this.source = { component: NAME, enabled: props.enabled, port: ADMIN_PORT };
  }
}
