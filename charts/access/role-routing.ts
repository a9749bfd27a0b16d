/**
 * What the proxies send to pods that have a role of their own: to the one that runs jobs, whose queue is its own, whatever begins one; and to
 * those for artefacts, these.
 */
import type { Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, notEmpty, or } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import type { ServerCertificate } from '../parts/server-certificate';
import { ARTIFACTS, HTTP_PORT, JOBS } from '../parts/server-socket';
import AWAY from './proxy/roles-away.conf';
import TLS from './proxy/roles-tls.conf';

/**
 * MLflow's (3.18), behind any prefix: who calls submit_job() in mlflow/server/handlers.py and job_api.py; and, of the page alone,
 * what says whether periodic jobs run.
 */
const OF_JOBS = [
  'ajax-api/3[.]0/jobs',
  'ajax-api/3[.]0/mlflow/(scorer|issues|genai/evaluate)/invoke',
  'ajax-api/3[.]0/mlflow/server-info',
  '(ajax-)?api/3[.]0/mlflow/prompt-optimization/jobs',
];
const BEGINS_JOB = `/(${OF_JOBS.join('|')})/?$`;
/**
 * What needs the artefact store alone. MLflow 3.18 serves uploads and downloads at the root, too, whatever the prefix. An artefact's path may
 * look like any other route: only the beginning counts.
 */
const OF_ARTIFACTS = '/(ajax-)?api/2[.]0/mlflow-artifacts/';
/** The file of authorities is made of what is here (start-proxy.sh). */
const AUTHORITIES = { name: 'roles-authorities', mountPath: '/roles-authorities', readOnly: true };

export interface RoleRoutingProps {
  readonly instance: Instance;
  /** Whether there are such pods. */
  readonly roles: Readonly<Record<'jobs' | 'artifacts', Value<boolean>>>;
  readonly staticPrefix: Value<string>;
  readonly caBundle: Values['tls']['caBundle'];
  /** Of the server's pods, which those show, too. */
  readonly certificate: ServerCertificate;
}

export interface RoleRouting {
  readonly files: Readonly<Record<string, Value<string> | undefined>>;
  readonly mounts: readonly (Deferred<VolumeMount> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
}

export function roleRouting({ instance, roles, staticPrefix, caBundle, certificate }: RoleRoutingProps): RoleRouting {
  const any = or(roles.jobs, roles.artifacts);
  const byTls = and(any, certificate.enabled);
  const scheme = choose(certificate.enabled, 'https', 'http');
  const bundle = [{ key: caBundle.key, path: 'bundle.crt' }];
  const volume: Deferred<Volume> = {
    name: AUTHORITIES.name,
    projected: {
      sources: [
        // The authority alone; a certificate may come without one.
        { secret: { name: certificate.secretName, items: [{ key: 'ca.crt', path: 'ca.crt' }], optional: true } },
        when(notEmpty(caBundle.configMap), { configMap: { name: caBundle.configMap, items: bundle } }),
        when(notEmpty(caBundle.secret), { secret: { name: caBundle.secret, items: bundle } }),
      ],
    },
  };
  const artifacts = text`^(${staticPrefix})?${OF_ARTIFACTS}`;
  // nginx.conf asks for these two: whether it goes to another pod. (In the pod that has the role, it does not.)
  const goes = (role: 'jobs' | 'artifacts', route: Value<string>) =>
    choose(
      roles[role],
      text`map "$${role} $uri" $for_${role} { volatile; default ""; "~^https?://[^ ]+[.]svc[.]${route}" 1; }\n`,
      `map "" $for_${role} { default ""; }\n`,
    );
  const address = (role: string) => text`set $${role} ${scheme}://${instance.host(role)}:${String(HTTP_PORT)};
if (-e /run/mlflow/${role}) { set $${role} http://$server; }
`;
  return {
    files: {
      'roles-http.conf': text`${goes('jobs', `.*${BEGINS_JOB}`)}${goes('artifacts', text`[^ ]* (${staticPrefix})?${OF_ARTIFACTS}`)}`,
      'artifacts.conf': when(
        roles.artifacts,
        text`${address(ARTIFACTS)}location ~ "${artifacts}" { proxy_pass $artifacts; }\n`,
      ),
      'jobs.conf': when(roles.jobs, text`${address(JOBS)}location ~ "${BEGINS_JOB}" { proxy_pass $jobs; }\n`),
      'roles-away.conf': when(any, AWAY),
      'roles-tls.conf': when(byTls, text`${TLS}proxy_ssl_name ${instance.host('tracking')};\n`),
    },
    mounts: [when(byTls, AUTHORITIES)],
    volumes: [when(byTls, volume)],
  };
}
