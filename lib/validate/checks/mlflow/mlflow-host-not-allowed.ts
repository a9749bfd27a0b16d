import type { CorpusCheck } from '../../check';
import { routesTo, servicesOf } from '../../mlflow/access';
import { served, server } from '../../mlflow/example';
import { isOlder, serverKinds, serversOf } from '../../mlflow/server';
import { wildcard } from '../../../text/wildcard';

export default {
  id: 'mlflow-host-not-allowed',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'A tracking server answers requests for its own host with 403 Invalid Host header',
  remedy:
    'List in --allowed-hosts (MLFLOW_SERVER_ALLOWED_HOSTS) the host of each Ingress and the DNS names of the Service, each by itself and with :*; the default has only localhost and private addresses.',
  link: 'https://mlflow.org/docs/latest/self-hosting/security/network/',
  kinds: [...serverKinds, 'Service', 'Ingress.networking.k8s.io'],
  examples: {
    passes: [
      served({ args: '--allowed-hosts localhost,mlflow.example.com,mlflow.example.com:*' }),
      served({ args: '--allowed-hosts *.example.com' }),
      served({ image: 'ghcr.io/mlflow/mlflow:v3.4.0' }),
    ],
    fails: [
      { yaml: served({ args: '--allowed-hosts localhost,mlflow.example.org' }), at: 'spec.rules[0].host' },
      { yaml: server(), at: 'spec.template.spec.containers[0].command' },
    ],
  },
  check(corpus, report) {
    for (const { container, option, version, commandPath, has } of serversOf(corpus)) {
      // The check of hosts came with 3.5.0.
      if ((version !== undefined && isOlder(version, [3, 5, 0])) || has('--disable-security-middleware')) continue;
      const { object } = container.pod;
      const hosts = option('--allowed-hosts', 'MLFLOW_SERVER_ALLOWED_HOSTS');
      if (hosts === 'unknown') continue;
      if (hosts === undefined) {
        report(object, commandPath, 'no allowed hosts are set: requests for a name of its Service or Ingress get 403');
        continue;
      }
      if (hosts.text === undefined) continue;
      // As the server compares: the text itself, or a pattern where it has a `*`.
      const allowed = hosts.text.split(',').map((entry) => wildcard(entry.trim()));
      for (const { ingress, host, path } of routesTo(servicesOf(container.pod, corpus), corpus)) {
        if (allowed.some((allows) => allows(host))) continue;
        report(ingress, path, `${host} is not among the allowed hosts of ${object.kind} ${object.name}`, {
          related: [{ object, path: hosts.path, message: 'allowed hosts' }],
        });
      }
    }
  },
} satisfies CorpusCheck;
