/** MinIO: an S3 store with its volume, for artefacts where no other store is at hand. */
import type { Construct } from 'constructs';
import type { Value } from '../../lib/expr/expr';
import { and, choose, not } from '../../lib/expr/function';
import { when } from '../../lib/expr/vocabulary';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import type { Arrival } from '../parts/flows';
import type { Source } from '../parts/scraped';
import { CERTIFICATE } from '../parts/server-certificate';
import { CLOSED_PORT, STORE_PORT } from './artifact-store';
import { StatefulProgram, programProbes, type StatefulProgramProps } from '../parts/stateful-program';

export interface MinioProps extends StatefulProgramProps {
  /** Secret with the root login as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  readonly secretName: Value<string>;
  /** Who comes to it from outside of the release, but for Prometheus. */
  readonly arrivals: readonly Arrival[];
  /** Whether web pages fetch from it, by URLs that were signed for them; and those of which origins, separated by commas. */
  readonly presigned: Value<boolean>;
  readonly origins: Value<string>;
  /** Whether only what moves its artefacts gets there. */
  readonly closed: Value<boolean>;
  /** Whether somebody reads its metrics. */
  readonly monitored: Value<boolean>;
}

export const MINIO_METRICS_PATH = '/minio/v2/metrics/cluster';
const CONSOLE = { name: 'console', port: 9001 };

export class Minio extends StatefulProgram {
  readonly source: Source;

  constructor(scope: Construct, id: string, props: MinioProps) {
    const { secretName, arrivals, presigned, origins, closed, monitored } = props;
    // By its number: a pod that is still open has another, called the same.
    const api = {
      name: 'api',
      port: choose(closed, CLOSED_PORT, STORE_PORT),
      targetPort: when<number | string>(closed, CLOSED_PORT, 'api'),
    };
    const { enabled: tls } = props.certificate;
    const probe = (path: string) => ({ httpGet: { path, port: 'api', scheme: when(tls, 'HTTPS' as const) } });
    super(scope, id, props, {
      name: 'minio',
      ports: [api, CONSOLE],
      // Its console is for who may forward a port, which passes NetworkPolicies.
      arrivals: [...arrivals, { from: 'monitoring', port: STORE_PORT, condition: and(monitored, not(closed)) }],
      certificateFiles: { crt: 'public.crt', key: 'private.key' },
      dataPath: '/data',
      scratch: [{ name: 'tmp', path: '/tmp' }],
      container: {
        args: [
          'server',
          '/data',
          '--console-address',
          `:${String(CONSOLE.port)}`,
          when(closed, `--address=:${String(CLOSED_PORT)}`),
          when(tls, `--certs-dir=${CERTIFICATE.mountPath}`),
        ],
        env: [
          { name: 'HOME', value: '/tmp' },
          { name: 'MINIO_ROOT_USER', valueFrom: { secretKeyRef: { name: secretName, key: ACCESS_KEY_ID } } },
          { name: 'MINIO_ROOT_PASSWORD', valueFrom: { secretKeyRef: { name: secretName, key: SECRET_ACCESS_KEY } } },
          // No calls to the outside: for updates and licences.
          { name: 'MINIO_UPDATE', value: 'off' },
          { name: 'MINIO_CALLHOME_ENABLE', value: 'off' },
          // Of any, otherwise: no page gets anything without a signature.
          when(presigned, { name: 'MINIO_API_CORS_ALLOW_ORIGIN', value: origins }),
          // Otherwise Prometheus would need a token made with the root password.
          when(monitored, { name: 'MINIO_PROMETHEUS_AUTH_TYPE', value: 'public' }),
        ],
        ...programProbes(probe('/minio/health/live'), probe('/minio/health/ready')),
      },
    });
    this.source = {
      component: 'minio',
      // While it is closed, nobody gets there but what moves its artefacts.
      enabled: and(props.enabled, not(closed)),
      port: STORE_PORT,
      path: MINIO_METRICS_PATH,
      certificate: props.certificate,
      host: props.instance.host('minio'),
    };
  }
}
