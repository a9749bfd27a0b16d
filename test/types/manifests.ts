/** What the types of expressions and manifests promise: see values.ts. */
import type { Construct } from 'constructs';
import type { ConfigMap, Container, Deployment, Service } from '../../imports/kubernetes/types';
import {
  choose,
  Component,
  each,
  eachEntry,
  equal,
  extend,
  join,
  Manifest,
  not,
  text,
  unlessEmpty,
  when,
  type Deferred,
  type Expr,
  type Opaque,
  type Release,
  type Tree,
  type Value,
} from '../../lib/index';
import type { Equals } from './equals';

declare const scope: Construct;
declare const release: Release;
declare const on: Value<boolean>;
declare const name: Value<string>;
declare const count: Value<number>;
declare const hosts: Value<readonly Value<string>[]>;
declare const labels: Value<Readonly<Record<string, string>>>;
declare const opaque: Opaque;

// Deferred: a Value at every level.
export const scalar: Equals<Deferred<string>, Value<string>> = true;
export const union: Equals<Deferred<string | number>, Value<string | number>> = true;
export const open: Equals<Deferred<unknown>, Tree> = true;
export const texts: Equals<Deferred<string[]>, readonly (Value<string> | undefined)[] | Expr<string[]>> = true;

export const container: Deferred<Container> = {
  name: 'web',
  image: text`web:${name}`,
  args: ['serve', when(on, '--verbose'), ...each(hosts, (host) => text`--host=${host}`)],
  env: eachEntry(labels, (key, value) => ({ name: key, value })),
  ports: [{ containerPort: count }],
  resources: unlessEmpty(opaque),
  // An optional field may be absent, and so may an item of a list.
  workingDir: undefined,
};

export const containerFaults: readonly Deferred<Container>[] = [
  // @ts-expect-error -- a required field must be there
  { image: 'web' },
  // @ts-expect-error -- and may not be absent under any condition
  { name: when(on, 'web') },
  // @ts-expect-error -- Kubernetes has no such field
  { name: 'web', imgae: 'web' },
  // @ts-expect-error -- a number where Kubernetes wants a text
  { name: 'web', image: count },
  // @ts-expect-error -- an item that is no text
  { name: 'web', args: [count] },
  // @ts-expect-error -- a loop gives a list of items: it is spread among others, and is none of them
  { name: 'web', args: ['serve', each(hosts, (host) => host)] },
];

new Manifest<ConfigMap>(scope, 'a', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: release.name, labels: extend({ app: 'web' }, labels) },
  // Keys of the author's own may be absent.
  data: { a: name, b: when(on, 'b') },
});

new Manifest<Service>(
  new Component(scope, 'part', not(on)),
  'b',
  { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: count, targetPort: 'http' }] } },
  equal(name, 'a'),
);

new Manifest<ConfigMap>(scope, 'c', {
  // @ts-expect-error -- a ConfigMap is of v1
  apiVersion: 'v2',
  kind: 'ConfigMap',
  metadata: { name },
});

new Manifest<Deployment>(scope, 'd', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    // @ts-expect-error -- a text where Kubernetes wants a number
    replicas: name,
    selector: { matchLabels: { app: 'web' } },
    template: { spec: { containers: [] } },
  },
});

new Manifest<Deployment>(scope, 'e', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  // @ts-expect-error -- the cluster writes the status
  status: { replicas: 1 },
});

// What is not known before the chart is installed is no plain value.
export const leaks = [
  // @ts-expect-error -- an expression has no characters
  name.length,
  // @ts-expect-error -- nor a place among numbers: greater() and choose() have one
  Math.max(count, 1),
  // @ts-expect-error -- and it decides nothing by itself: choose() and when() ask
  on satisfies boolean,
  // @ts-expect-error -- a number is no condition
  when(count, 'a'),
  // @ts-expect-error -- of different types
  choose(on, 'a', 1) satisfies Value<string>,
  // @ts-expect-error -- join() takes texts
  join([1, 2], ','),
  // @ts-expect-error -- a text is no map
  extend({ app: 'web' }, name),
];
