/**
 * What `diff` says of a change, on real API servers and controllers: what it says is refused is refused, and taken once the object has
 * been made again; everything else is taken. Pods are replaced where it says so, and nowhere else: a new ReplicaSet or ControllerRevision.
 */
import { describe, expect, test } from '@jest/globals';
import type { FieldChange, KubernetesObject } from '../../lib/diff/change';
import { compareSides } from '../../lib/diff/compare';
import type { Consequence, ConsequenceExample, Effect } from '../../lib/diff/consequence';
import { consequencesOf, rules } from '../../lib/diff/consequences';
import { isClusterScoped, kindKey } from '../../lib/schema/scope';
import { sidesOf } from '../support/sides';
import { remark } from '../support/proofs';
import type { Cluster } from './cluster';
import { eventually } from './eventually';
import { quiet } from './namespace';
import type { KubeObject } from './objects';
import { eachCluster } from './running-clusters';
import { KUBERNETES } from './versions';

/** What no server without nodes can show, and why. */
const NOT_SHOWN: Readonly<Partial<Record<Effect, string>>> = {
  downtime: 'no pod is ever ready',
  exposure: 'nothing listens',
  selector: 'no pod has an address',
};

/** A new template that replaces nothing: it is stored all the same. */
const STORED_ONLY = ['no pods to replace', 'Recreate of none', 'a partition beyond all pods'];

/** Without a node no claim is bound, and one that is not cannot grow: the server refuses it for that alone. */
const UNBOUND = ['a claim that grows, of a class that nobody knows'];

/** Of the examples, a kind of nobody, and those of projects whose definitions this server does not have. */
const NOBODYS = ['Site', 'HTTPRoute', 'Route'];

/** Parts of rules' names, to run these alone, as CI does; without, all of them. */
const { CONSEQUENCES = '' } = process.env;
const asked = CONSEQUENCES.split(' ');

const examples = rules
  .filter(({ id }) => asked.some((part) => id.includes(part)))
  .flatMap(({ id, examples }) => examples.map((example) => [`${id}: ${example.title}`, example] as const));
let count = 0;

describe.each(eachCluster())('%s', (_, cluster) => {
  test.each(examples)('%s', async (name, example) => {
    count += 1;
    const place = new Place(cluster, `consequences-${count}`);
    await place.make();
    try {
      const shown = await prove(place, example);
      remark([...shown].join(', '));
    } finally {
      await place.clear(example);
    }
    expect(name).toContain(example.title);
  });
});

async function prove(place: Place, example: ConsequenceExample): Promise<ReadonlySet<string>> {
  const sides = sidesOf(runningAll(example.before), runningAll(example.after));
  const shown = new Set<string>();
  for (const object of sides.before) {
    const { code, stderr } = await place.apply(object);
    if (NOBODYS.includes(object.kind)) return new Set(['no such kind on this server']);
    if (stderr.includes('no matches for kind')) return absentIn(place, object);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  await place.settle(sides.before);
  const revisions = await place.revisions();
  const said = compareSides(sides).map((change) => ({ ...change, all: consequencesOf(change, sides) }));
  for (const { before, after, all } of said) {
    if (after === undefined) {
      if (before !== undefined) quiet(await place.delete(before));
      continue;
    }
    const refusals = all.filter(({ effect }) => effect === 'recreate' || effect === 'refused');
    // As Helm does, of what is a hook.
    if (before !== undefined && isHook(after)) quiet(await place.delete(before));
    const { code, stderr } = await place.apply(after);
    if (UNBOUND.includes(example.title)) {
      expect(stderr).toMatch(/for bound claims/);
      shown.add('refused while it is not bound');
    } else if (!NOBODYS.includes(after.kind) && refusals.length === 0)
      expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const refusal of refusals) {
      expect(stderr).toMatch(/ (is invalid|is forbidden): /);
      expect(code).toBe(1);
      for (const { path } of refusal.fields) expect(stderr).toMatch(nameOf(path));
      shown.add('refused');
    }
    if (refusals.some(({ effect }) => effect === 'recreate')) {
      quiet(await place.delete(after, after.kind === 'StatefulSet'));
      expect(await place.apply(after)).toMatchObject({ code: 0 });
      shown.add('taken when made again');
    }
    await proveRestart(place, revisions, { after, all, isRefused: refusals.length > 0, example }, shown);
    await proveData(place, all, shown);
    await proveScale(place, { after, all, isRefused: refusals.length > 0, example }, shown);
    for (const { effect } of all) {
      const reason = NOT_SHOWN[effect];
      if (reason !== undefined) shown.add(`${effect} not shown: ${reason}`);
    }
  }
  for (const { before, after, all } of said)
    if (after === undefined && before !== undefined) await proveData(place, all, shown);
  if (shown.size === 0) shown.add('taken');
  return shown;
}

