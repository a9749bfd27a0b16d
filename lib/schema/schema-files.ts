/** The files that `npm run import` generated: JSON Schema draft-07, with references relative to imports/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsFolder } from './imports-folder';
import type { JsonSchema } from './json-schema';

export interface SchemaFile {
  /** `apiVersion/kind` to definition name. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/** The kinds of Kubernetes itself. */
export const builtInFile = 'kubernetes/schemas.json';

const files = new Map<string, SchemaFile>();

/** Parsed when first asked for: the built-in ones take 3 ms. `path` is relative to imports/. */
export function schemaFile(path: string): SchemaFile {
  let file = files.get(path);
  if (file === undefined) {
    file = JSON.parse(readFileSync(join(importsFolder, path), 'utf8')) as SchemaFile;
    files.set(path, file);
  }
  return file;
}

/** All of custom resources, unread. */
export function customResourceFiles(): readonly string[] {
  return readdirSync(join(importsFolder, 'crds'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `crds/${file}`);
}

/** Which file has the custom resources of an API group. */
export const fileOfGroup: ReadonlyMap<string, string> = new Map([
  ['argoproj.io', 'crds/argo-cd.json'],
  ['acme.cert-manager.io', 'crds/cert-manager.json'],
  ['awspca.cert-manager.io', 'crds/cert-manager.json'],
  ['cert-manager.io', 'crds/cert-manager.json'],
  ['policy.cert-manager.io', 'crds/cert-manager.json'],
  ['trust-manager.io', 'crds/cert-manager.json'],
  ['trust.cert-manager.io', 'crds/cert-manager.json'],
  ['postgresql.cnpg.io', 'crds/cloudnative-pg.json'],
  ['external-secrets.io', 'crds/external-secrets.json'],
  ['generators.external-secrets.io', 'crds/external-secrets.json'],
  ['helm.toolkit.fluxcd.io', 'crds/flux-cd.json'],
  ['image.toolkit.fluxcd.io', 'crds/flux-cd.json'],
  ['kustomize.toolkit.fluxcd.io', 'crds/flux-cd.json'],
  ['notification.toolkit.fluxcd.io', 'crds/flux-cd.json'],
  ['source.toolkit.fluxcd.io', 'crds/flux-cd.json'],
  ['gateway.networking.k8s.io', 'crds/gateway-api.json'],
  ['gateway.networking.x-k8s.io', 'crds/gateway-api.json'],
  ['eventing.keda.sh', 'crds/keda.json'],
  ['keda.sh', 'crds/keda.json'],
  ['route.openshift.io', 'crds/openshift.json'],
  ['monitoring.coreos.com', 'crds/prometheus-operator.json'],
  ['bitnami.com', 'crds/sealed-secrets.json'],
  ['traefik.io', 'crds/traefik.json'],
]);
