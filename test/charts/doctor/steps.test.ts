/** steps.py: the way to a server, as far as it goes: which cause each step has, and what is said of it. */
import { createServer, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { withFolder } from '../../support/chart-folder';
import { python } from '../../support/python-programs';
import { listening } from './listening';

/** What one call gives: [cause, seen], or what it returns, as text. */
const found = (call: string, before = '', env: Readonly<Record<string, string>> = {}) =>
  python<readonly [string, string] | string>(
    `import socket, ssl, steps
${before}
try:
    say(str(${call}))
except steps.Found as found:
    say([found.cause, found.seen])`,
    env,
  );

describe('its name', () => {
  const failing = (error: string) => `def none(*_, **__): raise ${error}\nsocket.getaddrinfo = none`;

  test.each([
    ['nobody has it', 'socket.gaierror(socket.EAI_NONAME, "not known")', 'database-name-unknown', 'h: not known'],
    ['it has no address', 'socket.gaierror(socket.EAI_NODATA, "no address")', 'database-name-unknown', 'h: no address'],
    ['nobody answers', 'socket.gaierror(socket.EAI_AGAIN, "later")', 'names-no-answer', 'asked for h: later'],
    ['who answers cannot', 'socket.gaierror(socket.EAI_FAIL, "failed")', 'names-no-answer', 'asked for h: failed'],
    ['nothing can be asked', 'socket.gaierror(socket.EAI_SYSTEM, "full")', 'names-no-answer', 'asked for h: full'],
    ['it is none', 'UnicodeError("label too long")', 'database-name-unknown', 'h is no name that DNS can have'],
  ])('%s', async (_title, error, cause, seen) => {
    expect(await found('steps.resolve("database", "h", 1)', failing(error))).toEqual([cause, seen]);
  });

  test('the end of the cause, as asked for; and a label that no name can have', async () => {
    const long = 'x'.repeat(64);
    expect(await found(`steps.resolve("store", "${long}", 1, "addressing")`)).toEqual([
      'store-addressing',
      `${long} is no name that DNS can have`,
    ]);
  });

  test('all that it has', async () => {
    expect(await found('steps.resolve("store", "127.0.0.1", 5)')).toBe("[('127.0.0.1', 5)]");
  });

  test('glibc is told to hurry, unless somebody has told it otherwise', async () => {
    const hurried = (env: Readonly<Record<string, string>>) =>
      python('import os, steps\nsteps.hurry()\nsay(os.environ["RES_OPTIONS"])', env);
    expect(await hurried({})).toBe('timeout:2 attempts:2');
    expect(await hurried({ RES_OPTIONS: 'rotate' })).toBe('rotate');
  });
});

describe('its port', () => {
  /** Of three addresses, what each does. */
  const doing = (...errors: readonly string[]) => `
errors = [${errors.join(', ')}]
socket.getaddrinfo = lambda *_, **__: [(0, 0, 0, "", ("10.0.0.%d" % at, 5)) for at in range(len(errors))]
def attempt(address, timeout):
    assert timeout == 4, timeout
    error = errors[int(address[0][-1])]
    if error: raise error
    return address
socket.create_connection = attempt`;
  const connect = 'steps.connect("store", "h", 5)';

  test.each<readonly [string, readonly string[], readonly string[] | string]>([
    ['the first that answers', ['TimeoutError()', 'None', 'None'], "('10.0.0.1', 5)"],
    [
      'that one refuses says more than that one does not answer',
      ['ConnectionRefusedError()', 'TimeoutError()'],
      ['store-refused', 'h (10.0.0.0) port 5 refuses connections'],
    ],
    ['nobody answers', ['TimeoutError()'], ['store-no-answer', 'h (10.0.0.0) port 5: no answer within 4 seconds']],
    [
      'there is no way there',
      ['OSError(101, "Network is unreachable")'],
      ['store-no-answer', 'h (10.0.0.0) port 5: Network is unreachable'],
    ],
    ['an error without words', ['OSError("odd\\n one")'], ['store-no-answer', 'h (10.0.0.0) port 5: odd one']],
    ['there is no address', [], ['store-no-answer', 'h has no address']],
  ])('%s', async (_title, errors, expected) => {
    expect(await found(connect, doing(...errors))).toEqual(expected);
  });

  test('one on which nobody listens', async () => {
    const port = await listening(createServer(), (free) => Promise.resolve(String(free)));
    expect(await found(`steps.connect("server", "127.0.0.1", ${port})`)).toEqual([
      'server-refused',
      `127.0.0.1 (127.0.0.1) port ${port} refuses connections`,
    ]);
  });
});

describe('TLS', () => {
  const authority = new Authority();
  const other = new Authority();
  afterAll(() => {
    authority.close();
    other.close();
  });
  const pair = authority.issue('a.example.com');
  const expired = authority.issueExpired('a.example.com');
  const asked = (
    server: ReturnType<typeof createServer>,
    {
      host = 'a.example.com',
      checksHost = true,
      believed = authority,
    }: { readonly host?: string; readonly checksHost?: boolean; readonly believed?: Authority | null } = {},
  ) =>
    withFolder({ 'ca.crt': believed?.certificate ?? '' }, (folder) =>
      listening(server, async (port) => {
        const file = believed === null ? 'None' : JSON.stringify(join(folder, 'ca.crt'));
        const call = `steps.encrypt("store", socket.create_connection(("127.0.0.1", ${String(port)})), "${host}", steps.context_of(${file}, ${checksHost ? 'True' : 'False'}), ${file}).version()[:3]`;
        const said = await found(call);
        return typeof said === 'string' ? said : [said[0], said[1].replace(folder, '')];
      }),
    );
  const tls = ({ certificate, key }: typeof pair) =>
    createTls({ cert: certificate, key }).on('tlsClientError', () => undefined);
  const closing = (answer: string) =>
    createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      if (answer === '') socket.once('data', () => socket.resetAndDestroy());
      else socket.once('data', () => socket.end(answer));
    });

  test('all is well', async () => {
    expect(await asked(tls(pair))).toBe('TLS');
  });

  test('an authority that is not believed, with those that are', async () => {
    expect(await asked(tls(pair), { believed: other })).toEqual([
      'store-certificate-authority',
      expect.stringMatching(
        /^a\.example\.com shows a certificate that is refused: unable to get local issuer certificate; believed are those in \/ca\.crt$/,
      ),
    ]);
    expect(await asked(tls(pair), { believed: null })).toEqual([
      'store-certificate-authority',
      expect.stringMatching(/; believed are those in the system's authorities$/),
    ]);
  });

  test('a certificate for others, by name and by address, unless nobody asks', async () => {
    expect(await asked(tls(pair), { host: 'b.example.com' })).toEqual([
      'store-certificate-host',
      expect.stringMatching(/^b\.example\.com shows a certificate that is refused: Hostname mismatch/),
    ]);
    expect(await asked(tls(pair), { host: '127.0.0.1' })).toEqual([
      'store-certificate-host',
      expect.stringMatching(/^127\.0\.0\.1 shows a certificate that is refused: IP address mismatch/),
    ]);
    expect(await asked(tls(pair), { host: 'b.example.com', checksHost: false })).toBe('TLS');
  });

  test('one that has expired, with the time that it is here', async () => {
    expect(await asked(tls(expired))).toEqual([
      'store-certificate-expired',
      expect.stringMatching(
        /^a\.example\.com shows a certificate that is refused: certificate has expired; this pod's clock says \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      ),
    ]);
  });

  test('one that is not good yet, which is a question of clocks, too', async () => {
    const refusing = `class Refusing:
    def wrap_socket(self, connection, server_hostname):
        error = ssl.SSLCertVerificationError("no")
        error.verify_code, error.verify_message = 9, "certificate is not yet valid"
        raise error`;
    expect(await found('steps.encrypt("store", None, "h", Refusing(), None)', refusing)).toEqual([
      'store-certificate-expired',
      expect.stringMatching(/^h shows a certificate that is refused: certificate is not yet valid; this pod's clock/),
    ]);
  });

  test.each([
    ['speaks no TLS', 'HTTP/1.0 400 Bad Request\r\n\r\n', 'store-scheme', /^a\.example\.com: .*(WRONG_VERSION|RECORD)/],
    [
      'refuses to shake hands',
      '\u0015\u0003\u0003\u0000\u0002\u0002\u0028',
      'store-tls',
      /^a\.example\.com: .*handshake/i,
    ],
    ['ends the connection', '', 'store-tls', /^a\.example\.com ends the connection where TLS begins: .*reset/],
  ])('one that %s', async (_title, answer, cause, seen) => {
    expect(await asked(closing(answer))).toEqual([cause, expect.stringMatching(seen)]);
  });
});

describe('memory that may still be taken', () => {
  const spared = (files: Readonly<Record<string, string>>) =>
    python(`import builtins, io, steps
files = ${JSON.stringify(files)}
def opened(path, *_, **__):
    name = path.removeprefix("/sys/fs/cgroup/")
    if name not in files: raise FileNotFoundError(path)
    return io.StringIO(files[name])
builtins.open = opened
say(steps.spared())`);
  const V2 = { 'memory.max': '1000\n', 'memory.current': '700\n' };
  const V1 = { 'memory/memory.limit_in_bytes': '1000\n', 'memory/memory.usage_in_bytes': '600\n' };

  test.each<readonly [string, Readonly<Record<string, string>>, number | null]>([
    ['with what the kernel would give back', { ...V2, 'memory.stat': 'anon 5\ninactive_file 50\n' }, 350],
    ['of the older kind', { ...V1, 'memory/memory.stat': 'total_inactive_file 40\ninactive_file 1\n' }, 440],
    ['without figures of that', V2, 300],
    ['with other figures', { ...V2, 'memory.stat': 'anon 5\n' }, 300],
    ['without a limit', { ...V2, 'memory.max': 'max\n' }, null],
    ['without knowing what is used', { 'memory.max': '1000\n' }, null],
    ['where there are no such files', {}, null],
  ])('%s', async (_title, files, expected) => {
    expect(await spared(files)).toBe(expected);
  });
});

test('a time is over when it is over, and not before', async () => {
  const lines = `import steps, time
now = [100.0]
time.monotonic = lambda: now[0]
is_over = steps.until(5)
answers = []
for now[0] in (100.0, 105.0, 105.1): answers.append(is_over())
say(answers)`;
  expect(await python(lines)).toEqual([false, false, true]);
});
