/** discover.py: what an issuer says of itself, as oauth2-proxy reads it. Issuers are folders here, which Python reads as it reads sites. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';

const SCRIPT = join(root, 'charts/access/discover.py');
const DOCUMENT = 'issuer/.well-known/openid-configuration';

/** Runs it for so many seconds at most: what it has printed, and what it has written. */
async function discover(document: (issuer: string) => object, seconds = 30) {
  return withFolder({}, async (folder) => {
    const issuer = `file://${folder}/issuer`;
    await mkdir(join(folder, 'issuer/.well-known'), { recursive: true });
    await writeFile(join(folder, DOCUMENT), JSON.stringify(document(issuer)));
    const run = promisify(execFile)('python3', ['-IS', SCRIPT, folder, '', `people=${issuer}`], {
      timeout: seconds * 1000,
    });
    const stdout = await run.then(
      ({ stdout: said }) => said,
      (error: unknown) => (error as { readonly stdout: string }).stdout,
    );
    const file = join(folder, 'people.cfg');
    return {
      said: stdout.replaceAll(issuer, 'ISSUER'),
      written: existsSync(file) ? readFileSync(file, 'utf8').replaceAll(issuer, 'ISSUER') : undefined,
    };
  });
}

test('everything that people need', async () => {
  expect(
    await discover((issuer) => ({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
      // oauth2-proxy would not start with one that it does not know.
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'ES256', 'none', 'NONE', 'ES256K', 'Ed25519', null, {}],
      code_challenge_methods_supported: ['plain', 'S256'],
    })),
  ).toEqual({
    said: 'login: the issuer ISSUER has answered\n',
    written: `skip_oidc_discovery = true
oidc_jwks_url = "ISSUER/keys"
login_url = "ISSUER/auth"
redeem_url = "ISSUER/token"
profile_url = "ISSUER/userinfo"
oidc_enabled_signing_algs = ["RS256", "ES256"]
code_challenge_method = "S256"
`,
  });
});

test('an issuer of programs has keys only', async () => {
  const nothing = { id_token_signing_alg_values_supported: null, code_challenge_methods_supported: null };
  expect((await discover((issuer) => ({ issuer, jwks_uri: `${issuer}/keys`, ...nothing }))).written).toBe(
    `skip_oidc_discovery = true
oidc_jwks_url = "ISSUER/keys"
login_url = "ISSUER"
redeem_url = "ISSUER"
`,
  );
});

test.each<[string, (issuer: string) => object, string]>([
  [
    'another name, such as one with a slash more',
    (issuer) => ({ issuer: `${issuer}/`, jwks_uri: 'x' }),
    'it calls itself "ISSUER/", which has to be the same, letter by letter',
  ],
  [
    'no URL',
    (issuer) => ({ issuer, jwks_uri: 'x', token_endpoint: { a: 1 } }),
    'ISSUER/.well-known/openid-configuration: token_endpoint is no URL, but {"a": 1}',
  ],
  [
    'no URL, because of its characters',
    (issuer) => ({ issuer, jwks_uri: 'https://keys/\u{1f511}' }),
    'ISSUER/.well-known/openid-configuration: jwks_uri is no URL, but "https://keys/\\ud83d\\udd11"',
  ],
  [
    'a text for a list',
    (issuer) => ({ issuer, jwks_uri: 'x', id_token_signing_alg_values_supported: 'RS256' }),
    'ISSUER/.well-known/openid-configuration: id_token_signing_alg_values_supported is no list, but "RS256"',
  ],
  ['no keys', (issuer) => ({ issuer }), 'ISSUER/.well-known/openid-configuration names no keys (jwks_uri)'],
])('it waits, and says why: %s', async (_what, document, reason) => {
  expect(await discover(document, 3)).toEqual({
    said: `login: waiting for the issuer ISSUER: ${reason}\n`,
    written: undefined,
  });
});

