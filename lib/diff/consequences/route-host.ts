import type { ManifestObject } from '../../validate/object';
import { listAt, textAt } from '../../validate/references/lenient';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

const gatewayKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'].map((kind) => `${kind}.gateway.networking.k8s.io`);
/** Of a kind without a schema here, too. */
const openShift = 'Route.route.openshift.io';

const route = (hosts: string) =>
  manifest(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'web',
    `spec: {${hosts}rules: [{backendRefs: [{name: web, port: 80}]}]}`,
  );
const of = (...hosts: readonly string[]) => route(`hostnames: [${hosts.join(', ')}], `);

export default {
  id: 'route-host',
  about:
    'Hosts at which a route of the Gateway API, or of OpenShift, answers from now on, or no more. A route without a host answers at those of its Gateway.',
  kinds: '*',
  examples: [
    {
      title: 'another host of a route',
      before: of('www.example.com'),
      after: of('www.example.com', 'api.example.com'),
      expected: [['exposure', 'warning', /^api\.example\.com can be reached by it$/]],
    },
    {
      title: 'a new route of OpenShift',
      before: '',
      after: manifest(
        'route.openshift.io/v1',
        'Route',
        'web',
        'spec: {host: www.example.com, to: {kind: Service, name: web}}',
      ),
      expected: [['exposure', 'warning', /^www\.example\.com can be reached by it$/]],
    },
    {
      title: 'a host of a route no more',
      before: of('www.example.com', 'api.example.com'),
      after: of('www.example.com'),
      expected: [['downtime', 'warning', /^api\.example\.com is no longer answered by it$/]],
    },
    {
      title: 'a route that goes',
      before: of('www.example.com', 'api.example.com'),
      after: '',
      expected: [['downtime', 'warning', /^www\.example\.com and api\.example\.com are no longer answered by it$/]],
    },
    {
      title: 'a route for all hosts of its Gateway',
      before: of('www.example.com'),
      after: route(''),
      expected: [['exposure', 'warning', /^\(any host of its Gateway\) can be reached by it$/]],
    },
    {
      title: 'a host among others',
      before: of('"*.example.com"'),
      after: of('"*.example.com"', 'www.example.com'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined && deletedOf(transition) === undefined) return [];
    const [old, young] = [hostsOf(before), hostsOf(after)];
    const gone = old.filter((host) => !young.some((each) => covers(each, host)));
    const come = young.filter((host) => !old.some((each) => covers(each, host)));
    const are = gone.length === 1 ? 'is' : 'are';
    return [
      ...said(transition, 'downtime', gone, `${are} no longer answered by it`),
      ...said(transition, 'exposure', come, 'can be reached by it'),
    ];
  },
} satisfies ConsequenceRule;

const ANY = '';

function hostsOf(route: ManifestObject | undefined): readonly string[] {
  if (route === undefined) return [];
  if (route.key === openShift) return [textAt(route.value, 'spec', 'host') ?? ANY];
  if (!gatewayKinds.includes(route.key)) return [];
  const hosts = listAt(route.value, 'spec', 'hostnames').filter((host) => typeof host === 'string');
  return hosts.length === 0 ? [ANY] : hosts;
}

/** `*.example.com` is all names that end so. */
function covers(wide: string, narrow: string): boolean {
  return wide === ANY || wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)));
}

function said(
  transition: Transition,
  effect: 'downtime' | 'exposure',
  hosts: readonly string[],
  words: string,
): readonly Consequence[] {
  if (hosts.length === 0) return [];
  const names = hosts.map((host) => (host === ANY ? '(any host of its Gateway)' : host));
  const found = ['hostnames', 'host'].flatMap((field) => fieldsAt(transition, 'spec', field));
  // A kind that becomes another one in the same place has no such field.
  const fields = found.length > 0 ? found : transition.change.fields;
  return [{ effect, severity: 'warning', message: `${listText(names)} ${words}`, fields }];
}
