/** start-oauth2-proxy.sh: one program for people and for machines, each on a socket of its own. */
import { expect, test } from '@jest/globals';
import { runScript } from '../../support/run-script';

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runScript('charts/access/proxy/start-oauth2-proxy.sh', 'oauth2-proxy', env, args);

test('its first word is the name of its socket; the others are oauth2-proxy’s, as they are', async () => {
  const { args } = await start(['issuer-ci', '--scope=openid email', "--x=it's $HOME *", '']);
  expect(args).toEqual([
    '--http-address=unix:///run/login/issuer-ci.sock',
    '--scope=openid email',
    "--x=it's $HOME *",
    '',
  ]);
});

test('cookies of people are signed by the Secret’s key', async () => {
  const { env } = await start(['people'], { OAUTH2_PROXY_COOKIE_SECRET: 'of the Secret' });
  expect(env['OAUTH2_PROXY_COOKIE_SECRET']).toBe('of the Secret');
});

test('who has no cookies has a key that nobody knows, of 32 bytes as oauth2-proxy wants it', async () => {
  const keys = [await start(['machines']), await start(['machines'])].map(
    ({ env }) => env['OAUTH2_PROXY_COOKIE_SECRET'],
  );
  for (const key of keys) expect(key).toMatch(/^[\w+/]{32}$/);
  expect(keys[0]).not.toBe(keys[1]);
});