describe('an issuer with TLS', () => {
  const authority = new Authority();
  const { certificate, key } = authority.issue('localhost');
  afterAll(() => {
    authority.close();
  });

  /** What it says of an issuer that answers like this, within a few seconds. */
  async function asked(answer: (response: ServerResponse, issuer: string, request: IncomingMessage) => void) {
    const server = createTlsServer({ cert: certificate, key }, (request, response) => {
      answer(response, issuer(), request);
    });
    const issuer = () => `https://localhost:${String((server.address() as AddressInfo).port)}`;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await withFolder({ 'ca.crt': authority.certificate }, async (folder) => {
        const args = ['-IS', '-c', HASTY, SCRIPT, folder, join(folder, 'ca.crt'), `people=${issuer()}`];
        const options = { timeout: 3000 };
        const said = await promisify(execFile)('python3', args, options).catch((error: unknown) => error);
        const [first = ''] = (said as { readonly stdout: string }).stdout.split('\n');
        return { first: first.replaceAll(issuer(), 'ISSUER'), written: existsSync(join(folder, 'people.cfg')) };
      });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }
  const document = (more: (issuer: string) => object) => (response: ServerResponse, issuer: string) =>
    response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, ...more(issuer) }));

  test('whose addresses have it, too, on whatever host', async () => {
    const elsewhere = document(() => ({ token_endpoint: 'https://elsewhere.example.com/token' }));
    expect(await asked(elsewhere)).toEqual({ first: 'login: the issuer ISSUER has answered', written: true });
  });

  test.each(['jwks_uri', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'])(
    'is not believed if its %s has none',
    async (name) => {
      const url = 'http://elsewhere.example.com/x';
      expect(await asked(document(() => ({ [name]: url })))).toEqual({
        first: `login: waiting for the issuer ISSUER: ISSUER/.well-known/openid-configuration: ${name} is "${url}", which is not https as the issuer is`,
        written: false,
      });
    },
  );

  test('may send us on, but not to where there is none', async () => {
    const redirected = (to: string) =>
      asked((response, issuer, { url }) => {
        if (url === '/moved') document(() => ({}))(response, issuer);
        else response.writeHead(302, { Location: to }).end();
      });
    expect(await redirected('/moved')).toEqual({ first: 'login: the issuer ISSUER has answered', written: true });
    expect(await redirected('http://127.0.0.1:1/x')).toEqual({
      first: 'login: waiting for the issuer ISSUER: it sends us on to "http://127.0.0.1:1/x", which is not https',
      written: false,
    });
  });
});

test('what an issuer does not have it may call nothing', async () => {
  const nothing = {
    id_token_signing_alg_values_supported: null,
    code_challenge_methods_supported: null,
    userinfo_endpoint: null,
  };
  expect((await discover((issuer) => ({ issuer, jwks_uri: `${issuer}/keys`, ...nothing }))).written).toBe(
    `skip_oidc_discovery = true
oidc_jwks_url = "ISSUER/keys"
login_url = "ISSUER"
redeem_url = "ISSUER"
`,
  );
});

/** Its time passes at once: it says how long it would have slept. */
const HASTY = `
import runpy, sys, time
time.sleep = lambda seconds: print("slept", seconds)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0])
`;

test('it waits for an issuer, whatever comes of it, and says each reason once; then it asks the next', async () => {
  // What is sent by the issuer's port, one request after the other.
  const sent = ['no HTTP\r\n\r\n', head(503), head(503), head(200, '<html>'), head(200, '[]'), head(200, '{"issuer"')];
  const requests: string[] = [];
  const issuer = createServer((socket) => {
    socket.once('data', (request) => {
      requests.push(request.toString().split('\r\n')[0] ?? '');
      const url = `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}/realm/`;
      socket.end(sent.shift() ?? head(200, JSON.stringify({ issuer: url, jwks_uri: `${url}keys` })));
    });
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}/realm/`;
  try {
    await withFolder({ 'issuer/.well-known/openid-configuration': '' }, async (folder) => {
      const other = `file://${folder}/issuer`;
      await writeFile(join(folder, DOCUMENT), JSON.stringify({ issuer: other, jwks_uri: `${other}/keys` }));
      const args = ['-IS', '-c', HASTY, SCRIPT, folder, '', `people=${url}`, `issuer-ci=${other}`];
      const { stdout } = await promisify(execFile)('python3', args);
      expect(stdout.replaceAll(url, 'ISSUER/').replaceAll(other, 'OTHER').split('\n')).toEqual([
        'login: waiting for the issuer ISSUER/: no HTTP',
        'slept 5',
        'login: waiting for the issuer ISSUER/: HTTP Error 503: x',
        'slept 5',
        'slept 5',
        'login: waiting for the issuer ISSUER/: Expecting value: line 1 column 1 (char 0)',
        'slept 5',
        'login: waiting for the issuer ISSUER/: ISSUER/.well-known/openid-configuration is no JSON object',
        'slept 5',
        "login: waiting for the issuer ISSUER/: Expecting ':' delimiter: line 1 column 10 (char 9)",
        'slept 5',
        'login: the issuer ISSUER/ has answered',
        'login: the issuer OTHER has answered',
        '',
      ]);
      // Where nothing is written in part.
      expect(readdirSync(folder).sort()).toEqual(['issuer', 'issuer-ci.cfg', 'people.cfg']);
      expect(readFileSync(join(folder, 'people.cfg'), 'utf8')).toContain(`oidc_jwks_url = "${url}keys"\n`);
    });
  } finally {
    issuer.close();
  }
  expect(new Set(requests)).toEqual(new Set(['GET /realm/.well-known/openid-configuration HTTP/1.1']));
});

function head(status: number, body = ''): string {
  return `HTTP/1.1 ${String(status)} x\r\nContent-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n${body}`;
}
