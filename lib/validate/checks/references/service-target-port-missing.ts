import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { service } from '../../references/example';
import { type PodPort, portsOfAll, portsText } from '../../references/named-ports';
import { maySelectOthers, selectableKinds } from '../../references/selection';
import { selectingServices } from '../../references/services';

export default {
  id: 'service-target-port-missing',
  scope: 'corpus',
  kinds: ['Service', ...selectableKinds],
  severity: 'error',
  summary: "A Service's targetPort that no container of its pods has: an error by name, a warning by number",
  remedy: 'Name a port that a container declares, or declare it under ports of the container that listens there.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  examples: {
    passes: [
      documents(service(), workload('ports: [{name: http, containerPort: 8080}]')),
      documents(
        service('web', '[{port: 80, targetPort: http}]'),
        workload('ports: [{name: http, containerPort: 8080}]'),
      ),
      // Declaring ports is optional as long as nothing uses their names.
      documents(service(), workload('')),
    ],
    fails: [
      {
        yaml: documents(
          service('web', '[{port: 80, targetPort: htpt}]'),
          workload('ports: [{name: http, containerPort: 8080}]'),
        ),
        at: 'spec.ports[0].targetPort',
      },
      documents(service('web', '[{port: 80, targetPort: http}]'), workload('')),
      documents(
        service('web', '[{port: 53, protocol: UDP, targetPort: dns}]'),
        workload('ports: [{name: dns, containerPort: 53}]'),
      ),
      { yaml: documents(service(), workload('ports: [{containerPort: 8081}]')), at: 'spec.ports[0].targetPort' },
      {
        yaml: documents(service('web', '[{port: 80}]'), workload('ports: [{containerPort: 8080}]')),
        at: 'spec.ports[0].port',
      },
    ],
  },
  check(corpus, report) {
    for (const { object, value, selector, pods } of corpus.derive(selectingServices)) {
      if (pods.length === 0 || maySelectOthers(corpus, object.namespace, { matchLabels: selector })) continue;
      const declared = portsOfAll(corpus, pods);
      if (declared === undefined) continue;
      for (const [index, { port, targetPort, protocol = 'TCP' }] of (value.spec?.ports ?? []).entries()) {
        const path = ['spec', 'ports', index];
        const target = targetPort ?? port;
        if (target === undefined || isAmong(declared, target, protocol)) continue;
        const listed = declared.length === 0 ? 'they declare no ports' : `their ports: ${portsText(declared)}`;
        if (typeof target === 'number') {
          if (declared.length === 0 || value.spec?.clusterIP === 'None') continue;
          const field = targetPort === undefined ? 'port' : 'targetPort';
          const message = `port ${target} (${protocol}) is not declared by its pods, ${listed}`;
          report(object, [...path, field], message, { severity: 'warning' });
        } else if (/[a-z]/i.test(target)) {
          report(
            object,
            [...path, 'targetPort'],
            `none of its pods has a port named "${target}" (${protocol}), ${listed}`,
          );
        }
      }
    }
  },
} satisfies CorpusCheck;

function isAmong(declared: readonly PodPort[], target: number | string, protocol: string): boolean {
  return declared.some((port) => port.protocol === protocol && (port.name === target || port.number === target));
}
