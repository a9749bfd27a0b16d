import { HOST, ingress, PUBLISHED } from '../examples';
import type { Check } from '../check';
import { certificateIn } from '../certificate';
import { ANY_HOST, OTHER_HOST, SHOWN } from '../example-certificates';
import { nameOf } from '../state';
import { ingressesOf } from '../ways-in';

const encrypted = { ...PUBLISHED, ingresses: [ingress({ tls: [{ secretName: 'shown', hosts: [HOST] }] })] };
const keys = ['tls.crt', 'tls.key'];

export default {
  id: 'certificate-host',
  symptom: 'connect',
  what: 'An Ingress shows a certificate for other hosts: clients refuse it.',
  remedy: 'Have one issued for the host of the Ingress.',
  examples: {
    finds: [{ ...encrypted, secrets: new Map([['shown', { keys, certificate: OTHER_HOST }]]) }],
    quiet: [
      { ...encrypted, secrets: new Map([['shown', { keys, certificate: SHOWN }]]) },
      { ...encrypted, secrets: new Map([['shown', { keys }]]) },
      { ...encrypted, secrets: new Map([['shown', { keys, certificate: ANY_HOST }]]) },
    ],
  },
  look: (state) =>
    ingressesOf(state).flatMap((one) =>
      (one.spec?.tls ?? []).flatMap(({ secretName = '', hosts = [] }) => {
        const shown = certificateIn(state.secrets.get(secretName));
        const others = hosts.filter((host) => shown?.checkHost(host.replace(/^\*\./, 'any.')) === undefined);
        if (shown === undefined || others.length === 0) return [];
        const evidence = `that in Secret ${secretName} is for ${shown.subjectAltName ?? shown.subject}, and not for ${others.join(', ')}`;
        return [{ part: 'way in' as const, where: `ingress/${nameOf(one)}`, evidence }];
      }),
    ),
} satisfies Check;
