/** The platform: which components there are, and how they are connected. */
import { Construct } from 'constructs';
import { and, equal, not, notEmpty, or } from '../lib/expr/function';
import { each, text, when } from '../lib/expr/vocabulary';
import type { Release } from '../lib/synth/chart';
import { Manifests } from '../lib/synth/manifests';
import { backsUpBeforeMigration, makesBackups, mayRestore, usesBackups } from '../values/backup';
import { goesByBackups, retains } from '../values/retention';
import { goesBack, keepsChanges, mostWal, restoresBackup } from '../values/point-in-time';
import { acceptedConnections } from '../values/connections';
import { monitorsByAnnotations } from '../values/monitoring';
import type { Restarted } from '../values/declared-secret';
import { hasDatabase, movesArtifacts, runsStore } from '../values/engines';
import type { Values } from '../values/schema';
import { declaredSecrets } from '../values/secrets';
import {
  artifactEnvironment,
  artifactSource,
  artifactStore,
  buckets,
  GARAGE_PORT,
  STORE_PORT,
} from './store/artifact-store';
import { backendEnvironment, backendStore, servingEnvironment } from './database/backend-store';
import { CloudNativePg } from './database/cloudnative-pg';
import { cnpgNames } from './database/cloudnative-pg-names';
import {
  Backup,
  catalogueOfBackup,
  programsOfBackup,
  settingsOfBackup,
  SHARED_PROGRAMS,
  TELLING_PROGRAMS,
} from './backup/backup';
import { backupImage } from './backup/backup-image';
import { beforeMigration } from './backup/before-migration';
import { backupDestination } from './backup/destination';
import { ClientConfiguration, trackingUri } from './clients/client-configuration';
import { Credentials } from './parts/credentials';
import { Instance } from './parts/instance';
import { outboundProxyOf } from './parts/outbound-proxy';
import { SERVERS } from './parts/waves';
import { Garage } from './store/garage';
import { Minio } from './store/minio';
import { Moving } from './store/moving';
import { presignedSettings, storeArrivals } from './store/presigned';
import { storeCredentials } from './store/store-keys';
import { Pooler } from './database/pooler';
import { DATA, Postgresql, postgresqlLogin } from './database/postgresql';
import { basicLogin } from './access/basic-login';
import { oidcLogin } from './access/oidc-login';
import { AlertRules } from './monitoring/alert-rules';
import { Dashboard } from './monitoring/dashboard';
import { DatabaseExporter } from './monitoring/database-exporter';
import { Monitoring } from './monitoring/monitoring';
import { CHECKS, ServerMonitor } from './monitoring/server-monitor';
import { noLogin } from './access/no-login';
import { LOGIN_PROGRAMS } from './access/login-programs';
import { mlflowLogin } from './access/mlflow-login';
import { AccessProxy } from './access/proxy';
import { Isolation } from './isolation/isolation';
import { TrackingIngress } from './access/tracking-ingress';
import { OpenShiftRoute } from './access/openshift-route';
import { TrackingRoute } from './access/tracking-route';
import { authorities } from './tls/authorities';
import { Certificates, serverCertificates } from './tls/certificates';
import type { TransferProps } from './parts/transfer-pod';
import { goingBack } from './point-in-time/going-back';
import { PointInTime, programsOfPointInTime } from './point-in-time/point-in-time';
import { programsOfRestore, Restore, restoreEnv, restoreRequest } from './restore/restore';
import { REHEARSAL } from './restore/rehearsal';
import { archivalOf } from './retention/archival';
import { MAINTENANCE_PROGRAMS, Retention } from './retention/retention';
import { ExternalSecrets } from './secrets/external-secrets';
import { reloadAnnotations, withReloadAnnotation } from './secrets/reloader';
import { encryptionEnvironment, encryptionKeys } from './server/encryption-keys';
import { ArtifactsServer } from './server/artifacts-server';
import { Autoscaler } from './server/autoscaler';
import { JobsServer } from './server/jobs-server';
import { programsOfServer, type ServerPodProps } from './server/server-pod';
import { TrackingServer } from './server/tracking-server';
import { corsOrigins } from './server/request-origins';
import { SmokeTest } from './smoke-test/smoke-test';
import { Doctor } from './doctor/doctor';

export interface PlatformProps {
  readonly values: Values;
  readonly release: Release;
  /** Of MLflow, and of the chart. */
  readonly version: string;
  readonly chartVersion: string;
}

