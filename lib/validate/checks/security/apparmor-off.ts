import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

/** Before 1.30, AppArmor was set with annotations of this prefix; the API server still reads them. */
const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export default {
  id: 'apparmor-off',
  scope: 'pod',
  severity: 'warning',
  summary: 'AppArmor is switched off for a pod or container (Pod Security Standards: baseline)',
  remedy: 'Use the type RuntimeDefault, or Localhost with a profile that allows what is needed.',
  link: baselineLink,
  examples: {
    passes: [workload('securityContext: {appArmorProfile: {type: RuntimeDefault}}')],
    fails: [
      {
        yaml: workload('securityContext: {appArmorProfile: {type: Unconfined}}'),
        at: 'spec.template.spec.containers[0].securityContext.appArmorProfile.type',
      },
      {
        yaml: `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {container.apparmor.security.beta.kubernetes.io/app: unconfined}
spec:
  containers:
    - {name: app, image: 'ghcr.io/example/app:1.4.2'}
`,
        at: 'metadata.annotations["container.apparmor.security.beta.kubernetes.io/app"]',
      },
    ],
  },
  check({ spec, path, containers, metadata, metadataPath }, report) {
    for (const part of [{ spec, path }, ...containers]) {
      const profile = part.spec.securityContext?.appArmorProfile;
      if (profile === undefined || profile.type === 'RuntimeDefault' || profile.type === 'Localhost') continue;
      report(
        [...part.path, 'securityContext', 'appArmorProfile', 'type'],
        `AppArmor profile type is ${profile.type ?? 'missing'}, expected RuntimeDefault or Localhost`,
      );
    }
    for (const [key, profile] of Object.entries((metadata.annotations ?? {}) as Readonly<Record<string, string>>)) {
      if (!key.startsWith(annotationPrefix) || /^(runtime\/default|localhost\/.*)?$/s.test(profile)) continue;
      report([...metadataPath, 'annotations', key], `AppArmor profile is ${profile}`);
    }
  },
} satisfies PodCheck;
