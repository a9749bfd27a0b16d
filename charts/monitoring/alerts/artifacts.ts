/** The pods that pass artefacts. */
import { and } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { ARTIFACTS } from '../../parts/server-socket';
import { isGone, kubectl, podsOf, type Scope, type Subject } from './alert';

export function artifacts(scope: Scope): Subject {
  const { instance, values } = scope;
  const deployment = text`deployment/${instance.name(ARTIFACTS)}`;
  return {
    name: 'artifacts',
    title: 'Artefacts',
    enabled: and(hasAlerts(values), values.artifacts.enabled),
    alerts: [
      {
        name: 'MlflowArtifactsDown',
        expr: isGone(scope, 'artifacts-metrics'),
        for: '5m',
        severity: 'page',
        summary: 'No pod that passes artefacts answers',
        description:
          'Models and files can be neither logged nor read by MLflow’s clients (503), who try again for some minutes. Runs, metrics and pages go on.',
        runbook: {
          look: [
            podsOf(scope, ARTIFACTS),
            kubectl(scope, text`describe ${deployment}`),
            kubectl(scope, text`logs ${deployment} --all-containers --tail=100`),
          ],
          remedy: [
            'Pods that are `Pending`: the events say what the cluster lacks.',
            'Pods in `Init`: they wait for the store, or for artefacts that are being moved to it; the log of `prepare` says which.',
            'Pods that are killed for their memory: raise `artifacts.resources`, or `artifacts.replicas`.',
            'To let the server’s own pods serve artefacts meanwhile, set `artifacts.enabled` to false: nothing else has to change.',
          ],
        },
      },
    ],
  };
}
