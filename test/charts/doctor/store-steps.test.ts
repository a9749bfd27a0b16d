/** store_steps.py: which cause an answer of the store is, and what is looked at before it is asked by boto3. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createPlain } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { withFolder } from '../../support/chart-folder';
import { python } from '../../support/python-programs';
import { listening } from './listening';

type Found = readonly [cause: string, seen: string];

describe('an error that the store gives', () => {
  const errors = (...given: readonly (readonly [code: string, message: string, status: number])[]) =>
    python<readonly Found[]>(`import store_steps
from botocore.exceptions import ClientError
found = []
for code, message, status in ${JSON.stringify(given)}:
    error = ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}})
    cause = store_steps.cause_of(error, "where")
    found.append([cause.cause, cause.seen])
say(found)`);

  test.each<readonly [string, readonly string[]]>([
    ['store-key', ['InvalidAccessKeyId', 'InvalidSecurity', 'InvalidToken', 'ExpiredToken']],
    ['store-secret', ['SignatureDoesNotMatch']],
    ['clock-off', ['RequestTimeTooSkewed']],
    ['bucket-missing', ['NoSuchBucket', 'InvalidBucketName']],
    [
      'store-region',
      ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException', 'InvalidRegion'],
    ],
    ['store-rights', ['AccessDenied', 'AllAccessDisabled']],
    [
      'store-full',
      ['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'InsufficientStorage', '507'],
    ],
  ])('is %s, of %j, whatever its status is', async (cause, codes) => {
    expect(await errors(...codes.map((code) => [code, 'a\n message', 400] as const))).toEqual(
      codes.map((code) => [cause, `where: ${code} a message`]),
    );
  });

  test('is known by its status, where nobody knows the code', async () => {
    const statuses = [301, 403, 507, 404, 500];
    expect((await errors(...statuses.map((status) => ['Odd', '', status] as const))).map(([cause]) => cause)).toEqual([
      'store-region',
      'store-rights',
      'store-full',
      'store-odd',
      'store-odd',
    ]);
  });

  test('of Garage, is known by its words', async () => {
    expect(
      await errors(
        ['AccessDenied', 'Forbidden: No such key: GK1', 403],
        ['AccessDenied', 'Forbidden: Invalid signature', 403],
        ['AccessDenied', 'Forbidden: Operation is not allowed for this key.', 403],
      ),
    ).toEqual([
      ['store-key', 'where: AccessDenied Forbidden: No such key: GK1'],
      ['store-secret', 'where: AccessDenied Forbidden: Invalid signature'],
      ['store-rights', 'where: AccessDenied Forbidden: Operation is not allowed for this key.'],
    ]);
  });

  test('which has neither is odd', async () => {
    const lines = `import store_steps
from botocore.exceptions import ClientError
found = store_steps.cause_of(ClientError({"ResponseMetadata": {"HTTPStatusCode": 418}}), "where")
say([found.cause, found.seen])`;
    expect(await python(lines)).toEqual(['store-odd', 'where:  ']);
  });
});

/** What is done with the bucket, by a client that fails where it is told to. */
const used = (lines: string) =>
  python<unknown>(`import io, store_steps, steps
from types import SimpleNamespace
import botocore.exceptions, botocore.parsers, boto3.exceptions
done, objects = [], {}
class Client:
    meta = SimpleNamespace(endpoint_url="http://s")
    def list_objects_v2(self, **of): done.append(["list", of])
    def put_object(self, Body, Key, **of):
        done.append(["put", Key[:-16], of])
        objects[Key] = Body
    def get_object(self, Key, **of):
        done.append(["get", Key[:-16], of])
        return {"Body": io.BytesIO(objects[Key])}
    def delete_object(self, Key, **of):
        done.append(["delete", Key[:-16], of])
        del objects[Key]
def raising(error):
    def fail(**_): raise error
    return fail
client = Client()
def use():
    try:
        store_steps.use(client, {"Bucket": "b", "ExpectedBucketOwner": "1"}, "p/")
        return None
    except steps.Found as found:
        return [found.cause, found.seen]
${lines}`);

