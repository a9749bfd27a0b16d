/** The proxy's own TLS, with a certificate of a company's authority. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type PeerCertificate, type SecureVersion, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { ask } from '../clients/http';
import { Echo } from './echo';
import { Pod } from './pod';
import { raw } from './raw';

const NAME = 'mlflow-tracking.team.svc.cluster.local';

describe('TLS', () => {
  const pod = new Pod({ tls: { existingSecret: 'certificate' }, auth: { mode: 'none' } });
  const authority = new Authority();
  let mlflow: Echo;

  const show = () => {
    const { certificate, key } = authority.issue(NAME);
    writeFileSync(join(pod.volume('certificate'), 'tls.crt'), certificate);
    writeFileSync(join(pod.volume('certificate'), 'tls.key'), key);
  };
  const get = (path: string) =>
    ask({ address: '127.0.0.1', tls: { servername: NAME, ca: authority.certificate }, path, headers: { Host: NAME } });
  /** A connection of this version, if there is one. */
  const connected = (version: SecureVersion, ciphers = 'ALL'): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port: 5000,
        servername: NAME,
        ca: authority.certificate,
        minVersion: version,
        maxVersion: version,
        // What OpenSSL itself would not offer any more.
        ciphers: `${ciphers}:@SECLEVEL=0`,
      });
      socket.on('error', reject);
      socket.on('secureConnect', () => {
        resolve(socket);
      });
    });
  const shown = async (): Promise<PeerCertificate> => {
    const socket = await connected('TLSv1.3');
    const certificate = socket.getPeerCertificate();
    socket.destroy();
    return certificate;
  };

  beforeAll(async () => {
    show();
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
    authority.close();
  });

  test('a request by it is passed on, and MLflow hears that it came so', async () => {
    expect(await get('/x')).toEqual({ status: 200, body: 'GET /x ' });
    expect(mlflow.last?.headers).toMatchObject({ 'x-forwarded-proto': 'https', host: NAME });
  });

  test('without it there is nothing but 400', async () => {
    const before = mlflow.received.length;
    expect((await raw(['GET /x HTTP/1.1', `Host: ${NAME}`, 'Connection: close'])).status).toBe(400);
    expect(mlflow.received.length).toBe(before);
  });

  test.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])('%s', async (version) => {
    const socket = await connected(version);
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  });

  test.each<SecureVersion>(['TLSv1', 'TLSv1.1'])('not %s', async (version) => {
    await expect(connected(version)).rejects.toThrow(/protocol version|unsupported protocol|handshake failure/i);
  });

  test('of 1.2, only ciphers that nobody has found anything against', async () => {
    const socket = await connected('TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384');
    socket.destroy();
    await expect(connected('TLSv1.2', 'ECDHE-ECDSA-AES256-SHA384')).rejects.toThrow(/handshake failure/i);
  });

  test('a renewed certificate is shown to the next who comes, and who is there stays', async () => {
    const socket = await connected('TLSv1.3');
    const before = (await shown()).serialNumber;
    show();
    expect((await shown()).serialNumber).not.toBe(before);
    const answer = new Promise<string>((resolve) => {
      socket.once('data', (data: Buffer) => {
        resolve(data.toString());
      });
    });
    socket.write(`GET /x HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('metrics have none', async () => {
    const { status } = await raw(['GET /metrics HTTP/1.1', 'Host: x', 'Connection: close'], { port: 9113 });
    expect(status).toBe(200);
  });
});
