/** Any number of Kubernetes objects from one construct: one for each item of a list, for example. */
import { Construct } from 'constructs';
import type { Tree } from '../expr/expr';

/** What a Manifests construct is made of. */
export interface ManifestsProps {
  /** Objects in wire format, given as the items of a list are: `each()` gives one for each item, `when()` one or none. */
  readonly objects: readonly Tree[];
  /** The value that decides which there are, for messages: `extraObjects`. */
  readonly path: string;
}

/**
 * A chart has one template for all of them, and plain manifests a file for each, named after the construct, the kind and the
 * name. (What a Manifest is, everybody knows when the constructs run; of these only that each has apiVersion, kind and a name.) Two of
 * one kind and name are refused, by the chart as by synth().
 *
 * @example new Manifests(this, 'extra', { path: 'extraObjects', objects: each(values.extraObjects, (object) => object) });
 */
export class Manifests extends Construct {
  readonly objects: readonly Tree[];
  readonly path: string;

  constructor(scope: Construct, id: string, { objects, path }: ManifestsProps) {
    super(scope, id);
    this.objects = objects;
    this.path = path;
  }
}
