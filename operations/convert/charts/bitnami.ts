/** bitnami/mlflow 5.3.0 (github.com/bitnami/charts, bitnami/mlflow). */
import { isMapping } from '../../../lib/values/merge';
import type { OtherChart } from '../chart';
import { externalDatabase, newDatabase, otherDatabase, PASSWORD_SECRET, sqliteDatabase } from '../database';
import { takeGateway, takeIngress } from '../ingress';
import { PASSWORD, RANDOM, takeLogin, takeLoginOf } from '../login';
import { takeAccount, takeMetrics } from '../operations';
import { defaultImages } from '../../../values/images';
import type { Ours } from '../ours';
import { takeArguments } from '../server-arguments';
import { artifactsAt, bucketOf, endpointOf, keysIn, ownStore, plainKeys, storeOfRelease } from '../store';
import { textOf, type Their } from '../their';
import { takeVariables } from '../variables';
import defaults from './bitnami.json';
import { rows } from './bitnami-rows';

const T = 'tracking';
const at = (name: string) => `${T}.${name}`;
function takeImage(their: Their, ours: Ours): void {
  const image = [their.text('image.registry'), their.text('image.repository')].join('/');
  their.text('image.digest');
  if (their.isChanged('image.repository') && !/(^|\/)bitnami(legacy|secure)?\/mlflow$/.test(image)) {
    ours.set('mlflow.image.repository', defaultImages.mlflow.repository, 'image.repository');
    ours.decide(
      'mlflow.image.repository',
      'image.repository',
      `${image} is an image of your own, made for the other chart. Here it has to hold MLflow, psycopg2 and boto3, as ghcr.io/mlflow/mlflow:…-full does: build it on that one, and name it in mlflow.image`,
    );
  } else if (['registry', 'repository', 'tag', 'digest'].some((name) => their.isChanged(`image.${name}`))) {
    ours.say(
      'note',
      'image.tag',
      'is of bitnami’s image; here MLflow’s own is pinned, and the database is migrated to its version when it first starts: there is no way back without a backup',
    );
  }
}

function takeDatabase(their: Their, ours: Ours): void {
  const storageClass = their.text('global.defaultStorageClass') || their.text('global.storageClass');
  if (their.isOn('postgresql.enabled')) {
    takeBundled(their, ours);
    if (storageClass !== '') ours.set('postgresql.storage.storageClass', storageClass, 'global.defaultStorageClass');
    return;
  }
  const of = (name: string) => [their.text(`externalDatabase.${name}`), `externalDatabase.${name}`] as const;
  if (of('host')[0] === '') {
    sqliteDatabase(ours, 'externalDatabase.host');
    return;
  }
  const [dialect, from] = of('dialectDriver');
  if (!dialect.startsWith('postgres')) {
    otherDatabase(ours, from, dialect.split('+')[0] ?? dialect);
    return;
  }
  externalDatabase(ours, { host: of('host'), port: of('port'), database: of('database'), user: of('user') });
  const [secret, fromSecret] = of('existingSecret');
  if (secret === '')
    ours.secret(
      'externalDatabase.existingSecret',
      PASSWORD_SECRET,
      { password: their.plain(of('password')[1], 'the password of that user') },
      of('password')[1],
    );
  else {
    ours.set('externalDatabase.existingSecret', secret, fromSecret);
    ours.set('externalDatabase.existingSecretKey', ...of('existingSecretPasswordKey'));
  }
}

function takeBundled(their: Their, ours: Ours): void {
  ours.set('postgresql.auth.database', their.text('postgresql.auth.database'), 'postgresql.auth.database');
  ours.set('postgresql.auth.username', their.text('postgresql.auth.username'), 'postgresql.auth.username');
  for (const name of ['password', 'existingSecret']) {
    const path = `postgresql.auth.${name}`;
    if (their.isOn(path)) ours.say('note', path, 'is not taken over: the new database gets a password of its own');
  }
  const size = their.text('postgresql.primary.persistence.size');
  if (size !== '') ours.set('postgresql.storage.size', size, 'postgresql.primary.persistence.size');
  newDatabase(
    ours,
    'postgresql.enabled',
    'there PostgreSQL is part of the release, and goes with it; this one is another, and empty: bring what there is by pg_dump (docs/migrating.md)',
  );
}

