/** What CloudNativePG's objects are called, and what it calls those that it makes of them. */
import type { Value } from '../../lib/expr/expr';
import { text } from '../../lib/expr/vocabulary';
import type { Instance } from '../parts/instance';

/** Components, as NetworkPolicies have them. */
export const CNPG = 'cnpg';
export const CNPG_POOLER = 'cnpg-pooler';

export interface CnpgNames {
  readonly cluster: Value<string>;
  readonly pooler: Value<string>;
  /** Services: of the instance that is written to, of the standbys, and of any. */
  readonly primary: Value<string>;
  readonly standbys: Value<string>;
  /** Secrets: the login, and the authority of the servers' certificates (key ca.crt). */
  readonly login: Value<string>;
  readonly authority: Value<string>;
}

/** https://cloudnative-pg.io/documentation/current/service_management/ and …/applications/#secrets */
export function cnpgNames(instance: Instance): CnpgNames {
  const cluster = instance.name(CNPG);
  return {
    cluster,
    pooler: instance.name(CNPG_POOLER),
    primary: text`${cluster}-rw`,
    standbys: text`${cluster}-ro`,
    login: text`${cluster}-app`,
    authority: text`${cluster}-ca`,
  };
}
