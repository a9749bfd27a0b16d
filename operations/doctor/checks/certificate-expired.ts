import { deployment, HOST, ingress, PUBLISHED } from '../examples';
import type { Check, Seen } from '../check';
import { certificateIn } from '../certificate';
import { EXPIRED, SHOWN } from '../example-certificates';
import { referencesOf } from '../secret-references';
import { partOf } from '../state';
import { ingressesOf } from '../ways-in';

const encrypted = { ...PUBLISHED, ingresses: [ingress({ tls: [{ secretName: 'shown', hosts: [HOST] }] })] };
const keys = ['tls.crt', 'tls.key'];
const mounting = deployment('tracking', {
  template: {
    spec: { containers: [{ name: 'mlflow', image: 'a' }], volumes: [{ name: 'v', secret: { secretName: 'shown' } }] },
  },
});

export default {
  id: 'certificate-expired',
  symptom: 'connect',
  what: 'A certificate is not valid today: clients refuse it.',
  remedy: 'Renew it; where cert-manager does that, its Certificate says why it has not (kubectl describe certificate).',
  examples: {
    finds: [
      { ...encrypted, secrets: new Map([['shown', { keys, certificate: EXPIRED }]]) },
      { deployments: [mounting], secrets: new Map([['shown', { keys, certificate: EXPIRED }]]) },
    ],
    quiet: [{ ...encrypted, secrets: new Map([['shown', { keys, certificate: SHOWN }]]) }],
  },
  look(state) {
    const expired = (secret: string, part: Seen['part']): readonly Seen[] => {
      const shown = certificateIn(state.secrets.get(secret));
      if (shown === undefined) return [];
      const { validFrom, validTo } = shown;
      if (Date.parse(validFrom) <= state.now && state.now <= Date.parse(validTo)) return [];
      return [{ part, where: `secret/${secret}`, evidence: `it is valid from ${validFrom} to ${validTo}` }];
    };
    const ofIngresses = ingressesOf(state).flatMap((one) =>
      (one.spec?.tls ?? []).map(({ secretName = '' }) => secretName),
    );
    const ofPods = [...state.deployments, ...state.statefulSets].flatMap((workload) => {
      const part = partOf(workload);
      const spec = workload.spec?.template.spec;
      if (part === undefined || spec === undefined) return [];
      return [
        ...new Set(
          referencesOf(spec)
            .filter(({ kind }) => kind === 'Secret')
            .map(({ name }) => name),
        ),
      ].map((name) => ({ name, part }));
    });
    const all = [...ofPods, ...ofIngresses.map((name) => ({ name, part: 'way in' as const }))];
    return all
      .filter(({ name }, at) => all.findIndex((one) => one.name === name) === at)
      .flatMap(({ name, part }) => expired(name, part));
  },
} satisfies Check;
