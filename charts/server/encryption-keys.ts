/** The keys with which MLflow encrypts what it stores. They must be the same in all its processes, and outlive them. */
import type { Value } from '../../lib/expr/expr';
import { and, choose, equal, notEmpty, or } from '../../lib/expr/function';
import { text } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';
import { KEK_PASSPHRASE, WEBHOOK_KEY } from '../../values/server';
import { secretFromValues } from '../parts/credentials';
import type { EnvironmentPart, SecretVariable } from '../parts/environment';
import type { Instance } from '../parts/instance';

export interface EncryptionKeys {
  readonly variables: readonly SecretVariable[];
  /** Of the passphrase: what was encrypted with another one cannot be read. */
  readonly kekVersion: Value<number>;
  /** Whether the values hold any of the keys, and each of them: empty where they do not. */
  readonly literal: Value<boolean>;
  readonly literalKeys: Readonly<Record<string, Value<string>>>;
}

export function encryptionKeys({ mlflow: { encryption } }: Values, instance: Instance): EncryptionKeys {
  const { passphrase, webhookKey, existingSecret, existingSecretKey, existingSecretWebhookKey, kekVersion } =
    encryption;
  const inSecret = notEmpty(existingSecret);
  const name = choose(inSecret, existingSecret, secretFromValues(instance, 'encryption'));
  return {
    variables: [
      {
        name: KEK_PASSPHRASE,
        secret: { name, key: choose(inSecret, existingSecretKey, 'passphrase') },
        condition: or(inSecret, notEmpty(passphrase)),
      },
      {
        name: WEBHOOK_KEY,
        // Secrets that were made for chart 1.0.0 have no such key.
        secret: { name, key: choose(inSecret, existingSecretWebhookKey, 'webhook-key'), optional: true },
        condition: or(inSecret, notEmpty(webhookKey)),
      },
    ],
    kekVersion,
    literal: and(equal(existingSecret, ''), or(notEmpty(passphrase), notEmpty(webhookKey))),
    literalKeys: { passphrase, 'webhook-key': webhookKey },
  };
}

export function encryptionEnvironment({ variables, kekVersion }: EncryptionKeys): EnvironmentPart {
  return { settings: { MLFLOW_CRYPTO_KEK_VERSION: text`${kekVersion}` }, secrets: variables };
}
