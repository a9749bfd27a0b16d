/** A company with an authority of its own, as an issuer of cert-manager, and what its certificates look like to those who connect. */
import type { X509Certificate } from 'node:crypto';
import { connect, type ConnectionOptions } from 'node:tls';
import type { RealCluster } from '../nodes/real-cluster';

/** A ClusterIssuer. */
export const ISSUER = 'company';

export function authorityObjects() {
  const group = { apiVersion: 'cert-manager.io/v1' };
  return [
    { ...group, kind: 'ClusterIssuer', metadata: { name: 'itself' }, spec: { selfSigned: {} } },
    {
      ...group,
      kind: 'Certificate',
      metadata: { name: ISSUER, namespace: 'cert-manager' },
      spec: {
        isCA: true,
        commonName: 'the company',
        secretName: ISSUER,
        privateKey: { algorithm: 'ECDSA', size: 256 },
        issuerRef: { name: 'itself', kind: 'ClusterIssuer' },
      },
    },
    { ...group, kind: 'ClusterIssuer', metadata: { name: ISSUER }, spec: { ca: { secretName: ISSUER } } },
  ];
}

/** Its certificate, which people trust; PEM. */
export async function authorityOf(cluster: RealCluster): Promise<string> {
  const made = ['wait', '--for=condition=Ready', `certificate/${ISSUER}`, '--namespace=cert-manager', '--timeout=60s'];
  await cluster.ok(made);
  const secret = ['get', 'secret', ISSUER, '--namespace=cert-manager', '--output=jsonpath={.data.tls\\.crt}'];
  return Buffer.from(await cluster.ok(secret), 'base64').toString();
}

/** What a server shows; it must be for the name, by the authority. */
export function certificateShown(options: ConnectionOptions): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect(options, () => {
      const shown = socket.getPeerX509Certificate();
      socket.end();
      if (shown === undefined) reject(new Error('no certificate is shown'));
      else resolve(shown);
    });
    socket.on('error', reject);
  });
}

/** As `cmctl renew` does. */
export async function renew(cluster: RealCluster, namespace: string, certificate: string): Promise<void> {
  const issuing = {
    type: 'Issuing',
    status: 'True',
    reason: 'ManuallyTriggered',
    message: 'a test renews it',
    lastTransitionTime: new Date().toISOString(),
  };
  const patch = JSON.stringify([{ op: 'add', path: '/status/conditions/-', value: issuing }]);
  const what = ['patch', 'certificate', certificate, '--namespace', namespace, '--subresource=status'];
  await cluster.ok([...what, '--type=json', '--patch', patch]);
}