function takeArtifacts(their: Their, ours: Ours): void {
  const storageClass = their.text('global.defaultStorageClass') || their.text('global.storageClass');
  const direct = (name: string) => !their.isOn(`${name}.serveArtifacts`);
  if (their.isOn('minio.enabled')) {
    ['minio.auth', 'minio.defaultBuckets'].forEach((path) => their.value(path));
    storeOfRelease(ours, 'minio.enabled');
    const size = their.text('minio.persistence.size');
    if (size !== '') ours.set('objectStore.garage.storage.size', size, 'minio.persistence.size');
    if (storageClass !== '')
      ours.set('objectStore.garage.storage.storageClass', storageClass, 'global.defaultStorageClass');
  } else if (their.isOn('externalS3.host')) takeS3(their, ours, direct('externalS3'));
  else if (their.isOn('externalGCS.bucket')) takeGcs(their, ours, direct('externalGCS'));
  else if (their.isOn('externalAzureBlob.storageAccount')) takeAzure(their, ours, direct('externalAzureBlob'));
  else ownStore(ours, 'minio.enabled');
}

function takeS3(their: Their, ours: Ours, direct: boolean): void {
  const of = (name: string) => [their.text(`externalS3.${name}`), `externalS3.${name}`] as const;
  bucketOf(ours, of('bucket')[0], '', { direct, from: of('bucket')[1], fromMode: 'externalS3.serveArtifacts' });
  const [[protocol], [host, fromHost], [port]] = [of('protocol'), of('host'), of('port')];
  const isUsual = port === (protocol === 'https' ? '443' : '80');
  endpointOf(ours, `${protocol}://${host}${isUsual ? '' : `:${port}`}`, fromHost);
  const [secret, fromSecret] = of('existingSecret');
  const [idKey, secretKey] = [of('existingSecretAccessKeyIDKey')[0], of('existingSecretKeySecretKey')[0]];
  if (!their.isOn('externalS3.useCredentialsInSecret')) return;
  if (secret !== '') keysIn(ours, secret, idKey, secretKey, fromSecret);
  else plainKeys(their, ours, of('accessKeyID')[1], of('accessKeySecret')[1]);
}

function takeGcs(their: Their, ours: Ours, direct: boolean): void {
  const bucket = their.text('externalGCS.bucket');
  artifactsAt(ours, `gs://${bucket}`, { direct, from: 'externalGCS.bucket' });
  const project = their.text('externalGCS.googleCloudProject');
  if (project !== '')
    ours.append('mlflow.env', { name: 'GOOGLE_CLOUD_PROJECT', value: project }, 'externalGCS.googleCloudProject');
  const [secret, key] = [their.text('externalGCS.existingSecret'), their.text('externalGCS.existingSecretKey')];
  if (!their.isOn('externalGCS.useCredentialsInSecret') || secret === '') return;
  const from = 'externalGCS.existingSecret';
  ours.append('mlflow.env', { name: 'GOOGLE_APPLICATION_CREDENTIALS', value: '/gcs/key.json' }, from);
  ours.append(
    'mlflow.extraVolumes',
    { name: 'gcs', secret: { secretName: secret, items: [{ key, path: 'key.json' }] } },
    from,
  );
  ours.append('mlflow.extraVolumeMounts', { name: 'gcs', mountPath: '/gcs', readOnly: true }, from);
}

