import type { Check, Checking } from '../checking';
import { weightOf, type CostBudget } from '../cost';
import type { Json } from '../../yaml/json';
import type { JsonSchema } from '../json-schema';
import { type CelRule, celRule, type WrittenRule } from './rule';
import { celValue } from './value';

/** The check of a schema's CEL rules; undefined if it has none. They see only values that have their form. */
export function celCheck(schema: JsonSchema): Check | undefined {
  const written = schema['x-kubernetes-validations'];
  if (!Array.isArray(written)) return undefined;
  let rules: readonly CelRule[] | undefined;
  // What can't be checked is said once.
  const said = new Set<CelRule>();
  return (value, checking) => {
    if (hasProblem(checking)) return value;
    rules ??= (written as readonly WrittenRule[]).map(celRule);
    const { budget } = checking;
    let self: unknown;
    for (const rule of rules) {
      if (budget.isEndSaid) return value;
      const outcome = rule.outcome(() => (self ??= converted(value, schema, budget)), budget);
      if (outcome === 'kept') continue;
      if ('broken' in outcome) checking.reportAt(rule.fieldPath, 'cel-rule', outcome.broken);
      else if (outcome.isOfObject || !said.has(rule)) {
        if (!outcome.isOfObject) said.add(rule);
        budget.isEndSaid = budget.end?.ends === 'object';
        checking.report('unchecked-rule', `the rule ${rule.text} was not checked: ${outcome.unchecked}`);
      }
    }
    return value;
  };
}

/** Whether the value has not its form. What rules have found below it says nothing about that. */
function hasProblem({ problems, path }: Checking): boolean {
  for (let index = problems.length - 1; index >= 0; index--) {
    const problem = problems[index];
    // Those of the value under check are the last ones.
    if (problem === undefined || !path.every((step, depth) => step === problem.path[depth])) return false;
    if (problem.rule !== 'cel-rule' && problem.rule !== 'unchecked-rule') return true;
  }
  return false;
}

/** Each of the values inside each other that have rules is converted. @throws CostError */
function converted(value: Json, schema: JsonSchema, budget: CostBudget): unknown {
  budget.spend(weightOf(value, budget.left + 1));
  return celValue(value, schema);
}
