import { deployment, podIn } from '../examples';
import type { Check } from '../check';
import { referencesOf } from '../secret-references';
import { nameOf, partOf, servingPods, statusesOf } from '../state';

const wanting = deployment('tracking', {
  template: {
    spec: {
      containers: [{ name: 'mlflow', image: 'a' }],
      volumes: [{ name: 'v', secret: { secretName: 'given', items: [{ key: 'k', path: 'k' }] } }],
    },
  },
});
const NO_KEY = /couldn't find key (\S+) in (Secret|ConfigMap) \S*?\/?([\w.-]+)$/;

export default {
  id: 'secret-key-missing',
  symptom: 'connect',
  stops: true,
  what: 'A Secret lacks a key that pods need: the next one does not start.',
  remedy:
    'Add the key, or name the one that is there (values that end in Key); mlflow-chart secrets knows what belongs into it.',
  examples: {
    finds: [
      { deployments: [wanting], secrets: new Map([['given', { keys: ['other'] }]]) },
      {
        pods: [
          podIn('tracking', {
            waiting: { reason: 'CreateContainerConfigError', message: "couldn't find key k in Secret ml/given" },
          }),
        ],
      },
    ],
    quiet: [
      { deployments: [wanting], secrets: new Map([['given', { keys: ['k'] }]]) },
      { deployments: [wanting], secrets: new Map([['given', undefined]]) },
    ],
  },
  look(state) {
    const byTemplate = [...state.deployments, ...state.statefulSets].flatMap((workload) => {
      const part = partOf(workload);
      const spec = workload.spec?.template.spec;
      if (part === undefined || spec === undefined) return [];
      return referencesOf(spec).flatMap(({ kind, name, key }) => {
        const found = kind === 'Secret' ? state.secrets.get(name) : undefined;
        if (found === undefined || key === undefined || found.keys.includes(key)) return [];
        const there = found.keys.length === 0 ? 'no keys' : found.keys.join(', ');
        return [
          {
            part,
            where: `secret/${name}`,
            evidence: `${workload.kind} ${nameOf(workload)} wants ${key}; it has ${there}`,
          },
        ];
      });
    });
    const byPod = servingPods(state).flatMap(({ pod, part }) =>
      statusesOf(pod).flatMap(({ name, state: { waiting: { message = '' } = {} } = {} }) => {
        const [, key, kind, of] = NO_KEY.exec(message) ?? [];
        if (key === undefined || kind === undefined || of === undefined) return [];
        return [
          {
            part,
            where: `${kind.toLowerCase()}/${of}`,
            evidence: `container ${name} of pod ${nameOf(pod)} wants ${key}`,
          },
        ];
      }),
    );
    const all = [...byTemplate, ...byPod];
    return all.filter(({ where, part }, at) => all.findIndex((one) => one.where === where && one.part === part) === at);
  },
} satisfies Check;
