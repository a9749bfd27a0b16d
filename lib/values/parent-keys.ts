/**
 * Top-level keys of every chart's values that belong to a parent chart, one that has this chart as a dependency. Helm gives
 * a dependency all that the parent has below its name: with `condition: mlflow.enabled`, `enabled` too.
 */
import { Expr } from '../expr/expr';
import { equal, toJson } from '../expr/function';
import type { JsonSchema } from './json-schema-type';
import type { Rule } from './rule';
import type { RecordField } from './schema';

type ParentKey = JsonSchema & { readonly type: string; readonly description: string };

/**
 * None has a default: Helm decides about dependencies by values that include their defaults, so that `enabled: true` in
 * here would overrule the parent's tags.
 */
const KEYS = {
  enabled: {
    type: 'boolean',
    description:
      'Only for a parent chart: the condition of its dependency. A chart that is rendered all the same refuses false.',
  },
  global: { type: 'object', description: 'Values shared by all charts of one installation.' },
} as const satisfies Readonly<Record<string, ParentKey>>;

/** Those that the chart does not declare as its own. */
export function parentKeys({ fields }: RecordField): Readonly<Record<string, ParentKey>> {
  return Object.fromEntries(Object.entries(KEYS).filter(([key]) => !Object.hasOwn(fields, key)));
}

/** A chart that is rendered although it is not enabled: whoever wrote that expects something else. */
export function parentRules(schema: RecordField): readonly Rule[] {
  if (!Object.hasOwn(parentKeys(schema), 'enabled')) return [];
  const enabled = new Expr<boolean>({ op: 'values', path: ['enabled'] }, { type: 'boolean' });
  return [
    {
      path: 'enabled',
      // As JSON, because it may be absent.
      violated: equal(toJson(enabled), 'false'),
      problem: 'is false, but Helm heeds that only as the condition of a parent chart’s dependency',
      remedy:
        'Give the dependency in the parent’s Chart.yaml the condition <its name>.enabled; without a parent, uninstall the release instead',
    },
  ];
}
