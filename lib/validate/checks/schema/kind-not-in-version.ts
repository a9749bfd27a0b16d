import type { ObjectCheck } from '../../check';

const policy = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: replicas}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations: [{expression: object.spec.replicas <= 5}]
`;

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'kind-not-in-version',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A kind or API version that the chosen version of Kubernetes does not serve yet',
  remedy: 'Use an API version that it serves, or choose another version with --kubernetes-version.',
  link: 'https://kubernetes.io/docs/reference/using-api/#api-versioning',
  examples: {
    passes: [{ yaml: policy, context: { minor: 30 } }],
    fails: [
      { yaml: policy, at: 'apiVersion', context: { minor: 29 } },
      {
        yaml: 'apiVersion: storage.k8s.io/v1\nkind: VolumeAttributesClass\nmetadata: {name: fast}\ndriverName: csi.example.com\nparameters: {iops: "4000"}\n',
        at: 'apiVersion',
        context: { minor: 33 },
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
