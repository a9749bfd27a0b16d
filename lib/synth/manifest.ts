/** A Kubernetes object in wire format, typed, with expressions wherever a value belongs. */
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { evaluate } from '../expr/evaluate';
import { describe, isExpr, MisuseError, type Deferred, type Expr, type Tree, type Value } from '../expr/expr';
import { requireKind } from '../expr/kind';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: object;
}

/** What a manifest's author gives: the object, with a name (names are never generated), and no status. */
export type ManifestProps<T extends KubernetesObject> = Deferred<Omit<T, 'status' | 'apiVersion' | 'kind'>> &
  Pick<T, 'apiVersion' | 'kind'>;

/**
 * An ApiObject that keeps what it was given. cdk8s's own typed classes convert their props on the way out and would drop
 * expressions; this one leaves the tree to the interpreters, and is a normal ApiObject where all values are literals.
 *
 * @example new Manifest<ConfigMap>(this, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: release.name } });
 */
export class Manifest<T extends KubernetesObject> extends ApiObject {
  readonly tree: Tree;

  /**
   * @param id names its template, and its file among the plain manifests, together with the ids around it
   * @param enabled whether the object exists; the components around it must be enabled too. @default true
   * @throws MisuseError for an `enabled` that is no condition
   */
  constructor(
    scope: Construct,
    id: string,
    props: ManifestProps<T>,
    readonly enabled: Value<boolean> = true,
  ) {
    super(scope, id, { apiVersion: props.apiVersion, kind: props.kind });
    requireKind(enabled, 'boolean', 'Manifest');
    this.tree = props as Tree;
  }

  /**
   * The object for cdk8s itself (`app.synth()`, validation plugins): only where it holds no expressions.
   * @throws MisuseError
   */
  override toJson(): unknown {
    const open = openExpr([this.tree, this.enabled]);
    if (open !== undefined) {
      throw new MisuseError(
        `${this.node.path}: ${describe(open)} is known only when the chart is installed: cdk8s itself cannot render the object`,
      );
    }
    // Whoever has an ApiObject's JSON may change it; what evaluate() gives shares parts with the tree.
    return structuredClone(evaluate(this.tree, { values: {}, release: { name: '', namespace: '' } }));
  }
}

/** Something that is still to be known; the lists and maps of a literal run are wrapped, but known. */
function openExpr(tree: unknown): Expr<unknown> | undefined {
  if (typeof tree !== 'object' || tree === null) return undefined;
  const isLeaf = isExpr(tree) && ['values', 'release', 'chart'].includes(tree.node.op);
  if (isLeaf) return tree;
  for (const part of Object.values(isExpr(tree) ? tree.node : tree)) {
    const found = openExpr(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
