/** A Secret made from values. Outside development, the platform reads Secrets that somebody else made. */
import type { Secret } from '../../imports/kubernetes/types';
import type { Construct } from 'constructs';
import type { Value } from '../../lib/expr/expr';
import { base64, notEmpty, sha256, toJson } from '../../lib/expr/function';
import { collection, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Instance } from './instance';

export interface CredentialsProps {
  readonly instance: Instance;
  /** What they are for; it names the Secret. */
  readonly purpose: string;
  /** Whether the values hold them. */
  readonly enabled: Value<boolean>;
  readonly data: Readonly<Record<string, Value<string>>>;
  /** Whether keys with nothing in them are left out; otherwise each is there. */
  readonly sparse?: boolean;
}

export class Credentials extends Component {
  /** An annotation for the pods that read the Secret: when its content changes, so do they. */
  readonly checksum: Readonly<Record<string, Value<string> | undefined>>;

  constructor(scope: Construct, id: string, props: CredentialsProps) {
    super(scope, id, props.enabled);
    const { instance, purpose, sparse = false } = props;
    const entry = (value: Value<string>) => (sparse ? when(notEmpty(value), base64(value)) : base64(value));
    const data = Object.fromEntries(Object.entries(props.data).map(([key, value]) => [key, entry(value)]));
    new Manifest<Secret>(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: instance.metadata(purpose, objectFor(purpose)),
      type: 'Opaque',
      data,
    });
    const content = toJson(collection(`${purpose}Secret`, data));
    this.checksum = { [`checksum/${purpose}`]: when(props.enabled, sha256(content)) };
  }
}

/** The Secret's name. Nobody would give it to one of their own, which Helm would then refuse to touch, or delete. */
export function secretFromValues(instance: Instance, purpose: string): Value<string> {
  return instance.name(objectFor(purpose));
}

function objectFor(purpose: string): string {
  return `${purpose}-from-values`;
}
