/** The platform: which components there are, and how they are connected. */
import { Construct } from 'constructs';
import { notEmpty } from '../lib/expr/function';
import { each } from '../lib/expr/vocabulary';
import type { Release } from '../lib/synth/chart';
import { Manifests } from '../lib/synth/manifests';
import { acceptedConnections } from '../values/connections';
import type { Values } from '../values/schema';
import { ACCESS_KEY_ID, artifactEnvironment, artifactStore, SECRET_ACCESS_KEY } from './store/artifact-store';
import { backendEnvironment, backendStore } from './database/backend-store';
import { ClientConfiguration } from './clients/client-configuration';
import { Credentials } from './parts/credentials';
import { Instance } from './parts/instance';
import { Minio } from './store/minio';
import { Postgresql } from './database/postgresql';
import { basicLogin } from './access/basic-login';
import { oidcLogin } from './access/oidc-login';
import { noLogin } from './access/no-login';
import { LOGIN_PROGRAMS } from './access/login-programs';
import { mlflowLogin } from './access/mlflow-login';
import { AccessProxy } from './access/proxy';
import { Isolation } from './isolation/isolation';
import { TrackingIngress } from './access/tracking-ingress';
import { encryptionEnvironment, encryptionKeys } from './server/encryption-keys';
import { TrackingServer } from './server/tracking-server';

export interface PlatformProps {
  readonly values: Values;
  readonly release: Release;
  /** Of MLflow. */
  readonly version: string;
}

export function platform(scope: Construct, { values, release, version }: PlatformProps): void {
  const { mlflow, auth, proxy: proxySettings, oauth2Proxy, postgresql, minio, clients, networkPolicy } = values;
  const { global: registry } = values;
  const instance = new Instance({ release, version, commonLabels: values.commonLabels });
  const backend = backendStore(values, instance);
  const artifacts = artifactStore(values, instance);

  const database = new Credentials(scope, 'database', {
    instance,
    purpose: 'database',
    enabled: notEmpty(backend.literalPassword),
    data: { password: backend.literalPassword },
  });
  const s3 = new Credentials(scope, 's3', {
    instance,
    purpose: 's3',
    enabled: notEmpty(artifacts.literalKeys.id),
    data: { [ACCESS_KEY_ID]: artifacts.literalKeys.id, [SECRET_ACCESS_KEY]: artifacts.literalKeys.secret },
  });
  const encryption = encryptionKeys(values, instance);
  const keys = new Credentials(scope, 'encryption', {
    instance,
    purpose: 'encryption',
    enabled: encryption.literal,
    data: encryption.literalKeys,
    sparse: true,
  });

  const { flows: ofDatabase } = new Postgresql(scope, 'postgresql', {
    ...postgresql,
    instance,
    registry,
    password: backend.password,
    maxConnections: acceptedConnections(values),
    checksums: database.checksum,
  });
  const { flows: ofStore } = new Minio(scope, 'minio', {
    ...minio,
    instance,
    registry,
    secretName: artifacts.secretName,
    direct: artifacts.direct,
    checksums: s3.checksum,
  });
  const access = { instance, registry, server: mlflow };
  const logins = [
    noLogin(auth.mode),
    basicLogin(scope, { ...access, auth, proxy: proxySettings }),
    mlflowLogin({ auth, server: mlflow }),
    oidcLogin({ ...access, auth, oauth2Proxy }),
  ];
  const proxy = new AccessProxy(scope, 'proxy', {
    ...access,
    settings: proxySettings,
    trustedProxies: auth.trustedProxies,
    logins,
  });
  const { flows: ofServer } = new TrackingServer(scope, 'tracking', {
    proxy,
    logins,
    loginPrograms: LOGIN_PROGRAMS,
    instance,
    registry,
    settings: mlflow,
    backend: backendEnvironment(backend),
    artifacts: { ...artifactEnvironment(artifacts), direct: artifacts.direct },
    encryption: encryptionEnvironment(encryption),
    departures: [...backend.departures, ...artifacts.departures],
    isolated: networkPolicy.enabled,
    checksums: {
      ...database.checksum,
      ...s3.checksum,
      ...keys.checksum,
      ...Object.fromEntries(logins.flatMap(({ checksums = {} }) => Object.entries(checksums))),
    },
  });
  new TrackingIngress(scope, 'ingress', {
    instance,
    ingress: mlflow.ingress,
    staticPrefix: mlflow.staticPrefix,
  });
  new Isolation(scope, 'isolation', {
    instance,
    settings: networkPolicy,
    flows: [ofServer, ofDatabase, ofStore],
  });
  new Manifests(scope, 'extra-objects', {
    objects: each(values.extraObjects, (object) => object),
    path: 'extraObjects',
  });
  new ClientConfiguration(scope, 'clients', {
    instance,
    enabled: clients.configMap,
    port: mlflow.service.port,
    staticPrefix: mlflow.staticPrefix,
    artifacts,
  });
}
