import { documents } from '../../validate/example';
import type { ManifestObject } from '../../validate/object';
import { routeKinds } from '../../validate/references/backend-references';
import type { Corpus } from '../../validate/corpus';
import { ingress, manifest, service } from '../../validate/references/example';
import { serviceFault, type PortReference } from '../../validate/references/services';
import { backendsOf, backendsTo } from '../backends';
import type { Consequence, ConsequenceRule } from '../consequence';
import { sameOn } from '../selecting';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const web = service('web');
const api = service('api');
const route = (port: number) =>
  manifest(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'web',
    `spec: {rules: [{backendRefs: [{name: web, port: ${port}}]}]}`,
  );

export default {
  id: 'ingress-backend',
  about:
    'An Ingress, or a route of the Gateway API, that sends requests to a Service or to a port of one which is not there from now on; because it asks for another, or because the Service loses the port.',
  kinds: ['Ingress.networking.k8s.io', ...routeKinds, 'Service'],
  examples: [
    {
      title: 'a port that the Service does not have',
      before: documents(web, ingress('web', '{number: 80}')),
      after: documents(web, ingress('web', '{number: 8080}')),
      expected: [['downtime', 'warning', /^Service web has no port 8080: requests for it get an error$/]],
    },
    {
      title: 'a Service that is not there',
      before: documents(web, ingress('web', '{number: 80}')),
      after: documents(web, ingress('other', '{number: 80}')),
      expected: [
        [
          'downtime',
          'warning',
          /^Service other is not among these objects: where nothing else has made it, requests for it get an error$/,
        ],
      ],
    },
    {
      title: 'a Service that loses the port',
      before: documents(web, ingress('web', '{name: http}')),
      after: documents(web.replace('name: http', 'name: main'), ingress('web', '{name: http}')),
      expected: [
        ['downtime', 'warning', /^it has no port http any more, at which Ingress web asks it: requests get an error$/],
      ],
    },
    {
      title: 'another Service',
      before: documents(web, api, ingress('web', '{number: 80}')),
      after: documents(web, api, ingress('api', '{number: 80}')),
      expected: [],
    },
    {
      title: 'a Service that was not there before, either',
      before: ingress('web', '{number: 80}'),
      after: ingress('web', '{number: 80}').replace('{name: web}', '{name: web, labels: {a: b}}'),
      expected: [],
    },
    {
      title: 'a route to a port that the Service does not have',
      before: documents(web, route(80)),
      after: documents(web, route(8080)),
      expected: [['downtime', 'warning', /^Service web has no port 8080: requests for it get an error$/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, sides } = transition;
    if (after === undefined || before === undefined) return [];
    return after.key === 'Service' ? ofService(transition, after) : ofSender(transition, before, after, sides.after);
  },
} satisfies ConsequenceRule;

function ofSender(
  transition: Transition,
  before: ManifestObject,
  after: ManifestObject,
  corpus: Corpus,
): readonly Consequence[] {
  const had = new Set(faultsOf(transition.sides.before, before).map(({ text }) => text));
  const messages = new Set(faultsOf(corpus, after).flatMap(({ text }) => (had.has(text) ? [] : [text])));
  const fields = fieldsAt(transition, 'spec');
  return [...messages].map((message) => ({ effect: 'downtime', severity: 'warning', message, fields }));
}

function faultsOf(corpus: Corpus, sender: ManifestObject) {
  return backendsOf(corpus, sender).flatMap(({ namespace, name, port }) => {
    const fault = serviceFault(corpus, { namespace, name }, port);
    if (fault === undefined) return [];
    const text =
      fault.missing === 'port'
        ? `Service ${name} has no port ${portText(port)}: requests for it get an error`
        : `Service ${name} is not among these objects: where nothing else has made it, requests for it get an error`;
    return [{ text }];
  });
}

/** Those that ask it as they did before. */
function ofService(transition: Transition, service: ManifestObject): readonly Consequence[] {
  const { sides } = transition;
  const lost = new Map<string, string[]>();
  for (const { sender, port } of backendsTo(sides.after, service)) {
    const target = { namespace: service.namespace, name: service.name };
    const earlier = sameOn(sides.before, sender);
    const isAsBefore = earlier !== undefined && serviceFault(sides.before, target, port) === undefined;
    if (!isAsBefore || serviceFault(sides.after, target, port)?.missing !== 'port') continue;
    const did = backendsOf(sides.before, sender).some(
      (each) => each.name === service.name && portText(each.port) === portText(port),
    );
    // One that asks for another port from now on says so itself.
    if (!did) continue;
    const names = lost.get(portText(port)) ?? [];
    const name = `${sender.kind} ${sender.name}`;
    lost.set(portText(port), names.includes(name) ? names : [...names, name]);
  }
  const fields = fieldsAt(transition, 'spec');
  return [...lost].map(([port, names]) => ({
    effect: 'downtime',
    severity: 'warning',
    message: `it has no port ${port} any more, at which ${listText(names)} ${names.length === 1 ? 'asks' : 'ask'} it: requests get an error`,
    fields,
  }));
}

function portText({ name, number }: PortReference): string {
  return name ?? String(number ?? '');
}
