import type { Service, ServicePort } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed, type Loose, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isTemplateChanged } from '../pod-template';
import { sameOn, selectingOf, workloadNames } from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const service = (ports: string, spec = '') =>
  manifest('v1', 'Service', 'web', `spec: {${spec}selector: {app: web}, ports: [${ports}]}`);
const web = (port: number) => workload(`ports: [{name: http, containerPort: ${port}}]`);

export default {
  id: 'service-port',
  about:
    'A port at which a Service answers no more; and one that leads to another port of the pods at once, while the pods are only replaced one by one.',
  kinds: ['Service'],
  examples: [
    {
      title: 'a port that goes',
      before: documents(web(8080), service('{name: http, port: 80, targetPort: 8080}, {name: admin, port: 9000}')),
      after: documents(web(8080), service('{name: http, port: 80, targetPort: 8080}')),
      expected: [['downtime', 'warning', /^it no longer answers at port 9000\/TCP$/]],
    },
    {
      title: 'a port with another number',
      before: documents(web(8080), service('{port: 80, targetPort: 8080}')),
      after: documents(web(8080), service('{port: 8080, targetPort: 8080}')),
      expected: [['downtime', 'warning', /^it no longer answers at port 80\/TCP, but at 8080\/TCP$/]],
    },
    {
      title: 'another port of pods that are replaced',
      before: documents(web(8080), service('{port: 80, targetPort: 8080}')),
      after: documents(web(9090), service('{port: 80, targetPort: 9090}')),
      expected: [
        ['restart', 'info', /^1 pod is replaced/],
        [
          'downtime',
          'warning',
          /^port 80\/TCP leads to 9090 of the pods at once, and no longer to 8080: pods of Deployment web that are not replaced yet may not listen there$/,
        ],
      ],
    },
    {
      title: 'a named port, which each pod resolves by itself',
      before: documents(web(8080), service('{port: 80, targetPort: http}')),
      after: documents(web(9090), service('{port: 80, targetPort: http}')),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'another Service becomes one outside',
      before: service('{port: 80}'),
      after: manifest('v1', 'Service', 'web', 'spec: {type: ExternalName, externalName: www.example.org}'),
      expected: [['downtime', 'warning', /^its name leads to www\.example\.org from now on, and no longer to pods$/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const [old, young] = [before, after].map((object) => typed<Service>(object).spec ?? {});
    if (old?.type === 'ExternalName') return [];
    if (young?.type === 'ExternalName') {
      const message = `its name leads to ${young.externalName ?? ''} from now on, and no longer to pods`;
      return [{ effect: 'downtime', severity: 'warning', message, fields: fieldsAt(transition, 'spec') }];
    }
    const [was, is] = [portsOf(before), portsOf(after)];
    const fields = fieldsAt(transition, 'spec', 'ports');
    const gone = [...was.keys()].filter((port) => !is.has(port));
    const come = [...is.keys()].filter((port) => !was.has(port));
    const instead = come.length === 0 ? '' : `, but at ${listText(come)}`;
    return [
      ...(gone.length === 0
        ? []
        : [
            {
              effect: 'downtime',
              severity: 'warning',
              message: `it no longer answers at port ${listText(gone)}${instead}`,
              fields,
            } as const,
          ]),
      ...redirected(transition, was, is),
    ];
  },
} satisfies ConsequenceRule;

/** `80/TCP` → the port. */
function portsOf(service: ManifestObject): ReadonlyMap<string, Loose<ServicePort>> {
  const ports = typed<Service>(service).spec?.ports ?? [];
  return new Map(ports.map((port) => [`${port.port ?? ''}/${port.protocol ?? 'TCP'}`, port]));
}

/** Ports whose number in the pods changes in the same step as the pods do. */
function redirected(
  transition: Transition,
  was: ReadonlyMap<string, Loose<ServicePort>>,
  is: ReadonlyMap<string, Loose<ServicePort>>,
): readonly Consequence[] {
  const { sides, after } = transition;
  const replaced = (selectingOf(sides.after, after)?.pods ?? []).filter(({ object }) =>
    isTemplateChanged(sameOn(sides.before, object), object),
  );
  if (replaced.length === 0) return [];
  return [...is].flatMap(([name, port]) => {
    const old = was.get(name);
    const [from, to] = [old?.targetPort ?? old?.port, port.targetPort ?? port.port];
    if (old === undefined || typeof to !== 'number' || typeof from !== 'number' || from === to) return [];
    const message = `port ${name} leads to ${to} of the pods at once, and no longer to ${from}: pods of ${listText(workloadNames(replaced))} that are not replaced yet may not listen there`;
    const remedy = 'Name the port in the pods, and let targetPort be that name: then each pod is asked at its own.';
    return [
      {
        effect: 'downtime' as const,
        severity: 'warning' as const,
        message,
        remedy,
        fields: fieldsAt(transition, 'spec', 'ports'),
      },
    ];
  });
}
