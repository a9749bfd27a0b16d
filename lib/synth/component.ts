/** A part of a chart that can be switched off. */
import { Construct, type IConstruct } from 'constructs';
import type { Value } from '../expr/expr';
import { requireKind } from '../expr/kind';
import { and } from '../expr/function';

/**
 * A construct whose objects exist only where it is enabled, and all components around it are.
 *
 * @example class Greeter extends Component { constructor(scope: Construct, values: Values) { super(scope, 'greeter', values.enabled); } }
 */
export class Component extends Construct {
  /**
   * @param enabled whether the objects inside exist; they also need every component around them. @default true
   * @throws MisuseError for what is no condition
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly enabled: Value<boolean> = true,
  ) {
    super(scope, id);
    requireKind(enabled, 'boolean', 'Component');
  }

  /** When a construct's objects exist: if all components that it stands in are enabled. */
  static condition(construct: IConstruct): Value<boolean> {
    const around = construct.node.scopes.filter((scope) => scope instanceof Component);
    return and(...around.map((component) => component.enabled));
  }
}
