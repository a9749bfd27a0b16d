/** Workloads that come with a change and take the place of one that goes with it: it was renamed, moved, or became another kind. */
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Corpus } from '../validate/corpus';
import type { Loose, ManifestObject } from '../validate/object';
import { listAt, recordAt } from '../validate/references/lenient';
import { workloadKinds } from '../validate/references/workloads';
import { identityOf, sameOn } from './selecting';

interface Sides {
  readonly before: Corpus;
  readonly after: Corpus;
}

/** Those that come: in its namespace with labels that its own selector means, or of its name; in others of its kind and name. */
export function successorsOf(sides: Sides, gone: ManifestObject): readonly ManifestObject[] {
  return changesOf(sides).successors.get(identityOf(gone)) ?? [];
}

/** Those that go, the other way round. */
export function predecessorsOf(sides: Sides, fresh: ManifestObject): readonly ManifestObject[] {
  return changesOf(sides).predecessors.get(identityOf(fresh)) ?? [];
}

interface Changes {
  readonly successors: ReadonlyMap<string, readonly ManifestObject[]>;
  readonly predecessors: ReadonlyMap<string, readonly ManifestObject[]>;
}

/** Made once for both sides. */
const known = new WeakMap<Sides, Changes>();

function changesOf(sides: Sides): Changes {
  const changes = known.get(sides) ?? pairs(sides);
  known.set(sides, changes);
  return changes;
}

function pairs({ before, after }: Sides): Changes {
  const successors = new Map<string, ManifestObject[]>();
  const predecessors = new Map<string, ManifestObject[]>();
  const gone = workloadKinds.flatMap((key) => before.ofKind(key)).filter((each) => sameOn(after, each) === undefined);
  for (const old of gone) {
    const selected = selectorOf(before, old);
    const alike =
      selected === undefined ? [] : after.podsSelectedBy(old.namespace, selected).map(({ object }) => object);
    const fresh = [...new Set([...alike, ...after.named(old.name)])].filter(
      (each) =>
        [...workloadKinds, 'Pod'].includes(each.key) &&
        (each.namespace === old.namespace || each.key === old.key) &&
        sameOn(before, each) === undefined,
    );
    if (fresh.length === 0) continue;
    successors.set(identityOf(old), fresh);
    for (const each of fresh) {
      predecessors.set(identityOf(each), [...(predecessors.get(identityOf(each)) ?? []), old]);
    }
  }
  return { successors, predecessors };
}

/** By which it knows its own pods; a ReplicationController by their labels. */
function selectorOf(corpus: Corpus, workload: ManifestObject): Loose<LabelSelector> | undefined {
  const selector = recordAt(workload.value, 'spec', 'selector');
  if (Object.keys(recordAt(selector, 'matchLabels')).length > 0 || listAt(selector, 'matchExpressions').length > 0) {
    return selector;
  }
  const { labels = {} } = corpus.podOf(workload) ?? {};
  return Object.keys(labels).length === 0 ? undefined : { matchLabels: labels };
}
