/**
 * In which order a GitOps tool is to bring an installation up to date. Argo CD applies one wave, and goes on once all in it is
 * healthy: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/. The files of the plain manifests are numbered alike
 * (lib/synth/apply-order.ts). Helm, and who runs `kubectl apply`, read nothing of it: each pod waits by itself for what it needs.
 *
 * What has no wave is in the first: the database and the stores with all that they need, and Jobs that restore or move, which are
 * healthy when they are done. Nothing of it waits for a server, or a server that waits for it would never come.
 */
export const WAVE = 'argocd.argoproj.io/sync-wave';

/** The servers: their databases and buckets are there, and a restore has ended. */
export const SERVERS = { [WAVE]: '1' } as const;

/** What points at servers, or asks them; an Ingress may wait for an address as long as it likes, and nothing with it. */
export const AT_LAST = { [WAVE]: '2' } as const;
