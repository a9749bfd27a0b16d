import type { Ingress, Service } from '../../../../imports/kubernetes/types';
import type { Path } from '../../../yaml/position';
import type { CorpusCheck } from '../../check';
import type { Corpus } from '../../corpus';
import { documents, workload } from '../../example';
import { objectText } from '../../finding';
import { type ManifestObject, typed } from '../../object';
import { type Pod, podKinds } from '../../pod';
import { backendReferences, routeKinds } from '../../references/backend-references';
import { calls } from '../../references/calls';
import { ingress, manifest, service } from '../../references/example';
import { portsOf } from '../../references/named-ports';
import {
  certainlyBlocks,
  egressPolicies,
  ingressPolicies,
  mostPolicies,
  policyKind,
  type Policy,
} from '../../references/policies';

const policy = (from: string) =>
  manifest(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'api',
    `spec: {podSelector: {matchLabels: {app: api}}, ingress: [{from: [${from}]}]}`,
  );
const api = documents(service('api'), workload({ name: 'api', container: 'ports: [{containerPort: 8080}]' }));
const caller = workload('env: [{name: API_URL, value: "http://api:80/v1"}]');

export default {
  id: 'network-policy-blocks',
  scope: 'corpus',
  kinds: ['Service', 'Namespace', 'Ingress.networking.k8s.io', policyKind, ...routeKinds, ...podKinds],
  severity: 'warning',
  summary:
    'Traffic that the input shows to be needed (an Ingress or route, an address in env or args) is blocked by NetworkPolicies',
  remedy:
    'Let the peer in: from with its podSelector and namespaceSelector, ports with the number of the container (not of the Service).',
  link: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation',
  examples: {
    passes: [
      documents(api, caller, policy('{podSelector: {matchLabels: {app: web}}}')),
      documents(api, ingress('api', '{number: 80}'), policy('{namespaceSelector: {matchLabels: {name: ingress}}}')),
      documents(api, caller),
    ],
    fails: [
      {
        yaml: documents(api, caller, policy('{podSelector: {matchLabels: {app: wbe}}}')),
        at: 'spec.template.spec.containers[0].env[0].value',
      },
      {
        yaml: documents(
          api,
          caller,
          ingress('api', '{number: 80}'),
          policy('{podSelector: {matchLabels: {app: web}}}'),
        ),
        at: 'spec.rules[0].http.paths[0].backend.service.name',
      },
    ],
  },
  check(corpus, report) {
    if (!corpus.complete || corpus.ofKind(policyKind).length === 0) return;
    for (const { from, object, path, service, port } of needs(corpus)) {
      const blocked = blockedBy(corpus, from, service, port);
      if (blocked === undefined) continue;
      const { policies, server } = blocked;
      const first = policies.slice(0, 3);
      const more = policies.length > first.length ? ` and ${policies.length - first.length} more` : '';
      const names = `${first.map((each) => objectText(each.object)).join(', ')}${more}`;
      const message = `${names} blocks this: nothing lets it through to ${objectText(server.object)}, port ${blocked.port}`;
      report(object, path, message, {
        related: first.map((each) => ({ object: each.object, path: ['spec'], message: 'the policy' })),
      });
    }
  },
} satisfies CorpusCheck;

interface Need {
  /** Undefined: an ingress controller somewhere. */
  readonly from: Pod | undefined;
  readonly object: ManifestObject;
  readonly path: Path;
  readonly service: ManifestObject;
  readonly port: { readonly name?: string | undefined; readonly number?: number | undefined };
}

function needs(corpus: Corpus): readonly Need[] {
  const called = corpus
    .derive(calls)
    .map(({ pod, path, service, port }) => ({ from: pod, object: pod.object, path, service, port: { number: port } }));
  const exposed = corpus.checked<Ingress>('Ingress.networking.k8s.io').flatMap(({ object, value }) =>
    (value.spec?.rules ?? []).flatMap(({ http }, rule) =>
      (http?.paths ?? []).flatMap(({ backend }, index) => {
        const { name = '', port = {} } = backend?.service ?? {};
        const path = ['spec', 'rules', rule, 'http', 'paths', index, 'backend', 'service', 'name'];
        return need(corpus, object, path, object.namespace, name, port);
      }),
    ),
  );
  const routed = backendReferences(corpus)
    .filter(({ group, kind }) => group === '' && kind === 'Service')
    .flatMap(({ object, path, namespace, name, port }) =>
      need(corpus, object, [...path, 'name'], namespace, name, { number: port }),
    );
  return [...called, ...exposed, ...routed];
}

function need(corpus: Corpus, object: ManifestObject, path: Path, namespace: string, name: string, port: Need['port']) {
  const service = corpus.find('Service', namespace, name);
  return service === undefined ? [] : [{ from: undefined, object, path, service, port }];
}

/** The policies that certainly block it, at the server or at the peer; looks at one of the Service's pods. */
function blockedBy(corpus: Corpus, peer: Pod | undefined, service: ManifestObject, wanted: Need['port']) {
  if (service.status === 'unknown-kind') return undefined;
  const { selector, ports = [] } = typed<Service>(service).spec ?? {};
  if (selector === undefined || Object.keys(selector).length === 0) return undefined;
  const exposed = ports.find(({ name, port }) =>
    wanted.name === undefined ? port === wanted.number : name === wanted.name,
  );
  const target = exposed?.targetPort ?? exposed?.port;
  const protocol = exposed?.protocol ?? 'TCP';
  const [server, ...others] = corpus.podsSelectedBy(service.namespace, { matchLabels: selector });
  // Of several workloads, one may still answer.
  if (server === undefined || target === undefined || others.length > 0 || server.spec.hostNetwork === true)
    return undefined;
  const port = typeof target === 'number' ? target : portsOf(server).find(({ name }) => name === target)?.number;
  if (port === undefined || server === peer) return undefined;
  const blocks = (policies: readonly Policy[], direction: 'ingress' | 'egress', other: Pod | undefined) =>
    policies.length > 0 &&
    policies.length <= mostPolicies &&
    policies.every((policy) => certainlyBlocks(corpus, policy, direction, { peer: other, server, port, protocol }));
  const atServer = corpus.derive(ingressPolicies).get(server) ?? [];
  if (blocks(atServer, 'ingress', peer)) return { policies: atServer, server, port };
  const atPeer = peer === undefined ? [] : (corpus.derive(egressPolicies).get(peer) ?? []);
  return blocks(atPeer, 'egress', server) ? { policies: atPeer, server, port } : undefined;
}
