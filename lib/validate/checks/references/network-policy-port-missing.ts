import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { manifest } from '../../references/example';
import { portsOfAll, portsText } from '../../references/named-ports';
import { policies, policyKind } from '../../references/policies';
import { maySelectOthers, selectableKinds } from '../../references/selection';

const policy = (port: string) =>
  manifest(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'web',
    `spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: ${port}}]}]}`,
  );

export default {
  id: 'network-policy-port-missing',
  scope: 'corpus',
  kinds: [policyKind, ...selectableKinds],
  severity: 'warning',
  summary: 'A NetworkPolicy lets requests in on a named port that none of its pods has',
  remedy: "Name a port of the pods' containers (not of the Service), or give its number.",
  link: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource',
  examples: {
    passes: [documents(policy('http'), workload('ports: [{name: http, containerPort: 8080}]'))],
    fails: [
      {
        yaml: documents(policy('web'), workload('ports: [{name: http, containerPort: 8080}]')),
        at: 'spec.ingress[0].ports[0].port',
      },
    ],
  },
  check(corpus, report) {
    for (const { object, spec, pods } of corpus.derive(policies)) {
      if (pods.length === 0 || maySelectOthers(corpus, object.namespace, spec.podSelector ?? {})) continue;
      const declared = portsOfAll(corpus, pods);
      if (declared === undefined) continue;
      for (const [rule, { ports = [] }] of (spec.ingress ?? []).entries()) {
        for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
          if (typeof port !== 'string' || declared.some((one) => one.name === port && one.protocol === protocol))
            continue;
          const listed = declared.length === 0 ? 'they declare none' : `their ports: ${portsText(declared)}`;
          const message = `none of its pods has a port named "${port}" (${protocol}), ${listed}`;
          report(object, ['spec', 'ingress', rule, 'ports', index, 'port'], message);
        }
      }
    }
  },
} satisfies CorpusCheck;
