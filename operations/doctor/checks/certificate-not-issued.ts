import type { Check } from '../check';
import { isOf, nameOf } from '../state';
import { labels } from '../examples';

const certificate = (status: string) => ({
  metadata: { name: 'mlflow-tracking-tls', labels: labels('tracking') },
  status: { conditions: [{ type: 'Ready', status, message: 'issuer "compny" not found' }] },
});

export default {
  id: 'certificate-not-issued',
  symptom: 'connect',
  what: 'A certificate has not been issued by cert-manager.',
  remedy: 'See kubectl describe <where>, and its CertificateRequest; tls.certManager.issuerRef names the issuer.',
  examples: {
    finds: [{ certificates: [certificate('False')] }],
    quiet: [{ certificates: [certificate('True')] }],
  },
  look: (state) =>
    state.certificates
      .filter((one) => isOf(state, one))
      .flatMap((one) => {
        const ready = one.status?.conditions?.find(({ type }) => type === 'Ready');
        if (ready === undefined || ready.status === 'True') return [];
        return [
          {
            part: 'way in' as const,
            where: `certificate/${nameOf(one)}`,
            evidence: ready.message ?? 'Ready is not True',
          },
        ];
      }),
} satisfies Check;
