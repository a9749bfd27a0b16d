/** certificate_check.py: whose certificates are looked at, and until when they are good. */
import { X509Certificate } from 'node:crypto';
import { createServer as createPlain, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer, TLSSocket } from 'node:tls';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { python } from '../../support/python-programs';

const authority = new Authority();
afterAll(() => {
  authority.close();
});
const pair = authority.issue('localhost');
const UNTIL = Date.parse(new X509Certificate(pair.certificate).validTo) / 1000;
const TLS = { cert: pair.certificate, key: pair.key };

async function listening<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}
const shown = (port: number, before = 'None') =>
  python<Readonly<Record<string, number>>>(
    `import certificate_check as c\nsay(c.looker("one", ("127.0.0.1", ${String(port)}), ${before})())`,
  );

describe('what a server shows', () => {
  const sample = { 'mlflow_certificate_expiry_timestamp_seconds{for="one"}': UNTIL };

  test('by TLS, whoever has signed it', async () => {
    expect(await listening(createServer(TLS), (port) => shown(port))).toEqual(sample);
  });

  /** As PostgreSQL answers to the eight bytes of SSLRequest. */
  const asPostgresql = (answer: 'S' | 'N') =>
    createPlain((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request: Buffer) => {
        if (request.toString('hex') !== '0000000804d2162f') return socket.destroy();
        socket.write(answer);
        if (answer === 'N') return undefined;
        return new TLSSocket(socket, { isServer: true, ...TLS }).on('error', () => undefined);
      });
    });

  test('by PostgreSQL’s own way to TLS', async () => {
    expect(await listening(asPostgresql('S'), (port) => shown(port, 'c.ask_for_tls'))).toEqual(sample);
  });

  test('nothing of a PostgreSQL without TLS', async () => {
    expect(await listening(asPostgresql('N'), (port) => shown(port, 'c.ask_for_tls'))).toEqual({});
  });
});

test.each([
  ['in two digits', '2049-12-31T23:59:59Z'],
  ['in four digits', '2050-01-01T00:00:00Z'],
])('a year %s', async (_case, time) => {
  // Of a certificate only what is read: no version, a serial number, an algorithm, an issuer, and the times.
  const text = time.replaceAll(/[-:T]/g, '');
  const made = `
import certificate_check as c
def of(tag, *parts): body = b"".join(parts); return bytes([tag, 0x81, len(body)]) + body
until = of(0x17, ${JSON.stringify(text.slice(2))}.encode()) if ${time < '2050' ? 'True' : 'False'} else of(0x18, ${JSON.stringify(text)}.encode())
since = of(0x17, b"260101000000Z")
for version in (b"", of(0xA0, of(0x02, b"\\2"))):
    body = of(0x30, version, of(0x02, b"\\7"), of(0x30), of(0x30), of(0x30, since, until))
    found = c.expiry(of(0x30, body))
    assert found == ${String(Date.parse(time) / 1000)}, found
say(found)`;
  expect(await python(made)).toBe(Date.parse(time) / 1000);
});

describe('which servers', () => {
  const named = (env: Readonly<Record<string, string>>) =>
    python<readonly unknown[]>(
      'import certificate_check as c\nsay([[name, list(address), before is not None] for name, address, before in c.servers()])',
      env,
    );
  const DATABASE = {
    MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://',
    PGHOST: 'db',
    PGPORT: '6543',
    PGSSLMODE: 'verify-full',
  };

  test.each<[string, Readonly<Record<string, string>>, readonly unknown[]]>([
    ['none', {}, []],
    ['the proxy of the pod', { MONITORED_TRACKING: '127.0.0.1:5000' }, [['tracking', ['127.0.0.1', 5000], false]]],
    ['the database, as libpq is told', DATABASE, [['database', ['db', 6543], true]]],
    ['the same with its port', { ...DATABASE, PGPORT: '' }, [['database', ['db', 5432], true]]],
    ['the chart’s database', { ...DATABASE, MONITORED_DATABASE: 'postgresql' }, [['postgresql', ['db', 6543], true]]],
    ['none that is not to be asked for TLS', { ...DATABASE, PGSSLMODE: 'disable' }, []],
    ['none on a socket', { ...DATABASE, PGHOST: '/run/postgresql' }, []],
    ['none of two', { ...DATABASE, PGHOST: 'a,b' }, []],
    ['none of another kind', { ...DATABASE, MLFLOW_BACKEND_STORE_URI: 'mysql://db/x' }, []],
    [
      'the database past a pooler',
      { ...DATABASE, PGSSLMODE: 'disable', MONITORED_DATABASE_ADDRESS: '[fd00::1]:5432' },
      [['database', ['fd00::1', 5432], true]],
    ],
    [
      'a store',
      { MLFLOW_S3_ENDPOINT_URL: 'https://s3.example.com', MONITORED_STORE: 'store' },
      [['store', ['s3.example.com', 443], false]],
    ],
    [
      'the chart’s own store',
      { MLFLOW_S3_ENDPOINT_URL: 'https://minio.team.svc:9000', MONITORED_STORE: 'minio' },
      [['minio', ['minio.team.svc', 9000], false]],
    ],
    ['none of a store without TLS', { MLFLOW_S3_ENDPOINT_URL: 'http://minio:9000', MONITORED_STORE: 'minio' }, []],
  ])('%s', async (_case, env, expected) => {
    expect(await named(env)).toEqual(expected);
  });
});
