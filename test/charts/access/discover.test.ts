/** discover.py: what an issuer says of itself, as oauth2-proxy reads it. Issuers are folders here, which Python reads as it reads sites. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
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
