import type { ObjectCheck } from '../../check';
import { deprecatedAnnotations } from '../../deprecations/annotations';
import { workload } from '../../example';
import { isRecord } from '../../object';
import { podOf } from '../../pod';
import type { Path } from '../../../yaml/position';

const ingress = (fields: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  ${fields}\n  defaultBackend: {service: {name: web, port: {number: 80}}}\n`;
const pod = (annotation: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations: {${annotation}}\nspec:\n  containers: [{name: app, image: ghcr.io/example/app:1.4.2}]\n`;

export default {
  id: 'deprecated-annotation',
  scope: 'object',
  kinds: '*',
  severity: 'warning',
  summary: 'An annotation whose job a field does now',
  remedy: 'Use the field that the message names, and remove the annotation.',
  link: 'https://kubernetes.io/docs/reference/labels-annotations-taints/',
  examples: {
    passes: [
      ingress('annotations: {nginx.ingress.kubernetes.io/ssl-redirect: "true"}\nspec:\n  ingressClassName: nginx'),
      { yaml: pod('container.apparmor.security.beta.kubernetes.io/app: runtime/default'), context: { minor: 29 } },
      workload('securityContext: {seccompProfile: {type: RuntimeDefault}}'),
    ],
    fails: [
      {
        yaml: ingress('annotations: {kubernetes.io/ingress.class: nginx}\nspec:'),
        at: 'metadata.annotations["kubernetes.io/ingress.class"]',
      },
      {
        yaml: pod('container.apparmor.security.beta.kubernetes.io/app: runtime/default'),
        at: 'metadata.annotations["container.apparmor.security.beta.kubernetes.io/app"]',
      },
      pod('seccomp.security.alpha.kubernetes.io/pod: runtime/default'),
    ],
  },
  check(object, report, { minor }) {
    const template = podOf(object);
    const places: (readonly [Path, unknown])[] = [[['metadata'], object.value['metadata']]];
    if (template !== undefined && template.metadataPath.length > 1) {
      places.push([template.metadataPath, template.metadata]);
    }
    for (const [path, metadata] of places) {
      const annotations = isRecord(metadata) ? metadata['annotations'] : undefined;
      if (!isRecord(annotations)) continue;
      for (const key of Object.keys(annotations)) {
        const entry = deprecatedAnnotations.find((known) => key === known.key || isBelow(key, known.key));
        if (entry === undefined || minor < entry.since || entry.kinds?.includes(object.key) === false) continue;
        const { advice, since, without } = entry;
        const state =
          without !== undefined && minor >= without
            ? `has no effect since Kubernetes 1.${without}`
            : `is deprecated${since === 0 ? '' : ` since Kubernetes 1.${since}`}`;
        report([...path, 'annotations', key], `${key} ${state}: ${advice}`);
      }
    }
  },
} satisfies ObjectCheck;

function isBelow(key: string, prefix: string): boolean {
  return prefix.endsWith('/') && key.startsWith(prefix);
}
