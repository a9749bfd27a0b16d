import type { Service, ServicePort } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed, type Loose, type ManifestObject } from '../../validate/object';
import type { Corpus } from '../../validate/corpus';
import type { Pod } from '../../validate/pod';
import { manifest } from '../../validate/references/example';
import { portsOfAll as declaredPorts } from '../../validate/references/named-ports';
import { workloadKinds } from '../../validate/references/workloads';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isTemplateChanged, templateFields } from '../pod-template';
import { mayMeanOthers, sameOn, selectingOf, selectingPodsOf, workloadNames } from '../selecting';
import { isStoredAlike } from '../stored';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const service = (ports: string, spec = '') =>
  manifest('v1', 'Service', 'web', `spec: {${spec}selector: {app: web}, ports: [${ports}]}`);
/** Pods that the Service means as well. */
const other = workload({ name: 'api', container: 'ports: [{name: http, containerPort: 8080}]' }).replaceAll(
  '{app: api}',
  '{app: web, part: api}',
);
const web = (port: number) => workload(`ports: [{name: http, containerPort: ${port}}]`);

export default {
  id: 'service-port',
  about:
    'A port at which a Service answers no more, of its own, of every node, or one that leads to a name which none of its pods has; and one that leads to another port of the pods at once, while the pods are only replaced one by one.',
  kinds: ['Service', ...workloadKinds],
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
    {
      title: 'another port of every node',
      before: service('{port: 80, nodePort: 30980}', 'type: NodePort, '),
      after: service('{port: 80, nodePort: 30981}', 'type: NodePort, '),
      expected: [['downtime', 'warning', /^at port 30980 of every node it no longer answers, but at 30981$/]],
    },
    {
      title: 'a port of every node that is left out, and stays',
      before: service('{port: 80, nodePort: 30982}', 'type: NodePort, '),
      after: service('{port: 80}', 'type: NodePort, '),
      expected: [],
    },
    {
      title: 'a name of a port that its pods do not have',
      before: documents(web(8080), service('{port: 80, targetPort: http}')),
      after: documents(web(8080), service('{port: 80, targetPort: site}')),
      expected: [
        [
          'downtime',
          'warning',
          /^port 80\/TCP leads to site, and no pod of Deployment web has a port of that name: nobody answers there$/,
        ],
      ],
    },
    {
      title: 'a name of a port that its pods have no longer',
      before: documents(web(8080), service('{port: 80, targetPort: http}')),
      after: documents(web(8080).replace('name: http', 'name: site'), service('{port: 80, targetPort: http}')),
      expected: [
        [
          'downtime',
          'warning',
          /^no pod has a port called http any more, to which port 80\/TCP of Service web leads: once they are replaced, nobody answers there$/,
        ],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a name of a port that other pods still have',
      before: documents(web(8080), other, service('{port: 80, targetPort: http}')),
      after: documents(web(8080).replace('name: http', 'name: site'), other, service('{port: 80, targetPort: http}')),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    if (after.key !== 'Service') return ofPods(transition);
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
    const nameless = namelessPorts(transition, after);
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
      ...nameless.map(
        ({ name, target, pods }) =>
          ({
            effect: 'downtime',
            severity: 'warning',
            message: `port ${name} leads to ${target}, and no pod of ${listText(workloadNames(pods))} has a port of that name: nobody answers there`,
            fields: fields.length > 0 ? fields : fieldsAt(transition, 'spec'),
          }) as const,
      ),
      ...nodePorts(transition, was, is),
      ...redirected(transition, was, is),
    ];
  },
} satisfies ConsequenceRule;

/** `80/TCP` → the port. */
function portsOf(service: ManifestObject): ReadonlyMap<string, Loose<ServicePort>> {
  const ports = typed<Service>(service).spec?.ports ?? [];
  return new Map(ports.map((port) => [`${port.port ?? ''}/${port.protocol ?? 'TCP'}`, port]));
}

interface Nameless {
  /** `80/TCP` */
  readonly name: string;
  readonly target: string;
  readonly pods: readonly Pod[];
}

/** Ports that lead to a name which none of the pods has from now on. */
function namelessPorts({ sides }: Transition, service: ManifestObject): readonly Nameless[] {
  const had = new Set(namelessOn(sides.before, service).map(({ name, target }) => `${name} ${target}`));
  return namelessOn(sides.after, service).filter(({ name, target }) => !had.has(`${name} ${target}`));
}

function namelessOn(corpus: Corpus, service: ManifestObject): readonly Nameless[] {
  const there = sameOn(corpus, service);
  const selecting = selectingOf(corpus, there);
  if (there === undefined || selecting === undefined || selecting.pods.length === 0) return [];
  if (mayMeanOthers(corpus, selecting)) return [];
  const declared = declaredPorts(corpus, selecting.pods);
  if (declared === undefined) return [];
  return [...portsOf(there)].flatMap(([name, { targetPort: target, protocol = 'TCP' }]) => {
    if (typeof target !== 'string' || !/[a-z]/i.test(target)) return [];
    const isThere = declared.some((port) => port.name === target && port.protocol === protocol);
    return isThere ? [] : [{ name, target, pods: selecting.pods }];
  });
}

/** Services that stay as they are, and find the name no longer in the pods. */
function ofPods(transition: Transition): readonly Consequence[] {
  const { before, after, sides } = transition;
  const fields = templateFields(transition);
  if (fields.length === 0 || !isTemplateChanged(before, after)) return [];
  const services = selectingPodsOf(sides.after, after).filter(
    ({ object }) => object.key === 'Service' && isUnchanged(transition, object),
  );
  return services.flatMap(({ object }) =>
    namelessPorts(transition, object).map(({ name, target }) => ({
      effect: 'downtime' as const,
      severity: 'warning' as const,
      message: `no pod has a port called ${target} any more, to which port ${name} of Service ${object.name} leads: once they are replaced, nobody answers there`,
      fields,
    })),
  );
}

function isUnchanged({ sides }: Transition, service: ManifestObject): boolean {
  const before = sameOn(sides.before, service);
  return before !== undefined && isStoredAlike('', before.value['spec'], service.value['spec']);
}

/** Ports of every node that were asked for by number; one that is left out stays as it is. */
function nodePorts(
  transition: Transition,
  was: ReadonlyMap<string, Loose<ServicePort>>,
  is: ReadonlyMap<string, Loose<ServicePort>>,
): readonly Consequence[] {
  return [...is].flatMap(([name, { nodePort }]) => {
    const old = was.get(name)?.nodePort;
    if (old === undefined || nodePort === undefined || old === nodePort) return [];
    const message = `at port ${old} of every node it no longer answers, but at ${nodePort}`;
    const fields = fieldsAt(transition, 'spec', 'ports');
    return [{ effect: 'downtime' as const, severity: 'warning' as const, message, fields }];
  });
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
