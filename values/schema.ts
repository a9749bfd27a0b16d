/**
 * The values of the chart, put together; each is declared once, with its concern: type, default, constraint, description.
 * The keys of the setup guide's values file (mlflow.*, postgresql.*) keep their place and meaning.
 */
import { record, type ValuesOf } from '../lib/values/schema';
import { auth, proxy } from './auth';
import { oauth2Proxy } from './auth-oidc';
import { autoscaling } from './autoscaling';
import { backup } from './backup';
import { clients } from './clients';
import { doctor } from './doctor';
import { aiGateway } from './ai-gateway';
import { artifacts } from './artifacts';
import { jobs } from './jobs';
import { database, externalDatabase, postgresql } from './database';
import { commonLabels, extraObjects } from './extensions';
import { global } from './images';
import { restore } from './restore';
import { retention } from './retention';
import { externalSecrets, reloader } from './secrets';
import { networkPolicy } from './isolation';
import { monitoring } from './monitoring';
import { outboundProxy } from './outbound-proxy';
import { mlflow } from './server';
import { smokeTest } from './smoke-test';
import { externalS3, minio, objectStore } from './store';
import { tls } from './tls';

export const schema = record('Values of the mlflow chart.', {
  global,
  mlflow,
  autoscaling,
  jobs,
  artifacts,
  aiGateway,
  auth,
  proxy,
  oauth2Proxy,
  tls,
  database,
  postgresql,
  externalDatabase,
  objectStore,
  minio,
  externalS3,
  backup,
  restore,
  retention,
  monitoring,
  clients,
  externalSecrets,
  reloader,
  networkPolicy,
  outboundProxy,
  smokeTest,
  doctor,
  commonLabels,
  extraObjects,
});

/** The values as constructs see them: literals in one run, expressions in the other. */
export type Values = ValuesOf<typeof schema>;