export function platform(scope: Construct, { values, release, version, chartVersion }: PlatformProps): void {
  const {
    mlflow,
    autoscaling,
    jobs,
    auth,
    proxy: proxySettings,
    oauth2Proxy,
    postgresql,
    minio,
    objectStore,
    clients,
    networkPolicy,
  } = values;
  const { global: registry } = values;
  const instance = new Instance({ release, version, commonLabels: values.commonLabels });
  const backend = backendStore(values, instance);
  const artifacts = artifactStore(values, instance);
  const ofArtifacts = artifactEnvironment(artifacts);

  const database = new Credentials(scope, 'database', {
    instance,
    purpose: 'database',
    enabled: notEmpty(backend.literalPassword),
    data: { password: backend.literalPassword },
  });
  const stores = storeCredentials(scope, values, instance);
  const { minio: ofMinio, garage: ofGarage } = buckets(values, instance);
  const encryption = encryptionKeys(values, instance);
  const keys = new Credentials(scope, 'encryption', {
    instance,
    purpose: 'encryption',
    enabled: encryption.literal,
    data: encryption.literalKeys,
    sparse: true,
  });

  const certificates = serverCertificates(values, instance);
  new Certificates(scope, 'certificates', { instance, values });
  const secrets = declaredSecrets(values);
  const reloads = (program: Restarted) => reloadAnnotations(values.reloader.enabled, program, secrets);
  const ofServers = withReloadAnnotation(SERVERS, values.reloader.enabled, 'tracking', secrets);
  new ExternalSecrets(scope, 'external-secrets', {
    instance,
    settings: values.externalSecrets,
    secrets,
    ingress: mlflow.ingress,
  });
  const believed = authorities({
    values,
    certificates,
    cnpgAuthority: cnpgNames(instance).authority,
    sslMode: backend.sslMode,
  });
  const outbound = outboundProxyOf(values, instance);
  const access = { instance, registry, server: mlflow };
  const logins = [
    noLogin(auth.mode),
    basicLogin(scope, { ...access, auth, proxy: proxySettings }),
    mlflowLogin({ auth, server: mlflow }),
    oidcLogin({ ...access, auth, oauth2Proxy, given: believed.given, outbound: outbound.env }),
  ];
  const proxy = new AccessProxy(scope, 'proxy', {
    ...access,
    settings: proxySettings,
    trustedProxies: auth.trustedProxies,
    logins,
    certificate: certificates.tracking,
    monitored: values.monitoring.enabled,
    saysMetrics: monitorsByAnnotations(values),
    roles: { jobs: jobs.enabled, artifacts: values.artifacts.enabled },
    caBundle: values.tls.caBundle,
  });
  const serverPrograms = programsOfServer(instance);
  const monitor = new ServerMonitor(scope, 'server-monitor', {
    instance,
    values,
    backend,
    tls: certificates.tracking.enabled,
    programs: TELLING_PROGRAMS,
    serverPrograms,
  });
  const destination = backupDestination(values);
  const savesFirst = backsUpBeforeMigration(values);
  const transfer: TransferProps = {
    registry,
    images: {
      mlflow: mlflow.image,
      postgresql: backupImage(values),
      copy: values.backup.copyImage,
      database: postgresql.image,
    },
    pod: values.backup,
    serviceAccountName: instance.name('backup'),
    scratchSize: values.backup.scratchSize,
    settings: settingsOfBackup(instance),
    secrets: {
      database: backendEnvironment(backend).secrets,
      store: ofArtifacts.secrets,
      destination: destination.secrets,
      keys: encryptionEnvironment(encryption).secrets,
      proxy: outbound.secrets,
    },
    env: mlflow.env,
    envFrom: mlflow.envFrom,
    authorities: believed,
  };
  const restorePrograms = [serverPrograms, ...programsOfBackup(instance), programsOfRestore(instance)];
  const kept = keepsChanges(values);
  const { flows: ofDatabase } = new Postgresql(scope, 'postgresql', {
    ...postgresql,
    enabled: hasDatabase(values, 'bundled'),
    certificate: certificates.postgresql,
    instance,
    registry,
    password: backend.password,
    maxConnections: acceptedConnections(values),
    keepsChanges: kept,
    mostWal: mostWal(values),
    checksums: database.checksum,
    preparation: goingBack({
      enabled: goesBack(values),
      request: restoreEnv(values.restore),
      transfer,
      programs: [...restorePrograms, programsOfPointInTime(instance)],
      data: DATA,
      login: postgresqlLogin({ auth: postgresql.auth, password: backend.password }),
      keepsChanges: kept,
      toDestination: destination.departures,
    }),
  });
  const { flows: ofCnpg } = new CloudNativePg(scope, 'cloudnative-pg', { instance, registry, values, outbound });
  const { flows: ofPooler } = new Pooler(scope, 'pooler', {
    instance,
    registry,
    values,
    password: backend.password,
    checksums: database.checksum,
    annotations: reloads('pooler'),
    authorities: believed,
    madeBy: { image: mlflow.image, programs: serverPrograms },
  });
  const ownMinio = new Minio(scope, 'minio', {
    ...minio,
    enabled: runsStore(values, 'minio'),
    certificate: certificates.minio,
    instance,
    registry,
    secretName: ofMinio.secretName,
    arrivals: storeArrivals(values, artifacts, STORE_PORT, not(objectStore.finalPass)),
    presigned: artifacts.presigned,
    origins: corsOrigins(mlflow, certificates.tracking.enabled),
    checksums: stores.s3,
    closed: values.objectStore.finalPass,
    monitored: values.monitoring.enabled,
    annotations: reloads('minio'),
  });
  const ownGarage = new Garage(scope, 'garage', {
    ...objectStore.garage,
    enabled: runsStore(values, 'garage'),
    certificate: certificates.garage,
    instance,
    registry,
    preparedBy: mlflow.image,
    proxy: proxySettings,
    secretName: ofGarage.secretName,
    arrivals: storeArrivals(values, artifacts, GARAGE_PORT, true),
    monitored: values.monitoring.enabled,
    checksums: stores.garage,
    annotations: reloads('garage'),
  });
  const { flows: ofPointInTime } = new PointInTime(scope, 'point-in-time', {
    instance,
    settings: values.backup,
    kept,
    goesBack: goesBack(values),
    transfer,
    programs: [serverPrograms, ...programsOfBackup(instance)],
    departures: [...backend.departures.filter((departure) => 'component' in departure), ...destination.departures],
  });
  const moves = movesArtifacts(values);
  const { flows: ofMoving } = new Moving(scope, 'moving', {
    instance,
    values,
    enabled: moves,
    transfer,
    programs: [serverPrograms, ...programsOfBackup(instance)],
    authorities: believed.settings,
    outbound: outbound.settings,
  });
  const toAll = [...backend.departures, ...artifacts.departures, ...destination.departures];
  const backup = new Backup(scope, 'backup', {
    instance,
    settings: values.backup,
    made: makesBackups(values),
    used: usesBackups(values),
    known: or(mayRestore(values), moves),
    hasReaders: retains(values),
    transfer,
    environment: {
      ...backendEnvironment(backend).settings,
      ...artifactSource(artifacts),
      ...destination.settings,
      ...believed.settings,
      ...outbound.settings,
      ...encryptionEnvironment(encryption).settings,
      RELEASE_NAME: instance.base,
      RELEASE_NAMESPACE: instance.namespace,
      CHART_VERSION: chartVersion,
      PREPARE_TIMEOUT_SECONDS: text`${mlflow.migration.timeoutSeconds}`,
    },
    serverPrograms,
    rehearsal: { programs: programsOfRestore(instance), steps: REHEARSAL },
    departures: toAll,
    toDestination: destination.departures,
    saysMetrics: monitorsByAnnotations(values),
  });
  const { flows: ofRestore } = new Restore(scope, 'restore', {
    instance,
    settings: values.restore,
    enabled: restoresBackup(values),
    used: mayRestore(values),
    stores: [
      text`${backend.username}@${backend.host}:${backend.port}/${backend.database}`,
      text`${artifacts.uri} ${artifacts.endpoint} ${artifacts.region}`,
    ],
    destination: values.backup.destination,
    transfer,
    programs: restorePrograms,
    departures: toAll,
  });
  const { flows: ofRetention } = new Retention(scope, 'retention', {
    instance,
    settings: values.retention,
    enabled: retains(values),
    byBackups: goesByBackups(values),
    transfer,
    environment: {
      ...backendEnvironment(backend).settings,
      ...artifactSource(artifacts),
      ...believed.settings,
      ...outbound.settings,
      RELEASE_NAME: instance.base,
      RELEASE_NAMESPACE: instance.namespace,
    },
    destination,
    programs: [serverPrograms, catalogueOfBackup(instance)],
    toDatabase: backend.departures,
    toStore: artifacts.departures,
    toDestination: destination.departures,
  });
  const serverPod: ServerPodProps = {
    proxy,
    monitor,
    tls: certificates.tracking.enabled,
    authorities: believed,
    outbound,
    logins,
    loginPrograms: LOGIN_PROGRAMS,
    instance,
    registry,
    settings: mlflow,
    backend: servingEnvironment(backend),
    artifacts: {
      settings: { ...ofArtifacts.settings, ...presignedSettings(values, artifacts) },
      secrets: ofArtifacts.secrets,
      direct: artifacts.direct,
    },
    encryption: encryptionEnvironment(encryption),
    departures: [
      ...backend.departures,
      ...backend.serving.departures,
      ...artifacts.departures,
      ...destination.departures.map((departure) => ({ ...departure, condition: savesFirst })),
    ],
    beforeMigration: beforeMigration({
      enabled: savesFirst,
      transfer,
      programs: [serverPrograms, ...programsOfBackup(instance)],
      hasUsers: equal(auth.mode, 'mlflow'),
    }),
    restore: {
      possible: mayRestore(values),
      programs: [...programsOfBackup(instance), programsOfRestore(instance)],
      settings: {
        ARTIFACTS_URI: when(and(mayRestore(values), artifacts.configured), artifacts.uri),
        // Of a database that goes back to a second, artefacts may be elsewhere.
        STORE_MAY_BE_EMPTY: when(or(objectStore.startEmpty, values.restore.enabled), 'true'),
        ...restoreRequest(values.restore, restoresBackup(values)),
      },
    },
    isolated: networkPolicy.enabled,
    checksums: {
      ...database.checksum,
      ...stores.all,
      ...keys.checksum,
      ...Object.fromEntries(logins.flatMap(({ checksums = {} }) => Object.entries(checksums))),
    },
  };
  const tracking = new TrackingServer(scope, 'tracking', {
    ...serverPod,
    replicas: when(not(autoscaling.enabled), mlflow.replicaCount),
    annotations: ofServers,
    jobs,
    aiGateway: values.aiGateway,
    passesArtifacts: values.artifacts.enabled,
    archival: archivalOf(values.retention.traces.archive, artifacts.uri),
  });
  const jobsServer = new JobsServer(scope, 'jobs', {
    ...serverPod,
    jobs,
    ofSettings: tracking.ofSettings,
    annotations: ofServers,
    server: tracking.flows,
  });
  const artifactsServer = new ArtifactsServer(scope, 'artifacts', {
    ...serverPod,
    role: values.artifacts,
    ofSettings: tracking.ofSettings,
    annotations: ofServers,
    toStore: artifacts.departures,
  });
  new Autoscaler(scope, 'autoscaling', { instance, values });
  new TrackingIngress(scope, 'ingress', {
    instance,
    ingress: mlflow.ingress,
    staticPrefix: mlflow.staticPrefix,
    certificate: certificates.tracking,
  });
  new TrackingRoute(scope, 'gateway', {
    instance,
    gateway: mlflow.gateway,
    port: mlflow.service.port,
    tlsInside: certificates.tracking.enabled,
    authority: values.tls.caBundle.configMap,
  });
  new OpenShiftRoute(scope, 'openshift', {
    instance,
    route: mlflow.route,
    tlsInside: certificates.tracking.enabled,
  });
  const found = {
    instance,
    port: mlflow.service.port,
    staticPrefix: mlflow.staticPrefix,
    tls: certificates.tracking.enabled,
  };
  const { flows: ofDoctor } = new Doctor(scope, 'doctor', {
    instance,
    values,
    transfer,
    uri: trackingUri(found),
    settings: instance.name('tracking'),
    checksums: tracking.checksums,
    serverPrograms,
    programs: { ...CHECKS, ...MAINTENANCE_PROGRAMS, ...SHARED_PROGRAMS, ...TELLING_PROGRAMS },
    departures: [...backend.departures, ...backend.serving.departures, ...artifacts.departures],
  });
  const databaseExporter = new DatabaseExporter(scope, 'database-exporter', {
    instance,
    registry,
    values,
    backend,
    checksums: database.checksum,
    annotations: reloads('exporter'),
    authorities: believed,
    madeBy: { image: mlflow.image, programs: serverPrograms },
  });
  new Monitoring(scope, 'monitoring', {
    instance,
    values,
    sources: [proxy, jobsServer, artifactsServer, databaseExporter, ownMinio, ownGarage, backup].map(
      ({ source }) => source,
    ),
  });
  new Dashboard(scope, 'dashboard', { instance, values });
  new AlertRules(scope, 'alerts', { instance, values, database: backend.database });
  new Isolation(scope, 'isolation', {
    instance,
    settings: networkPolicy,
    outbound: { ...values.outboundProxy, enabled: outbound.enabled },
    flows: [
      tracking.flows,
      jobsServer.flows,
      artifactsServer.flows,
      ofDatabase,
      ...ofCnpg,
      ofPooler,
      ownMinio.flows,
      ownGarage.flows,
      ofMoving,
      ...backup.flows,
      ofRestore,
      ...ofRetention,
      ...ofPointInTime,
      databaseExporter.flows,
      ofDoctor,
    ],
  });
  new Manifests(scope, 'extra-objects', {
    objects: each(values.extraObjects, (object) => object),
    path: 'extraObjects',
  });
  new ClientConfiguration(scope, 'clients', { ...found, enabled: clients.configMap, artifacts });
  new SmokeTest(scope, 'smoke-test', {
    instance,
    values,
    uri: trackingUri(found),
    certificate: certificates.tracking,
    store: artifacts,
    keys: ofArtifacts.secrets,
    storeCertificates: { minio: certificates.minio, garage: certificates.garage },
    outbound: outbound.env,
  });
}
