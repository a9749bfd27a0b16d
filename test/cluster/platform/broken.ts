/** A platform that is broken on purpose, and mended. */
import { outputOf } from '../../support/execute';
import { MLFLOW, mlflowImage } from '../images/versions';
import type { RealCluster } from '../nodes/real-cluster';
import { eventually } from '../eventually';
import type { MoreValues, Platform } from './platform';
import { idle } from './small';

interface Kept {
  metadata: { resourceVersion?: string; uid?: string; managedFields?: unknown };
  spec?: { clusterIP?: string };
}

interface Applied extends Readonly<Record<string, unknown>> {
  readonly metadata: object;
}

export class Broken {
  readonly #kept = new Map<string, string>();
  #revision = '';

  constructor(
    readonly cluster: RealCluster,
    readonly platform: Platform,
    private readonly values: MoreValues,
  ) {}

  get namespace(): string {
    return this.platform.namespace;
  }

  kubectl(verb: string, ...args: readonly string[]): Promise<string> {
    return this.cluster.ok([verb, '--namespace', this.namespace, ...args]);
  }

  /** By the keys of lists, as containers have them. */
  patch(object: string, patch: object): Promise<string> {
    const isOwnKind = /^(ingress|service|secret|configmap|middleware)\//.test(object);
    return this.kubectl(
      'patch',
      object,
      `--type=${isOwnKind ? 'merge' : 'strategic'}`,
      '--patch',
      JSON.stringify(patch),
    );
  }

  apply(object: Applied): Promise<void> {
    return this.cluster.apply([{ ...object, metadata: { namespace: this.namespace, ...object.metadata } }]);
  }

  async keep(object: string): Promise<void> {
    const { metadata, ...rest } = await this.cluster.json<Kept>(['get', object, '--namespace', this.namespace]);
    delete metadata.resourceVersion;
    delete metadata.uid;
    delete metadata.managedFields;
    this.#kept.set(object, JSON.stringify({ ...rest, metadata }));
  }