function takeAzure(their: Their, ours: Ours, direct: boolean): void {
  const of = (name: string) => their.text(`externalAzureBlob.${name}`);
  artifactsAt(ours, `wasbs://${of('containerName')}@${of('storageAccount')}.blob.core.windows.net`, {
    direct,
    from: 'externalAzureBlob.storageAccount',
  });
  const names = {
    AZURE_STORAGE_CONNECTION_STRING: ['connectionString', 'existingConnectionStringKey'],
    AZURE_STORAGE_ACCESS_KEY: ['accessKey', 'existingAccessKeyKey'],
    AZURE_CLIENT_SECRET: ['clientSecret', 'clientSecretKey'],
    AZURE_CLIENT_ID: ['clientId', ''],
    AZURE_TENANT_ID: ['tenantId', ''],
  } as const;
  const [secret, inSecret] = [of('existingSecret'), their.isOn('externalAzureBlob.useCredentialsInSecret')];
  for (const [name, [plain, keyed]] of Object.entries(names)) {
    const key = keyed === '' ? '' : of(keyed);
    const path = `externalAzureBlob.${plain}`;
    if (inSecret && key !== '')
      takeVariables(
        ours,
        [{ name, valueFrom: { secretKeyRef: { name: secret, key } } }],
        'externalAzureBlob.existingSecret',
      );
    else if (of(plain) !== '') takeVariables(ours, [{ name, value: of(plain) }], path);
  }
}

function takeServer(their: Their, ours: Ours): void {
  takeArguments(
    ours,
    their.list(at('extraArgs')).map((one) => textOf(one)),
    at('extraArgs'),
  );
  takeVariables(ours, their.list(at('extraEnvVars')), at('extraEnvVars'));
  const [map, secret] = [their.text(at('extraEnvVarsCM')), their.text(at('extraEnvVarsSecret'))];
  if (map !== '') ours.append('mlflow.envFrom', { configMapRef: { name: map } }, at('extraEnvVarsCM'));
  if (secret !== '') ours.append('mlflow.envFrom', { secretRef: { name: secret } }, at('extraEnvVarsSecret'));
  const preset = their.text(at('resourcesPreset'));
  if (their.isChanged(at('resourcesPreset')) && preset !== 'none' && !their.isOn(at('resources'))) {
    ours.say(
      'left out',
      at('resourcesPreset'),
      `${preset} is a name for sizes, which this chart has not: write them into mlflow.resources`,
    );
  }
  const account = their.text(at('serviceAccount.name'));
  if (account !== '') takeAccount(ours, account, their.isOn(at('serviceAccount.create')), at('serviceAccount.name'));
  const monitor = their.isOn(at('metrics.serviceMonitor.enabled'));
  if (their.isOn(at('metrics.enabled'))) takeMetrics(ours, monitor ? 'operator' : 'annotations', at('metrics.enabled'));
  takeBudget(their, ours);
}

/** There it is there by default, and lets one pod go at a time. */
function takeBudget(their: Their, ours: Ours): void {
  const replicas = Number(their.text(at('replicaCount')));
  const [least, most] = [their.text(at('pdb.minAvailable')), their.text(at('pdb.maxUnavailable'))];
  if (!their.isOn(at('pdb.create')) || !(replicas >= 2)) return;
  ours.set('mlflow.podDisruptionBudget.enabled', true, at('pdb.create'));
  const away = most === '' && least === '' ? '1' : most;
  const stay = least === '' ? String(replicas - Number(away)) : least;
  if (/^[0-9]+$/.test(stay) && Number(stay) > 0)
    ours.set('mlflow.podDisruptionBudget.minAvailable', Number(stay), at('pdb.minAvailable'));
  else
    ours.say(
      'left out',
      at(least === '' ? 'pdb.maxUnavailable' : 'pdb.minAvailable'),
      'is no number of pods: set mlflow.podDisruptionBudget.minAvailable',
    );
}

