import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { isInDoubt } from '../../references/doubt';
import { manifest } from '../../references/example';
import { selectorText } from '../../references/labels-text';
import { monitoredServices, monitorKinds, monitors } from '../../references/monitors';
import { maySelectOthers, selectableKinds } from '../../references/selection';

const group = 'monitoring.coreos.com/v1';
const labelled = [
  'apiVersion: v1',
  'kind: Service',
  'metadata: {name: web, labels: {app: web}}',
  'spec: {selector: {app: web}, ports: [{name: http, port: 80}]}',
  '',
].join('\n');
const monitor = (app: string, more = '') =>
  manifest(
    group,
    'ServiceMonitor',
    'web',
    `spec: {selector: {matchLabels: {app: ${app}}}, ${more}endpoints: [{port: http}]}`,
  );

export default {
  id: 'monitor-selects-nothing',
  scope: 'corpus',
  kinds: ['Service', ...monitorKinds, ...selectableKinds],
  severity: 'warning',
  summary:
    'A ServiceMonitor that matches no Service, or a PodMonitor that matches no pod; information if they may be elsewhere',
  remedy:
    "A ServiceMonitor selects by the Service's own labels (not its selector), in namespaceSelector or its own namespace.",
  link: 'https://prometheus-operator.dev/docs/developer/getting-started/',
  examples: {
    passes: [
      documents(monitor('web'), labelled),
      documents(
        manifest(
          group,
          'PodMonitor',
          'web',
          'spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: http}]}',
        ),
        workload('ports: [{name: http, containerPort: 80}]'),
      ),
    ],
    fails: [
      { yaml: documents(monitor('wbe'), labelled), at: 'spec.selector' },
      documents(monitor('web', 'namespaceSelector: {matchNames: [team]}, '), labelled),
    ],
  },
  check(corpus, report) {
    if (!corpus.complete) return;
    const [serviceMonitors, podMonitors] = monitorKinds.map((key) => monitors(corpus, key));
    const inhabited = new Set(corpus.objects.map(({ namespace }) => namespace));
    const complain = (kind: string, { object, selector, namespaces }: NonNullable<typeof podMonitors>[number]) => {
      const where = namespaces === undefined ? 'any namespace' : `namespace ${namespaces.join(', ')}`;
      const labels = selectorText(selector);
      const isHere = namespaces?.some((name) => inhabited.has(name)) === true;
      const options = isHere ? {} : ({ severity: 'info' } as const);
      report(object, ['spec', 'selector'], `no ${kind} ${labels === '' ? '' : `with ${labels} `}in ${where}`, options);
    };
    const isLabelled = corpus.ofKind('Service').every((service) => !isInDoubt(service, ['metadata', 'labels']));
    for (const each of serviceMonitors ?? []) {
      if (isLabelled && monitoredServices(corpus, each).length === 0) complain('Service', each);
    }
    for (const each of podMonitors ?? []) {
      const spaces = each.namespaces ?? [...inhabited];
      const isAny = spaces.some(
        (space) =>
          corpus.podsSelectedBy(space, each.selector).length > 0 || maySelectOthers(corpus, space, each.selector),
      );
      if (!isAny) complain('pods', each);
    }
  },
} satisfies CorpusCheck;
