/** What the proxy of a pod that serves sends to the pod that runs jobs, whose queue is its own: whatever begins one. */
import type { Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, notEmpty } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import type { ServerCertificate } from '../parts/server-certificate';
import { HTTP_PORT, JOBS } from '../parts/server-socket';
import AWAY from './proxy/jobs.conf';
import TLS from './proxy/jobs-tls.conf';

/**
 * MLflow's (3.18), behind any prefix: who calls submit_job() in mlflow/server/handlers.py and job_api.py; and, of the page alone,
 * what says whether periodic jobs run.
 */
const ROUTES = [
  'ajax-api/3[.]0/jobs',
  'ajax-api/3[.]0/mlflow/(scorer|issues|genai/evaluate)/invoke',
  'ajax-api/3[.]0/mlflow/server-info',
  '(ajax-)?api/3[.]0/mlflow/prompt-optimization/jobs',
];
const ROUTE = `/(${ROUTES.join('|')})/?$`;
/** The file of authorities is made of what is here (start-proxy.sh). */
const AUTHORITIES = { name: 'jobs-authorities', mountPath: '/jobs-authorities', readOnly: true };

export interface JobsRoutingProps {
  readonly instance: Instance;
  readonly enabled: Value<boolean>;
  readonly caBundle: Values['tls']['caBundle'];
  /** Of the server's pods, which the one for jobs shows, too. */
  readonly certificate: ServerCertificate;
}

export interface JobsRouting {
  readonly files: Readonly<Record<string, Value<string> | undefined>>;
  readonly mounts: readonly (Deferred<VolumeMount> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
}

export function jobsRouting({ instance, enabled, caBundle, certificate }: JobsRoutingProps): JobsRouting {
  const byTls = and(enabled, certificate.enabled);
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
  return {
    files: {
      // nginx.conf asks for $for_jobs: whether it goes to another pod.
      'jobs-http.conf': choose(
        enabled,
        `map "$jobs $uri" $for_jobs { volatile; default ""; "~^https?://[^ ]+[.]svc[.].*${ROUTE}" 1; }\n`,
        'map "" $for_jobs { default ""; }\n',
      ),
      'jobs.conf': when(
        enabled,
        text`set $jobs ${scheme}://${instance.host(JOBS)}:${String(HTTP_PORT)};
if (-e /run/mlflow/jobs) { set $jobs http://$server; }
location ~ "${ROUTE}" { proxy_pass $jobs; }
${AWAY}`,
      ),
      'jobs-tls.conf': when(byTls, text`${TLS}proxy_ssl_name ${instance.host('tracking')};\n`),
    },
    mounts: [when(byTls, AUTHORITIES)],
    volumes: [when(byTls, volume)],
  };
}
