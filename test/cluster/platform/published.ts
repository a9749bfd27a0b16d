/** The staging platform as people reach it: by a name, through an Ingress controller, under a certificate that is renewed. */
import type { X509Certificate } from 'node:crypto';
import { installCertManager, installTraefik } from '../addons/install';
import { ask, type Answer } from '../clients/http';
import { ALICE, basic } from '../clients/login';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import type { RealCluster } from '../nodes/real-cluster';
import { authorityObjects, authorityOf, certificateShown, ISSUER } from './company';
import { Platform } from './platform';
import { ordinarySecrets } from './secrets';

export const HOST = 'mlflow.staging.example.com';
/** Of the Secret with the certificate, and of cert-manager's object that makes it. */
export const CERTIFICATE = 'mlflow-staging-tls';
/** Which nodes have what, so that one of them can be lost and the others are not; servers are on the last two. */
export const STORES = 'node-1';
export const WAY_IN = 'node-2';
const SERVER_NODES = [WAY_IN, 'node-3'];
const LABEL = 'example.com/servers';
const SERVERS = { [LABEL]: 'true' };

export class Published {
  readonly platform: Platform;
  /** Where the Ingress controller listens, for ever. */
  address = '';
  /** Whose certificates people trust; PEM. */
  authority = '';

  constructor(
    private readonly cluster: RealCluster,
    readonly namespace: string,
  ) {
    this.platform = new Platform(cluster, namespace);
  }

  async install(): Promise<void> {
    const { cluster, namespace } = this;
    await installTraefik(cluster, WAY_IN);
    await installCertManager(cluster);
    await cluster.apply(authorityObjects());
    await cluster.ok(['label', 'nodes', '--overwrite', ...SERVER_NODES, `${LABEL}=true`]);
    await this.platform.makeNamespace();
    await cluster.apply(ordinarySecrets(namespace));
    const stores = { nodeSelector: { 'kubernetes.io/hostname': STORES } };
    await this.platform.install('staging', {
      mlflow: {
        workers: 2,
        nodeSelector: SERVERS,
        ingress: { controller: 'traefik', annotations: { 'cert-manager.io/cluster-issuer': ISSUER } },
      },
      networkPolicy: { ingressControllers: [{ namespace: 'ingress', podLabels: { app: 'traefik' } }] },
      postgresql: stores,
      minio: stores,
    });
    this.address = await cluster.serviceAddress('ingress', 'traefik');
    await cluster.ok([
      'wait',
      '--for=condition=Ready',
      `certificate/${CERTIFICATE}`,
      '--namespace',
      namespace,
      '--timeout=60s',
    ]);
    this.authority = await authorityOf(cluster);
    await eventually(async () => (await this.ask().catch(() => undefined))?.status, 200);
  }

  /** Over TLS; the certificate must be for the name, by the authority. */
  ask(path = SEARCH): Promise<Answer> {
    const tls = { servername: HOST, ca: this.authority };
    return ask({ address: this.address, port: 443, tls, path, headers: { Host: HOST, ...basic(ALICE) } });
  }

  /** The certificate that is shown, which must be by the authority. */
  certificate(): Promise<X509Certificate> {
    return certificateShown({ host: this.address, port: 443, servername: HOST, ca: this.authority });
  }

  /** For pods that come this way: the name, and where they do not share a node with what fails. */
  get pod() {
    return { hostAliases: [{ ip: this.address, hostnames: [HOST] }], nodeSelector: SERVERS };
  }
}
