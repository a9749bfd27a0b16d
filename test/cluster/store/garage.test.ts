/** Garage as the chart configures it, and what MLflow and this chart's programs ask of a store. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { ASK_GARAGE, readGarage } from '../../../operations/report/volumes';
import { cargoFolder } from '../../support/cargo-build';
import { execute, outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { garageCrate } from '../images/garage';
import { GARAGE } from '../images/versions';
import { freePort, startServer } from '../server';
import { Store } from '../local/bucket';
import { configure, GARAGE_BUCKET, startGarage, type RunningGarage } from '../local/garage';
import { OWNER } from '../local/minio';
import { localServers } from '../local/prepare';

const place = () => mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'garage-'));
const stores: Store[] = [];
const of = (...args: ConstructorParameters<typeof Store>): Store => {
  const store = new Store(...args);
  stores.push(store);
  return store;
};
const running: RunningGarage[] = [];
const startOne = async (...args: Parameters<typeof startGarage>) => {
  const one = await startGarage(...args);
  running.push(one);
  return one;
};
afterAll(() => {
  for (const store of stores) store.close();
  for (const { server } of running) server.stop();
});

const store = of(localServers().store);
const BUCKET = GARAGE_BUCKET;

describe('an artefact', () => {
  test.each([
    ['with every odd character', '1/a b/ü€😀 +%20&=?#[]*~\'"\\ \t.txt'],
    ['whose name has line breaks', '1/line\nbreak'],
    ['with an empty folder', '1//double'],
    ['below one that is there', '1/as/a/file/and/folder'],
    ['of the longest name', `1/${'n'.repeat(477)}`],
  ])('%s is what was written, and is listed by its name', async (_, key) => {
    if (key.includes('folder')) await store.do('put', BUCKET, { '1/as/a/file': 'itself' });
    await store.do('put', BUCKET, { [key]: `of ${key}` });
    expect(await store.do('text', BUCKET, key)).toBe(`of ${key}`);
    expect(await store.do<string[]>('keys_below', BUCKET, '1/')).toContain(key);
  });

  test('whose name is longer is refused: docs/store.md says so', async () => {
    await expect(store.do('put', BUCKET, { [`2/${'n'.repeat(478)}`]: 'x' })).rejects.toThrow('ServiceUnavailable');
    expect(await store.do('keys_below', BUCKET, '2/')).toEqual([]);
  });

  test('of 200 MiB is whole', async () => {
    const [bytes, key] = [200 * 2 ** 20, 'large/200'];
    await store.do('put', BUCKET, { [key]: bytes });
    expect(await store.do('sums', BUCKET, 'large/')).toEqual({ 200: noise(key, bytes) });
  });

  test('can be fetched and sent by a URL that was signed, and by no other', async () => {
    await store.do('put', BUCKET, { 'signed/ü x': 'by a URL' });
    const get = await store.do<string>('signed_url', 'get_object', BUCKET, 'signed/ü x');
    expect(await (await fetch(get)).text()).toBe('by a URL');
    const put = await store.do<string>('signed_url', 'put_object', BUCKET, 'signed/sent');
    expect((await fetch(put, { method: 'PUT', body: 'sent' })).status).toBe(200);
    expect(await store.do('text', BUCKET, 'signed/sent')).toBe('sent');
    expect((await fetch(get.replace('signed/', 'other/'))).status).toBe(403);
    expect((await fetch(get.split('?')[0] ?? '')).status).toBe(403);
  });
});

test('a listing is in the order of bytes, folder or not, page by page', async () => {
  const keys = ['m!/q', 'm-1', 'm.txt', 'm/x', 'm/y-2', 'm/y.txt', 'm/y/z', 'm0', 'mü'].map((key) => `order/${key}`);
  await store.do('put', BUCKET, Object.fromEntries([...keys].reverse().map((key) => [key, 'x'])));
  for (const size of [1, 2, 1000]) expect(await store.do('keys_paged', BUCKET, 'order/', size)).toEqual(keys);
});

test('it knows no conditions of writes, which docs/store.md says', async () => {
  await store.do('put', BUCKET, { 'condition/x': 'first' });
  await store.do('put_if_none', BUCKET, 'condition/x', 'second');
  expect(await store.do('text', BUCKET, 'condition/x')).toBe('second');
});

test('MLflow’s key has rights to its bucket, and to no other; nobody else has any', async () => {
  const folder = place();
  const first = await startOne(folder, OWNER, 'first-bucket');
  await of(first.endpoint).do('put', 'first-bucket', { a: 'b' });
  first.server.stop();
  const other = { id: 'the-other', key: 'another-password-of-length' };
  const second = await startOne(folder, other, 'second-bucket');
  const theirs = of(second.endpoint, other);
  await theirs.do('put', 'second-bucket', { c: 'd' });
  for (const [what, ...args] of [['text', 'a'], ['keys_below'], ['put', { a: 'x' }], ['delete', 'a']] as const)
    await expect(theirs.do(what, 'first-bucket', ...args)).rejects.toThrow('AccessDenied');
  expect(await of(second.endpoint).do('text', 'first-bucket', 'a')).toBe('b');
  expect((await fetch(`${second.endpoint}/first-bucket/a`)).status).toBe(403);
  // Nor does anybody administer it by the port that probes ask.
  for (const [path, method] of [
    ['/v2/ListKeys', 'GET'],
    ['/v2/GetClusterStatus', 'GET'],
    ['/v2/CreateKey', 'POST'],
  ] as const)
    expect([
      path,
      (await fetch(second.health.replace('/health', path), { method, body: method === 'POST' ? '{}' : null })).status,
    ]).toEqual([path, 403]);
  second.server.stop();
});

test('another secret for a key that it knows is refused, in words; another key has the same bucket', async () => {
  const folder = place();
  const one = await startOne(folder);
  await of(one.endpoint).do('put', BUCKET, { kept: 'yes' });
  one.server.stop();
  await expect(startGarage(folder, { ...OWNER, key: 'changed-password-of-length' })).rejects.toThrow(
    /Access key the-owner is associated with a secret key different than the one given/,
  );
  const rotated = { id: 'the-next-key', key: 'changed-password-of-length' };
  const two = await startOne(folder, rotated);
  expect(await of(two.endpoint, rotated).do('text', BUCKET, 'kept')).toBe('yes');
  two.server.stop();
});

test('killed while somebody writes: everything that was acknowledged is there', async () => {
  const folder = place();
  const one = await startOne(folder);
  const writing = of(one.endpoint);
  const acknowledged: string[] = [];
  const writes = (async () => {
    for (let index = 0; ; index += 1) {
      const key = `kill/${String(index)}`;
      await writing.do('put', BUCKET, { [key]: index % 10 === 0 ? 9_000_000 : `of ${String(index)}` });
      acknowledged.push(key);
    }
  })();
  while (acknowledged.length < 60) await sleep(20);
  one.server.stop();
  await expect(writes).rejects.toThrow();
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  const again = await startOne(folder);
  const reading = of(again.endpoint);
  const sums = await reading.do<Record<string, string>>('sums', BUCKET, 'kill/');
  for (const key of acknowledged) {
    const index = Number(key.replace('kill/', ''));
    expect([key, sums[String(index)]]).toEqual([
      key,
      index % 10 === 0 ? noise(key, 9_000_000) : sha(`of ${String(index)}`),
    ]);
  }
  again.server.stop();
});

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
/** As bucket.py makes it. */
function noise(key: string, bytes: number): string {
  const body = Buffer.alloc(bytes, createHash('sha256').update(key).digest());
  return createHash('sha256').update(body).digest('hex');
}

