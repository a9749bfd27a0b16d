import { knownMinors } from '../../schema/availability';
import { workload } from '../../validate/example';
import type { ManifestObject } from '../../validate/object';
import { podKinds, podOf } from '../../validate/pod';
import { violations } from '../../validate/security/pod-security-levels';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt } from '../transition';

const strict = (more = '', pod = '') =>
  workload({
    pod: `securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}${pod}`,
    container: `securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]${more}}}`,
  });

export default {
  id: 'pod-privileges',
  about:
    'Pods that may do more on their node: what the Pod Security Standards forbid and they did not have. Of a new workload only what `baseline` forbids, of one that changes also what `restricted` does.',
  kinds: podKinds,
  examples: [
    {
      title: 'a capability',
      before: strict(),
      after: strict(', add: [SYS_ADMIN]'),
      expected: [
        ['exposure', 'warning', /^pods may do more: .*SYS_ADMIN/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: "the node's network and files",
      before: strict(),
      after: strict('', '\nhostNetwork: true\nvolumes: [{name: all, hostPath: {path: /}}]'),
      expected: [
        ['exposure', 'warning', /^pods may do more: hostNetwork is true/],
        ['exposure', 'warning', /^pods may do more: volume all is \/ of the node$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'root is allowed',
      before: strict(),
      after: strict().replace('runAsNonRoot: true, ', ''),
      expected: [
        ['exposure', 'warning', /^pods may do more: .*runAsNonRoot/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a new workload with a port of its node',
      before: '',
      after: workload('ports: [{containerPort: 80, hostPort: 80}]'),
      expected: [['exposure', 'warning', /^pods may do more: .*80/]],
    },
    { title: 'a new workload that may be root', before: '', after: workload(''), expected: [] },
    {
      title: 'what a container had before',
      before: workload('securityContext: {privileged: true}'),
      after: workload({ container: 'securityContext: {privileged: true}' }).replace(
        'name: web\n',
        'name: web\n  labels: {a: b}\n',
      ),
      expected: [],
    },
    {
      title: 'a second container without precautions',
      before: workload(''),
      after: workload({ container: 'image: "ghcr.io/example/app:2"' }).replace(
        '- name: app',
        '- {name: side, image: "ghcr.io/example/side:1"}\n        - name: app',
      ),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'a second container without precautions, in a pod of one that has them',
      before: strict(),
      after: strict().replace('- name: app', '- {name: side, image: "ghcr.io/example/side:1"}\n        - name: app'),
      expected: [
        ['exposure', 'warning', /^pods may do more: container side drops no capabilities/],
        ['exposure', 'warning', /^pods may do more: allowPrivilegeEscalation of container side/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined) return [];
    const had = new Set(forbidden(before, 'restricted').map(({ name }) => name));
    const now = forbidden(after, before === undefined ? 'baseline' : 'restricted');
    const controls = new Set(forbidden(before, 'restricted').map(({ control }) => control));
    const severe = new Set(forbidden(after, 'baseline').map(({ name }) => name));
    return (
      now
        .filter(({ name }) => !had.has(name))
        // Where some container did without a precaution, another one that does may do no more than that.
        .filter(({ name, control }) => severe.has(name) || !controls.has(control))
        .map(({ message, path }) => ({
          effect: 'exposure',
          severity: 'warning',
          message: `pods may do more: ${message}`,
          fields: fieldsAt(transition, ...path),
        }))
    );
  },
} satisfies ConsequenceRule;

/** What a level forbids, by names that are the same wherever a container stands in its list. */
function forbidden(object: ManifestObject | undefined, level: 'baseline' | 'restricted') {
  const pod = object === undefined ? undefined : podOf(object);
  if (pod === undefined) return [];
  return violations(pod, level, knownMinors().newest).map(({ control, message, path }) => {
    const at = path.findIndex((step) => typeof step === 'number');
    return {
      name: `${control} ${message}`,
      control,
      message,
      path: path.slice(0, at < 0 ? path.length : at).map(String),
    };
  });
}
