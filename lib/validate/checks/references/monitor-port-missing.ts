import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { manifest } from '../../references/example';
import { listAt, textAt } from '../../references/lenient';
import { monitoredServices, monitorKinds, monitors, portsOfServices } from '../../references/monitors';
import { portsOfAll, portsText } from '../../references/named-ports';
import { servicePortsText } from '../../references/services';

const group = 'monitoring.coreos.com/v1';
const labelled = [
  'apiVersion: v1',
  'kind: Service',
  'metadata: {name: web, labels: {app: web}}',
  'spec: {selector: {app: web}, ports: [{name: http-metrics, port: 9090}]}',
  '',
].join('\n');
const monitor = (port: string) =>
  manifest(group, 'ServiceMonitor', 'web', `spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: ${port}}]}`);

export default {
  id: 'monitor-port-missing',
  scope: 'corpus',
  kinds: ['Service', ...monitorKinds, ...podKinds],
  severity: 'error',
  summary: 'A ServiceMonitor or PodMonitor scrapes a port by a name that nothing it selects has: it collects nothing',
  remedy: "A ServiceMonitor needs the name of the Service's port, a PodMonitor that of the container's.",
  link: 'https://prometheus-operator.dev/docs/api-reference/api/',
  examples: {
    passes: [documents(monitor('http-metrics'), labelled), monitor('metrics')],
    fails: [
      { yaml: documents(monitor('metrics'), labelled), at: 'spec.endpoints[0].port' },
      {
        yaml: documents(
          manifest(
            group,
            'PodMonitor',
            'web',
            'spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: http}]}',
          ),
          workload('ports: [{name: web, containerPort: 80}]'),
        ),
        at: 'spec.podMetricsEndpoints[0].port',
      },
    ],
  },
  check(corpus, report) {
    const [serviceMonitors, podMonitors] = monitorKinds.map((key) => monitors(corpus, key));
    for (const each of serviceMonitors ?? []) {
      const services = monitoredServices(corpus, each);
      if (services.length === 0) continue;
      const ports = portsOfServices(corpus, services);
      if (ports === undefined) continue;
      for (const [index, endpoint] of listAt(each.object.value, 'spec', 'endpoints').entries()) {
        const port = textAt(endpoint, 'port');
        if (port === undefined || ports.some(({ name }) => name === port)) continue;
        const message = `no Service that it selects has a port named "${port}", their ports: ${servicePortsText(ports.slice(0, 8))}`;
        const related = services
          .slice(0, 3)
          .map((object) => ({ object, path: ['spec', 'ports'], message: 'its ports' }));
        // In any namespace, the input can't show all.
        const severity = each.namespaces === undefined ? 'warning' : 'error';
        report(each.object, ['spec', 'endpoints', index, 'port'], message, { related, severity });
      }
    }
    for (const { object, selector, namespaces } of podMonitors ?? []) {
      const lists = (namespaces ?? []).map((space) => corpus.podsSelectedBy(space, selector));
      const ports = lists.map((pods) => portsOfAll(corpus, pods));
      if (lists.every((pods) => pods.length === 0) || ports.includes(undefined)) continue;
      const declared = ports.flatMap((list) => list ?? []);
      for (const [index, endpoint] of listAt(object.value, 'spec', 'podMetricsEndpoints').entries()) {
        const port = textAt(endpoint, 'port');
        if (port === undefined || declared.some(({ name }) => name === port)) continue;
        const listed = declared.length === 0 ? 'they declare none' : `their ports: ${portsText(declared)}`;
        const message = `no pod that it selects has a port named "${port}", ${listed}`;
        report(object, ['spec', 'podMetricsEndpoints', index, 'port'], message);
      }
    }
  },
} satisfies CorpusCheck;