describe('what it is told', () => {
  const told = async (more: Readonly<Record<string, string>>) => {
    const folder = place();
    const text = readFileSync(await configure(folder, 3900, 3903, more), 'utf8');
    return { text, listen: readFileSync(join(folder, 'run/listen.conf'), 'utf8') };
  };

  test('the disk has what it acknowledges', async () => {
    const { text } = await told({});
    expect(text).toContain('metadata_fsync = true\ndata_fsync = true\n');
    expect(text).toContain('db_engine = "lmdb"\n');
  });

  test('only S3 and probes are served to others, on addresses of the pod’s family', async () => {
    const { text } = await told({ POD_IP: '10.1.2.3' });
    expect(text).toMatch(/\[s3_api\]\ns3_region = "us-east-1"\napi_bind_addr = "127.0.0.1:3900"\n/);
    expect(text).toMatch(/rpc_bind_addr = "127\.0\.0\.1:\d+"\n/);
    const six = await told({ POD_IP: 'fd00::5' });
    expect(six.text).toContain('api_bind_addr = "[::]:3900"\n');
    expect(six.text).toContain('[admin]\napi_bind_addr = "[::]:3903"\n');
  });

  test('with TLS, S3 is on the loopback, and nginx before it', async () => {
    const { text, listen } = await told({ POD_IP: 'fd00::5', TLS: 'true' });
    expect(text).toContain('api_bind_addr = "127.0.0.1:3902"\n');
    expect(listen).toBe('listen [::]:3900 ssl;\n');
    expect((await told({ TLS: 'true' })).listen).toBe('listen 0.0.0.0:3900 ssl;\n');
  });

  test('each pod has another secret for itself, which nobody else can read', async () => {
    const read = async (folder: string) => {
      await configure(folder, 3900, 3903);
      return readFileSync(join(folder, 'run/rpc-secret'), 'utf8');
    };
    const [one, other] = [place(), place()];
    const secret = await read(one);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await read(other)).not.toBe(secret);
    // Compose prepares once more while Garage runs, which goes by the secret that it has read.
    expect(await read(one)).toBe(secret);
    writeFileSync(join(one, 'run/rpc-secret'), secret.slice(0, 10));
    expect(await read(one)).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('says how full the file system of its data is, as mlflow-chart report asks it', async () => {
  const folder = place();
  await startOne(folder);
  const [, option = '', , ...question] = ASK_GARAGE;
  const garage = join(cargoFolder(garageCrate(GARAGE)), 'garage');
  const said = outputOf(await execute(garage, [option, join(folder, 'run/garage.toml'), ...question]));
  const { blocks, bsize, bavail } = statfsSync(folder);
  const room = readGarage(said);
  expect(room?.sizeBytes).toBe(blocks * bsize);
  // Others write there, too.
  expect(Math.abs((room?.availableBytes ?? 0) - bavail * bsize)).toBeLessThan((blocks * bsize) / 10);
});

describe('with TLS', () => {
  /** nginx with the chart's own configuration, but for the places of its files. */
  const behindTls = async () => {
    const folder = place();
    const [s3, tls] = [await freePort(), await freePort()];
    const one = await startOne(join(folder, 'garage'), OWNER, BUCKET, s3);
    // Root's workers would be nobody's, who may not read the key; in the pod all are of one user.
    const config = `user root;\n${readFileSync(join(root, 'charts/store/garage-tls.conf'), 'utf8')}`
      .replaceAll('/tmp/', `${folder}/`)
      .replaceAll('/certificate/', `${folder}/`)
      .replace('include /run/garage/listen.conf;', `listen 127.0.0.1:${String(tls)} ssl;`)
      .replaceAll('127.0.0.1:3902', `127.0.0.1:${String(s3)}`);
    writeFileSync(join(folder, 'nginx.conf'), config);
    await certify(folder, 'first');
    const server = await startServer({
      name: 'nginx',
      command: ['nginx', '-e', 'stderr', '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'],
      log: join(folder, 'log'),
      isReady: () => Promise.resolve(existsSync(join(folder, 'nginx.pid'))),
    });
    running.push({ ...one, server });
    return { folder, endpoint: `https://127.0.0.1:${String(tls)}` };
  };
  /** Of an authority of its own. */
  const certify = async (folder: string, name: string) => {
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')];
    outputOf(
      await execute('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files]),
    );
  };

  test('everything passes through as it was signed, of any size; and a renewed certificate is in force', async () => {
    const { folder, endpoint } = await behindTls();
    const ca = join(folder, 'first.crt');
    copyFileSync(join(folder, 'tls.crt'), ca);
    const secure = of(endpoint, OWNER, ca);
    const odd = '1/a b/ü€😀 +%20&=?#[]*~\'"\\ \t.txt';
    await secure.do('put', BUCKET, { [odd]: 'by TLS', '1//double': 'x', 'large/60': 60 * 2 ** 20 });
    expect(await secure.do('text', BUCKET, odd)).toBe('by TLS');
    expect(await secure.do('keys_below', BUCKET, '1/')).toEqual(['1//double', odd]);
    expect(await secure.do('sums', BUCKET, 'large/')).toEqual({ 60: noise('large/60', 60 * 2 ** 20) });
    const signed = await secure.do<string>('signed_url', 'get_object', BUCKET, odd);
    expect(signed).toMatch(/^https:/);
    await expect(fetch(endpoint.replace('https', 'http'))).resolves.toMatchObject({ status: 400 });
    await certify(folder, 'second');
    const renewed = of(endpoint, OWNER, join(folder, 'tls.crt'));
    expect(await renewed.do('text', BUCKET, odd)).toBe('by TLS');
    await expect(of(endpoint, OWNER, ca).do('text', BUCKET, odd)).rejects.toThrow('CERTIFICATE_VERIFY_FAILED');
  });
});
