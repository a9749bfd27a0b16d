/** The options of the command `validate`, declared once: for reading arguments and for the help page. */
import { defaultRenderOptions } from '../validate/chart/render';
import { severities, type Severity } from '../validate/finding';
import { formatNames, type FormatName } from '../validate/report/formats';
import { minorOf } from '../validate/settings/kubernetes-version';
import { requireOneOf } from '../validate/settings/rule-choice';
import { SettingsError } from '../validate/settings/settings-error';
import { defaultOptions } from '../validate/validate';
import { optionsIn, type OptionGroups } from './option-lines';
import { readOptions } from './options';

export const optionGroups = {
  Input: {
    values: {
      short: 'f',
      value: 'FILE',
      multiple: true,
      completes: 'file',
      help: 'values for charts; later files win',
    },
    set: { value: 'KEY=VALUE', multiple: true, help: 'one value for charts, as Helm reads it' },
    release: { value: 'NAME', help: `of the release of a chart (default: ${defaultRenderOptions.release})` },
    namespace: { value: 'NAME', help: 'of objects that name none (default: default)' },
    'kubernetes-version': {
      value: '1.N',
      help: `that the objects are for (default: 1.${String(defaultOptions.minor)})`,
    },
    'api-versions': { value: 'VERSION', multiple: true, help: 'what charts are to find in .Capabilities.APIVersions' },
    schema: {
      value: 'FOLDER',
      multiple: true,
      completes: 'folder',
      help: 'JSON Schemas or definitions of custom resources',
    },
    matrix: { help: 'charts also with each switch, ci/ file and version' },
  },
  Rules: {
    rule: { value: 'ID=SETTING', multiple: true, help: 'off, info, warning or error for one rule' },
    only: { value: 'NAME', multiple: true, help: 'nothing but this rule or group of rules' },
    pack: { value: 'NAME', multiple: true, help: 'switch on a pack of rules' },
    config: { value: 'FILE', completes: 'file', help: 'configuration (default: .validate.yaml)' },
    baseline: { value: 'FILE', completes: 'file', help: 'findings to ignore, as --write-baseline wrote them' },
    'write-baseline': { value: 'FILE', completes: 'file', help: "write today's findings to a baseline" },
    'fail-on': {
      value: 'SEVERITY',
      completes: severities,
      help: 'for exit code 1: error (default), warning, info',
    },
  },
  Output: {
    output: {
      short: 'o',
      value: 'FORMAT',
      completes: formatNames,
      help: 'text, json, sarif, junit or github (default: text)',
    },
    'output-file': { value: 'FILE', completes: 'file', help: 'write there, not to standard output' },
    'max-per-rule': {
      value: 'NUMBER',
      help: `findings listed of one rule (default: ${defaultOptions.findingsPerRule})`,
    },
    'no-color': { help: 'no colours; NO_COLOR and FORCE_COLOR are heeded' },
    quiet: { short: 'q', help: 'only what makes the run fail, without a summary' },
    verbose: { short: 'v', help: 'suppressed findings, too; every remedy and link' },
  },
  Help: {
    explain: { value: 'RULE', help: 'what a rule is about, with examples' },
    list: { help: 'all rules' },
    version: { help: 'version of this program' },
    help: { short: 'h', help: 'this page' },
  },
} as const satisfies OptionGroups;

const declared = optionsIn(optionGroups);

export interface ValidateArguments {
  readonly paths: readonly string[];
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly release?: string;
  readonly namespace?: string;
  /** 34 for 1.34. */
  readonly minor?: number;
  readonly apiVersions: readonly string[];
  readonly schemas: readonly string[];
  readonly matrix: boolean;
  readonly rules: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  readonly packs: readonly string[];
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly failOn?: Severity;
  readonly output: FormatName;
  readonly outputFile?: string;
  readonly maxPerRule?: number;
  readonly noColor: boolean;
  readonly detail: 'quiet' | 'normal' | 'verbose';
  readonly explain?: string;
  readonly list: boolean;
  readonly version: boolean;
  readonly help: boolean;
}

/** @throws SettingsError for anything that cannot be meant */
export function parseArguments(args: readonly string[]): ValidateArguments {
  const { positionals: paths, given } = readOptions(args, declared);
  const one = (name: string): string | undefined => {
    const values = given.get(name) ?? [];
    if (values.length > 1) throw new SettingsError(`--${name} is given ${String(values.length)} times; once is enough`);
    return values[0];
  };
  const many = (name: string): readonly string[] => given.get(name) ?? [];
  const choice = <T extends string>(name: string, known: readonly T[]): T | undefined => {
    const value = one(name);
    if (value !== undefined) requireOneOf(value, known, `--${name}`);
    return value as T | undefined;
  };
  if (given.has('quiet') && given.has('verbose')) throw new SettingsError('--quiet and --verbose exclude each other');
  const version = one('kubernetes-version');
  return {
    paths,
    values: many('values'),
    set: many('set'),
    ...optional('release', one('release')),
    ...optional('namespace', one('namespace')),
    ...optional('minor', version === undefined ? undefined : minorOf(version, '--kubernetes-version')),
    apiVersions: many('api-versions'),
    schemas: many('schema'),
    matrix: given.has('matrix'),
    rules: Object.fromEntries(many('rule').map(ruleSetting)),
    only: many('only'),
    packs: many('pack'),
    ...optional('config', one('config')),
    ...optional('baseline', one('baseline')),
    ...optional('writeBaseline', one('write-baseline')),
    ...optional('failOn', choice('fail-on', severities)),
    output: choice('output', formatNames) ?? 'text',
    ...optional('outputFile', one('output-file')),
    ...optional('maxPerRule', numberOf(one('max-per-rule'), '--max-per-rule')),
    noColor: given.has('no-color'),
    detail: given.has('quiet') ? 'quiet' : given.has('verbose') ? 'verbose' : 'normal',
    ...optional('explain', one('explain')),
    list: given.has('list'),
    version: given.has('version'),
    help: given.has('help'),
  };
}

function ruleSetting(text: string): readonly [string, string] {
  const [id = '', setting] = text.split('=', 2);
  if (setting === undefined) throw new SettingsError(`--rule: expected ID=SETTING, such as ${id}=off, got ${text}`);
  return [id, setting];
}

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

function numberOf(text: string | undefined, what: string): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new SettingsError(`${what}: expected a number, got ${text}`);
}