/** The server may name no more than the outermost field, or that below `spec` alone: `spec: Forbidden: …`, `nodeAffinity: Invalid value: …`. */
function nameOf(path: FieldChange['path']): RegExp {
  const names = path.slice(0, 2).filter((step) => typeof step === 'string');
  return new RegExp(names.join('|'), 'i');
}

interface Update {
  readonly after: KubernetesObject;
  readonly all: readonly Consequence[];
  readonly isRefused: boolean;
  readonly example: ConsequenceExample;
}

async function proveRestart(
  place: Place,
  earlier: ReadonlySet<string>,
  { after, all, isRefused, example }: Update,
  shown: Set<string>,
): Promise<void> {
  if (isRefused || !['Deployment', 'StatefulSet', 'DaemonSet'].includes(after.kind)) return;
  await place.settle([after]);
  const freshOnes = async () => [...(await place.revisions(after))].filter((each) => !earlier.has(each));
  const isNew = ![...earlier].some((each) => each.startsWith(`${after.kind}/${after.metadata.name} `));
  if (isNew) return;
  const isReplaced = all.some(({ effect }) => effect === 'restart');
  const isDeferred =
    all.some(({ message }) => /OnDelete|partition/.test(message)) || STORED_ONLY.includes(example.title);
  const expected = isReplaced || isDeferred ? 1 : 0;
  // With Recreate, the new ReplicaSet is only made once the old one's pods are gone.
  if (expected === 1) await eventually(async () => (await freshOnes()).length, expected);
  const fresh = await freshOnes();
  expect(fresh).toHaveLength(expected);
  shown.add(fresh.length === 1 ? 'a new revision' : 'no new revision');
}

/** Whether there are as many pods, in the end; and beside them, as many as it says. */
async function proveScale(place: Place, { after, all, isRefused }: Update, shown: Set<string>): Promise<void> {
  if (isRefused) return;
  const { name } = after.metadata;
  for (const { effect, message } of all) {
    const pods = /^from \d+ to (\d+) pods?:/.exec(message)?.[1];
    if (pods !== undefined && all.every((each) => each.effect !== 'restart')) {
      await eventually(
        async () => (await place.list('pods')).filter((pod) => pod.metadata.name.startsWith(`${name}-`)).length,
        Number(pods),
      );
      shown.add(`${pods} pods`);
    }
    const surge = effect === 'restart' ? /up to (\d+) new/.exec(message)?.[1] : undefined;
    if (surge !== undefined) {
      await eventually(() => place.surgeOf(name), [Number(surge)]);
      shown.add(`at most ${surge} more`);
    }
    if (message.startsWith('it stays headless')) {
      const { stdout } = await place.kubectl(['get', 'service', name, '--output=jsonpath={.spec.clusterIP}']);
      expect(stdout).toBe('None');
      shown.add('headless still');
    }
  }
}

/** Claims that are said to stay or to go. */
async function proveData(place: Place, all: readonly Consequence[], shown: Set<string>): Promise<void> {
  for (const { effect, message } of all) {
    const names = message.match(/\b[a-z]+-web-\d+\b/g) ?? [];
    if (effect !== 'data' || names.length === 0) continue;
    const stay = message.includes(' stay');
    expect(names.filter((name) => !place.claims.has(name))).toEqual([]);
    await eventually(() => place.existing(names), stay ? names : []);
    shown.add(stay ? 'claims stay' : 'claims go');
  }
}

/** All pods of a StatefulSet at once: without nodes none is ever ready, and the second would wait for the first. */
function runningAll(text: string): string {
  return text.replace(
    /^kind: StatefulSet\n(?:.*\n)*?spec:\n(?![\s\S]*podManagementPolicy)/gm,
    (head) => `${head}  podManagementPolicy: Parallel\n`,
  );
}

class Place {
  /** That were there before the change. */
  readonly claims = new Set<string>();

  constructor(
    readonly cluster: Cluster,
    readonly name: string,
  ) {}

  async make(): Promise<void> {
    quiet(await this.cluster.kubectl(['create', 'namespace', this.name]));
    await eventually(async () => (await this.kubectl(['get', 'serviceaccount', 'default'])).code, 0);
  }

  kubectl(args: readonly string[], stdin?: string) {
    return this.cluster.kubectl([...args, '--namespace', this.name], stdin);
  }

  apply(object: KubernetesObject) {
    return this.kubectlFor(object, ['apply', '-f', '-']);
  }