describe('what is done with the bucket', () => {
  test('it is listed; one object is written, read and deleted', async () => {
    const of = { Bucket: 'b', ExpectedBucketOwner: '1' };
    const key = 'p/.mlflow-chart/doctor/';
    expect(await used('say([use(), done, objects])')).toEqual([
      null,
      [
        ['list', { ...of, Prefix: 'p/', MaxKeys: 1 }],
        ['put', key, of],
        ['get', key, of],
        ['delete', key, of],
      ],
      {},
    ]);
  });

  test('what is read back may be something else, which is deleted, too', async () => {
    const lines = 'client.get_object = lambda **_: {"Body": io.BytesIO(b"other")}\nsay([use(), objects])';
    expect(await used(lines)).toEqual([['store-odd', 'what is read back is not what was written'], {}]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['list_objects_v2', 'botocore.exceptions.NoCredentialsError("no keys")', ['store-no-keys', 'no keys']],
    ['list_objects_v2', 'botocore.exceptions.PartialCredentialsError("no\\n secret")', ['store-no-keys', 'no secret']],
    [
      'list_objects_v2',
      'botocore.parsers.ResponseParserError("<html>\\n x")',
      ['store-odd', 'http://s, bucket b: list it: what answers is no S3: <html> x'],
    ],
    [
      'put_object',
      'botocore.exceptions.BotoCoreError("y\\n y")',
      ['store-odd', 'http://s, bucket b: write an object: y y'],
    ],
    [
      'list_objects_v2',
      'botocore.exceptions.ParamValidationError("Invalid\\n name")',
      ['bucket-missing', 'http://s, bucket b: list it: Invalid name'],
    ],
    ...['ConnectTimeoutError', 'EndpointConnectionError', 'ProxyConnectionError'].map(
      (name) =>
        [
          'list_objects_v2',
          `botocore.exceptions.${name}("no\\n way")`,
          ['store-no-answer', 'http://s, bucket b: list it: no way'],
        ] as const,
    ),
    ...['ReadTimeoutError', 'ConnectionClosedError'].map(
      (name) =>
        [
          'put_object',
          `botocore.exceptions.${name}("no\\n word")`,
          ['store-silent', 'http://s, bucket b: write an object: no word'],
        ] as const,
    ),
    [
      'get_object',
      'botocore.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED]\\n no")',
      ['store-certificate-authority', 'http://s, bucket b: read an object: [SSL: CERTIFICATE_VERIFY_FAILED] no'],
    ],
    [
      'get_object',
      'botocore.exceptions.SSLError("[SSL: UNEXPECTED_EOF]\\n no")',
      ['store-tls', 'http://s, bucket b: read an object: [SSL: UNEXPECTED_EOF] no'],
    ],
    ['get_object', 'boto3.exceptions.Boto3Error("z")', ['store-odd', 'http://s, bucket b: read an object: z']],
    [
      'delete_object',
      'botocore.exceptions.ClientError({"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}})',
      ['store-rights', 'http://s, bucket b: delete an object: AccessDenied '],
    ],
  ])('where %s fails with %s', async (method, error, expected) => {
    expect(await used(`client.${method} = raising(${error})\nsay(use())`)).toEqual(expected);
  });
});

/** The way to an endpoint; what is resolved, and which cause there is. */
const way = (endpoint: string, env: Readonly<Record<string, string>> = {}, lines = '') =>
  python<readonly unknown[]>(
    `import socket, store_steps, steps
from types import SimpleNamespace
resolved = []
resolve = steps.resolve
def noted(part, host, port, *rest):
    resolved.append([part, host, *rest])
    return resolve(part, "127.0.0.1", port)
steps.resolve = noted
${lines}
try:
    store_steps.way(SimpleNamespace(meta=SimpleNamespace(endpoint_url=${JSON.stringify(endpoint)})), "b")
    say([None, resolved])
except steps.Found as found:
    say([found.cause, found.seen])`,
    env,
  );

describe('the way to a store', () => {
  const ok: RequestListener = (_, answer) => answer.end('');
  const by = (answer: RequestListener, env: Readonly<Record<string, string>> = {}) =>
    listening(createServer(answer), async (port) => {
      const found = await way(`http://s3.test:${String(port)}`, env);
      return found.map((one) => (typeof one === 'string' ? one.replace(`:${String(port)}`, '') : one));
    });
  const dated =
    (seconds: number): RequestListener =>
    (_, answer) =>
      answer.setHeader('Date', new Date(Date.now() + seconds * 1000).toUTCString()).end();

  test('open; of a bucket below its name, that name is looked for, too', async () => {
    expect(await by(ok)).toEqual([null, [['store', 's3.test']]]);
    expect(await by(ok, { MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: 'virtual' })).toEqual([
      null,
      [
        ['store', 's3.test'],
        ['store', 'b.s3.test', 'addressing'],
      ],
    ]);
    expect(await by(ok, { MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: 'path' })).toEqual([null, [['store', 's3.test']]]);
  });

  test('not asked past a proxy of the environment', async () => {
    expect(await way('http://127.0.0.1:1', { http_proxy: 'http://proxy:3128' })).toEqual([null, []]);
    expect(await way('http://127.0.0.1:1', { https_proxy: 'http://proxy:3128' })).toEqual([
      'store-refused',
      expect.any(String),
    ]);
  });

  test.each([
    ['http://s3.test', 80],
    ['https://s3.test', 443],
    ['https://s3.test:9000', 9000],
  ])('%s is asked for at %d', async (endpoint, port) => {
    const lines = 'def connect(_, host, port): raise steps.Found(host, str(port))\nsteps.connect = connect';
    expect(await way(endpoint, {}, lines)).toEqual(['s3.test', String(port)]);
  });

  test('a clock may be off by five minutes, either way, and no more', async () => {
    for (const seconds of [-290, 290]) expect(await by(dated(seconds))).toEqual([null, [['store', 's3.test']]]);
    for (const seconds of [-310, 320])
      expect(await by(dated(seconds))).toEqual([
        'clock-off',
        expect.stringMatching(/^s3\.test says \S+Z, and this pod \S+Z: 3[012]\d s apart$/),
      ]);
    const none: RequestListener = (_, answer) => {
      answer.sendDate = false;
      answer.end();
    };
    expect(await by(none)).toEqual([null, [['store', 's3.test']]]);
    expect(await by((_, answer) => answer.setHeader('Date', 'today').end())).toEqual([null, [['store', 's3.test']]]);
  });

  test('it wants TLS, ends the connection, or says something odd', async () => {
    const text = 'Client sent an HTTP request to an HTTPS server.\nsecond';
    expect(await by((_, answer) => answer.writeHead(400).end(text))).toEqual([
      'store-scheme',
      's3.test: Client sent an HTTP request to an HTTPS server.',
    ]);
    expect(await by((_, answer) => answer.writeHead(403).end(text))).toEqual([null, [['store', 's3.test']]]);
    expect(await by((_, answer) => answer.writeHead(400).end('no'))).toEqual([null, [['store', 's3.test']]]);
    expect(await by(({ socket }) => socket.destroy())).toEqual([
      'store-silent',
      expect.stringMatching(/^s3\.test: Remote end closed connection/),
    ]);
  });

  describe('by TLS', () => {
    const authority = new Authority();
    const other = new Authority();
    afterAll(() => {
      authority.close();
      other.close();
    });
    const { certificate, key } = authority.issue('s3.test');
    const encrypted = (env: (file: (name: string) => string) => Readonly<Record<string, string>>, host = 's3.test') =>
      withFolder({ 'ca.crt': authority.certificate, 'other.crt': other.certificate, 'none.crt': '' }, (folder) =>
        listening(createHttps({ cert: certificate, key }, ok), async (port) => {
          const found = await way(
            `https://${host}:${String(port)}`,
            env((name) => join(folder, name)),
          );
          return found.map((one) => (typeof one === 'string' ? one.replace(folder, '') : one));
        }),
      );

    test.each([
      ['AWS_CA_BUNDLE before all', { AWS_CA_BUNDLE: 'ca.crt', REQUESTS_CA_BUNDLE: 'other.crt' }],
      ['REQUESTS_CA_BUNDLE otherwise', { REQUESTS_CA_BUNDLE: 'ca.crt' }],
    ])('believes %s', async (_title, files) => {
      const env = (file: (name: string) => string) =>
        Object.fromEntries(Object.entries(files).map(([name, value]) => [name, file(value)]));
      expect(await encrypted(env)).toEqual([null, [['store', 's3.test']]]);
    });

    test('believes nobody else, unless it is told not to ask', async () => {
      expect(await encrypted((file) => ({ AWS_CA_BUNDLE: file('other.crt') }))).toEqual([
        'store-certificate-authority',
        expect.stringMatching(/believed are those in \/other\.crt$/),
      ]);
      expect(await encrypted((file) => ({ AWS_CA_BUNDLE: file('ca.crt') }), 's4.test')).toEqual([
        'store-certificate-host',
        expect.any(String),
      ]);
      for (const said of ['true', 'TRUE', '1'])
        expect(
          await encrypted((file) => ({ AWS_CA_BUNDLE: file('other.crt'), MLFLOW_S3_IGNORE_TLS: said }), 's4.test'),
        ).toEqual([null, [['store', 's4.test']]]);
      expect(await encrypted((file) => ({ AWS_CA_BUNDLE: file('other.crt'), MLFLOW_S3_IGNORE_TLS: 'false' }))).toEqual([
        'store-certificate-authority',
        expect.any(String),
      ]);
    });

    test('says which authorities cannot be read', async () => {
      expect(await encrypted((file) => ({ AWS_CA_BUNDLE: file('gone.crt') }))).toEqual([
        'store-certificate-authority',
        expect.stringMatching(/^the authorities in \/gone\.crt cannot be read: .*No such file/),
      ]);
      expect(await encrypted((file) => ({ AWS_CA_BUNDLE: file('none.crt') }))).toEqual([
        'store-certificate-authority',
        expect.stringMatching(/^the authorities in \/none\.crt cannot be read: /),
      ]);
    });

    test('where nobody speaks it', async () => {
      const plain = createPlain((socket) =>
        socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      );
      const found = await listening(plain, (port) =>
        way(`https://s3.test:${String(port)}`, { MLFLOW_S3_IGNORE_TLS: 'true' }),
      );
      expect(found[0]).toBe('store-scheme');
    });
  });
});

describe('the whole', () => {
  const look = (env: Readonly<Record<string, string>>, lines: string) =>
    python<unknown>(
      `import store_steps, s3_client, steps
from types import SimpleNamespace
seen = []
s3_client.store = lambda **how: SimpleNamespace(how=how)
s3_client.expected_owner = lambda: {"ExpectedBucketOwner": "1"}
store_steps.way = lambda client, bucket: seen.append(["way", client.how, bucket])
store_steps.use = lambda client, of, prefix: seen.append(["use", of, prefix])
${lines}
try:
    say([[[found.cause, found.seen] for found in store_steps.look()], seen])
except steps.Unseen as reason:
    say(str(reason))`,
      env,
    );
  const of = { Bucket: 'b', ExpectedBucketOwner: '1' };

  test.each([
    ['s3://b/some/path/', 'some/path/'],
    ['s3://b/', ''],
    ['s3://b', ''],
  ])('%s is looked at below %j', async (uri, prefix) => {
    expect(await look({ MLFLOW_ARTIFACTS_DESTINATION: uri }, '')).toEqual([
      [],
      [
        ['way', { connect_timeout: 4, read_timeout: 20, retries: 0 }, 'b'],
        ['use', of, prefix],
      ],
    ]);
  });

  test('no bucket: nobody could look', async () => {
    expect(await look({ MLFLOW_ARTIFACTS_DESTINATION: '/a/folder' }, '')).toBe(
      'artefacts are in no bucket of S3 that the environment names',
    );
  });

  test('an endpoint that is none', async () => {
    const lines = 'def store(**_): raise ValueError("Invalid\\n endpoint: minio")\ns3_client.store = store';
    expect(await look({ MLFLOW_ARTIFACTS_DESTINATION: 's3://b' }, lines)).toEqual([
      [['store-endpoint', 'Invalid endpoint: minio']],
      [],
    ]);
  });

  test('the first cause alone', async () => {
    const lines = 'def way(*_): raise steps.Found("store-refused", "s")\nstore_steps.way = way';
    expect(await look({ MLFLOW_ARTIFACTS_DESTINATION: 's3://b' }, lines)).toEqual([[['store-refused', 's']], []]);
  });
});
