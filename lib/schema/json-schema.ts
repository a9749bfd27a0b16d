import type { Json } from '../yaml/json';
import type { ObjectRule } from './field-rules';
import type { ListKey } from './list-key';
import type { TextForm } from './text-form';

/**
 * The JSON Schema that the engine understands: draft-07 as far as Kubernetes' definitions and those of custom resources
 * go, with their extensions. Other keywords have no effect.
 */
export interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly default?: Json;
  readonly format?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly pattern?: string;
  /** The same for a pattern as Go reads it; of an unknown author, so that it must not take long, whatever it is. */
  readonly goPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** A number as in draft-07; true with `minimum`, as in OpenAPI 3.0. */
  readonly exclusiveMinimum?: number | boolean;
  readonly exclusiveMaximum?: number | boolean;
  readonly multipleOf?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  /** What the server demands of texts beyond their `format`: added by field-rules.ts. */
  readonly form?: TextForm;
  /** The same for the keys of a map. */
  readonly keyForm?: TextForm;
  /** Which items of a list count as the same. */
  readonly listKeys?: readonly ListKey[];
  /** What is to say about the object as a whole. */
  readonly rule?: ObjectRule | undefined;
  /** CEL rules of a custom resource. */
  readonly 'x-kubernetes-validations'?: readonly Json[];
}
