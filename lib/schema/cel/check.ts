import type { Check } from '../checking';
import type { JsonSchema } from '../json-schema';
import { type CelRule, celRule, type WrittenRule } from './rule';
import { celValue } from './value';

/** The check of a schema's CEL rules; undefined if it has none. They see only values that have their form. */
export function celCheck(schema: JsonSchema): Check | undefined {
  const written = schema['x-kubernetes-validations'];
  if (!Array.isArray(written) || written.length === 0) return undefined;
  let rules: readonly CelRule[] | undefined;
  // What can't be checked is said once.
  const said = new Set<CelRule>();
  return (value, checking) => {
    if (checking.problems.some(({ path }) => checking.path.every((step, depth) => step === path[depth]))) return value;
    rules ??= (written as readonly WrittenRule[]).map(celRule);
    const self = celValue(value, schema);
    for (const rule of rules) {
      const outcome = rule.outcome(self, value);
      if (outcome === 'kept') continue;
      if ('broken' in outcome) checking.reportAt(rule.fieldPath, 'cel-rule', outcome.broken);
      else if (!said.has(rule)) {
        said.add(rule);
        checking.report('unchecked-rule', `the rule ${rule.text} was not checked: ${outcome.unchecked}`);
      }
    }
    return value;
  };
}
