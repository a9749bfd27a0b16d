/** The Job that moves artefacts, as its containers run one after the other, and the server's container that waits for it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Store } from '../local/bucket';
import { start, type Ended } from '../local/container';
import { OWNER } from '../local/minio';
import { inMlflow, localServers } from '../local/prepare';
import { programsOf } from '../local/programs';
import { rclone } from '../local/rclone';
import { MLFLOW } from '../images/versions';

const servers = localServers();
/** Where artefacts come from: of the two servers, the one that is MinIO. */
export const minio = new Store(servers.destination);
export const garage = new Store(servers.store);
/** Their addresses. */
export const addresses = { minio: servers.destination, garage: servers.store };

const PROGRAMS = programsOf('store', 'backup', 'server');
const CONTAINERS = {
  compare: ['python', '-B', `${PROGRAMS}/moving.py`, 'compare'],
  copy: ['sh', `${PROGRAMS}/moving-copy.sh`],
  finish: ['python', '-B', `${PROGRAMS}/moving.py`, 'finish'],
} as const;
export type Part = keyof typeof CONTAINERS;
const PARTS: readonly Part[] = ['compare', 'copy', 'finish'];
export const STATE = '.mlflow-chart/moving/state.json';

type Variables = Readonly<Record<string, string>>;

/** A bucket of both stores, and what the values say of them. */
export class Moving {
  private constructor(
    readonly bucket: string,
    private readonly more: Variables = {},
  ) {}

  static async make(): Promise<Moving> {
    const bucket = `moved-${randomBytes(4).toString('hex')}`;
    await minio.do('make', bucket);
    await garage.do('make', bucket);
    return new Moving(bucket);
  }

  /** The same, with other variables. */
  with(more: Variables): Moving {
    return new Moving(this.bucket, { ...this.more, ...more });
  }
  get last(): Moving {
    return this.with({ FINAL: 'true' });
  }

  private get env(): Variables {
    return {
      HOME: '/tmp',
      LANG: 'C.UTF-8',
      PATH: [dirname(inMlflow(MLFLOW, 'python')), dirname(rclone), '/usr/bin', '/bin'].join(':'),
      RELEASE_NAMESPACE: 'team',
      RELEASE_NAME: 'ml',
      ARTIFACTS_URI: `s3://${this.bucket}`,
      MLFLOW_S3_ENDPOINT_URL: addresses.minio,
      AWS_ACCESS_KEY_ID: OWNER.id,
      AWS_SECRET_ACCESS_KEY: OWNER.key,
      AWS_DEFAULT_REGION: 'us-east-1',
      BACKUP_BUCKET: this.bucket,
      BACKUP_ENDPOINT: addresses.garage,
      BACKUP_REGION: 'us-east-1',
      BACKUP_ACCESS_KEY_ID: OWNER.id,
      BACKUP_SECRET_ACCESS_KEY: OWNER.key,
      ...this.more,
    };
  }

  /** A pod's containers share a folder. */
  pod() {
    const work = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'work-'));
    return (part: Part, env: Variables = {}) => start(CONTAINERS[part], { ...this.env, WORK: work, ...env });
  }

  /** One pod; each container has to succeed. */
  async run(): Promise<string> {
    const container = this.pod();
    let text = '';
    for (const part of PARTS) {
      const { code, said } = await container(part).ended;
      text += said;
      if (code !== 0) throw new Error(`${part} ended with ${String(code)}:\n${text}`);
    }
    return text;
  }

  /** What a server's container says that goes by one of the stores. */
  server(store: 'minio' | 'garage', env: Variables = {}): Promise<Ended> {
    const variables = { MLFLOW_S3_ENDPOINT_URL: addresses[store], BUCKET: this.bucket, PREPARE_TIMEOUT_SECONDS: '3' };
    return start(['python', '-B', `${PROGRAMS}/create-bucket.py`], { ...this.env, ...variables, ...env }).ended;
  }

  async sums(store: Store): Promise<Readonly<Record<string, string>>> {
    const all = Object.entries(await store.do<Record<string, string>>('sums', this.bucket));
    return Object.fromEntries(all.filter(([key]) => !key.startsWith('.mlflow-chart/')));
  }

  async state(store: Store): Promise<unknown> {
    const keys = await store.do<string[]>('keys_below', this.bucket, STATE);
    return keys.length === 0 ? undefined : JSON.parse(await store.do<string>('text', this.bucket, STATE));
  }
}

export function closeStores(): void {
  minio.close();
  garage.close();
}
