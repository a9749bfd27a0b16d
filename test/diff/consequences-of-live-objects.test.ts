/** What is said with an object's namespace: commands that find it, and workloads that move to another. */
import { expect, test } from '@jest/globals';
import type { Sides } from '../../lib/diff/change';
import { compareSides } from '../../lib/diff/compare';
import { consequencesOf } from '../../lib/diff/consequences';
import { workload } from '../../lib/validate/example';
import { sidesOf } from '../support/sides';

const within = (text: string, namespace: string) =>
  text.replace(/^metadata:\n/gm, `metadata:\n  namespace: ${namespace}\n`);
const said = (sides: Sides) => compareSides(sides).flatMap((change) => consequencesOf(change, sides));
const [before, after] = [workload(''), workload('').replaceAll('{app: web}', '{app: site}')];
const remedyOf = (sides: Sides) => said(sides).find(({ effect }) => effect === 'recreate')?.remedy;

test('a command names the namespace that the object names', () => {
  const sides = sidesOf(within(before, 'shop'), within(after, 'shop'));
  expect(remedyOf({ ...sides, namespace: 'other' })).toMatch(
    /^kubectl delete deployment web -n shop, then apply again/,
  );
});

test('else the one that it is applied to, where that is known', () => {
  const sides = sidesOf(before, after);
  expect(remedyOf({ ...sides, namespace: 'mlflow-prod' })).toMatch(
    /^kubectl delete deployment web -n mlflow-prod, then/,
  );
  expect(remedyOf(sides)).toMatch(/^kubectl delete deployment web, then/);
});

test('none for an object of the whole cluster', () => {
  const role = (name: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: readers}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}\n`;
  const sides = { ...sidesOf(role('view'), role('edit')), namespace: 'mlflow-prod' };
  expect(remedyOf(sides)).toMatch(/^kubectl delete clusterrolebinding readers, then/);
});

test('a workload that moves to another namespace', () => {
  const sides = sidesOf(within(before, 'shop'), within(before, 'store'));
  expect(said(sides).map(({ message }) => message)).toEqual([
    'its 1 pod stops, and those of Deployment store/web start in another namespace',
  ]);
});

test('nothing of what a controller has made of another object', () => {
  const owned = (text: string) =>
    text
      .replace('kind: Deployment', 'kind: ReplicaSet')
      .replace(
        '  name: web\n',
        '  name: web\n  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: a}]\n',
      );
  expect(said(sidesOf(before, after))).not.toEqual([]);
  expect(said(sidesOf(owned(before), owned(after)))).toEqual([]);
  expect(said(sidesOf(owned(before), ''))).toEqual([]);
});
