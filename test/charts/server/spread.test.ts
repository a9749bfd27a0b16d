/** Where the server's pods go. */
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../../lib/synth/model';
import { complete, model, SMALLEST } from '../../support/platform';

interface Workload {
  readonly spec: { readonly template: { readonly spec: { readonly topologySpreadConstraints?: readonly unknown[] } } };
}

function constraints(mlflow: Readonly<Record<string, string>>): readonly unknown[] | undefined {
  const values = complete(SMALLEST, { mlflow });
  const objects = evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
  return (objects.get('tracking-deployment') as unknown as Workload).spec.template.spec.topologySpreadConstraints;
}

const over = (topologyKey: string, whenUnsatisfiable: string) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable,
  labelSelector: {
    matchLabels: {
      'app.kubernetes.io/name': 'mlflow',
      'app.kubernetes.io/instance': 'ml',
      'app.kubernetes.io/component': 'tracking',
    },
  },
  matchLabelKeys: ['pod-template-hash'],
});
const NODE = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

test.each([
  ['nothing said', {}, [over(NODE, 'ScheduleAnyway')]],
  ['nodes, strictly', { spread: 'required' }, [over(NODE, 'DoNotSchedule')]],
  ['zones, too', { spreadOverZones: 'preferred' }, [over(NODE, 'ScheduleAnyway'), over(ZONE, 'ScheduleAnyway')]],
  ['zones only, strictly', { spread: 'none', spreadOverZones: 'required' }, [over(ZONE, 'DoNotSchedule')]],
  ['neither', { spread: 'none' }, undefined],
])('%s', (_, values, expected) => {
  expect(constraints(values)).toEqual(expected);
});
