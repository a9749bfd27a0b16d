/** Each fact here is from the release notes of its version. */
import { expect, test } from '@jest/globals';
import { fieldIsIn, fieldRange, kindIsIn, kindRange, knownMinors } from '../../lib/schema/availability';

test('1.27 to 1.36 are known', () => {
  expect(knownMinors()).toEqual({ oldest: 27, newest: 36 });
});

test.each([
  // Sidecar containers: alpha in 1.28.
  ['v1.Container', 'restartPolicy', { since: 28 }],
  // The field that took the place of the AppArmor annotations.
  ['v1.SecurityContext', 'appArmorProfile', { since: 30 }],
  // Images as volumes and supplementalGroupsPolicy came with 1.31, pod-level resources and seLinuxChangePolicy with 1.32.
  ['v1.Volume', 'image', { since: 31 }],
  ['v1.PodSecurityContext', 'supplementalGroupsPolicy', { since: 31 }],
  ['v1.PodSpec', 'resources', { since: 32 }],
  ['v1.PodSecurityContext', 'seLinuxChangePolicy', { since: 32 }],
  ['v1.Lifecycle', 'stopSignal', { since: 33 }],
  ['v1.ServiceSpec', 'trafficDistribution', { since: 30 }],
  ['storage.k8s.io.v1.CSIDriverSpec', 'serviceAccountTokenInSecrets', { since: 35 }],
  // Claims of pods lost the level between.
  ['v1.PodResourceClaim', 'source', { until: 30 }],
  ['v1.PodSpec', 'workloadRef', { since: 35, until: 35 }],
  ['v1.PodSpec', 'containers', {}],
  ['v1.PodSpec', 'constructor', {}],
])('%s.%s', (definition, field, range) => {
  expect(fieldRange(definition, field)).toEqual(range);
});

test.each([
  ['extensions/v1beta1/Deployment', { until: 15 }],
  ['extensions/v1beta1/Ingress', { until: 21 }],
  ['policy/v1beta1/PodSecurityPolicy', { until: 24 }],
  ['autoscaling/v2beta2/HorizontalPodAutoscaler', { until: 25 }],
  ['flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema', { until: 31 }],
  ['flowcontrol.apiserver.k8s.io/v1/FlowSchema', { since: 29 }],
  ['admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy', { since: 30 }],
  ['resource.k8s.io/v1/ResourceClaim', { since: 34 }],
  ['resource.k8s.io/v1alpha3/ResourceClaim', { since: 31, until: 33 }],
  ['networking.k8s.io/v1/ServiceCIDR', { since: 33 }],
  ['apps/v1/Deployment', {}],
  ['example.org/v1/Anything', {}],
])('%s', (kind, range) => {
  expect(kindRange(kind)).toEqual(range);
});

test('both ends of a range belong to it', () => {
  expect([27, 28, 36].map((minor) => fieldIsIn('v1.Container', 'restartPolicy', minor))).toEqual([false, true, true]);
  expect([30, 31].map((minor) => fieldIsIn('v1.PodResourceClaim', 'source', minor))).toEqual([true, false]);
  expect([31, 32].map((minor) => kindIsIn('flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema', minor))).toEqual([
    true,
    false,
  ]);
});
