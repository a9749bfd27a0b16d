/** Rows and words that several charts have in common. */
import { isMapping } from '../../../lib/values/merge';
import type { Json } from '../../../lib/yaml/json';
import { Instead, needless, nothing, value, type Row } from '../chart';
import { texts } from '../ingress';
import { resources } from '../resources';
import { textOf } from '../their';

export const NAMES = nothing(
  'names here follow the release: its Service is RELEASE-tracking. Call the release so that this is a name you want',
);
export const ACCOUNT_TOKEN = nothing(
  'tokens of the ServiceAccount are never mounted into MLflow’s pods here: MLflow does not ask the API server. Mount one by mlflow.extraVolumes where something of yours does',
);
export const STRATEGY = nothing(
  'the Deployment always rolls here: old pods serve until new ones are ready, and the database is migrated under a lock',
);
export const INITIAL_DELAY = nothing(
  'there is no delay before the first probe here: the startup probe holds the others back (mlflow.probes.startup)',
);
export const NO_PROBE = nothing('probes cannot be switched off here: mlflow.probes has their times');
export const PROBE_SUCCESS = nothing(
  'one success is enough here: Kubernetes allows no other number for startup and liveness',
);
export const POLICIES = nothing(
  'networkPolicy.enabled lets through what is named, and nothing else, so it cannot follow from this: see docs/isolation.md for whom to name',
);
export const MIGRATES = needless('each server’s pod migrates the database here before it serves, under a lock');
export const WAITS = needless('each server’s pod waits here for its database and its bucket');
export const OBJECTS = nothing(
  'is no part of this chart: add Roles and bindings of your own to extraObjects, for the ServiceAccount of the server',
);

/** Labels and annotations. */
export function mapOfTexts(path: string): Row {
  return value(path, (given) => (isMapping(given) ? texts(given) : given));
}

export function resourcesOf(path: string): Row {
  return value(path, resources);
}

/** Names, or a list of {name: …}. */
export const pullSecrets: Row = value('global.imagePullSecrets', (given) =>
  Array.isArray(given)
    ? (given as readonly Json[]).map((one) => (typeof one === 'string' ? { name: one } : one))
    : given,
);

/** A number that may be written as a text; an empty one is nothing. */
export function wholeNumber(path: string): Row {
  return value(path, (given) => {
    const text = textOf(given);
    return /^[0-9]+$/.test(text) ? Number(text) : new Instead(`is no whole number: set ${path}`);
  });
}

/** What autoscaling goes by. */
export const SCALED_BY = nothing(
  'autoscaling goes by the processor of MLflow’s own container here (autoscaling.targetCPUUtilizationPercentage), or by requests in flight; memory says nothing of what there is to do, for a worker keeps what it once took',
);