function takeAccess(their: Their, ours: Ours): void {
  takeService(their, ours);
  if (their.isOn(at('ingress.enabled'))) {
    const [host, path, pathType] = ['hostname', 'path', 'pathType'].map((name) => their.text(at(`ingress.${name}`)));
    const hosts = [
      { host: host ?? '', paths: [{ path: path ?? '/', pathType: pathType ?? '' }] },
      ...their
        .list(at('ingress.extraHosts'))
        .filter(isMapping)
        .map((one) => ({
          host: textOf(one['name']),
          paths: [{ path: textOf(one['path']) || '/', pathType: textOf(one['pathType']) || 'ImplementationSpecific' }],
        })),
    ];
    const tls = [
      ...(their.isOn(at('ingress.tls')) ? [{ secretName: `${host ?? ''}-tls`, hosts: [host ?? ''] }] : []),
      ...their.list(at('ingress.extraTls')),
    ];
    const ingress = {
      className: their.text(at('ingress.ingressClassName')),
      annotations: their.map(at('ingress.annotations')),
      hosts,
      tls,
    };
    takeIngress(ours, ingress, at('ingress'));
  }
  if (their.isOn(at('httproute.enabled'))) {
    takeGateway(
      ours,
      { parentRefs: their.list(at('httproute.parentRefs')), hostnames: their.list(at('httproute.hostnames')) },
      at('httproute'),
    );
  }
  takeTls(their, ours);
}

/** People reach it there by a load balancer, unless they said otherwise. */
function takeService(their: Their, ours: Ours): void {
  const [type, port, secure] = ['service.type', 'service.ports.http', 'service.ports.https'].map((name) =>
    their.text(at(name)),
  );
  ours.set('mlflow.service.type', type ?? '', at('service.type'));
  const used = their.isOn(at('tls.enabled')) ? 'https' : 'http';
  const number = used === 'https' ? (secure ?? '') : (port ?? '');
  if (/^[0-9]+$/.test(number)) ours.set('mlflow.service.port', Number(number), at(`service.ports.${used}`));
  else ours.say('left out', at(`service.ports.${used}`), 'is no port: set mlflow.service.port');
}

function takeTls(their: Their, ours: Ours): void {
  const [secret, certificate, key] = ['certificatesSecret', 'certFilename', 'certKeyFilename'].map((name) =>
    their.text(at(`tls.${name}`)),
  );
  their.text(at('tls.certCAFilename'));
  if (!their.isOn(at('tls.enabled'))) return;
  if (their.isOn(at('tls.autoGenerated')) || secret === undefined || secret === '') {
    ours.say(
      'left out',
      at('tls.enabled'),
      'nobody makes a certificate that nobody trusts here: let cert-manager make one (tls.certManager), or name a Secret in tls.existingSecret',
    );
    return;
  }
  ours.set('tls.existingSecret', secret, at('tls.certificatesSecret'));
  if (certificate === 'tls.crt' && key === 'tls.key') return;
  ours.decide(
    'tls.existingSecret',
    at('tls.certificatesSecret'),
    `the Secret ${secret} has to be of type kubernetes.io/tls here: make one with its certificate and key as tls.crt and tls.key`,
  );
}

function takeAuth(their: Their, ours: Ours): void {
  const of = (name: string) => their.text(at(`auth.${name}`));
  if (!their.isOn(at('auth.enabled'))) return;
  const name = of('existingSecret');
  if (name !== '') {
    const keys = {
      usernameKey: of('existingSecretUserKey') || 'admin-user',
      passwordKey: of('existingSecretPasswordKey') || 'admin-password',
    };
    takeLoginOf(ours, {
      from: at('auth.existingSecret'),
      name,
      ...keys,
      flaskKey: of('existingSecretFlaskServerSecretKey'),
    });
    return;
  }
  takeLogin(ours, {
    from: at('auth.enabled'),
    username: { words: of('username') },
    password: their.plain(at('auth.password'), PASSWORD),
    flaskKey: their.plain(at('auth.flaskServerSecretKey'), RANDOM),
  });
}

export const bitnami: OtherChart = {
  name: 'bitnami',
  title: 'bitnami/mlflow',
  version: '5.3.0',
  defaults,
  rows,
  further: [
    'postgresql',
    'minio',
    'global.storageClass',
    at('updateStrategy'),
    at('podSecurityContext'),
    at('containerSecurityContext'),
    at('tls'),
  ],
  together: [takeImage, takeDatabase, takeArtifacts, takeServer, takeAccess, takeAuth],
};
