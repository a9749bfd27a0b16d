/** Which rules run: what users write about rules, groups and packs, checked against those that there are. */
import { nearestName } from '../../text/nearest-name';
import { severities } from '../finding';
import type { Check } from '../check';
import type { RuleSelection, RuleSetting } from '../rule-set';
import { SettingsError } from './settings-error';

export interface RuleChoice {
  readonly packs: readonly string[];
  /** Rule id → setting. */
  readonly rules: Readonly<Record<string, string>>;
  /** Ids or groups: nothing else runs. All, if empty. */
  readonly only: readonly string[];
}

export const ruleSettings: readonly RuleSetting[] = ['off', ...severities];

type Groups = Readonly<Record<string, readonly Check[]>>;

/** @throws SettingsError with what was probably meant */
export function selectRules({ packs, rules, only }: RuleChoice, groups: Groups): RuleSelection {
  const checks = Object.values(groups).flat();
  const ids = checks.map(({ id }) => id);
  const known = [...new Set(checks.flatMap(({ pack }) => pack ?? []))];
  for (const pack of packs) requireOneOf(pack, known, 'rule pack');
  for (const [id, setting] of Object.entries(rules)) {
    requireOneOf(id, ids, 'rule');
    requireOneOf(setting, ruleSettings, `setting of rule ${id},`);
  }
  const settings = { ...rules } as Record<string, RuleSetting>;
  if (only.length === 0) return { packs, settings };
  for (const name of only) requireOneOf(name, [...ids, ...Object.keys(groups)], 'rule or group');
  for (const [group, members] of Object.entries(groups)) {
    for (const { id, severity } of members) {
      if (only.includes(id)) settings[id] = given(settings[id]) ?? severity;
      else if (!only.includes(group)) settings[id] = 'off';
    }
  }
  return { packs, settings };
}

/** Who names a rule wants it, whatever the configuration says. */
function given(setting: RuleSetting | undefined): RuleSetting | undefined {
  return setting === 'off' ? undefined : setting;
}

/** @throws SettingsError unless `name` is one of `known` */
export function requireOneOf(name: string, known: readonly string[], what: string): void {
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  const few = known.length <= 8 ? `; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}` : '';
  throw new SettingsError(`there is no ${what} ${name}${near === undefined ? few : `; did you mean ${near}?`}`);
}
