import { quantityOf } from '../../../lib/text/quantity';
import { ingress, labels, PUBLISHED } from '../examples';
import type { Check } from '../check';
import { componentOf, isOf, nameOf, SERVER } from '../state';
import { ingressesOf } from '../ways-in';

const GIB = 1024 ** 3;
const BY_ANNOTATION = ['nginx.ingress.kubernetes.io/proxy-body-size', 'nginx.org/client-max-body-size'];
const MIDDLEWARES = 'traefik.ingress.kubernetes.io/router.middlewares';
const [annotation = ''] = BY_ANNOTATION;
const limiting = (maxRequestBodyBytes: number) => ({
  ...PUBLISHED,
  ingresses: [ingress({}, { [MIDDLEWARES]: 'ml-small@kubernetescrd' })],
  middlewares: [{ metadata: { name: 'small', namespace: 'ml' }, spec: { buffering: { maxRequestBodyBytes } } }],
});
const proxy = (line: string) => ({
  configMaps: [
    {
      metadata: { name: 'mlflow-proxy', labels: labels('tracking') },
      data: { 'nginx.conf': `http {\n    ${line}\n  server {\n client_max_body_size 1;\n}}` },
    },
  ],
});

export default {
  id: 'body-size',
  symptom: 'upload',
  what: 'Requests may not be as large as models are: an upload that is larger gets 413.',
  remedy:
    'Take the limit away (mlflow.ingress.controller sets what the controller needs), or set it to more than your largest file.',
  examples: {
    finds: [
      { ...PUBLISHED, ingresses: [ingress({}, { [annotation]: '8m' })] },
      limiting(1_000_000),
      proxy('client_max_body_size 10m;'),
    ],
    quiet: [
      PUBLISHED,
      { ...PUBLISHED, ingresses: [ingress({}, { [annotation]: '0' })] },
      { ...PUBLISHED, ingresses: [ingress({}, { [annotation]: '20g' })] },
      limiting(0),
      proxy('client_max_body_size 0;'),
    ],
  },
  look(state) {
    const found = (where: string, limit: string) => [{ part: 'way in' as const, where, evidence: limit }];
    const byProxy = state.configMaps.flatMap((one) => {
      if (!isOf(state, one) || componentOf(one) !== SERVER) return [];
      // The first is that of all requests.
      const [, size = '0'] = /client_max_body_size\s+([^;]+);/.exec(one.data?.['nginx.conf'] ?? '') ?? [];
      return isSmall(bytesOf(size)) ? found(`configmap/${nameOf(one)}`, `client_max_body_size is ${size}`) : [];
    });
    const byIngress = ingressesOf(state).flatMap((one) => {
      const { annotations = {}, namespace = '' } = one.metadata ?? {};
      const sizes = BY_ANNOTATION.flatMap((name) => {
        const size = annotations[name];
        return size !== undefined && isSmall(bytesOf(size))
          ? found(`ingress/${nameOf(one)}`, `${name} is ${size}`)
          : [];
      });
      const named = (annotations[MIDDLEWARES] ?? '').split(',').map((name) => name.trim());
      const middlewares = state.middlewares.flatMap((each) => {
        const bytes = each.spec?.buffering?.maxRequestBodyBytes ?? 0;
        if (!named.includes(`${namespace}-${nameOf(each)}@kubernetescrd`) || !isSmall(bytes)) return [];
        return found(`middleware/${nameOf(each)}`, `buffering.maxRequestBodyBytes is ${String(bytes)}`);
      });
      return [...sizes, ...middlewares];
    });
    return [...byProxy, ...byIngress];
  },
} satisfies Check;

/** As nginx has sizes: 8m, 20g; 0 is no limit. */
function bytesOf(size: string): number {
  return quantityOf(size.trim().replace(/[kmg]$/i, (unit) => `${unit.toUpperCase()}i`)) ?? 0;
}

const isSmall = (bytes: number) => bytes > 0 && bytes < GIB;