  /** What names its own namespace goes there. */
  private kubectlFor(object: KubernetesObject, args: readonly string[]) {
    const isElsewhere = object.metadata.namespace !== undefined;
    return (isElsewhere ? this.cluster : this).kubectl(args, JSON.stringify(object));
  }

  delete(object: KubernetesObject, isOrphaning = false) {
    const how = isOrphaning ? '--cascade=orphan' : '--cascade=background';
    const args = ['delete', '-f', '-', '--ignore-not-found', '--timeout=60s', how];
    const isEverywhere = isClusterScoped(kindKey(object.apiVersion, object.kind));
    return isEverywhere ? this.cluster.kubectl(args, JSON.stringify(object)) : this.kubectlFor(object, args);
  }

  async list(types: string): Promise<readonly KubeObject[]> {
    const found = quiet(await this.kubectl(['get', types, '--output=json']));
    return (JSON.parse(found) as { readonly items: readonly KubeObject[] }).items;
  }

  /** Until controllers have seen these, and made what they make first. */
  async settle(objects: readonly KubernetesObject[]): Promise<void> {
    const workloads = objects.filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));
    if (workloads.length === 0) return;
    const names = workloads.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    await eventually(async () => {
      const all = await this.list('deployments,statefulsets,daemonsets');
      const behind = all.filter(({ metadata, status }) => status?.['observedGeneration'] !== metadata.generation);
      return behind.map(({ kind, metadata }) => `${kind}/${metadata.name}`).filter((name) => names.includes(name));
    }, []);
    const wanted = workloads.flatMap(claimsOf);
    await eventually(async () => this.existing(wanted), wanted);
    for (const name of wanted) this.claims.add(name);
  }

  /** `Deployment/web web-5d4f`: the templates that workloads have had. */
  async revisions(of?: KubernetesObject): Promise<ReadonlySet<string>> {
    const all = await this.list('replicasets,controllerrevisions');
    const named = all.flatMap(({ metadata }) =>
      (metadata.ownerReferences ?? []).map((owner) => {
        const { kind, name } = owner as { readonly kind: string; readonly name: string };
        return `${kind}/${name} ${metadata.name}`;
      }),
    );
    const own = of === undefined ? '' : `${of.kind}/${of.metadata.name} `;
    return new Set(named.filter((name) => name.startsWith(own)));
  }

  /** How many pods more than wanted a Deployment's newest ReplicaSet knows that there may be. */
  async surgeOf(name: string): Promise<readonly number[]> {
    const all = (await this.list('replicasets')).filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
    const revision = (set: KubeObject) => Number(annotation(set, 'revision'));
    const newest = all.filter((set) => revision(set) === Math.max(...all.map(revision)));
    return newest.map((set) => Number(annotation(set, 'max-replicas')) - Number(annotation(set, 'desired-replicas')));
  }

  async existing(names: readonly string[]): Promise<readonly string[]> {
    if (names.length === 0) return [];
    const found = new Set((await this.list('persistentvolumeclaims')).map(({ metadata }) => metadata.name));
    return names.filter((name) => found.has(name));
  }

  async clear({ before, after }: ConsequenceExample): Promise<void> {
    const sides = sidesOf(before, after);
    for (const object of [...sides.before, ...sides.after]) {
      if (isClusterScoped(kindKey(object.apiVersion, object.kind))) await this.delete(object);
    }
    await this.cluster.kubectl(['delete', 'namespace', this.name, '--wait=false']);
  }
}

function annotation({ metadata }: KubeObject, name: string): string | undefined {
  return metadata.annotations?.[`deployment.kubernetes.io/${name}`];
}

function isHook({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.['helm.sh/hook'] !== undefined;
}

/** A kind that an older Kubernetes does not have. */
function absentIn({ cluster }: Place, { kind }: KubernetesObject): ReadonlySet<string> {
  expect(cluster.version).not.toBe(KUBERNETES[0]);
  return new Set([`no ${kind} in ${cluster.version}`]);
}

/** Claims that a StatefulSet makes of its templates. */
function claimsOf(object: KubernetesObject): readonly string[] {
  if (object.kind !== 'StatefulSet') return [];
  const {
    replicas = 1,
    ordinals,
    volumeClaimTemplates = [],
  } = object['spec'] as {
    readonly replicas?: number;
    readonly ordinals?: { readonly start: number };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
  return volumeClaimTemplates.flatMap(({ metadata }) =>
    Array.from(
      { length: replicas },
      (_, index) => `${metadata.name}-${object.metadata.name}-${(ordinals?.start ?? 0) + index}`,
    ),
  );
}
