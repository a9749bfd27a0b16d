import { isRecord, type JsonObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import { textAt } from '../../validate/references/lenient';
import type { Json } from '../../yaml/json';
import type { Consequence, ConsequenceRule } from '../consequence';
import { changedSpecFields } from '../spec-fields';
import { fieldsAt, inNamespace } from '../transition';
import { listText } from '../words';

/** ValidatePodUpdate: what may change, some of it in one direction only. */
const free = ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'];

const pod = (container: string, more = '') =>
  manifest('v1', 'Pod', 'once', `spec: {${more}containers: [{name: app, image: ${container}}]}`);

export default {
  id: 'immutable-pod',
  about:
    'A field of a Pod that the API server does not let anybody change: of a Pod that exists, images may, and little else.',
  kinds: ['Pod'],
  examples: [
    {
      title: "a bare pod's arguments",
      before: pod('"app:1"'),
      after: pod('"app:1", args: [--debug]'),
      expected: [['recreate', 'error', /^spec\.containers of a Pod cannot be changed/]],
    },
    {
      title: "a bare pod's label",
      before: pod('"app:1"'),
      after: pod('"app:1"').replace('{name: once}', '{name: once, labels: {app: once}}'),
      expected: [],
    },
    {
      title: "a bare pod's network",
      before: pod('"app:1"'),
      after: pod('"app:1"', 'hostNetwork: true, '),
      expected: [
        ['recreate', 'error', /^spec\.hostNetwork of a Pod cannot be changed/],
        ['exposure', 'warning', /^pods may do more: hostNetwork is true/],
      ],
    },
    {
      title: "a bare pod's image",
      before: pod('"app:1"'),
      after: pod('"app:2"'),
      expected: [['restart', 'info', /^container app is stopped and started with its new image, in the same pod/]],
    },
    {
      title: "a bare pod's two images",
      before: pod('"app:1"}, {name: proxy, image: "proxy:1"'),
      after: pod('"app:2"}, {name: proxy, image: "proxy:2"'),
      expected: [
        [
          'restart',
          'info',
          /^containers app and proxy are stopped and started with their new images, in the same pod$/,
        ],
      ],
    },
    {
      title: 'an image for an init container, and a place',
      before: pod('"app:1"', 'initContainers: [{name: first, image: "first:1"}], '),
      after: pod(
        '"app:1"',
        'initContainers: [{name: first, image: "first:2"}], tolerations: [{key: a, operator: Exists}], ',
      ),
      expected: [['restart', 'info', /^container first is stopped/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    if (textAt(after.value, 'metadata', 'annotations', 'helm.sh/hook') !== undefined) return [];
    const changed = changedSpecFields(transition, 'podSpec', fixed);
    if (changed.length > 0) {
      return [
        {
          effect: 'recreate',
          severity: 'error',
          message: `${listText(changed.map((name) => `spec.${name}`))} of a Pod cannot be changed: the API server refuses the whole object`,
          remedy: `kubectl delete pod ${after.name}${inNamespace(transition)}, then apply again: it is away in between.`,
          fields: changed.flatMap((name) => fieldsAt(transition, 'spec', name)),
        },
      ];
    }
    const containers = transition.change.fields.filter(({ path }) => path.at(-1) === 'image');
    if (containers.length === 0) return [];
    const names = containers
      .map(({ path }) => path.at(-2))
      .map((step) => (typeof step === 'object' ? step.item : String(step)));
    const message = `${names.length === 1 ? 'container' : 'containers'} ${listText(names)} ${names.length === 1 ? 'is stopped and started with its new image' : 'are stopped and started with their new images'}, in the same pod`;
    return [{ effect: 'restart', severity: 'info', message, fields: containers }];
  },
} satisfies ConsequenceRule;

/** What must stay as it is: images may change. */
function fixed(spec: JsonObject): JsonObject {
  const fields = Object.entries(spec).filter(([name]) => !free.includes(name));
  return Object.fromEntries(
    fields.map(([name, part]) => [
      name,
      name === 'containers' || name === 'initContainers' ? withoutImages(part) : part,
    ]),
  );
}

function withoutImages(containers: Json): Json {
  if (!Array.isArray(containers)) return containers;
  return (containers as readonly Json[]).map((container) =>
    isRecord(container) ? { ...container, image: '' } : container,
  );
}
