import { typed, type ManifestObject } from '../../validate/object';
import type { Service } from '../../../imports/kubernetes/types';
import { ingress, service } from '../../validate/references/example';
import { stringsAt } from '../../validate/references/lenient';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

/** What controllers read who may come from, and who has to log in, by the end of the annotation's name. */
const guards =
  /\/(?:whitelist-source-range|allowlist-source-range|denylist-source-range|allow-list|deny-list|whitelist|inbound-cidrs|satisfy|auth-[\w-]+|enable-global-auth|router\.middlewares)$/;

/** What asks a cloud for an address of its inner network, and with which values. */
const inner: Readonly<Record<string, RegExp>> = {
  'alb.ingress.kubernetes.io/scheme': /^internal$/,
  'cloud.google.com/load-balancer-type': /^internal$/i,
  'networking.gke.io/load-balancer-type': /^internal$/i,
  'service.beta.kubernetes.io/aws-load-balancer-internal': /^(?!false$)/,
  'service.beta.kubernetes.io/aws-load-balancer-scheme': /^internal$/,
  'service.beta.kubernetes.io/azure-load-balancer-internal': /^true$/,
  'service.beta.kubernetes.io/openstack-internal-load-balancer': /^true$/,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': /^private$/,
};

const guarded = (annotations: string, text = ingress('web', '{number: 80}', 'tls: [{secretName: web}], ')) =>
  text.replace('{name: web}', `{name: web, annotations: {${annotations}}}`);
const balancer = service('web').replace('spec: {', 'spec: {type: LoadBalancer, ');
const nginx = 'nginx.ingress.kubernetes.io/';

export default {
  id: 'access-annotation',
  about:
    'Annotations by which an Ingress lets only some in, or a Service or Ingress has an address of the inner network alone, that go or have another value. What they mean is up to the controller that reads them.',
  kinds: ['Ingress.networking.k8s.io', 'Service'],
  examples: [
    {
      title: 'addresses that may come, and a login, no more',
      before: guarded(`${nginx}whitelist-source-range: 10.0.0.0/8, ${nginx}auth-type: basic`),
      after: ingress('web', '{number: 80}', 'tls: [{secretName: web}], '),
      expected: [
        [
          'exposure',
          'warning',
          /^annotations nginx\.ingress\.kubernetes\.io\/whitelist-source-range and nginx\.ingress\.kubernetes\.io\/auth-type go: whom they kept out may come in$/,
        ],
      ],
    },
    {
      title: 'a middleware of Traefik no more',
      before: guarded('traefik.ingress.kubernetes.io/router.middlewares: web-login@kubernetescrd'),
      after: guarded('a: b'),
      expected: [
        [
          'exposure',
          'warning',
          /^annotation traefik\.ingress\.kubernetes\.io\/router\.middlewares goes: whom it kept out may come in$/,
        ],
      ],
    },
    {
      title: 'other addresses that may come',
      before: guarded(`${nginx}whitelist-source-range: 10.0.0.0/8`),
      after: guarded(`${nginx}whitelist-source-range: 0.0.0.0/0`),
      expected: [
        [
          'exposure',
          'warning',
          /^annotation nginx\.ingress\.kubernetes\.io\/whitelist-source-range is 0\.0\.0\.0\/0 instead of 10\.0\.0\.0\/8: others than before may come in$/,
        ],
      ],
    },
    {
      title: 'an address of the inner network no more',
      before: guarded('service.beta.kubernetes.io/aws-load-balancer-internal: "true"', balancer),
      after: balancer,
      expected: [
        [
          'exposure',
          'warning',
          /^annotation service\.beta\.kubernetes\.io\/aws-load-balancer-internal no longer asks for an address of the inner network: others may reach it$/,
        ],
      ],
    },
    {
      title: 'an address for everybody',
      before: guarded('alb.ingress.kubernetes.io/scheme: internal'),
      after: guarded('alb.ingress.kubernetes.io/scheme: internet-facing'),
      expected: [
        [
          'exposure',
          'warning',
          /^annotation alb\.ingress\.kubernetes\.io\/scheme no longer asks for an address of the inner network/,
        ],
      ],
    },
    {
      title: 'addresses that may come, for the first time',
      before: guarded('a: b'),
      after: guarded(`a: b, ${nginx}whitelist-source-range: 10.0.0.0/8`),
      expected: [],
    },
    {
      title: 'an annotation of no address outside',
      before: guarded('service.beta.kubernetes.io/aws-load-balancer-internal: "true"', service('web')),
      after: service('web'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const [old, young] = [before, after].map((object) => stringsAt(object.value, 'metadata', 'annotations'));
    return [
      ...(isService(after) ? [] : guardsChanged(transition, old ?? {}, young ?? {})),
      ...(isInside(after) ? [] : innerChanged(transition, old ?? {}, young ?? {})),
    ];
  },
} satisfies ConsequenceRule;

type Annotations = Readonly<Record<string, string>>;

function isService({ key }: ManifestObject): boolean {
  return key === 'Service';
}

/** A Service without an address outside has none of the inner network, either. */
function isInside(object: ManifestObject): boolean {
  return isService(object) && typed<Service>(object).spec?.type !== 'LoadBalancer';
}

function guardsChanged(transition: Transition, old: Annotations, young: Annotations): readonly Consequence[] {
  const names = Object.keys(old).filter((name) => guards.test(name) && old[name] !== young[name]);
  const gone = names.filter((name) => young[name] === undefined);
  const other = names.filter(
    (name) => young[name] !== undefined && /source-range|inbound-cidrs|allow-list|whitelist/.test(name),
  );
  const are = gone.length === 1 ? { s: '', go: 'goes', they: 'it' } : { s: 's', go: 'go', they: 'they' };
  return [
    ...(gone.length === 0
      ? []
      : [
          said(
            transition,
            gone,
            `annotation${are.s} ${listText(gone)} ${are.go}: whom ${are.they} kept out may come in`,
          ),
        ]),
    ...other.map((name) =>
      said(
        transition,
        [name],
        `annotation ${name} is ${young[name] ?? ''} instead of ${old[name] ?? ''}: others than before may come in`,
      ),
    ),
  ];
}

function innerChanged(transition: Transition, old: Annotations, young: Annotations): readonly Consequence[] {
  const asks = (annotations: Annotations, name: string) => {
    const value = annotations[name];
    return value !== undefined && inner[name]?.test(value) === true;
  };
  const names = Object.keys(inner).filter((name) => asks(old, name));
  // Clouds have had several names for it: one is enough.
  if (names.length === 0 || Object.keys(inner).some((name) => asks(young, name))) return [];
  const message = `annotation ${listText(names)} no longer asks for an address of the inner network: others may reach it`;
  return [said(transition, names, message)];
}

function said(transition: Transition, names: readonly string[], message: string): Consequence {
  const fields = names.flatMap((name) => fieldsAt(transition, 'metadata', 'annotations', name));
  return { effect: 'exposure', severity: 'warning', message, fields };
}
