import { deployment, podIn } from '../examples';
import type { Check } from '../check';
import { referencesOf } from '../secret-references';
import { nameOf, partOf, servingPods, statusesOf } from '../state';

const wanting = deployment('tracking', {
  template: {
    spec: {
      containers: [
        { name: 'mlflow', image: 'a', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'given', key: 'k' } } }] },
      ],
    },
  },
});
const NOT_FOUND = /(secret|configmap) "?([\w.-]+)"? not found/;

export default {
  id: 'secret-missing',
  symptom: 'connect',
  stops: true,
  what: 'A Secret, or a ConfigMap, that pods need is not there: the next one does not start.',
  remedy:
    'Make it: mlflow-chart secrets knows what belongs into it; where an operator makes it, its object says why it has not.',
  examples: {
    finds: [
      { deployments: [wanting], secrets: new Map([['given', undefined]]) },
      {
        pods: [
          podIn('tracking', { waiting: { reason: 'CreateContainerConfigError', message: 'secret "given" not found' } }),
        ],
      },
    ],
    quiet: [{ deployments: [wanting], secrets: new Map([['given', { keys: ['k'] }]]) }, { deployments: [wanting] }],
  },
  look(state) {
    const byTemplate = [...state.deployments, ...state.statefulSets].flatMap((workload) => {
      const part = partOf(workload);
      const spec = workload.spec?.template.spec;
      if (part === undefined || spec === undefined) return [];
      return referencesOf(spec)
        .filter(
          ({ kind, name }) => kind === 'Secret' && state.secrets.has(name) && state.secrets.get(name) === undefined,
        )
        .map(({ name }) => ({
          part,
          where: `secret/${name}`,
          evidence: `${workload.kind} ${nameOf(workload)} names it`,
        }));
    });
    const byPod = servingPods(state).flatMap(({ pod, part }) =>
      statusesOf(pod).flatMap(({ name, state: { waiting: { reason, message = '' } = {} } = {} }) => {
        const [, kind, missing] = NOT_FOUND.exec(message) ?? [];
        if (reason !== 'CreateContainerConfigError' || kind === undefined || missing === undefined) return [];
        return [
          { part, where: `${kind}/${missing}`, evidence: `container ${name} of pod ${nameOf(pod)} waits for it` },
        ];
      }),
    );
    const all = [...byTemplate, ...byPod];
    return all.filter(({ where, part }, at) => all.findIndex((one) => one.where === where && one.part === part) === at);
  },
} satisfies Check;
