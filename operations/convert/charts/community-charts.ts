/** community-charts/mlflow 1.11.5 (github.com/community-charts/helm-charts, charts/mlflow). */
import type { OtherChart } from '../chart';
import { newDatabase, externalDatabase, otherDatabase, PASSWORD_SECRET, sqliteDatabase } from '../database';
import { takeIngress } from '../ingress';
import { PASSWORD, permission, RANDOM, takeLogin, takeLoginOf } from '../login';
import { takeOidc } from '../oidc';
import { takeAccount, takeMetrics } from '../operations';
import { defaultImages } from '../../../values/images';
import type { Ours } from '../ours';
import { takeOption } from '../server-arguments';
import { artifactsAt, bucketOf, keysIn, plainKeys, storeOfRelease } from '../store';
import { textOf, type Their } from '../their';
import { takeVariables, variablesOf } from '../variables';
import defaults from './community-charts.json';
import { rows } from './community-charts-rows';

const CLIENT = 'what the issuer gave out';
function takeImage(their: Their, ours: Ours): void {
  const [repository, tag] = ['repository', 'tag'].map((name) => their.text(`image.${name}`)) as [string, string];
  their.text('image.digest');
  if (!their.isChanged('image.repository')) {
    if (tag !== '')
      ours.say(
        'note',
        'image.tag',
        `is of ${repository}; here MLflow’s own image is pinned, and the database is migrated to its version when it first starts: there is no way back without a backup`,
      );
    return;
  }
  const [, name = repository] = /^docker\.io\/(.*)$/.exec(repository) ?? [];
  ours.set('mlflow.image.repository', defaultImages.mlflow.repository, 'image.repository');
  ours.decide(
    'mlflow.image.repository',
    'image.repository',
    `${name} is an image of your own, made for the other chart. Here it has to hold MLflow, psycopg2 and boto3, as ghcr.io/mlflow/mlflow:…-full does: build it on that one, and name it in mlflow.image`,
  );
}

function takeDatabase(their: Their, ours: Ours): void {
  const at = (kind: string) => `backendStore.${kind}.enabled`;
  if (their.isOn(at('postgres'))) takePostgres(their, ours);
  else if (their.isOn('postgresql.enabled')) takeBundled(their, ours);
  else if (their.isOn(at('mysql')) || their.isOn('mysql.enabled')) {
    otherDatabase(ours, their.isOn(at('mysql')) ? at('mysql') : 'mysql.enabled', 'MySQL');
  } else if (their.isOn(at('mssql'))) otherDatabase(ours, at('mssql'), 'SQL Server');
  else if (their.text('backendStore.defaultSqlitePath') !== '') sqliteDatabase(ours, 'backendStore.defaultSqlitePath');
}

function takePostgres(their: Their, ours: Ours): void {
  const at = (name: string) => `backendStore.postgres.${name}`;
  const of = (name: string) => [their.text(at(name)), at(name)] as const;
  externalDatabase(ours, { host: of('host'), port: of('port'), database: of('database'), user: of('user') });
  const from = 'backendStore.existingDatabaseSecret';
  const secret = their.text(`${from}.name`);
  if (secret === '') {
    ours.secret(
      'externalDatabase.existingSecret',
      PASSWORD_SECRET,
      { password: their.plain(at('password'), 'the password of that user') },
      at('password'),
    );
    return;
  }
  ours.set('externalDatabase.existingSecret', secret, `${from}.name`);
  ours.set('externalDatabase.existingSecretKey', their.text(`${from}.passwordKey`), `${from}.passwordKey`);
  if (of('user')[0] !== '') return;
  const key = their.text(`${from}.usernameKey`);
  ours.set('externalDatabase.username', 'mlflow', `${from}.usernameKey`);
  ours.decide(
    'externalDatabase.username',
    `${from}.name`,
    `the user’s name is a value here, and no secret: write what ${secret} has in ${key}`,
  );
}

/** Its volume stays when that release goes, but nothing here could read it. */
function takeBundled(their: Their, ours: Ours): void {
  const from = 'postgresql.enabled';
  ours.set('postgresql.auth.database', their.text('postgresql.auth.database'), 'postgresql.auth.database');
  const user = their.text('postgresql.auth.username');
  if (user !== '') ours.set('postgresql.auth.username', user, 'postgresql.auth.username');
  if (their.isOn('postgresql.auth.password'))
    ours.say('note', 'postgresql.auth.password', 'is not taken over: the new database gets a password of its own');
  newDatabase(
    ours,
    from,
    'there PostgreSQL is part of the release, and goes with it; this one is another, and empty: bring what there is by pg_dump (docs/migrating.md)',
  );
}

