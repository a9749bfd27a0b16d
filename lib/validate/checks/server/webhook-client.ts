import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { setFields } from '../../server/one-of';

const webhook = (fields: string) =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks:\n  - name: a.example.com\n    ${fields}\n`;
const service = 'clientConfig: {service: {name: a, namespace: b}}';

export default {
  id: 'webhook-client',
  scope: 'object',
  kinds: [
    'MutatingWebhookConfiguration.admissionregistration.k8s.io',
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  ],
  severity: 'error',
  summary: 'An admission webhook has no usable client, side effects, time limit or name',
  remedy:
    'Give it a name of three parts, a url or a service, sideEffects None or NoneOnDryRun, and at most 30 seconds.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
  examples: {
    passes: [webhook(`${service}\n    sideEffects: None\n    admissionReviewVersions: [v1]`)],
    fails: [
      {
        yaml: webhook('clientConfig: {}\n    sideEffects: None\n    admissionReviewVersions: [v1]'),
        at: 'webhooks[0].clientConfig',
      },
      {
        yaml: webhook(`${service}\n    sideEffects: Some\n    admissionReviewVersions: [v1]`),
        at: 'webhooks[0].sideEffects',
      },
      {
        yaml: webhook(`${service}\n    sideEffects: None\n    timeoutSeconds: 60\n    admissionReviewVersions: [v1]`),
        at: 'webhooks[0].timeoutSeconds',
      },
      {
        yaml: webhook(`${service}\n    sideEffects: None\n    admissionReviewVersions: []`),
        at: 'webhooks[0].admissionReviewVersions',
      },
    ],
  },
  check(object, report) {
    const { webhooks = [] } = typed<MutatingWebhookConfiguration | ValidatingWebhookConfiguration>(object);
    for (const [
      index,
      { name = '', clientConfig, sideEffects, timeoutSeconds, admissionReviewVersions },
    ] of webhooks.entries()) {
      const at = ['webhooks', index];
      if (name !== '' && name.split('.').length < 3)
        report([...at, 'name'], `the name ${name} needs at least three parts, such as a.example.com`);
      if (clientConfig !== undefined && setFields(clientConfig, ['url', 'service']).length !== 1) {
        report([...at, 'clientConfig'], 'clientConfig needs exactly one of url and service');
      }
      const url = clientConfig?.url;
      if (url !== undefined && !url.startsWith('https://'))
        report([...at, 'clientConfig', 'url'], `the url ${url} must begin with https://`);
      if (sideEffects === 'Some' || sideEffects === 'Unknown') {
        report([...at, 'sideEffects'], `sideEffects is ${sideEffects}, but must be None or NoneOnDryRun`);
      }
      if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)) {
        report([...at, 'timeoutSeconds'], `timeoutSeconds ${String(timeoutSeconds)} is outside 1 to 30`);
      }
      const versions = admissionReviewVersions ?? [];
      if (!versions.includes('v1') && !versions.includes('v1beta1') && admissionReviewVersions !== undefined) {
        report([...at, 'admissionReviewVersions'], 'admissionReviewVersions must include v1 or v1beta1');
      }
    }
  },
} satisfies ObjectCheck;
