/** Artefacts by signed URLs: values below `mlflow.artifacts.presigned`. */
import { and, equal, matches, not, notEmpty, or } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty, setsVariable } from './conditions';
import { hasStore, isStoreEngine } from './engines';
import { url } from './fields';
import type { Values } from './schema';
import { servesTls } from './tls';

export const presigned = record('For mode presigned: see docs/store.md.', {
  publicEndpoint: string({
    default: '',
    description:
      'URL of the store for whoever uses MLflow, which URLs are signed for; empty for that of the server, which only clients inside the cluster reach where the chart runs the store.',
    pattern: { ...url, regex: `${url.regex}|^$` },
  }),
  only: boolean({
    default: true,
    description:
      'Refuse artefacts through the server. false lets older clients send and get theirs as with proxied, and empty files, which Garage takes no other way; newer ones get all, and send large ones, directly.',
  }),
  ttlSeconds: integer({
    default: 300,
    minimum: 5,
    maximum: 604800,
    description: 'How long a URL holds with which something is downloaded. MLflow’s URLs for uploads hold for an hour.',
  }),
});

/** Versions that would go on passing artefacts through. */
const PASSES_THROUGH = '^v?([0-2]\\.[0-9]+|3\\.([0-9]|1[0-7]))([.-]|$)';

export function presignedRules(values: Values): readonly Rule[] {
  const { mlflow, externalS3 } = values;
  const { image, ingress, gateway, route } = mlflow;
  const { mode, presigned: settings } = mlflow.artifacts;
  const { publicEndpoint } = settings;
  const on = equal(mode, 'presigned');
  const pageIsSecure = or(
    and(ingress.enabled, notEmpty(ingress.tls)),
    and(gateway.enabled, equal(gateway.scheme, 'https')),
    route.enabled,
    servesTls(values),
  );
  return [
    {
      level: 'warned',
      path: 'mlflow.artifacts.mode',
      violated: and(on, matches(image.tag, PASSES_THROUGH), empty(image.digest)),
      problem: text`is presigned, but MLflow ${image.tag} signs nothing: artefacts go through the server, as with proxied`,
      remedy: 'Take MLflow 3.18 or newer, or set it to proxied',
    },
    {
      level: 'warned',
      path: 'mlflow.artifacts.presigned.only',
      violated: and(on, settings.only, isStoreEngine(values, 'garage')),
      problem:
        'is true, but Garage takes no empty file by a URL: logging one, such as an __init__.py of a model, fails',
      remedy: 'Set it to false: such files go through the server then',
    },
    {
      path: 'mlflow.artifacts.presigned.publicEndpoint',
      violated: and(
        on,
        notEmpty(publicEndpoint),
        hasStore(values, 'external'),
        empty(externalS3.endpoint),
        not(setsVariable(values, 'MLFLOW_S3_ENDPOINT_URL')),
      ),
      problem: 'is set, but externalS3.endpoint is empty: AWS has one address for all, which URLs are signed for',
      remedy: 'Remove it, or name the store’s address in externalS3.endpoint',
    },
    {
      level: 'warned',
      path: 'mlflow.artifacts.presigned.publicEndpoint',
      violated: and(on, matches(publicEndpoint, '^http:'), pageIsSecure),
      problem: 'is http, but the web page comes by https: browsers fetch nothing from there for it',
      remedy: 'Serve the store by https, too',
    },
    {
      level: 'warned',
      path: 'mlflow.artifacts.presigned.publicEndpoint',
      violated: and(not(on), notEmpty(publicEndpoint)),
      problem: text`is set, but mlflow.artifacts.mode is ${mode}: nothing is signed for it`,
      remedy: 'Set the mode to presigned, or remove it',
    },
  ];
}