function takeArtifacts(their: Their, ours: Ours): void {
  const at = (name: string) => `artifactRoot.${name}`;
  const direct = !their.isOn(at('proxiedArtifactStorage'));
  const local = direct ? 'defaultArtifactRoot' : 'defaultArtifactsDestination';
  if (their.isOn(at('azureBlob.enabled'))) {
    const [container, account] = [their.text(at('azureBlob.container')), their.text(at('azureBlob.storageAccount'))];
    const uri = `wasbs://${container}@${account}.blob.core.windows.net/${their.text(at('azureBlob.path'))}`;
    artifactsAt(ours, uri, { direct, from: at('azureBlob.enabled') });
    const keys = { AZURE_STORAGE_CONNECTION_STRING: 'connectionString', AZURE_STORAGE_ACCESS_KEY: 'accessKey' };
    const given = Object.entries(keys).filter(([, name]) => their.text(at(`azureBlob.${name}`)) !== '');
    const entries = given.map(([name, path]) => ({ name, value: their.text(at(`azureBlob.${path}`)) }));
    takeVariables(ours, entries, at(`azureBlob.${given[0]?.[1] ?? 'accessKey'}`));
  } else if (their.isOn(at('s3.enabled'))) takeS3(their, ours, direct);
  else if (their.isOn(at('gcs.enabled'))) {
    const uri = `gs://${their.text(at('gcs.bucket'))}/${their.text(at('gcs.path'))}`;
    artifactsAt(ours, uri, { direct, from: at('gcs.enabled') });
  } else artifactsAt(ours, their.text(at(local)), { direct, from: at(local) });
}

function takeS3(their: Their, ours: Ours, direct: boolean): void {
  const at = (name: string) => `artifactRoot.s3.${name}`;
  if (their.isOn('minio.enabled')) {
    ['minio.buckets', 'minio.rootUser', 'minio.rootPassword'].forEach((path) => their.value(path));
    storeOfRelease(ours, 'minio.enabled');
    if (direct) ours.set('mlflow.artifacts.mode', 'direct', at('enabled'));
    return;
  }
  bucketOf(ours, their.text(at('bucket')), their.text(at('path')), { direct, from: at('bucket') });
  const from = at('existingSecret');
  const secret = their.text(`${from}.name`);
  if (secret !== '') {
    keysIn(
      ours,
      secret,
      their.text(`${from}.keyOfAccessKeyId`),
      their.text(`${from}.keyOfSecretAccessKey`),
      `${from}.name`,
    );
  } else if (their.isOn(at('awsSecretAccessKey')))
    plainKeys(their, ours, at('awsAccessKeyId'), at('awsSecretAccessKey'));
}

function takeAuth(their: Their, ours: Ours): void {
  if (their.isOn('ldapAuth.enabled')) {
    ours.set('auth.mode', 'none', 'ldapAuth.enabled');
    ours.decide('auth.mode', 'ldapAuth.enabled', 'nobody is asked for a login as it stands: choose auth.mode');
  }
  if (!their.isOn('auth.enabled')) return;
  if (their.text('auth.appName') !== 'basic-auth') {
    ours.say(
      'left out',
      'auth.appName',
      'names an application of its own: see auth.mode for the logins of this chart (docs/access.md)',
    );
    return;
  }
  const from = 'auth.existingAdminSecret';
  const name = their.text(`${from}.name`);
  const [usernameKey, passwordKey] = [their.text(`${from}.usernameKey`), their.text(`${from}.passwordKey`)];
  if (name === '') {
    takeLogin(ours, {
      from: 'auth.enabled',
      username: { words: their.text('auth.adminUsername') || 'the administrator’s name' },
      password: their.plain('auth.adminPassword', PASSWORD),
      flaskKey: their.plain('flaskServerSecretKey', RANDOM),
    });
  } else takeLoginOf(ours, { from: `${from}.name`, name, usernameKey, passwordKey, flaskKey: '' });
  permission(ours, their.text('auth.defaultPermission'), 'auth.defaultPermission');
}

