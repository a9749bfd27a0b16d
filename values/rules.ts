/** Values that contradict each other are refused, and what somebody may regret is warned about, with the same words by `npm run synth` and by `helm install`. */
import type { Rule } from '../lib/values/rule';
import { accessRules } from './access';
import { amountRules } from './amounts';
import { alertRules } from './alerts';
import { authRules } from './auth';
import { oidcRules } from './auth-oidc';
import { autoscalingRules } from './autoscaling';
import { backupRules } from './backup';
import { cnpgRules } from './cloudnative-pg-rules';
import { databaseRules } from './database';
import { doctorRules } from './doctor';
import { extensionRules } from './extensions';
import { gatewayRules } from './gateway';
import { imageRules } from './images';
import { aiGatewayRules } from './ai-gateway';
import { artifactsRules } from './artifacts';
import { jobsRules } from './jobs';
import { isolationRules } from './isolation';
import { monitoringRules } from './monitoring';
import { outboundProxyRules } from './outbound-proxy';
import type { Values } from './schema';
import { poolerRules } from './pooler';
import { pointInTimeRules } from './point-in-time';
import { restoreRules } from './restore';
import { retentionRules } from './retention';
import { routeRules } from './route';
import { scheduleRules } from './schedule';
import { secretRules } from './secrets';
import { serverRules } from './server';
import { smokeTestRules } from './smoke-test';
import { storeRules } from './store';
import { tlsRules } from './tls';

export function rules(values: Values): readonly Rule[] {
  return [
    authRules,
    oidcRules,
    tlsRules,
    databaseRules,
    cnpgRules,
    poolerRules,
    storeRules,
    backupRules,
    restoreRules,
    pointInTimeRules,
    retentionRules,
    accessRules,
    gatewayRules,
    routeRules,
    serverRules,
    autoscalingRules,
    jobsRules,
    artifactsRules,
    aiGatewayRules,
    imageRules,
    amountRules,
    scheduleRules,
    secretRules,
    isolationRules,
    outboundProxyRules,
    monitoringRules,
    smokeTestRules,
    doctorRules,
    alertRules,
    extensionRules,
  ].flatMap((of) => of(values));
}
