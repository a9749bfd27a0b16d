/** A database and a bucket, of which the monitor says how they do. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { MLFLOW } from '../images/versions';
import { Store } from '../local/bucket';
import { OWNER, startMinio } from '../local/minio';
import { debianPrograms, giveToNobody, sql, startPostgresql, toDatabase, type PostgreSQL } from '../local/postgresql';
import { inMlflow, migrate, templateOf } from '../local/prepare';
import { PLACE } from '../proxy/place';
import type { Server } from '../server';

export type Variables = Readonly<Record<string, string>>;

export class Servers {
  private constructor(
    readonly postgresql: PostgreSQL,
    readonly endpoint: string,
    readonly store: Store,
    private readonly folder: string,
    private readonly started: readonly Server[],
  ) {}

  static async start(): Promise<Servers> {
    const folder = mkdtempSync(join(PLACE, 'servers-'));
    await execute('chmod', ['755', folder]);
    const { postgresql, server } = await startPostgresql(debianPrograms() ?? '', folder);
    const minio = await startMinio(join(folder, 'store'));
    return new Servers(postgresql, minio.endpoint, new Store(minio.endpoint), folder, [server, minio.server]);
  }

  /** With the tables of this MLflow, and a bucket. */
  async release(version: string = MLFLOW, protection = 'none'): Promise<Release> {
    const template = templateOf(version);
    if ((await this.sql('postgres', `SELECT 1 FROM pg_database WHERE datname = '${template}'`)) === '') {
      await this.sql('postgres', `CREATE DATABASE ${template}`);
      await migrate(this.postgresql, template, version);
    }
    const name = `r${randomBytes(4).toString('hex')}`;
    await this.sql('postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
    await this.store.do('make', `${name}-artifacts`, protection);
    return {
      name,
      bucket: `${name}-artifacts`,
      version,
      env: {
        ...toDatabase(this.postgresql, name),
        MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://',
        MLFLOW_ARTIFACTS_DESTINATION: `s3://${name}-artifacts/some/path`,
        MLFLOW_S3_ENDPOINT_URL: this.endpoint,
        AWS_ACCESS_KEY_ID: OWNER.id,
        AWS_SECRET_ACCESS_KEY: OWNER.key,
        AWS_DEFAULT_REGION: 'us-east-1',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        HOME: '/tmp',
      },
    };
  }

  sql(database: string, text: string): Promise<string> {
    return sql(this.postgresql, database, text);
  }

  /** PostgreSQL shows this certificate from now on. */
  async showCertificate({ certificate, key }: { readonly certificate: string; readonly key: string }): Promise<void> {
    const place = join(this.folder, 'certificate');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'tls.crt'), certificate);
    writeFileSync(join(place, 'tls.key'), key, { mode: 0o600 });
    giveToNobody(place);
    const settings = { ssl: 'on', ssl_cert_file: `${place}/tls.crt`, ssl_key_file: `${place}/tls.key` };
    for (const [name, value] of Object.entries(settings))
      await this.sql('postgres', `ALTER SYSTEM SET ${name} = '${value}'`);
    await this.sql('postgres', 'SELECT pg_reload_conf()');
  }

  stop(): void {
    this.store.close();
    for (const server of this.started) server.stop();
  }
}

export interface Release {
  readonly name: string;
  readonly bucket: string;
  /** Of MLflow. */
  readonly version: string;
  /** The server's. */
  readonly env: Variables;
}

/** Has an MLflow write what it encrypts: the secret of a webhook, and a credential of the gateway. */
export async function encryptSomething({ version, env }: Release, keys: Variables): Promise<void> {
  const program = [
    'from mlflow.entities.webhook import WebhookAction, WebhookEntity, WebhookEvent',
    'from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry',
    'from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as Tracking',
    'event = WebhookEvent(WebhookEntity.REGISTERED_MODEL, WebhookAction.CREATED)',
    'Registry("postgresql+psycopg2://").create_webhook("a", "https://1.1.1.1/", [event], secret="webhook-secret")',
    'store = Tracking("postgresql+psycopg2://", "/tmp/unused")',
    'store.create_gateway_secret(secret_name="a", secret_value={"api_key": "gateway-secret"}, provider="openai")',
  ].join('\n');
  const variables = { PATH: process.env['PATH'] ?? '', ...env, ...keys };
  outputOf(await execute(inMlflow(version, 'python'), ['-B', '-c', program], { env: variables }));
}

/** A certificate that was good for a day, a while ago: openssl makes none. */
export async function expired(): Promise<{
  readonly certificate: string;
  readonly key: string;
  readonly until: number;
}> {
  const program = `
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
until = datetime.datetime(2026, 3, 1, 12, 0, 7)
made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
made = made.not_valid_before(until - datetime.timedelta(days=1)).not_valid_after(until).sign(key, hashes.SHA256())
print(made.public_bytes(serialization.Encoding.PEM).decode(), end="")
pem = serialization.PrivateFormat.PKCS8
print(key.private_bytes(serialization.Encoding.PEM, pem, serialization.NoEncryption()).decode(), end="")
`;
  const text = outputOf(await execute(inMlflow(MLFLOW, 'python'), ['-c', program]));
  const [certificate = '', key = ''] = text.split(/(?=-----BEGIN PRIVATE)/);
  return { certificate, key, until: Date.UTC(2026, 2, 1, 12, 0, 7) / 1000 };
}
