import type { RuleRow } from './row';

const NOBODY =
  'warning: smokeTest.existingSecret: names a login, but auth.mode is none: nobody is asked for it. Remove it, or choose another auth.mode.';
const OFF =
  'warning: smokeTest.existingSecret: names a login, but smokeTest.enabled is false: there is no test. Set smokeTest.enabled to true, or remove it.';

const NO_CPU =
  'smokeTest.resources.limits.cpu: is 50m, less than the 100m of smokeTest.resources.requests.cpu: Kubernetes would take no such pod. Raise it, or lower what is requested.';
const NO_MEMORY =
  'smokeTest.resources.limits.memory: is 128Mi, less than the 256Mi of smokeTest.resources.requests.memory: Kubernetes would take no such pod. Raise it, or lower what is requested.';

export const smokeTestRows: readonly RuleRow[] = [
  ['smokeTest: {existingSecret: tester}', NOBODY],
  ['smokeTest: {enabled: false, existingSecret: tester}', OFF],
  ['smokeTest: {enabled: false}'],
  ['{smokeTest: {existingSecret: tester}, auth: {mode: basic, basic: {existingSecret: users}}}'],
  [
    '{smokeTest: {existingSecret: tester}, auth: {mode: mlflow, mlflow: {existingSecret: login}}, mlflow: {workers: 2}}',
  ],
  ['smokeTest: {resources: {limits: {cpu: 50m}}}', NO_CPU],
  ['smokeTest: {resources: {limits: {cpu: 100m}}}'],
  ['smokeTest: {resources: {limits: {memory: 128Mi}}}', NO_MEMORY],
  ['smokeTest: {resources: {limits: {memory: 256Mi}}}'],
];