  async putBack(object: string): Promise<void> {
    await this.cluster.ok(['replace', '--force', '--grace-period=0', '--filename=-'], this.#kept.get(object));
  }

  /** The Deployment's pods as they were before. */
  async undo(): Promise<void> {
    await this.kubectl('rollout', 'undo', 'deployment/mlflow-tracking');
  }

  async reinstall(): Promise<void> {
    await this.platform.upgrade('dev', this.values);
  }

  async sql(text: string): Promise<string> {
    const said = await this.platform.shell(
      'postgresql',
      `psql --username="$POSTGRES_USER" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="${text.replaceAll('"', '\\"')}" "$POSTGRES_DB"`,
    );
    return said.trim();
  }

  async otherRevision(): Promise<void> {
    this.#revision = await this.sql('SELECT version_num FROM alembic_version');
    await this.sql(`UPDATE alembic_version SET version_num = 'another'`);
  }

  async sameRevision(): Promise<void> {
    await this.sql(`UPDATE alembic_version SET version_num = '${this.#revision}'`);
  }

  /** In the server's pod, with its variables; it goes on. */
  private async background(name: string, script: string): Promise<void> {
    const { spec } = await this.cluster.json<{
      readonly spec: {
        readonly template: { readonly spec: { readonly containers: readonly { readonly name: string }[] } };
      };
    }>([...['get', 'deployment', 'mlflow-tracking', '--namespace', this.namespace]]);
    const server = spec.template.spec.containers.find((container) => container.name === 'mlflow') as unknown as {
      readonly env: unknown;
      readonly envFrom: unknown;
      readonly securityContext: unknown;
    };
    await this.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'sessions',
            image: mlflowImage(MLFLOW),
            command: ['python', '-c', script],
            env: server.env,
            envFrom: server.envFrom,
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    });
    await eventually(
      async () =>
        (await this.cluster.ok(['logs', name, '--namespace', this.namespace]).catch(() => '')).includes('held'),
      true,
      240,
    );
  }

  takeConnections(): Promise<void> {
    const script = [
      'import psycopg2, time',
      'all = []',
      'try:',
      '    while True: all.append(psycopg2.connect(""))',
      'except psycopg2.OperationalError as error: print("held", len(all), error, flush=True)',
      'time.sleep(3600)',
    ].join('\n');
    return this.background('sessions', script);
  }

  holdLock(): Promise<void> {
    const script = [
      'import psycopg2, time',
      'connection = psycopg2.connect("", application_name="somebody")',
      'connection.cursor().execute("LOCK TABLE experiments IN ACCESS EXCLUSIVE MODE")',
      'print("held", flush=True)',
      'time.sleep(3600)',
    ].join('\n');
    return this.background('sessions', script);
  }

  async endSessions(): Promise<void> {
    await this.kubectl('delete', 'pod', 'sessions', '--grace-period=0', '--force');
  }

  /** All but two mebibytes of what is left. */
  async fill(component: string, folder: string): Promise<void> {
    const script = `set -- $(df -P -k ${folder} | tail -n 1); dd if=/dev/zero of=${folder}/fill bs=1M count=$(($4 / 1024 - 2)) 2>/dev/null`;
    await this.platform.shell(component, script);
  }

  async empty(component: string, folder: string): Promise<void> {
    await this.platform.shell(component, `rm -f ${folder}/fill`);
  }

  async bucket(action: 'delete_bucket' | 'create_bucket'): Promise<void> {
    const script = `
import boto3, os
from urllib.parse import urlsplit
store = boto3.resource("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])
bucket = store.Bucket(urlsplit(os.environ["MLFLOW_ARTIFACTS_DESTINATION"]).netloc)
if "${action}" == "delete_bucket":
    bucket.objects.all().delete()
    bucket.delete()
else:
    bucket.create()
`;
    const { metadata } = await this.platform.pod('tracking');
    outputOf(await this.cluster.exec(metadata, 'mlflow', ['python', '-c', script]));
  }

  async otherKey(name: string): Promise<void> {
    await this.keep('secret/mlflow-s3-from-values');
    await this.patch('secret/mlflow-s3-from-values', { data: { [name]: Buffer.from('another').toString('base64') } });
    await this.kubectl('rollout', 'restart', 'deployment/mlflow-tracking');
  }

  async sameKeys(): Promise<void> {
    await this.putBack('secret/mlflow-s3-from-values');
    await this.undo();
  }

  /** A web server that says that it is an hour ago. */
  async lateStore(): Promise<void> {
    const script = [
      'import http.server, time',
      'class Late(http.server.BaseHTTPRequestHandler):',
      '    def date_time_string(self, timestamp=None): return super().date_time_string(time.time() - 3600)',
      '    def do_GET(self): self.send_response(403); self.end_headers()',
      'http.server.ThreadingHTTPServer(("", 8000), Late).serve_forever()',
    ].join('\n');
    const { spec, ...rest } = idle(this.namespace, 'late');
    const [container] = spec.containers;
    await this.cluster.apply([
      {
        ...rest,
        spec: {
          ...spec,
          containers: [{ ...container, image: mlflowImage(MLFLOW), command: ['python3', '-c', script] }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'late', namespace: this.namespace },
        spec: { selector: { app: 'late' }, ports: [{ port: 8000 }] },
      },
    ]);
    await this.kubectl('wait', '--for=condition=Ready', 'pod/late', '--timeout=120s');
  }

  async names(replicas: number): Promise<void> {
    await this.cluster.ok([
      'scale',
      'deployment/coredns',
      '--namespace',
      'kube-system',
      `--replicas=${String(replicas)}`,
    ]);
    await this.cluster.ok(['rollout', 'status', 'deployment/coredns', '--namespace', 'kube-system', '--timeout=120s']);
  }

  private labelsOf(component: string) {
    return { 'app.kubernetes.io/instance': 'mlflow', 'app.kubernetes.io/component': component };
  }

  async pendingClaim(): Promise<void> {
    await this.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'pending', labels: this.labelsOf('minio') },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'nowhere',
        resources: { requests: { storage: '1Gi' } },
      },
    });
  }

  async failingJob(): Promise<void> {
    const { spec } = idle(this.namespace, 'failing');
    const labels = this.labelsOf('backup');
    await this.apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'failing', labels },
      spec: {
        backoffLimit: 0,
        template: {
          metadata: { labels },
          spec: {
            ...spec,
            restartPolicy: 'Never',
            containers: spec.containers.map((one) => ({ ...one, command: ['false'] })),
          },
        },
      },
    });
  }
}
