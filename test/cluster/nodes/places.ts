/** Which clusters the parts of the platform's proofs need: most of them share one. */
import { availableParallelism } from 'node:os';
import type { Round } from '../../support/proofs';
import type { Families } from './network';

export interface Place {
  readonly families: Families;
  /** How many there are. */
  readonly nodes: number;
}

export const USUAL: Place = { families: ['IPv4', 'IPv6'], nodes: 3 };

/** Pods of prod, each of which asks for two processors. A node says that it has all of the machine's; nothing else asks for any. */
const PODS_OF_PROD = 5;
const nodesForProd = Math.ceil(PODS_OF_PROD / Math.max(1, Math.floor(availableParallelism() / 2)));

const OTHERS: readonly (Place & { readonly part: string })[] = [
  { part: 'prod', families: USUAL.families, nodes: Math.max(USUAL.nodes, nodesForProd) },
  { part: 'families', families: ['IPv6'], nodes: 1 },
  { part: 'families', families: ['IPv6', 'IPv4'], nodes: 1 },
];
/** Those of the above that do not run in the usual one, too. */
const ONLY_THERE = ['prod'];

/** Each cluster that is needed for these parts, with those of them that run in it. */
export function placesFor(parts: readonly string[]): readonly (Place & { readonly parts: readonly string[] })[] {
  return [
    { ...USUAL, parts: parts.filter((part) => !ONLY_THERE.includes(part)) },
    ...OTHERS.map(({ part, ...place }) => ({ ...place, parts: parts.filter((one) => one === part) })),
  ].filter((place) => place.parts.length > 0);
}

/** Those that do something to nodes, measure what is lost when something fails, or let everybody see the cluster's keys: nothing runs beside them. */
const ALONE = [
  'doctor',
  'nodes',
  'staging',
  'recovery',
  'failures',
  'prod',
  'leaves-nothing',
  'clients-oidc',
  'alerts',
  'applied',
  'argocd',
  'flux',
];

/** How parts run in one cluster: two side by side, and then, one by one, those that are alone. `options` are for Jest. */
export function roundsOf(parts: readonly string[], options: readonly string[]): readonly Round[] {
  const round = (some: readonly string[], workers: number): readonly Round[] =>
    some.length === 0 ? [] : [{ args: [...some.map((part) => `platform/${part}[.]test`), ...options], workers }];
  return [
    ...round(
      parts.filter((part) => !ALONE.includes(part)),
      2,
    ),
    ...round(
      parts.filter((part) => ALONE.includes(part)),
      1,
    ),
  ];
}
