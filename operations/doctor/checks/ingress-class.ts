import { ingress, PUBLISHED } from '../examples';
import type { Check } from '../check';
import { nameOf } from '../state';
import { ingressesOf } from '../ways-in';

const ingressClasses = [{ metadata: { name: 'traefik' } }];

export default {
  id: 'ingress-class',
  symptom: 'connect',
  what: 'An Ingress is of a class that there is not: no controller serves it.',
  remedy: 'Name a class of the cluster (kubectl get ingressclass) in mlflow.ingress.className.',
  examples: {
    finds: [{ ...PUBLISHED, ingressClasses, ingresses: [ingress({ ingressClassName: 'nginx' })] }],
    quiet: [
      { ...PUBLISHED, ingressClasses, ingresses: [ingress({ ingressClassName: 'traefik' })] },
      { ...PUBLISHED, ingressClasses },
      { ...PUBLISHED, ingresses: [ingress({ ingressClassName: 'nginx' })] },
    ],
  },
  look: (state) =>
    ingressesOf(state).flatMap((one) => {
      const wanted = one.spec?.ingressClassName;
      const { ingressClasses: there } = state;
      if (wanted === undefined || there === undefined || there.some((each) => nameOf(each) === wanted)) return [];
      const evidence = `it wants ${wanted}; there are ${there.map(nameOf).join(', ') || 'none'}`;
      return [{ part: 'way in' as const, where: `ingress/${nameOf(one)}`, evidence }];
    }),
} satisfies Check;
