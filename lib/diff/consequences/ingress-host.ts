import type { Ingress } from '../../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

interface Rule {
  readonly host?: string;
  readonly paths?: readonly string[];
}

const ingress = (rules: readonly Rule[], spec = '') =>
  manifest(
    'networking.k8s.io/v1',
    'Ingress',
    'web',
    `spec: {${spec}rules: [${rules
      .map(({ host, paths = ['/'] }) => {
        const list = paths.map(
          (path) => `{path: ${path}, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}`,
        );
        return `{${host === undefined ? '' : `host: ${host}, `}http: {paths: [${list.join(', ')}]}}`;
      })
      .join(', ')}]}`,
  );
const [www, api] = [{ host: 'www.example.com' }, { host: 'api.example.com' }];
const tls = (...hosts: readonly string[]) => `tls: [{secretName: web-tls, hosts: [${hosts.join(', ')}]}], `;

export default {
  id: 'ingress-host',
  about:
    'Hosts and paths at which an Ingress answers from now on, or no more, hosts that it serves without TLS, and another class that serves it.',
  kinds: ['Ingress.networking.k8s.io'],
  examples: [
    {
      title: 'a new Ingress',
      before: '',
      after: ingress([www], tls(www.host)),
      expected: [['exposure', 'warning', /^www\.example\.com\/ can be reached from outside of the cluster by it$/]],
    },
    {
      title: 'a new Ingress without TLS, for any host',
      before: '',
      after: ingress([{}]),
      expected: [
        ['exposure', 'warning', /^\(any host\)\/ can be reached from outside of the cluster by it$/],
        ['exposure', 'warning', /^\(any host\) is served without TLS$/],
      ],
    },
    {
      title: 'another host',
      before: ingress([www]),
      after: ingress([api]),
      expected: [
        ['downtime', 'warning', /^www\.example\.com\/ is no longer answered by it$/],
        ['exposure', 'warning', /^api\.example\.com\/ can be reached from outside of the cluster by it$/],
        ['exposure', 'warning', /^api\.example\.com is served without TLS$/],
      ],
    },
    {
      title: 'one path instead of all',
      before: ingress([www]),
      after: ingress([{ ...www, paths: ['/api'] }]),
      expected: [
        ['downtime', 'warning', /^www\.example\.com\/ is no longer answered by it, but www\.example\.com\/api$/],
      ],
    },
    {
      title: 'another path',
      before: ingress([www]),
      after: ingress([{ ...www, paths: ['/', '/admin'] }]),
      expected: [],
    },
    {
      title: 'TLS no more',
      before: ingress([www, api], tls('"*.example.com"')),
      after: ingress([www, api], tls('api.example.com')),
      expected: [['exposure', 'warning', /^www\.example\.com is served without TLS from now on$/]],
    },
    {
      title: 'one path exactly',
      before: ingress([{ ...www, paths: ['/api'] }]),
      after: ingress([{ ...www, paths: ['/api'] }]).replace('Prefix', 'Exact'),
      expected: [
        [
          'downtime',
          'warning',
          /^www\.example\.com\/api is no longer answered by it, but www\.example\.com\/api exactly$/,
        ],
      ],
    },
    {
      title: 'a certificate for all hosts',
      before: ingress([www], tls(www.host)),
      after: ingress([www], 'tls: [{secretName: web-tls}], '),
      expected: [],
    },
    {
      title: 'whatever has no rule',
      before: ingress([www], tls(www.host)),
      after: ingress([www], `${tls(www.host)}defaultBackend: {service: {name: web, port: {number: 80}}}, `),
      expected: [
        ['exposure', 'warning', /^\(any host\)\/ can be reached from outside of the cluster by it$/],
        ['exposure', 'warning', /^\(any host\) is served without TLS$/],
      ],
    },
    {
      title: 'another class',
      before: ingress([www], `ingressClassName: edge, ${tls(www.host)}`),
      after: ingress([www], `ingressClassName: inside, ${tls(www.host)}`),
      expected: [
        ['downtime', 'warning', /^class edge no longer serves it, but class inside$/],
        ['exposure', 'warning', /^whoever reaches what class inside serves may come$/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined) return [];
    const [old, young] = [addressesOf(before), addressesOf(after)];
    const gone = old.filter((address) => !young.some((each) => covers(each, address)));
    const come = young.filter((address) => !old.some((each) => covers(each, address)));
    const narrowed = young.filter((address) => gone.some((each) => covers(each, address)));
    const instead = narrowed.length === 0 ? '' : `, but ${listText(narrowed.map(addressText))}`;
    const fields = ['rules', 'defaultBackend'].flatMap((field) => fieldsAt(transition, 'spec', field));
    const are = (list: readonly unknown[], one: string, many: string) => (list.length === 1 ? one : many);
    const wasPlain = new Set(hostsWithoutTls(before));
    const plain = hostsWithoutTls(after).filter((host) => !wasPlain.has(host));
    const isOld = plain.every((host) => old.some((each) => each.host === host));
    return [
      ...classChanged(transition),
      ...said(
        'downtime',
        gone.map(addressText),
        `${are(gone, 'is', 'are')} no longer answered by it${instead}`,
        fields,
      ),
      ...said('exposure', come.map(addressText), 'can be reached from outside of the cluster by it', fields),
      ...said(
        'exposure',
        plain.map(hostText),
        `${are(plain, 'is', 'are')} served without TLS${isOld ? ' from now on' : ''}`,
        [...fieldsAt(transition, 'spec', 'tls'), ...fields],
      ),
    ];
  },
} satisfies ConsequenceRule;

/** An Ingress without a class is of the cluster's default one, which nobody knows here. */
function classChanged(transition: Transition): readonly Consequence[] {
  const [old, young] = [transition.before, transition.after].map((object) =>
    object === undefined ? undefined : typed<Ingress>(object).spec?.ingressClassName,
  );
  if (old === undefined || young === undefined || old === young) return [];
  const message = `class ${old} no longer serves it, but class ${young}`;
  const fields = fieldsAt(transition, 'spec', 'ingressClassName');
  return [
    { effect: 'downtime', severity: 'warning', message, fields },
    { effect: 'exposure', severity: 'warning', message: `whoever reaches what class ${young} serves may come`, fields },
  ];
}

interface Address {
  /** Empty: any. */
  readonly host: string;
  readonly path: string;
  readonly isExact: boolean;
}

function addressesOf(ingress: ManifestObject | undefined): readonly Address[] {
  if (ingress === undefined) return [];
  const { rules = [], defaultBackend } = typed<Ingress>(ingress).spec ?? {};
  const addresses = rules.flatMap(({ host = '', http }) =>
    (http?.paths ?? []).map(({ path = '/', pathType }) => ({ host, path, isExact: pathType === 'Exact' })),
  );
  return defaultBackend === undefined ? addresses : [...addresses, { host: '', path: '/', isExact: false }];
}

function covers(wide: Address, narrow: Address): boolean {
  if (wide.host !== '' && wide.host !== narrow.host) return false;
  if (wide.path === narrow.path) return !wide.isExact || narrow.isExact;
  const folder = wide.path.endsWith('/') ? wide.path : `${wide.path}/`;
  return !wide.isExact && narrow.path.startsWith(folder);
}

const hostText = (host: string) => (host === '' ? '(any host)' : host);
const addressText = ({ host, path, isExact }: Address) => `${hostText(host)}${path}${isExact ? ' exactly' : ''}`;

function hostsWithoutTls(ingress: ManifestObject | undefined): readonly string[] {
  if (ingress === undefined) return [];
  const tls = typed<Ingress>(ingress).spec?.tls ?? [];
  // Without hosts, a certificate is for all of them.
  if (tls.some(({ hosts = [] }) => hosts.length === 0)) return [];
  const secured = tls.flatMap(({ hosts = [] }) => hosts);
  const hosts = [...new Set(addressesOf(ingress).map(({ host }) => host))];
  return hosts.filter(
    (host) =>
      !secured.some((name) => name === host || (name.startsWith('*.') && name.slice(1) === host.replace(/^[^.]*/, ''))),
  );
}

function said(
  effect: 'downtime' | 'exposure',
  subjects: readonly string[],
  words: string,
  fields: Consequence['fields'],
): readonly Consequence[] {
  if (subjects.length === 0) return [];
  return [{ effect, severity: 'warning', message: `${listText(subjects)} ${words}`, fields }];
}
