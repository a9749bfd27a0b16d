/**
 * The monitor in the server's pod: it looks at what the server depends on, as the server does, and says so to the proxy
 * (monitor.py). MLflow leaves its own metrics in a folder that the two share.
 */
import type { Construct } from 'constructs';
import type { ConfigMap, Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, equal, not, sha256 } from '../../lib/expr/function';
import { shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { hasDatabase, hasStore } from '../../values/engines';
import type { Values } from '../../values/schema';
import type { BackendStore } from '../database/backend-store';
import type { Settings } from '../parts/environment';
import type { Instance } from '../parts/instance';
import { HTTP_PORT, SERVER_SOCKET } from '../parts/server-socket';
import ALIVE from './alive.py';
import BUCKET from './bucket_check.py';
import CERTIFICATE from './certificate_check.py';
import DATABASE from './database_check.py';
import ENCRYPTION from './encryption.py';
import MONITOR from './monitor.py';
import SCHEMA from './schema.py';
import START from './start-monitor.sh';

export interface ServerMonitorProps {
  readonly instance: Instance;
  readonly values: Values;
  readonly backend: BackendStore;
  /** Whether the proxy speaks TLS. */
  readonly tls: Value<boolean>;
  /** With what it tells others' words, by their files. */
  readonly programs: Readonly<Record<string, string>>;
  /** The ConfigMap with the server’s programs. */
  readonly serverPrograms: Value<string>;
}

const COMPONENT = 'tracking';
const NAME = 'monitor';
const PROGRAMS = { name: NAME, mountPath: '/monitor', readOnly: true };
const METRICS = { name: 'metrics', mountPath: '/run/metrics' };
/** What looks at something, each by itself: others may ask them, too. */
export const CHECKS = {
  'database_check.py': DATABASE,
  'schema.py': SCHEMA,
  'encryption.py': ENCRYPTION,
  'bucket_check.py': BUCKET,
  'certificate_check.py': CERTIFICATE,
};
const FILES = {
  'start-monitor.sh': START,
  'alive.py': ALIVE,
  'monitor.py': MONITOR,
  ...CHECKS,
};

/** How the server talks to its store. */
const OF_SERVER = [{ key: 's3_client.py', path: 's3_client.py' }];

export class ServerMonitor extends Component {
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
  /** Of MLflow's container. */
  readonly serverMounts: readonly (Deferred<VolumeMount> | undefined)[];
  /** Beside the server's. */
  readonly settings: Settings;
  /** An annotation for the pod. */
  readonly checksum: Readonly<Record<string, Value<string> | undefined>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServerMonitorProps,
  ) {
    const { instance, values, backend, tls } = props;
    const { enabled } = values.monitoring;
    super(scope, id, enabled);
    const files = { ...FILES, ...props.programs };
    new Manifest<ConfigMap>(this, 'programs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(COMPONENT, NAME),
      data: files,
    });
    this.volumes = [
      when(enabled, {
        name: PROGRAMS.name,
        projected: {
          sources: [
            { configMap: { name: instance.name(NAME) } },
            { configMap: { name: props.serverPrograms, items: OF_SERVER } },
          ],
        },
      }),
      // A few kilobytes for each worker that there was since MLflow's container started.
      when(enabled, { name: METRICS.name, emptyDir: { sizeLimit: '128Mi' } }),
    ];
    this.serverMounts = [when(enabled, METRICS)];
    this.checksum = { 'checksum/monitor': when(enabled, sha256(Object.values(files).join(''))) };
    const asks = and(enabled, backend.configured, not(equal(backend.sslMode, 'disable')));
    this.settings = {
      METRICS_FOLDER: when(enabled, METRICS.mountPath),
      MONITORED_TRACKING: when(and(enabled, tls), `127.0.0.1:${String(HTTP_PORT)}`),
      MONITORED_DATABASE: when(enabled, choose(hasDatabase(values, 'bundled'), 'postgresql', 'database')),
      // Past a pooler, whose certificate is not the database's.
      MONITORED_DATABASE_ADDRESS: when(asks, text`${backend.host}:${backend.port}`),
      MONITORED_STORE: when(
        enabled,
        choose(hasStore(values, 'minio'), 'minio', choose(hasStore(values, 'garage'), 'garage', 'store')),
      ),
    };
  }

  /** One. @param server what it has of the server's: its image, its environment, whom it runs as */
  container<OfServer extends object>(server: OfServer, mounts: readonly (Deferred<VolumeMount> | undefined)[]) {
    const { enabled, server: settings } = this.props.values.monitoring;
    return shared('monitor.container', [
      when(enabled, {
        name: NAME,
        ...server,
        command: ['sh', '-e', `${PROGRAMS.mountPath}/start-monitor.sh`],
        // No readiness probe: nobody is to wait for a server because of what looks at it.
        livenessProbe: {
          exec: { command: ['python', '-IS', `${PROGRAMS.mountPath}/alive.py`] },
          initialDelaySeconds: 60,
          periodSeconds: 60,
          timeoutSeconds: 10,
          failureThreshold: 3,
        },
        resources: unlessEmpty(settings.resources),
        volumeMounts: [PROGRAMS, SERVER_SOCKET, { ...METRICS, readOnly: true }, ...mounts],
      }),
    ]);
  }
}
