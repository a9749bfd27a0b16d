/**
 * The engine: what somebody needs who makes a chart of their own. This is all that is public of it; everything else may change
 * with any release. What an export takes, gives and throws stands where it is declared.
 */

// Values: declared once, with their types, defaults and constraints, and the rules about what contradicts what.
export { boolean, integer, list, map, opaqueList, opaqueMap, record, string, stringMap } from './values/schema';
export type {
  BooleanField,
  Field,
  Fields,
  IntegerField,
  ListField,
  MapField,
  OpaqueField,
  Pattern,
  RecordField,
  StringField,
  ValuesOf,
} from './values/schema';
export type { Rule, RuleLevel } from './values/rule';
export type { JsonSchema, JsonType } from './values/json-schema-type';
export type { JsonObject } from './values/merge';
export type { Json } from './yaml/json';

// Expressions: the words for what is known only when somebody installs the chart.
export { add, and, base64, byteLength, choose, contains, divide, equal, find, findAfter } from './expr/function';
export { greater, has, integerOf, join, matches, merge, multiply, not, notEmpty, omit } from './expr/function';
export { or, orDefault, repeated, sha256, toJson, truncate } from './expr/function';
export { collection, concatenate, each, eachEntry, extend, field, named, namedNumber } from './expr/vocabulary';
export { jsonOf, optionalField, shared, text, unlessEmpty, when } from './expr/vocabulary';
export { MisuseError } from './expr/expr';
export type { Deferred, Expr, Opaque, Tree, Value } from './expr/expr';

// Definition: a chart, and the constructs that it is made of.
export { Component } from './synth/component';
export { Manifest } from './synth/manifest';
export { Manifests } from './synth/manifests';
export type { ChartDefinition, ChartMetadata, Release, ReleaseRule } from './synth/chart';
export type { ManifestProps } from './synth/manifest';
export type { ManifestsProps } from './synth/manifests';

// The program that writes it, and the proof that it is right.
export { synth } from './cli/synth';
export type { SynthOptions } from './cli/synth';
export { prove, ProofError } from './prove/prove';
export type { Proof, ProveOptions } from './prove/prove';
export { NoHelmError } from './helm/find';