function takeIssuer(their: Their, ours: Ours): void {
  if (their.isOn('oidcAuth.enabled')) {
    const at = (name: string) => `oidcAuth.${name}`;
    const texts = (name: string) =>
      [their.value(at(name))]
        .flat()
        .flatMap((one) => textOf(one as string).split(/[,\s]+/))
        .filter((one) => one !== '');
    takeOidc(ours, {
      from: at('enabled'),
      issuer: [their.text(at('discoveryUrl')).replace(/\/\.well-known\/openid-configuration$/, ''), at('discoveryUrl')],
      clientId: [their.text(at('clientId')) || 'mlflow', at('clientId')],
      secret: {
        name: [their.text(at('existingSecret.name')), at('existingSecret.name')],
        clientKey: their.text(at('existingSecret.clientSecretKey')),
        cookieKey: '',
        plain: their.plain(at('clientSecret'), CLIENT),
      },
      groups: [[...new Set([...texts('groupName'), ...texts('adminGroupName')])], at('groupName')],
      domains: [],
    });
    ours.set('auth.oidc.groupsClaim', their.text(at('groupsAttribute')), at('groupsAttribute'));
    ours.set('auth.oidc.scopes', texts('scope'), at('scope'));
    ours.set('auth.oidc.cookieSecure', their.isOn(at('sessionCookieSecure')), at('sessionCookieSecure'));
    their.text(at('defaultPermission'));
    ours.say(
      'decide',
      at('defaultPermission'),
      'permissions of the plugin do not come along: with auth.mode oidc whoever may enter may do everything, so allow only the groups that may',
    );
  }
  if (!their.isOn('oauth2Proxy.enabled')) return;
  const at = (name: string) => `oauth2Proxy.${name}`;
  const options = their.list(at('extraArgs')).map((one) => textOf(one));
  const given = (name: string) =>
    options.flatMap((one) => (one.startsWith(`--${name}=`) ? [one.slice(name.length + 3)] : []));
  their.text(at('provider.name'));
  their.value(at('createSecret'));
  their.value(at('cookieSecret'));
  takeOidc(ours, {
    from: at('enabled'),
    issuer: [their.text(at('provider.issuerURL')), at('provider.issuerURL')],
    clientId: [their.text(at('provider.clientID')) || 'mlflow', at('provider.clientID')],
    secret: {
      name: [their.text(at('existingSecret.name')), at('existingSecret.name')],
      clientKey: their.text(at('existingSecret.clientSecretKey')),
      cookieKey: their.text(at('existingSecret.cookieSecretKey')),
      plain: their.plain(at('provider.clientSecret'), CLIENT),
    },
    groups: [given('allowed-group'), at('extraArgs')],
    domains: given('email-domain'),
  });
  const known = /^--(cookie-secure|cookie-samesite|allowed-group|email-domain)=/;
  const others = options.filter((one) => !known.test(one)).map((one) => one.replace(/=[\d\D]*$/, ''));
  if (others.length > 0)
    ours.say(
      'left out',
      at('extraArgs'),
      `${others.join(', ')}: oauth2-proxy takes no options of yours here; see auth.oidc for what can be set`,
    );
  if (their.text(at('existingSecret.clientIDKey')) !== '' && their.text(at('provider.clientID')) === '') {
    ours.decide(
      'auth.oidc.clientId',
      at('existingSecret.name'),
      'the client’s ID is a value here, and no secret: write it into auth.oidc.clientId',
    );
  }
}

function takeServer(their: Their, ours: Ours): void {
  for (const [name, given] of Object.entries(their.map('extraArgs')))
    takeOption(ours, kebab(name), textOf(given), `extraArgs.${name}`);
  for (const flag of their.list('extraFlags')) takeOption(ours, kebab(textOf(flag)), '', 'extraFlags');
  takeVariables(ours, variablesOf(their.map('extraEnvVars')), 'extraEnvVars');
  if (their.isChanged('log.level') || their.isChanged('log.enabled')) {
    const entry = their.isOn('log.enabled')
      ? ['MLFLOW_LOGGING_LEVEL', their.text('log.level').toUpperCase()]
      : ['MLFLOW_CONFIGURE_LOGGING', 'False'];
    ours.append(
      'mlflow.env',
      { name: entry[0] ?? '', value: entry[1] ?? '' },
      their.isChanged('log.level') ? 'log.level' : 'log.enabled',
    );
  }
  if (their.isOn('ingress.enabled')) {
    const ingress = {
      className: their.text('ingress.className'),
      annotations: their.map('ingress.annotations'),
      hosts: their.list('ingress.hosts'),
      tls: their.list('ingress.tls'),
    };
    takeIngress(ours, ingress, 'ingress');
  }
  const account = their.text('serviceAccount.name');
  if (account !== '') takeAccount(ours, account, their.isOn('serviceAccount.create'), 'serviceAccount.name');
  if (!their.isOn('serviceMonitor.enabled')) return;
  takeMetrics(ours, 'operator', 'serviceMonitor.enabled');
  ours.set('monitoring.labels', their.map('serviceMonitor.labels'), 'serviceMonitor.labels');
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

export const communityCharts: OtherChart = {
  name: 'community-charts',
  title: 'community-charts/mlflow',
  version: '1.11.5',
  defaults,
  rows,
  further: ['postgresql', 'mysql', 'minio', 'livenessProbe', 'readinessProbe', 'strategy'],
  together: [takeImage, takeDatabase, takeArtifacts, takeServer, takeAuth, takeIssuer],
};
