import type { PodDisruptionBudget } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const budget = (fields: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, ${fields}}\n`;

export default {
  id: 'disruption-budget-both',
  scope: 'object',
  kinds: ['PodDisruptionBudget.policy'],
  severity: 'error',
  summary: 'A PodDisruptionBudget has both minAvailable and maxUnavailable, or an amount that is none',
  remedy: 'Keep one of the two: a number of pods or a percentage such as 50%.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  examples: {
    passes: [budget('maxUnavailable: 1'), budget('minAvailable: 50%')],
    fails: [
      { yaml: budget('maxUnavailable: 1, minAvailable: 1'), at: 'spec.maxUnavailable' },
      { yaml: budget('minAvailable: half'), at: 'spec.minAvailable' },
      budget('minAvailable: -1'),
    ],
  },
  check(object, report) {
    const { minAvailable, maxUnavailable } = typed<PodDisruptionBudget>(object).spec ?? {};
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
      report(['spec', 'maxUnavailable'], 'minAvailable and maxUnavailable exclude each other');
    }
    for (const [field, value] of Object.entries({ minAvailable, maxUnavailable })) {
      if (value === undefined || (typeof value === 'number' ? value >= 0 : /^\d+%$/.test(value))) continue;
      report(
        ['spec', field],
        `${JSON.stringify(value)} is neither a number of pods from 0 on nor a percentage such as 50%`,
      );
    }
  },
} satisfies ObjectCheck;
