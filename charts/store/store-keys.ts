/** The keys of each store, and the Secret that has them: somebody else's, or one made from values. */
import type { Construct } from 'constructs';
import type { Value } from '../../lib/expr/expr';
import { and, choose, equal, notEmpty, or, orDefault } from '../../lib/expr/function';
import { named } from '../../lib/expr/vocabulary';
import { isStoreEngine, movesArtifacts, runsStore, type StoreEngine } from '../../values/engines';
import type { Values } from '../../values/schema';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import { Credentials, secretFromValues } from '../parts/credentials';
import type { Instance } from '../parts/instance';

export interface StoreKeys {
  /** Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: `envFrom` of a client can take it as it is. */
  readonly secretName: Value<string>;
  /** Whether there are any; otherwise a role has them. */
  readonly has: Value<boolean>;
  /** Where the values hold them and the store is used, else empty. */
  readonly literal: { readonly id: Value<string>; readonly secret: Value<string> };
}

/** Of Secrets that are made from values. Of one store there is the first; the last is another's, while its artefacts are moved. */
const PURPOSES = { minio: 's3', garage: 'garage', external: 's3', target: 's3-target' } as const;

export function storeKeys(values: Values, instance: Instance): Readonly<Record<StoreEngine, StoreKeys>> {
  const { minio, objectStore, externalS3 } = values;
  const { garage } = objectStore;
  const of = (
    store: StoreEngine,
    used: Value<boolean>,
    made: Value<string>,
    existing: Value<string>,
    id: Value<string>,
    secret: Value<string>,
  ): StoreKeys => {
    const isLiteral = and(used, equal(existing, ''));
    const literal = {
      id: named(`s3.${store}.literalKeyId`, choose(isLiteral, id, '')),
      secret: named(`s3.${store}.literalKey`, choose(isLiteral, secret, '')),
    };
    return {
      secretName: named(`s3.${store}.secret`, orDefault(existing, made)),
      has: or(notEmpty(existing), notEmpty(literal.id)),
      literal,
    };
  };
  const made = (purpose: string) => secretFromValues(instance, purpose);
  const { rootUser, rootPassword, existingSecret } = minio.auth;
  return {
    minio: of('minio', runsStore(values, 'minio'), made(PURPOSES.minio), existingSecret, rootUser, rootPassword),
    garage: of(
      'garage',
      runsStore(values, 'garage'),
      made(PURPOSES.garage),
      garage.existingSecret,
      garage.accessKeyId,
      garage.secretAccessKey,
    ),
    external: of(
      'external',
      isStoreEngine(values, 'external'),
      choose(movesArtifacts(values), made(PURPOSES.target), made(PURPOSES.external)),
      externalS3.existingSecret,
      externalS3.accessKeyId,
      externalS3.secretAccessKey,
    ),
  };
}

/** Its Secrets that are made from values, each with the checksum that restarts who reads it. */
export function storeCredentials(scope: Construct, values: Values, instance: Instance) {
  const keys = storeKeys(values, instance);
  const moves = movesArtifacts(values);
  const made = (
    construct: string,
    purpose: string,
    { literal: { id, secret } }: Pick<StoreKeys, 'literal'>,
    used: Value<boolean>,
  ) =>
    new Credentials(scope, construct, {
      instance,
      purpose,
      enabled: and(used, notEmpty(id)),
      data: { [ACCESS_KEY_ID]: id, [SECRET_ACCESS_KEY]: secret },
    }).checksum;
  const inside = runsStore(values, 'minio');
  const pick = (of: 'id' | 'secret') => choose(inside, keys.minio.literal[of], keys.external.literal[of]);
  const literal = { id: named('s3.literalKeyId', pick('id')), secret: named('s3.literalKey', pick('secret')) };
  const s3 = made('s3', PURPOSES.minio, { literal }, true);
  const garage = made('garage-keys', PURPOSES.garage, keys.garage, true);
  const target = made('s3-target', PURPOSES.target, keys.external, moves);
  return { s3, garage, all: { ...s3, ...garage, ...target } };
}
