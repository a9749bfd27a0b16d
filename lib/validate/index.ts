/**
 * The validator as a library:
 *
 *     import { validate } from 'mlflow-chart/validate';
 *     const { findings } = validate([{ name: 'web.yaml', text: () => manifest }], { minor: 34 });
 */
export { type Check, type CheckContext } from './check';
export { checks, groups } from './checks';
export {
  isAtLeast,
  objectText,
  severities,
  type Finding,
  type Location,
  type ObjectName,
  type Related,
  type Severity,
  type Suppression,
} from './finding';
export { checkOf, groupOf } from './catalogue';
export { fingerprintOf } from './fingerprint';
export type { OmittedFindings } from './finding-limit';
export type { ExternalObject } from './corpus';
export { fileSource } from './read/file';
export type { Source } from './read/source';
export { formats, formatNames, type FormatName } from './report/formats';
export { exitCode, toReport, totalsOf, type Format, type FormatOptions, type Report } from './report/report';
export type { RuleSelection, RuleSetting } from './rule-set';
export { readBaseline, writeBaseline } from './settings/baseline';
export { emptyConfig, readConfig, type Config } from './settings/config';
export { selectRules, type RuleChoice } from './settings/rule-choice';
export { SettingsError } from './settings/settings-error';
export type { SuppressionEntry } from './settings/suppression';
export { validateFiles } from './validate-files';
export { defaultOptions, validate, type Unreadable, type ValidateOptions, type Validation } from './validate';
export { validateChart, type ChartOptions, type ChartValidation } from './chart/validate-chart';
export { validateInput } from './validate-input';
