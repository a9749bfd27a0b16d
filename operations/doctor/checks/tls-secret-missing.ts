import { HOST, ingress, PUBLISHED } from '../examples';
import type { Check } from '../check';
import { nameOf } from '../state';
import { ingressesOf } from '../ways-in';

const encrypted = { ...PUBLISHED, ingresses: [ingress({ tls: [{ secretName: 'shown', hosts: [HOST] }] })] };

export default {
  id: 'tls-secret-missing',
  symptom: 'connect',
  what: 'An Ingress has no certificate: its Secret is not there, or lacks tls.crt or tls.key.',
  remedy: 'Make it (kubectl create secret tls), or see why cert-manager has not: kubectl describe certificate.',
  examples: {
    finds: [
      { ...encrypted, secrets: new Map([['shown', undefined]]) },
      { ...encrypted, secrets: new Map([['shown', { keys: ['tls.crt'] }]]) },
    ],
    quiet: [{ ...encrypted, secrets: new Map([['shown', { keys: ['tls.crt', 'tls.key'] }]]) }, encrypted],
  },
  look: (state) =>
    ingressesOf(state).flatMap((one) =>
      (one.spec?.tls ?? []).flatMap(({ secretName = '' }) => {
        if (!state.secrets.has(secretName)) return [];
        const found = state.secrets.get(secretName);
        const lacking = ['tls.crt', 'tls.key'].filter((key) => found?.keys.includes(key) !== true);
        if (lacking.length === 0) return [];
        const evidence =
          found === undefined
            ? `there is no Secret ${secretName}`
            : `Secret ${secretName} has no ${lacking.join(' and no ')}`;
        return [{ part: 'way in' as const, where: `ingress/${nameOf(one)}`, evidence }];
      }),
    ),
} satisfies Check;
