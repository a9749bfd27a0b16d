import type { StatefulSet, Volume } from '../../../imports/kubernetes/types';
import { workload } from '../../validate/example';
import { typed, type Loose } from '../../validate/object';
import { podOf, type Pod } from '../../validate/pod';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt, type Transition } from '../transition';
import { rollingKinds } from '../pod-template';
import { listText } from '../words';

const one = { spec: 'strategy: {type: Recreate}' };
const withVolume = (source: string, mount = '/data') =>
  workload({
    ...one,
    pod: `volumes: [{name: data, ${source}}]`,
    container: `volumeMounts: [{name: data, mountPath: ${mount}}]`,
  });
const ofSet = (mount: string) =>
  workload({
    kind: 'StatefulSet',
    spec: 'volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]',
    container: `volumeMounts: [{name: data, mountPath: ${mount}}]`,
  });
const rolloutOfSet = [
  ['downtime', 'warning', /^the only pod, web-0, stops/],
  ['restart', 'info', /^1 pod is replaced/],
] as const;
const claim = 'persistentVolumeClaim: {claimName: data}';
const rollout = [
  ['downtime', 'warning', /^Recreate stops the only pod/],
  ['restart', 'info', /^1 pod is replaced/],
] as const;

export default {
  id: 'volume-of-pod',
  about:
    'Pods that have another volume than before at the place of a claim, or the same one at another path: what they wrote is not where they look for it.',
  kinds: [...rollingKinds, 'CronJob.batch'],
  examples: [
    {
      title: 'a folder of the pod in the place of a claim',
      before: withVolume(claim),
      after: withVolume('emptyDir: {}'),
      expected: [
        [
          'data',
          'error',
          /^volume data is an emptyDir instead of claim data: pods start with an empty one, and lose it when they go$/,
        ],
        ...rollout,
      ],
    },
    {
      title: 'another claim',
      before: withVolume(claim),
      after: withVolume('persistentVolumeClaim: {claimName: data-2}'),
      expected: [
        [
          'data',
          'error',
          /^volume data is claim data-2 instead of claim data: nothing is copied from one to the other$/,
        ],
        ...rollout,
      ],
    },
    {
      title: 'no volume any more',
      before: withVolume(claim),
      after: workload(one),
      expected: [
        ['data', 'error', /^claim data is no longer a volume of the pods: they do not find what they wrote there$/],
        ...rollout,
      ],
    },
    {
      title: 'the same claim by another name',
      before: withVolume(claim),
      after: withVolume(claim).replaceAll('name: data,', 'name: disk,'),
      expected: rollout,
    },
    {
      title: 'the same claim at another path',
      before: withVolume(claim, '/data'),
      after: withVolume(claim, '/var/data'),
      expected: [
        [
          'data',
          'warning',
          /^claim data is at \/var\/data of container app, no longer at \/data: what looks there finds nothing$/,
        ],
        ...rollout,
      ],
    },
    {
      title: 'another part of a claim',
      before: withVolume(claim, '/data, subPath: a'),
      after: withVolume(claim, '/data, subPath: b'),
      expected: [
        [
          'data',
          'warning',
          /^claim data is at \/data \(subPath b\) of container app, no longer at \/data \(subPath a\): what looks there finds nothing$/,
        ],
        ...rollout,
      ],
    },
    {
      title: 'a claim in the place of a folder of the pod',
      before: withVolume('emptyDir: {}'),
      after: withVolume(claim),
      expected: rollout,
    },
    {
      title: 'a folder of the node in the place of a claim',
      before: withVolume(claim),
      after: withVolume('hostPath: {path: /srv}'),
      expected: [
        ['data', 'error', /^volume data is a hostPath instead of claim data: nothing is copied from one to the other$/],
        ['downtime', 'warning', /^Recreate stops the only pod/],
        ['exposure', 'warning', /^pods may do more: volume data is \/srv of the node$/],
        ['restart', 'info', /^1 pod is replaced/],
      ],
    },
    {
      title: 'a claim that is mounted nowhere else',
      before: withVolume(claim),
      after: withVolume(claim).replace(
        'volumeMounts: [{name: data, mountPath: /data}]',
        'volumeMounts: [{name: data, mountPath: /data}, {name: data, mountPath: /more, readOnly: true}]',
      ),
      expected: rollout,
    },
    {
      title: "a StatefulSet's own claim at another path",
      before: ofSet('/data'),
      after: ofSet('/var/data'),
      expected: [
        [
          'data',
          'warning',
          /^the claim of template data is at \/var\/data of container app, no longer at \/data: what looks there finds nothing$/,
        ],
        ...rolloutOfSet,
      ],
    },
    {
      title: "another part of a StatefulSet's own claim",
      before: ofSet('/data'),
      after: ofSet('/data, subPath: b'),
      expected: [
        [
          'data',
          'warning',
          /^the claim of template data is at \/data \(subPath b\) of container app, no longer at \/data: /,
        ],
        ...rolloutOfSet,
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const [before, after] = [transition.before, transition.after].map((object) =>
      object === undefined ? undefined : podOf(object),
    );
    if (before === undefined || after === undefined) return [];
    return claimsOf(before).flatMap(({ volume, claim, isOfTemplate }) => {
      const same = claimsOf(after).find((each) => each.claim === claim);
      // Templates that go are a matter of the StatefulSet's own.
      if (same === undefined) return isOfTemplate ? [] : [replaced(transition, after, volume, claim)];
      return moved(transition, claim, mountsOf(before, volume), mountsOf(after, same.volume));
    });
  },
} satisfies ConsequenceRule;

interface Claim {
  readonly volume: string;
  /** What it is: `claim data`, or one of each pod, `the claim of template data`. */
  readonly claim: string;
  readonly isOfTemplate: boolean;
}

/** Those that pods name, and those that a StatefulSet makes for each of them. */
function claimsOf({ spec, object }: Pod): readonly Claim[] {
  const named = (spec.volumes ?? []).flatMap(({ name = '', persistentVolumeClaim }) => {
    const claim = persistentVolumeClaim?.claimName;
    return claim === undefined ? [] : [{ volume: name, claim: `claim ${claim}`, isOfTemplate: false }];
  });
  const { volumeClaimTemplates = [] } =
    object.key === 'StatefulSet.apps' ? (typed<StatefulSet>(object).spec ?? {}) : {};
  const made = volumeClaimTemplates.flatMap(({ metadata }) => {
    const name = metadata?.name;
    return name === undefined ? [] : [{ volume: name, claim: `the claim of template ${name}`, isOfTemplate: true }];
  });
  return [...named, ...made];
}

function replaced(transition: Transition, after: Pod, volume: string, claim: string): Consequence {
  const fields = [...fieldsAtPod(transition, after, 'volumes'), ...fieldsAtPod(transition, after, 'containers')];
  const now = (after.spec.volumes ?? []).find(({ name }) => name === volume);
  const message =
    now === undefined
      ? `${claim} is no longer a volume of the pods: they do not find what they wrote there`
      : `volume ${volume} is ${sourceText(now)} instead of ${claim}: ${now.persistentVolumeClaim === undefined && now.emptyDir !== undefined ? 'pods start with an empty one, and lose it when they go' : 'nothing is copied from one to the other'}`;
  return { effect: 'data', severity: 'error', message, fields };
}

function sourceText({ persistentVolumeClaim, ...sources }: Loose<Volume>): string {
  if (persistentVolumeClaim?.claimName !== undefined) return `claim ${persistentVolumeClaim.claimName}`;
  const kind = Object.keys(sources).find((field) => field !== 'name') ?? 'emptyDir';
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

interface Mount {
  readonly container: string;
  /** `/data (subPath a)` */
  readonly path: string;
}

function mountsOf(pod: Pod, volume: string): readonly Mount[] {
  return pod.containers.flatMap((container) =>
    (container.spec.volumeMounts ?? [])
      .filter(({ name }) => name === volume)
      .map(({ mountPath = '', subPath }) => ({
        container: container.name,
        path: subPath === undefined || subPath === '' ? mountPath : `${mountPath} (subPath ${subPath})`,
      })),
  );
}

/** Containers of both sides that have it elsewhere. */
function moved(
  transition: Transition,
  claim: string,
  before: readonly Mount[],
  after: readonly Mount[],
): readonly Consequence[] {
  const containers = [...new Set(before.map(({ container }) => container))];
  return containers.flatMap((container) => {
    const paths = (mounts: readonly Mount[]) =>
      mounts.filter((mount) => mount.container === container).map(({ path }) => path);
    const [old, young] = [paths(before), paths(after)];
    const gone = old.filter((path) => !young.includes(path));
    const fresh = young.filter((path) => !old.includes(path));
    if (gone.length === 0 || fresh.length === 0) return [];
    const message = `${claim} is at ${listText(fresh)} of container ${container}, no longer at ${listText(gone)}: what looks there finds nothing`;
    return [{ effect: 'data' as const, severity: 'warning' as const, message, fields: fieldsAt(transition, 'spec') }];
  });
}

function fieldsAtPod(transition: Transition, { path }: Pod, field: string) {
  return fieldsAt(transition, ...path.map(String), field);
}
