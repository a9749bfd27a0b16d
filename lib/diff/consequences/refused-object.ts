import { knownMinors } from '../../schema/availability';
import { documents, workload } from '../../validate/example';
import type { Check } from '../../validate/check';
import autoscalerLimits from '../../validate/checks/server/autoscaler-limits';
import crdStructure from '../../validate/checks/server/crd-structure';
import cronSchedule from '../../validate/checks/server/cron-schedule';
import disruptionBudgetBoth from '../../validate/checks/server/disruption-budget-both';
import envSource from '../../validate/checks/server/env-source';
import imageMissing from '../../validate/checks/server/image-missing';
import ingressRules from '../../validate/checks/server/ingress-rules';
import jobCompletion from '../../validate/checks/server/job-completion';
import lifecycleHandler from '../../validate/checks/server/lifecycle-handler';
import negativeNumber from '../../validate/checks/server/negative-number';
import networkPolicyRules from '../../validate/checks/server/network-policy-rules';
import podDns from '../../validate/checks/server/pod-dns';
import podNames from '../../validate/checks/server/pod-names';
import portInvalid from '../../validate/checks/server/port-invalid';
import priorityClass from '../../validate/checks/server/priority-class';
import probeHandler from '../../validate/checks/server/probe-handler';
import requestAboveLimit from '../../validate/checks/server/request-above-limit';
import resourceAmount from '../../validate/checks/server/resource-amount';
import restartPolicy from '../../validate/checks/server/restart-policy';
import roleBindingSubject from '../../validate/checks/server/role-binding-subject';
import roleRules from '../../validate/checks/server/role-rules';
import rollingUpdate from '../../validate/checks/server/rolling-update';
import scheduling from '../../validate/checks/server/scheduling';
import secretType from '../../validate/checks/server/secret-type';
import securityContextConflict from '../../validate/checks/server/security-context-conflict';
import selectorMismatch from '../../validate/checks/server/selector-mismatch';
import servicePorts from '../../validate/checks/server/service-ports';
import serviceType from '../../validate/checks/server/service-type';
import volumeClaim from '../../validate/checks/server/volume-claim';
import volumeMountPath from '../../validate/checks/server/volume-mount-path';
import volumeMountUndefined from '../../validate/checks/server/volume-mount-undefined';
import volumeSource from '../../validate/checks/server/volume-source';
import webhookClient from '../../validate/checks/server/webhook-client';
import type { ManifestObject } from '../../validate/object';
import type { RawFinding } from '../../validate/raw-finding';
import { manifest } from '../../validate/references/example';
import { RuleSet } from '../../validate/rule-set';
import type { FieldChange } from '../change';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, type Transition } from '../transition';

/** What the validator knows of the API server's own rules: each is tried on real ones by `test/cluster/validator*`. */
const checks: readonly Check[] = [
  autoscalerLimits,
  crdStructure,
  cronSchedule,
  disruptionBudgetBoth,
  envSource,
  imageMissing,
  ingressRules,
  jobCompletion,
  lifecycleHandler,
  negativeNumber,
  networkPolicyRules,
  podDns,
  podNames,
  portInvalid,
  priorityClass,
  probeHandler,
  requestAboveLimit,
  resourceAmount,
  restartPolicy,
  roleBindingSubject,
  roleRules,
  rollingUpdate,
  scheduling,
  secretType,
  securityContextConflict,
  selectorMismatch,
  servicePorts,
  serviceType,
  volumeClaim,
  volumeMountPath,
  volumeMountUndefined,
  volumeSource,
  webhookClient,
];
const remedies = new Map(checks.map(({ id, remedy }) => [id, remedy]));

const budget = (limits: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', 'web', `spec: {${limits}, selector: {matchLabels: {app: web}}}`);
const definition = (plural: string, group = 'example.org') =>
  manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'things.example.org',
    `spec:\n  group: ${group}\n  scope: Namespaced\n  names: {kind: Thing, listKind: ThingList, plural: ${plural}, singular: thing}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]`,
  );
const pods = workload({ spec: 'replicas: 3' });

export default {
  id: 'refused-object',
  about:
    'An object that contradicts itself from now on, so that the API server refuses it: pods that its own selector does not mean, a rollout that may replace no pod, a budget with two limits, and whatever else the validator knows of it.',
  kinds: '*',
  examples: [
    {
      title: 'labels of pods that the selector of their own workload does not mean',
      before: workload({ spec: 'replicas: 3' }),
      after: workload({ spec: 'replicas: 3' }).replace('labels: {app: web}', 'labels: {app: site}'),
      expected: [['refused', 'error', /^the API server refuses it: .*selector/]],
    },
    {
      title: 'a rollout that may neither take one away nor add one',
      before: pods,
      after: workload({
        spec: 'replicas: 3\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}',
        container: 'image: ghcr.io/example/app:2',
      }),
      expected: [['refused', 'error', /^the API server refuses it: .*maxSurge/]],
    },
    {
      title: 'a budget with both limits',
      before: documents(pods, budget('minAvailable: 1')),
      after: documents(pods, budget('minAvailable: 1, maxUnavailable: 1')),
      expected: [['refused', 'error', /^the API server refuses it: .*minAvailable/]],
    },
    {
      title: 'another plural of a kind, which its name says',
      before: definition('things'),
      after: definition('thingz'),
      expected: [['refused', 'error', /^the API server refuses it: .*thingz\.example\.org/]],
    },
    {
      title: 'another group of a kind, which its name says',
      before: definition('things'),
      after: definition('things', 'example.com'),
      expected: [['refused', 'error', /^the API server refuses it: .*things\.example\.com/]],
    },
    {
      title: 'a new object that is refused',
      before: pods,
      after: documents(pods, budget('minAvailable: 1, maxUnavailable: 1')),
      expected: [['refused', 'error', /^the API server refuses it: .*minAvailable/]],
    },
    {
      title: 'an object that nobody refuses',
      before: documents(pods, budget('minAvailable: 1')),
      after: documents(pods, budget('maxUnavailable: 1')),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined) return [];
    const had = new Set(before === undefined ? [] : refusals(before).map(textOf));
    const told = new Set<string>();
    return refusals(after).flatMap((finding) => {
      const text = textOf(finding);
      // What was as bad before has been said of that change; the server may let it stay.
      if (had.has(text) || told.has(text)) return [];
      told.add(text);
      return [
        {
          effect: 'refused' as const,
          severity: 'error' as const,
          message: `the API server refuses it: ${finding.message}`,
          remedy: remedies.get(finding.rule) ?? '',
          fields: fieldsOf(transition, finding),
        },
      ];
    });
  },
} satisfies ConsequenceRule;

let rules: RuleSet | undefined;

function refusals(object: ManifestObject): readonly RawFinding[] {
  rules ??= new RuleSet(checks, { packs: [], settings: {} }, { minor: knownMinors().newest, registries: [] });
  const known = new Set(checks.map(({ id }) => id));
  return rules.checkObject(object).filter(({ rule, severity }) => severity === 'error' && known.has(rule));
}

function textOf({ rule, message }: RawFinding): string {
  return `${rule} ${message}`;
}

/** The changed fields nearest to what is wrong: one of two that do not fit together may be the one that changed. */
function fieldsOf(transition: Transition, { path }: RawFinding): readonly FieldChange[] {
  const index = path.findIndex((step) => typeof step === 'number');
  const steps = path.slice(0, index < 0 ? path.length : index).map(String);
  for (let length = steps.length; length > 0; length--) {
    const found = fieldsAt(transition, ...steps.slice(0, length));
    if (found.length > 0) return found;
  }
  return transition.change.fields;
}
