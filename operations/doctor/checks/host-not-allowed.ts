import { wildcard } from '../../../lib/text/wildcard';
import { deployment, HOST, PUBLISHED } from '../examples';
import type { Check } from '../check';
import { componentOf, SERVER, type State } from '../state';
import { hostsOf } from '../ways-in';

const NAME = 'MLFLOW_SERVER_ALLOWED_HOSTS';
const allowing = (value: string) =>
  deployment('tracking', {
    template: { spec: { containers: [{ name: 'mlflow', image: 'a', env: [{ name: NAME, value }] }] } },
  });

export default {
  id: 'host-not-allowed',
  symptom: 'connect',
  what: 'MLflow refuses requests for a host under which it is published: 403 Invalid Host header.',
  remedy:
    'List the host in mlflow.ingress.hosts, mlflow.gateway.hostnames, mlflow.route.host or mlflow.allowedHosts; a MLFLOW_SERVER_ALLOWED_HOSTS in mlflow.env takes their place.',
  examples: {
    finds: [{ ...PUBLISHED, deployments: [allowing('localhost,localhost:*')] }],
    quiet: [
      { ...PUBLISHED, deployments: [allowing(`localhost,${HOST}`)] },
      { ...PUBLISHED, deployments: [allowing('*.example.com')] },
      { ...PUBLISHED, deployments: [deployment('tracking')] },
    ],
  },
  look(state) {
    const text = allowedBy(state);
    if (text === undefined) return [];
    // As the server compares: the text itself, or a pattern where it has a `*`.
    const allowed = text.split(',').map((entry) => wildcard(entry.trim()));
    return hostsOf(state)
      .filter(({ host }) => !allowed.some((allows) => allows(host)))
      .map(({ host, where }) => ({
        part: 'way in' as const,
        where,
        evidence: `${host} is not among ${NAME} of the Deployment`,
      }));
  },
} satisfies Check;

/** Undefined where the Deployment does not say it in words. */
function allowedBy({ deployments }: State): string | undefined {
  const [server] = deployments.filter((one) => componentOf(one) === SERVER);
  const container = server?.spec?.template.spec?.containers.find(({ name }) => name === 'mlflow');
  return container?.env?.filter(({ name }) => name === NAME).at(-1)?.value;
}
