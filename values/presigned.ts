/** Artefacts by signed URLs: values below `mlflow.artifacts.presigned`. */
import { and, equal, matches, not, notEmpty, or } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { integer, record, string } from '../lib/values/schema';
import { empty, setsVariable } from './conditions';
import { hasStore } from './engines';
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
  const { image, ingress, gateway } = mlflow;
  const { mode, presigned: settings } = mlflow.artifacts;
  const { publicEndpoint } = settings;
  const on = equal(mode, 'presigned');
  const pageIsSecure = or(
    and(ingress.enabled, notEmpty(ingress.tls)),
    and(gateway.enabled, equal(gateway.scheme, 'https')),
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
